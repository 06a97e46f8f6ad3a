"""Any OpenAI-compatible endpoint as a translator: vendors, and vLLM, llama.cpp or Ollama on a machine of one's own."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from typing import Any, Literal

import httpx

from dramaport.ai.abilities import Answer, Ask, Scene, TranslationRefused
from dramaport.ai.chat import ChatEndpoint, NoCompletion, completion
from dramaport.ai.door import Door, DoorClosed, Endless, Patience, is_address, place
from dramaport.ai.translate import TranslatorUnavailable, prompts
from dramaport.ai.translate.reply import BadReply, parse_reply
from dramaport.errors import BadInput

_PROMPT = "endpoint"
#: Seconds between two bytes of an answer (a large model thinks before the first), and before a busy endpoint is asked again.
_READ_S, _PAUSE_S, _LONGEST_PAUSE_S = 180.0, 2.0, 60.0
#: Times an answer with the wrong ids or no JSON is asked for again.
_MOST_REPLIES = 3
#: No scene's answer is larger; what goes on is no answer.
_MOST_BYTES = 4 << 20


class EndpointTranslator:
    """Translates a scene with one request to `url`/chat/completions. Safe to use from several threads.

    The key goes into the request's header and nowhere else. Redirects are not followed, so it goes to no other host.
    """

    def __init__(
        self,
        url: str,
        model: str,
        key: str = "",
        *,
        quality: Literal["draft", "usable", "good"] = "good",
        sleep: Callable[[float], None] = time.sleep,
        read_seconds: float = _READ_S,
    ) -> None:
        if not is_address(url):
            raise BadInput("DRAMAPORT_TRANSLATE_URL is not an address; use https://host/v1")
        if not model:
            raise BadInput("DRAMAPORT_TRANSLATE_MODEL is empty; name the model the endpoint shall use")
        self._host = place(url)
        self._model = model
        self._quality = quality
        self._lock = threading.Lock()
        self._tokens = [0, 0]
        patience = Patience(read_seconds, _PAUSE_S, _LONGEST_PAUSE_S)
        door = Door(f"{url.rstrip('/')}/chat/completions", key, patience, most_bytes=_MOST_BYTES, sleep=sleep)
        self._chat = ChatEndpoint(door, model, ("json_object", "text"))

    @property
    def identity(self) -> str:
        return f"endpoint:{self._model}@{self._host}:{prompts.digest(_PROMPT)}"

    @property
    def tokens(self) -> tuple[int, int]:
        """Tokens sent and received so far, as the endpoint counts them."""
        return self._tokens[0], self._tokens[1]

    def can(self, source: str, target: str) -> bool:
        """True for any two languages: what a foreign model knows is its owner's promise, and the gate checks what it
        says.
        """
        return source != target

    def quality(self, source: str, target: str) -> Literal["draft", "usable", "good"]:  # noqa: ARG002
        return self._quality

    def translate(self, scene: Scene) -> tuple[Answer, ...]:
        """An answer for each ask. Raises TranslationRefused; TranslatorUnavailable where the endpoint itself is the
        problem.
        """
        ids = [ask.id for ask in scene.asks]
        messages = [
            {"role": "system", "content": prompts.prompt(_PROMPT, scene.source, scene.target)},
            {"role": "user", "content": json.dumps(_request(scene), ensure_ascii=False)},
        ]
        problem = ""
        for _ in range(_MOST_REPLIES):
            again = [{"role": "user", "content": f"Your last answer could not be used: {problem}."}] if problem else []
            try:
                return parse_reply(self._complete([*messages, *again]), ids)
            except BadReply as error:
                problem = str(error)
        raise TranslationRefused(f"{self._host} gave no usable answer {_MOST_REPLIES} times: {problem}")

    def _complete(self, messages: list[dict[str, str]]) -> str:
        try:
            reply = self._chat.ask(messages, temperature=0, seed=1)
        except DoorClosed as error:
            raise TranslatorUnavailable(f"{self._host} {error}") from error
        except Endless as error:
            raise BadReply(str(error)) from error
        if reply.status in {401, 403}:
            raise TranslatorUnavailable(f"{self._host} refuses the key ({reply.status}); check DRAMAPORT_TRANSLATE_KEY")
        if reply.status == httpx.codes.NOT_FOUND:
            raise TranslatorUnavailable(
                f"{self._host} has no model {self._model} there (404); check DRAMAPORT_TRANSLATE_URL and _MODEL"
            )
        if reply.status != httpx.codes.OK:
            raise TranslationRefused(f"{self._host} answers {reply.status}")
        return self._content(reply.body)

    def _content(self, answer: bytes) -> str:
        try:
            said = completion(answer)
        except NoCompletion as error:
            raise BadReply(str(error)) from error
        with self._lock:
            self._tokens[0] += said.sent or 0
            self._tokens[1] += said.received or 0
        if not said.whole:
            raise BadReply("the answer was cut off")
        if not said.text:
            raise BadReply("the answer has no text")
        return said.text


def _request(scene: Scene) -> dict[str, Any]:
    request: dict[str, Any] = {"scene": [_shown(speaker, text) for _, speaker, text in scene.context]}
    if scene.synopsis:
        request["synopsis"] = scene.synopsis
    request["lines"] = [_line(ask) for ask in scene.asks]
    return request


def _shown(speaker: str, text: str) -> str:
    return f"{speaker}: {text}" if speaker else text


def _line(ask: Ask) -> dict[str, Any]:
    line: dict[str, Any] = {"id": ask.id, "text": ask.text}
    if ask.speaker:
        line["speaker"] = ask.speaker
    if ask.terms:
        line["terms"] = dict(ask.terms)
    if ask.notes:
        line["notes"] = list(ask.notes)
    return line
