"""docs/rules.md, made from the rule book itself: `python -m dramaport.story.rules > docs/rules.md`."""

from __future__ import annotations

from collections.abc import Iterable

from dramaport.story.rules.book import Entry, book
from dramaport.story.rules.facts import known_facts

_INTRODUCTION = """\
# Rules of the trade

<!-- Made by `python -m dramaport.story.rules > docs/rules.md`; a test keeps it true. -->

Regulators and stores change their rules; a rule here is data with dates. `dramaport story check NAME --market cn,us --date
2026-12-01 --only rules` asks every rule that is in force on that day in those markets.

What a rule answers, the gravest first:

- **fail**: the rule is broken;
- **person**: a fact is not known, nobody has read the rule, or no rule is in force: a person decides. It is never a pass;
- **caution**: allowed, and advised against;
- **says**: it classifies or informs (the tier, and who reviews);
- **pass**: what it asks is there.

This is not legal advice. The texts are our words for what the sources say, most of them press reports, and every answer names
its source, the source's date, and how well the rule is known.

## Facts

Rules ask for facts by name. Title, length and whether there are children come from the script; the rest stands in `facts.toml`
in the story's folder, or is given as `--fact NAME=VALUE`. A fact that is not given is not known; it is never taken for no.

```toml
budget = "2500000 CNY"
production = "ai"
subjects = []           # none of the special ones
promoted = false
stores = ["apple", "google"]
first_shown = 2026-12-24
```

A budget in another currency does not decide a tier in yuan: no rate of exchange is in the book. Convert it and write it in CNY.

## How to add a rule

1. Read the source. Put a `[[rule]]` into the file of its jurisdiction in `src/dramaport/story/rules/data/`.
2. `id`: for ever. A rule that changes gets `effective_to` on its last day, and its successor a new id.
3. `effective_from`, `effective_to`: both days included. Where nobody knows since when a rule holds, leave `effective_from` out:
   it then counts from `source_date` on.
4. `applies_if` says which dramas it concerns, `holds_if` what it asks of them. A condition is one of
   `{ all = [...] }`, `{ any = [...] }`, `{ not = {...} }`, `{ use = "name" }` for a `[condition.name]` of the same file, or
   `{ fact = "budget", at_least = "3000000 CNY" }` with one of the tests `is`, `in`, `has_any`, `filled`, `contains_any`,
   `at_least`, `below`, `at_most`.
5. `verdict`: what it answers when `holds_if` does not hold, or, without one, when it applies.
6. `text` and `remedy` in plain words of your own; `source`, `source_date`; `confidence`: `text` (you read the regulator's or
   store's own words), `press` (several reports agree), `one source`, or `none` for an empty slot, which answers "person".
7. A new fact goes into `data/facts.toml` with its question, a new market into `data/markets.toml`. `topics` lists what must have
   an answer there: with no rule in force that decides it, a person does.
8. Add the edges to `tests/story/rules`: the day before, the first day, the exact amount.
"""


def document() -> str:
    """The whole page."""
    rules = book()
    places = dict.fromkeys(entry.rule.jurisdiction for entry in rules.entries)
    lines = [_INTRODUCTION, "## Markets", "", "| market | rules of | must have an answer |", "|---|---|---|"]
    lines += [
        _row(f"{code} ({market.name})", ", ".join(market.jurisdictions), ", ".join(market.topics))
        for code, market in rules.markets.items()
    ]
    for place in places:
        lines += ["", f"## Rules: {place}", "", "| rule | from | to | says | if not kept | source | known by |"]
        lines += ["|---|---|---|---|---|---|---|"]
        lines += _rows(entry for entry in rules.entries if entry.rule.jurisdiction == place)
    lines += ["", "## All facts", "", "| fact | kind | question |", "|---|---|---|"]
    for name, fact in known_facts().items():
        choices = f": {', '.join(fact.choices)}" if fact.choices else ""
        lines.append(_row(f"`{name}`", fact.kind.replace("_", " "), f"{fact.asks}{choices}"))
    return "\n".join(lines) + "\n"


def _rows(entries: Iterable[Entry]) -> list[str]:
    return [
        _row(
            f"{rule.id} ({rule.topic})",
            str(rule.effective_from or f"seen {rule.source_date}"),
            str(rule.effective_to or ""),
            rule.text,
            f"says {rule.answer}" if rule.answer else str(rule.verdict),
            f"{rule.source}, {rule.source_date}",
            str(rule.confidence),
        )
        for rule in (entry.rule for entry in entries)
    ]


def _row(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
