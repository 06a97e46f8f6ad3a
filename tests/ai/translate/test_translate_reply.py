"""Model answers are read strictly: every id exactly once, or nothing."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dramaport.ai.translate.reply import BadReply, parse_reply

IDS = ("E01.001", "E01.002", "E01.003")


def reply(*rows: tuple[str, object]) -> str:
    return json.dumps({"lines": [{"id": one, "translations": texts} for one, texts in rows]})


def test_answers_come_in_the_order_asked() -> None:
    answers = parse_reply(reply(("E01.003", ["c"]), ("E01.001", ["a", "aa"]), ("E01.002", "b")), IDS)
    assert [(answer.id, answer.candidates) for answer in answers] == [
        ("E01.001", ("a", "aa")),
        ("E01.002", ("b",)),
        ("E01.003", ("c",)),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not JSON"),
        ("Sure! Here it is.", "not JSON"),
        ('{"lines": [', "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "lines"),
        ('{"lines": {}}', "lines"),
        ('{"lines": ["a"]}', 'no "id"'),
        ('{"lines": [{"id": 1, "translations": ["a"]}]}', 'no "id"'),
        ('{"lines": [{"id": "E01.001"}]}', "E01.001"),
        ('{"lines": [{"id": "E01.001", "translations": []}]}', "E01.001"),
        ('{"lines": [{"id": "E01.001", "translations": [1]}]}', "E01.001"),
        (reply(("E01.001", ["a"] * 99)), "99 translations"),
    ],
)
def test_what_is_not_the_format_is_refused_with_a_reason(text: str, said: str) -> None:
    with pytest.raises(BadReply, match=said):
        parse_reply(text, IDS)


def test_doubled_missing_and_unknown_ids_are_all_named() -> None:
    with pytest.raises(BadReply) as refusal:
        parse_reply(reply(("E01.001", ["a"]), ("E01.001", ["b"]), ("E01.009", ["c"])), IDS)
    said = str(refusal.value)
    assert "twice: E01.001" in said
    assert "unknown ids: E01.009" in said
    assert "missing ids: E01.002, E01.003" in said


def test_a_fenced_answer_is_read() -> None:
    fenced = f"```json\n{reply(*((one, ['x']) for one in IDS))}\n```\n"
    assert len(parse_reply(fenced, IDS)) == len(IDS)


def test_blank_candidates_go_unless_all_are_blank() -> None:
    answers = parse_reply(reply(("E01.001", ["", "a"]), ("E01.002", [" "]), ("E01.003", ["a\n b"])), IDS)
    assert [answer.candidates for answer in answers] == [("a",), ("",), ("a b",)]


@given(st.lists(st.sampled_from([*IDS, "E09.001"]), max_size=6))
def test_only_a_permutation_of_the_ids_is_an_answer(given_ids: list[str]) -> None:
    text = reply(*((one, ["x"]) for one in given_ids))
    if sorted(given_ids) == sorted(IDS):
        assert [answer.id for answer in parse_reply(text, IDS)] == list(IDS)
    else:
        with pytest.raises(BadReply):
            parse_reply(text, IDS)


@given(st.text(max_size=200))
def test_no_text_gets_past_the_reader_as_anything_but_answers(text: str) -> None:
    with pytest.raises(BadReply):
        parse_reply(text, IDS)
