"""Things that carry text and stand in the scene: a phone with a message, a wooden sign. They move with the camera."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from dramaport.produce.animatic.lettering import FRAME_WIDTH, premultiplied, typeface
from dramaport.produce.pictures.paint import Layer, noise
from dramaport.produce.words import message_parts, wrapped

#: Layers that move are larger than the frame by this many pixels on every side.
MARGIN = 60
_SIZE = (FRAME_WIDTH + 2 * MARGIN, 1280 + 2 * MARGIN)

_INK = (26, 30, 36)


@dataclass(frozen=True)
class Thing:
    """A moving layer with text; `corners` of the text's box in layer pixels, shape (4, 2)."""

    layer: Layer
    corners: NDArray[np.float32]
    rows: tuple[str, ...]


def phone(text: str, font: Path) -> Thing:
    """A phone held upright, a little tilted: the sender at the top, the message in a bubble, nothing else to read."""
    sender, words = message_parts(text)
    rows = wrapped(words, 9)
    sheet = Image.new("RGBA", _SIZE, (0, 0, 0, 0))
    draw = ImageDraw.Draw(sheet)
    x0, y0, x1, y1 = _SIZE[0] // 2 - 250, 200, _SIZE[0] // 2 + 250, 1240
    draw.rounded_rectangle((x0 - 16, y0 - 16, x1 + 16, y1 + 16), 66, (18, 20, 26, 255), (96, 104, 120, 255), 3)
    draw.rounded_rectangle((x0, y0, x1, y1), 52, (233, 237, 242, 255))
    draw.rounded_rectangle((x0 + 180, y0 + 14, x1 - 180, y0 + 34), 10, (18, 20, 26, 255))
    draw.line((x0, y0 + 132, x1, y0 + 132), (205, 212, 220, 255), 2)
    _person_icon(draw, x0 + 62, y0 + 88, 30, (122, 146, 178))
    boxes = []
    if sender:
        draw.text((x0 + 112, y0 + 88), sender, _INK, typeface(font, 40), "lm")
        boxes.append(draw.textbbox((x0 + 112, y0 + 88), sender, typeface(font, 40), "lm"))
    bubble = (x0 + 84, y0 + 178, x0 + 84 + 40 * max(map(len, rows)) + 40, y0 + 178 + 62 * len(rows) + 30)
    _person_icon(draw, x0 + 44, y0 + 206, 24, (122, 146, 178))
    draw.polygon([(bubble[0] + 4, y0 + 196), (bubble[0] - 14, y0 + 204), (bubble[0] + 4, y0 + 216)], (255, 255, 255))
    draw.rounded_rectangle(bubble, 20, (255, 255, 255, 255))
    for number, row in enumerate(rows):
        at = (bubble[0] + 22, bubble[1] + 46 + 62 * number)
        draw.text(at, row, _INK, typeface(font, 39), "lm")
        boxes.append(draw.textbbox(at, row, typeface(font, 39), "lm"))
    _keyboard(draw, x0, y1)
    shadow = Image.new("RGBA", _SIZE, (0, 0, 0, 0))
    ImageDraw.Draw(shadow).rounded_rectangle((x0 - 6, y0 + 6, x1 + 30, y1 + 40), 60, (0, 0, 0, 150))
    whole = Image.alpha_composite(shadow.filter(ImageFilter.GaussianBlur(18)), sheet)
    return _tilted(premultiplied(whole), boxes, -2.0, (sender, *rows) if sender else rows)


def _person_icon(draw: ImageDraw.ImageDraw, x: int, y: int, radius: int, tone: tuple[int, int, int]) -> None:
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), tone)
    draw.ellipse((x - radius * 0.34, y - radius * 0.55, x + radius * 0.34, y + radius * 0.13), (236, 240, 246))
    draw.pieslice((x - radius * 0.62, y + radius * 0.2, x + radius * 0.62, y + radius * 1.4), 180, 360, (236, 240, 246))


