"""The sample's errors, stage by stage, against the script it was rendered from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from dramaport.cli.season import Run
from dramaport.drama.values import Line, LineKind, Span
from dramaport.localize.pipeline.values import Pictures, Sound
from dramaport.produce.animatic import Truth
from dramaport.produce.animatic.truth import LineTruth


@dataclass(frozen=True)
class Figure:
    """One measured figure and the bar it is held to."""

    stage: str
    measure: str
    value: float
    bar: str
    met: bool
    shown: str


def against_truth(done: Run, truths: Sequence[Truth]) -> tuple[Figure, ...]:
    """Every stage's figures over the episodes the truth is known of."""
    known = [truth for truth in truths if any(footage.code == truth.episode for footage in done.drama.episodes)]
    return (*_hear(done, known), *_read(done, known), *_fuse(done, known), *_cast(done, known))


def bare(text: str) -> str:
    """Letters and digits only: punctuation is not what reading and hearing are judged by."""
    return "".join(letter for letter in text if letter.isalnum())


def error_rate(pairs: Sequence[tuple[str, str]]) -> float:
    """The character error rate of (true, found) pairs: edits over true characters."""
    length = sum(len(bare(true)) for true, _ in pairs)
    return sum(Levenshtein.distance(bare(true), bare(found)) for true, found in pairs) / max(1, length)


def _hear(done: Run, truths: Sequence[Truth]) -> list[Figure]:
    pairs = []
    for truth in truths:
        sound: Sound = done.results[f"sound/{truth.episode}"]
        heard = "".join(utterance.text for utterance in sound.heard.heard) if sound.heard else ""
        pairs.append(("".join(line.text for line in truth.lines), heard))
    return [_rate("hear", "CER, over music and effects", error_rate(pairs), None)]


def _read(done: Run, truths: Sequence[Truth]) -> list[Figure]:
    pairs: list[tuple[str, str]] = []
    in_time = total = 0
    for truth in truths:
        pictures: Pictures = done.results[f"picture/{truth.episode}"]
        shown = [line.caption for line in truth.lines if line.caption]
        lines = list(pictures.read.captions.lines) if pictures.read else []
        for caption in shown:
            own = [line for line in lines if line.span.overlap(caption.span) > 0]
            best = max(own, key=lambda line: line.span.overlap(caption.span), default=None)
            pairs.append((caption.text, best.text if best else ""))
            total += 1
            in_time += best is not None and _near(best.span, caption.span, 200)
            if best is not None:
                lines.remove(best)
        pairs += [("", line.text) for line in lines]
    return [
        _rate("read", "CER of captions", error_rate(pairs), 0.01),
        _share("read", "lines timed within 0.2 s", in_time / max(1, total), 0.95),
    ]


def _fuse(done: Run, truths: Sequence[Truth]) -> list[Figure]:
    pairs = []
    found = total = 0
    for truth in truths:
        lines = _speech(done, truth)
        for said, line in assigned(truth.lines, lines):
            total += 1
            pairs.append((said.text, line.text if line else ""))
            found += line is not None and Levenshtein.normalized_similarity(bare(said.text), bare(line.text)) >= 0.5
        taken = {line.id for _, line in assigned(truth.lines, lines) if line}
        pairs += [("", line.text) for line in lines if line.id not in taken]
    return [
        _share("fuse", "lines found", found / max(1, total), 0.98),
        _rate("fuse", "CER of lines", error_rate(pairs), 0.015),
    ]


def _cast(done: Run, truths: Sequence[Truth]) -> list[Figure]:
    right = total = 0
    for truth in truths:
        for said, line in assigned(truth.lines, _speech(done, truth)):
            if line is not None:
                total += 1
                right += done.season.casting.speaker_of.get(line.id) == said.character
    return [_share("cast", "lines with the right character", right / max(1, total), 0.95)]


def assigned(said: Sequence[LineTruth], lines: Sequence[Line]) -> list[tuple[LineTruth, Line | None]]:
    """Each true line with the found line that shares most of its time; a found line stands for one true line."""
    free = list(lines)
    pairs: list[tuple[LineTruth, Line | None]] = []
    for line in said:
        best = max(free, key=lambda other: other.span.overlap(line.span), default=None)
        if best is not None and best.span.overlap(line.span) > 0:
            free.remove(best)
            pairs.append((line, best))
        else:
            pairs.append((line, None))
    return pairs


def _speech(done: Run, truth: Truth) -> list[Line]:
    return [line for line in done.season.of(truth.episode) if line.kind is LineKind.SPEECH]


def _near(one: Span, other: Span, ms: int) -> bool:
    return abs(one.start - other.start) <= ms and abs(one.end - other.end) <= ms


def _rate(stage: str, measure: str, value: float, most: float | None) -> Figure:
    bar = "–" if most is None else f"≤ {100 * most:.1f} %"
    return Figure(stage, measure, value, bar, most is None or value <= most, f"{100 * value:.1f} %")


def _share(stage: str, measure: str, value: float, least: float) -> Figure:
    return Figure(stage, measure, value, f"≥ {100 * least:.0f} %", value >= least, f"{100 * value:.1f} %")
