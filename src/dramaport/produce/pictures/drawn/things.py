"""Props by themselves, for inserts: drawn on a square of 1 by 1, in the light of the place."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from dramaport.produce.pictures.drawn.person import light_on, lit
from dramaport.produce.pictures.drawn.sketch import Pen, limb, oval
from dramaport.produce.pictures.paint import Layer
from dramaport.produce.pictures.values import Light

SIZE = 640
_INK, _LINE = "#2a1c18", 0.012
_SKIN = "#eec29c"


def _letter(pen: Pen) -> None:
    sheet = pen.turned(-7, (0.5, 0.5))
    sheet.fill([(0.22, 0.12), (0.80, 0.12), (0.80, 0.88), (0.22, 0.88)], "#f6efdc", sharp=True, edge=_INK, line=_LINE)
    for row in range(9):
        y = 0.22 + row * 0.068
        sheet.line([(0.29, y), (0.45, y + 0.006), (0.62, y - 0.004), (0.73 if row % 3 else 0.56, y)], "#6a6058", 0.010)
    sheet.fill([(0.60, 0.70), (0.74, 0.70), (0.74, 0.84), (0.60, 0.84)], "#c23a30", sharp=True)
    sheet.lay([(0.22, 0.48), (0.80, 0.46), (0.80, 0.52), (0.22, 0.54)], "#b8a888", 0.5, soft=0.015)


def _phone(pen: Pen) -> None:
    body = pen.turned(8, (0.5, 0.5))
    body.fill(
        [
            (0.31, 0.10),
            (0.35, 0.06),
            (0.65, 0.06),
            (0.69, 0.10),
            (0.69, 0.90),
            (0.65, 0.94),
            (0.35, 0.94),
            (0.31, 0.90),
        ],
        "#20232c",
        sharp=True,
        edge="#08090c",
        line=0.014,
    )
    body.fill([(0.335, 0.11), (0.665, 0.11), (0.665, 0.89), (0.335, 0.89)], "#b9d8f0", sharp=True)
    body.disc(0.5, 0.36, 0.10, code="#5a7ea8")
    body.disc(0.5, 0.335, 0.04, code="#e8f0f8")
    body.fill(oval(0.5, 0.44, 0.075, 0.05), "#e8f0f8", sharp=True)
    for x, tone in ((0.41, "#d24a3c"), (0.59, "#4aa860")):
        body.disc(x, 0.76, 0.055, code=tone)


def _bell(pen: Pen) -> None:
    pen.line([(0.5, 0.02), (0.44, 0.14), (0.5, 0.24)], "#a8322a", 0.022)
    pen.line([(0.5, 0.02), (0.56, 0.14), (0.5, 0.24)], "#a8322a", 0.022)
    pen.fill(
        [
            (0.5, 0.20),
            (0.60, 0.26),
            (0.66, 0.46),
            (0.72, 0.66),
            (0.78, 0.72),
            (0.22, 0.72),
            (0.28, 0.66),
            (0.34, 0.46),
            (0.40, 0.26),
        ],
        "#b07a34",
        edge=_INK,
        line=0.016,
    )
    pen.lay([(0.36, 0.36), (0.44, 0.30), (0.40, 0.66), (0.31, 0.66)], "#f4d894", 0.65, soft=0.02)
    pen.lay([(0.62, 0.36), (0.74, 0.70), (0.60, 0.70)], "#4a2c10", 0.5, soft=0.03)
    for y in (0.52, 0.58):
        pen.line([(0.31, y), (0.5, y + 0.02), (0.69, y)], "#6a4418", 0.010)
    pen.disc(0.5, 0.78, 0.055, code="#7a5220")
    pen.lay(oval(0.62, 0.44, 0.05, 0.06), "#4c8a6c", 0.45, soft=0.02)


def _ring(pen: Pen) -> None:
    pen.line(oval(0.5, 0.62, 0.26, 0.26), "#8a6420", 0.075, closed=True, sharp=True)
    pen.line(oval(0.5, 0.62, 0.26, 0.26), "#e0b24c", 0.052, closed=True, sharp=True)
    pen.line(oval(0.485, 0.61, 0.26, 0.26)[14:22], "#fff2c0", 0.018, sharp=True)
    pen.fill(
        [(0.38, 0.20), (0.62, 0.20), (0.70, 0.29), (0.5, 0.46), (0.30, 0.29)],
        "#d8f0fa",
        sharp=True,
        edge="#4a6a80",
        line=0.012,
    )
    for x in (0.42, 0.5, 0.58):
        pen.line([(x, 0.20), (0.5 + (x - 0.5) * 0.4, 0.29), (0.5, 0.45)], "#8ab4c8", 0.008, sharp=True)
    pen.line([(0.30, 0.29), (0.70, 0.29)], "#8ab4c8", 0.010, sharp=True)


def _knife(pen: Pen) -> None:
    turned = pen.turned(38, (0.5, 0.5))
    turned.fill(
        [(0.44, 0.62), (0.43, 0.20), (0.50, 0.02), (0.57, 0.24), (0.56, 0.62)],
        "#d4dce2",
        sharp=True,
        edge="#3c444c",
        line=0.012,
    )
    turned.fill([(0.5, 0.62), (0.5, 0.06), (0.565, 0.26), (0.56, 0.62)], "#f4f8fa", sharp=True)
    turned.fill([(0.36, 0.61), (0.64, 0.61), (0.64, 0.67), (0.36, 0.67)], "#8a6a34", sharp=True, edge=_INK, line=_LINE)
    turned.fill(limb((0.5, 0.69), (0.5, 0.94), 0.055, 0.06), "#4a2a1c", sharp=True, edge=_INK, line=_LINE)
    for y in (0.74, 0.81, 0.88):
        turned.line([(0.45, y), (0.55, y + 0.02)], "#2a140c", 0.010, sharp=True)


def _money(pen: Pen) -> None:
    for number in range(4):
        note = pen.turned(-18 + number * 11, (0.5, 0.9))
        note.fill(
            [(0.22, 0.24), (0.78, 0.24), (0.78, 0.56), (0.22, 0.56)],
            ("#c8585a", "#cf6264", "#d66c6c", "#de7878")[number],
            sharp=True,
            edge="#6a2024",
            line=0.010,
        )
        note.line([(0.26, 0.28), (0.74, 0.28), (0.74, 0.52), (0.26, 0.52)], "#f0c0b8", 0.008, closed=True, sharp=True)
        note.disc(0.64, 0.40, 0.07, 0.09, "#efb0a8")
        note.disc(0.36, 0.40, 0.04, code="#f4d0c8")
    pen.fill(
        [(0.34, 0.98), (0.36, 0.78), (0.44, 0.68), (0.56, 0.68), (0.64, 0.78), (0.68, 0.98)],
        _SKIN,
        edge=_INK,
        line=_LINE,
    )
    pen.fill(limb((0.38, 0.80), (0.52, 0.60), 0.045, 0.035), _SKIN, sharp=True, edge=_INK, line=_LINE)


def _photo(pen: Pen) -> None:
    sheet = pen.turned(6, (0.5, 0.5))
    sheet.fill([(0.16, 0.14), (0.84, 0.14), (0.84, 0.88), (0.16, 0.88)], "#f4ead4", sharp=True, edge=_INK, line=_LINE)
    sheet.fill([(0.21, 0.19), (0.79, 0.19), (0.79, 0.76), (0.21, 0.76)], "#b49a78", sharp=True)
    for x, size in ((0.38, 1.0), (0.60, 0.78)):
        y = 0.76 - 0.30 * size
        sheet.fill(
            [
                (x - 0.13 * size, 0.76),
                (x - 0.11 * size, y + 0.10),
                (x, y + 0.05),
                (x + 0.11 * size, y + 0.10),
                (x + 0.13 * size, 0.76),
            ],
            "#6a4c38",
        )
        sheet.disc(x, y, 0.075 * size, 0.09 * size, "#e4c8a0")
        sheet.fill([(x - 0.085 * size, y), (x - 0.07 * size, y - 0.09 * size), (x, y - 0.115 * size),
            (x + 0.07 * size, y - 0.09 * size), (x + 0.085 * size, y), (x, y - 0.05 * size)],
                   "#3a2618")  # fmt: skip
    sheet.lay([(0.62, 0.15), (0.84, 0.15), (0.84, 0.4)], "#fff8e8", 0.35, soft=0.02)


def _key(pen: Pen) -> None:
    turned = pen.turned(-35, (0.5, 0.5))
    turned.line(oval(0.5, 0.24, 0.13, 0.13), "#5c4418", 0.085, closed=True, sharp=True)
    turned.line(oval(0.5, 0.24, 0.13, 0.13), "#c89a40", 0.06, closed=True, sharp=True)
    turned.fill(
        [(0.465, 0.36), (0.535, 0.36), (0.535, 0.92), (0.465, 0.92)], "#c89a40", sharp=True, edge="#5c4418", line=_LINE
    )
    for y in (0.76, 0.86):
        turned.fill(
            [(0.535, y), (0.66, y), (0.66, y + 0.055), (0.535, y + 0.055)],
            "#c89a40",
            sharp=True,
            edge="#5c4418",
            line=_LINE,
        )


def _medicine(pen: Pen) -> None:
    pen.fill(
        [(0.34, 0.30), (0.66, 0.30), (0.70, 0.38), (0.70, 0.90), (0.30, 0.90), (0.30, 0.38)],
        "#9a5a2c",
        sharp=True,
        edge=_INK,
        line=0.014,
    )
    pen.fill([(0.36, 0.14), (0.64, 0.14), (0.64, 0.30), (0.36, 0.30)], "#f0f0ec", sharp=True, edge=_INK, line=_LINE)
    pen.fill([(0.30, 0.48), (0.70, 0.48), (0.70, 0.78), (0.30, 0.78)], "#f6f2e6", sharp=True, edge=_INK, line=0.008)
    pen.fill([(0.46, 0.53), (0.54, 0.53), (0.54, 0.73), (0.46, 0.73)], "#c8382e", sharp=True)
    pen.fill([(0.40, 0.59), (0.60, 0.59), (0.60, 0.67), (0.40, 0.67)], "#c8382e", sharp=True)


def _plate(pen: Pen) -> None:
    pen.line([(0.40, 0.02), (0.5, 0.16), (0.60, 0.02)], "#b84030", 0.018)
    pen.fill(
        [
            (0.30, 0.16),
            (0.70, 0.16),
            (0.76, 0.24),
            (0.76, 0.84),
            (0.70, 0.94),
            (0.30, 0.94),
            (0.24, 0.84),
            (0.24, 0.24),
        ],
        "#7a5434",
        sharp=True,
        edge=_INK,
        line=0.016,
    )
    for x in (0.34, 0.45, 0.57, 0.66):
        pen.line([(x, 0.20), (x + 0.015, 0.5), (x - 0.01, 0.90)], "#5a3a22", 0.010)
    pen.line([(0.32, 0.26), (0.68, 0.26), (0.68, 0.84), (0.32, 0.84)], "#c8a060", 0.012, closed=True, sharp=True)
    pen.fill([(0.36, 0.58), (0.64, 0.58), (0.58, 0.68), (0.42, 0.68)], "#e0c488", sharp=True)
    pen.fill([(0.49, 0.34), (0.51, 0.34), (0.51, 0.58), (0.49, 0.58)], "#e0c488", sharp=True)
    pen.fill([(0.52, 0.36), (0.62, 0.54), (0.52, 0.54)], "#e0c488", sharp=True)


def _jade(pen: Pen) -> None:
    pen.line([(0.26, 0.0), (0.46, 0.28), (0.5, 0.38)], "#a83a34", 0.016)
    pen.line([(0.74, 0.0), (0.54, 0.28), (0.5, 0.38)], "#a83a34", 0.016)
    pen.line(oval(0.5, 0.62, 0.19, 0.19), "#2c5a44", 0.175, closed=True, sharp=True)
    pen.line(oval(0.5, 0.62, 0.19, 0.19), "#6cb08c", 0.15, closed=True, sharp=True)
    pen.line(oval(0.5, 0.62, 0.20, 0.20)[14:21], "#d4f0dc", 0.03, sharp=True)


def _cup(pen: Pen) -> None:
    pen.fill(
        [(0.24, 0.36), (0.76, 0.36), (0.68, 0.76), (0.58, 0.84), (0.42, 0.84), (0.32, 0.76)],
        "#dfe8ea",
        edge="#4a5a64",
        line=0.014,
    )
    pen.fill(oval(0.5, 0.36, 0.26, 0.07), "#8a5a2c", sharp=True, edge="#4a5a64", line=0.014)
    pen.line([(0.30, 0.56), (0.5, 0.62), (0.70, 0.56)], "#4a7aa8", 0.020)
    for x in (0.42, 0.56):
        pen.line([(x, 0.28), (x + 0.03, 0.20), (x - 0.01, 0.12), (x + 0.02, 0.04)], "#f4f4f0", 0.012)


def _lamp(pen: Pen) -> None:
    pen.line(oval(0.5, 0.20, 0.16, 0.14)[13:28], "#2a2420", 0.018, sharp=True)
    pen.fill([(0.36, 0.22), (0.64, 0.22), (0.70, 0.32), (0.30, 0.32)], "#4a4038", sharp=True, edge=_INK, line=_LINE)
    pen.fill(
        [(0.32, 0.32), (0.68, 0.32), (0.72, 0.54), (0.66, 0.76), (0.34, 0.76), (0.28, 0.54)],
        "#ffd88a",
        edge=_INK,
        line=0.014,
    )
    pen.lay([(0.5, 0.40), (0.57, 0.58), (0.5, 0.68), (0.43, 0.58)], "#ff7a2a", 0.9, soft=0.012)
    pen.lay([(0.5, 0.50), (0.53, 0.60), (0.5, 0.66), (0.47, 0.60)], "#fffbe0", 1.0, soft=0.008)
    pen.fill([(0.30, 0.76), (0.70, 0.76), (0.74, 0.90), (0.26, 0.90)], "#4a4038", sharp=True, edge=_INK, line=_LINE)


def _flower(pen: Pen) -> None:
    for x, y in ((0.36, 0.30), (0.62, 0.26), (0.5, 0.44), (0.30, 0.48), (0.70, 0.46)):
        pen.line([(x, y), (0.5, 0.96)], "#3c6a40", 0.016)
        for turn in range(5):
            angle = turn * 2 * np.pi / 5
            pen.fill(
                oval(x + 0.055 * float(np.cos(angle)), y + 0.055 * float(np.sin(angle)), 0.06, 0.06),
                "#c83a50",
                sharp=True,
                edge="#6a1424",
                line=0.008,
            )
        pen.disc(x, y, 0.045, code="#e8707c")
    pen.fill([(0.38, 0.66), (0.62, 0.66), (0.54, 0.98), (0.46, 0.98)], "#f0e4d0", sharp=True, edge=_INK, line=_LINE)


_THINGS: dict[str, Callable[[Pen], None]] = {
    "letter": _letter, "phone": _phone, "bell": _bell, "ring": _ring, "knife": _knife, "money": _money, "photo": _photo, "key": _key,
    "medicine": _medicine, "plate": _plate, "jade": _jade, "cup": _cup, "lamp": _lamp, "flower": _flower,
}  # fmt: skip
THINGS = frozenset(_THINGS)


@lru_cache(maxsize=16)
def draw_thing(name: str, light: Light) -> Layer:
    """A prop by its name, 640 pixels square."""
    layer = np.zeros((SIZE, SIZE, 4), np.uint8)
    _THINGS[name](Pen(layer, np.array([[SIZE, 0, 0], [0, SIZE, 0]], np.float64)))
    factor, rim = light_on(layer, light, SIZE // 2)
    return lit(layer, factor, rim)
