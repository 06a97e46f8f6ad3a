"""Forms of address are noted where a line plainly shows the other form."""

from __future__ import annotations

import pytest
from bible_making import line, translations

from dramaport.drama.values import Address
from dramaport.localize.bible.address import address_notes, listeners

LINES = [line(1, "您喝茶。"), line(2, "你坐。"), line(3, "您先请。"), line(9, "有人吗？")]
SPEAKERS = {"E01.001": "wan", "E01.002": "yun", "E01.003": "wan", "E01.009": "wan"}
FORMAL = [
    Address(speaker="wan", listener="yun", form="formal"),
    Address(speaker="yun", listener="wan", form="familiar"),
]


def test_the_listener_is_the_nearest_other_speaker() -> None:
    assert listeners(LINES, SPEAKERS) == {"E01.001": "yun", "E01.002": "wan", "E01.003": "yun"}


@pytest.mark.parametrize(
    ("language", "wrong", "right"),
    [
        ("de", "Trink du deinen Tee.", "Trinken Sie Ihren Tee."),
        ("fr", "Bois ton thé.", "Buvez votre thé."),
        ("es", "Tómate tú el té.", "Tome usted el té."),
        ("tr", "Sen çay iç.", "Siz çay için."),
        ("hi", "तुम चाय पियो।", "आप चाय पीजिए।"),
    ],
)
def test_the_other_form_is_noted_and_the_right_one_is_not(language: str, wrong: str, right: str) -> None:
    (note,) = address_notes(LINES, translations(language, {"E01.001": wrong}), FORMAL, language, SPEAKERS)
    assert (note.line, note.speaker, note.listener, note.expected) == ("E01.001", "wan", "yun", "formal")
    assert note.found.casefold() in wrong.casefold()
    assert not address_notes(LINES, translations(language, {"E01.001": right}), FORMAL, language, SPEAKERS)


def test_a_german_sie_that_begins_a_sentence_may_be_she() -> None:
    made = translations("de", {"E01.002": "Sie schläft."})
    assert not address_notes(LINES, made, FORMAL, "de", SPEAKERS)


def test_languages_without_plain_marks_are_not_judged() -> None:
    assert not address_notes(LINES, translations("th", {"E01.001": "กินชา"}), FORMAL, "th", SPEAKERS)
    assert not address_notes(LINES, translations("en", {"E01.001": "You drink."}), FORMAL, "en", SPEAKERS)
