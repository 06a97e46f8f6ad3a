"""Which terms a line holds, and whether its translation keeps them."""

from __future__ import annotations

import itertools

import pytest
from bible_making import line, term, translations
from hypothesis import given
from hypothesis import strategies as st

from dramaport.drama.values import Bible, Term, TermState
from dramaport.localize.bible.check import broken, keeps, violations
from dramaport.localize.bible.occur import occurring


def sources(*found: Term) -> list[str]:
    return [one.source for one in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("林总，林晚在渡口。", ["林总", "林晚", "渡口"]),
        ("沈渡口渴了。", ["沈渡"]),  # 渡口 begins inside 沈渡
        ("妈，别走！", ["妈"]),
        ("他妈的！", []),  # a common word that holds 妈
        ("你姑妈来了。", []),
        ("林晚林晚！", ["林晚"]),
        ("", []),
    ],
)
def test_the_longest_term_wins_and_nothing_inside_it_counts(text: str, expected: list[str]) -> None:
    terms = [term(source) for source in ("林", "林总", "林晚", "沈渡", "渡口", "妈")]
    assert sources(*occurring(terms, text)) == expected


def test_other_source_languages_go_by_words() -> None:
    terms = [term("Anna"), term("Anna Bell"), term("bell")]
    assert sources(*occurring(terms, "Anna Bell's bells rang.", "en")) == ["Anna Bell", "bell"]
    assert not occurring(terms, "Annabelle laughed.", "en")


hanzi = st.text("林晚沈渡口妈总河", min_size=1, max_size=3)


@given(st.lists(hanzi, min_size=1, max_size=6, unique=True), st.text("林晚沈渡口妈总河，。人", max_size=20))
def test_mentions_never_overlap_and_none_is_missed(words: list[str], text: str) -> None:
    """Taking the found terms out from the left leaves no place where a term stands free."""
    found = occurring([term(word) for word in words], text)
    assert all(one.source in text for one in found)
    rest = text
    for one in sorted(sources(*found), key=len, reverse=True):
        rest = rest.replace(one, "\n")
    held = {one.source for one in found}
    for word in words:
        if word not in held and word in rest:  # it must have been cut into by a longer or earlier term
            assert any(set(word) & set(other) for other in held | {"姑妈", "他妈的"})
    if not found:
        assert not any(word in text for word in words)


def test_a_term_is_kept_by_any_of_its_forms() -> None:
    crossing = term("渡口", "crossing", "ferry landing")
    assert keeps(crossing, "Down at the ferry landing.", "en")
    assert not keeps(crossing, "Down at the pier.", "en")


def test_optional_terms_and_languages_without_a_form_bind_nothing() -> None:
    assert keeps(term("姐姐", "sister", optional=True), "Look at this!", "en")
    assert keeps(term("沈渡", "Shen Du"), "Hola", "es")


def test_a_form_inside_a_longer_term_is_no_mention() -> None:
    mother, river = term("妈", "แม่", language="th"), term("青江", "แม่น้ำชิง", language="th")
    assert broken("妈，青江！", "แม่น้ำชิง!", [mother, river], "th") == (mother,)
    assert broken("妈，青江！", "แม่ แม่น้ำชิง!", [mother, river], "th") == ()
    assert broken("妈！", "แม่น้ำ!", [mother], "th") == (mother,)  # a word of the language, not of the bible


def test_violations_name_line_term_and_text() -> None:
    lines = [line(1, "沈渡！"), line(2, "我下去！"), line(3, "沈渡在吗？")]
    made = translations("en", {"E01.001": "Du Shen!", "E01.002": "I'm going in!"})
    bible = Bible(terms=(term("沈渡", "Shen Du"),))
    (found,) = violations(lines, made, bible, "en")
    assert (found.line, found.term, found.expected, found.text) == ("E01.001", "沈渡", ("Shen Du",), "Du Shen!")


def test_shorter_alternatives_are_checked_too() -> None:
    made = translations("en", {"E01.001": "Shen Du, over here!"})
    made["E01.001"] = made["E01.001"].model_copy(update={"shorter": ("Over here!",)})
    (found,) = violations([line(1, "沈渡，这边！")], made, Bible(terms=(term("沈渡", "Shen Du"),)), "en")
    assert found.text == "Over here!"


@pytest.mark.parametrize("state", [TermState.PROPOSED, TermState.REJECTED])
def test_only_approved_terms_bind(state: TermState) -> None:
    proposed = term("沈渡", "Shen Du").model_copy(update={"state": state})
    made = translations("en", {"E01.001": "Hey!"})
    assert not violations([line(1, "沈渡！")], made, Bible(terms=(proposed,)), "en")


NAMES = ("Shen Du", "Lin Wan", "Xiaoman", "Zhao Cheng")


@given(st.permutations(NAMES), st.lists(st.sampled_from(["ran", "saw", "and", "the", "boat"]), min_size=1, max_size=4))
def test_a_sentence_keeps_exactly_the_names_it_holds(order: list[str], words: list[str]) -> None:
    terms = [term(f"名{number}", name) for number, name in enumerate(NAMES)]
    for count in range(len(order) + 1):
        text = " ".join(itertools.chain.from_iterable(zip(order[:count], itertools.cycle(words)))) + " away."
        for one, name in zip(terms, NAMES, strict=True):
            assert keeps(one, text, "en") == (name in order[:count])
