"""Sentences end where speech does not go on; bytes and characters agree."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dramaport.errors import BadInput
from dramaport.story.manuscript import Manuscript


def pieces(text: str) -> list[str]:
    made, at = [], 0
    for boundary in Manuscript(text.encode()).boundaries():
        made.append(text[at : boundary.at].strip())
        at = boundary.at
    return made


def test_a_sentence_inside_speech_is_no_place_to_cut() -> None:
    assert pieces("他说：“走。别回头。”她走了。") == ["他说：“走。别回头。”", "她走了。"]


def test_speech_and_who_says_it_stay_together() -> None:
    assert pieces("“你是谁？”他低声问。没人回答。") == ["“你是谁？”他低声问。", "没人回答。"]


def test_a_line_broken_at_a_width_is_no_end() -> None:
    text = "　　他走了很\n久，也没有\n回头。她看\n着他，看了\n很久。\n　　天亮了，\n雨停了。\n"
    assert pieces(text) == ["他走了很\n久，也没有\n回头。", "她看\n着他，看了\n很久。", "天亮了，\n雨停了。"]


def test_a_paragraph_that_leads_on_is_no_end() -> None:
    assert pieces("他说：\n“走。”\n") == ["他说：\n“走。”"]


def test_a_quote_nobody_closes_ends_with_its_paragraph() -> None:
    assert pieces("他说：“走。\n她没动。\n雨停了。") == ["他说：“走。\n她没动。", "雨停了。"]


def test_speech_over_two_paragraphs_is_not_cut() -> None:
    assert pieces("他说：“走。\n别回头。”\n雨停了。") == ["他说：“走。\n别回头。”", "雨停了。"]


def test_a_title_and_a_number_end_no_english_sentence() -> None:
    assert pieces('Mr. Shen paid 3.14 yuan. "Who are you?" he asked. Nobody spoke.') == [
        "Mr. Shen paid 3.14 yuan.",
        '"Who are you?" he asked.',
        "Nobody spoke.",
    ]


@given(st.text(min_size=1).filter(lambda text: not any("\ud800" <= symbol <= "\udfff" for symbol in text)))
def test_bytes_and_characters_agree(text: str) -> None:
    manuscript = Manuscript(text.encode())
    for at in range(len(text) + 1):
        assert manuscript.byte(at) == len(text[:at].encode())
        assert manuscript.char(manuscript.byte(at)) == at


def test_a_byte_inside_a_character_is_refused() -> None:
    with pytest.raises(BadInput, match="not between two characters"):
        Manuscript("渡".encode()).char(1)


@given(
    st.lists(
        st.sampled_from(["他说：", "“走。", "”", "雨停了。", "\n", "　　", "？", "她", "…", '"', "a. "]), max_size=40
    ).map("".join)
)
def test_boundaries_ascend_and_never_stand_in_front_of_a_closing_mark(text: str) -> None:
    found = [boundary.at for boundary in Manuscript(text.encode()).boundaries()]
    assert found == sorted(set(found))
    assert all(0 < at <= len(text) for at in found)
    assert all(text[at : at + 1] not in ("”", "？", "。") for at in found)
