"""Rooms: the ferryman's house by lamplight, an office high over the city, a hospital corridor."""

from __future__ import annotations

import numpy as np

from dramaport.produce.animatic.paint import (
    Canvas,
    Mask,
    blur,
    contrast,
    cutout,
    glow,
    gradient,
    lights,
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
    across,
    area,
    down,
    flat,
    lamp,
    lay_flat,
    planks,
    shape,
    tiles,
)


def ferry_house(rng: np.random.Generator) -> Scenery:
    """Board walls, a lattice window on the rain, shelves of jars, nets, one warm lamp."""
    canvas = planks(rng, HEIGHT, WIDTH, 11, "#8a5c3c")
    _window_on_the_night(canvas, rng)
    _shelves(canvas, rng)
    for y in (0.035, 0.60):
        over(canvas, "#2e1c12", area((0, y), (1, y - 0.006), (1, y + 0.022), (0, y + 0.028)))
    _fishing_net(canvas)
    shade(canvas, 0.86 * (1 - glow(HEIGHT, WIDTH, 0.60, 0.26, 0.62, 2.2)))
    over(canvas, "#120b08", area((0.598, 0), (0.604, 0), (0.604, 0.17), (0.598, 0.17)))
    over(
        canvas,
        "#1c120c",
        shape([(0.60, 0.158), (0.63, 0.172), (0.685, 0.205), (0.60, 0.212), (0.515, 0.205), (0.57, 0.172)]),
    )
    lamp(canvas, 0.60, 0.216, 0.075, "#ffab4e")
    near, mask = _table(rng)
    return Scenery(pixels(canvas), cutout(near, mask), Light("#8a6a58", "#ffbf74", "#8fb4ea", 1.05), flicker=0.8)


def _fishing_net(canvas: Canvas) -> None:
    """A net that hangs from the beam at the right."""
    threads = np.abs(np.sin((across() + down() * 1.7) * 60)) * np.abs(np.sin((across() - down() * 1.7) * 60))
    sag = shape([(0.52, 0.02), (1.05, 0.02), (1.05, 0.20), (0.80, 0.17), (0.62, 0.09)])
    shade(canvas, contrast(np.asarray(1 - threads, np.float32), 0.86, 1.0) * sag * 0.6)


def _window_on_the_night(canvas: Canvas, rng: np.random.Generator) -> None:
    pane = area((0.06, 0.16), (0.43, 0.16), (0.43, 0.45), (0.06, 0.45))
    frame = area((0.035, 0.145), (0.455, 0.145), (0.455, 0.465), (0.035, 0.465))
    over(canvas, "#24160e", frame)
    night = gradient(HEIGHT, WIDTH, [(0, "#0b1c3c"), (0.3, "#24507c"), (0.45, "#4d86ac"), (1, "#102030")])
    streaks = contrast(noise(rng, HEIGHT, WIDTH, (160, 5), octaves=3), 0.5, 0.75)
    shine(night, "#b8dcff", streaks * 0.5)
    shine(night, "#cfe6ff", glow(HEIGHT, WIDTH, 0.30, 0.24, 0.06, 2.0) * 0.8)
    canvas += (night - canvas) * pane[..., None]
    bars = (np.abs((across() * 16.2) % 1 - 0.5) < 0.06) | (np.abs((down() * 12.5) % 1 - 0.5) < 0.06)
    over(canvas, "#20130c", pane * bars.astype(np.float32))
    shine(canvas, "#5d8cc4", glow(HEIGHT, WIDTH, 0.25, 0.30, 0.26, 2.4) * 0.35)


def _shelves(canvas: Canvas, rng: np.random.Generator) -> None:
    """Two boards of jars, bowls and bottles at the right."""
    for y in (0.36, 0.47):
        for _ in range(6):
            x, wide, high = rng.uniform(0.60, 0.98), rng.uniform(0.016, 0.034), rng.uniform(0.022, 0.058)
            jar = shape([
                (x - wide * 0.5, y - high), (x + wide * 0.5, y - high), (x + wide * 0.6, y - high * 0.85),
                (x + wide, y - high * 0.5),
                (x + wide * 0.8, y), (x - wide * 0.8, y), (x - wide, y - high * 0.5), (x - wide * 0.6, y - high * 0.85),
            ])  # fmt: skip
            over(canvas, ("#5b3a2a", "#3d4a4a", "#7a5a3a", "#44302a")[int(rng.integers(4))], jar)
            shine(canvas, "#ffc27a", jar * np.clip(1 - np.abs(across() - x + wide * 0.4) * 60, 0, 1) * 0.55)
        over(canvas, "#3a2417", area((0.55, y), (1, y), (1, y + 0.012), (0.55, y + 0.012)))
        shade(canvas, blur(area((0.55, y + 0.012), (1, y + 0.012), (1, y + 0.035), (0.55, y + 0.035)), 6) * 0.6)


