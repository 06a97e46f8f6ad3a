"""The endpoint as a writer's model, against a local server: forms of JSON, refusals, counting."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from pydantic import BaseModel
from vendor_fakes import Reaction, Script, hangs, says, served, status

from dramaport.ai.write import Request, WriterRefused, WriterUnavailable
from dramaport.ai.write.asking import AskingWriter, first_call
from dramaport.ai.write.endpoint import EndpointModel
from dramaport.ai.write.money import Price
from dramaport.ai.write.values import Call, Message
from dramaport.errors import BadInput

KEY = "sk-very-secret"


class Title(BaseModel):
    title: str


good = says('{"title": "夜渡"}')
REQUEST = Request("name-it/1.zh", (Message("system", "be brief"), Message("user", "a title")), Title, max_tokens=50)


def call() -> Call:
    return first_call(REQUEST)


def model(
    url: str, price: Price | None = None, pauses: list[float] | None = None, patience: float = 20
) -> EndpointModel:
    noted = [] if pauses is None else pauses
    return EndpointModel(url, "some-model", KEY, price, sleep=noted.append, read_seconds=patience)


def test_the_schema_is_asked_for_natively_first() -> None:
    script = Script(good)
    with served(script) as url:
        written = AskingWriter(model(url)).write(REQUEST)
    assert written.value.title == "夜渡"
    (asked,) = script.requests
    assert asked["response_format"]["type"] == "json_schema"
    assert asked["response_format"]["json_schema"]["schema"]["required"] == ["title"]
    assert asked["response_format"]["json_schema"]["strict"] is True
    assert (asked["max_tokens"], asked["seed"], asked["model"]) == (50, 1, "some-model")
    assert [message["content"] for message in asked["messages"]] == ["be brief", "a title"]


def test_a_server_that_knows_no_schema_gets_it_in_words_and_then_no_json_mode_at_all() -> None:
    script = Script(status(400), status(422), good)
    with served(script) as url:
        used = model(url)
        used.say(call())
        used.say(call())
    forms = [request.get("response_format", {}).get("type") for request in script.requests]
    assert forms == ["json_schema", "json_object", None, None]
    for request in script.requests[1:]:
        assert '"title"' in request["messages"][0]["content"]
        assert "JSON schema" in request["messages"][0]["content"]


def test_a_refusal_in_every_form_is_the_questions_own_and_changes_nothing_for_the_next() -> None:
    too_long = status(400, b'{"error": "context length exceeded"}')
    script = Script(too_long, too_long, too_long, good)
    with served(script) as url:
        used = model(url)
        with pytest.raises(WriterRefused, match=r"400 .*context length"):
            used.say(call())
        used.say(call())
    assert script.requests[-1]["response_format"]["type"] == "json_schema"


@pytest.mark.parametrize(
    ("refused", "instead"), [("max_tokens", "max_completion_tokens"), ("temperature", None), ("seed", None)]
)
def test_a_field_a_model_refuses_by_name_is_left_out_from_then_on(refused: str, instead: str | None) -> None:
    words = json.dumps({"error": {"message": f"Unsupported parameter: '{refused}' is not supported with this model."}})
    script = Script(status(400, words.encode()), good)
    with served(script) as url:
        used = model(url)
        used.say(call())
        used.say(call())
    assert [refused in request for request in script.requests] == [True, False, False]
    if instead:
        assert script.requests[1][instead] == 50


@pytest.mark.parametrize(
    ("reaction", "said"),
    [
        (status(401), "DRAMAPORT_WRITE_KEY"),
        (status(402), "paid"),
        (status(404), "DRAMAPORT_WRITE_URL and _MODEL"),
        (status(429), "429"),
        (status(500), "500"),
    ],
)
def test_what_no_other_question_would_change_is_unavailable(reaction: Reaction, said: str) -> None:
    with served(Script(reaction)) as url, pytest.raises(WriterUnavailable, match=said) as error:
        model(url).say(call())
    assert KEY not in str(error.value)


def test_a_server_that_hangs_is_given_up() -> None:
    pauses: list[float] = []
    with served(Script(hangs)) as url, pytest.raises(WriterUnavailable, match="in time, 5 times"):
        model(url, pauses=pauses, patience=0.1).say(call())
    assert pauses == [2, 4, 8, 16]


def test_a_page_is_no_completion() -> None:
    with served(Script(status(200, b"<html>"))) as url, pytest.raises(WriterRefused, match="DRAMAPORT_WRITE_URL"):
        model(url).say(call())


def test_an_answer_without_text_is_asked_again_and_counted() -> None:
    with served(Script(says(None), good)) as url:
        written = AskingWriter(model(url)).write(REQUEST)
    assert (written.times, written.used.sent, written.used.received) == (2, 200, 40)


def test_a_cut_answer_says_so() -> None:
    with served(Script(says('{"title": "夜', finish="length"))) as url:
        assert not model(url).say(call()).completion.whole


def test_tokens_are_priced_as_the_server_counts_them() -> None:
    with served(Script(good)) as url:
        used = model(url, Price(sent=Decimal("0.5"), received=Decimal(2))).say(call()).used
    assert (used.sent, used.received, used.money) == (100, 20, Decimal("0.00009"))


def test_a_server_that_counts_nothing_is_counted_for() -> None:
    silent = status(200, json.dumps({"choices": [{"message": {"content": '{"title": "夜渡"}'}}]}).encode())
    with served(Script(silent)) as url:
        used = model(url).say(call()).used
    assert used.sent > 20
    assert used.received == 7  # 19 bytes of UTF-8, three to a token


def test_the_identity_names_model_and_place_and_no_secret() -> None:
    one = EndpointModel("https://user:pass@a.example/v1", "m", KEY).identity
    assert one == "endpoint:m@a.example/v1"


@pytest.mark.parametrize(("url", "name"), [("", "m"), ("ftp://x/v1", "m"), ("https://x/v1", "")])
def test_settings_that_cannot_work_are_refused_at_once(url: str, name: str) -> None:
    with pytest.raises(BadInput, match="DRAMAPORT_WRITE"):
        EndpointModel(url, name)
