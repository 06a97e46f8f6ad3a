"""Sets under the sky: streets, the village, the temple, the palace, river and mountain."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from dramaport.drama.screenplay.values import Weather
from dramaport.produce.pictures.drawn.sketch import oval
from dramaport.produce.pictures.sets.board import TALL, Board, shaded
from dramaport.produce.pictures.sets.furniture import DRAWS
from dramaport.produce.pictures.sets.landscape import HORIZON, boat, finished, ground, hills, house, roof, tree, water
from dramaport.produce.pictures.sets.moods import Mood
from dramaport.produce.pictures.sets.rooms import towers
from dramaport.produce.pictures.values import Plates


def street_old(mood: Mood, rng: np.random.Generator) -> Plates:
    board = Board.filled(mood, rng, "#000000")
    sky = board.sky(HORIZON)
    house(board, 0.36, 0.64, 0.94, 0.20, "#b49a80", "#4a4650")
    board.far_light(0.86, 0.16)
    ground(board, 0.93, "#9a8a7c", paved=True)
    lamps = []
    for side in (-1, 1):

        def at(x: float, y: float, side: int = side) -> tuple[float, float]:
            return (0.5 + side * x, y)

        for k, (inner, outer, foot_in, foot_out, top_in, top_out) in enumerate(
            ((0.16, 0.30, 0.96, 1.10, 0.62, 0.44), (0.30, 0.66, 1.10, 1.48, 0.44, 0.02))
        ):
            wall = ("#a08468", "#8a6a50")[k]
            board.quad(
                [at(inner, top_in), at(outer, top_out), at(outer, foot_out), at(inner, foot_in)], wall, line=0.004
            )
            for low, high in ((0.45, 0.68), (0.12, 0.30)):
                x0, x1 = inner + (outer - inner) * 0.25, inner + (outer - inner) * 0.7
                y0 = [
                    top + (foot - top) * (1 - high)
                    for top, foot in (
                        (top_in * 0.75 + top_out * 0.25, foot_in * 0.75 + foot_out * 0.25),
                        (top_in * 0.3 + top_out * 0.7, foot_in * 0.3 + foot_out * 0.7),
                    )
                ]
                y1 = [
                    top + (foot - top) * (1 - low)
                    for top, foot in (
                        (top_in * 0.75 + top_out * 0.25, foot_in * 0.75 + foot_out * 0.25),
                        (top_in * 0.3 + top_out * 0.7, foot_in * 0.3 + foot_out * 0.7),
                    )
                ]
                glass = ("#ffbe66" if mood.lamps > 0.4 else "#54606a") if low > 0.3 else "#5a3a2a"
                board.quad([at(x0, y0[0]), at(x1, y0[1]), at(x1, y1[1]), at(x0, y1[0])], glass, line=0.005)
            board.quad(
                [
                    at(inner - 0.03, top_in + 0.01),
                    at(outer, top_out + 0.02),
                    at(outer, top_out - 0.12),
                    at(inner, top_in - 0.07),
                ],
                "#46424e" if mood.weather is not Weather.SNOW else "#dfe5ea",
                line=0.004,
            )
            lamps.append((*at(inner + 0.02, top_in + 0.12), 0.035 + 0.02 * k))
        DRAWS["lantern"](board, 0.5 + side * 0.20, 0.66, 0.06, "#c8281e")
        DRAWS["lantern"](board, 0.5 + side * 0.36, 0.44, 0.10, "#c8281e")
    return finished(board, sky, lamps=tuple(lamps))


def street_new(mood: Mood, rng: np.random.Generator) -> Plates:
    board = Board.filled(mood, rng, "#000000")
    sky = board.sky(HORIZON)
    towers(board, 0.95, "#90a4b8", 0.42)
    board.far_light(0.92, 0.2)
    towers(board, 0.97, "#5f7690", 0.30)
    ground(board, 0.96, "#7e8288", paved=False)
    board.quad(
        [(0.30, 0.96), (0.70, 0.96), (1.25, TALL), (-0.25, TALL)],
        "#54585e" if mood.weather is not Weather.SNOW else "#c4ccd4",
        line=0.004,
    )
    for share in (0.04, 0.14, 0.3, 0.55):
        y = 0.96 + (TALL - 0.96) * share
        board.quad(
            [
                (0.493, y),
                (0.507, y),
                (0.512 + share * 0.01, y + 0.03 + share * 0.14),
                (0.488 - share * 0.01, y + 0.03 + share * 0.14),
            ],
            "#e8e4d8",
            line=0,
        )
    lamps = []
    for x, foot, s in ((0.16, 1.18, 0.62), (0.86, 1.18, 0.62), (0.30, 1.02, 0.3), (0.70, 1.02, 0.3)):
        lean = 0.06 if x < 0.5 else -0.06
        board.pen.line(
            [(x, foot), (x, foot - s * 1.2), (x + lean * s * 1.6, foot - s * 1.26)],
            "#3a4048",
            0.012 * s + 0.003,
            sharp=True,
        )
        lamps.append((x + lean * s * 1.6, foot - s * 1.25, 0.05 * s + 0.012))
    tree(board, 0.05, 1.16, 0.34, "#4f8050")
    tree(board, 0.97, 1.18, 0.36, "#4f8050")
    board.pen.fill(
        [
            (0.60, 1.06),
            (0.62, 1.00),
            (0.66, 0.975),
            (0.76, 0.975),
            (0.80, 1.01),
            (0.86, 1.03),
            (0.86, 1.08),
            (0.60, 1.08),
        ],
        "#a83a3a",
        edge="#2a1414",
        line=0.004,
    )
    for x in (0.66, 0.80):
        board.pen.disc(x, 1.08, 0.026, code="#1c1c20")
    return finished(board, sky, lamps=tuple(lamps))


def village(mood: Mood, rng: np.random.Generator) -> Plates:
    board = Board.filled(mood, rng, "#000000")
    sky = board.sky(HORIZON)
    hills(board, 0.92, ("#8aa49c", "#6a8a74"), 0.24)
    ground(board, 0.92, "#9c9460")
    for y in np.linspace(0.96, 1.18, 7):
        board.pen.line([(-0.1, float(y)), (0.5, float(y) + 0.02), (1.1, float(y) - 0.01)], "#7c8a4c", 0.01)
    house(board, 0.04, 0.40, 1.12, 0.26, "#d8ccb4", "#5a5660")
    house(board, 0.62, 0.90, 1.06, 0.20, "#c8b89c", "#5a5660")
    board.pen.fill(
        [(0.46, 1.0), (0.54, 1.0), (0.62, 1.3), (0.9, TALL + 0.1), (0.05, TALL + 0.1), (0.40, 1.3)],
        "#c4b090" if mood.weather is not Weather.SNOW else "#d4dae0",
    )
    tree(board, 0.92, 1.22, 0.50, "#5c8448")
    for x in np.arange(0.0, 0.30, 0.05):
        board.pen.line([(float(x), 1.16), (float(x), 1.30)], "#7a5a3c", 0.010, sharp=True)
    board.pen.line([(-0.02, 1.20), (0.30, 1.21)], "#7a5a3c", 0.008, sharp=True)
    return finished(board, sky, lamps=((0.12, 0.98, 0.03), (0.33, 0.98, 0.03), (0.68, 0.96, 0.025)))


def temple(mood: Mood, rng: np.random.Generator) -> Plates:
    board = Board.filled(mood, rng, "#000000")
    sky = board.sky(HORIZON)
    hills(board, 0.94, ("#7f98a0", "#5c7a70"), 0.30)
    for x in (0.03, 0.97):
        tree(board, x, 1.06, 0.6, "#3f6a50")
    board.box(0.16, 0.66, 0.84, 1.06, "#a83c30", line=0.004)
    for x in (0.18, 0.34, 0.66, 0.82):
        board.box(x - 0.022, 0.64, x + 0.022, 1.06, "#8a2a22", line=0.004)
    board.box(0.40, 0.76, 0.60, 1.06, "#5a2418", line=0.004)
    board.pen.line([(0.5, 0.76), (0.5, 1.06)], "#2a100a", 0.006, sharp=True)
    for x in (0.46, 0.54):
        for y in (0.82, 0.88, 0.94, 1.0):
            board.pen.disc(x, y, 0.008, code="#d8a840")
    roof(board, 0.08, 0.92, 0.68, 0.20, "#4c5a5c")
    roof(board, 0.26, 0.74, 0.46, 0.15, "#4c5a5c")
    board.box(0.30, 0.43, 0.70, 0.50, "#8a3226", line=0.003)
    ground(board, 1.05, "#a8a094", paved=True)
    for k in range(4):
        board.box(0.26 - k * 0.02, 1.05 + k * 0.025, 0.74 + k * 0.02, 1.075 + k * 0.025, "#c4bcb0", line=0.003)
    board.pen.fill([(0.42, 1.20), (0.58, 1.20), (0.56, 1.28), (0.44, 1.28)], "#6a5a3c", edge="#2a2010", line=0.005)
    for x in (0.46, 0.5, 0.54):
        board.pen.line([(x, 1.20), (x, 1.13)], "#b85a3c", 0.004, sharp=True)
    for y in (1.06, 0.96):
        board.pen.lay([(0.49, y), (0.53, y - 0.05), (0.50, y - 0.12), (0.47, y - 0.05)], "#e8ecf0", 0.3, soft=0.02)
    return finished(board, sky, lamps=((0.30, 0.78, 0.04), (0.70, 0.78, 0.04)))


def palace(mood: Mood, rng: np.random.Generator) -> Plates:
    board = Board.filled(mood, rng, "#000000")
    sky = board.sky(HORIZON)
    board.far_light(0.9, 0.2)
    board.box(-0.1, 0.86, 1.1, 1.06, "#a8342c", line=0.004)
    roof(board, -0.16, 0.26, 0.88, 0.08, "#c08a34")
    roof(board, 0.74, 1.16, 0.88, 0.08, "#c08a34")
    board.box(0.14, 0.60, 0.86, 0.94, "#b03a30", line=0.004)
    for x in np.linspace(0.17, 0.83, 8):
        board.box(float(x) - 0.014, 0.58, float(x) + 0.014, 0.94, "#8a221c", line=0.003)
    glass = "#ffc060" if mood.lamps > 0.4 else "#3a4a44"
    for x in np.linspace(0.22, 0.78, 7)[::2]:
        board.box(float(x) - 0.03, 0.70, float(x) + 0.03, 0.94, glass, line=0.004)
    roof(board, 0.06, 0.94, 0.62, 0.18, "#c99436")
    board.box(0.20, 0.40, 0.80, 0.46, "#3a6a5c", line=0.003)
    roof(board, 0.16, 0.84, 0.43, 0.17, "#c99436")
    for k in range(3):
        board.box(
            0.04 - k * 0.05, 0.94 + k * 0.05, 0.96 + k * 0.05, 0.99 + k * 0.05, shaded("#d8d2c6", 0.06 * k), line=0.003
        )
        for x in np.linspace(0.06 - k * 0.05, 0.94 + k * 0.05, 15):
            board.box(float(x) - 0.006, 0.925 + k * 0.05, float(x) + 0.006, 0.96 + k * 0.05, "#e8e4da", line=0.001)
    ground(board, 1.09, "#b0a89c", paved=True)
    board.quad([(0.42, 0.94), (0.58, 0.94), (0.66, 1.12), (0.34, 1.12)], "#c8c0b4", line=0.004)
    for x in (0.12, 0.88):
        board.pen.fill(
            [
                (x - 0.05, 1.20),
                (x - 0.04, 1.06),
                (x - 0.05, 0.99),
                (x, 0.96),
                (x + 0.05, 0.99),
                (x + 0.04, 1.06),
                (x + 0.05, 1.20),
            ],
            "#9a8a5c",
            edge="#4a3c1c",
            line=0.004,
        )
    return finished(board, sky, lamps=((0.3, 0.8, 0.05), (0.7, 0.8, 0.05)))


def river(mood: Mood, rng: np.random.Generator) -> Plates:
    """Wide water between hills, a boat; people stand on the landing's boards."""
    board = Board.filled(mood, rng, "#000000")
    sky = board.sky(HORIZON)
    hills(board, HORIZON, ("#7f98ac", "#5c7a86", "#3f5c60"), 0.18)
    for x in (0.10, 0.18, 0.86):
        board.box(x - 0.02, HORIZON - 0.035, x + 0.02, HORIZON, "#6a5c50", line=0.002)
    water(board, HORIZON, "#3a6478")
    boat(board, 0.72, 1.04, 0.13)
    deck = "#8a6a4c" if mood.weather is not Weather.SNOW else "#dfe4e8"
    board.quad([(0.16, 1.30), (0.84, 1.30), (1.5, TALL + 0.1), (-0.5, TALL + 0.1)], deck, line=0.006)
    for k in np.linspace(0.0, 1.0, 9):
        y = 1.30 + (TALL - 1.30) * float(k) ** 1.4
        board.pen.line([(-0.1, y), (1.1, y)], shaded(deck, 0.35), 0.005, sharp=True)
    board.grain((12, 260), 0.25, [(0.16, 1.30), (0.84, 1.30), (1.5, TALL + 0.1), (-0.5, TALL + 0.1)])
    near = Board.clear(mood, rng)
    for x in (0.05, 0.95):
        near.pen.fill(
            [
                (x - 0.035, 1.85),
                (x - 0.033, 1.27),
                (x - 0.02, 1.24),
                (x + 0.02, 1.24),
                (x + 0.033, 1.27),
                (x + 0.035, 1.85),
            ],
            "#4c382f",
            edge="#1c120e",
            line=0.005,
        )
        near.pen.line([(x - 0.034, 1.36), (x + 0.034, 1.38)], "#b8a070", 0.018, sharp=True)
    if mood.lamps > 0.3:
        DRAWS["lantern"](near, 0.90, 0.14, 0.11, "#d9662a")
    return finished(
        board,
        sky,
        near,
        water=HORIZON / TALL,
        lamps=((0.10, 0.885, 0.012), (0.18, 0.885, 0.012), (0.86, 0.885, 0.014), (0.80, 1.02, 0.022)),
    )


