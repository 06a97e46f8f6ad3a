"""The covered pictures of a video, one after another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from dramaport.ai.abilities import Picture
from dramaport.localize.cover.fill import band, fill, grain
from dramaport.localize.cover.strokes import gather, stroke_mask
from dramaport.localize.cover.values import CoverMode, CoverPlan, Patch
from dramaport.localize.read.frames import Plane, frames, pixels
from dramaport.media.probe import probe

#: Raised whenever the covered pictures change.
VERSION = 2

#: The box is filled from this much of the picture around it, as a share of its height.
_AROUND = 0.5

#: A mask over more of the box than this hides as well as the whole box, and the whole box looks calmer.
_NEARLY_ALL = 0.9


def covered_frames(video: Path, plan: CoverPlan) -> Iterator[tuple[float, Picture]]:
    """Every upright frame with its time in seconds, captions covered, as BGR."""
    holes = masks(video, plan.patches)
    for number, frame in enumerate(frames(video, probe(video))):
        picture = frame.picture()
        for patch, mask in zip(plan.patches, holes, strict=True):
            if patch.span.start <= frame.at < patch.span.end:
                cover_patch(picture, patch, mask, number)
        yield frame.at / 1000, picture


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


def cover_patch(picture: Picture, patch: Patch, mask: Plane | None, number: int) -> None:
    """Cover one patch in place. `mask` holds its strokes, None stands for the whole box; `number` seeds the grain."""
    height, width = picture.shape[:2]
    left, top, right, bottom = pixels(patch.box, (width, height))
    if patch.mode is CoverMode.BAND:
        picture[top:bottom, left:right] = band(picture[top:bottom, left:right])
        return
    margin = max(4, round(_AROUND * (bottom - top)))
    outer = slice(max(0, top - margin), min(height, bottom + margin))
    area = picture[outer, left:right]
    hole = np.full((bottom - top, right - left), 255, np.uint8) if mask is None else mask
    rows = slice(top - outer.start, bottom - outer.start)
    filled = grain(fill(area, rows, hole), area, number)
    chosen = hole > 0
    area[rows][chosen] = filled[rows][chosen]
