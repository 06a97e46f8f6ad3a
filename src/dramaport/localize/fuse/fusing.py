"""Lines from hearing and reading.

A caption gives its line's text; speech gives its time. Speech that no caption stands for is a line of its own. The
confidence of a line is

    caption confirmed by speech   score x (0.7 + 0.3 x agreement)
    caption without speech        score x 0.7
    speech without caption        the recogniser's mean probability of its words

where score is the reader's and agreement the share of the caption's characters that were heard as such.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dramaport.ai.abilities import Heard
from dramaport.drama.values import Line, LineKind, Origin, Span
from dramaport.localize.fuse.align import Mark, Sign, align, signs
from dramaport.localize.read.values import CaptionLine, Captions

VERSION = 2

#: An edge of speech this near an edge of the caption is the line's own (ms): captions come up to 0.3 s early or late.
_SNAP_MS = 400

#: A pause that parts two lines nobody captioned.
_PAUSE_MS = 350

#: Of speech that no caption stands for, this share may lie under captions; more is a caption misheard.
_UNDER_CAPTIONS = 0.4

#: Heard words less sure than this, with no caption, are noise. Of the sample's lines without captions all lie above 0.5.
_SUREST_NOISE = 0.3

_CONFIRMED, _AGREEMENT, _SILENT = 0.7, 0.3, 0.7


@dataclass(frozen=True)
class _Draft:
    line: Line
    order: tuple[int, int]


def fuse(episode: str, heard: Sequence[Heard], captions: Captions, speech: Sequence[Span]) -> tuple[Line, ...]:
    """The episode's lines and screen texts in order of time, with ids `E01.001` … Every caption is one line."""
    shown = sorted(captions.lines, key=lambda caption: (caption.span.start, caption.span.end))
    said = signs(heard)
    marks = [
        Mark(letter.lower(), number, caption.span.start, caption.span.end)
        for number, caption in enumerate(shown)
        for letter in caption.text
        if letter.isalnum()
    ]
    pairs = align(said, marks)
    own: dict[int, list[int]] = {}
    for sign, mark in pairs.items():
        own.setdefault(marks[mark].caption, []).append(sign)
    agreed = _agreement(said, marks, pairs, shown)
    lines = [
        _captioned(
            episode, caption, [said[sign] for sign in own.get(number, ())], agreed[number], speech, shown, number
        )
        for number, caption in enumerate(shown)
    ]
    free = [place for place in range(len(said)) if place not in pairs]
    lines += [_heard_line(episode, heard, run, speech) for run in _runs(said, free, [line.span for line in lines])]
    lines += [_screen(episode, screen.span, screen.text, screen.score, screen.box) for screen in captions.screens]
    return _numbered(episode, lines)


def _agreement(
    said: Sequence[Sign], marks: Sequence[Mark], pairs: Mapping[int, int], shown: Sequence[CaptionLine]
) -> list[float]:
    """For each caption, the share of its characters that were heard as such."""
    total = [0] * len(shown)
    right = [0] * len(shown)
    for mark in marks:
        total[mark.caption] += 1
    for sign, place in pairs.items():
        right[marks[place].caption] += said[sign].text == marks[place].text
    return [right[n] / total[n] if total[n] else 0.0 for n in range(len(shown))]


def _captioned(
    episode: str,
    caption: CaptionLine,
    own: Sequence[Sign],
    agreement: float,
    speech: Sequence[Span],
    shown: Sequence[CaptionLine],
    number: int,
) -> Line:
    before = shown[number - 1].span.end if number else 0
    after = shown[number + 1].span.start if number + 1 < len(shown) else caption.span.end + _SNAP_MS
    spoken = [span for span in speech if span.overlap(caption.span) > 0]
    confirmed = bool(spoken) or bool(own)
    text = "".join(sign.text for sign in own)
    factor = _CONFIRMED + _AGREEMENT * agreement if confirmed else _SILENT
    return Line(
        id="",
        episode=episode,
        span=_timed(caption.span, spoken, min(before, caption.span.start), max(after, caption.span.end)),
        text=caption.text,
        origin=Origin.BOTH if confirmed else Origin.CAPTION,
        confidence=round(min(1.0, caption.score) * factor, 3),
        heard=text if text and agreement < 1 else None,
        caption=caption.span,
        box=caption.box,
    )


def _timed(caption: Span, spoken: Sequence[Span], earliest: int, latest: int) -> Span:
    """The caption's time, its edges moved to where speech begins and ends nearby, but not into the neighbours."""
    if not spoken:
        return caption
    start, end = spoken[0].start, spoken[-1].end
    start = start if abs(start - caption.start) <= _SNAP_MS else caption.start
    end = end if abs(end - caption.end) <= _SNAP_MS else caption.end
    start, end = max(start, earliest), min(end, latest)
    return Span(start=start, end=end) if end > start else caption


def _runs(said: Sequence[Sign], free: Sequence[int], taken: Sequence[Span]) -> Iterable[list[Sign]]:
    """Heard characters that follow each other and stand for no caption, where no caption's line is said."""
    run: list[int] = []
    for place in [*free, -1]:
        together = (
            bool(run)
            and place == run[-1] + 1
            and (said[place].start - said[run[-1]].end < _PAUSE_MS and said[place].utterance == said[run[-1]].utterance)
        )
        if run and not together:
            found = [said[p] for p in run]
            if _is_line(found, taken):
                yield found
            run = []
        if place >= 0:
            run.append(place)


def _is_line(run: Sequence[Sign], taken: Sequence[Span]) -> bool:
    span = Span(start=run[0].start, end=max(run[0].start, run[-1].end))
    covered = sum(span.overlap(other) for other in taken)
    sure = sum(sign.probability for sign in run) / len(run)
    return sure >= _SUREST_NOISE and covered <= _UNDER_CAPTIONS * max(1, span.duration)


def _heard_line(episode: str, heard: Sequence[Heard], run: Sequence[Sign], speech: Sequence[Span]) -> Line:
    """A line nobody captioned. A whole utterance keeps its punctuation."""
    utterance = heard[run[0].utterance]
    letters = "".join(sign.text for sign in run)
    whole = "".join(letter.lower() for letter in utterance.text if letter.isalnum()) == letters
    span = Span(start=run[0].start, end=max(run[0].start + 1, run[-1].end))
    spoken = [part for part in speech if part.overlap(span) > 0]
    return Line(
        id="",
        episode=episode,
        span=_timed(span, spoken, max(0, span.start - _SNAP_MS), span.end + _SNAP_MS),
        text=utterance.text if whole else letters,
        origin=Origin.HEARD,
        confidence=round(sum(sign.probability for sign in run) / len(run), 3),
    )


def _screen(episode: str, span: Span, text: str, score: float, box: object) -> Line:
    return Line.model_validate(
        {
            "id": "", "episode": episode, "kind": LineKind.SCREEN, "span": span, "text": text,
            "origin": Origin.CAPTION, "confidence": min(1.0, score), "box": box,
        }
    )  # fmt: skip


def _numbered(episode: str, lines: Sequence[Line]) -> tuple[Line, ...]:
    ordered = sorted(lines, key=lambda line: (line.span.start, line.span.end, line.kind, line.text))
    spans = [line.span for line in ordered if line.kind is LineKind.SPEECH]
    return tuple(
        line.model_copy(
            update={
                "id": f"{episode}.{number:03d}",
                "overlaps": line.kind is LineKind.SPEECH and sum(line.span.overlap(span) > 0 for span in spans) > 1,
            }
        )
        for number, line in enumerate(ordered, start=1)
    )
