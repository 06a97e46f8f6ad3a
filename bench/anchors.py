"""Whether every cut of a plan traces back to its novel byte for byte, how the cuts look, and how long planning takes.

`python -m bench.anchors [FILE …] [--episodes 60]` plans each novel without a model; without files it takes those of
../shared/data/novels. A cut traces back when its episode's last words stand right before its byte, the bytes of the episodes
put together are the planned text, and no cut is inside a character. Anchors are tried too: each episode's last words, with their marks made
narrow, their line breaks taken out and their closing quote left out, are looked up as a model's answer is.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Final

from dramaport.errors import DramaportError
from dramaport.story.intake.novel import novel_of
from dramaport.story.intake.source import read_source
from dramaport.story.plan.anchors import Located
from dramaport.story.plan.mechanical import MechanicalPlanner
from dramaport.story.plan.planner import Ground, chosen_stretch, make_plan
from dramaport.story.plan.tracing import untraced
from dramaport.story.values import Plan

_SHARED: Final = Path(__file__).parents[2] / "shared" / "data" / "novels"
_NARROW: Final = str.maketrans("，。！？：；“”‘’（）", ",.!?:;\"\"''()")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.anchors", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--episodes", type=int, default=60)
    asked = parser.parse_args()
    files = asked.files or sorted(_SHARED.glob("*.txt"))
    if not files:
        raise SystemExit("no novel: name files, or lay some into ../shared/data/novels")
    print(
        "| novel | characters | episodes | cuts that trace back | anchors found again | tense cuts | kinds | length | CPU seconds |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for file in files:
        print("\n".join(_rows(file, asked.episodes)))


def _rows(file: Path, episodes: int) -> Iterator[str]:
    novel, data = novel_of(read_source(file), file.stem, file.stem)
    began = time.process_time()
    ground = Ground.of(novel, data)
    try:
        plan = make_plan(ground, MechanicalPlanner(), episodes)
    except DramaportError as error:
        yield f"| {file.name} | {len(data.decode()):,} | – | {error} | | | | | |"
        return
    seconds = time.process_time() - began
    start, end = chosen_stretch(ground, None)
    told = b"".join(data[episode.source.start : episode.source.end] for episode in plan.episodes)
    wrong = {fault.split(":")[0].split(" ")[0] for fault in untraced(plan, data)}
    traced = sum(episode.id not in wrong for episode in plan.episodes) if told == data[start:end] else 0
    kinds = Counter(episode.cliffhanger_kind for episode in plan.episodes if episode.cliffhanger_kind)
    lengths = sorted(len(data[e.source.start : e.source.end].decode()) for e in plan.episodes)
    yield (
        f"| {file.name} | {len(data.decode()):,} | {len(plan.episodes)} | {traced} of {len(plan.episodes)} "
        f"| {_found_again(ground, plan)} of {len(plan.episodes)} | {sum(kinds.values())} | {len(kinds)} "
        f"| {lengths[0]}–{lengths[-1]}, median {median(lengths):.0f} | {seconds:.2f} |"
    )


def _found_again(ground: Ground, plan: Plan) -> int:
    """Last words as a model would type them, looked up from the end of the episode before."""
    found = 0
    for episode in plan.episodes:
        words = "".join(episode.source.last_words.split()).rstrip("”’」』").translate(_NARROW)
        start, end = (ground.manuscript.char(byte) for byte in (episode.source.start, episode.source.end))
        place = ground.anchors.locate(words, start, end)
        found += isinstance(place, Located) and ground.manuscript.byte(place.end) == episode.source.end
    return found


if __name__ == "__main__":
    main()
