"""The river: by night in the rain, and at dawn."""

from __future__ import annotations

import numpy as np

from dramaport.produce.animatic.paint import (
    Canvas,
    Mask,
    contrast,
    cutout,
    glow,
    gradient,
    noise,
    over,
    pixels,
    ridge,
    shade,
    shine,
)
from dramaport.produce.animatic.people import Light
from dramaport.produce.animatic.places.scenery import (
    HEIGHT,
    WIDTH,
    Scenery,
    boat,
    disc,
    flat,
    glitter,
    lamp,
    lantern,
    lay_flat,
    planks,
    reeds,
    reflect,
    shape,
)

_HORIZON = 0.52


def night_river(rng: np.random.Generator) -> Scenery:
    """Black water under a torn, moonlit sky; a lantern on the boat in front."""
    canvas = gradient(HEIGHT, WIDTH, [(0, "#040a1c"), (0.25, "#0c2140"), (0.52, "#2e5878"), (1, "#0a1a2c")])
    _clouds(canvas, rng, "#5b80a6", 0.55)
    shine(canvas, "#8fb4dc", glow(HEIGHT, WIDTH, 0.70, 0.17, 0.16, 2.2) * 0.7)
    shine(canvas, "#f4f1de", disc(0.70, 0.17, 0.060))
    _hills(canvas, rng, ("#2a4a66", "#1b3450", "#0d1d30"), "#5f86a4")
    for x in (0.08, 0.16, 0.33, 0.86):
        lamp(canvas, x + rng.uniform(-0.02, 0.02), 0.508, 0.012, "#ffae55", 0.9)
    reflect(canvas, _HORIZON, rng, "#04101e", 0.75)
    glitter(canvas, _HORIZON, 0.70, 0.16, "#dcecff", rng)
    boat(canvas, 0.30, 0.60, 0.15)
    near, mask = _gunwale(rng, "#6b4a33")
    lantern(near, mask, 0.90, 0.16, 0.085, "#d9662a")
    reeds(near, mask, rng, left=True, code="#081018")
    light = Light("#6a86b4", "#ffbe78", "#9cc6ff", 1.05)
    return Scenery(pixels(canvas), cutout(near, mask), light, water=_HORIZON, rain=1.0, flicker=0.5)


def dawn_river(rng: np.random.Generator) -> Scenery:
    """Gold water under a pink sky, mist in the hills, the pier in front."""
    sky = [(0, "#5f7fb8"), (0.2, "#a9a5c8"), (0.38, "#f3b69c"), (0.52, "#ffe2ac"), (1, "#c98f70")]
    canvas = gradient(HEIGHT, WIDTH, sky)
    _clouds(canvas, rng, "#ffd9c4", 0.7)
    shine(canvas, "#ffcf8a", glow(HEIGHT, WIDTH, 0.34, 0.44, 0.22, 2.0) * 0.8)
    shine(canvas, "#fff6df", disc(0.34, 0.44, 0.075))
    _hills(canvas, rng, ("#c79a9a", "#94788c", "#5c5570"), "#ffdcb4")
    for x, y in ((0.62, 0.20), (0.67, 0.185), (0.72, 0.21), (0.58, 0.225)):
        over(canvas, "#4a4258", shape([(x - 0.022, y - 0.004), (x, y + 0.004), (x + 0.022, y - 0.005), (x, y)]))
    reflect(canvas, _HORIZON, rng, "#7a5f70", 0.85)
    glitter(canvas, _HORIZON, 0.34, 0.24, "#fff0c8", rng)
    boat(canvas, 0.72, 0.585, 0.13)
    near, mask = _pier(rng)
    reeds(near, mask, rng, left=False, code="#3a3040")
    light = Light("#b49cb0", "#ffd9a6", "#fff0d0", 0.95)
    return Scenery(pixels(canvas), cutout(near, mask), light, water=_HORIZON, flicker=0.1)


