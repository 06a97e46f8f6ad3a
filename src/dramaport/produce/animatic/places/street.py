"""The old street by the landing, at dusk."""

from __future__ import annotations

import numpy as np

from dramaport.produce.animatic.paint import (
    Canvas,
    blur,
    contrast,
    cutout,
    glow,
    gradient,
    noise,
    over,
    pixels,
    shade,
    shine,
)
from dramaport.produce.animatic.people import Light
from dramaport.produce.animatic.places.scenery import (
    HEIGHT,
    WIDTH,
    Scenery,
    area,
    flat,
    lamp,
    lantern,
    lay_flat,
    planks,
    shape,
    stones,
)

_END = (0.52, 0.50)  # where the street's lines meet


def old_street(rng: np.random.Generator) -> Scenery:
    """Board fronts and tiled eaves on both sides, lanterns on a line, wet stones below."""
    canvas = gradient(
        HEIGHT, WIDTH, [(0, "#27356a"), (0.24, "#6a5a8a"), (0.42, "#e08a62"), (0.52, "#ffcb8a"), (1, "#40303a")]
    )
    banks = contrast(noise(rng, HEIGHT, WIDTH, (120, 380), octaves=5), 0.48, 0.75)
    shine(canvas, "#ff9c78", banks * 0.45)
    shine(canvas, "#ffd9a0", glow(HEIGHT, WIDTH, *_END, 0.2, 2.0) * 0.75)
    _far_roofs(canvas)
    _row_of_houses(canvas, rng, left=True)
    _row_of_houses(canvas, rng, left=False)
    paving = stones(rng, 900, 900, 12, 8, "#9a8478")
    ground = lay_flat(canvas, paving, [(0.40, 0.53), (0.64, 0.53), (1.9, 1.0), (-0.9, 1.0)])
    shine(canvas, "#ffb878", ground * glow(HEIGHT, WIDTH, 0.52, 0.60, 0.24, 2.0) * 0.55)
    wet = contrast(noise(rng, HEIGHT, WIDTH, (26, 90), octaves=4), 0.5, 0.75)
    shine(canvas, "#ffc590", wet * ground * 0.22)
    for x, y, size in ((0.20, 0.17, 0.060), (0.41, 0.235, 0.042), (0.64, 0.225, 0.044), (0.84, 0.15, 0.066)):
        lamp(canvas, x, y, size * 0.9, "#ff6a3a", 0.5)
        lantern(canvas, None, x, y, size, "#c8281e")
    near = flat("#75665c")
    wall = stones(rng, 300, 900, 3, 7, "#8a776a")
    mask = lay_flat(near, wall, [(-0.05, 0.845), (1.05, 0.86), (1.05, 1.02), (-0.05, 1.02)])
    top = area((-0.05, 0.825), (1.05, 0.84), (1.05, 0.862), (-0.05, 0.847))
    over(near, "#b09a88", top)
    shine(near, "#ffc896", top * 0.25)
    return Scenery(
        pixels(canvas), cutout(near, np.maximum(mask, top)), Light("#a88c9c", "#ffcf96", "#ffb27a", 0.9), flicker=0.25
    )


def _far_roofs(canvas: Canvas) -> None:
    """Gables at the street's end, pale with distance."""
    for x, y, wide, tone in (
        (0.44, 0.455, 0.09, "#a8705f"),
        (0.58, 0.465, 0.10, "#95645c"),
        (0.51, 0.475, 0.07, "#7d5654"),
    ):
        over(
            canvas,
            tone,
            shape(
                [(x - wide, y + 0.016), (x - wide * 0.6, y), (x, y - 0.035), (x + wide * 0.6, y), (x + wide, y + 0.016)]
            ),
        )
        over(
            canvas, tone, area((x - wide * 0.6, y), (x + wide * 0.6, y), (x + wide * 0.6, 0.56), (x - wide * 0.6, 0.56))
        )


def _row_of_houses(canvas: Canvas, rng: np.random.Generator, left: bool) -> None:
    """Board walls in perspective, lit lattice windows, and two storeys of upturned eaves."""

    def side(x: float, y: float) -> tuple[float, float]:
        return (x, y) if left else (1.04 - x, y)

    corners = [side(-0.10, 0.13), side(0.40, 0.42), side(0.40, 0.56), side(-0.10, 0.86)]
    mask = lay_flat(canvas, planks(rng, 700, 900, 15, "#6b4636"), corners)
    inwards = np.arange(WIDTH, dtype=np.float32)[None, :] / WIDTH
    away = inwards if left else 1 - inwards
    shine(canvas, "#d98a5c", mask * np.clip(away * 2 - 0.25, 0, 1) * 0.35)
    for x0, x1, y0, y1 in ((0.02, 0.13, 0.47, 0.60), (0.19, 0.26, 0.495, 0.565), (0.30, 0.345, 0.50, 0.545)):
        lean = (x1 - x0) * 0.28
        window = area(side(x0, y0), side(x1, y0 + lean), side(x1, y1 - lean * 0.4), side(x0, y1))
        over(canvas, "#ffb659", window * 0.9)
        shine(canvas, "#ffdf9a", window * noise(rng, HEIGHT, WIDTH, (60, 60), octaves=3) * 0.7)
        bars = ((np.arange(WIDTH) // 9) % 3 == 0)[None, :] | ((np.arange(HEIGHT) // 9) % 4 == 0)[:, None]
        over(canvas, "#2a1812", window * bars.astype(np.float32) * 0.85)
    for base, far in ((0.13, 0.415), (0.345, 0.462)):
        eave = shape([
            side(-0.12, base - 0.045), side(-0.02, base + 0.005), side(0.16, base + (far - base) * 0.42),
            side(0.34, base + (far - base) * 0.80),
            side(0.425, far - 0.018), side(0.462, far - 0.024), side(0.44, far - 0.002), side(0.36, far + 0.004),
            side(0.20, base + (far - base) * 0.66), side(0.02, base + (far - base) * 0.36),
            side(-0.12, base + (far - base) * 0.12),
        ])  # fmt: skip
        shade(canvas, blur(np.roll(eave, 34, axis=0), 8) * mask * (1 - eave) * 0.55)
        over(canvas, "#2b2530", eave)
        tiled = 0.5 + 0.5 * np.sin(np.arange(WIDTH, dtype=np.float32)[None, :] * 0.6)
        shine(canvas, "#d99a86", eave * tiled * 0.30)
