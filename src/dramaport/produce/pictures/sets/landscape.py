"""What sets under the sky are put together from: ground, hills, trees, houses, water, and the hour over all."""

from __future__ import annotations

import cv2
import numpy as np

from dramaport.drama.screenplay.values import Weather
from dramaport.produce.pictures.drawn.sketch import Points, oval
from dramaport.produce.pictures.paint import Layer, contrast, noise
from dramaport.produce.pictures.sets.board import HEIGHT, TALL, WIDTH, Board, shaded
from dramaport.produce.pictures.values import Plates

HORIZON = 0.90
_FEET = 0.905  # where people stand, as a fraction of the height


def finished(
    board: Board,
    sky: Layer,
    near: Board | None = None,
    *,
    water: float | None = None,
    lamps: tuple[tuple[float, float, float], ...] = (),
) -> Plates:
    """Hour and weather over all, then the lamps, which no tint dims."""
    board.daylight(sky)
    mood = board.mood
    if mood.wet:
        rows = np.clip((np.arange(HEIGHT, dtype=np.float32)[:, None] / WIDTH - HORIZON) * 1.4, 0, 1)
        wet = contrast(noise(board.rng, HEIGHT // 2, WIDTH // 2, (14, 60), octaves=4), 0.5, 0.8)
        board.shine(mood.cloud, np.asarray(cv2.resize(wet, (WIDTH, HEIGHT)) * rows * 0.35, np.float32))
    if mood.lamps > 0.1:
        for x, y, size in lamps:
            board.lamp(x, y, size, "#ffae5e", 0.9 * mood.lamps)
    if mood.weather is Weather.FOG:
        board.veil(mood.haze, np.full((HEIGHT, WIDTH), 0.34, np.float32))
    layer = None
    if near is not None:
        near.daylight()
        if mood.lamps > 0.3:
            near.shine("#ffb060", near.pool(0.90, 0.20, 0.10, 3.0) * np.float32(0.8 * mood.lamps))
        layer = near.layer
    return Plates(board.layer, layer, mood.light, ground=_FEET, water=water, flicker=0.25 * mood.lamps)


def ground(board: Board, y: float, code: str, *, paved: bool = False) -> None:
    """Everything from y down, white where it snows."""
    if board.mood.weather is Weather.SNOW:
        code = "#e6ebf0"
    board.quad([(-0.1, y), (1.1, y), (1.1, TALL + 0.1), (-0.1, TALL + 0.1)], code, line=0)
    area: Points = [(-0.1, y), (1.1, y), (1.1, TALL + 0.1), (-0.1, TALL + 0.1)]
    board.grain((36, 160), 0.3, area)
    if paved:
        line, deep = shaded(code, 0.25), TALL - y
        for k in np.linspace(-3.2, 4.2, 17):
            board.pen.line([(0.5 + (k - 0.5) * 0.2, y), (0.5 + (k - 0.5) * 1.2, TALL)], line, 0.0025, sharp=True)
        for share in (0.03, 0.08, 0.15, 0.24, 0.36, 0.52, 0.72, 0.95):
            board.pen.line([(-0.1, y + deep * share), (1.1, y + deep * share)], line, 0.0025, sharp=True)


def hills(board: Board, base: float, tones: tuple[str, ...], rise: float) -> None:
    """Ranges of hills, each nearer and darker, with haze at their feet."""
    for number, code in enumerate(tones):
        foot = base - rise * 0.3 * (len(tones) - 1 - number)
        steps = np.linspace(-0.1, 1.1, 15)
        tops = [(float(x), foot - rise * float(board.rng.uniform(0.15, 1.0)) * (1 - 0.25 * number)) for x in steps]
        board.pen.fill([(-0.2, base + 0.1), *tops, (1.2, base + 0.1)], code)
        board.far_light(foot, 0.07)


def tree(board: Board, x: float, y: float, s: float, code: str) -> None:
    board.pen.fill(
        [(x - s * 0.07, y), (x - s * 0.04, y - s * 0.6), (x + s * 0.04, y - s * 0.6), (x + s * 0.08, y)],
        "#5a4030",
        edge="#2a1c14",
        line=0.003,
    )
    snow = board.mood.weather is Weather.SNOW
    for k, h, r in ((-0.26, 0.72, 0.26), (0.26, 0.74, 0.26), (0.0, 0.95, 0.32), (0.05, 0.66, 0.30)):
        leaf = "#d4dee4" if snow else shaded(code, 0.12 * k)
        board.pen.fill(
            oval(x + k * s, y - h * s, r * s, r * s * 0.84), leaf, sharp=True, edge=shaded(code, 0.4), line=0.002
        )
    board.pen.lay(oval(x - s * 0.08, y - s * 1.08, s * 0.2, s * 0.1), "#ffffff", 0.16, soft=0.02)


def roof(board: Board, left: float, right: float, y: float, high: float, code: str) -> None:
    """A tiled roof with upturned eaves."""
    wide = right - left
    if board.mood.weather is Weather.SNOW:
        code = "#d8dfe6"
    board.pen.fill([
        (left - wide * 0.10, y - high * 0.12), (left - wide * 0.02, y - high * 0.02), (left + wide * 0.5,
        y + high * 0.02), (right + wide * 0.02, y - high * 0.02),
        (right + wide * 0.10, y - high * 0.12), (right - wide * 0.08, y - high * 0.55), (right - wide * 0.2,
        y - high), (left + wide * 0.2, y - high),
        (left + wide * 0.08, y - high * 0.55),
    ], code, edge=shaded(code, 0.5), line=0.004)  # fmt: skip
    for k in np.linspace(0.06, 0.94, 13):
        board.pen.line(
            [(left + wide * (0.2 + 0.6 * k), y - high * 0.94), (left + wide * k, y - high * 0.05)],
            shaded(code, 0.25),
            0.004,
        )
    board.box(left + wide * 0.18, y - high * 1.06, right - wide * 0.18, y - high * 0.95, shaded(code, 0.2), line=0.003)


def house(board: Board, left: float, right: float, foot: float, high: float, wall: str, tiles: str) -> None:
    """A house with a door, two windows and a tiled roof; the windows are lit where lamps are."""
    top, wide = foot - high, right - left
    board.box(left, top, right, foot, wall, line=0.004)
    glass = "#ffc66e" if board.mood.lamps > 0.5 else "#5a6a74"
    for k in (0.2, 0.8):
        x = left + wide * k
        board.box(x - wide * 0.11, top + high * 0.3, x + wide * 0.11, top + high * 0.62, glass, line=0.004)
        for part in (-0.04, 0.04):
            board.pen.line(
                [(x + wide * part, top + high * 0.3), (x + wide * part, top + high * 0.62)],
                "#3a2418",
                0.004,
                sharp=True,
            )
        board.pen.line(
            [(x - wide * 0.11, top + high * 0.46), (x + wide * 0.11, top + high * 0.46)], "#3a2418", 0.004, sharp=True
        )
    board.box(left + wide * 0.40, top + high * 0.34, left + wide * 0.60, foot, "#5a3626", line=0.004)
    roof(board, left, right, top + high * 0.12, high * 0.5, tiles)


def water(board: Board, horizon: float, code: str) -> None:
    """Everything below the horizon mirrors what lies above, torn by ripples."""
    top = round(horizon * WIDTH)
    rows = HEIGHT - top
    above = board.layer[max(0, top - round(rows * 0.8)) : top, :, :3][::-1]
    mirror = cv2.GaussianBlur(cv2.resize(above, (WIDTH, rows)), (0, 0), 4)
    ripples = noise(board.rng, rows, WIDTH, (16, 150), octaves=4, gain=0.62)
    depth = np.linspace(0, 1, rows, dtype=np.float32)[:, None]
    shift = (ripples - 0.5) * (10 + 60 * depth)
    columns = np.arange(WIDTH, dtype=np.float32)[None, :] + shift
    lines = np.repeat(np.arange(rows, dtype=np.float32)[:, None], WIDTH, axis=1) + shift * 0.5
    torn = cv2.remap(mirror, columns.astype(np.float32), lines, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT).astype(
        np.float32
    )
    blue, green, red = (int(code[at : at + 2], 16) for at in (5, 3, 1))
    seen = torn * 0.72 + np.array([blue, green, red], np.float32) * 0.28
    crests = contrast(ripples, 0.52, 0.8) * (0.25 + 0.5 * depth)
    seen += crests[..., None] * (18 + 0.35 * torn)
    seen *= (1 - 0.4 * contrast(1 - ripples, 0.5, 0.8) * (0.4 + 0.6 * depth))[..., None]
    board.layer[top:, :, :3] = np.clip(seen, 0, 255).astype(np.uint8)
    if board.mood.orb is not None:
        x, _, _, orb = board.mood.orb
        away = (np.arange(WIDTH, dtype=np.float32)[None, :] / WIDTH - x) / (0.18 * (0.35 + 1.2 * depth))
        flecks = contrast(noise(board.rng, rows, WIDTH, (7, 46), octaves=3, gain=0.7), 0.5, 0.72)
        path = np.zeros((HEIGHT, WIDTH), np.float32)
        path[top:] = flecks * np.exp(-away * away) * (0.9 - 0.5 * depth)
        board.shine(orb, path)


def boat(board: Board, x: float, y: float, s: float) -> None:
    """A small covered boat with a boatman and a lamp at its bow."""
    board.pen.fill([(x - s * 1.15, y - s * 0.16), (x - s * 0.7, y), (x, y + s * 0.04), (x + s * 0.75, y),
        (x + s * 1.2, y - s * 0.2), (x + s * 0.85, y + s * 0.12), (x, y + s * 0.18),
                    (x - s * 0.8, y + s * 0.13)], "#2a2420", edge="#100c0a", line=0.003)  # fmt: skip
    board.pen.fill([(x - s * 0.5, y + s * 0.03), (x - s * 0.46, y - s * 0.18), (x - s * 0.3, y - s * 0.28), (x,
        y - s * 0.30), (x + s * 0.26, y - s * 0.26), (x + s * 0.38, y - s * 0.12),
                    (x + s * 0.38, y + s * 0.03)], "#4a3c2c", edge="#100c0a", line=0.003)  # fmt: skip
    board.pen.line([(x - s * 0.62, y - s * 0.7), (x - s * 1.0, y + s * 0.3)], "#1c1614", 0.005, sharp=True)
    board.pen.fill(
        [(x - s * 0.88, y), (x - s * 0.86, y - s * 0.34), (x - s * 0.72, y - s * 0.34), (x - s * 0.70, y)],
        "#2c2c34",
        edge="#100c0a",
        line=0.002,
    )
    board.pen.fill(
        [(x - s * 0.98, y - s * 0.36), (x - s * 0.79, y - s * 0.52), (x - s * 0.60, y - s * 0.36)],
        "#8a6c3c",
        sharp=True,
        edge="#100c0a",
        line=0.002,
    )
