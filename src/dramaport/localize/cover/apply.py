"""The covered pictures of a video, one after another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from dramaport.localize.cover.fill import band, fill, grain
from dramaport.localize.cover.strokes import gather, stroke_mask
from dramaport.localize.cover.values import CoverMode, CoverPlan, Patch
from dramaport.localize.read.frames import Frame, Plane, even, frames, pixels
from dramaport.media.probe import probe

#: Raised whenever the covered pictures change.
VERSION = 3

#: The box is filled from this much of the picture around it, as a share of its height.
_AROUND = 0.5

#: A mask over more of the box than this hides as well as the whole box, and the whole box looks calmer.
_NEARLY_ALL = 0.9

#: What black is in limited-range luma, and no colour in chroma.
_BLACK, _GREY = 16, 128


def covered_frames(video: Path, plan: CoverPlan) -> Iterator[Frame]:
    """Every upright frame, captions covered. A pixel outside the patches leaves as it came in."""
    holes = masks(video, plan.patches)
    for number, frame in enumerate(frames(video, probe(video))):
        due = [
            (patch, mask)
            for patch, mask in zip(plan.patches, holes, strict=True)
            if patch.span.start <= frame.at < patch.span.end
        ]
        if not due:
            yield frame
            continue
        copy = replace(frame, y=frame.y.copy(), u=frame.u.copy(), v=frame.v.copy())
        for patch, mask in due:
            cover_patch(copy, patch, mask, number)
        yield copy


def masks(video: Path, patches: Sequence[Patch]) -> list[Plane | None]:
    """The strokes of each patch that is filled; None where the whole box is."""
    inpainted = [patch for patch in patches if patch.mode is CoverMode.INPAINT]
    seen = iter(gather(video, [(patch.span, patch.box) for patch in inpainted]))
    holes: list[Plane | None] = []
    for patch in patches:
        areas = next(seen) if patch.mode is CoverMode.INPAINT else []
        mask = stroke_mask(areas) if areas else None
        holes.append(None if mask is None or (mask > 0).mean() > _NEARLY_ALL else mask)
    return holes


def cover_patch(frame: Frame, patch: Patch, mask: Plane | None, number: int) -> None:
    """Cover one patch in a frame's planes. `mask` holds its strokes, None stands for the whole box; `number` seeds the grain.

    Colour is kept for every other pixel, so the box is widened to even corners; where the frame ends with an odd one, it
    ends there.
    """
    inner = pixels(patch.box, frame.size)
    left, top, right, bottom = even(inner)
    hole = np.full((bottom - top, right - left), 255, np.uint8)
    if mask is not None:
        hole[:] = 0
        hole[inner[1] - top : inner[3] - top, inner[0] - left : inner[2] - left] = mask
    coarse = np.asarray(
        cv2.resize(hole, (hole.shape[1] // 2, hole.shape[0] // 2), interpolation=cv2.INTER_AREA), np.uint8
    )
    half = (left // 2, top // 2, right // 2, bottom // 2)
    if patch.mode is CoverMode.BAND:
        frame.y[top:bottom, left:right] = band(frame.y[top:bottom, left:right], _BLACK)
        for plane in (frame.u, frame.v):
            part = plane[half[1] : half[3], half[0] : half[2]]
            part[:] = band(part, _GREY)
        return
    _filled(frame.y, (left, top, right, bottom), hole, number)
    for plane in (frame.u, frame.v):
        _filled(plane, half, coarse, None)


def _filled(plane: Plane, area: tuple[int, int, int, int], hole: Plane, number: int | None) -> None:
    """Fill an area of a plane in place, where the hole is; with grain, where a number seeds it."""
    left, top, right, bottom = area
    margin = max(4, round(_AROUND * (bottom - top)))
    outer = slice(max(0, top - margin), min(plane.shape[0], bottom + margin))
    around = plane[outer, left:right]
    rows = slice(top - outer.start, bottom - outer.start)
    filled = fill(around, rows, hole)
    if number is not None:
        filled = grain(filled, around, number)
    chosen = hole > 0
    around[rows][chosen] = filled[rows][chosen]
