"""Choosing how to cover: by what lies behind each caption."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from dramaport.drama.values import Box, Span
from dramaport.localize.cover.strokes import gather
from dramaport.localize.cover.values import CoverMode, CoverPlan, Patch
from dramaport.localize.read.frames import Plane
from dramaport.localize.read.values import Captions

#: Captions fade in and out; their last traces lie this far outside the time they can be read (ms).
_FADE_MS = 120

#: Room around the read box, as a share of its row's height: outline and shadow of drama captions take a tenth to a sixth of
#: the glyph's height.
_MARGIN = 0.22

#: A cover never reaches a cut: the next picture is covered by its own caption or by none.
_CUT_MS = 40

#: Fine texture (mean absolute difference of neighbouring pixels, 0..255) beyond which filled strokes stand out as smooth
#: glyphs. Night sky and water of the sample have 1 to 4, brickwork and foliage 7 to 12.
_TEXTURED = 6.0


def plan_cover(
    video: Path, captions: Captions, cuts: Sequence[int] = (), mode: CoverMode | str | None = None
) -> CoverPlan:
    """A patch for every caption, screens left alone. `mode` is a person's choice for all of them."""
    lines = sorted(captions.lines, key=lambda line: line.span.start)
    spans = [_widened(line.span, cuts) for line in lines]
    boxes = [grown(line.box) for line in lines]
    if mode is not None:
        modes: Mapping[int, CoverMode] = dict.fromkeys(range(len(lines)), CoverMode(mode))
    else:
        seen = gather(video, [(span, _ring(box)) for span, box in zip(spans, boxes, strict=True)])
        modes = {number: choose([texture(area) for area in areas]) for number, areas in enumerate(seen)}
    return CoverPlan(
        patches=tuple(
            Patch(span=span, box=box, mode=modes[number])
            for number, (span, box) in enumerate(zip(spans, boxes, strict=True))
        )
    )


def choose(textures: Sequence[float]) -> CoverMode:
    """The gentlest way that hides a caption over pictures of this texture."""
    return CoverMode.BLUR if textures and float(np.median(textures)) > _TEXTURED else CoverMode.INPAINT


def texture(area: Plane) -> float:
    """How finely structured a luma area is: the mean absolute difference of neighbouring pixels."""
    if min(area.shape) < 2:
        return 0.0
    fine = area.astype(np.int16)
    return float((np.abs(np.diff(fine, axis=0)).mean() + np.abs(np.diff(fine, axis=1)).mean()) / 2)


def grown(box: Box) -> Box:
    """The box with room for outline and shadow, inside the frame."""
    margin = _MARGIN * box.h
    left, top = max(0.0, box.x - margin), max(0.0, box.y - margin)
    right, bottom = min(1.0, box.right + margin), min(1.0, box.bottom + margin)
    return Box(x=left, y=top, w=right - left, h=bottom - top)


def _ring(box: Box) -> Box:
    """A strip as high as the box right above it (below, where there is no room above): the picture without the text."""
    if box.y >= box.h:
        return Box(x=box.x, y=box.y - box.h, w=box.w, h=box.h)
    return Box(x=box.x, y=min(1.0 - box.h, box.bottom), w=box.w, h=box.h)


def _widened(span: Span, cuts: Sequence[int]) -> Span:
    start, end = max(0, span.start - _FADE_MS), span.end + _FADE_MS
    start = max([start, *(cut for cut in cuts if start < cut <= span.start + _CUT_MS)])
    end = min([end, *(cut for cut in cuts if span.end - _CUT_MS <= cut < end)])
    return Span(start=start, end=max(start, end))
