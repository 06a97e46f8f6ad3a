"""Profiles carry the guides' values, and refuse what they do not know."""

from __future__ import annotations

import pytest

from dramaport.drama.languages import LANGUAGES
from dramaport.errors import BadInput
from dramaport.localize.subtitle.profile import profile
from dramaport.localize.subtitle.text import columns, reading_units, script, visible

# Netflix, as SubtitleEdit's NetflixQualityController holds it (August 2026): adult, children, SDH.
NETFLIX_SPEED = {
    "en": (20, 17, 20),
    "ar": (20, 17, 23),
    "hi": (22, 18, 25),
    "ko": (12, 9, 14),
    "zh": (9, 7, 11),
    "ja": (4, 4, 7),
}


@pytest.mark.parametrize("tag", LANGUAGES)
def test_reading_speed_is_netflix_s_for_every_language_and_audience(tag: str) -> None:
    found = tuple(profile(tag, "broadcast", audience).speed for audience in ("adult", "children", "sdh"))
    assert found == NETFLIX_SPEED.get(tag, (17, 13, 20))


@pytest.mark.parametrize(
    ("tag", "broadcast", "vertical"),
    [("en", 42, 24), ("th", 35, 20), ("ru", 39, 22), ("zh", 32, 24), ("ko", 32, 24), ("ja", 26, 24), ("ar", 42, 24)],
)
def test_row_widths_in_columns(tag: str, broadcast: int, vertical: int) -> None:
    assert profile(tag, "broadcast").columns == broadcast
    assert profile(tag, "vertical").columns == vertical


def test_a_cue_may_stand_five_seconds_in_vertical_pictures_and_seven_in_others() -> None:
    assert (profile("en").min_ms, profile("en").max_ms) == (833, 5000)
    assert profile("en", "broadcast").max_ms == 7000
    assert profile("ja").min_ms == 500


def test_the_least_gap_is_two_frames_of_the_footage() -> None:
    assert profile("en", frame_rate=25).gap_ms == 80
    assert profile("en", frame_rate=24).gap_ms == 84
    assert profile("en", frame_rate=60).gap_ms == 34


@pytest.mark.parametrize(
    "arguments", [("tlh",), ("en", "square"), ("en", "vertical", "cats"), ("en", "vertical", "adult", 0)]
)
def test_unknown_profiles_are_refused_by_name(arguments: tuple[object, ...]) -> None:
    with pytest.raises(BadInput):
        profile(*arguments)  # type: ignore[arg-type]


def test_full_width_characters_are_two_columns_and_marks_none() -> None:
    assert columns("abc") == 3
    assert columns("渡口") == 4
    assert columns("ที่") == 1  # one consonant, two marks
    assert columns("…") == 1
    assert columns("…", east_asian=True) == 2
    assert columns("\u2067ab\u2069") == 2


def test_reading_units_count_as_the_guides_do() -> None:
    assert reading_units("Hi, you", "characters") == 7
    assert reading_units("가 a", "half-width") == 2.0  # a syllable, a space, a letter: 1 + ½ + ½
    assert reading_units("مُحَمَّد", "characters") == 4  # vowel signs are not counted
    assert reading_units("\u2067ab\u2069", "characters") == 2


@pytest.mark.parametrize(
    ("letter", "expected"),
    [
        *[
            ("a", "latin"),
            ("渡", "han"),
            ("々", "han"),
            ("か", "kana"),
            ("ー", "kana"),
            ("가", "hangul"),
            ("ก", "thai"),
        ],
        *[("ب", "arabic"), ("क", "devanagari"), ("ж", "cyrillic"), ("ש", "hebrew"), ("1", ""), ("!", ""), ("º", "")],
    ],
)
def test_script_of_a_letter(letter: str, expected: str) -> None:
    assert script(letter) == expected


def test_spaces_and_directional_marks_show_nothing() -> None:
    assert not visible(" \u200f\u3000\n")
    assert visible("…")
