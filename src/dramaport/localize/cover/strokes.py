"""Where a caption's strokes are: what stays while the picture behind it moves."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from dramaport.localize.read.frames import Plane

#: How much a stroke or its outline differs from its surroundings (luma), and in what share of the looks it must.
_CONTRAST = 28
_STAYS = 0.6

#: The widest stroke or outline, as a share of a row's height.
_STROKE = 0.24


def stroke_mask(areas: Sequence[Plane], rows: int = 1) -> Plane:
    """255 where a caption's strokes, outline and shadow are, 0 elsewhere; the areas are one box over time."""
    height = max(8, areas[0].shape[0] // max(1, rows))
    reach = max(5, round(_STROKE * height)) | 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach))
    votes = np.zeros(areas[0].shape, np.float32)
    for area in areas:
        bright = cv2.morphologyEx(area, cv2.MORPH_TOPHAT, kernel)
        dark = cv2.morphologyEx(area, cv2.MORPH_BLACKHAT, kernel)
        votes += np.maximum(bright, dark) > _CONTRAST
    stays = (votes >= _STAYS * len(areas)).astype(np.uint8) * 255
    around = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach // 2 * 2 + 1, reach // 2 * 2 + 1))
    return np.asarray(cv2.dilate(stays, around), np.uint8)