def mountain(mood: Mood, rng: np.random.Generator) -> Plates:
    board = Board.filled(mood, rng, "#000000")
    sky = board.sky(HORIZON)
    for number, (code, base, rise) in enumerate(
        (("#9fb4c4", 0.86, 0.52), ("#7a94a0", 0.98, 0.40), ("#58766c", 1.10, 0.26))
    ):
        peaks: list[tuple[float, float]] = [(-0.2, base + 0.2)]
        for x in np.linspace(-0.1, 1.1, 7):
            peaks.extend(
                [
                    (float(x), base - rise * float(rng.uniform(0.1, 0.4))),
                    (float(x) + 0.09, base - rise * float(rng.uniform(0.6, 1.0))),
                ]
            )
        board.pen.fill([*peaks, (1.2, base + 0.2)], code, edge=shaded(code, 0.25), line=0.002)
        board.far_light(base + 0.02, 0.1)
        if number == 0 or mood.weather is Weather.SNOW:
            for x, y in peaks[2::2]:
                board.pen.fill(
                    [
                        (x - 0.035, y + 0.06),
                        (x - 0.012, y + 0.035),
                        (x, y + 0.055),
                        (x + 0.02, y + 0.035),
                        (x + 0.035, y + 0.06),
                        (x, y - 0.002),
                    ],
                    "#f0f4f8",
                )
    ground(board, 1.12, "#8a8a5c")
    board.pen.fill(
        [
            (0.30, 1.12),
            (0.40, 1.12),
            (0.56, 1.26),
            (0.46, 1.40),
            (0.90, TALL + 0.1),
            (0.0, TALL + 0.1),
            (0.26, 1.40),
            (0.40, 1.26),
        ],
        "#b8a888",
    )
    for x, y, s in ((0.10, 1.18, 0.40), (0.90, 1.20, 0.46), (0.72, 1.13, 0.22), (0.24, 1.13, 0.2)):
        for k in range(3):
            high = y - s * (0.25 + 0.28 * k)
            leaf = "#dfe7ea" if mood.weather is Weather.SNOW and k else "#3c6450"
            board.pen.fill(
                [(x - s * (0.34 - 0.08 * k), high), (x, high - s * 0.46), (x + s * (0.34 - 0.08 * k), high)],
                leaf,
                sharp=True,
                edge="#1c3428",
                line=0.003,
            )
        board.box(x - s * 0.04, y - s * 0.25, x + s * 0.04, y, "#5a4030", line=0.003)
    return finished(board, sky)


