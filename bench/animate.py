"""How fast episodes are drawn: `python -m bench.animate [samples/ferry] [--episodes E01,E02] [--voices]`.

Prints for each episode its seconds of footage, the seconds it took and the processor's seconds, and how many times faster than
real time that is: with hummed voices (pictures, sound and encoding alone), or with `--voices` the real ones, spoken once before
and then taken from the store. Then a line is changed and the shots that are drawn again are counted.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from dramaport.ai import models
from dramaport.ai.abilities import Clip, Speaker, Voice
from dramaport.ai.speak import speaker_for
from dramaport.build.engine import Engine
from dramaport.build.progress import StepDone, listening
from dramaport.build.store import open_store
from dramaport.drama.screenplay import Screenplay
from dramaport.produce.animatic import load_script
from dramaport.produce.animatic.build import Font, Studio, make_episode
from dramaport.produce.pictures.drawn.pen import Drawn

#: Hanzi a second of the hum: about that of the sample's voices.
_PACE = 5.5


class Hum:
    """A voice that needs no model: a tone as long as the text."""

    identity = "hum/1"

    def voices(self, language: str) -> tuple[Voice, ...]:  # noqa: ARG002 - the ability's shape
        return ()

    def speak(self, text: str, voice: str, speed: float = 1.0) -> Clip:  # noqa: ARG002
        t = np.arange(round(24_000 * len(text) / _PACE / speed)) / 24_000
        return Clip((0.2 * np.sin(2 * np.pi * 150 * t) * (1 + np.sin(2 * np.pi * 4 * t))).astype(np.float32), 24_000)


@dataclass(frozen=True)
class Cost:
    footage: float
    wall: float
    cpu: float

    def __str__(self) -> str:
        times, processor = self.footage / self.wall, 2 * self.footage / self.cpu
        return (
            f"{self.footage:5.1f} s of footage in {self.wall:5.1f} s ({times:4.1f} x real time), "
            f"{self.cpu:5.1f} s of processor ({processor:4.1f} x on two cores)"
        )


def _cpu() -> float:
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(use.ru_utime + use.ru_stime for use in spent)


def measured(play: Screenplay, episode: str, studio: Studio, store: Path, out: Path) -> Cost:
    """Make an episode and say what it cost."""
    wall, cpu = time.perf_counter(), _cpu()
    engine = Engine(open_store(str(store), store / "cache"), store / "work", episode)
    film = make_episode(engine, play, episode, studio, out)
    engine.close()
    return Cost(film.timeline.duration / 1000, time.perf_counter() - wall, _cpu() - cpu)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.animate", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("script", type=Path, nargs="?", default=Path("samples/ferry"))
    parser.add_argument("--episodes", default="E01,E06")
    parser.add_argument("--voices", action="store_true", help="real voices, spoken before and taken from the store")
    asked = parser.parse_args()
    play = load_script(asked.script)
    speaker: Speaker = speaker_for(play.source) if asked.voices else Hum()
    font = Font(models.folder("noto-sans-sc") / "NotoSansSC_700Bold.ttf", models.identity("noto-sans-sc"))
    studio = Studio(speaker, Drawn(), font)
    with tempfile.TemporaryDirectory() as folder:
        store, out = Path(folder) / "store", Path(folder) / "out"
        total = Cost(0.0, 1e-9, 1e-9)
        for name in asked.episodes.split(","):
            if asked.voices:
                measured(play, name, studio, store, out)
                for receipt in (store / "receipts").rglob("*.json"):
                    if '"step":"shot"' in receipt.read_text("utf-8").replace(" ", ""):
                        receipt.unlink()
            cost = measured(play, name, studio, store, out)
            total = Cost(total.footage + cost.footage, total.wall + cost.wall, total.cpu + cost.cpu)
            print(f"{name}: {cost}")
        print(f"all: {total}")
        _change_a_line(play, asked.episodes.split(",")[0], studio, store, out)


def _change_a_line(play: Screenplay, name: str, studio: Studio, store: Path, out: Path) -> None:
    episode = play.episode(name)
    line = episode.lines[len(episode.lines) // 2]
    scenes = tuple(
        scene.model_copy(
            update={
                "beats": tuple(
                    beat.model_copy(update={"text": beat.text[:-1] + "了啊。"}) if beat is line else beat
                    for beat in scene.beats
                )
            }
        )
        for scene in episode.scenes
    )
    changed = play.model_copy(update={"episodes": {name: episode.model_copy(update={"scenes": scenes})}})
    fresh: list[str] = []

    def note(done: StepDone) -> None:
        if done.fresh:
            fresh.append(done.slot)

    with listening(note):
        cost = measured(changed, name, studio, store, out)
    print(f"{line.id} changed: {cost.wall:.1f} s; made again: {', '.join(fresh)}")


if __name__ == "__main__":
    main()
