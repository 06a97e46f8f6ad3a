"""Chat completions, as an OpenAI-compatible endpoint and a GGUF model in this process give them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from dramaport.ai.door import Door, Reply

Mode = Literal["json_schema", "json_object", "text"]
Messages = Sequence[Mapping[str, str]]

#: From the form that binds a model most tightly to the one every server knows.
MODES: Final[tuple[Mode, ...]] = ("json_schema", "json_object", "text")
#: What servers answer to a field they do not know.
_UNKNOWN_FIELD: Final = frozenset({400, 422})
#: Fields some models refuse by name, and what takes their place.
_REFUSABLE: Final = {"max_tokens": "max_completion_tokens", "temperature": None, "seed": None}


class NoCompletion(Exception):
    """The answer is no chat completion. The text says what it is instead."""


@dataclass(frozen=True)
class Completion:
    """What a model said ("" where it said nothing), and the tokens it counts for it; None where it counts none.

    `whole` is False where it stopped at its limit.
    """

    text: str
    sent: int | None = None
    received: int | None = None
    whole: bool = True


def completion(answer: bytes | str) -> Completion:
    """Read a chat completion's JSON. Raises NoCompletion."""
    try:
        value = json.loads(answer)
        choice = value["choices"][0]
        text = choice["message"]["content"]
        used = value.get("usage") or {}
        sent, received = (int(used[key]) if used.get(key) else None for key in ("prompt_tokens", "completion_tokens"))
        whole = choice.get("finish_reason") != "length"
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise NoCompletion("the answer is no chat completion") from error
    return Completion(text if isinstance(text, str) else "", sent, received, whole)


def response_format(mode: Mode, schema: Mapping[str, Any] | None) -> dict[str, Any]:
    """The fields of a request that ask for JSON in a mode."""
    if mode == "json_schema" and schema is not None:
        named = {"name": "answer", "schema": schema, "strict": all_required(schema)}
        return {"response_format": {"type": "json_schema", "json_schema": named}}
    return {"response_format": {"type": "json_object"}} if mode == "json_object" else {}


def all_required(schema: object) -> bool:
    """Whether every object of a schema requires all of its properties, which OpenAI's strict mode asks for."""
    if isinstance(schema, Mapping):
        if set(schema.get("properties") or ()) - set(schema.get("required") or ()):
            return False
        return all(map(all_required, schema.values()))
    return all(map(all_required, schema)) if isinstance(schema, list) else True


def schema_in_words(schema: Mapping[str, Any]) -> str:
    """What a model is told where nothing else holds it to the schema."""
    spelled = json.dumps(schema, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return f"Answer with one JSON object alone, no words before or after it. It must fit this JSON schema:\n{spelled}"


class ChatEndpoint:
    """`url`/chat/completions for one model.

    A server that does not know a field is asked without it, and from then on. Counts the tokens of every answer, used or not.
    """

    def __init__(self, door: Door, model: str, modes: Sequence[Mode] = MODES) -> None:
        self._door = door
        self._model = model
        self._modes = tuple(modes)
        self._without: frozenset[str] = frozenset()

    def ask(self, messages: Messages, schema: Mapping[str, Any] | None = None, **fields: Any) -> Reply:
        """The server's reply, good or not, in the tightest mode it takes. Raises DoorClosed, Endless."""
        refusal: Reply | None = None
        for mode in self._modes:
            reply = self._in_mode(mode, messages, schema, fields)
            if reply.status not in _UNKNOWN_FIELD:
                self._modes = self._modes[self._modes.index(mode) :] if reply.good else self._modes
                return reply
            refusal = refusal or reply
        assert refusal is not None  # noqa: S101  there is at least one mode
        return refusal

    def _in_mode(self, mode: Mode, messages: Messages, schema: Mapping[str, Any] | None, fields: Any) -> Reply:
        told = [*messages]
        if schema is not None and mode != "json_schema":
            told.insert(0, {"role": "system", "content": schema_in_words(schema)})
        while True:
            body = {"model": self._model, "messages": told, **self._taken(fields), **response_format(mode, schema)}
            reply = self._door.post(json=body)
            named = next((f for f in _REFUSABLE if f in body and f'"{f}' in reply.words.replace("'", '"')), None)
            if reply.status not in _UNKNOWN_FIELD or named is None:
                return reply
            self._without |= {named}

    def _taken(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        names = {name: _REFUSABLE.get(name) if name in self._without else name for name in fields}
        return {new: fields[name] for name, new in names.items() if new is not None}
