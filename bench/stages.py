"""What each stage takes of one episode as long as a usual one, 98 s, and how much memory.

    python -m bench.stages --home .demo

The sample's episodes are joined to one of 98 s, which is localised into English in an empty home, one stage after the
other, each in a process of its own. Seconds are the receipts' (one job, one core); memory is the process's peak. Reading
is measured once more with both cores for one episode.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from dramaport.ai.read.rapid import RapidReader
from dramaport.build.schedule import Job, run_jobs
from dramaport.cli import sample
from dramaport.cli.commands.demo import TITLE
from dramaport.cli.context import House, open_house
from dramaport.drama import repository
from dramaport.drama.decisions import Decision, DecisionKind
from dramaport.drama.repository import Footage
from dramaport.localize.pipeline.graph import season_graph
from dramaport.localize.pipeline.site import Site
from dramaport.localize.read import read_captions
from dramaport.media.ffmpeg import ffmpeg, source, target
from dramaport.produce.animatic import load_script
from dramaport.settings import Settings

SECONDS = 98
CODE, LANGUAGE = "E01", "en"
#: The jobs in their order, and the steps each adds.
JOBS = {
    f"sound/{CODE}": ("probe", "hear"),
    f"picture/{CODE}": ("read",),
    f"source/{CODE}": ("fuse", "voices"),
    "season": (),
    f"bed/{CODE}": ("bed",),
    f"ladder/{CODE}": ("pictures", "playable"),
    f"language/{CODE}/{LANGUAGE}": ("translate", "speak", "voices", "subtitle", "mix", "text"),
}


def joined(house: House, out: Path) -> None:
    """The demo's episodes one after another, `SECONDS` of them, as one file."""
    listed = out.with_suffix(".txt")
    videos = [house.store.open(footage.video).resolve() for footage in house.drama(TITLE).episodes]
    listed.write_text("".join(f"file '{video}'\n" for video in videos), "utf-8")
    arguments = ["-f", "concat", "-safe", "0", *source(listed), "-t", str(SECONDS), "-c", "copy", target(out)]
    ffmpeg(arguments, about=out.name)


def prepare(demo: House, home: Path, folder: Path) -> None:
    """A drama of one long episode, with the sample's bible and memory."""
    joined(demo, home / "long.mp4")
    house = open_house(Settings(home=home))
    script = load_script(folder)
    memory = house.store.put_bytes(sample.memory(folder, script), ".tmx")
    remembered = Decision(
        kind=DecisionKind.MEMORY, subject="sample", value=memory.model_dump(mode="json"), origin="sample"
    )
    with house.database.begin() as db:
        drama = repository.create(db, TITLE, script.source)
        video = house.store.put(home / "long.mp4", ".mp4")
        repository.put_footage(db, drama.id, [Footage(code=CODE, file="long.mp4", video=video)])
        repository.decide(db, drama.id, [*sample.bible(folder), remembered])


def needed(jobs: Sequence[Job], name: str) -> list[Job]:
    """A job and all it needs."""
    by_name = {job.name: job for job in jobs}
    found: dict[str, Job] = {}
    open_names = [name]
    while open_names:
        job = by_name[open_names.pop()]
        found[job.name] = job
        open_names += [need for need in job.needs if need not in found]
    return list(found.values())


def stage(home: Path, name: str) -> None:
    """Run one job in this process; what it needs comes from its receipts."""
    house = open_house(Settings(home=home))
    drama = house.drama(TITLE)
    with house.database.connect() as db:
        log = repository.decisions(db, drama.id)
    jobs = season_graph(Site(house.store, house.settings.work, drama.id), drama, log, [LANGUAGE])
    run_jobs(needed(jobs, name), workers=1)


def seconds_of(house: House, job: str) -> dict[str, float]:
    """Seconds by step of a job's receipts."""
    spent: dict[str, float] = {}
    for key in house.store.ledger(f"{house.drama(TITLE).id}/{job}").values():
        receipt = house.store.receipt(key)
        if receipt is not None:
            spent[receipt["step"]] = spent.get(receipt["step"], 0.0) + receipt["seconds"]
    return spent


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.stages", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--home", type=Path, default=Path(".demo"), help="the home of a demo that has run")
    parser.add_argument("--sample", type=Path, default=Path("samples/ferry"))
    parser.add_argument("--stage", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.stage:
        stage(asked.home.absolute(), asked.stage)
        return
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    print(
        f"# One episode of {SECONDS} s, stage by stage\n\n`python -m bench.stages`, {os.cpu_count()} cores, load {load}\n"
    )
    print("| job | step | seconds | seconds a minute of footage | times real time | peak memory of the job, MB |")
    print("|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as name:
        home = Path(name).resolve()
        prepare(open_house(Settings(home=asked.home.absolute())), home, asked.sample)
        house = open_house(Settings(home=home))
        for job in JOBS:
            command = [sys.executable, "-m", "bench.stages", "--home", str(home), "--stage", job]
            peak = _peak_of(command)
            for step, spent in seconds_of(house, job).items():
                speed = f"{SECONDS / spent:.1f}" if spent else "–"
                print(f"| {job.split('/')[0]} | {step} | {spent:.1f} | {60 * spent / SECONDS:.1f} | {speed} | {peak} |")
        reader = RapidReader(threads=2)
        started = time.monotonic()
        read_captions(home / "long.mp4", reader)
        print(f"\nReading with two threads, models' loading included: {time.monotonic() - started:.1f} s.")


def _peak_of(command: list[str]) -> int:
    """Run a command; its peak resident memory in MB."""
    process = subprocess.Popen(command)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    factor = 1024 if sys.platform == "linux" else 1024 * 1024
    return round(used.ru_maxrss / factor)


if __name__ == "__main__":
    main()
