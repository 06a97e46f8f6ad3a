"""Text as pictures: captions, the watermark, name cards, phone messages and signs, each with the box of its ink."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from dramaport.drama.values import Box
from dramaport.errors import Missing
from dramaport.produce.pictures.paint import Layer
from dramaport.produce.words import card_parts

FRAME_WIDTH, FRAME_HEIGHT = 720, 1280

CAPTION_SIZE = 46
CAPTION_CENTRE = 0.74  # of the frame's height; platforms' captions of vertical drama stand at 70-78 %
_CAPTION_ROW = 58  # pixels from row to row
_WHITE, _YELLOW = (255, 255, 255), (255, 221, 51)

Pixels = tuple[int, int, int, int]  # left, top, right, bottom


@dataclass(frozen=True)
class Stamp:
    """A picture laid on the frame as it is; `ink` is the box of its text in the frame, `rows` what the text says."""

    layer: Layer  # even height and width
    left: int  # even
    top: int  # even
    ink: Pixels
    rows: tuple[str, ...]

    @property
    def box(self) -> Box:
        return box_of(self.ink)


def box_of(pixels: tuple[float, float, float, float]) -> Box:
    """Frame pixels as fractions of the frame, cut off at its edges."""
    left, right = (min(max(value / FRAME_WIDTH, 0.0), 1.0) for value in (pixels[0], pixels[2]))
    top, bottom = (min(max(value / FRAME_HEIGHT, 0.0), 1.0) for value in (pixels[1], pixels[3]))
    return Box(x=round(left, 5), y=round(top, 5), w=round(right - left, 5), h=round(bottom - top, 5))


@cache
def typeface(path: Path, size: int) -> ImageFont.FreeTypeFont:
    """The font at a size in pixels. Raises Missing for a file that is no font."""
    try:
        return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)
    except OSError as error:
        raise Missing(f"the caption font {path.name!r} cannot be opened; run: dramaport models fetch") from error


@lru_cache(maxsize=64)
def caption(rows: tuple[str, ...], font: Path, yellow: bool) -> Stamp:
    """A caption as micro-dramas burn it in: bold, black outline, soft shadow, centred."""
    face = typeface(font, CAPTION_SIZE)
    first = FRAME_HEIGHT * CAPTION_CENTRE - _CAPTION_ROW * (len(rows) - 1) / 2
    text, shadow = _sheet(), _sheet()
    for number, row in enumerate(rows):
        at = (FRAME_WIDTH / 2, first + _CAPTION_ROW * number)
        ImageDraw.Draw(shadow).text((at[0] + 2, at[1] + 4), row, (0, 0, 0, 170), face, "mm", stroke_width=4)
        fill = _YELLOW if yellow else _WHITE
        ImageDraw.Draw(text).text(at, row, fill, face, "mm", stroke_width=4, stroke_fill=(0, 0, 0))
    strip = (0, int(first) - 2 * _CAPTION_ROW, FRAME_WIDTH, int(first) + 4 * _CAPTION_ROW)
    shadow.paste(shadow.crop(strip).filter(ImageFilter.GaussianBlur(4)), strip)
    return _stamped(Image.alpha_composite(shadow, text), _ink(text), rows)


@lru_cache(maxsize=64)
def watermark(text: str, font: Path) -> Stamp:
    """The platform's name in the upper right corner, half seen."""
    sheet = _sheet()
    draw = ImageDraw.Draw(sheet)
    at = (FRAME_WIDTH - 30, 62)
    draw.text((at[0] + 1, at[1] + 2), text, (0, 0, 0, 70), typeface(font, 27), "rm")
    draw.text(at, text, (255, 255, 255, 118), typeface(font, 27), "rm")
    return _stamped(sheet, _ink(sheet), (text,))


