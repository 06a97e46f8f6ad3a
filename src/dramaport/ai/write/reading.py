"""Reading what a model answered. Strict: each way of going wrong has its own words, which the model is told."""

from __future__ import annotations

import json
import re
from typing import Final, TypeVar

from pydantic import BaseModel, ValidationError

from dramaport.ai.chat import Completion

T = TypeVar("T", bound=BaseModel)

_FENCE: Final = re.compile(r"\A```(?:json)?\s*\n(.*?)\n?\s*```\Z", re.DOTALL)
#: What reasoning models think aloud before they answer, where the server does not take it out.
_THOUGHT: Final = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)
#: A stretch said over and over. Dialogue repeats a word or two a few times; nobody writes one thing ten times in a row.
_LOOP: Final = re.compile(r"(.{1,160}?)\1{9,}", re.DOTALL)
_SHORTEST_LOOP: Final = 60
#: As many of a list's faults are told at once; more than that is another answer.
_MOST_FAULTS: Final = 8


class BadAnswer(Exception):
    """The answer cannot be used. The text says why, in words the model can be told."""


class CutOff(BadAnswer):
    """The answer ended at the limit of its tokens."""


def read_answer(said: Completion, wanted: type[T]) -> T:
    """The object in an answer. Raises CutOff and BadAnswer."""
    text = _THOUGHT.sub("", said.text).strip()
    if looping(text):
        raise BadAnswer("the answer repeats itself without end")
    if not said.whole:
        raise CutOff("the answer was cut off before its end")
    return _checked(_json(text), wanted)


def looping(text: str) -> bool:
    """Whether a stretch stands ten times or more in a row, on 60 characters or more; blanks do not count."""
    dense = re.sub(r"\s+", " ", text)
    return any(len(loop[0]) >= _SHORTEST_LOOP and any(map(str.isalpha, loop[1])) for loop in _LOOP.finditer(dense))


def _json(text: str) -> object:
    fenced = _FENCE.match(text)
    inner = fenced[1].strip() if fenced else text
    try:
        return json.loads(inner)
    except RecursionError as error:
        raise BadAnswer("the answer is nested without end") from error
    except ValueError as error:
        raise BadAnswer(_what_it_is(inner, error)) from error


def _what_it_is(text: str, error: ValueError) -> str:
    first, last = text.find("{"), text.rfind("}")
    if first < 0:
        return "the answer is not JSON" if text else "the answer is empty"
    try:
        json.loads(text[first : last + 1])
    except (ValueError, RecursionError):
        return f"the answer is not valid JSON: {error}"
    return "there are words around the JSON; answer with the JSON object alone"


def _checked(value: object, wanted: type[T]) -> T:
    try:
        return wanted.model_validate(value)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False)
        told = [f"{'.'.join(map(str, fault['loc'])) or 'the answer'}: {fault['msg']}" for fault in faults]
        more = f"; and {len(told) - _MOST_FAULTS} more" if len(told) > _MOST_FAULTS else ""
        raise BadAnswer("; ".join(told[:_MOST_FAULTS]) + more) from error
