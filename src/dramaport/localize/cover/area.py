"""Covering one area of one frame."""

from __future__ import annotations

import cv2
import numpy as np

from dramaport.localize.cover.fill import band, fill, grain
from dramaport.localize.cover.values import CoverMode
from dramaport.localize.read.frames import Frame, Plane, even

Area = tuple[int, int, int, int]  # left, top, right, bottom in pixels

#: The area is filled from this much of the picture around it, as a share of its height.
_AROUND = 0.5

#: What black is in limited-range luma, and no colour in chroma.
_BLACK, _GREY = 16, 128


def cover_area(frame: Frame, area: Area, mode: CoverMode, hole: Plane | None, number: int) -> None:
    """Cover an area in a frame's planes. `hole` holds the strokes, None stands for all of it; `number` seeds the grain.

    Colour is kept for every other pixel, so the area is widened to even corners.
    """
    left, top, right, bottom = even(area)
    mask = np.full((bottom - top, right - left), 255, np.uint8)
    if hole is not None:
        mask[:] = 0
        mask[area[1] - top : area[3] - top, area[0] - left : area[2] - left] = hole
    half = (left // 2, top // 2, right // 2, bottom // 2)
    if mode is CoverMode.BAND:
        _darkened(frame.y, (left, top, right, bottom), _BLACK)
        for plane in (frame.u, frame.v):
            _darkened(plane, half, _GREY)
        return
    _filled(frame.y, (left, top, right, bottom), mask, number)
    coarse = cv2.resize(mask, (mask.shape[1] // 2, mask.shape[0] // 2), interpolation=cv2.INTER_AREA)
    for plane in (frame.u, frame.v):
        _filled(plane, half, np.asarray(coarse, np.uint8), None)


def _darkened(plane: Plane, area: Area, neutral: int) -> None:
    left, top, right, bottom = area
    plane[top:bottom, left:right] = band(plane[top:bottom, left:right], neutral)


def _filled(plane: Plane, area: Area, mask: Plane, number: int | None) -> None:
    """Fill an area of a plane in place, where it is masked; with grain, where a number seeds it."""
    left, top, right, bottom = area
    margin = max(4, round(_AROUND * (bottom - top)))
    outer = slice(max(0, top - margin), min(plane.shape[0], bottom + margin))
    around = plane[outer, left:right]
    rows = slice(top - outer.start, bottom - outer.start)
    filled = fill(around, rows, mask)
    if number is not None:
        filled = grain(filled, around, number)
    chosen = mask > 0
    around[rows][chosen] = filled[rows][chosen]
