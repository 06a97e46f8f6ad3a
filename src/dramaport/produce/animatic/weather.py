"""What moves in every frame: rain, snow, ripples, grain, the lamp's flicker, lightning and a shaking hand.

All of it depends on the shot's own dice and the frame's number in the shot alone, so that a shot is the same wherever it lies
in the episode. The sheets are shared by all shots.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from dramaport.produce.animatic.lettering import FRAME_HEIGHT, FRAME_WIDTH
from dramaport.produce.animatic.planes import Frame

Plane = NDArray[np.uint8]

_WATER_ROWS = 800  # a camera never shows more water
_RIPPLES = 16  # pictures of one period of the water's movement
_GRAINS = 3
_GRAIN = 1.4  # standard deviation in luma steps: seen on a phone, and a third of the bits that 2.2 costs
_FALL_ROWS = 2 * FRAME_HEIGHT


@lru_cache(maxsize=1)
def _grain_sheets() -> tuple[NDArray[np.uint8], Plane, NDArray[np.int64]]:
    rng = np.random.default_rng(20)
    size = (_GRAINS, FRAME_HEIGHT + 32, FRAME_WIDTH + 32)
    drawn = rng.standard_normal(size, np.float32) * np.float32(_GRAIN) + np.float32(8.5)
    sheets = np.clip(drawn, 0, 16, out=drawn).astype(np.uint8)
    return sheets, np.full((FRAME_HEIGHT, FRAME_WIDTH), 8, np.uint8), rng.integers(0, 32, (997, 3))


def grain(luma: Plane, frame: int) -> None:
    """Film grain: a few noise planes, shifted anew for each frame."""
    sheets, mean, shifts = _grain_sheets()
    row, column, plane = shifts[frame % len(shifts)]
    noise = sheets[plane % _GRAINS, row : row + FRAME_HEIGHT, column : column + FRAME_WIDTH]
    cv2.add(luma, noise, dst=luma)
    cv2.subtract(luma, mean, dst=luma)


@lru_cache(maxsize=4)
def _streaks(count: int, shortest: int, longest: int, light: int) -> Plane:
    """Slanting streaks whose second half repeats the first, so that the fall has no seam."""
    rng = np.random.default_rng(count)
    half = np.zeros((_FALL_ROWS // 2, FRAME_WIDTH), np.uint8)
    for _ in range(count):
        x, y = int(rng.integers(-20, FRAME_WIDTH)), int(rng.integers(0, _FALL_ROWS // 2))
        high = int(rng.integers(shortest, longest))
        tone = int(light * rng.uniform(0.4, 1.0))
        for lift in (0, -_FALL_ROWS // 2):
            cv2.line(half, (x + high // 9, y + lift), (x, y + lift + high), tone, 1, cv2.LINE_AA)
    return np.vstack([half, half])


@lru_cache(maxsize=4)
def _flakes(count: int, radius: float, light: int) -> Plane:
    rng = np.random.default_rng(count)
    half = np.zeros((_FALL_ROWS // 2, FRAME_WIDTH), np.uint8)
    for _ in range(count):
        x, y = int(rng.integers(0, FRAME_WIDTH)), int(rng.integers(4, _FALL_ROWS // 2 - 4))
        cv2.circle(
            half,
            (x * 16, y * 16),
            round(radius * 16 * float(rng.uniform(0.6, 1.3))),
            int(light * rng.uniform(0.5, 1.0)),
            -1,
            cv2.LINE_AA,
            4,
        )
    soft = cv2.GaussianBlur(half, (0, 0), radius * 0.3)
    return np.vstack([soft, soft])


def rain(luma: Plane, frame: int, amount: float) -> None:
    """Two curtains of streaks that fall at different speeds."""
    for count, low, high, light, speed in ((150, 46, 90, 46, 84), (420, 18, 40, 24, 52)):
        _fall(luma, _streaks(round(count * amount), low, high, light), frame * speed)


def snow(luma: Plane, frame: int) -> None:
    """Near and far flakes that sway as they sink."""
    for count, radius, light, speed in ((90, 4.2, 190, 9), (260, 2.2, 120, 5)):
        sheet = np.roll(_flakes(count, radius, light), round(14 * np.sin(frame / 23 + count)), axis=1)
        _fall(luma, sheet, frame * speed)


def _fall(luma: Plane, sheet: Plane, way: int) -> None:
    room = _FALL_ROWS - FRAME_HEIGHT
    top = room - way % room
    cv2.add(luma, sheet[top : top + FRAME_HEIGHT], dst=luma)


@lru_cache(maxsize=1)
def _ripples() -> list[tuple[NDArray[np.int16], NDArray[np.uint16]]]:
    rows = np.arange(_WATER_ROWS, dtype=np.float32)[:, None]
    columns = np.arange(FRAME_WIDTH, dtype=np.float32)[None, :]
    depth = np.clip(rows / 500, 0, 1.3)
    maps = []
    for step in range(_RIPPLES):
        turn = np.float32(2 * np.pi * step / _RIPPLES)
        sway = np.sin(rows / (6 + 10 * depth) - turn) + np.float32(0.6) * _crossed(
            rows / (3 + 4 * depth) + turn, columns / 90
        )
        across = columns + (0.6 + 3.0 * depth) * sway
        down = rows + (0.3 + 1.6 * depth) * _crossed(rows / 23 + turn, columns / 55)
        maps.append(cv2.convertMaps(across, np.maximum(down, 0), cv2.CV_16SC2))
    return maps  # type: ignore[return-value]


def _crossed(rows: NDArray[np.floating], columns: NDArray[np.floating]) -> NDArray[np.float32]:
    """sin(rows + columns) from the sines of either: a few thousand instead of half a million."""
    return np.asarray(np.sin(rows) * np.cos(columns) + np.cos(rows) * np.sin(columns), np.float32)


def water(frame: Frame, top: int, low: int, number: int) -> None:
    """Rows of the picture between `top` and `low` sway sideways, more the nearer they are; their brightness alone moves."""
    rows = min(low - top, _WATER_ROWS)
    if rows <= 4:
        return
    places, parts = _ripples()[number % _RIPPLES]
    below = frame.luma[top : top + rows]
    below[:] = cv2.remap(below, places[:rows], parts[:rows], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)


@lru_cache(maxsize=1)
def _vignette() -> Plane:
    rows = np.linspace(-1, 1, FRAME_HEIGHT, dtype=np.float32)[:, None]
    columns = np.linspace(-1, 1, FRAME_WIDTH, dtype=np.float32)[None, :]
    falloff = 1 - 0.26 * np.clip((rows**2 + columns**2 * 0.8) / 1.8, 0, 1) ** 1.5
    return np.asarray(falloff * 255, np.uint8)


@dataclass(frozen=True)
class Exposure:
    """How bright each frame is; the vignette goes with it."""

    gains: NDArray[np.float32]  # one a frame

    def apply(self, luma: Plane, frame: int) -> None:
        cv2.multiply(luma, _vignette(), dst=luma, scale=float(self.gains[frame]) / 255)


def exposure(dice: np.random.Generator, frames: int, flicker: float, flashes: Sequence[int]) -> Exposure:
    """Flicker as slow noise of at most 5 %; each flash is lightning: two strokes and an afterglow."""
    coarse = dice.random(frames // 5 + 3)
    slow = np.interp(np.arange(frames) / 5, np.arange(len(coarse)), coarse)
    gains = 1 + 0.05 * flicker * (2 * slow - 1)
    for flash in flashes:
        for offset, strength in enumerate((0.9, 0.5, 0.15, 0.75, 0.5, 0.3, 0.2, 0.12, 0.06)):
            if 0 <= flash + offset < frames:
                gains[flash + offset] += strength
    return Exposure(gains.astype(np.float32))


def shakes(dice: np.random.Generator, frames: int, hits: Sequence[tuple[int, int]], held: bool) -> NDArray[np.float32]:
    """The camera's jolts in pixels, shape (frames, 2), dying away over each hit (first frame, frames); a held camera sways."""
    jolts = np.zeros((frames, 2), np.float32)
    for start, length in hits:
        for frame in range(max(0, start), min(frames, start + length)):
            strength = 5.0 * (1 - (frame - start) / length) ** 1.5
            jolts[frame] = np.clip(dice.normal(0, strength / 2, 2), -5, 5)
    if held:
        t = np.arange(frames)[:, None] / 25
        phase = dice.uniform(0, 6, (3, 2))
        sway = sum(
            np.sin(2 * np.pi * t * speed + phase[number]) / (number + 1) for number, speed in enumerate((0.7, 1.9, 3.1))
        )
        jolts += np.asarray(4.0 * sway, np.float32)
    return jolts
