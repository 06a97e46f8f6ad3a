"""A heard name is spelt as the bible spells it, where it sounds the same and nobody captioned the line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dramaport.drama.values import Line, Origin, Span, Term, TermKind
from dramaport.localize.fuse.names import sound, spelt, with_names

NAMES = (Term(source="小渡", kind=TermKind.NAME), Term(source="沈渡", kind=TermKind.NAME))


def line(text: str, origin: Origin = Origin.HEARD, heard: str | None = None) -> Line:
    return Line(
        id="E01.001", episode="E01", span=Span(start=0, end=900), text=text, origin=origin, confidence=0.9, heard=heard
    )


def named(text: str, *terms: Term, origin: Origin = Origin.HEARD, source: str = "zh") -> str:
    (found,) = with_names([line(text, origin)], terms or NAMES, source)
    return found.text


def test_a_name_heard_by_its_sound_is_spelt_as_approved() -> None:
    assert named("孝度快走") == "小渡快走"
    assert named("深度你听我说，深度") == "沈渡你听我说，沈渡"


def test_what_was_heard_is_kept_beside_it() -> None:
    (changed,) = with_names([line("孝度快走")], NAMES, "zh")
    assert changed.heard == "孝度快走"
    same = line("快走")
    assert with_names([same], NAMES, "zh") == (same,)


@pytest.mark.parametrize("origin", [Origin.BOTH, Origin.CAPTION, Origin.PERSON, Origin.SCRIPT])
def test_a_captioned_or_corrected_line_is_not_touched(origin: Origin) -> None:
    assert named("孝度快走", origin=origin) == "孝度快走"


@pytest.mark.parametrize("kind", [TermKind.KINSHIP, TermKind.THING])
def test_only_names_titles_places_and_forms_of_address_are_looked_for(kind: TermKind) -> None:
    assert named("姐姐", Term(source="解解", kind=kind)) == "姐姐"
    assert named("姐姐", Term(source="解解", kind=TermKind.PLACE)) == "解解"


def test_one_syllable_is_too_little_to_go_by() -> None:
    assert named("度我", Term(source="渡", kind=TermKind.NAME)) == "度我"


def test_of_two_names_that_fit_the_longer_one_is_meant() -> None:
    terms = (Term(source="小渡", kind=TermKind.NAME), Term(source="小杜鹃", kind=TermKind.NAME))
    assert named("小度卷来了", *terms) == "小杜鹃来了"
    assert named("小度卷来了", *reversed(terms)) == "小杜鹃来了"


def test_only_chinese_hides_its_sound() -> None:
    assert named("孝度", source="ja") == "孝度"


def test_nasals_that_are_mixed_up_sound_the_same() -> None:
    assert sound("林") == sound("零")
    assert sound("山") == sound("伤")
    assert sound("沈") != sound("谁")


@given(st.text(alphabet="孝度小渡沈深快走，", max_size=12))
def test_spelling_keeps_length_and_sound_and_settles(text: str) -> None:
    once = spelt(text, "小渡")
    assert [sound(letter) for letter in once] == [sound(letter) for letter in text]
    assert spelt(once, "小渡") == once
