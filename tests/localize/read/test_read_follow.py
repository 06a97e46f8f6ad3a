"""A strip is followed to the frame: when lines begin and end, which are one and which are two."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from dramaport.localize.read.finish import caption, joined
from dramaport.localize.read.follow import Follower
from dramaport.localize.read.layout import Band
from dramaport.localize.read.rows import Strip
from dramaport.localize.read.values import CaptionLine
from localize.read.read_making import HEIGHT, RATE, WIDTH, ColourReader, Shown, frames_of

BAND = Band(top=452 / HEIGHT, bottom=488 / HEIGHT, row=36 / HEIGHT, middle=0.5)
FRAME = 1000 // RATE


def follow(
    shown: Sequence[Shown], count: int, cuts: Sequence[int] = (), band: Band = BAND, language: str = "en"
) -> tuple[list[CaptionLine], ColourReader]:
    reader = ColourReader({one.colour: one.text for one in shown})
    strip = Strip.of(band, (WIDTH, HEIGHT))
    follower = Follower(strip, reader, language)
    for frame in frames_of(shown, count, cuts):
        follower.see(frame)
    read = [caption(line, strip, (WIDTH, HEIGHT), reader, language) for line in follower.finish(count * FRAME)]
    return joined([line for line in read if line is not None]), reader


def spans(lines: Sequence[CaptionLine]) -> list[tuple[str, int, int]]:
    return [(line.text, line.span.start // FRAME, line.span.end // FRAME) for line in lines]


def test_a_line_is_timed_to_the_frame_over_a_moving_picture() -> None:
    lines, _ = follow([Shown("Wake up!", 20, 50, 0)], 80)
    assert spans(lines) == [("Wake up!", 20, 50)]


def test_a_line_that_follows_without_a_gap_is_another_line() -> None:
    lines, _ = follow([Shown("Wake up!", 10, 30, 0), Shown("Who is it?", 30, 55, 1, "Hkmnopq")], 70)
    assert spans(lines) == [("Wake up!", 10, 30), ("Who is it?", 30, 55)]


def test_the_same_text_shown_twice_is_two_lines() -> None:
    lines, _ = follow([Shown("Go!", 10, 25, 0), Shown("Go!", 30, 45, 0)], 60)
    assert spans(lines) == [("Go!", 10, 25), ("Go!", 30, 45)]


def test_a_cut_behind_a_line_does_not_split_it() -> None:
    lines, _ = follow([Shown("Wake up!", 10, 50, 0)], 60, cuts=[30])
    assert spans(lines) == [("Wake up!", 10, 50)]


def test_a_line_that_comes_with_a_cut_begins_there() -> None:
    lines, _ = follow([Shown("Wake up!", 30, 55, 0)], 70, cuts=[30])
    assert spans(lines) == [("Wake up!", 30, 55)]


def test_a_line_from_first_to_last_frame_is_found() -> None:
    lines, _ = follow([Shown("Wake up!", 0, 40, 0)], 40)
    assert spans(lines) == [("Wake up!", 0, 40)]


def test_a_short_line_is_found() -> None:
    lines, _ = follow([Shown("No.", 20, 28, 0, "No")], 50)
    assert spans(lines) == [("No.", 20, 28)]


def test_two_rows_are_one_line() -> None:
    upper = Shown("My brother's,", 10, 40, 0, "Abcdefg", y=438)
    lower = Shown("he drowned here.", 10, 40, 1, "Hkmnopq")
    lines, _ = follow([upper, lower], 60)
    assert spans(lines) == [("My brother's, he drowned here.", 10, 40)]
    assert lines[0].box.h > 1.5 * BAND.row


def test_a_text_that_stood_there_before_is_no_row_of_the_line() -> None:
    sign = Shown("Ferry", 0, 60, 2, "Xyzxyzx", y=438)
    lines, _ = follow([sign, Shown("Wake up!", 20, 45, 0)], 60)
    assert ("Wake up!", 20, 45) in spans(lines)


def test_a_strip_without_text_is_read_three_times_a_second_at_most() -> None:
    lines, reader = follow([Shown("Wake up!", 200, 200, 0)], 100)
    assert lines == []
    assert reader.looks <= 3 * 100 / RATE


def test_a_line_that_stands_is_hardly_read_again() -> None:
    _, reader = follow([Shown("Wake up!", 10, 90, 0)], 100)
    assert reader.looks < 12


@pytest.mark.parametrize("first", range(12, 18))
def test_the_frame_a_line_comes_in_does_not_depend_on_when_it_is_looked_at(first: int) -> None:
    lines, _ = follow([Shown("Go!", first, first + 20, 0)], first + 30)
    assert spans(lines) == [("Go!", first, first + 20)]
