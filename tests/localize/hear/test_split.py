"""Splitting cuts an utterance at its pauses, and only there; every word stays in one part."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dramaport.ai.abilities import Heard, Word
from dramaport.localize.hear.split import split

PAUSE, AFTER_A_SENTENCE = 300, 120


def said(*words: tuple[int, int, str]) -> Heard:
    made = tuple(Word(start, end, text, 0.5 + n / 20) for n, (start, end, text) in enumerate(words))
    return Heard(words[0][0], words[-1][1], "", made, 0.9)


@pytest.mark.parametrize(
    ("pause", "parts"),
    [
        (
            PAUSE - 1,
            ["我下去小渡"],
        ),
        (PAUSE, ["我下去", "小渡"]),
    ],
)
def test_a_pause_is_three_tenths_of_a_second(pause: int, parts: list[str]) -> None:
    found = split(said((0, 600, "我下去"), (600 + pause, 1200 + pause, "小渡")), "zh")
    assert [part.text for part in found] == parts


@pytest.mark.parametrize("end", list("。！？!?…"))
@pytest.mark.parametrize(("pause", "parts"), [(AFTER_A_SENTENCE - 1, 1), (AFTER_A_SENTENCE, 2)])
def test_after_a_sentence_a_shorter_one_does(end: str, pause: int, parts: int) -> None:
    assert len(split(said((0, 600, f"我下去{end} "), (600 + pause, 1200 + pause, "小渡")), "zh")) == parts


def test_a_comma_ends_no_sentence() -> None:
    assert len(split(said((0, 600, "我下去，"), (600 + AFTER_A_SENTENCE, 1200, "小渡")), "zh")) == 1


def test_a_part_has_its_own_times_text_and_confidence() -> None:
    first, second = split(
        said((0, 500, " You"), (500, 900, " again?"), (1500, 1900, " Me."), (1950, 2300, " Yes.")), "en"
    )
    assert (first.start, first.end, first.text) == (0, 900, "You again?")
    assert (second.start, second.end, second.text) == (1500, 2300, "Me. Yes.")
    assert (first.confidence, second.confidence) == (0.525, 0.625)


@st.composite
def utterances(draw: st.DrawFn) -> Heard:
    lengths = draw(st.lists(st.tuples(st.integers(0, 600), st.integers(0, 700)), min_size=1, max_size=12))
    words, now = [], 0
    for pause, length in lengths:
        text = draw(st.sampled_from(["我", "下去", "走。", "你？", "小渡，"]))
        words.append((now + pause, now + pause + length, text))
        now += pause + length
    return said(*words)


@given(utterances())
def test_every_word_stays_in_exactly_one_part_in_order(heard: Heard) -> None:
    parts = split(heard, "zh")
    assert tuple(word for part in parts for word in part.words) == heard.words
    assert all(part.words for part in parts)


@given(utterances())
def test_parts_are_parted_by_pauses_and_hold_none(heard: Heard) -> None:
    parts = split(heard, "zh")
    for part in parts:
        assert all(after.start - before.end < PAUSE for before, after in pairwise(part.words))
    for before, after in pairwise(parts):
        assert after.start - before.end >= AFTER_A_SENTENCE
