"""What a font can draw, and how wide: the facts the rules `glyphs` and `row-width` ask a font for."""

from __future__ import annotations

import functools
import struct
from collections.abc import Callable, Iterator
from pathlib import Path

from PIL import ImageFont

from dramaport.errors import BadInput

_SIZE = 100  # widths are measured large and scaled: pixel rounding would otherwise add up


def font_measure(font: Path, em: float) -> Callable[[str], float]:
    """A function from a row to its width in pixels, drawn with `font` at `em` pixels. Raises BadInput for no font.

    Glyphs are set side by side: shaping needs libraries that not every machine has, and a release may not depend on
    them. Arabic letters stand alone then, up to a fifth wider than joined ones; the sample's rows of 24 columns are at
    most 477 of 520 pixels wide in any language.
    """
    try:
        face = ImageFont.truetype(str(font), _SIZE, layout_engine=ImageFont.Layout.BASIC)
    except OSError as error:
        raise _no_font(font) from error
    return functools.cache(lambda row: face.getlength(row) * em / _SIZE)


def font_glyphs(font: Path) -> frozenset[int]:
    """The code points a TrueType or OpenType font has a glyph for, from its cmap. Raises BadInput for no font."""
    data = font.read_bytes()
    try:
        return frozenset(code for start in _subtables(data) for code in _codes(data, start))
    except (struct.error, ValueError) as error:
        raise _no_font(font) from error


def _no_font(font: Path) -> BadInput:
    return BadInput(f"{font.name} is not a font that can be read; give a TrueType or OpenType file")


def _subtables(data: bytes) -> Iterator[int]:
    """Where the Unicode character maps start (OpenType, cmap: platforms 0 and 3)."""
    (tables,) = struct.unpack_from(">4xH", data)
    found = False
    for k in range(tables):
        tag, start = struct.unpack_from(">4s4xL", data, 12 + 16 * k)
        if tag != b"cmap":
            continue
        found = True
        (count,) = struct.unpack_from(">2xH", data, start)
        for place in range(count):
            platform, encoding, offset = struct.unpack_from(">HHL", data, start + 4 + 8 * place)
            if platform == 0 or (platform == 3 and encoding in {1, 10}):
                yield start + offset
    if not found:
        raise ValueError("no cmap")


def _codes(data: bytes, start: int) -> Iterator[int]:
    """The code points of one character map; formats other than 4 and 12 hold none that these lack."""
    (kind,) = struct.unpack_from(">H", data, start)
    if kind == 4:
        yield from _format_4(data, start)
    elif kind == 12:
        (groups,) = struct.unpack_from(">L", data, start + 12)
        for place in range(groups):
            first, last = struct.unpack_from(">LL", data, start + 16 + 12 * place)
            if last > 0x10FFFF:
                raise ValueError("no code point")
            yield from range(first, last + 1)


def _format_4(data: bytes, start: int) -> Iterator[int]:
    """Format 4: segments of codes, each with a delta or an offset into a list of glyphs, where 0 means none."""
    (doubled,) = struct.unpack_from(">H", data, start + 6)
    ends, starts = start + 14, start + 16 + doubled
    for k in range(0, doubled, 2):
        (last,), (first,) = struct.unpack_from(">H", data, ends + k), struct.unpack_from(">H", data, starts + k)
        (delta,) = struct.unpack_from(">H", data, starts + doubled + k)
        at = starts + 2 * doubled + k
        (offset,) = struct.unpack_from(">H", data, at)
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code if offset == 0 else struct.unpack_from(">H", data, at + offset + 2 * (code - first))[0]
            if glyph and (glyph + delta) & 0xFFFF:
                yield code
