"""One look at a video for all that covering must know of each caption: its strokes, what lies beside it, how it reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from dramaport.drama.values import Box, Span
from dramaport.localize.read.frames import Frame, Plane, frames, pixels
from dramaport.localize.read.values import CaptionLine, Captions
from dramaport.media.probe import probe

#: Captions fade in and out; their last traces lie this far outside the time they can be read (ms).
_FADE_MS: Final = 120

#: Room around the read box, as a share of its row's height: outline and shadow of drama captions take a tenth to a sixth of
#: the glyph's height.
_MARGIN: Final = 0.22

#: A cover never reaches a cut: the next picture is covered by its own caption or by none.
_CUT_MS: Final = 40

#: Looks a second at the captions; a caption of one second is seen six times.
_LOOKS: Final = 6.0

#: Above and below a caption this much of the picture is kept for reading it again, in heights of its box.
_AROUND: Final = 1.5


@dataclass
class Seen:
    """A caption to cover: when (ms) and where, and what was seen of it.

    `boxes` is the luma of its box over time, `rings` that of a strip as high right above it (below, where there is no
    room above). `middle` is a band of the frame in the middle of its time, and `area` the box in it, in pixels: left, top,
    right, bottom.
    """

    line: CaptionLine
    span: Span
    box: Box
    boxes: list[Plane] = field(default_factory=list)
    rings: list[Plane] = field(default_factory=list)
    middle: Frame | None = None
    area: tuple[int, int, int, int] = (0, 0, 0, 0)


def look(video: Path, captions: Captions, cuts: Sequence[int] = ()) -> tuple[Seen, ...]:
    """See every caption in order of time; screens are left alone."""
    lines = sorted(captions.lines, key=lambda line: line.span.start)
    seen = tuple(Seen(line, widened(line.span, cuts), grown(line.box)) for line in lines)
    if not seen:
        return seen
    for frame in frames(video, probe(video), _LOOKS, skip="NONREF"):
        for caption in seen:
            if caption.span.start <= frame.at < caption.span.end:
                caption.boxes.append(_luma(frame, caption.box))
                caption.rings.append(_luma(frame, ring(caption.box)))
                if frame.at <= _middle(caption.line.span) or caption.middle is None:
                    caption.middle, caption.area = _band(frame, caption.box)
    return seen


def grown(box: Box) -> Box:
    """The box with room for outline and shadow, inside the frame."""
    margin = _MARGIN * box.h
    left, top = max(0.0, box.x - margin), max(0.0, box.y - margin)
    right, bottom = min(1.0, box.right + margin), min(1.0, box.bottom + margin)
    return Box(x=left, y=top, w=right - left, h=bottom - top)


def ring(box: Box) -> Box:
    """A strip as high as the box right above it, or below: the picture without the text."""
    if box.y >= box.h:
        return Box(x=box.x, y=box.y - box.h, w=box.w, h=box.h)
    return Box(x=box.x, y=min(1.0 - box.h, box.bottom), w=box.w, h=box.h)


def widened(span: Span, cuts: Sequence[int]) -> Span:
    """The span with its fades, as far as its shot goes."""
    start, end = max(0, span.start - _FADE_MS), span.end + _FADE_MS
    start = max([start, *(cut for cut in cuts if start < cut <= span.start + _CUT_MS)])
    end = min([end, *(cut for cut in cuts if span.end - _CUT_MS <= cut < end)])
    return Span(start=start, end=max(start, end))


def _middle(span: Span) -> int:
    return (span.start + span.end) // 2


def _luma(frame: Frame, box: Box) -> Plane:
    left, top, right, bottom = pixels(box, frame.size)
    return frame.y[top:bottom, left:right].copy()


def _band(frame: Frame, box: Box) -> tuple[Frame, tuple[int, int, int, int]]:
    """The rows around a box as a frame of their own, and the box's pixels in it."""
    left, top, right, bottom = pixels(box, frame.size)
    reach = round(_AROUND * (bottom - top))
    first, last = max(0, top - reach) & ~1, min(frame.size[1], bottom + reach + 1) & ~1
    half = slice(first // 2, last // 2)
    band = Frame(frame.at, frame.y[first:last].copy(), frame.u[half].copy(), frame.v[half].copy(), frame.bt709)
    return band, (left, top - first, right, bottom - first)
