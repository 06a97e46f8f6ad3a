"""The embedded model: what it is asked, what it may do, and that it really translates."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from dramaport.ai import models
from dramaport.ai.abilities import Ask, Scene, TranslationRefused
from dramaport.ai.translate.gguf import OWN, GgufTranslator, embedded, with_terms
from dramaport.drama.languages import LANGUAGES


class Scripted(GgufTranslator):
    """Answers by a function of the request, without a model."""

    def __init__(self, *replies: str) -> None:
        super().__init__()
        self.replies = list(replies)
        self.requests: list[dict[str, Any]] = []

    def _complete(self, request: dict[str, Any]) -> str:
        self.requests.append(request)
        return self.replies.pop(0)


def scene(*asks: Ask) -> Scene:
    return Scene(source="zh", target="en", asks=asks)


def test_terms_are_put_into_the_line_longest_first() -> None:
    ask = Ask(
        "1", "林总，林晚在渡口。", terms=(("林晚", "Lin Wan"), ("林总", "Ms. Lin"), ("林", "Lin"), ("渡口", "crossing"))
    )
    assert with_terms(ask) == "Ms. Lin ， Lin Wan 在 crossing 。"
    assert with_terms(Ask("1", "我下去！")) == "我下去！"


def test_the_scenes_terms_stand_before_its_lines_and_in_a_refused_line() -> None:
    model = Scripted('{"1": "Who?", "2": "Xiaodu!"}', '{"1": "Xiaodu!"}')
    named = Ask("E01.002", "小渡！", terms=(("小渡", "Xiaodu"),))
    model.translate(scene(Ask("E01.001", "谁？"), named))
    system, user = (message["content"] for message in model.requests[0]["messages"])
    assert system.endswith("Names: 小渡 = Xiaodu.")
    assert user == "1. 谁？\n2. 小渡！"
    model.translate(scene(replace(named, notes=("your last answer was refused: 小渡 must be Xiaodu",))))
    assert model.requests[1]["messages"][1]["content"] == "1. Xiaodu ！"


def test_lines_go_six_at_a_time_and_come_back_under_their_ids() -> None:
    first, rest = (json.dumps({str(n): f"line {n}" for n in range(1, count + 1)}) for count in (6, 2))
    model = Scripted(first, rest)
    answers = model.translate(scene(*(Ask(f"E01.{n:03}", f"第{n}句") for n in range(1, 9))))
    assert [answer.id for answer in answers] == [f"E01.{n:03}" for n in range(1, 9)]
    assert answers[6].candidates == ("line 1",)
    schema = model.requests[1]["response_format"]["json_schema"]["schema"]
    assert (schema["required"], schema["additionalProperties"]) == (["1", "2"], False)


def test_equal_scenes_are_equal_requests_and_a_refused_line_is_another_one() -> None:
    model = Scripted(*['{"1": "a"}'] * 3)
    ask = Ask("E01.001", "谁？")
    again = Ask("E01.001", "谁？", notes=("your last answer was refused: the translation is empty",))
    for one in (ask, ask, again):
        model.translate(scene(one))
    first, same, other = model.requests
    assert first == same
    assert (first["temperature"], first["cache_prompt"]) == (0, False)
    assert other["temperature"] > 0
    assert other["seed"] != first["seed"]


@pytest.mark.parametrize("reply", ["", '{"1": "cut', "[]", '{"2": "x"}', "null"])
def test_an_unfinished_answer_is_refused(reply: str) -> None:
    with pytest.raises(TranslationRefused, match="qwen"):
        Scripted(reply).translate(scene(Ask("E01.001", "谁？")))


def test_it_does_only_what_it_was_found_good_enough_for() -> None:
    model = GgufTranslator()
    assert [tag for tag in LANGUAGES if model.can("zh", tag)] == ["en", "es", "pt-BR", "fr", "id"]
    assert {model.quality("zh", tag) for tag in LANGUAGES} == {"draft"}
    assert not model.can("en", "zh")


def test_a_model_of_ones_own_is_taken_and_asked_for_anything() -> None:
    own = embedded({OWN: object()})
    assert own.can("zh", "tr")
    assert not own.can("zh", "zh")
    assert not embedded({}).can("zh", "tr")


@pytest.mark.models
@pytest.mark.slow
def test_it_translates_a_scene_and_keeps_the_names() -> None:
    if not models.present("qwen2.5-coder-1.5b"):
        pytest.skip("the translator's 1.1 GB are not here: dramaport models fetch qwen2.5-coder-1.5b")
    model = GgufTranslator(threads=1)
    asked = scene(
        Ask("E01.001", "爷爷，水里有个人！", terms=(("爷爷", "Grandpa"),)),
        Ask("E01.002", "小渡！", terms=(("小渡", "Xiaodu"),)),
    )
    first, second = model.translate(asked)
    assert "Grandpa" in first.candidates[0]
    assert "water" in first.candidates[0]
    assert "Xiaodu" in second.candidates[0]
    assert model.translate(asked) == (first, second)
