"""Things that stand in rooms, and the list of all that can be put into one.

Each is placed by the middle of its foot (or of its top, where it hangs) and a size.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from dramaport.produce.pictures.drawn.sketch import oval
from dramaport.produce.pictures.sets.board import Board, shaded
from dramaport.produce.pictures.sets.fittings import (
    blackboard,
    chandelier,
    clock,
    columns,
    curtain,
    door,
    double_happiness,
    lantern,
    net,
    panel_light,
    pendant,
    picture,
    scroll,
)

Draw = Callable[[Board, float, float, float, str], None]


def sofa(b: Board, x: float, y: float, s: float, code: str) -> None:
    b.shadow(
        [(x - s * 0.6, y - 0.01), (x + s * 0.6, y - 0.01), (x + s * 0.65, y + 0.04), (x - s * 0.65, y + 0.04)], 0.5
    )
    b.pen.fill([(x - s * 0.5, y - s * 0.46), (x, y - s * 0.5), (x + s * 0.5, y - s * 0.46), (x + s * 0.52,
        y - s * 0.1), (x - s * 0.52, y - s * 0.1)], code,
               edge=shaded(code, 0.4), line=0.003)  # fmt: skip
    for k in (-1, 0, 1):
        b.pen.fill([(x + s * (k * 0.3 - 0.14), y - s * 0.40), (x + s * (k * 0.3 + 0.14), y - s * 0.40),
            (x + s * (k * 0.3 + 0.145), y - s * 0.16),
                    (x + s * (k * 0.3 - 0.145), y - s * 0.16)], shaded(code, -0.08), edge=shaded(code, 0.3), line=0.002)  # fmt: skip
    b.box(x - s * 0.5, y - s * 0.2, x + s * 0.5, y - s * 0.04, shaded(code, -0.14))
    for k in (-1, 1):
        b.pen.fill(
            oval(x + k * s * 0.53, y - s * 0.2, s * 0.08, s * 0.15),
            shaded(code, 0.12),
            sharp=True,
            edge=shaded(code, 0.4),
            line=0.003,
        )
        b.box(x + k * s * 0.45 - 0.008, y - s * 0.05, x + k * s * 0.45 + 0.008, y, "#2a2020")


def table(b: Board, x: float, y: float, s: float, code: str) -> None:
    b.shadow(
        [(x - s * 0.5, y - 0.01), (x + s * 0.5, y - 0.01), (x + s * 0.55, y + 0.03), (x - s * 0.55, y + 0.03)], 0.45
    )
    for k in (-0.44, 0.44):
        b.box(x + k * s - 0.012, y - s * 0.5, x + k * s + 0.012, y, shaded(code, 0.25))
    b.quad(
        [
            (x - s * 0.48, y - s * 0.58),
            (x + s * 0.48, y - s * 0.58),
            (x + s * 0.54, y - s * 0.46),
            (x - s * 0.54, y - s * 0.46),
        ],
        shaded(code, -0.12),
    )
    b.box(x - s * 0.54, y - s * 0.46, x + s * 0.54, y - s * 0.40, code)


def set_table(b: Board, x: float, y: float, s: float, code: str) -> None:
    """A round table with a cloth, dishes and glasses."""
    b.pen.fill(
        [(x - s * 0.5, y - s * 0.45), (x + s * 0.5, y - s * 0.45), (x + s * 0.46, y), (x - s * 0.46, y)],
        code,
        sharp=True,
        edge=shaded(code, 0.3),
        line=0.003,
    )
    for k in np.linspace(-0.4, 0.4, 6):
        b.pen.line([(x + k * s, y - s * 0.42), (x + k * s * 1.05, y)], shaded(code, 0.16), 0.006)
    b.pen.fill(
        oval(x, y - s * 0.46, s * 0.52, s * 0.12), shaded(code, -0.3), sharp=True, edge=shaded(code, 0.3), line=0.003
    )
    for k, tone in ((-0.28, "#e8ece8"), (0.0, "#d8b070"), (0.27, "#e8ece8")):
        b.pen.fill(oval(x + k * s, y - s * 0.47, s * 0.11, s * 0.03), tone, sharp=True, edge="#80786c", line=0.002)
        b.pen.fill(
            oval(x + k * s, y - s * 0.485, s * 0.07, s * 0.025),
            ("#b8562e", "#7a9a48", "#c89038")[int(k * 10) % 3],
            sharp=True,
        )
    for k in (-0.13, 0.14):
        b.box(x + k * s - 0.008, y - s * 0.58, x + k * s + 0.008, y - s * 0.47, "#dcecf4")


def desk(b: Board, x: float, y: float, s: float, code: str) -> None:
    b.shadow(
        [(x - s * 0.55, y - 0.01), (x + s * 0.55, y - 0.01), (x + s * 0.6, y + 0.03), (x - s * 0.6, y + 0.03)], 0.5
    )
    b.box(x - s * 0.5, y - s * 0.42, x + s * 0.5, y, code, line=0.003)
    b.quad(
        [
            (x - s * 0.48, y - s * 0.52),
            (x + s * 0.48, y - s * 0.52),
            (x + s * 0.55, y - s * 0.42),
            (x - s * 0.55, y - s * 0.42),
        ],
        shaded(code, -0.16),
    )
    b.box(x - s * 0.42, y - s * 0.34, x - s * 0.08, y - s * 0.06, shaded(code, 0.14))
    b.box(x + s * 0.06, y - s * 0.34, x + s * 0.42, y - s * 0.06, shaded(code, 0.14))


def computer(b: Board, x: float, y: float, s: float, code: str) -> None:
    b.box(x - 0.01, y - s * 0.2, x + 0.01, y, "#3a3e46")
    b.box(x - s * 0.4, y - s * 0.7, x + s * 0.4, y - s * 0.16, "#23262e", line=0.004)
    b.box(x - s * 0.37, y - s * 0.67, x + s * 0.37, y - s * 0.2, code, line=0)


def bed(b: Board, x: float, y: float, s: float, code: str) -> None:
    b.shadow(
        [(x - s * 0.6, y - 0.02), (x + s * 0.6, y - 0.02), (x + s * 0.65, y + 0.04), (x - s * 0.65, y + 0.04)], 0.5
    )
    b.pen.fill([(x - s * 0.56, y - s * 0.72), (x - s * 0.3, y - s * 0.8), (x + s * 0.3, y - s * 0.8), (x + s * 0.56,
        y - s * 0.72), (x + s * 0.56, y - s * 0.2),
                (x - s * 0.56, y - s * 0.2)], shaded(code, 0.45), edge="#241812", line=0.004)  # fmt: skip
    b.quad(
        [
            (x - s * 0.5, y - s * 0.5),
            (x + s * 0.5, y - s * 0.5),
            (x + s * 0.58, y - s * 0.1),
            (x - s * 0.58, y - s * 0.1),
        ],
        "#eeeae2",
    )
    for k in (-0.24, 0.24):
        b.pen.fill(
            oval(x + k * s, y - s * 0.47, s * 0.19, s * 0.085), "#fbf8f2", sharp=True, edge="#b8b0a4", line=0.002
        )
    b.pen.fill([(x - s * 0.53, y - s * 0.34), (x, y - s * 0.36), (x + s * 0.53, y - s * 0.34), (x + s * 0.6,
        y - s * 0.02), (x, y), (x - s * 0.6, y - s * 0.02)], code,
               edge=shaded(code, 0.4), line=0.003)  # fmt: skip


def ward_bed(b: Board, x: float, y: float, s: float, code: str) -> None:
    bed(b, x, y, s, code)
    for k in (-0.58, 0.58):
        b.pen.line([(x + k * s, y - s * 0.6), (x + k * s, y + s * 0.06)], "#c8d2d6", 0.012, sharp=True)
    b.pen.line([(x + s * 0.75, y), (x + s * 0.75, y - s * 1.35)], "#b4c0c6", 0.008, sharp=True)
    b.box(x + s * 0.67, y - s * 1.35, x + s * 0.83, y - s * 1.05, "#d8ecf4")


def shelf(b: Board, x: float, y: float, s: float, code: str) -> None:
    """A bookcase from floor to above the head."""
    b.shadow([(x - s * 0.4, y - s * 1.6), (x + s * 0.5, y - s * 1.6), (x + s * 0.5, y), (x - s * 0.4, y)], 0.3)
    b.box(x - s * 0.4, y - s * 1.7, x + s * 0.4, y, shaded(code, 0.2), line=0.004)
    for row in range(5):
        top = y - s * 1.62 + row * s * 0.32
        b.box(x - s * 0.36, top, x + s * 0.36, top + s * 0.27, shaded(code, 0.55), line=0.002)
        at = x - s * 0.34
        while at < x + s * 0.30:
            wide, high = float(b.rng.uniform(0.02, 0.05)) * s, float(b.rng.uniform(0.15, 0.24)) * s
            tone = ("#8c3b34", "#b99a62", "#44607a", "#d8d2c4", "#5f7a62", "#6a4a70")[int(b.rng.integers(6))]
            b.box(at, top + s * 0.27 - high, at + wide, top + s * 0.27, tone, line=0.001)
            at += wide + s * 0.004


def jars(b: Board, x: float, y: float, s: float, code: str) -> None:
    for row in range(2):
        top = y - row * s * 0.42
        for k in range(4):
            at, wide, high = (
                x + s * (k - 1.5) * 0.24,
                float(b.rng.uniform(0.05, 0.09)) * s,
                float(b.rng.uniform(0.1, 0.24)) * s,
            )
            tone = ("#5b3a2a", "#3d4a4a", "#7a5a3a", "#44302a")[int(b.rng.integers(4))]
            b.pen.fill([(at - wide * 0.6, top - high), (at + wide * 0.6, top - high), (at + wide, top - high * 0.5),
                (at + wide * 0.7, top), (at - wide * 0.7, top),
                        (at - wide, top - high * 0.5)], tone, edge="#1c120c", line=0.002)  # fmt: skip
        b.box(x - s * 0.5, top, x + s * 0.5, top + 0.016, code)


def plant(b: Board, x: float, y: float, s: float, code: str) -> None:
    for k in np.linspace(-1.0, 1.0, 9):
        tip = (x + k * s * 0.42, y - s * (1.15 - 0.45 * k * k))
        b.pen.fill([(x - 0.006, y - s * 0.3), ((x + tip[0]) / 2 - 0.02, (y - s * 0.3 + tip[1]) / 2 - 0.02), tip,
            ((x + tip[0]) / 2 + 0.02, (y - s * 0.3 + tip[1]) / 2)],
                   shaded(code, 0.1 * abs(k)), edge=shaded(code, 0.5), line=0.0018)  # fmt: skip
    b.quad(
        [(x - s * 0.18, y - s * 0.32), (x + s * 0.18, y - s * 0.32), (x + s * 0.13, y), (x - s * 0.13, y)], "#c9c2b6"
    )


def throne(b: Board, x: float, y: float, s: float, code: str) -> None:
    b.quad([(x - s * 1.1, y), (x + s * 1.1, y), (x + s * 0.9, y - s * 0.24), (x - s * 0.9, y - s * 0.24)], "#8a3a30")
    b.box(x - s * 0.9, y - s * 0.36, x + s * 0.9, y - s * 0.24, "#a84a3a")
    b.pen.fill([(x - s * 0.42, y - s * 0.36), (x - s * 0.45, y - s * 1.25), (x, y - s * 1.5), (x + s * 0.45,
        y - s * 1.25), (x + s * 0.42, y - s * 0.36)], code, sharp=True,
               edge="#5a4010", line=0.005)  # fmt: skip
    b.box(x - s * 0.3, y - s * 1.1, x + s * 0.3, y - s * 0.6, "#a02a28")
    b.box(x - s * 0.44, y - s * 0.62, x + s * 0.44, y - s * 0.44, shaded(code, -0.2))


def screen(b: Board, x: float, y: float, s: float, code: str) -> None:
    """A folding screen of three leaves."""
    for k in (-1, 0, 1):
        left, right = x + (k - 0.5) * s * 0.5, x + (k + 0.5) * s * 0.5
        lift = 0.03 if k else 0.0
        b.quad(
            [
                (left, y - s * 1.2 - lift),
                (right, y - s * 1.2 - 0.03 + lift),
                (right, y - 0.02 + lift * 0.5),
                (left, y - lift * 0.5),
            ],
            "#4a2a1c",
            line=0.003,
        )
        b.quad(
            [
                (left + 0.02, y - s * 1.15 - lift),
                (right - 0.02, y - s * 1.15 - 0.03 + lift),
                (right - 0.02, y - s * 0.3),
                (left + 0.02, y - s * 0.3),
            ],
            code,
            line=0.002,
        )


def bench(b: Board, x: float, y: float, s: float, code: str) -> None:
    """A judge's bench: high, panelled, with an emblem above."""
    b.box(x - s * 0.6, y - s * 0.75, x + s * 0.6, y, code, line=0.005)
    for k in (-0.4, 0.0, 0.4):
        b.box(x + k * s - s * 0.16, y - s * 0.6, x + k * s + s * 0.16, y - s * 0.12, shaded(code, 0.16), line=0.003)
    b.box(x - s * 0.66, y - s * 0.82, x + s * 0.66, y - s * 0.73, shaded(code, -0.14), line=0.004)
    for k in (-0.3, 0.3):
        b.box(x + k * s - s * 0.12, y - s * 1.25, x + k * s + s * 0.12, y - s * 0.82, "#4a2a22", line=0.003)
    b.pen.fill(oval(x, y - s * 1.55, s * 0.2, s * 0.2), "#c8a040", sharp=True, edge="#6a5018", line=0.005)
    b.pen.fill(oval(x, y - s * 1.55, s * 0.13, s * 0.13), "#a83228", sharp=True)


