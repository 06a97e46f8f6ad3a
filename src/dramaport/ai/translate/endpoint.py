"""Any OpenAI-compatible endpoint as a translator: vendors, and vLLM, llama.cpp or Ollama on a machine of one's own."""

from __future__ import annotations

import email.utils
import json
import threading
import time
from collections.abc import Callable
from typing import Any, Literal
from urllib.parse import urlsplit

import httpx

from dramaport.ai.abilities import Answer, Ask, Scene, TranslationRefused
from dramaport.ai.translate import TranslatorUnavailable, prompts
from dramaport.ai.translate.reply import BadReply, parse_reply
from dramaport.errors import BadInput

_PROMPT = "endpoint"
#: Seconds to connect, and between two bytes of an answer: a large model thinks before the first.
_CONNECT_S, _READ_S = 10.0, 180.0
#: Times an endpoint that is busy, broken or unreachable is asked again, and the seconds between, doubled each time.
_RETRIES, _PAUSE_S, _LONGEST_PAUSE_S = 4, 2.0, 60.0
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
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise BadInput("DRAMAPORT_TRANSLATE_URL is not an address; use https://host/v1")
        if not model:
            raise BadInput("DRAMAPORT_TRANSLATE_MODEL is empty; name the model the endpoint shall use")
        self._url = url.rstrip("/") + "/chat/completions"
        self._host = f"{parts.hostname}{f':{parts.port}' if parts.port else ''}{parts.path.rstrip('/')}"
        self._model = model
        self._quality = quality
        self._sleep = sleep
        self._json_mode = True
        self._lock = threading.Lock()
        self._tokens = [0, 0]
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._client = httpx.Client(timeout=httpx.Timeout(read_seconds, connect=_CONNECT_S), headers=headers)

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
        body: dict[str, Any] = {"model": self._model, "messages": messages, "temperature": 0, "seed": 1}
        if self._json_mode:
            body["response_format"] = {"type": "json_object"}
        status, answer = self._post(body)
        if status in {400, 422} and self._json_mode:
            self._json_mode = False  # not every server knows the field
            del body["response_format"]
            status, answer = self._post(body)
        if status in {401, 403}:
            raise TranslatorUnavailable(f"{self._host} refuses the key ({status}); check DRAMAPORT_TRANSLATE_KEY")
        if status == httpx.codes.NOT_FOUND:
            raise TranslatorUnavailable(
                f"{self._host} has no model {self._model} there (404); check DRAMAPORT_TRANSLATE_URL and _MODEL"
            )
        if status != httpx.codes.OK:
            raise TranslationRefused(f"{self._host} answers {status}")
        return self._content(answer)

    def _content(self, answer: bytes) -> str:
        try:
            value = json.loads(answer)
            choice = value["choices"][0]
            text = choice["message"]["content"]
            used = value.get("usage") or {}
            sent, received = int(used.get("prompt_tokens") or 0), int(used.get("completion_tokens") or 0)
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            raise BadReply("the answer is no chat completion") from error
        with self._lock:
            self._tokens[0] += sent
            self._tokens[1] += received
        if choice.get("finish_reason") == "length":
            raise BadReply("the answer was cut off")
        if not isinstance(text, str):
            raise BadReply("the answer has no text")
        return text

    def _post(self, body: dict[str, Any]) -> tuple[int, bytes]:
        """Status and body, after as many retries as are due. Raises TranslatorUnavailable when they are used up."""
        cause = ""
        for retry in range(_RETRIES + 1):
            pause = min(_LONGEST_PAUSE_S, _PAUSE_S * 2**retry)
            try:
                status, headers, answer = self._once(body)
            except httpx.TransportError as error:
                cause = "does not answer in time" if isinstance(error, httpx.TimeoutException) else "cannot be reached"
            else:
                if status != httpx.codes.TOO_MANY_REQUESTS and status < 500:
                    return status, answer
                cause = f"answers {status}"
                pause = min(_LONGEST_PAUSE_S, _retry_after(headers.get("retry-after"), pause))
            if retry < _RETRIES:
                self._sleep(pause)
        raise TranslatorUnavailable(f"{self._host} {cause}, {_RETRIES + 1} times")

    def _once(self, body: dict[str, Any]) -> tuple[int, httpx.Headers, bytes]:
        with self._client.stream("POST", self._url, json=body) as answer:
            got = bytearray()
            for block in answer.iter_bytes():
                got += block
                if len(got) > _MOST_BYTES:
                    raise BadReply("the answer is endless")
            return answer.status_code, answer.headers, bytes(got)


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


def _retry_after(value: str | None, otherwise: float) -> float:
    """Seconds from a Retry-After header, which holds seconds or a date (RFC 9110, section 10.2.3)."""
    if value is None:
        return otherwise
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - time.time())
    except (TypeError, ValueError):
        return otherwise
