"""The endpoint translator against a local server that behaves badly in every way vendors do."""

from __future__ import annotations

import json

import pytest
from vendor_fakes import Reaction, Script, hangs, says, served, status

from dramaport.ai.abilities import Ask, Scene, TranslationRefused
from dramaport.ai.translate import TranslatorUnavailable
from dramaport.ai.translate.endpoint import EndpointTranslator
from dramaport.errors import BadInput

KEY = "sk-very-secret"
SCENE = Scene(
    source="zh",
    target="en",
    asks=(
        Ask("E01.001", "爷爷，水里有个人！", "Xiaoman", 1800, (("爷爷", "Grandpa"),), ("at most 9 syllables",)),
        Ask("E01.002", "别喊，把灯给我！"),
    ),
    context=(("E01.001", "Xiaoman", "爷爷，水里有个人！"), ("E01.002", "", "别喊，把灯给我！")),
)
GOOD = {"E01.001": ["Grandpa! Someone's in the water!", "Grandpa, look!"], "E01.002": ["Hush. Hand me the lamp!"]}


def lines(*rows: tuple[str, list[str]]) -> Reaction:
    return says(json.dumps({"lines": [{"id": one, "translations": texts} for one, texts in rows]}))


good = lines(*GOOD.items())


def translator(url: str, pauses: list[float] | None = None, patience: float = 20.0) -> EndpointTranslator:
    noted = [] if pauses is None else pauses
    return EndpointTranslator(url, "some-model", KEY, sleep=noted.append, read_seconds=patience)


def test_a_scene_goes_out_whole_and_comes_back_by_id() -> None:
    script = Script(good)
    with served(script) as url:
        used = translator(url)
        answers = used.translate(SCENE)
        assert {answer.id: list(answer.candidates) for answer in answers} == GOOD
        assert used.tokens == (100, 20)
    (request,) = script.requests
    assert request["path"] == "/v1/chat/completions"
    assert (request["model"], request["temperature"]) == ("some-model", 0)
    system, user = (message["content"] for message in request["messages"])
    assert "Chinese" in system
    assert "English" in system
    asked = json.loads(user)
    assert asked["scene"] == ["Xiaoman: 爷爷，水里有个人！", "别喊，把灯给我！"]
    assert asked["lines"][0] == {
        "id": "E01.001",
        "text": "爷爷，水里有个人！",
        "speaker": "Xiaoman",
        "terms": {"爷爷": "Grandpa"},
        "notes": ["at most 9 syllables"],
    }


def test_the_key_is_sent_in_the_header_and_shown_nowhere() -> None:
    script = Script(status(401))
    with served(script) as url:
        used = translator(url)
        assert KEY not in used.identity
        with pytest.raises(TranslatorUnavailable, match="DRAMAPORT_TRANSLATE_KEY") as refusal:
            used.translate(SCENE)
    assert KEY not in str(refusal.value)
    assert script.headers[0]["Authorization"] == f"Bearer {KEY}"
    assert KEY not in json.dumps(script.requests)


def test_identity_changes_with_model_host_and_nothing_secret() -> None:
    one = EndpointTranslator("https://a.example/v1", "m", "k1").identity
    assert one == EndpointTranslator("https://user:pass@a.example/v1/", "m", "k2").identity
    assert one != EndpointTranslator("https://a.example/v1", "n").identity
    assert one != EndpointTranslator("https://b.example/v1", "m").identity


@pytest.mark.parametrize(
    ("broken", "pauses"),
    [
        ((status(429, Retry_After="7"),), [7.0]),
        ((status(429, Retry_After="9999"),), [60.0]),
        ((status(429, Retry_After="Wed, 21 Oct 2015 07:28:00 GMT"),), [0.0]),
        ((status(429, Retry_After="soon"),), [2.0]),
        ((status(429),), [2.0]),
        ((status(500), status(503)), [2.0, 4.0]),
    ],
)
def test_busy_and_broken_servers_are_asked_again_after_a_pause(
    broken: tuple[Reaction, ...], pauses: list[float]
) -> None:
    slept: list[float] = []
    with served(Script(*broken, good)) as url:
        assert len(translator(url, slept).translate(SCENE)) == 2
    assert slept == pauses