def rooftop(mood: Mood, rng: np.random.Generator) -> Plates:
    board = Board.filled(mood, rng, "#000000")
    sky = board.sky(1.0)
    towers(board, 1.16, "#8ea2b6", 0.34)
    board.far_light(1.0, 0.2)
    towers(board, 1.18, "#5c748c", 0.20)
    ground(board, 1.16, "#9a9c9e", paved=True)
    board.box(-0.1, 1.08, 1.1, 1.18, "#b4b6b8", line=0.005)
    for x in np.arange(0.0, 1.05, 0.09):
        board.pen.line([(float(x), 0.90), (float(x), 1.09)], "#4a5058", 0.007, sharp=True)
    for y in (0.90, 0.99):
        board.pen.line([(-0.1, y), (1.1, y)], "#4a5058", 0.011, sharp=True)
    board.box(0.76, 0.80, 1.06, 1.22, "#a8a49c", line=0.005)
    DRAWS["door"](board, 0.89, 1.22, 0.22, "#6a7480")
    return finished(board, sky, lamps=((0.89, 0.84, 0.04),))


def garden(mood: Mood, rng: np.random.Generator) -> Plates:
    board = Board.filled(mood, rng, "#000000")
    sky = board.sky(HORIZON)
    board.box(-0.1, 0.70, 1.1, 1.06, "#e6e0d4", line=0.003)
    roof(board, -0.1, 1.1, 0.72, 0.07, "#4a4a54")
    board.pen.fill(oval(0.5, 0.92, 0.15, 0.15), "#7c9a86", sharp=True, edge="#6a645c", line=0.014)
    ground(board, 1.06, "#88a068")
    board.pen.fill(
        [(0.40, 1.06), (0.60, 1.06), (0.74, 1.3), (1.0, TALL + 0.1), (0.0, TALL + 0.1), (0.26, 1.3)], "#c0b8a8"
    )
    tree(board, 0.12, 1.12, 0.5, "#c8788c" if mood.weather is not Weather.SNOW else "#b0bcc4")
    tree(board, 0.90, 1.14, 0.46, "#5c8a54")
    for x, y, s in ((0.08, 1.30, 0.12), (0.94, 1.34, 0.14), (0.82, 1.16, 0.08)):
        board.pen.fill(
            [
                (x - s, y),
                (x - s * 0.8, y - s * 0.7),
                (x - s * 0.1, y - s * 1.1),
                (x + s * 0.6, y - s * 0.8),
                (x + s, y),
            ],
            "#8a8c8a",
            edge="#4a4c4c",
            line=0.004,
        )
    return finished(board, sky)


PAINTERS: dict[str, Callable[[Mood, np.random.Generator], Plates]] = {
    "street_old": street_old, "street_new": street_new, "village": village, "temple": temple, "palace": palace, "river": river,
    "mountain": mountain, "rooftop": rooftop, "garden": garden,
}  # fmt: skip