def _table(rng: np.random.Generator) -> tuple[Canvas, Mask]:
    """The table in front: worn boards, a teapot and two bowls."""
    near = flat("#3a2416")
    boards = np.rot90(planks(rng, 900, 420, 5, "#a06c42")).copy()
    mask = lay_flat(near, boards, [(0.02, 0.845), (0.98, 0.845), (1.3, 1.02), (-0.3, 1.02)])
    shine(near, "#ffba6a", mask * glow(HEIGHT, WIDTH, 0.55, 0.87, 0.3, 2.2) * 0.45)
    pot = shape(
        [
            (0.13, 0.80),
            (0.20, 0.795),
            (0.255, 0.815),
            (0.262, 0.85),
            (0.23, 0.878),
            (0.12, 0.878),
            (0.085, 0.85),
            (0.09, 0.815),
        ]
    )
    spout = shape([(0.25, 0.845), (0.30, 0.80), (0.315, 0.803), (0.27, 0.862)])
    lid = shape([(0.15, 0.79), (0.175, 0.776), (0.20, 0.79), (0.21, 0.80), (0.14, 0.80)])
    bowls = [shape([(x - 0.05, y), (x + 0.05, y), (x + 0.036, y + 0.028), (x, y + 0.034),
        (x - 0.036, y + 0.028)]) for x, y in ((0.66, 0.845), (0.82, 0.86))]  # fmt: skip
    things = np.maximum.reduce([pot, spout, lid, *bowls])
    shade(near, blur(np.roll(things, 14, axis=0), 8) * mask * 0.6)
    for thing, tone in ((spout, "#4d3026"), (pot, "#5a382b"), (lid, "#6b4536"), *((bowl, "#93a6a4") for bowl in bowls)):
        over(near, tone, thing)
        lit = np.clip(thing - np.roll(blur(thing, 3), (7, -7), axis=(0, 1)), 0, 1)
        shine(near, "#ffc47e", lit * 0.9)
    return near, np.maximum(mask, things)


def office(rng: np.random.Generator) -> Scenery:
    """Floor-to-ceiling glass over a hazy city, cool light, a dark desk in front."""
    canvas = gradient(HEIGHT, WIDTH, [(0, "#9cc0de"), (0.3, "#dbe8ee"), (0.52, "#fbeedd"), (1, "#b7c3cc")])
    shine(canvas, "#ffffff", contrast(noise(rng, HEIGHT, WIDTH, (130, 400), octaves=5), 0.45, 0.8) * 0.6)
    for tone, low, high, wide in (
        ("#b7c9d6", 0.30, 0.46, 0.08),
        ("#8fa9bd", 0.36, 0.54, 0.10),
        ("#66849c", 0.46, 0.60, 0.13),
    ):
        _towers(canvas, rng, tone, (low, high), wide)
    shine(canvas, "#fff4e2", glow(HEIGHT, WIDTH, 0.24, 0.33, 0.24, 2.0) * 0.6)
    floor = tiles(rng, 600, 900, 6, 9, "#c3cad0")
    lay_flat(canvas, floor, [(-0.2, 0.70), (1.2, 0.70), (2.0, 1.0), (-1.0, 1.0)])
    shine(canvas, "#ffffff", glow(HEIGHT, WIDTH, 0.35, 0.74, 0.3, 2.0) * 0.35)
    _glass_wall(canvas, rng)
    near, mask = _desk(rng)
    return Scenery(pixels(canvas), cutout(near, mask), Light("#a9b8c6", "#ffeedd", "#f4faff", 0.85), flicker=0.0)


