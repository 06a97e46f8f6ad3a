"""Reading a model's answer: each way of going wrong has words of its own."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict

from dramaport.ai.chat import Completion
from dramaport.ai.write.reading import BadAnswer, CutOff, looping, read_answer


class Scene(BaseModel):
    model_config = ConfigDict(extra="forbid")

    title: str
    seconds: int


GOOD = '{"title": "夜渡", "seconds": 20}'


@pytest.mark.parametrize(
    "text",
    [GOOD, f"\n {GOOD}\n", f"```json\n{GOOD}\n```", f"```\n{GOOD}```", f"<think>hm { {} } </think>\n{GOOD}"],
)
def test_one_object_is_an_answer_fenced_or_thought_over(text: str) -> None:
    assert read_answer(Completion(text), Scene) == Scene(title="夜渡", seconds=20)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("I'm sorry, I can't help with that.", "not JSON"),
        (f"Here you are:\n{GOOD}", "words around the JSON"),
        (f"{GOOD}\nI hope you like it!", "words around the JSON"),
        ('{"title": "夜渡", "seconds": 20', "not valid JSON"),
        ("{'title': '夜渡'}", "not valid JSON"),
        ("[" * 100_000, "nested|not JSON"),
        ("[]", "the answer: Input should be"),
        ('{"title": "夜渡"}', "seconds: Field required"),
        ('{"title": "夜渡", "seconds": 20, "mood": "dark"}', "mood: Extra inputs"),
        ('{"title": "夜渡", "seconds": "soon"}', "seconds: Input should be a valid integer"),
    ],
)
def test_what_is_wrong_is_said(text: str, said: str) -> None:
    with pytest.raises(BadAnswer, match=said):
        read_answer(Completion(text), Scene)


def test_an_answer_that_stopped_at_its_limit_is_cut_off_even_where_it_looks_whole() -> None:
    with pytest.raises(CutOff, match="cut off"):
        read_answer(Completion(GOOD, whole=False), Scene)


def test_a_loop_is_told_apart_from_an_answer_that_was_merely_too_long() -> None:
    with pytest.raises(BadAnswer, match="repeats itself") as error:
        read_answer(Completion('{"title": "' + "他又走了一步，" * 400, whole=False), Scene)
    assert not isinstance(error.value, CutOff)


def test_a_loop_inside_valid_json_is_a_loop() -> None:
    with pytest.raises(BadAnswer, match="repeats itself"):
        read_answer(Completion(json.dumps({"title": "again and " * 30, "seconds": 1})), Scene)


@pytest.mark.parametrize(
    "text",
    ["哈哈哈哈哈哈哈哈哈哈", "不要不要不要！", "━" * 200, " " * 400, "好，" * 9 + "行。", json.dumps([[0, 0]] * 20)],
)
def test_what_people_write_is_no_loop(text: str) -> None:
    assert not looping(text)


@given(st.text(min_size=1, max_size=40).filter(lambda unit: any(map(str.isalpha, unit))), st.integers(10, 30))
def test_whatever_is_said_ten_times_over_is_a_loop_once_it_is_long(unit: str, times: int) -> None:
    stretch = " ".join(unit.split()) + "x"
    assert looping(stretch * max(times, -(-60 // len(stretch))))


def test_many_faults_are_told_in_part() -> None:
    class Many(BaseModel):
        numbers: list[int]

    with pytest.raises(BadAnswer, match="and 12 more"):
        read_answer(Completion(json.dumps({"numbers": [f"x{at}" for at in range(20)]})), Many)
