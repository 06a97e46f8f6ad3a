"""A model whose answers are written down by the id of the prompt: for tests, and for recording."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dramaport.ai.chat import Completion
from dramaport.ai.write import tokens
from dramaport.ai.write.money import Price
from dramaport.ai.write.values import Call, Said, WriterRefused


class ScriptedModel:
    """Gives the answers of a prompt in turn; keeps the calls it got. `price` makes it one that costs money.

    A key is a prompt's id, alone or with a subject ("write-episode", "write-episode E07"); the more exact one counts.
    """

    def __init__(self, answers: Mapping[str, Sequence[str | Completion]], price: Price | None = None) -> None:
        self._answers = {key: list(said) for key, said in answers.items()}
        self._price = price or Price()
        self.calls: list[Call] = []

    @property
    def identity(self) -> str:
        return "scripted"

    def say(self, call: Call) -> Said:
        self.calls.append(call)
        prompt = call.prompt.partition("/")[0]
        left = self._answers.get(f"{prompt} {call.subject}") or self._answers.get(prompt)
        if not left:
            raise WriterRefused(f"nothing is written down for {prompt} {call.subject}")
        told = left.pop(0)
        said = told if isinstance(told, Completion) else Completion(told, tokens.sent(call), tokens.usual(told))
        return Said(said, self._price.of(said))