def _clouds(canvas: Canvas, rng: np.random.Generator, code: str, strength: float) -> None:
    """Torn banks of cloud that thin out towards the top."""
    banks = contrast(noise(rng, HEIGHT, WIDTH, (170, 420), octaves=6, gain=0.55), 0.46, 0.78)
    height = np.clip(np.linspace(0.35, 1.9, HEIGHT, dtype=np.float32), 0, 1)[:, None]
    shine(canvas, code, banks * height * strength)
    shade(canvas, contrast(noise(rng, HEIGHT, WIDTH, (120, 300), octaves=5), 0.5, 0.8) * 0.35)


def _hills(canvas: Canvas, rng: np.random.Generator, tones: tuple[str, str, str], mist: str) -> None:
    """Three ranges, each nearer and darker, with mist at their feet."""
    down = np.arange(HEIGHT, dtype=np.float32)[:, None] / HEIGHT
    for tone, base, rise, cell in zip(tones, (0.43, 0.475, 0.51), (0.10, 0.06, 0.035), (0.5, 0.35, 0.22), strict=True):
        over(canvas, tone, ridge(rng, HEIGHT, WIDTH, base, rise, cell))
        bank = noise(rng, HEIGHT, WIDTH, (60, 500), octaves=4)
        foot = np.exp(-(((down - base - 0.03) / 0.028) ** 2))
        shine(canvas, mist, bank * foot * 0.75)


def _gunwale(rng: np.random.Generator, code: str) -> tuple[Canvas, Mask]:
    """The near side of the boat that carries the people: wet boards in a shallow curve."""
    near = flat(code)
    boards = planks(rng, WIDTH, HEIGHT // 3, 5, code)
    near[HEIGHT - HEIGHT // 3 :] = np.rot90(boards, 1).copy()[: HEIGHT // 3, :WIDTH]
    mask = shape([(-0.3, 0.82), (0.15, 0.845), (0.5, 0.855), (0.85, 0.845), (1.3, 0.80), (1.4, 1.2), (-0.4, 1.2)])
    edge = shape([(-0.3, 0.82), (0.15, 0.845), (0.5, 0.855), (0.85, 0.845), (1.3, 0.80), (1.3, 0.818),
        (0.85, 0.866), (0.5, 0.878), (0.15, 0.867), (-0.3, 0.84)])  # fmt: skip
    wet = contrast(noise(rng, HEIGHT, WIDTH, (14, 60), octaves=4), 0.5, 0.8)
    shine(near, "#9fc0e4", wet * mask * 0.28)
    shine(near, "#ffb872", glow(HEIGHT, WIDTH, 0.9, 0.9, 0.3, 2.4) * mask * 0.4)
    shine(near, "#bcd8f4", edge * 0.4)
    shade(near, np.clip((np.arange(HEIGHT, dtype=np.float32)[:, None] / HEIGHT - 0.87) * 5, 0, 0.75))
    return near, mask


def _pier(rng: np.random.Generator) -> tuple[Canvas, Mask]:
    """Boards that run towards the water, and two posts with rope."""
    near = flat("#6e5446")
    mask = lay_flat(near, planks(rng, 500, 900, 9, "#b98d6a"), [(0.12, 0.83), (0.88, 0.83), (1.6, 1.02), (-0.6, 1.02)])
    shine(near, "#ffe0b0", glow(HEIGHT, WIDTH, 0.4, 0.86, 0.35, 2.2) * mask * 0.35)
    for x in (0.07, 0.93):
        post = shape([(x - 0.035, 1.05), (x - 0.033, 0.74), (x - 0.02, 0.725), (x + 0.02, 0.725), (x + 0.033, 0.74),
            (x + 0.035, 1.05)])  # fmt: skip
        over(near, "#4c382f", post)
        shine(
            near,
            "#ffd9a8",
            post * np.clip(1 - np.abs(np.arange(WIDTH, dtype=np.float32) / WIDTH - x + 0.02) * 40, 0, 1) * 0.5,
        )
        np.maximum(mask, post, out=mask)
    return near, mask