@lru_cache(maxsize=64)
def boxed_card(text: str, font: Path, left: bool) -> Stamp:
    """A name and what is said of it, in a dark slab with a gold edge, in the upper part of the frame."""
    name, role = card_parts(text)
    big, small = typeface(font, 50), typeface(font, 29)
    wide = round(max(big.getlength(name), small.getlength(role))) + 64
    x = 44 if left else FRAME_WIDTH - 44 - wide
    y, high = 190, 150 if role else 100
    sheet, words = _sheet(), _sheet()
    draw = ImageDraw.Draw(sheet)
    draw.rounded_rectangle((x, y, x + wide, y + high), 6, (12, 14, 22, 188))
    draw.rectangle((x, y, x + 7, y + high), (222, 178, 96, 255))
    draw.line((x + 30, y + 84, x + wide - 24, y + 84), (222, 178, 96, 190), 2)
    ImageDraw.Draw(words).text((x + 30, y + 44), name, (255, 246, 226), big, "lm")
    ImageDraw.Draw(words).text((x + 31, y + 115), role, (235, 214, 168), small, "lm")
    return _stamped(Image.alpha_composite(sheet, words), _ink(words), tuple(part for part in (name, role) if part))


@lru_cache(maxsize=64)
def upright_card(text: str, font: Path, left: bool) -> Stamp:
    """The same in columns: the name large, the role beside it, a red seal's frame about the name."""
    name, role = card_parts(text)
    x = 92 if left else FRAME_WIDTH - 92
    sheet, words = _sheet(), _sheet()
    top = 210
    draw = ImageDraw.Draw(sheet)
    draw.rounded_rectangle((x - 40, top - 20, x + 40, top + 66 * len(name) + 6), 8, (150, 28, 24, 205))
    draw.rounded_rectangle((x - 34, top - 14, x + 34, top + 66 * len(name)), 5, None, (244, 214, 160, 220), 2)
    pen = ImageDraw.Draw(words)
    for number, letter in enumerate(name):
        pen.text((x, top + 26 + 66 * number), letter, (255, 244, 224), typeface(font, 54), "mm")
    beside = x + 74 if left else x - 74
    for number, letter in enumerate(role):
        at = (beside, top + 12 + 40 * number)
        pen.text(at, letter, (255, 255, 255), typeface(font, 33), "mm", stroke_width=3, stroke_fill=(20, 16, 16))
    return _stamped(Image.alpha_composite(sheet, words), _ink(words), tuple(part for part in (name, role) if part))


def _sheet() -> Image.Image:
    return Image.new("RGBA", (FRAME_WIDTH, FRAME_HEIGHT), (0, 0, 0, 0))


def _ink(sheet: Image.Image) -> Pixels:
    box = sheet.getbbox()
    return box if box is not None else (0, 0, 0, 0)


def _stamped(sheet: Image.Image, ink: Pixels, rows: tuple[str, ...]) -> Stamp:
    """The used part of a frame-sized sheet, its edges on even pixels."""
    left, top, right, bottom = _ink(sheet)
    left, top = left // 2 * 2, top // 2 * 2
    right, bottom = min(FRAME_WIDTH, -(-right // 2) * 2), min(FRAME_HEIGHT, -(-bottom // 2) * 2)
    return Stamp(premultiplied(sheet.crop((left, top, right, bottom))), left, top, ink, rows)


def premultiplied(sheet: Image.Image) -> Layer:
    """A layer of an RGBA picture."""
    rgba: NDArray[np.float32] = np.asarray(sheet, np.float32)
    colour = rgba[..., 2::-1] * (rgba[..., 3:] / 255)
    return np.asarray(np.dstack([colour, rgba[..., 3]]) + 0.5, np.uint8)


#: GB 45438-2025 asks for letters at least 5 % of the frame's shorter side: 36 of 720 pixels. Capitals are 0.7 of a font's size.
LABEL_SIZE = 52


@lru_cache(maxsize=64)
def label(text: str, font: Path) -> Stamp:
    """The AI label in the upper left corner: white on a dark slab, the letters at least 5 % of the frame's width high."""
    face = typeface(font, LABEL_SIZE)
    wide = round(face.getlength(text)) + 44
    sheet, words = _sheet(), _sheet()
    ImageDraw.Draw(sheet).rounded_rectangle((26, 108, 26 + wide, 186), 12, (10, 12, 18, 176))
    ImageDraw.Draw(words).text((26 + wide / 2, 147), text, (255, 255, 255), face, "mm")
    return _stamped(Image.alpha_composite(sheet, words), _ink(words), (text,))
