"""Counting speech units, and how long a line will last."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dramaport.drama.languages import LANGUAGES
from dramaport.drama.speech_rate import estimate, inner_pauses, units_within
from dramaport.drama.speech_units import speech_units


@pytest.mark.parametrize(
    ("text", "language", "units"),
    [
        ("你竟敢背叛我！", "zh", 6),
        ("I loved those times.", "en", 4),
        ("beautiful", "en", 3),
        ("Espérame en la puerta", "es", 8),
        ("Tu me quittes", "fr", 3),
        ("Quatre heures", "fr", 2),
        ("Ich liebe dich", "de", 4),
        ("Tidak apa-apa, sayang", "id", 8),
        ("Evden kovmalıydım", "tr", 6),
        ("Tôi không muốn gặp lại anh", "vi", 6),
        ("東京へ行こう", "ja", 8),  # to-o-kyo-o-e-i-ko-o
        ("ちょっと待って", "ja", 6),
        ("감히 나를 배신해", "ko", 7),
        ("डरो मत", "hi", 3),
        ("Не бойся", "ru", 3),
    ],
)
def test_units_are_the_syllables_or_morae_one_hears(text: str, language: str, units: float) -> None:
    assert speech_units(text, language) == units


@pytest.mark.parametrize(
    ("text", "language", "syllables"), [("ฉันรักเธอ", "th", 3), ("ออกไปจากที่นี่", "th", 5), ("هل ستوقع أم لا", "ar", 6)]
)
def test_scripts_that_hide_vowels_are_counted_nearly(text: str, language: str, syllables: int) -> None:
    assert speech_units(text, language) == pytest.approx(syllables, rel=0.3)


def test_digits_and_foreign_words_take_time_in_every_language() -> None:
    for language in LANGUAGES:
        assert speech_units("25", language) > 0
        assert speech_units("Kevin", language) > 0


@pytest.mark.parametrize("language", sorted(LANGUAGES))
@pytest.mark.parametrize("text", ["", "…", "！？", "😡"])
def test_nothing_to_say_takes_no_time(text: str, language: str) -> None:
    assert estimate(text, language) == 0


def test_only_marks_inside_a_line_are_pauses() -> None:
    assert inner_pauses("No!") == 0
    assert inner_pauses("No, no... wait!") == 2
    assert inner_pauses("别怕，从今天起，没有人能再欺负你。") == 2


@given(
    language=st.sampled_from(sorted(LANGUAGES)),
    texts=st.tuples(*[st.text(alphabet="abcdeo iu你好我の고나กาकनبت,.", max_size=30)] * 2),
)
def test_a_longer_line_never_takes_less_time(language: str, texts: tuple[str, str]) -> None:
    one, two = texts
    assert estimate(f"{one}. {two}", language) >= max(estimate(one, language), estimate(two, language))


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_units_within_is_the_inverse_of_the_estimate(language: str) -> None:
    assert units_within(0, language) == 0
    assert units_within(3000, language) > units_within(1500, language) > 0


def test_an_unknown_language_still_gets_a_budget() -> None:
    assert 500 < estimate("Jak śmiesz mnie zdradzić", "pl") < 3000


def test_every_language_of_a_release_has_an_estimate() -> None:
    assert all(units_within(1500, language) > 0 for language in LANGUAGES)
