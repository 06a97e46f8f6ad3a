"""What all places share: their size, their parts, and things that stand about in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from dramaport.produce.animatic.paint import (
    Canvas,
    Layer,
    Mask,
    blur,
    colour,
    contrast,
    curve,
    glow,
    noise,
    over,
    polygon,
    quad,
    shade,
    shine,
)
from dramaport.produce.animatic.people import Light

#: A place's size in pixels: the frame and room for the camera to move.
WIDTH, HEIGHT = 900, 1560


@dataclass(frozen=True)
class Scenery:
    """A painted place: what lies behind the people, what stands in front of them, its light and its weather."""

    far: Layer  # opaque, (HEIGHT, WIDTH, 4)
    near: Layer  # (HEIGHT, WIDTH, 4), transparent but for what stands in front
    light: Light
    water: float | None = None  # everything below this fraction of the height is water and moves
    rain: float = 0.0  # 0..1
    flicker: float = 0.0  # how much the light swings, 0..1


def flat(code: str) -> Canvas:
    """A canvas of one colour."""
    return np.broadcast_to(colour(code), (HEIGHT, WIDTH, 3)).astype(np.float32)


def across() -> Mask:
    """The position from the left edge, 0..1, shape (1, WIDTH)."""
    return np.asarray(np.arange(WIDTH)[None, :] / WIDTH, np.float32)


def down() -> Mask:
    """The position from the top in widths, shape (HEIGHT, 1)."""
    return np.asarray(np.arange(HEIGHT)[:, None] / WIDTH, np.float32)


def area(*corners: tuple[float, float]) -> Mask:
    """A straight-edged shape by its corners in fractions."""
    return quad(HEIGHT, WIDTH, corners)


def shape(points: Sequence[tuple[float, float]]) -> Mask:
    """A smooth shape through points in fractions."""
    return polygon(HEIGHT, WIDTH, curve([(x * WIDTH, y * HEIGHT) for x, y in points]))


def disc(x: float, y: float, radius: float) -> Mask:
    """A round shape; `radius` as a fraction of the width."""
    around = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    spots = np.stack(
        [x * WIDTH + radius * WIDTH * np.cos(around), y * HEIGHT + radius * WIDTH * np.sin(around)], axis=1
    )
    return blur(polygon(HEIGHT, WIDTH, spots), 1.0)


def lamp(canvas: Canvas, x: float, y: float, size: float, code: str, strength: float = 1.0) -> None:
    """A light: a bright heart and a wide halo."""
    shine(canvas, code, glow(HEIGHT, WIDTH, x, y, size * 2.6, 2.2) * 0.55 * strength)
    shine(canvas, "#fff3d6", glow(HEIGHT, WIDTH, x, y, size * 0.45, 4.0) * strength)


def lantern(canvas: Canvas, mask: Mask | None, x: float, y: float, size: float, code: str) -> None:
    """A paper lantern with ribs; adds its body to `mask` where it stands in front of people."""
    body = shape([
        (x, y - size * 0.62), (x + size * 0.5, y - size * 0.45), (x + size * 0.72, y),
        (x + size * 0.5, y + size * 0.45),
        (x, y + size * 0.62), (x - size * 0.5, y + size * 0.45), (x - size * 0.72, y),
        (x - size * 0.5, y - size * 0.45),
    ])  # fmt: skip
    cap = area(
        (x - size * 0.3, y - size * 0.7), (x + size * 0.3, y - size * 0.7), (x + size * 0.3, y - size * 0.56),
        (x - size * 0.3, y - size * 0.56),
    )  # fmt: skip
    rope = area((x - 0.003, 0), (x + 0.003, 0), (x + 0.003, y - size * 0.6), (x - 0.003, y - size * 0.6))
    ribs = 0.5 + 0.5 * np.sin((across() - x) / size * 22)
    over(canvas, "#0c0908", np.maximum(cap, rope))
    over(canvas, code, body)
    shade(canvas, np.asarray(body * ribs * 0.25, np.float32))
    shine(canvas, "#ffd27a", body * glow(HEIGHT, WIDTH, x, y, size * 0.45, 3.0) * 0.9)
    if mask is not None:
        np.maximum(mask, np.maximum(body, np.maximum(cap, rope)), out=mask)


def planks(rng: np.random.Generator, height: int, width: int, count: int, code: str) -> Canvas:
    """A wall of upright boards: each its own tone, grain along it, a dark gap between two."""
    grain = noise(rng, height, width, (max(8, height // 3), 7), octaves=3, gain=0.6)
    knots = noise(rng, height, width, (70, 26), octaves=3)
    at = np.arange(width) * count / width
    tones = rng.uniform(0.7, 1.12, count + 1).astype(np.float32)[at.astype(int)]
    gap = np.clip(1 - np.abs(at % 1 - 0.5) * 2, 0, 1) * width / count  # pixels from the nearest edge, doubled
    edge = np.clip(gap / 5, 0.12, 1).astype(np.float32)
    tone = (0.55 + 0.5 * grain + 0.35 * contrast(knots, 0.3, 0.8)) * tones * edge
    return np.asarray(np.clip(colour(code) * tone[..., None], 0, 1), np.float32)


def stones(rng: np.random.Generator, height: int, width: int, rows: int, columns: int, code: str) -> Canvas:
    """Paving or a wall: staggered blocks of differing tone with worn edges."""
    y = np.arange(height, dtype=np.float32)[:, None] * rows / height
    x = np.arange(width, dtype=np.float32)[None, :] * columns / width + (y.astype(np.int32) % 2) * 0.5
    wobble = noise(rng, height, width, (30, 30), octaves=3) - 0.5
    y, x = y + wobble * 0.16, x + wobble * 0.12
    row, column = np.floor(y).astype(np.int32), np.floor(x).astype(np.int32)
    tones = rng.uniform(0.62, 1.1, (rows + 3, columns + 4)).astype(np.float32)[row % (rows + 3), column % (columns + 4)]
    joint = np.minimum(np.minimum(y - row, row + 1 - y), np.minimum(x - column, column + 1 - x) * 1.3)
    rough = noise(rng, height, width, (24, 24), octaves=4, gain=0.65)
    tone = tones * (0.6 + 0.6 * rough) * (0.35 + 0.65 * contrast(joint, 0.0, 0.12))
    return np.asarray(np.clip(colour(code) * tone[..., None], 0, 1), np.float32)


def lay_flat(canvas: Canvas, texture: Canvas, corners: Sequence[tuple[float, float]]) -> Mask:
    """Put a texture on the quadrilateral `corners` (from its top left, clockwise, in fractions) in perspective."""
    height, width = texture.shape[:2]
    source = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    target = np.array([(x * WIDTH, y * HEIGHT) for x, y in corners], np.float32)
    turned = cv2.warpPerspective(texture, cv2.getPerspectiveTransform(source, target), (WIDTH, HEIGHT))
    mask = quad(HEIGHT, WIDTH, corners)
    canvas += (turned - canvas) * mask[..., None]
    return mask


def reflect(canvas: Canvas, horizon: float, rng: np.random.Generator, deep: str, amount: float) -> None:
    """Turn everything below the horizon into water: the picture above upside down, stretched, and torn by ripples."""
    top = round(horizon * HEIGHT)
    rows = HEIGHT - top
    above = canvas[max(0, top - round(rows * 0.8)) : top][::-1]
    mirror = blur(np.asarray(cv2.resize(above, (WIDTH, rows)), np.float32), 5)
    ripples = noise(rng, rows, WIDTH, (16, 150), octaves=4, gain=0.62)
    depth = np.linspace(0, 1, rows, dtype=np.float32)[:, None]
    shift = (ripples - 0.5) * (10 + 60 * depth)
    columns = np.arange(WIDTH, dtype=np.float32)[None, :] + shift
    lines = np.repeat(np.arange(rows, dtype=np.float32)[:, None], WIDTH, axis=1) + shift * 0.5
    torn = cv2.remap(mirror, columns.astype(np.float32), lines, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
    water = torn * amount + colour(deep) * (1 - amount)
    crests = contrast(ripples, 0.52, 0.8) * (0.25 + 0.5 * depth)
    water += crests[..., None] * (0.10 + 0.5 * torn)
    water *= (1 - 0.45 * contrast(1 - ripples, 0.5, 0.8) * (0.4 + 0.6 * depth))[..., None]
    canvas[top:] = np.clip(water, 0, 1)


def glitter(canvas: Canvas, horizon: float, x: float, spread: float, code: str, rng: np.random.Generator) -> None:
    """The path of light that a moon or sun at `x` throws over the water."""
    top = round(horizon * HEIGHT)
    rows = HEIGHT - top
    depth = np.linspace(0, 1, rows, dtype=np.float32)[:, None]
    away = (np.arange(WIDTH, dtype=np.float32)[None, :] / WIDTH - x) / (spread * (0.35 + 1.2 * depth))
    flecks = contrast(noise(rng, rows, WIDTH, (7, 46), octaves=3, gain=0.7), 0.5, 0.72)
    shine(canvas[top:], code, flecks * np.exp(-away * away) * (1.0 - 0.55 * depth))


def tiles(rng: np.random.Generator, height: int, width: int, rows: int, columns: int, code: str) -> Canvas:
    """A smooth floor: square tiles, thin joints, faint clouds in the stone."""
    y = np.arange(height, dtype=np.float32)[:, None] * rows / height
    x = np.arange(width, dtype=np.float32)[None, :] * columns / width
    tones = rng.uniform(0.93, 1.03, (rows, columns)).astype(np.float32)[y.astype(np.int32), x.astype(np.int32)]
    joint = np.minimum(np.minimum(y % 1, 1 - y % 1), np.minimum(x % 1, 1 - x % 1))
    clouds = noise(rng, height, width, (90, 60), octaves=5, gain=0.6)
    tone = tones * (0.86 + 0.22 * clouds) * (0.72 + 0.28 * contrast(joint, 0.0, 0.05))
    return np.asarray(np.clip(colour(code) * tone[..., None], 0, 1), np.float32)


def boat(canvas: Canvas, x: float, y: float, size: float) -> None:
    """A small covered river boat, dark against the water, a boatman with his pole, a lamp at its bow."""
    hull = shape([
        (x - size * 1.15, y - size * 0.10), (x - size * 0.7, y + size * 0.005), (x, y + size * 0.03),
        (x + size * 0.75, y),
        (x + size * 1.2, y - size * 0.12), (x + size * 0.85, y + size * 0.075), (x, y + size * 0.115),
        (x - size * 0.8, y + size * 0.085),
    ])  # fmt: skip
    cover = shape([
        (x - size * 0.50, y + size * 0.03), (x - size * 0.48, y - size * 0.10), (x - size * 0.36, y - size * 0.165),
        (x, y - size * 0.175), (x + size * 0.26, y - size * 0.16), (x + size * 0.36, y - size * 0.09),
        (x + size * 0.38, y + size * 0.03),
    ])  # fmt: skip
    man = shape([
        (x - size * 0.86, y), (x - size * 0.88, y - size * 0.16), (x - size * 0.83, y - size * 0.23),
        (x - size * 0.92, y - size * 0.235),
        (x - size * 0.80, y - size * 0.30), (x - size * 0.68, y - size * 0.235), (x - size * 0.76, y - size * 0.225),
        (x - size * 0.71, y - size * 0.14), (x - size * 0.72, y),
    ])  # fmt: skip
    pole = area((x - size * 0.55, y - size * 0.42), (x - size * 0.535, y - size * 0.42),
        (x - size * 1.0, y + size * 0.22), (x - size * 1.02, y + size * 0.22))  # fmt: skip
    shade(canvas, blur(np.roll(hull, round(size * 50), axis=0), 6) * 0.6)
    over(canvas, "#0b0d12", np.maximum.reduce([hull, cover, man, pole]))
    lamp(canvas, x + size * 0.62, y - size * 0.14, size * 0.10, "#ffb45a", 0.9)


def reeds(canvas: Canvas, mask: Mask, rng: np.random.Generator, left: bool, code: str) -> None:
    """Reeds in the near corner, out of focus."""
    for _ in range(16):
        foot = rng.uniform(-0.06, 0.20)
        tip = foot + rng.uniform(-0.02, 0.16)
        high = rng.uniform(0.50, 0.86)
        blade = [
            (foot - 0.006, 1.02),
            ((foot + tip) / 2 - 0.01, (1 + high) / 2),
            (tip, high),
            ((foot + tip) / 2 + 0.008, (1 + high) / 2),
            (foot + 0.01, 1.02),
        ]
        drawn = blur(shape([(x if left else 1 - x, y) for x, y in blade]), 2.5)
        over(canvas, code, drawn)
        np.maximum(mask, drawn, out=mask)
