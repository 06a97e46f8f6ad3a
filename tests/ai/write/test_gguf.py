"""The embedded model as a writer: what it is asked, what it refuses, and that it really keeps to a schema."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import BaseModel

from dramaport.ai import models
from dramaport.ai.gguf import LocalModel
from dramaport.ai.write import Request, WriterRefused
from dramaport.ai.write.asking import AskingWriter, first_call
from dramaport.ai.write.gguf import EMBEDDED, OWN, GgufModel, embedded
from dramaport.ai.write.values import Message


class Title(BaseModel):
    title: str


def request(text: str = "给一部写渡口的短剧起一个四个字的名字", **more: Any) -> Request[Title]:
    return Request("name-it/1.zh", (Message("user", text),), Title, **{"max_tokens": 60, "temperature": 0, **more})


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    seen: list[dict[str, Any]] = []

    def complete(self: LocalModel, request: dict[str, Any]) -> str:
        seen.append(request)
        choice = {"message": {"content": '{"title": "夜渡"}'}, "finish_reason": "stop"}
        return json.dumps({"choices": [choice], "usage": {"prompt_tokens": 9, "completion_tokens": 5}})

    monkeypatch.setattr(LocalModel, "complete", complete)
    return seen


def test_it_is_held_to_the_schema_and_costs_nothing(asked: list[dict[str, Any]]) -> None:
    written = AskingWriter(GgufModel()).write(request(seed=3))
    assert written.value.title == "夜渡"
    assert (written.used.sent, written.used.received, written.used.money) == (9, 5, 0)
    assert asked[0]["response_format"]["json_schema"]["schema"]["required"] == ["title"]
    assert (asked[0]["seed"], asked[0]["max_tokens"], asked[0]["cache_prompt"]) == (3, 60, False)


def test_a_question_that_leaves_no_room_for_its_answer_is_refused_before_it_is_read(
    asked: list[dict[str, Any]],
) -> None:
    with pytest.raises(WriterRefused, match=r"too long for qwen.* DRAMAPORT_WRITE_URL"):
        GgufModel(context=200).say(first_call(request("长" * 400)))
    assert asked == []


def test_a_model_of_ones_own_is_taken() -> None:
    assert embedded({OWN: object()})._model.name == OWN
    assert embedded({})._model.name == EMBEDDED


@pytest.mark.models
@pytest.mark.slow
def test_it_really_writes_an_object() -> None:
    if not models.present(EMBEDDED):
        pytest.skip(f"the model's 1.1 GB are not here: dramaport models fetch {EMBEDDED}")
    model = GgufModel(context=1024)
    first = AskingWriter(model).write(request())
    assert first.value.title
    assert AskingWriter(model).write(request()).value == first.value
