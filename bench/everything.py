"""Every measurement over a demo that has run, each into a file of its own in bench/results/.

python -m bench.everything --home .demo
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.__main__ import truths
from dramaport.cli.commands.demo import TITLE
from dramaport.cli.context import open_house
from dramaport.cli.season import run
from dramaport.settings import Settings

RESULTS = Path(__file__).parent / "results"


def footage(home: Path, folder: Path) -> None:
    """The demo's rendered episodes, each with its truth beside it: `E01.mp4`, `E01.truth.json` …"""
    house = open_house(Settings(home=home.absolute()))
    done = run(house, house.drama(TITLE), [], dry=True)
    for truth, episode in zip(truths(house, done), done.drama.episodes, strict=True):
        (folder / f"{truth.episode}.mp4").symlink_to(house.store.open(episode.video))
        (folder / f"{truth.episode}.truth.json").write_text(truth.model_dump_json(), "utf-8")


def measurements(home: Path, folder: Path) -> dict[str, list[str]]:
    """What is run, by the name of its result."""
    return {
        "sample": ["bench", "--home", str(home)],
        "stages": ["bench.stages", "--home", str(home)],
        "reading": ["bench.read_error", "--footage", str(folder), "--cover"],
        "reading-shared": ["bench.read_error"],
        "hearing": ["bench.hear_error"],
        "casting": ["bench.cast_error", str(folder)],
        "voice-swaps": ["bench.voice_swaps", "en"],
        "play-ticket": ["bench.play_ticket"],
        "play-ticket-postgresql": ["bench.play_ticket", "--postgresql"],
        "unlocks": ["bench.unlocks"],
        "viewers": ["bench.viewers"],
        "viewers-postgresql": ["bench.viewers", "--postgresql"],
        "soak": ["bench.soak"],
        "soak-postgresql": ["bench.soak", "--postgresql"],
        "startup": ["bench.startup", "--home", str(home)],
        "anchors": ["bench.anchors"],
        "sameness": ["bench.sameness"],
        "animate": ["bench.animate"],
        "talent": ["bench.talent"],
        "slate": ["bench.slate"],
    }


def measure(name: str, arguments: Sequence[str], shown: str) -> None:
    """Run one measurement and write what it prints under a line that says how to run it again."""
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    said = subprocess.run([sys.executable, "-m", *arguments], check=True, capture_output=True, text=True).stdout
    head = f"`{shown}`, {os.cpu_count()} cores, load before {load}"
    body = said if "|" in said else f"```\n{said}```\n"
    (RESULTS / f"{name}.md").write_text(f"{head}\n\n{body}", "utf-8")
    print(f"{head}\n\n{body}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.everything", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--home", type=Path, default=Path(".demo"), help="the home of a demo that has run")
    parser.add_argument("only", nargs="*", help="names of results; none = all")
    asked = parser.parse_args()
    RESULTS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        footage(asked.home, Path(folder))
        for name, arguments in measurements(asked.home, Path(folder)).items():
            if not asked.only or name in asked.only:
                shown = (
                    " ".join(["python", "-m", *arguments]).replace(folder, "FOOTAGE").replace(str(asked.home), ".demo")
                )
                measure(name, arguments, shown)


if __name__ == "__main__":
    main()
