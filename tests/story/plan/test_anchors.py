"""Words are found where they stand, whatever the punctuation's width; what is not there, twice there or out of order is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dramaport.story.manuscript import Manuscript
from dramaport.story.plan.anchors import Anchors, Fault, Located, Rejected, folded

TEXT = "他说：“走吧。”她没动。\n　　雨停了，他又说：“走\n吧！”她终于站起来……门外有人喊：“等等！”"


def anchors(text: str) -> tuple[Anchors, int]:
    return Anchors(Manuscript(text.encode())), len(text)


@pytest.mark.parametrize(
    ("words", "ends_with"),
    [
        ("她终于站起来……", "站起来……"),
        ("她终于站起来", "站起来……"),  # the marks that close the sentence belong to it
        (
            '又说:"走吧!',
            "走\n吧！”",
        ),  # half-width marks, a straight quote, over a line break, the closing quote left out
        ("門外有人喊：「等等", "等等！”"),  # traditional characters and other quotes
        ("门外有人喊 ： “ 等 等 ！ ”", "等等！”"),
    ],
)
def test_words_are_found_whatever_their_marks_look_like(words: str, ends_with: str) -> None:
    found = anchors(TEXT)[0].locate(words, 0, len(TEXT))
    assert isinstance(found, Located)
    assert TEXT[: found.end].endswith(ends_with)


@pytest.mark.parametrize(
    ("words", "after", "fault"),
    [
        ("她坐了下来。", 0, Fault.NOT_FOUND),
        ("走吧", 0, Fault.TOO_SHORT),
        ("他说：“走吧。”", 12, Fault.OUT_OF_ORDER),
    ],
)
def test_words_that_cannot_be_used_are_refused_with_the_reason(words: str, after: int, fault: Fault) -> None:
    found = anchors(TEXT)[0].locate(words, after, len(TEXT))
    assert isinstance(found, Rejected)
    assert found.fault is fault
    assert words in found.reason


def test_words_that_stand_twice_are_refused_even_where_they_overlap() -> None:
    look, length = anchors("哈哈哈哈哈。他笑了。")
    found = look.locate("哈哈哈哈", 0, length)
    assert isinstance(found, Rejected)
    assert found.fault is Fault.NOT_UNIQUE
    assert "2 times" in found.reason


def test_words_beyond_the_stretch_are_not_found() -> None:
    look, _ = anchors(TEXT)
    assert isinstance(look.locate("她终于站起来", 0, 20), Rejected)


def test_last_words_grow_until_they_stand_once() -> None:
    text = "甲说了一句很长很长的话就走了。乙说了一句很长很长的话就走了。"
    words = anchors(text)[0].last_words(len(text))
    assert text.endswith(words)
    assert text.count(words) == 1


@given(st.text(max_size=200))
def test_folding_never_changes_the_length(text: str) -> None:
    assert len(folded(text)) == len(text)


@given(st.text("他她说走：“”，。！ \n　aBc…—", min_size=12, max_size=120), st.data())
def test_what_is_cut_out_of_the_text_is_found_exactly_there_or_said_to_stand_more_than_once(
    text: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(text) - 6))
    end = data.draw(st.integers(start + 5, len(text)))
    words = text[start:end]
    found = anchors(text)[0].locate(words, 0, len(text))
    if isinstance(found, Rejected):
        assert found.fault in (Fault.NOT_UNIQUE, Fault.TOO_SHORT)
    else:
        assert "".join(text[found.start : found.end].split()).startswith("".join(words.split()))
        assert text[end : found.end].strip("。！？!?…，,；;.、”’」』）)】》\"'— \n　") == ""
