"""Where rows end: at phrase ends, evenly, and never against the writing system."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dramaport.drama.languages import LANGUAGES
from dramaport.localize.subtitle.breaking import (
    BAD,
    NO_ROW_END,
    NO_ROW_START,
    best_cut,
    break_penalty,
    break_words,
    chunks,
    segment,
)
from dramaport.localize.subtitle.profile import profile

GOOD_BREAKS = [
    ("en", "I'm looking for Lin Wan. Seen her?", ("I'm looking for Lin Wan.", "Seen her?")),
    ("en", "We know the woman who survived it", ("We know the woman", "who survived it")),
    ("es", "La niña sabe que tú eres su hermano", ("La niña sabe", "que tú eres su hermano")),
    ("de", "Ich habe das Kind nicht gesehen", ("Ich habe das Kind", "nicht gesehen")),
    ("ko", "나루터가 곧 헐립니다 잘 생각하고 말하세요", ("나루터가 곧 헐립니다", "잘 생각하고 말하세요")),
    ("zh", "那晚是我掌的舵，你们都得陪葬", ("那晚是我掌的舵，", "你们都得陪葬")),
    ("ja", "渡し場は取り壊される よく考えて", ("渡し場は取り壊される", "よく考えて")),
    ("th", "เลือดเปื้อนไพลินดวงนี้แล้ว เธอยังจะโกหกอีกเหรอ", ("เลือดเปื้อนไพลินดวงนี้แล้ว", "เธอยังจะโกหกอีกเหรอ")),
    ("ar", "المرسى سيهدم قريبا، فكر جيدا قبل أن تتكلم", ("المرسى سيهدم قريبا،", "فكر جيدا قبل أن تتكلم")),
    ("hi", "घाट टूटने वाला है, सोच-समझकर बोलिए", ("घाट टूटने वाला है,", "सोच-समझकर बोलिए")),
]


@pytest.mark.parametrize(("tag", "text", "rows"), GOOD_BREAKS)
def test_rows_end_where_a_phrase_ends(tag: str, text: str, rows: tuple[str, ...]) -> None:
    assert segment(text, profile(tag)) == (rows,)


def test_text_that_fits_stays_on_one_row() -> None:
    assert segment("Never seen her.", profile("en")) == (("Never seen her.",),)


def test_text_for_more_than_two_rows_becomes_successive_cues_cut_between_sentences() -> None:
    text = "Lin Wan: Mom, don't trust Uncle Zhao! Come to the crossing!"
    assert segment(text, profile("en")) == (("Lin Wan: Mom,", "don't trust Uncle Zhao!"), ("Come to the crossing!",))


def test_a_word_wider_than_a_row_stands_alone_and_whole() -> None:
    word = "Donaudampfschifffahrtsgesellschaft"
    assert any(word in rows for rows in segment(f"Die {word} ruft", profile("de")))


def test_a_measured_width_counts_beside_the_columns() -> None:
    narrow = profile("en").fonted(None, lambda row: 40.0 * len(row), 480.0)  # 12 characters
    rows = [row for piece in segment("I was washing my feet!", narrow) for row in piece]
    assert all(len(row) <= 12 for row in rows)


@pytest.mark.parametrize(
    ("tag", "before", "after"),
    [
        ("en", "I pulled it from", "the river"),
        ("en", "This is the", "bell"),
        ("fr", "Elle cherche sa", "fille"),
        ("es", "La hija de", "Lin Wan"),
        ("de", "Gib mir die", "Glocke"),
        ("ko", "제가 갈", "수 있어요"),
        ("zh", "您想清楚", "吗"),
        ("th", "ฉันไม่เคยเห็น", "ครับ"),
        ("hi", "उस नदी", "के पार"),
        ("tr", "geliyor", "musun"),
        ("ja", "そうか", "、帰ろう"),
        ("zh", "他说“", "走"),
    ],
)
def test_bad_breaks_are_dear_in_every_language(tag: str, before: str, after: str) -> None:
    assert break_penalty(before, after, profile(tag)) >= BAD


def test_first_and_last_name_hold_together_but_german_nouns_need_not() -> None:
    assert break_penalty("call Lin", "Wan now", profile("en")) > break_penalty("call them", "again now", profile("en"))
    assert break_penalty("rote Lampe", "Glocke", profile("de")) == break_penalty("rote Lampe", "glocke", profile("de"))


def test_a_long_text_is_cut_at_the_clause_nearest_its_middle() -> None:
    assert best_cut("No. I know, I know, but go.", profile("en")) == ("No. I know,", "I know, but go.")
    assert best_cut("no clause ends here at all", profile("en")) is None


def test_word_lists_are_for_known_languages_and_lower_case() -> None:
    for tag in LANGUAGES:
        words = break_words(tag)
        assert all(word == word.lower() for word in words.end | words.start | words.cling), tag


LETTERS = {
    "zh": "你好渡口这那的了，。！？“”12ab ",
    "ja": "あいをてっー、。！？「」漢字12ab\u3000",
    "th": "กขคงัิ่เาๆ 12ab",
    "en": "abcde ABC ,.!?'-12",
    "ko": "가나다라 ,.!?12ab",
    "ar": "ابتث ،؟.12ab",
}


@given(data=st.data(), tag=st.sampled_from(sorted(LETTERS)), kind=st.sampled_from(["vertical", "broadcast"]))
@settings(max_examples=150, deadline=None)
def test_no_text_is_lost_and_rows_fit_wherever_they_can(data: st.DataObject, tag: str, kind: str) -> None:
    text = data.draw(st.text(LETTERS[tag], max_size=120))
    wanted = profile(tag, kind)  # type: ignore[arg-type]
    pieces = segment(text, wanted)
    rows = [row for piece in pieces for row in piece]
    assert "".join("".join(rows).split()) == "".join(text.split())
    assert all(1 <= len(piece) <= wanted.rows for piece in pieces)
    whole = {part.text for part in chunks(text, wanted)}
    assert all(wanted.overflow(row) == 0 or row in whole for row in rows)
    if tag in {"zh", "ja"}:
        assert not [pair for pair in joints(text, rows) if pair[0][-1] in NO_ROW_END or pair[1][0] in NO_ROW_START]


def joints(text: str, rows: list[str]) -> list[tuple[str, str]]:
    """The neighbouring rows between which the text has no space."""
    out, at = [], 0
    for above, below in pairwise(rows):
        at = text.index(above, at) + len(above)
        if text[at : at + 1] == below[0]:
            out.append((above, below))
    return out
