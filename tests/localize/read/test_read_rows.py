"""Which of the rows read in a strip are a caption."""

from __future__ import annotations

from dramaport.ai.abilities import Reading
from dramaport.localize.read.layout import Band
from dramaport.localize.read.rows import Strip, caption_rows, settled, text_of

STRIP = Strip.of(Band(top=0.70, bottom=0.75, row=0.05, middle=0.5), (720, 1280))
ROW = STRIP.row


def reading(text: str, middle: float = 360, row: float = 0, score: float = 0.95, height: float = ROW) -> Reading:
    width = 46 * len(text)
    top = STRIP.top + row * 1.3 * ROW + (ROW - height) / 2
    return Reading(text, score, (middle - width / 2, top, width, height))


def texts(*readings: Reading, language: str = "zh") -> str:
    return text_of(caption_rows(readings, STRIP, language), language)


def test_a_single_character_is_a_caption() -> None:
    assert texts(reading("滚")) == "滚"


def test_pieces_of_a_row_are_joined_from_left_to_right() -> None:
    assert texts(reading("我说的", middle=560), reading("耶稣也留不住他", middle=240)) == "耶稣也留不住他我说的"


def test_two_rows_are_one_caption() -> None:
    assert texts(reading("他淹死在这青江里", row=1), reading("我弟弟的，")) == "我弟弟的，他淹死在这青江里"


def test_the_row_in_another_script_is_kept_for_the_box_and_not_for_the_text() -> None:
    rows = caption_rows([reading("一个还是两个？"), reading("One or two?", row=1)], STRIP, "zh")
    assert text_of(rows, "zh") == "一个还是两个？"
    assert len(rows) == 2


def test_the_same_footage_reads_in_the_other_language() -> None:
    assert texts(reading("一个还是两个？"), reading("One or two?", row=1), language="en") == "One or two?"


def test_a_caption_without_the_source_script_is_still_a_caption() -> None:
    assert texts(reading("OK")) == "OK"


def test_text_aside_is_none() -> None:
    assert texts(reading("码头", middle=80)) == ""


def test_small_print_is_none() -> None:
    assert texts(reading("出品方", height=0.4 * ROW)) == ""


def test_a_row_far_from_the_known_ones_is_none() -> None:
    assert texts(reading("林晚", row=-1.2)) == ""


def test_a_loose_box_is_trimmed_to_a_rows_height() -> None:
    (row,) = caption_rows([reading("我坐。", height=2 * ROW)], STRIP, "zh")
    assert row.area[3] - row.area[1] <= 1.3 * ROW + 2


def test_readings_settle_on_the_majority_and_say_how_sure() -> None:
    text, score = settled([("别管我！", 0.9), ("别营我！", 0.7), ("别管我!", 0.95)], "zh")
    assert text == "别管我！"
    assert 0.6 < score < 0.95


def test_spaces_lost_in_reading_come_back() -> None:
    assert settled([("Iwas pushed.", 0.99), ("I was pushed.", 0.9), ("Iwaspushed.", 0.99)], "en")[0] == "I was pushed."
