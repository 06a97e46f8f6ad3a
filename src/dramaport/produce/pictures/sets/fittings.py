"""What hangs in rooms or belongs to their walls: lamps, pictures, doors, curtains. Placed as furniture is."""

from __future__ import annotations

import numpy as np

from dramaport.produce.pictures.drawn.sketch import oval
from dramaport.produce.pictures.sets.board import Board, shaded


def picture(b: Board, x: float, y: float, s: float, code: str) -> None:
    b.box(x - s * 0.5, y, x + s * 0.5, y + s * 0.8, "#7a5a34", line=0.003)
    b.box(x - s * 0.43, y + s * 0.07, x + s * 0.43, y + s * 0.73, code, line=0.002)
    b.pen.fill(
        [
            (x - s * 0.42, y + s * 0.72),
            (x - s * 0.2, y + s * 0.35),
            (x, y + s * 0.55),
            (x + s * 0.2, y + s * 0.28),
            (x + s * 0.42, y + s * 0.72),
        ],
        shaded(code, 0.35),
    )


def scroll(b: Board, x: float, y: float, s: float, code: str) -> None:
    b.box(x - s * 0.22, y, x + s * 0.22, y + s * 1.3, code)
    b.box(x - s * 0.17, y + s * 0.12, x + s * 0.17, y + s * 1.15, "#f4ecd8", line=0.001)
    b.pen.fill(
        [
            (x - s * 0.15, y + s * 0.9),
            (x - s * 0.05, y + s * 0.5),
            (x + s * 0.04, y + s * 0.75),
            (x + s * 0.12, y + s * 0.4),
            (x + s * 0.15, y + s * 0.95),
        ],
        "#8a8a80",
    )
    b.box(x - s * 0.25, y - 0.008, x + s * 0.25, y + 0.008, "#3a2418")
    b.box(x - s * 0.25, y + s * 1.3 - 0.008, x + s * 0.25, y + s * 1.3 + 0.008, "#3a2418")


def chandelier(b: Board, x: float, y: float, s: float, code: str) -> None:
    b.pen.line([(x, 0), (x, y)], "#6a5634", 0.006, sharp=True)
    for k in (-0.5, -0.25, 0.0, 0.25, 0.5):
        b.pen.line([(x, y), (x + k * s * 0.5, y + s * 0.22), (x + k * s, y + s * 0.12)], "#a88648", 0.007)
        b.pen.disc(x + k * s, y + s * 0.07, s * 0.05, s * 0.075, code)
    b.pen.fill(
        [(x - 0.02, y), (x + 0.02, y), (x + 0.03, y + s * 0.25), (x, y + s * 0.33), (x - 0.03, y + s * 0.25)],
        "#c8a860",
        edge="#6a5634",
        line=0.002,
    )


def pendant(b: Board, x: float, y: float, s: float, code: str) -> None:
    b.pen.line([(x, 0), (x, y)], "#241812", 0.005, sharp=True)
    b.pen.fill(
        [(x - s * 0.06, y), (x + s * 0.06, y), (x + s * 0.3, y + s * 0.26), (x - s * 0.3, y + s * 0.26)],
        code,
        sharp=True,
        edge=shaded(code, 0.5),
        line=0.003,
    )
    b.pen.disc(x, y + s * 0.27, s * 0.1, s * 0.07, "#fff4d8")


def panel_light(b: Board, x: float, y: float, s: float, code: str) -> None:
    b.quad(
        [(x - s * 0.5, y), (x + s * 0.5, y), (x + s * 0.38, y + s * 0.22), (x - s * 0.38, y + s * 0.22)],
        code,
        line=0.002,
    )


def lantern(b: Board, x: float, y: float, s: float, code: str) -> None:
    b.pen.line([(x, 0), (x, y)], "#0c0908", 0.005, sharp=True)
    b.pen.fill(oval(x, y + s * 0.5, s * 0.62, s * 0.52), code, sharp=True, edge=shaded(code, 0.5), line=0.003)
    for k in (-0.4, -0.14, 0.14, 0.4):
        b.pen.line(
            [(x + k * s * 0.5, y + 0.01), (x + k * s * 1.1, y + s * 0.5), (x + k * s * 0.5, y + s - 0.01)],
            shaded(code, 0.3),
            0.003,
        )
    for top in (y - s * 0.04, y + s * 0.96):
        b.box(x - s * 0.22, top, x + s * 0.22, top + s * 0.1, "#8a6a2c", line=0.002)
    b.pen.line([(x, y + s * 1.05), (x, y + s * 1.5)], "#c8a030", 0.008, sharp=True)


