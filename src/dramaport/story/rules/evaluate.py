"""From the rule book, the facts and a date to what the rules say: a pure function."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from dramaport.errors import BadInput
from dramaport.story.rules.book import Book, Entry, book
from dramaport.story.rules.conditions import Answer
from dramaport.story.rules.facts import Facts
from dramaport.story.rules.values import Confidence, Outcome, Ruling

_WEIGHT: Final = tuple(Outcome)


def evaluate(facts: Facts, day: date, markets: Sequence[str], rules: Book | None = None) -> tuple[Ruling, ...]:
    """What the rules of these markets say of a drama on a day, the gravest first.

    A fact that is not known, a rule that nobody has read and a topic without a rule in force all answer "a person decides".
    Raises BadInput for what is no market's code.
    """
    rules = rules or book()
    unknown = [code for code in markets if not code.isascii() or not code.isalpha() or len(code) > 3]
    if unknown or not markets:
        raise BadInput(f"{unknown[0] if unknown else ''!r} is no market's code; use such as {', '.join(rules.markets)}")
    found = list(_rulings(facts, day, markets, rules))
    return tuple(sorted(found, key=lambda ruling: _WEIGHT.index(ruling.outcome)))


def _rulings(facts: Facts, day: date, markets: Sequence[str], rules: Book) -> Iterator[Ruling]:
    asked: dict[str, None] = {}
    for code in markets:
        market = rules.markets.get(code)
        if market is None:
            yield _no_rule(code, "every rule", f"no rule for {code} is in the book")
            continue
        asked.update(dict.fromkeys(market.jurisdictions))
        answered = {ruling.topic for ruling in _of(facts, day, market.jurisdictions, rules.entries)}
        for topic in market.topics:
            if topic not in answered:
                yield _no_rule(
                    code, topic, f"no rule about {topic} that is known for {market.name} decides this drama on {day}"
                )
    yield from _of(facts, day, asked, rules.entries)


def _of(facts: Facts, day: date, jurisdictions: Iterable[str], entries: Iterable[Entry]) -> Iterator[Ruling]:
    """What the rules of these jurisdictions in force on a day say; a rule that concerns another kind of drama says nothing."""
    wanted = frozenset(jurisdictions)
    for entry in entries:
        if entry.rule.jurisdiction in wanted and entry.rule.in_force(day):
            ruling = _ruling(entry, facts)
            if ruling is not None:
                yield ruling


def _ruling(entry: Entry, facts: Facts) -> Ruling | None:
    applies = entry.applies(facts)
    if applies.holds is False:
        return None
    if applies.holds is None:
        return _answer(entry, Outcome.PERSON, applies)
    if entry.holds is None:
        return _answer(entry, entry.rule.verdict, applies)
    kept = entry.holds(facts)
    outcome = Outcome.PERSON if kept.holds is None else Outcome.PASS if kept.holds else entry.rule.verdict
    rests = tuple(dict.fromkeys((*applies.rests_on, *kept.rests_on)))
    return _answer(entry, outcome, Answer(kept.holds, rests, kept.missing))


def _answer(entry: Entry, outcome: Outcome, answer: Answer) -> Ruling:
    rule = entry.rule
    return Ruling(
        rule=rule.id,
        jurisdiction=rule.jurisdiction,
        topic=rule.topic,
        outcome=outcome,
        text=rule.text,
        answer=rule.answer if outcome is not Outcome.PERSON else "",
        remedy=rule.remedy,
        rests_on=answer.rests_on,
        missing=answer.missing,
        source=rule.source,
        source_date=rule.source_date,
        confidence=rule.confidence,
    )


def _no_rule(jurisdiction: str, topic: str, text: str) -> Ruling:
    return Ruling(
        rule="",
        jurisdiction=jurisdiction,
        topic=topic,
        outcome=Outcome.PERSON,
        text=text,
        remedy="ask who knows, and enter the rule with its source: docs/rules.md",
        confidence=Confidence.NONE,
    )
