"""A recogniser's loops are cut; what people really repeat stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dramaport.ai.recognize.loops import looping, without_loops


def kept(units: str) -> str:
    return "".join(units[i] for i in without_loops(units))


@pytest.mark.parametrize("said", ["不要不要不要", "救命救命", "哈哈哈哈哈", "快快快快", "你走你走你走", "", "好"])
def test_people_repeat_themselves(said: str) -> None:
    assert kept(said) == said
    assert not looping(said)


@pytest.mark.parametrize(
    ("said", "once"),
    [
        ("谢谢大家谢谢大家谢谢大家谢谢大家", "谢谢大家"),
        ("我走了" + "请问" * 20, "我走了请问"),
        ("请" + "稍" * 12 + "好", "请稍好"),
        ("他来了" * 9 + "真的", "他来了真的"),
    ],
)
def test_a_loop_is_said_once(said: str, once: str) -> None:
    assert kept(said) == once
    assert looping(said)


def test_a_long_text_that_deflates_too_well_loops_even_with_variations() -> None:
    assert looping("".join(f"这些东西都是{i % 2}我的东西，" for i in range(30)))


@given(st.text(alphabet="我你他来走", max_size=60))
def test_cutting_keeps_the_order_and_every_letter_once(said: str) -> None:
    places = without_loops(said)
    assert list(places) == sorted(set(places))
    assert not said or places[0] == 0
    assert set(kept(said)) == set(said)


@given(st.text(alphabet="我你他来走", min_size=1, max_size=8), st.integers(7, 12))
def test_no_loop_is_longer_than_what_it_repeats(unit: str, turns: int) -> None:
    assert len(kept(unit * turns)) <= max(len(unit), 6 * 2)


@given(st.lists(st.integers(0, 10_000).map(str), unique=True, max_size=40))
def test_different_utterances_all_stay(units: list[str]) -> None:
    assert without_loops(units) == tuple(range(len(units)))
