"""What a font can draw is read from its file, and nothing else passes for a font."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageFont

from dramaport.errors import BadInput
from dramaport.localize.subtitle.fonts import font_glyphs, font_measure


def font_with(subtable: bytes, platform: int = 3, encoding: int = 1) -> bytes:
    """A font file that holds nothing but one character map."""
    cmap = struct.pack(">HHHHL", 0, 1, platform, encoding, 12) + subtable
    return struct.pack(">LHHHH", 0x00010000, 1, 16, 0, 0) + struct.pack(">4sLLL", b"cmap", 0, 28, len(cmap)) + cmap


#: A to C by a delta, and 渡 by the list of glyphs, where 口 beside it has none.
FORMAT_4 = struct.pack(
    ">7H3HH3H3H3H2H",
    *(4, 0, 0, 6, 0, 0, 0),
    *(0x43, 0x6E21, 0xFFFF),
    0,
    *(0x41, 0x6E20, 0xFFFF),
    *(0xFFC0, 0, 1),
    *(0, 4, 0),
    *(0, 7),
)
FORMAT_12 = struct.pack(">HHLLL", 12, 0, 0, 0, 2) + struct.pack(">6L", 0x41, 0x42, 1, 0x1F600, 0x1F601, 3)


@pytest.fixture
def real_font(tmp_path: Path) -> Path:
    """The font that comes inside Pillow."""
    font = tmp_path / "real.ttf"
    font.write_bytes(ImageFont.load_default(20).font_bytes)  # type: ignore[union-attr]
    return font


def test_code_points_of_the_basic_plane(tmp_path: Path) -> None:
    font = tmp_path / "four.ttf"
    font.write_bytes(font_with(FORMAT_4))
    assert font_glyphs(font) == frozenset({0x41, 0x42, 0x43, 0x6E21})


def test_code_points_beyond_it(tmp_path: Path) -> None:
    font = tmp_path / "twelve.ttf"
    font.write_bytes(font_with(FORMAT_12, encoding=10))
    assert font_glyphs(font) == frozenset({0x41, 0x42, 0x1F600, 0x1F601})


def test_a_real_font_has_latin_letters_and_widths_that_grow_with_the_em(real_font: Path) -> None:
    assert set(map(ord, "Wake up!")) <= font_glyphs(real_font)
    assert ord("渡") not in font_glyphs(real_font)
    assert font_measure(real_font, 94)("Wake up!") == pytest.approx(2 * font_measure(real_font, 47)("Wake up!"))
    assert font_measure(real_font, 47)("WW") > font_measure(real_font, 47)("ii")


def test_what_is_no_font_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttf"
    broken.write_bytes(b"no font")
    for read in (font_glyphs, lambda font: font_measure(font, 47)):
        with pytest.raises(BadInput, match=r"broken\.ttf"):
            read(broken)


@given(at=st.integers(0, 90), junk=st.binary(max_size=6))
def test_a_damaged_font_gives_glyphs_or_one_error(
    tmp_path_factory: pytest.TempPathFactory, at: int, junk: bytes
) -> None:
    font = tmp_path_factory.mktemp("fonts") / "damaged.ttf"
    whole = font_with(FORMAT_4)
    font.write_bytes(whole[:at] + junk + whole[at + len(junk) :])
    try:
        font_glyphs(font)
    except BadInput as error:
        assert "damaged.ttf" in str(error)