def blackboard(b: Board, x: float, y: float, s: float, code: str) -> None:
    b.box(x - s * 0.5, y, x + s * 0.5, y + s * 0.52, "#8a6a44", line=0.004)
    b.box(x - s * 0.475, y + s * 0.025, x + s * 0.475, y + s * 0.495, code, line=0.002)
    for row in range(3):
        for k in range(int(b.rng.integers(4, 8))):
            at = x - s * 0.42 + k * s * 0.1
            b.pen.line(
                [
                    (at, y + s * (0.12 + row * 0.12)),
                    (at + s * 0.04, y + s * (0.09 + row * 0.12)),
                    (at + s * 0.07, y + s * (0.13 + row * 0.12)),
                ],
                "#c8d8cc",
                0.004,
            )


def columns(b: Board, x: float, y: float, s: float, code: str) -> None:
    """Two pillars, left and right of x, from top to floor."""
    for k in (-1, 1):
        at = x + k * s
        b.box(at - 0.04, 0.0, at + 0.04, y, code, line=0.004)
        b.pen.lay([(at - 0.045, 0), (at - 0.02, 0), (at - 0.02, y), (at - 0.045, y)], "#1c0c0c", 0.4, soft=0.008)
        b.pen.lay([(at + 0.005, 0), (at + 0.022, 0), (at + 0.022, y), (at + 0.005, y)], "#ffe8d0", 0.28, soft=0.008)
        b.box(at - 0.055, y - 0.03, at + 0.055, y + 0.012, "#a8a098")


def curtain(b: Board, x: float, y: float, s: float, code: str) -> None:
    """A curtain on either side of a window at x whose half width is s."""
    for k in (-1, 1):
        edge, outer = x + k * s * 0.72, x + k * s * 1.22
        b.pen.fill(
            [(edge, 0.14), (outer, 0.14), (outer, y), (edge + k * 0.05, y), (edge + k * 0.02, y * 0.6)],
            code,
            edge=shaded(code, 0.4),
            line=0.003,
        )
        for share in (0.25, 0.5, 0.75):
            at = edge + (outer - edge) * share
            b.pen.line([(at, 0.15), (at + k * 0.01, y * 0.6), (at, y - 0.01)], shaded(code, 0.22), 0.006)


def double_happiness(b: Board, x: float, y: float, s: float, code: str) -> None:
    """The wedding's paper-cut: a red round with a gold lattice that reads as 囍 without being letters."""
    b.pen.fill(oval(x, y + s * 0.5, s * 0.55, s * 0.55), code, sharp=True, edge="#d8a840", line=0.008)
    for k in (-0.24, 0.24):
        for top in (0.2, 0.38, 0.56, 0.78):
            b.pen.line(
                [(x + (k - 0.15) * s, y + top * s), (x + (k + 0.15) * s, y + top * s)], "#f0cc68", 0.012, sharp=True
            )
        b.pen.line([(x + k * s, y + 0.14 * s), (x + k * s, y + 0.62 * s)], "#f0cc68", 0.012, sharp=True)
        b.pen.line([(x + (k - 0.1) * s, y + 0.66 * s), (x + (k + 0.1) * s, y + 0.66 * s), (x + (k + 0.1) * s,
            y + 0.86 * s), (x + (k - 0.1) * s, y + 0.86 * s)], "#f0cc68", 0.010,
                   closed=True, sharp=True)  # fmt: skip


def net(b: Board, x: float, y: float, s: float, code: str) -> None:
    """A fishing net hung from the beam."""
    for k in np.linspace(-0.5, 0.5, 9):
        b.pen.line(
            [(x + k * s, y), (x + k * s * 0.86 + 0.03, y + s * 0.3), (x + k * s * 1.05, y + s * (0.62 - 0.5 * k * k))],
            code,
            0.002,
        )
        b.pen.line(
            [
                (x - s * 0.5, y + (k + 0.5) * s * 0.5),
                (x, y + (k + 0.5) * s * 0.62),
                (x + s * 0.5, y + (k + 0.5) * s * 0.5),
            ],
            code,
            0.002,
        )


def clock(b: Board, x: float, y: float, s: float, code: str) -> None:
    b.pen.fill(oval(x, y, s * 0.5, s * 0.5), code, sharp=True, edge="#3a3430", line=0.008)
    b.pen.line([(x, y), (x, y - s * 0.34)], "#201c1c", 0.006, sharp=True)
    b.pen.line([(x, y), (x + s * 0.24, y + s * 0.1)], "#201c1c", 0.006, sharp=True)


def door(b: Board, x: float, y: float, s: float, code: str) -> None:
    b.box(x - s * 0.36, y - s * 1.6, x + s * 0.36, y, shaded(code, 0.3), line=0.004)
    b.box(x - s * 0.31, y - s * 1.55, x + s * 0.31, y, code, line=0.003)
    for top, low in ((1.45, 0.85), (0.75, 0.12)):
        b.box(x - s * 0.22, y - s * top, x + s * 0.22, y - s * low, shaded(code, 0.1), line=0.002)
    b.pen.disc(x + s * 0.25, y - s * 0.75, 0.012, code="#d8b868")