@pytest.mark.parametrize(
    ("always", "said", "patience"),
    [(status(500), "answers 500", 20.0), (status(429), "answers 429", 20.0), (hangs, "in time", 0.1)],
)
def test_patience_ends(always: Reaction, said: str, patience: float) -> None:
    slept: list[float] = []
    script = Script(always)
    with served(script) as url, pytest.raises(TranslatorUnavailable, match=said):
        translator(url, slept, patience).translate(SCENE)
    assert len(script.requests) == 5
    assert slept == [2.0, 4.0, 8.0, 16.0]


def test_nobody_listening_is_unavailable() -> None:
    with pytest.raises(TranslatorUnavailable, match="cannot be reached"):
        translator("http://127.0.0.1:9").translate(SCENE)


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (says("I'm sorry, but I can't help with that."), "not JSON"),
        (says('{"lines": ['), "not JSON"),
        (says('{"lines": []}', finish="length"), "cut off"),
        (says(None), "no text"),
        (status(200, b"<html>"), "no chat completion"),
        (status(200, b'{"choices": []}'), "no chat completion"),
        (status(200, b"[" * 100_000), "no chat completion"),
        (status(200, b"0" * (5 << 20)), "endless"),
        (lines(("E01.001", ["a"]), ("E01.001", ["b"]), ("E01.002", ["c"])), "twice: E01.001"),
        (lines(("E01.001", ["a"])), "missing ids: E01.002"),
        (lines(("E01.001", ["a"]), ("E01.002", ["b"]), ("E07.001", ["c"])), "unknown ids: E07.001"),
    ],
)
def test_a_bad_answer_is_asked_for_again_and_at_last_refused(bad: Reaction, said: str) -> None:
    script = Script(bad, good)
    with served(script) as url:
        assert len(translator(url).translate(SCENE)) == 2
    assert said.split(":")[0] in script.requests[1]["messages"][-1]["content"]

    script = Script(bad)
    with served(script) as url, pytest.raises(TranslationRefused, match=said) as refusal:
        translator(url).translate(SCENE)
    assert not isinstance(refusal.value, TranslatorUnavailable)
    assert len(script.requests) == 3


def test_texts_are_handed_on_as_they_are_for_the_contract_to_judge() -> None:
    echo = lines(("E01.001", [""]), ("E01.002", ["别喊，把灯给我！"]))
    with served(Script(echo)) as url:
        answers = translator(url).translate(SCENE)
    assert [answer.candidates for answer in answers] == [("",), ("别喊，把灯给我！",)]


def test_a_server_without_json_mode_is_asked_without_it_from_then_on() -> None:
    script = Script(status(400), good)
    with served(script) as url:
        used = translator(url)
        used.translate(SCENE)
        used.translate(SCENE)
    assert ["response_format" in request for request in script.requests] == [True, False, False]


def test_a_wrong_address_is_unavailable_and_another_refusal_is_the_scenes() -> None:
    with served(Script(status(404))) as url, pytest.raises(TranslatorUnavailable, match="404"):
        translator(url).translate(SCENE)
    with served(Script(status(413))) as url, pytest.raises(TranslationRefused, match="413"):
        translator(url).translate(SCENE)


def test_redirects_are_not_followed_so_the_key_stays_with_its_host() -> None:
    elsewhere = status(307, Location="http://127.0.0.1:9/steal")
    with served(Script(elsewhere)) as url, pytest.raises(TranslationRefused, match="307"):
        translator(url).translate(SCENE)


@pytest.mark.parametrize(
    ("url", "model"), [("", "m"), ("ftp://x/v1", "m"), ("api.example/v1", "m"), ("https://x/v1", "")]
)
def test_settings_that_cannot_work_are_refused_at_once(url: str, model: str) -> None:
    with pytest.raises(BadInput, match="DRAMAPORT_TRANSLATE"):
        EndpointTranslator(url, model)
