"""How well burned-in captions are read and covered.

    python -m bench.read_error                              # the shared clips
    python -m bench.read_error --footage out/ [--cover]     # rendered footage with E01.truth.json beside E01.mp4

Character error rates leave spaces out (drama captions use them as commas) and are also given without punctuation. Times
count as good within 0.2 s at both ends. With `--cover`, each covered caption is read again in three of its frames.
"""

from __future__ import annotations

import argparse
import os
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rapidfuzz.distance import Levenshtein

from dramaport.ai.abilities import Reader
from dramaport.ai.read.rapid import RapidReader
from dramaport.drama.values import Span
from dramaport.localize.cover import covered_frames, look, plan_cover
from dramaport.localize.cover.plan import remaining
from dramaport.localize.read import Captions, read_captions
from dramaport.localize.read.frames import pixels
from dramaport.media.probe import probe
from dramaport.produce.animatic import Truth

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "video"
_LATE_MS = 200


@dataclass(frozen=True)
class Clip:
    """A shared clip and what stands in its captions, read by eye."""

    name: str
    language: str
    lines: tuple[str, ...]


CLIPS = (
    Clip("zh_animation_1920x800_3s.mp4", "zh", ("空间里面他绝对赢不了的", "我进去帮他", "你们接着善后")),
    Clip(
        "zh_recap_720p_8s.mp4",
        "zh",
        (
            "耶稣也留不住他 我说的",
            "这句话当时也是红遍网络 被各种段子模仿",
            "到现在依然经久不息",
            "这些片段中 有你喜欢的么",
        ),
    ),
    Clip(
        "zh_en_bilingual_678x360_13s.mp4",
        "zh",
        ("我要去杂货店买点东西 要我帮你买点牛奶吗？", "一个还是两个？是两个 对吧？"),
    ),
    Clip("en_anime_moving_watermark_720p_6s.mp4", "en", ("I've decided, Rem.", "Yes?")),
    Clip("vertical_496x768_7s_webm_no_duration.mp4", "zh", ()),
)


def letters_wrong(read: Sequence[str], true: Sequence[str], punctuation: bool = True) -> float:
    """The character error rate of all lines together, spaces left out."""
    drop = r"\s" if punctuation else r"[\W_]"
    a, b = (re.sub(drop, "", "".join(lines)) for lines in (read, true))
    return Levenshtein.distance(a, b) / max(1, len(b)) if b or a else 0.0


@dataclass
class Tally:
    """What adds up over several videos."""

    read: list[str]
    true: list[str]
    late: int = 0
    lines: int = 0

    def add(self, captions: Captions, true: Sequence[tuple[str, Span]]) -> None:
        self.read += [line.text for line in captions.lines]
        self.true += [text for text, _ in true]
        self.lines += len(true)
        self.late += sum(not _on_time(span, captions) for _, span in true)


def _on_time(span: Span, captions: Captions) -> bool:
    ends = ((abs(line.span.start - span.start), abs(line.span.end - span.end)) for line in captions.lines)
    return any(max(pair) <= _LATE_MS for pair in ends)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.read_error", description=__doc__.splitlines()[0])
    parser.add_argument("--footage", type=Path, help="a folder of E01.mp4 with E01.truth.json beside it")
    parser.add_argument("--cover", action="store_true", help="cover the captions too, and read again")
    parser.add_argument("--threads", type=int, default=2)
    asked = parser.parse_args()
    reader = RapidReader(asked.threads)
    reader.read(np.zeros((64, 64, 3), np.uint8))  # the model is loaded outside the measurement
    rows = _rendered(asked.footage, reader, asked.cover) if asked.footage else _shared(reader, asked.cover)
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    print(f"{os.cpu_count()} cores, load {load}, {asked.threads} threads\n")
    print("| video | seconds | CPU s per s | wall s | characters wrong | without punctuation | left after covering |")
    print("|---|---|---|---|---|---|---|")
    for row in rows:
        print(row)


def _shared(reader: Reader, cover: bool) -> Iterator[str]:
    for clip in CLIPS:
        yield _measured(SHARED / clip.name, reader, clip.language, [(text, None) for text in clip.lines], None, cover)


def _rendered(folder: Path, reader: Reader, cover: bool) -> Iterator[str]:
    tally = Tally([], [])
    for file in sorted(folder.glob("*.truth.json")):
        truth = Truth.model_validate_json(file.read_text("utf-8"))
        true = [(line.caption.text, line.caption.span) for line in truth.lines if line.caption is not None]
        yield _measured(folder / f"{truth.episode}.mp4", reader, "zh", true, tally, cover)
    wrong, bare = (letters_wrong(tally.read, tally.true, punctuation) for punctuation in (True, False))
    good = 100 * (1 - tally.late / max(1, tally.lines))
    yield f"\nAll: {100 * wrong:.2f} % of characters wrong ({100 * bare:.2f} % without punctuation), {good:.1f} % on time"


def _measured(
    video: Path,
    reader: Reader,
    language: str,
    true: Sequence[tuple[str, Span | None]],
    tally: Tally | None,
    cover: bool,
) -> str:
    cpu, wall = _cpu(), time.perf_counter()
    captions = read_captions(video, reader, language)
    cpu, wall = _cpu() - cpu, time.perf_counter() - wall
    if tally is not None:
        tally.add(captions, [(text, span) for text, span in true if span is not None])
    read, texts = [line.text for line in captions.lines], [text for text, _ in true]
    wrong, bare = (letters_wrong(read, texts, punctuation) for punctuation in (True, False))
    left = f"{100 * left_after_covering(video, captions, reader):.1f} %" if cover else ""
    seconds = probe(video).seconds
    errors = f"{100 * wrong:.1f} % | {100 * bare:.1f} %"
    return f"| {video.name} | {seconds:.0f} | {cpu / seconds:.2f} | {wall:.1f} | {errors} | {left} |"


def left_after_covering(video: Path, captions: Captions, reader: Reader) -> float:
    """The share of the captions' characters that can be read again in the covered video, over three frames of each."""
    letters = sum(len(line.text) for line in captions.lines)
    found = 0.0
    due = sorted(
        (line.span.start + line.span.duration * part // 6, number)
        for number, line in enumerate(captions.lines)
        for part in (1, 3, 5)
    )
    cover = plan_cover(look(video, captions, captions.cuts), reader=reader)
    for frame in covered_frames(video, cover):
        while due and frame.at >= due[0][0]:
            line = captions.lines[due.pop(0)[1]]
            seen = reader.read(frame.picture(pixels(line.box, frame.size, margin=line.box.h * frame.size[1])))
            found += remaining(line.text, "".join(r.text for r in seen if r.score >= 0.5)) * len(line.text) / 3
    return found / max(1, letters)


def _cpu() -> float:
    times = os.times()
    return times.user + times.system


if __name__ == "__main__":
    main()
