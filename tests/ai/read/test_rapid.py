"""The embedded reader reads drawn rows and columns, finds nothing in nothing, and forgets one call for the next."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from dramaport.ai import models
from dramaport.ai.abilities import Picture
from dramaport.ai.read.rapid import RapidReader

TEXT = "这只铜铃，哪儿来的？"


@pytest.fixture(scope="module")
def reader() -> RapidReader:
    return RapidReader(threads=1)


@pytest.fixture(scope="module")
def font() -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(models.folder("noto-sans-sc") / "NotoSansSC_700Bold.ttf"), 46)


def drawn(
    rows: dict[tuple[int, int], str], font: ImageFont.FreeTypeFont, size: tuple[int, int] = (720, 400)
) -> Picture:
    image = Image.new("RGB", size, (70, 90, 80))
    pen = ImageDraw.Draw(image)
    for at, text in rows.items():
        pen.text(at, text, font=font, fill=(255, 255, 255), stroke_width=4, stroke_fill=(0, 0, 0))
    return np.asarray(image)[:, :, ::-1].copy()


@pytest.mark.models
def test_rows_are_read_with_their_boxes(reader: RapidReader, font: ImageFont.FreeTypeFont) -> None:
    upper, lower = reader.read(drawn({(100, 60): TEXT, (250, 250): "滚！"}, font))
    assert upper.text == TEXT
    assert lower.text in ("滚！", "滚!")  # which width it gives varies; the rooms above tidy it
    assert upper.score > 0.9
    x, y, width, height = upper.box
    assert 80 <= x <= 105 and 50 <= y <= 75 and 400 <= width <= 480 and 40 <= height <= 80


@pytest.mark.models
def test_one_row_is_read_whole(reader: RapidReader, font: ImageFont.FreeTypeFont) -> None:
    row = reader.read_row(drawn({(10, 4): TEXT}, font, (480, 66)))
    assert row.text == TEXT
    assert row.box == (0.0, 0.0, 480.0, 66.0)


@pytest.mark.models
def test_a_column_is_read_from_top_to_bottom(reader: RapidReader, font: ImageFont.FreeTypeFont) -> None:
    column = drawn({(10, 4 + 50 * n): glyph for n, glyph in enumerate("来找弟弟的人")}, font, (66, 320))
    assert reader.read_row(column).text == "来找弟弟的人"


@pytest.mark.models
def test_reading_a_row_does_not_change_how_a_picture_is_read(reader: RapidReader, font: ImageFont.FreeTypeFont) -> None:
    picture = drawn({(100, 60): TEXT}, font)
    before = reader.read(picture)
    reader.read_row(picture[50:130])
    assert reader.read(picture) == before


@pytest.mark.models
@pytest.mark.parametrize("shape", [(400, 720, 3), (4, 3, 3), (40, 2000, 3)])
def test_nothing_is_read_in_nothing(reader: RapidReader, shape: tuple[int, int, int]) -> None:
    blank = np.full(shape, 90, np.uint8)
    assert reader.read(blank) == ()
    assert reader.read_row(blank).text == ""


def test_the_reader_is_named_before_its_model_is_loaded() -> None:
    name = RapidReader().identity
    assert name.startswith("pp-ocr@")
    assert name == RapidReader(threads=1).identity
