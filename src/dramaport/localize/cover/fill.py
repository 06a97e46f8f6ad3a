"""Filling what was taken out of a picture from what lies around it."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from dramaport.ai.abilities import Picture
from dramaport.localize.read.frames import Plane

#: Rows averaged on each side of a hole, the blur along them, and the softness of a mask's edge, in pixels.
_EDGE, _SIDEWAYS, _SOFT = 5, 2.0, 1.5

#: A band lets this much of the picture through.
_BAND = 0.35


def fill(picture: Picture, rows: slice, mask: Plane) -> Picture:
    """The picture with `rows` filled, where masked, column by column from what stands above and below them.

    Captions are wide and low, so what goes on behind them is best known from right above and right below: hair, sleeves and
    horizons run on. The mask is softened at its edge; outside it not a pixel changes.
    """
    height = rows.stop - rows.start
    above = _edge(picture[max(0, rows.start - _EDGE) : rows.start], picture[rows.stop : rows.stop + _EDGE])
    below = _edge(picture[rows.stop : rows.stop + _EDGE], picture[max(0, rows.start - _EDGE) : rows.start])
    share = ((np.arange(height) + 0.5) / height)[:, None, None].astype(np.float32)
    smooth = above[None] * (1 - share) + below[None] * share
    soft = cv2.GaussianBlur(mask.astype(np.float32) / 255, (0, 0), _SOFT)
    blend = np.maximum(soft, (mask > 0).astype(np.float32))[..., None]
    filled = picture.copy()
    filled[rows] = np.clip(picture[rows] * (1 - blend) + smooth * blend, 0, 255).astype(np.uint8)
    return filled


def _edge(near: Picture, instead: Picture) -> NDArray[np.float32]:
    """One row that stands for the rows beside the hole; at the frame's border the other side's."""
    rows = near if len(near) else instead
    mean = rows.astype(np.float32).mean(axis=0)
    return np.asarray(cv2.GaussianBlur(mean[None], (0, 0), _SIDEWAYS)[0], np.float32)


def grain(area: Picture, like: Picture, frame: int) -> Picture:
    """`area` with noise of the strength that `like` has, so that a filled place does not stand still and clean.

    The noise depends on the frame's number alone: equal videos give equal bytes.
    """
    fine = like.astype(np.int16)
    strength = float(np.median(np.abs(np.diff(fine, axis=1)))) if fine.shape[1] > 1 else 0.0
    noise = np.random.default_rng(frame).normal(0.0, strength, area.shape[:2])
    return np.asarray(np.clip(area + noise[..., None], 0, 255), np.uint8)


def band(picture: Picture) -> Picture:
    """A dark, see-through band over a blurred picture."""
    soft = cv2.GaussianBlur(picture, (0, 0), max(2.0, picture.shape[0] / 6))
    return np.asarray(soft * _BAND, np.uint8)
