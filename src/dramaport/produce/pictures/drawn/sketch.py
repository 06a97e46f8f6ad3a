"""A pen for filled shapes: points in any unit, through a matrix, onto a layer of colour times alpha.

OpenCV's smoothed polygons blend with what lies below them; on an empty layer that gives colour already multiplied by
alpha, which is what a `Layer` holds.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from dramaport.produce.pictures.paint import Layer, curve

Points = Sequence[tuple[float, float]]
Matrix = NDArray[np.float64]  # shape (2, 3)

_FRACTION = 4  # bits of a pixel's fraction in corners


def tone(code: str) -> tuple[int, int, int, int]:
    """BGR and full alpha of a code such as `#f0c080`."""
    red, green, blue = (int(code[at : at + 2], 16) for at in (1, 3, 5))
    return blue, green, red, 255


def mixed(code: str, other: str, share: float) -> str:
    """A colour between two: `share` of the other."""
    parts = ((int(code[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in parts)


def darker(code: str, share: float = 0.3) -> str:
    return mixed(code, "#100c18", share)


def lighter(code: str, share: float = 0.25) -> str:
    return mixed(code, "#fff6e8", share)


@dataclass(frozen=True)
class Pen:
    """Draws on `layer`; `matrix` takes the unit of the points to pixels."""

    layer: Layer
    matrix: Matrix

    @property
    def scale(self) -> float:
        """Pixels to a unit."""
        return float(math.hypot(self.matrix[0, 0], self.matrix[1, 0]))

    def moved(self, x: float, y: float) -> Pen:
        """A pen whose origin lies at (x, y) of this one."""
        return self._then(np.array([[1, 0, x], [0, 1, y]], np.float64))

    def turned(self, degrees: float, about: tuple[float, float] = (0.0, 0.0)) -> Pen:
        """A pen turned clockwise about a point."""
        cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        x, y = about
        return self._then(np.array([[cos, -sin, x - cos * x + sin * y], [sin, cos, y - sin * x - cos * y]]))

    def sized(self, x: float, y: float | None = None, about: tuple[float, float] = (0.0, 0.0)) -> Pen:
        tall = x if y is None else y
        return self._then(np.array([[x, 0, about[0] * (1 - x)], [0, tall, about[1] * (1 - tall)]]))

    def _then(self, inner: Matrix) -> Pen:
        full = np.vstack([self.matrix, [0, 0, 1]]) @ np.vstack([inner, [0, 0, 1]])
        return replace(self, matrix=full[:2])

    # ------------------------------------------------------------------------------------------------------- drawing

    def fill(
        self, points: Points, code: str, *, sharp: bool = False, edge: str | None = None, line: float = 0.0
    ) -> None:
        """A filled shape, smooth unless `sharp`; with `edge` an outline `line` units thick."""
        corners = self._corners(points if sharp else curve(points))
        if self._outside(corners):
            return
        cv2.fillPoly(self.layer, [corners], tone(code), cv2.LINE_AA, _FRACTION)
        if edge is not None:
            self._stroke(corners, edge, line, closed=True)

    def line(self, points: Points, code: str, thickness: float, *, closed: bool = False, sharp: bool = False) -> None:
        shape = points if sharp else curve(points, closed=closed)
        self._stroke(self._corners(shape), code, thickness, closed)

    def disc(self, x: float, y: float, wide: float, high: float | None = None, code: str = "#000000") -> None:
        """A filled ellipse by its middle and its half axes."""
        self.fill(oval(x, y, wide, high if high is not None else wide), code, sharp=True)

    def lay(
        self, points: Points, code: str, strength: float, *, soft: float = 0.0, within: Points | None = None
    ) -> None:
        """A shape half seen: `strength` of it, blurred by `soft` units, only where there is something, or `within`."""
        corners = self._corners(curve(points))
        if self._outside(corners):
            return
        pixels = corners / 2**_FRACTION
        room = 3 * soft * self.scale + 2
        left, top = np.maximum(0, np.floor(pixels.min(axis=0) - room)).astype(int)
        right, bottom = np.ceil(pixels.max(axis=0) + room).astype(int) + 1
        window = self.layer[top:bottom, left:right]
        if not window.size:
            return
        shift = np.array([left, top]) * 2**_FRACTION
        mask = np.zeros(window.shape[:2], np.uint8)
        cv2.fillPoly(mask, [corners - shift], 255, cv2.LINE_AA, _FRACTION)
        if soft:
            mask = np.asarray(cv2.GaussianBlur(mask, (0, 0), max(0.4, soft * self.scale)), np.uint8)
        if within is not None:
            kept = np.zeros_like(mask)
            cv2.fillPoly(kept, [self._corners(curve(within)) - shift], 255, cv2.LINE_AA, _FRACTION)
            mask = np.asarray(cv2.multiply(mask, kept, scale=1 / 255), np.uint8)
        share = (mask.astype(np.float32) * (strength / 255))[..., None]
        there = window[..., 3:].astype(np.float32) / 255
        window[..., :3] = window[..., :3] * (1 - share) + np.array(tone(code)[:3], np.float32) * share * there + 0.5

    # --------------------------------------------------------------------------------------------------------- inner

    def _corners(self, points: Points | NDArray[np.float64]) -> NDArray[np.int32]:
        placed = np.asarray(points, np.float64) @ self.matrix[:, :2].T + self.matrix[:, 2]
        return np.asarray(np.round(placed * 2**_FRACTION), np.int32)

    def _outside(self, corners: NDArray[np.int32]) -> bool:
        """Whether a shape lies beside the layer: parts of a person that a window does not show cost nothing."""
        height, width = self.layer.shape[:2]
        (left, top), (right, low) = corners.min(axis=0) >> _FRACTION, corners.max(axis=0) >> _FRACTION
        return bool(left > width + 40 or top > height + 40 or right < -40 or low < -40)

    def _stroke(self, corners: NDArray[np.int32], code: str, thickness: float, closed: bool) -> None:
        pixels = thickness * self.scale
        if pixels >= 0.35:
            width = max(1, round(pixels))
            cv2.polylines(self.layer, [corners], closed, tone(code), width, cv2.LINE_AA, _FRACTION)


def oval(x: float, y: float, wide: float, high: float, turn: float = 0.0) -> list[tuple[float, float]]:
    """The corners of an ellipse by its middle and half axes, turned by degrees."""
    around = np.linspace(0, 2 * np.pi, 28, endpoint=False)
    a, b = wide * np.cos(around), high * np.sin(around)
    cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    return [(float(x + cos * p - sin * q), float(y + sin * p + cos * q)) for p, q in zip(a, b, strict=True)]


def limb(start: tuple[float, float], end: tuple[float, float], first: float, last: float) -> list[tuple[float, float]]:
    """A tapered bar with round ends: half as thick as `first` at the start and as `last` at the end."""
    along = math.atan2(end[1] - start[1], end[0] - start[0])
    shape = []
    for (x, y), radius, turn in ((start, first, math.pi / 2), (end, last, -math.pi / 2)):
        for step in range(7):
            angle = along + turn + math.pi * step / 6
            shape.append((x + radius * math.cos(angle), y + radius * math.sin(angle)))
    return shape