def _keyboard(draw: ImageDraw.ImageDraw, left: int, bottom: int) -> None:
    """Blank keys: the caption strip lies over them and they say nothing."""
    top = bottom - 400
    draw.rounded_rectangle((left + 84, top - 84, left + 416, top - 22), 30, (255, 255, 255), (205, 212, 220), 2)
    draw.rectangle((left, top, left + 500, bottom - 52), (203, 210, 219))
    draw.rounded_rectangle((left, top + 200, left + 500, bottom), 52, (203, 210, 219))
    for row, count in enumerate((10, 9, 7)):
        for key in range(count):
            x = left + 250 + (key - count / 2) * 49
            draw.rounded_rectangle((x + 4, top + 22 + 92 * row, x + 45, top + 92 + 92 * row), 8, (250, 251, 252))
    draw.rounded_rectangle((left + 120, top + 302, left + 380, top + 372), 8, (250, 251, 252))


def sign(text: str, font: Path, rng: np.random.Generator) -> Thing:
    """A weathered board on two ropes, hung in the upper part of the frame and seen from a little aside."""
    rows = tuple(part for part in text.replace("，", " ").split(" ") if part)
    size = max(34, min(78, 560 // max(map(len, rows))))
    wide = max(size * len(row) for row in rows) + 70
    high = (size + 22) * len(rows) + 44
    x0, y0 = (_SIZE[0] - wide) // 2, 250
    sheet = Image.new("RGBA", _SIZE, (0, 0, 0, 0))
    draw = ImageDraw.Draw(sheet)
    for x in (x0 + 50, x0 + wide - 50):
        draw.line((x, 0, x, y0 + 14), (58, 46, 36, 255), 6)
    draw.rounded_rectangle((x0, y0, x0 + wide, y0 + high), 8, (206, 184, 146, 255), (74, 52, 36, 255), 9)
    layer = premultiplied(sheet)
    grain = noise(rng, high, wide, (6, max(40, wide // 3)), octaves=3, gain=0.6)[..., None]
    board = layer[y0 : y0 + high, x0 : x0 + wide, :3]
    board[:] = np.clip(board * (0.66 + 0.5 * grain), 0, 255).astype(np.uint8)
    letters = Image.new("RGBA", _SIZE, (0, 0, 0, 0))
    pen = ImageDraw.Draw(letters)
    boxes = []
    for number, row in enumerate(rows):
        at = (_SIZE[0] // 2, y0 + 22 + (size + 22) * number + (size + 22) // 2)
        pen.text(at, row, (150, 24, 20, 240), typeface(font, size), "mm")
        boxes.append(pen.textbbox(at, row, typeface(font, size), "mm"))
    paint = premultiplied(letters)
    keep = 255 - cv2.cvtColor(np.ascontiguousarray(paint[..., 3]), cv2.COLOR_GRAY2BGRA)
    keep[..., 3] = 255 - paint[..., 3]
    painted = cv2.add(cv2.multiply(layer, keep, scale=1 / 255), paint)
    return _tilted(np.asarray(painted, np.uint8), boxes, 3.0, rows, aside=0.05)


def _tilted(
    layer: Layer,
    boxes: list[tuple[float, float, float, float]],
    degrees: float,
    rows: tuple[str, ...],
    aside: float = 0.0,
) -> Thing:
    """The layer turned about its middle; `aside` makes its right side smaller by that share, as seen from the left."""
    wide, high = _SIZE
    turn = math.radians(degrees)
    middle = np.array([wide / 2, high / 3])
    corners = np.array([(0, 0), (wide, 0), (wide, high), (0, high)], np.float64) - middle
    rotation = np.array([(math.cos(turn), -math.sin(turn)), (math.sin(turn), math.cos(turn))])
    moved = corners @ rotation.T
    moved[1:3] *= 1 - aside
    source, target = (corners + middle).astype(np.float32), (moved + middle).astype(np.float32)
    matrix = cv2.getPerspectiveTransform(source, target)
    seen = cv2.warpPerspective(layer, matrix, _SIZE, flags=cv2.INTER_AREA)
    left, top, right, bottom = (
        edge(side) for edge, side in zip((min, min, max, max), zip(*boxes, strict=True), strict=True)
    )
    around = np.array([[(left, top), (right, top), (right, bottom), (left, bottom)]], np.float32)
    return Thing(np.asarray(seen, np.uint8), np.asarray(cv2.perspectiveTransform(around, matrix)[0], np.float32), rows)
