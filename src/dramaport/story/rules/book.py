"""The rule book: every rule in data/, read once and checked."""

from __future__ import annotations

import functools
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any, Final

from pydantic import ValidationError

from dramaport.drama.values import Value
from dramaport.errors import BadInput
from dramaport.story.rules.conditions import Condition, condition
from dramaport.story.rules.facts import known_facts
from dramaport.story.rules.values import Rule

FILES: Final = ("cn.toml", "stores.toml", "abroad.toml")


class Market(Value):
    """A market: whose rules count there, and which topics must have an answer."""

    name: str
    jurisdictions: tuple[str, ...]
    topics: tuple[str, ...] = ()


@dataclass(frozen=True)
class Entry:
    """A rule with its conditions ready to be asked."""

    rule: Rule
    applies: Condition
    holds: Condition | None


@dataclass(frozen=True)
class Book:
    """Rules in the order of the files, and the markets by code."""

    entries: tuple[Entry, ...]
    markets: Mapping[str, Market]


@functools.cache
def book() -> Book:
    """The house's rule book."""
    markets = {code: Market.model_validate(told) for code, told in _read("markets.toml").items()}
    return Book(tuple(entry for file in FILES for entry in entries(_read(file), file)), markets)


def entries(told: Mapping[str, Any], file: str) -> Iterable[Entry]:
    """The rules a file tells. Raises BadInput naming the file, the rule and the key."""
    named, facts = told.get("condition", {}), frozenset(known_facts())
    rules = [_rule(rule, file) for rule in told.get("rule", [])]
    twice = [name for name, count in Counter(rule.id for rule in rules).items() if count > 1]
    if twice:
        raise BadInput(f"{file}: the id {twice[0]} is there twice; a changed rule is a new one with its own id")
    for rule in rules:
        applies = condition(rule.applies_if or {"all": []}, named, facts, f"{file}: {rule.id}.applies_if")
        holds = condition(rule.holds_if, named, facts, f"{file}: {rule.id}.holds_if") if rule.holds_if else None
        yield Entry(rule, applies, holds)


def _rule(told: Any, file: str) -> Rule:
    try:
        return Rule.model_validate(told)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(map(str, first["loc"])) or "it"
        name = told.get("id", "a rule without an id") if isinstance(told, dict) else "a rule"
        raise BadInput(f"{file}: {name}: {key}: {first['msg'].removeprefix('Value error, ')}") from error


def _read(file: str) -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath(f"data/{file}").read_text("utf-8"))
