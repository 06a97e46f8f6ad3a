"""A writer asks again with what was wrong, a bounded number of times, and counts what it threw away."""

from __future__ import annotations

from decimal import Decimal

import pytest
from pydantic import BaseModel

from dramaport.ai.chat import Completion
from dramaport.ai.write import Request, WriterRefused
from dramaport.ai.write.asking import AskingWriter
from dramaport.ai.write.money import Price
from dramaport.ai.write.scripted import ScriptedModel
from dramaport.ai.write.values import Message


class Title(BaseModel):
    title: str


GOOD = '{"title": "夜渡"}'
PRICE = Price(sent=Decimal(1), received=Decimal(10))


def request(**more: object) -> Request[Title]:
    return Request("name-it/1.zh", (Message("user", "a title"),), Title, "E07", **more)  # type: ignore[arg-type]


def test_a_good_answer_is_asked_for_once() -> None:
    model = ScriptedModel({"name-it": [GOOD]})
    written = AskingWriter(model).write(request(max_tokens=50, temperature=0.2, seed=7))
    assert (written.value, written.times, written.by) == (Title(title="夜渡"), 1, "scripted")
    (call,) = model.calls
    assert (call.max_tokens, call.temperature, call.seed, call.subject) == (50, 0.2, 7, "E07")
    assert call.schema["properties"]["title"]["type"] == "string"


def test_it_is_told_its_answer_and_the_fault_and_asked_again() -> None:
    model = ScriptedModel({"name-it": ["A nice title would be 夜渡.", GOOD]})
    written = AskingWriter(model).write(request())
    assert written.times == 2
    told = model.calls[1].messages
    assert [message.role for message in told] == ["user", "assistant", "user"]
    assert told[1].content == "A nice title would be 夜渡."
    assert "not JSON" in told[2].content


def test_what_the_types_cannot_say_the_requests_check_says() -> None:
    model = ScriptedModel({"name-it": ['{"title": "霸总的契约"}', GOOD]})
    written = AskingWriter(model).write(
        request(check=lambda answer: ("the title says 霸总",) if "霸总" in answer.title else ())
    )
    assert written.value.title == "夜渡"
    assert "the title says 霸总" in model.calls[1].messages[-1].content


def test_an_answer_that_was_cut_off_gets_more_room_and_is_not_shown_again() -> None:
    model = ScriptedModel({"name-it": [Completion('{"title": "夜', 10, 50, whole=False), GOOD]})
    AskingWriter(model).write(request(max_tokens=50))
    first, second = model.calls
    assert (first.max_tokens, second.max_tokens) == (50, 100)
    assert [message.role for message in second.messages] == ["user", "user"]


def test_an_endless_answer_is_not_shown_again() -> None:
    model = ScriptedModel({"name-it": ["again " * 5000, GOOD]})
    AskingWriter(model).write(request(max_tokens=50))
    assert max(len(message.content) for message in model.calls[1].messages) < 1000


def test_after_three_answers_it_gives_up_and_says_why() -> None:
    model = ScriptedModel({"name-it": ["no", "no", "{}", GOOD]})
    with pytest.raises(
        WriterRefused, match=r"name-it/1\.zh E07: no usable answer, 3 times: title: Field required; .*another --take"
    ):
        AskingWriter(model).write(request())
    assert len(model.calls) == 3


def test_tokens_and_money_of_discarded_answers_count() -> None:
    model = ScriptedModel({"name-it": [Completion("no", 100, 20), Completion(GOOD, 150, 30)]}, PRICE)
    used = AskingWriter(model).write(request()).used
    assert (used.sent, used.received) == (250, 50)
    assert used.money == Decimal("0.00075")


def test_an_unknown_price_makes_the_money_unknown_and_not_nothing() -> None:
    model = ScriptedModel({"name-it": [Completion(GOOD, 100, 20)]}, Price(sent=Decimal(1)))
    assert AskingWriter(model).write(request()).used.money is None


def test_the_schema_is_sent_without_titles_but_with_a_property_of_that_name() -> None:
    schema = request().schema
    assert "title" not in schema
    assert schema["properties"]["title"] == {"type": "string"}
