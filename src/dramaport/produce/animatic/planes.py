"""Layers as planar YUV 4:2:0 with alpha, and how they are moved and laid over each other: a third of the work of BGRA.

Colour is multiplied by alpha in every plane, so that moving and blending are one multiplication and one addition.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from dramaport.produce.animatic.lettering import FRAME_HEIGHT, FRAME_WIDTH
from dramaport.produce.pictures.paint import Layer

Plane = NDArray[np.uint8]
Matrix = NDArray[np.float32]
Matlike = NDArray[np.integer[Any] | np.floating[Any]]  # what OpenCV says it gives back


@dataclass(frozen=True)
class Frame:
    """One picture: luma (1280, 720) and both chromas (640, 360), views of one array ready for the encoder."""

    data: Plane  # (1920, 720)

    @classmethod
    def empty(cls) -> Frame:
        return cls(np.zeros((FRAME_HEIGHT * 3 // 2, FRAME_WIDTH), np.uint8))

    @property
    def luma(self) -> Plane:
        return self.data[:FRAME_HEIGHT]

    @property
    def chroma(self) -> Plane:
        """Shape (2, 640, 360)."""
        return self.data.reshape(-1)[FRAME_WIDTH * FRAME_HEIGHT :].reshape(2, FRAME_HEIGHT // 2, FRAME_WIDTH // 2)


@dataclass(frozen=True)
class Planes:
    """A layer of even size: luma and alpha in full, chromas and alpha in half. Opaque layers have no alpha."""

    y: Plane
    u: Plane
    v: Plane
    a: Plane | None = None
    half: Plane | None = None

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        return self.y.shape[1], self.y.shape[0]

    def paste(self, part: Planes, left: int, top: int) -> None:
        """Put a part in place; `left` and `top` are even."""
        for mine, other, share in (
            (self.y, part.y, 1),
            (self.u, part.u, 2),
            (self.v, part.v, 2),
            (self.a, part.a, 1),
            (self.half, part.half, 2),
        ):
            if mine is not None and other is not None:
                high, wide = other.shape
                mine[top // share : top // share + high, left // share : left // share + wide] = other


def even(layer: Layer) -> Layer:
    """The layer, its sides made even."""
    high, wide = layer.shape[0] % 2, layer.shape[1] % 2
    return layer if not high and not wide else np.pad(layer, ((0, high), (0, wide), (0, 0)))


def opaque(layer: Layer) -> Planes:
    """Planes of a layer whose alpha does not count."""
    high, wide = layer.shape[:2]
    yuv = cv2.cvtColor(np.ascontiguousarray(layer[..., :3]), cv2.COLOR_BGR2YUV_I420)
    chroma = yuv.reshape(-1)[wide * high :].reshape(2, high // 2, wide // 2)
    return Planes(np.ascontiguousarray(yuv[:high]), chroma[0].copy(), chroma[1].copy())


def planes_of(layer: Layer) -> Planes:
    """Planes of a layer with alpha, of any size.

    The conversion is linear but for its offsets (16 for luma, 128 for chroma), which are brought down to the alpha's share.
    """
    layer = even(layer)
    high, wide = layer.shape[:2]
    alpha = np.ascontiguousarray(layer[..., 3])
    half = np.asarray(cv2.resize(alpha, (wide // 2, high // 2), interpolation=cv2.INTER_AREA), np.uint8)
    yuv = cv2.cvtColor(np.ascontiguousarray(layer[..., :3]), cv2.COLOR_BGR2YUV_I420)
    chroma = yuv.reshape(-1)[wide * high :].reshape(2, high // 2, wide // 2)
    y = cv2.subtract(np.ascontiguousarray(yuv[:high]), cv2.convertScaleAbs(cv2.bitwise_not(alpha), alpha=16 / 255))
    missing = cv2.convertScaleAbs(cv2.bitwise_not(half), alpha=128 / 255)
    u, v = (cv2.subtract(np.ascontiguousarray(plane), missing) for plane in chroma)
    return Planes(np.asarray(y, np.uint8), np.asarray(u, np.uint8), np.asarray(v, np.uint8), alpha, half)


def halved(matrix: Matrix) -> Matrix:
    """The same move for planes of half the size, whose samples lie between four of the full ones."""
    moved = matrix.copy()
    moved[:, 2] = (matrix[:, 2] + 0.5 * (matrix[:, 0] + matrix[:, 1]) - 0.5) / 2
    return moved


def fill(frame: Frame, planes: Planes, matrix: Matrix) -> None:
    """Cover the whole frame with an opaque layer."""
    cv2.warpAffine(
        planes.y,
        matrix,
        (FRAME_WIDTH, FRAME_HEIGHT),
        dst=frame.luma,
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    small = halved(matrix)
    for plane, target in zip((planes.u, planes.v), frame.chroma, strict=True):
        cv2.warpAffine(
            plane,
            small,
            (FRAME_WIDTH // 2, FRAME_HEIGHT // 2),
            dst=target,
            flags=cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )


def lay(frame: Frame, planes: Planes, matrix: Matrix, opacity: float = 1.0) -> None:
    """Move a layer by the matrix and blend it onto the frame; costs as much as the part of the frame it covers."""
    wide, high = planes.size
    corners = np.array([(0, 0), (wide, 0), (0, high), (wide, high)], np.float32) @ matrix[:, :2].T + matrix[:, 2]
    left, top = (max(0, int(np.floor(low)) // 2 * 2) for low in corners.min(axis=0))
    right = min(FRAME_WIDTH, -(-int(np.ceil(corners[:, 0].max())) // 2) * 2)
    low = min(FRAME_HEIGHT, -(-int(np.ceil(corners[:, 1].max())) // 2) * 2)
    if right <= left or low <= top or opacity <= 0 or planes.a is None or planes.half is None:
        return
    moved = matrix.copy()
    moved[:, 2] -= (left, top)
    size = (right - left, low - top)
    alpha = cv2.warpAffine(planes.a, moved, size, flags=cv2.INTER_LINEAR)
    paint = cv2.warpAffine(planes.y, moved, size, flags=cv2.INTER_LINEAR)
    blend(frame.luma[top:low, left:right], paint, alpha, opacity)
    small, size = halved(moved), (size[0] // 2, size[1] // 2)
    alpha = cv2.warpAffine(planes.half, small, size, flags=cv2.INTER_LINEAR)
    for plane, target in zip((planes.u, planes.v), frame.chroma, strict=True):
        paint = cv2.warpAffine(plane, small, size, flags=cv2.INTER_LINEAR)
        blend(target[top // 2 : low // 2, left // 2 : right // 2], paint, alpha, opacity)


def stamp(frame: Frame, planes: Planes, left: int, top: int, opacity: float = 1.0) -> None:
    """Lay a layer on the frame as it is, at an even place."""
    if opacity <= 0 or planes.a is None or planes.half is None:
        return
    wide, high = planes.size
    blend(frame.luma[top : top + high, left : left + wide], planes.y, planes.a, opacity)
    for plane, target in zip((planes.u, planes.v), frame.chroma, strict=True):
        blend(target[top // 2 : (top + high) // 2, left // 2 : (left + wide) // 2], plane, planes.half, opacity)


def blend(target: Plane, paint: Matlike, alpha: Matlike, opacity: float) -> None:
    """Lay paint (already multiplied by its alpha) over the target, in place."""
    if opacity < 1:
        paint, alpha = cv2.convertScaleAbs(paint, alpha=opacity), cv2.convertScaleAbs(alpha, alpha=opacity)
    kept = cv2.multiply(target, cv2.bitwise_not(alpha), scale=1 / 255)
    target[:] = cv2.add(kept, paint)