def stove(b: Board, x: float, y: float, s: float, code: str) -> None:
    b.box(x - s * 0.5, y - s * 0.5, x + s * 0.5, y, code, line=0.004)
    b.pen.fill(oval(x, y - s * 0.5, s * 0.36, s * 0.08), "#22201e", sharp=True)
    b.pen.fill(
        [
            (x - s * 0.15, y),
            (x - s * 0.15, y - s * 0.22),
            (x, y - s * 0.3),
            (x + s * 0.15, y - s * 0.22),
            (x + s * 0.15, y),
        ],
        "#180c08",
        edge="#3a2018",
        line=0.003,
    )
    b.pen.fill(
        [
            (x - s * 0.1, y),
            (x - s * 0.04, y - s * 0.16),
            (x, y - s * 0.08),
            (x + s * 0.05, y - s * 0.18),
            (x + s * 0.1, y),
        ],
        "#ff9a3a",
    )


def counter(b: Board, x: float, y: float, s: float, code: str) -> None:
    b.box(x - s * 0.6, y - s * 0.55, x + s * 0.6, y, code, line=0.004)
    for k in np.linspace(-0.5, 0.5, 5):
        b.pen.line([(x + k * s, y - s * 0.5), (x + k * s, y - 0.01)], shaded(code, 0.25), 0.005, sharp=True)
    b.box(x - s * 0.64, y - s * 0.62, x + s * 0.64, y - s * 0.54, shaded(code, -0.2), line=0.003)


DRAWS: dict[str, Draw] = {
    draw.__name__: draw
    for draw in (
        sofa, table, set_table, desk, computer, bed, ward_bed, shelf, jars, plant, picture, scroll, chandelier, pendant, panel_light,
        lantern, door, blackboard, columns, curtain, throne, screen, bench, double_happiness, stove, net, counter, clock,
    )
}  # fmt: skip
