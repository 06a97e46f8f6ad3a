"""What a writer is asked and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Generic, Literal, Protocol, TypeVar

from pydantic import BaseModel

from dramaport.ai.chat import Completion
from dramaport.build.digest import digest_of
from dramaport.errors import DramaportError

T = TypeVar("T", bound=BaseModel)


class WriterRefused(DramaportError):
    """No usable answer came. The text says what was wrong with the last one."""


class WriterUnavailable(WriterRefused):
    """The provider cannot be reached or refuses everything for now: asking later may help, asking otherwise does not."""


@dataclass(frozen=True)
class Message:
    """One message of a conversation."""

    role: Literal["system", "user", "assistant"]
    content: str

    def as_dict(self) -> dict[str, str]:
        return {"role": self.role, "content": self.content}


def _nothing_wrong(_: Any) -> tuple[str, ...]:
    return ()


@dataclass(frozen=True)
class Request(Generic[T]):
    """An object asked for. `wanted` is its pydantic model, `subject` what it is about ("E07"), for people and recordings.

    `check` finds what the model's types cannot say (an anchor that is not in the text) and gives it in words the writer
    can act on; it is no part of the request's identity, for it changes no first answer.
    """

    prompt: str  # "write-episode/1.zh"
    messages: tuple[Message, ...]
    wanted: type[T]
    subject: str = ""
    max_tokens: int = 4096
    temperature: float = 0.7
    seed: int = 1
    check: Callable[[T], tuple[str, ...]] = _nothing_wrong

    @property
    def schema(self) -> dict[str, Any]:
        """The answer's JSON schema. It is sent, and paid for, with every request, so pydantic's titles are left out."""
        schema: dict[str, Any] = _untitled(self.wanted.model_json_schema())
        return schema


def _untitled(schema: Any) -> Any:
    """Without titles; a property that is called title is no title."""
    if isinstance(schema, dict):
        return {
            key: _untitled(value) for key, value in schema.items() if not (key == "title" and isinstance(value, str))
        }
    return [_untitled(value) for value in schema] if isinstance(schema, list) else schema


@dataclass(frozen=True)
class Call:
    """One question to a model, which is one thing to pay for."""

    prompt: str
    subject: str
    messages: tuple[Message, ...]
    schema: Mapping[str, Any]
    max_tokens: int
    temperature: float
    seed: int

    @property
    def key(self) -> str:
        """The SHA-256 of everything that changes the answer, whoever gives it."""
        said = [message.as_dict() for message in self.messages]
        return digest_of([said, self.schema, self.max_tokens, self.temperature, self.seed])


@dataclass(frozen=True)
class Usage:
    """Tokens and money. `money` is None where some price is not known; unknown is never nothing."""

    sent: int = 0
    received: int = 0
    money: Decimal | None = Decimal(0)

    def __add__(self, other: Usage) -> Usage:
        money = None if self.money is None or other.money is None else self.money + other.money
        return Usage(self.sent + other.sent, self.received + other.received, money)


@dataclass(frozen=True)
class Said:
    """A model's answer to a call, and what it took. `fresh` is False where it was paid for earlier."""

    completion: Completion
    used: Usage
    fresh: bool = True


@dataclass(frozen=True)
class Written(Generic[T]):
    """The object, who wrote it, and what it took now, discarded answers included; `times` counts all answers."""

    value: T
    by: str
    used: Usage
    times: int = 1


class Model(Protocol):
    """Something that answers calls. `identity` names it and every setting that changes its answers."""

    @property
    def identity(self) -> str: ...

    def say(self, call: Call) -> Said:
        """One answer. Raises WriterRefused or WriterUnavailable where there is none."""
        ...


class Writer(Protocol):
    """Objects for requests."""

    @property
    def identity(self) -> str: ...

    def write(self, request: Request[T]) -> Written[T]:
        """The object. Raises WriterRefused, WriterUnavailable, and BudgetSpent at the cap."""
        ...
