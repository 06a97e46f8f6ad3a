"""What moves in every frame: rain, ripples, grain, the lamp's flicker, lightning and a shaking hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from dramaport.produce.animatic.lettering import FRAME_HEIGHT, FRAME_WIDTH

Plane = NDArray[np.uint8]

_WATER_ROWS = 800  # a camera never shows more water
_RIPPLES = 16  # pictures of one period of the water's movement
_GRAINS = 3
_GRAIN = 1.4  # standard deviation in luma steps: seen on a phone, and a third of the bits that 2.2 costs
_RAIN_ROWS = 2 * FRAME_HEIGHT


class Grain:
    """Film grain: a few noise planes, shifted anew for each frame. Applied to luma."""

    def __init__(self, rng: np.random.Generator) -> None:
        size = (_GRAINS, FRAME_HEIGHT + 32, FRAME_WIDTH + 32)
        drawn = rng.standard_normal(size, np.float32) * np.float32(_GRAIN) + np.float32(8.5)
        self._planes = np.clip(drawn, 0, 16, out=drawn).astype(np.uint8)
        self._mean = np.full((FRAME_HEIGHT, FRAME_WIDTH), 8, np.uint8)
        self._shifts = rng.integers(0, 32, (997, 3))

    def apply(self, luma: Plane, frame: int) -> None:
        row, column, plane = self._shifts[frame % len(self._shifts)]
        noise = self._planes[plane % _GRAINS, row : row + FRAME_HEIGHT, column : column + FRAME_WIDTH]
        cv2.add(luma, noise, dst=luma)
        cv2.subtract(luma, self._mean, dst=luma)


class Rain:
    """Two curtains of streaks that fall at different speeds. Applied to luma."""

    def __init__(self, rng: np.random.Generator, amount: float) -> None:
        self._near = _streaks(rng, round(150 * amount), (46, 90), 46)
        self._far = _streaks(rng, round(420 * amount), (18, 40), 24)

    def apply(self, luma: Plane, frame: int) -> None:
        for curtain, speed in ((self._near, 84), (self._far, 52)):
            top = _RAIN_ROWS - FRAME_HEIGHT - frame * speed % (_RAIN_ROWS - FRAME_HEIGHT)
            cv2.add(luma, curtain[top : top + FRAME_HEIGHT], dst=luma)


def _streaks(rng: np.random.Generator, count: int, length: tuple[int, int], light: int) -> Plane:
    """Slanting streaks whose second half repeats the first, so that the fall has no seam."""
    half = np.zeros((_RAIN_ROWS // 2, FRAME_WIDTH), np.uint8)
    for _ in range(count):
        x, y = int(rng.integers(-20, FRAME_WIDTH)), int(rng.integers(0, _RAIN_ROWS // 2))
        high = int(rng.integers(*length))
        tone = int(light * rng.uniform(0.4, 1.0))
        for lift in (0, -_RAIN_ROWS // 2):
            cv2.line(half, (x + high // 9, y + lift), (x, y + lift + high), tone, 1, cv2.LINE_AA)
    return np.vstack([half, half])


class Water:
    """Ripples: rows of the picture sway sideways, more the nearer they are. One period is prepared beforehand."""

    def __init__(self) -> None:
        rows = np.arange(_WATER_ROWS, dtype=np.float32)[:, None]
        columns = np.arange(FRAME_WIDTH, dtype=np.float32)[None, :]
        depth = np.clip(rows / 500, 0, 1.3)
        self._maps = []
        for step in range(_RIPPLES):
            turn = 2 * np.pi * step / _RIPPLES
            sway = np.sin(rows / (6 + 10 * depth) - turn) + 0.6 * np.sin(rows / (3 + 4 * depth) + columns / 90 + turn)
            lift = np.sin(columns / 55 + rows / 23 + turn)
            across = columns + (0.6 + 3.0 * depth) * sway
            down = rows + (0.3 + 1.6 * depth) * lift
            self._maps.append(cv2.convertMaps(across, np.maximum(down, 0).astype(np.float32), cv2.CV_16SC2))

    def apply(self, picture: NDArray[np.uint8], horizon: int, frame: int) -> None:
        """Move everything from row `horizon` on; `picture` is BGRA of the frame's size."""
        rows = min(FRAME_HEIGHT - horizon, _WATER_ROWS)
        if rows <= 0:
            return
        places, parts = self._maps[frame % _RIPPLES]
        below = picture[FRAME_HEIGHT - rows :]
        moved = cv2.remap(below, places[:rows], parts[:rows], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
        below[:] = moved


@dataclass(frozen=True)
class Exposure:
    """The vignette, and how bright each frame is."""

    gains: NDArray[np.float32]  # one a frame
    vignette: Plane

    def apply(self, luma: Plane, frame: int) -> None:
        cv2.multiply(luma, self.vignette, dst=luma, scale=float(self.gains[frame]) / 255)


def exposure(rng: np.random.Generator, frames: int, flicker: float, flashes: Sequence[int]) -> Exposure:
    """Flicker as slow noise of at most 5 %; each flash is lightning: two strokes and an afterglow."""
    coarse = rng.random(frames // 5 + 3)
    slow = np.interp(np.arange(frames) / 5, np.arange(len(coarse)), coarse)
    gains = 1 + 0.05 * flicker * (2 * slow - 1)
    for flash in flashes:
        for offset, strength in enumerate((0.9, 0.5, 0.15, 0.75, 0.5, 0.3, 0.2, 0.12, 0.06)):
            if 0 <= flash + offset < frames:
                gains[flash + offset] += strength
    rows = np.linspace(-1, 1, FRAME_HEIGHT, dtype=np.float32)[:, None]
    columns = np.linspace(-1, 1, FRAME_WIDTH, dtype=np.float32)[None, :]
    falloff = 1 - 0.26 * np.clip((rows**2 + columns**2 * 0.8) / 1.8, 0, 1) ** 1.5
    return Exposure(gains.astype(np.float32), np.asarray(falloff * 255, np.uint8))


def shakes(rng: np.random.Generator, frames: int, hits: Sequence[tuple[int, int]]) -> NDArray[np.float32]:
    """The camera's jolts in pixels (at most 5), shape (frames, 2), dying away over each hit: first frame, frames."""
    jolts = np.zeros((frames, 2), np.float32)
    for start, length in hits:
        for frame in range(max(0, start), min(frames, start + length)):
            strength = 5.0 * (1 - (frame - start) / length) ** 1.5
            jolts[frame] = np.clip(rng.normal(0, strength / 2, 2), -5, 5)
    return jolts