def _towers(canvas: Canvas, rng: np.random.Generator, tone: str, tops: tuple[float, float], wide: float) -> None:
    x = -0.05
    while x < 1:
        width, top = wide * rng.uniform(0.6, 1.3), rng.uniform(*tops)
        tower = area((x, top), (x + width, top), (x + width, 0.72), (x, 0.72))
        over(canvas, tone, tower * 0.92)
        rows = ((np.arange(HEIGHT) // 7) % 2 == 0)[:, None] & ((np.arange(WIDTH) // 9) % 2 == 0)[None, :]
        panes = contrast(noise(rng, HEIGHT, WIDTH, (16, 18), octaves=1), 0.4, 0.6)
        shine(canvas, "#fff2d8", tower * rows.astype(np.float32) * panes * 0.35)
        x += width * rng.uniform(0.9, 1.5)


def _glass_wall(canvas: Canvas, rng: np.random.Generator) -> None:
    """Mullions, the blinds at the top, a bookcase and its shadow at the right."""
    for x in (0.05, 0.36, 0.67):
        bar = area((x, 0), (x + 0.018, 0), (x + 0.018, 0.71), (x, 0.71))
        over(canvas, "#56626e", bar)
        shine(canvas, "#e8f2fa", np.roll(bar, -5, axis=1) * (1 - bar) * 0.5)
    over(canvas, "#4b5661", area((0, 0.695), (1, 0.695), (1, 0.715), (0, 0.715)))
    slats = contrast(np.sin(down() * 300), 0.0, 1.0)
    over(canvas, "#eef2f4", area((0, 0), (1, 0), (1, 0.115), (0, 0.115)) * (0.35 + 0.6 * slats))
    case = area((0.80, 0.10), (1.02, 0.06), (1.02, 0.80), (0.80, 0.76))
    over(canvas, "#3b332f", case)
    for row in range(6):
        y = 0.12 + row * 0.105
        x = 0.815
        while x < 0.99:
            wide, high = rng.uniform(0.012, 0.026), rng.uniform(0.05, 0.085)
            book = area((x, y + 0.09 - high), (x + wide, y + 0.09 - high), (x + wide, y + 0.09), (x, y + 0.09))
            over(canvas, ("#8c3b34", "#b99a62", "#44607a", "#d8d2c4", "#5f7a62")[int(rng.integers(5))], book * 0.9)
            x += wide + 0.004
    shade(canvas, blur(area((0.72, 0.05), (0.80, 0.08), (0.80, 0.78), (0.72, 0.78)), 18) * 0.25)


def _desk(rng: np.random.Generator) -> tuple[Canvas, Mask]:
    near = flat("#3a2a24")
    boards = np.rot90(planks(rng, 900, 400, 3, "#7a5240")).copy()
    mask = lay_flat(near, boards, [(-0.02, 0.85), (1.02, 0.85), (1.25, 1.02), (-0.25, 1.02)])
    shine(near, "#f4faff", mask * contrast(noise(rng, HEIGHT, WIDTH, (12, 240), octaves=3), 0.4, 0.9) * 0.35)
    papers = [area((0.12, 0.872), (0.36, 0.866), (0.40, 0.905), (0.12, 0.915)), area((0.17, 0.866), (0.40, 0.872),
        (0.41, 0.91), (0.15, 0.90))]  # fmt: skip
    for sheet in papers:
        shade(near, blur(np.roll(sheet, 8, axis=0), 5) * 0.5)
        over(near, "#f2efe8", sheet)
        shade(near, sheet * (((np.arange(HEIGHT) // 5) % 2 == 0)[:, None]) * 0.22)
    boat_model = shape([(0.66, 0.842), (0.88, 0.838), (0.84, 0.868), (0.70, 0.87)])
    sail = shape([(0.77, 0.745), (0.775, 0.83), (0.86, 0.828), (0.83, 0.78)])
    for thing, tone in ((sail, "#d9cdb4"), (boat_model, "#5d3526")):
        over(near, tone, thing)
        shine(near, "#fff2dc", np.clip(thing - np.roll(blur(thing, 3), (6, 6), axis=(0, 1)), 0, 1) * 0.6)
    return near, np.maximum.reduce([mask, boat_model, sail])


def hospital(rng: np.random.Generator) -> Scenery:
    """A pale corridor that runs to a window, ceiling lamps, shining tiles, a bed in front."""
    canvas = flat("#dfeae8")
    end = [(0.38, 0.36), (0.62, 0.36), (0.62, 0.55), (0.38, 0.55)]
    for left in (True, False):
        _corridor_wall(canvas, rng, left)
    ceiling = area((-0.2, 0.0), (1.2, 0.0), (0.62, 0.36), (0.38, 0.36))
    over(canvas, "#eef4f4", ceiling)
    for near_y, far_y, half in ((0.05, 0.13, 0.17), (0.19, 0.24, 0.10), (0.28, 0.31, 0.06)):
        panel = area((0.5 - half, near_y), (0.5 + half, near_y), (0.5 + half * 0.75, far_y), (0.5 - half * 0.75, far_y))
        shine(canvas, "#ffffff", blur(panel, 14))
    checks = tiles(rng, 900, 900, 14, 9, "#c2d8d4")
    floor = lay_flat(canvas, checks, [(0.38, 0.55), (0.62, 0.55), (2.2, 1.0), (-1.2, 1.0)])
    shine(canvas, "#ffffff", floor * np.exp(-(((across() - 0.5) / 0.13) ** 2)) * 0.5)
    over(canvas, "#f7fbfb", area(*end))
    shine(canvas, "#ffffff", glow(HEIGHT, WIDTH, 0.5, 0.45, 0.12, 2.2) * 0.85)
    over(canvas, "#7d9a98", area((0.495, 0.37), (0.505, 0.37), (0.505, 0.54), (0.495, 0.54)))
    _curtain(canvas, rng)
    shine(canvas, "#fff4dc", lights(rng, HEIGHT, WIDTH, 7, (0.3, 0.2, 0.7, 0.5), 0.02) * 0.35)
    near, mask = _bed(rng)
    return Scenery(pixels(canvas), cutout(near, mask), Light("#a8bcbc", "#fff6ea", "#ffffff", 0.85), flicker=0.05)


def _corridor_wall(canvas: Canvas, rng: np.random.Generator, left: bool) -> None:
    def side(x: float, y: float) -> tuple[float, float]:
        return (x, y) if left else (1 - x, y)

    over(canvas, "#d3e3e0", area(side(-0.2, 0.0), side(0.38, 0.36), side(0.38, 0.55), side(-0.2, 1.0)))
    over(canvas, "#8fbdb0", area(side(-0.2, 0.60), side(0.38, 0.475), side(0.38, 0.55), side(-0.2, 1.0)))
    over(canvas, "#5f8f86", area(side(-0.2, 0.585), side(0.38, 0.47), side(0.38, 0.475), side(-0.2, 0.605)))
    for x0, x1 in ((0.04, 0.15), (0.24, 0.30)):
        top0, top1 = 0.30 + x0 * 0.32, 0.30 + x1 * 0.32
        low0, low1 = 0.845 - x0 * 0.775, 0.845 - x1 * 0.775
        over(canvas, "#a3714c", area(side(x0, top0), side(x1, top1), side(x1, low1), side(x0, low0)))
        inset = (x1 - x0) * 0.28
        over(canvas, "#dff2f4", area(side(x0 + inset, top0 + 0.05), side(x1 - inset, top1 + 0.036),
            side(x1 - inset, top1 + 0.10), side(x0 + inset, top0 + 0.12)))  # fmt: skip
    plaster = noise(rng, HEIGHT, WIDTH, (90, 90), octaves=5, gain=0.6)
    shade(canvas, contrast(plaster, 0.35, 0.9) * 0.12)


def _curtain(canvas: Canvas, rng: np.random.Generator) -> None:
    """A ward curtain that hangs in at the right."""
    cloth = shape([(0.80, -0.02), (1.1, -0.02), (1.1, 0.86), (0.84, 0.84), (0.80, 0.6), (0.83, 0.3)])
    waves = 0.5 + 0.5 * np.sin(across() * 95 + 3 * noise(rng, HEIGHT, WIDTH, (700, 60), octaves=2))
    over(canvas, "#8fc3c0", cloth)
    shade(canvas, cloth * waves * 0.38)
    shine(canvas, "#ffffff", cloth * contrast(waves, 0.0, 0.25) * 0.12)


def _bed(rng: np.random.Generator) -> tuple[Canvas, Mask]:
    """A rumpled blanket and the rail of a bed."""
    near = flat("#b9d2dc")
    mask = shape([(-0.2, 0.87), (0.2, 0.845), (0.5, 0.858), (0.8, 0.842), (1.2, 0.86), (1.2, 1.1), (-0.2, 1.1)])
    folds = noise(rng, HEIGHT, WIDTH, (70, 170), octaves=5, gain=0.55)
    shade(near, contrast(folds, 0.35, 0.8) * 0.5)
    stripes = contrast(np.sin((across() + 0.08 * folds) * 80), 0.55, 0.85)
    over(near, "#6f9fb4", stripes * 0.5)
    shine(near, "#ffffff", contrast(1 - folds, 0.5, 0.8) * 0.35)
    rails = [area((-0.05, y), (1.05, y - 0.012), (1.05, y + 0.003), (-0.05, y + 0.015)) for y in (0.80, 0.905)]
    posts = [area((x, 0.79), (x + 0.028, 0.79), (x + 0.028, 1.02), (x, 1.02)) for x in (0.06, 0.5, 0.93)]
    metal = np.maximum.reduce([*rails, *posts])
    shade(near, blur(np.roll(metal, 16, axis=0), 7) * mask * 0.4)
    over(near, "#c6d0d4", metal)
    shine(near, "#ffffff", np.clip(metal - np.roll(metal, (5, 5), axis=(0, 1)), 0, 1) * 0.7)
    return near, np.maximum(mask, metal)
