"""What rules ask about a drama. data/facts.toml lists every fact with its kind and the question a person is asked.

A fact that nobody has given is not known; it is never taken for no.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from importlib import resources
from pathlib import Path
from typing import Any, Final, Literal

from dramaport.drama.currency import digits
from dramaport.drama.screenplay.timing import episode_ms
from dramaport.drama.screenplay.values import Screenplay
from dramaport.drama.values import Age, Value
from dramaport.errors import BadInput

FILE: Final = "facts.toml"

_CURRENCY: Final = re.compile(r"[A-Z]{3}\Z")


@dataclass(frozen=True)
class Money:
    """An amount in a currency (ISO 4217)."""

    amount: Decimal
    currency: str

    @classmethod
    def parse(cls, text: str) -> Money:
        """Of "2500000 CNY"; thousands may be parted by commas or underscores. Raises ValueError."""
        amount, _, currency = text.strip().rpartition(" ")
        if not _CURRENCY.match(currency):
            raise ValueError('a budget needs its currency: write it as "2500000 CNY"')
        digits(currency)
        try:
            value = Decimal(amount.replace(",", "").replace("_", "").strip())
        except InvalidOperation as error:
            raise ValueError(f'{amount!r} is no amount: write it as "2500000 CNY"') from error
        if not value.is_finite() or value < 0:
            raise ValueError("a budget is an amount of 0 or more")
        return cls(value, currency)

    def __str__(self) -> str:
        return f"{self.amount:,} {self.currency}"


class Fact(Value):
    """One thing rules ask. `choices` are the words a choice or a set may hold."""

    name: str
    kind: Literal["yes_no", "text", "number", "date", "money", "choice", "set"]
    asks: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Facts:
    """What is known of a drama, by name; the values are bool, str, Decimal, date, Money or frozenset, by the fact's kind."""

    known: Mapping[str, Any]

    def get(self, name: str) -> Any:
        """None where it is not known."""
        return self.known.get(name)

    def shown(self, name: str) -> str:
        value = self.known[name]
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, frozenset):
            return ", ".join(sorted(value)) or "none"
        return str(value)

    def over(self, derived: Facts) -> Facts:
        """These, and what `derived` knows beside them: what a person says counts."""
        return Facts({**derived.known, **self.known})


@functools.cache
def known_facts() -> Mapping[str, Fact]:
    """Every fact a rule may ask, by name."""
    text = resources.files(__package__).joinpath("data/facts.toml").read_text("utf-8")
    return {name: Fact(name=name, **told) for name, told in tomllib.loads(text).items()}


def read_facts(told: Mapping[str, Any], where: str) -> Facts:
    """Facts from what a file or the command line says. Raises BadInput naming `where`, the fact, and how it is written."""
    known: dict[str, Any] = {}
    for name, value in told.items():
        fact = known_facts().get(name)
        if fact is None:
            raise BadInput(f"{where}: {name!r} is no fact that a rule asks; docs/rules.md lists them")
        try:
            known[name] = _value(fact, value)
        except ValueError as error:
            raise BadInput(f"{where}: {name}: {error}") from error
    return Facts(known)


def load_facts(folder: Path) -> Facts:
    """The facts in a workshop's facts.toml; none where there is no such file. Raises BadInput."""
    file = folder / FILE
    if not file.exists():
        return Facts({})
    try:
        told = tomllib.loads(file.read_text("utf-8"), parse_float=Decimal)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInput(f"{FILE} is not valid TOML in UTF-8: {error}") from error
    return read_facts(told, FILE)


def facts_of(play: Screenplay) -> Facts:
    """What a script itself says: its title, whether children are in it, how long its longest episode is."""
    lengths = [episode_ms(episode, play.source) for episode in play.episodes.values()]
    known: dict[str, Any] = {"title": play.title, "children": any(role.age is Age.CHILD for role in play.characters)}
    if lengths:
        known["longest_episode_seconds"] = Decimal(max(lengths)) / 1000
    return Facts(known)


def _value(fact: Fact, value: Any) -> Any:
    match fact.kind:
        case "yes_no":
            return _yes_no(value)
        case "number":
            return _number(value)
        case "date":
            return _date(value)
        case "money":
            return Money.parse(str(value))
        case "set":
            return _set(fact, value)
        case "choice":
            if value not in fact.choices:
                raise ValueError(f"{value!r} is none of {', '.join(fact.choices)}")
            return value
        case _:
            if not isinstance(value, str):
                raise ValueError(f"{value!r} is no text; put it in quotation marks")
            return value


def _yes_no(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if value in ("yes", "true", "no", "false"):
        return value in ("yes", "true")
    raise ValueError(f"{value!r} is neither yes nor no")


def _number(value: Any) -> Decimal:
    try:
        number = Decimal(str(value))
    except InvalidOperation as error:
        raise ValueError(f"{value!r} is no number") from error
    if isinstance(value, bool) or not number.is_finite():
        raise ValueError(f"{value!r} is no number")
    return number


def _date(value: Any) -> date:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise ValueError(f"{value!r} is no date; write it as 2026-12-01") from error


def _set(fact: Fact, value: Any) -> frozenset[str]:
    told = "" if value == "[]" else value  # as files write it; a command line gives words
    words = [word.strip() for word in told.split(",")] if isinstance(told, str) else told
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise ValueError(f'{value!r} is no list; write it as ["{fact.choices[0]}"], or [] for none')
    unknown = [word for word in words if word and word not in fact.choices]
    if unknown:
        raise ValueError(f"{unknown[0]!r} is none of {', '.join(fact.choices)}")
    return frozenset(word for word in words if word)
