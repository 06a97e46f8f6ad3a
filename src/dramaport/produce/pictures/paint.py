"""Painting with numpy and OpenCV: colours, noise, light and shapes that the places and people are made of.

A canvas is float32 BGR in 0..1, shape (height, width, 3); a mask is float32 in 0..1, shape (height, width). Positions
and sizes are fractions of the canvas' width and height unless they say pixels.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

Canvas = NDArray[np.float32]
Mask = NDArray[np.float32]
Points = NDArray[np.float64]
Layer = NDArray[np.uint8]  # BGRA, shape (height, width, 4), colour already multiplied by alpha

_NOTHING = 1 / 512  # less than half a step of eight bits
_SUBPIXEL = 4  # bits of a pixel's fraction in polygon corners


def colour(code: str) -> NDArray[np.float32]:
    """BGR in 0..1 of a code such as `#f0c080`."""
    red, green, blue = (int(code[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return np.array([blue, green, red], np.float32)


def gradient(height: int, width: int, stops: Sequence[tuple[float, str]]) -> Canvas:
    """A vertical gradient through `stops` of (position from the top, colour)."""
    at = np.linspace(0, 1, height)
    places = [place for place, _ in stops]
    tones = np.stack([colour(code) for _, code in stops])
    column = np.stack([np.interp(at, places, tones[:, channel]) for channel in range(3)], axis=1)
    return np.repeat(column[:, None, :], width, axis=1).astype(np.float32)


def noise(
    rng: np.random.Generator, height: int, width: int, cell: tuple[int, int], octaves: int = 4, gain: float = 0.5
) -> Mask:
    """Fractal value noise in 0..1. `cell` is the coarsest grain's height and width in pixels; each octave halves it.

    Octaves coarser than 16 pixels are added up at quarter size: they look the same and cost a tenth.
    """
    rough = np.zeros((max(2, height // 4), max(2, width // 4)), np.float32)
    fine = np.zeros((height, width), np.float32)
    weight, share = 0.0, 1.0
    for octave in range(octaves):
        rows = min(height, max(2, height * 2**octave // max(1, cell[0]) + 2))
        columns = min(width, max(2, width * 2**octave // max(1, cell[1]) + 2))
        sheet = rough if min(height / rows, width / columns) >= 16 else fine
        grid = share * rng.random((rows, columns), dtype=np.float32)
        sheet += cv2.resize(grid, sheet.shape[::-1], interpolation=cv2.INTER_CUBIC)
        weight += share
        share *= gain
    fine += cv2.resize(rough, (width, height), interpolation=cv2.INTER_CUBIC)
    fine *= np.float32(1 / weight)
    return np.clip(fine, 0, 1, out=fine)


def contrast(mask: Mask, low: float, high: float) -> Mask:
    """The mask stretched so that `low` becomes 0 and `high` 1, with soft ends."""
    ramp = np.asarray((mask - np.float32(low)) * np.float32(1 / (high - low)), np.float32)
    np.clip(ramp, 0, 1, out=ramp)
    return np.asarray(ramp * ramp * (3 - 2 * ramp), np.float32)


def glow(height: int, width: int, x: float, y: float, radius: float, power: float = 2.0) -> Mask:
    """Light that falls off from (x, y); `radius`, a fraction of the width, is where it has fallen to a half."""
    step = 4 if radius * width > 40 else 2
    rows = (np.arange(0, height, step, dtype=np.float32)[:, None] - y * height) / (radius * width)
    columns = (np.arange(0, width, step, dtype=np.float32)[None, :] - x * width) / (radius * width)
    small = np.asarray(1 / (1 + (rows * rows + columns * columns) ** np.float32(power / 2)), np.float32)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)


def over(canvas: Canvas, code: str, mask: Mask) -> None:
    """Lay a colour over the canvas where the mask is."""
    there, part = _where(canvas, mask)
    there += (colour(code) - there) * part[..., None]


def shine(canvas: Canvas, code: str, mask: Mask) -> None:
    """Add light of a colour (the "screen" of picture editors: never brighter than white)."""
    there, part = _where(canvas, mask)
    there += (1 - there) * np.minimum(part[..., None] * colour(code), 1)


def shade(canvas: Canvas, mask: Mask) -> None:
    """Darken: 0 leaves the canvas as it is, 1 makes it black."""
    there, part = _where(canvas, mask)
    there *= 1 - np.clip(part[..., None], 0, 1)


def _where(canvas: Canvas, mask: Mask) -> tuple[Canvas, Mask]:
    """The window of the canvas outside which the mask is empty, as a view, and the mask there."""
    mask = np.asarray(np.broadcast_to(mask, canvas.shape[:2]), np.float32)
    rows = np.flatnonzero(mask.max(axis=1) > _NOTHING)
    columns = np.flatnonzero(mask.max(axis=0) > _NOTHING)
    if not len(rows) or not len(columns):
        return canvas[:0], mask[:0]
    window = (slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
    return canvas[window], mask[window]


def polygon(height: int, width: int, points: Points) -> Mask:
    """A filled shape; `points` in pixels, shape (n, 2), as x and y."""
    mask = np.zeros((height, width), np.uint8)
    corners = np.round(points * 2**_SUBPIXEL).astype(np.int32)
    cv2.fillPoly(mask, [corners], 255, lineType=cv2.LINE_AA, shift=_SUBPIXEL)
    return mask.astype(np.float32) * np.float32(1 / 255)


def quad(height: int, width: int, corners: Sequence[tuple[float, float]]) -> Mask:
    """A filled shape with its corners as fractions of the canvas."""
    return polygon(height, width, np.array(corners, np.float64) * (width, height))


def stroke(height: int, width: int, points: Points, thickness: float) -> Mask:
    """A line through `points` (pixels); thinner than a pixel it grows faint."""
    mask = np.zeros((height, width), np.uint8)
    corners = np.round(points * 2**_SUBPIXEL).astype(np.int32)
    cv2.polylines(mask, [corners], False, 255, max(1, round(thickness)), cv2.LINE_AA, _SUBPIXEL)
    return mask.astype(np.float32) * np.float32(min(1.0, thickness) / 255)


def curve(points: Sequence[tuple[float, float]], closed: bool = True, steps: int = 10) -> Points:
    """A smooth curve through the points: a uniform Catmull-Rom spline, `steps` corners between two points."""
    given = np.array(points, np.float64)
    ends = np.vstack([given[-1:], given, given[:2]]) if closed else np.vstack([given[:1], given, given[-1:]])
    t = (np.arange(steps) / steps)[None, :, None]
    p0, p1, p2, p3 = (part[:, None] for part in (ends[:-3], ends[1:-2], ends[2:-1], ends[3:]))
    bends = 0.5 * (2 * p1 + (p2 - p0) * t + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t**2 + (3 * p1 - p0 - 3 * p2 + p3) * t**3)
    path = bends.reshape(-1, 2)
    return path if closed else np.vstack([path, given[-1:]])


def ridge(rng: np.random.Generator, height: int, width: int, base: float, rise: float, cell: float) -> Mask:
    """Everything under a line of hills: `base` and `rise` are fractions of the height, `cell` a hill's width."""
    line = noise(rng, 4, width, (4, max(2, int(cell * width))), octaves=6, gain=0.55)[1]
    tops = (base - rise * (line - 0.25) * 2) * height
    return np.asarray(np.clip(np.arange(height)[:, None] - tops[None, :], 0, 1), np.float32)


