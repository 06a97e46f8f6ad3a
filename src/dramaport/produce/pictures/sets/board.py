"""The board a set is painted on: a pen for shapes, and washes of light, haze, grain and water over all.

Positions are in widths of the set: x from 0 to 1, y from 0 at the top to `TALL` at the bottom.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from dramaport.produce.pictures.drawn.sketch import Pen, Points, darker, lighter
from dramaport.produce.pictures.paint import Layer, Mask, blur, colour, contrast, glow, gradient, noise, polygon
from dramaport.produce.pictures.sets.moods import Mood

#: A set's size in pixels: the frame and room for the camera to move.
WIDTH, HEIGHT = 900, 1560
TALL = HEIGHT / WIDTH

Spot = tuple[float, float]


@dataclass(frozen=True)
class Board:
    """A set being painted. `layer` is BGRA; a clear board starts empty, for what stands in front."""

    layer: Layer
    mood: Mood
    rng: np.random.Generator

    @classmethod
    def filled(cls, mood: Mood, rng: np.random.Generator, code: str) -> Board:
        layer = np.empty((HEIGHT, WIDTH, 4), np.uint8)
        layer[:] = (*(int(part * 255) for part in colour(code)), 255)
        return cls(layer, mood, rng)

    @classmethod
    def clear(cls, mood: Mood, rng: np.random.Generator) -> Board:
        return cls(np.zeros((HEIGHT, WIDTH, 4), np.uint8), mood, rng)

    @property
    def pen(self) -> Pen:
        return Pen(self.layer, np.array([[WIDTH, 0, 0], [0, WIDTH, 0]], np.float64))

    def box(self, left: float, top: float, right: float, low: float, code: str, *, line: float = 0.0025) -> None:
        """An upright rectangle with an outline."""
        self.quad([(left, top), (right, top), (right, low), (left, low)], code, line=line)

    def quad(self, corners: Points, code: str, *, line: float = 0.0025) -> None:
        self.pen.fill(corners, code, sharp=True, edge=darker(code, 0.4) if line else None, line=line)

    # ------------------------------------------------------------------------------------------------------- washes

    def multiply(self, factor: NDArray[np.float32]) -> None:
        """Darken or tint: a factor of shape (HEIGHT, WIDTH) or (HEIGHT, WIDTH, 3) or one colour."""
        full = np.broadcast_to(factor if factor.ndim != 2 else factor[..., None], (HEIGHT, WIDTH, 3))
        scaled = np.ascontiguousarray(np.clip(full * 128, 0, 255).astype(np.uint8))
        self.layer[..., :3] = cv2.multiply(np.ascontiguousarray(self.layer[..., :3]), scaled, scale=1 / 128)

    def shine(self, code: str, mask: Mask) -> None:
        """Add light of a colour where the mask is, never beyond white."""
        shown = np.ascontiguousarray(self.layer[..., :3])
        light = cv2.merge([cv2.convertScaleAbs(mask, alpha=255 * float(part)) for part in colour(code)])
        lit = cv2.add(shown, cv2.multiply(cv2.bitwise_not(shown), light, scale=1 / 255))
        self.layer[..., :3] = cv2.min(lit, cv2.cvtColor(np.ascontiguousarray(self.layer[..., 3]), cv2.COLOR_GRAY2BGR))

    def veil(self, code: str, mask: Mask) -> None:
        """Lay a colour over all that is there, by the mask."""
        share = cv2.convertScaleAbs(np.clip(mask, 0, 1), alpha=255.0)
        seen = cv2.multiply(share, np.ascontiguousarray(self.layer[..., 3]), scale=1 / 255)
        paint = cv2.merge([cv2.convertScaleAbs(seen, alpha=float(part)) for part in colour(code)])
        kept = cv2.multiply(
            np.ascontiguousarray(self.layer[..., :3]),
            cv2.cvtColor(cv2.bitwise_not(share), cv2.COLOR_GRAY2BGR),
            scale=1 / 255,
        )
        self.layer[..., :3] = cv2.add(kept, paint)

    def grain(self, cell: tuple[int, int], depth: float, area: Points | None = None) -> None:
        """Blotches that break up flat colour: `depth` of darkening at most; kept inside `area`."""
        spots = noise(
            self.rng, HEIGHT // 2, WIDTH // 2, (max(2, cell[0] // 2), max(2, cell[1] // 2)), octaves=4, gain=0.6
        )
        factor = cv2.resize(1 + depth * (0.5 - spots) * 2, (WIDTH, HEIGHT)).astype(np.float32)
        if area is not None:
            inside = self.mask(area)
            factor = 1 + (factor - 1) * inside
        self.multiply(factor)

    def mask(self, area: Points) -> Mask:
        return polygon(HEIGHT, WIDTH, np.array(area, np.float64) * WIDTH)

    def pool(self, x: float, y: float, radius: float, power: float = 2.0) -> Mask:
        """A round fall of light about a spot."""
        return glow(HEIGHT, WIDTH, x, y / TALL, radius, power)

    def lamp(self, x: float, y: float, size: float, code: str, strength: float = 1.0) -> None:
        self.shine(code, self.pool(x, y, size * 2.6, 2.2) * 0.55 * strength)
        self.shine("#fff3d6", self.pool(x, y, size * 0.45, 4.0) * strength)

    def shadow(self, area: Points, strength: float, soft: float = 0.02) -> None:
        self.multiply(np.asarray(1 - blur(self.mask(area), soft * WIDTH) * np.float32(strength), np.float32))

    # ---------------------------------------------------------------------------------------------------------- sky

    def sky(self, horizon: float) -> Layer:
        """The sky of the mood down to the horizon (in widths), with clouds, stars, sun or moon. Gives a copy of it."""
        stops = [(at * horizon / (0.52 * TALL), code) for at, code in self.mood.sky[:-1]]
        canvas = gradient(HEIGHT, WIDTH, [*stops, (1, self.mood.sky[-1][1])])
        self.layer[..., :3] = (canvas * 255).astype(np.uint8)
        if self.mood.dark and self.mood.orb is not None:
            for _ in range(70):
                x, y = self.rng.uniform(0, 1), self.rng.uniform(0, horizon * 0.8)
                self.pen.disc(x, y, float(self.rng.uniform(0.0008, 0.0022)), code="#dfe8ff")
        banks = contrast(noise(self.rng, HEIGHT // 2, WIDTH // 2, (85, 210), octaves=6, gain=0.55), 0.46, 0.78)
        banks = cv2.resize(banks, (WIDTH, HEIGHT)).astype(np.float32)
        fall = np.clip(np.linspace(0.35, 1.9, HEIGHT, dtype=np.float32), 0, 1)[:, None]
        if self.mood.orb is not None:
            x, y, radius, code = self.mood.orb
            self.shine(code, self.pool(x, y, radius * 2.6, 2.1) * 0.75)
            self.pen.disc(x, y, radius, code=code)
            self.shine(code, self.pool(x, y, radius * 1.1, 5.0) * 0.5)
        self.shine(self.mood.cloud, banks * fall * np.float32(self.mood.clouds * 0.8))
        return self.layer.copy()

    def far_light(self, y: float, depth: float) -> None:
        """Haze that gathers about height `y`."""
        rows = (np.arange(HEIGHT, dtype=np.float32)[:, None] / WIDTH - y) / depth
        self.veil(self.mood.haze, np.broadcast_to(np.exp(-rows * rows) * np.float32(self.mood.hazy), (HEIGHT, WIDTH)))

    def daylight(self, sky: Layer | None = None) -> None:
        """The mood's tint over everything but the `sky`, which has its hour already."""
        tint = colour(self.mood.tint) * np.float32(1.02)
        if sky is None:
            self.multiply(tint)
            return
        change = cv2.absdiff(np.ascontiguousarray(self.layer[..., :3]), np.ascontiguousarray(sky[..., :3])).max(axis=2)
        there = contrast(change.astype(np.float32), 2, 24)[..., None]
        self.multiply(np.asarray(1 - there * (1 - tint), np.float32))


def shaded(code: str, share: float) -> str:
    """Darker for a positive share, lighter for a negative one."""
    return darker(code, share) if share >= 0 else lighter(code, -share)
