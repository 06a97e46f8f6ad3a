"""Conditions over facts, in three values: yes, no, and not known. What is not known is never taken for a no.

Kleene's strong logic: `all` is no as soon as one part is no, yes when all are yes, and not known otherwise; `any` the other way
round. Every answer that is not known names the facts that would settle it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from dramaport.errors import BadInput
from dramaport.story.rules.facts import Facts, Money


@dataclass(frozen=True)
class Answer:
    """Yes, no, or not known (None); the facts it rests on, and those that are missing."""

    holds: bool | None
    rests_on: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


Condition = Callable[[Facts], Answer]


def condition(told: Mapping[str, Any], named: Mapping[str, Any], facts: frozenset[str], where: str) -> Condition:
    """A condition as data made a function. `named` are conditions that others use by name.

    Raises BadInput naming `where` for an unknown fact, test or name.
    """
    match dict(told):
        case {"all": list(parts), **rest} if not rest:
            return _joined([condition(part, named, facts, where) for part in parts], decides=False)
        case {"any": list(parts), **rest} if not rest:
            return _joined([condition(part, named, facts, where) for part in parts], decides=True)
        case {"not": dict(part), **rest} if not rest:
            return _inverse(condition(part, named, facts, where))
        case {"use": str(name), **rest} if not rest and name in named:
            return condition(named[name], {key: value for key, value in named.items() if key != name}, facts, where)
        case {"fact": str(fact), **rest} if len(rest) == 1 and fact in facts:
            ((test, wanted),) = rest.items()
            if test in _TESTS:
                return _test(fact, test, wanted)
    raise BadInput(f"{where}: {dict(told)} is no condition; docs/rules.md says how one is written")


def _joined(parts: Sequence[Condition], *, decides: bool) -> Condition:
    """`any` where True decides, `all` where False does."""

    def holds(facts: Facts) -> Answer:
        answers = [part(facts) for part in parts]
        for answer in answers:
            if answer.holds is decides:
                return answer
        missing = tuple(dict.fromkeys(name for answer in answers for name in answer.missing))
        rests = tuple(dict.fromkeys(name for answer in answers for name in answer.rests_on))
        known = all(answer.holds is not None for answer in answers)
        return Answer(not decides if known else None, rests, missing)

    return holds


def _inverse(part: Condition) -> Condition:
    def holds(facts: Facts) -> Answer:
        answer = part(facts)
        return Answer(None if answer.holds is None else not answer.holds, answer.rests_on, answer.missing)

    return holds


def _test(fact: str, test: str, wanted: Any) -> Condition:
    def holds(facts: Facts) -> Answer:
        value = facts.get(fact)
        if value is None:
            return Answer(None, (), (fact,))
        result = _TESTS[test](value, wanted)
        if result is None:
            return Answer(None, (), (f"{fact} in {Money.parse(wanted).currency}",))
        return Answer(result, (f"{fact} = {facts.shown(fact)}",))

    return holds


def _at_least(value: Any, wanted: Any) -> bool | None:
    if isinstance(value, Money):
        limit = Money.parse(wanted)
        return value.amount >= limit.amount if value.currency == limit.currency else None
    return bool(value >= (wanted if isinstance(value, date) else Decimal(str(wanted))))


def _below(value: Any, wanted: Any) -> bool | None:
    reached = _at_least(value, wanted)
    return None if reached is None else not reached


def _contains_any(value: str, wanted: Sequence[str]) -> bool:
    return any(word.casefold() in value.casefold() for word in wanted)


#: What a fact can be asked. None means that the fact is there and does not say: a budget in another currency.
_TESTS: Final[dict[str, Callable[[Any, Any], bool | None]]] = {
    "is": lambda value, wanted: value == wanted,
    "in": lambda value, wanted: value in wanted,
    "has_any": lambda value, wanted: bool(set(value) & set(wanted)),
    "filled": lambda value, wanted: bool(value.strip()) is wanted,
    "contains_any": _contains_any,
    "at_least": _at_least,
    "below": _below,
    "at_most": lambda value, wanted: bool(value <= wanted),
}