def blur(image: Canvas, radius: float) -> Canvas:
    """A Gaussian blur; wide ones are done on a smaller picture, which looks the same and takes less time."""
    if radius < 0.3:
        return image
    factor = max(1, int(radius // 4))
    height, width = image.shape[:2]
    small = cv2.resize(image, (max(1, width // factor), max(1, height // factor)), interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(small, (0, 0), radius / factor)
    return np.asarray(cv2.resize(soft, (width, height), interpolation=cv2.INTER_CUBIC), np.float32)


def lights(
    rng: np.random.Generator, height: int, width: int, count: int, area: tuple[float, float, float, float], size: float
) -> Mask:
    """Out-of-focus points of light (bokeh discs, brighter at the rim) in `area` = (left, top, right, bottom)."""
    total = np.zeros((height, width), np.float32)
    for _ in range(count):
        x = rng.uniform(area[0], area[2]) * width
        y = rng.uniform(area[1], area[3]) * height
        radius = max(2.0, size * width * rng.uniform(0.4, 1.2))
        strength = float(rng.uniform(0.15, 0.7))
        centre = (round(x * 16), round(y * 16))
        disc = np.zeros((height, width), np.float32)
        cv2.circle(disc, centre, round(radius * 16), strength * 0.75, -1, cv2.LINE_8, 4)
        cv2.circle(disc, centre, round(radius * 15), strength, 2, cv2.LINE_8, 4)
        np.maximum(total, disc, out=total)
    return blur(total, 1.2)


def pixels(canvas: Canvas) -> Layer:
    """An opaque layer of the canvas."""
    full = np.dstack([np.clip(canvas, 0, 1), np.ones(canvas.shape[:2], np.float32)])
    return np.asarray(full * 255 + 0.5, np.uint8)


def cutout(canvas: Canvas, mask: Mask) -> Layer:
    """A layer that shows the canvas through the mask."""
    full = np.dstack([np.clip(canvas, 0, 1) * mask[..., None], mask])
    return np.asarray(np.clip(full, 0, 1) * 255 + 0.5, np.uint8)


def stack(below: Layer, above: Layer) -> Layer:
    """`above` laid on `below`, both of one size."""
    keep = cv2.cvtColor(255 - above[..., 3], cv2.COLOR_GRAY2BGRA)
    keep[..., 3] = 255 - above[..., 3]
    return np.asarray(cv2.add(cv2.multiply(below, keep, scale=1 / 255), above), np.uint8)
