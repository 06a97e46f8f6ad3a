"""A writer made of a model: its answers are checked, and asked for again with what was wrong."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from dramaport.ai.write.reading import BadAnswer, CutOff, T, read_answer
from dramaport.ai.write.values import Call, Message, Model, Request, Said, Usage, WriterRefused, Written

#: Answers to one request, the first included. Twice corrected is still wrong: a third correction seldom mends it.
MOST_ANSWERS: Final = 3
#: What may be said after an answer that was cut off: this many times as much.
_ROOM: Final = 2
_AGAIN: Final = "Your last answer could not be used: {fault}. Answer again, whole, as one JSON object and nothing else."
#: The same command finds the same answers again: they were paid for.
_REMEDY: Final = "these answers are kept, so name another model, or to write another --take"


@dataclass(frozen=True)
class AskingWriter:
    """Asks a model at most `most` times for each object."""

    model: Model
    most: int = MOST_ANSWERS

    @property
    def identity(self) -> str:
        return self.model.identity

    def write(self, request: Request[T]) -> Written[T]:
        """The object of the first answer that passes. What the others took counts too."""
        used = Usage()
        call = first_call(request)
        fault = ""
        for times in range(1, self.most + 1):
            said = self.model.say(call)
            used += said.used
            try:
                value = _passing(request, said)
            except BadAnswer as error:
                fault = str(error)
                call = _again(call, said, error)
            else:
                return Written(value, self.identity, used, times)
        asked = f"{request.prompt} {request.subject}".strip()
        raise WriterRefused(f"{asked}: no usable answer, {self.most} times: {fault}; {_REMEDY}")


def first_call(request: Request[T]) -> Call:
    """The call a request begins with."""
    return Call(
        request.prompt,
        request.subject,
        request.messages,
        request.schema,
        request.max_tokens,
        request.temperature,
        request.seed,
    )


def _passing(request: Request[T], said: Said) -> T:
    value = read_answer(said.completion, request.wanted)
    faults = request.check(value)
    if faults:
        raise BadAnswer("; ".join(faults))
    return value


def _again(call: Call, said: Said, error: BadAnswer) -> Call:
    """The next call: with the answer and its fault. One without end is not shown again, or it would go on."""
    told = Message("user", _AGAIN.format(fault=error))
    if isinstance(error, CutOff):
        return replace(call, messages=(*call.messages, told), max_tokens=call.max_tokens * _ROOM)
    shown = said.completion.text if len(said.completion.text) <= 4 * call.max_tokens else ""
    answer = (Message("assistant", shown),) if shown.strip() else ()
    return replace(call, messages=(*call.messages, *answer, told))
