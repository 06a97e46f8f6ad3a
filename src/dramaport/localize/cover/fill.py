"""Filling what was taken out of a plane of a picture from what lies around it. Planes are luma or chroma, (H, W)."""

from __future__ import annotations

import functools
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from dramaport.localize.read.frames import Plane

#: Rows averaged on each side of a hole, the blur along them, and the softness of a mask's edge, in pixels of luma.
_EDGE, _SIDEWAYS, _SOFT = 5, 2.0, 1.5

#: A band lets this much of the picture through.
_BAND = 0.35

#: Noise is taken from one tile of this size; a frame's is cut out somewhere else in it.
_TILE: Final = (1024, 2048)
_STEPS: Final = (389, 811)  # primes, so that a place in the tile comes again after many minutes


def fill(plane: Plane, rows: slice, mask: Plane) -> Plane:
    """The plane with `rows` filled, where masked, column by column from what stands above and below them.

    Captions are wide and low, so what goes on behind them is best known from right above and right below: hair, sleeves and
    horizons run on. The mask is softened at its edge; outside it not a pixel changes.
    """
    height = rows.stop - rows.start
    above = _edge(plane[max(0, rows.start - _EDGE) : rows.start], plane[rows.stop : rows.stop + _EDGE])
    below = _edge(plane[rows.stop : rows.stop + _EDGE], plane[max(0, rows.start - _EDGE) : rows.start])
    share = ((np.arange(height, dtype=np.float32) + 0.5) / height)[:, None]
    smooth = above[None] * (1 - share) + below[None] * share
    soft = cv2.GaussianBlur(mask.astype(np.float32) / 255, (0, 0), _SOFT)
    blend = np.maximum(soft, mask > 0)
    filled = plane.copy()
    filled[rows] = np.clip(plane[rows] * (1 - blend) + smooth * blend, 0, 255).astype(np.uint8)
    return filled


def _edge(near: Plane, instead: Plane) -> NDArray[np.float32]:
    """One row that stands for the rows beside the hole; at the frame's border the other side's."""
    rows = near if len(near) else instead
    mean = rows.astype(np.float32).mean(axis=0)
    return np.asarray(cv2.GaussianBlur(mean[None], (0, 0), _SIDEWAYS)[0], np.float32)


def grain(area: Plane, like: Plane, frame: int) -> Plane:
    """A luma area with noise of the strength that `like` has, so that a filled place does not stand still and clean.

    The noise depends on the frame's number alone: equal videos give equal bytes.
    """
    if like.shape[1] < 2:
        return area
    strength = float(np.median(cv2.absdiff(like[::2, 1:], like[::2, :-1])))
    place = (
        (np.arange(length) + frame * step) % size for length, step, size in zip(area.shape, _STEPS, _TILE, strict=True)
    )
    return np.asarray(np.clip(area + strength * _noise()[np.ix_(*place)], 0, 255), np.uint8)


@functools.cache
def _noise() -> NDArray[np.float32]:
    return np.random.default_rng(0).standard_normal(_TILE, dtype=np.float32)


def band(plane: Plane, neutral: int) -> Plane:
    """A dark, see-through band over a blurred plane; `neutral` is black's value in it: 16 for luma, 128 for chroma."""
    soft = cv2.GaussianBlur(plane, (0, 0), max(2.0, plane.shape[0] / 6)).astype(np.float32)
    return np.asarray(neutral + (soft - neutral) * _BAND, np.uint8)
