"""A translation memory with several forms of a text, in TMX.

TMX has one variant a language in an entry. A shorter form for a tight slot is an entry of its own, with the property
`x-form` = `shorter`; the property `x-context` holds the id of the line a translation was made for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import IO, NamedTuple

from dramaport.drama.interchange.tmx import TmxUnit, in_language, read_units


class Remembered(NamedTuple):
    """A source text, the line it was translated for, and its forms by language, the preferred one first."""

    source: str
    context: str | None
    targets: dict[str, tuple[str, ...]]


def units_of(entry: Remembered, source: str) -> Iterator[TmxUnit]:
    """The entry as TMX units: the preferred forms together, then one unit for each further form."""
    context = {"context": entry.context} if entry.context else {}
    preferred = {tag: forms[0] for tag, forms in entry.targets.items() if forms}
    yield TmxUnit(id=entry.context or "", texts={source: entry.source, **preferred}, properties=context)
    for place in range(1, max(map(len, entry.targets.values()), default=0)):
        further = {tag: forms[place] for tag, forms in entry.targets.items() if len(forms) > place}
        properties = {**context, "form": "shorter"}
        yield TmxUnit(texts={source: entry.source, **further}, properties=properties)


def read_memory(stream: IO[bytes], name: str, source: str, languages: Iterable[str]) -> list[Remembered]:
    """The memory of a TMX file for the given languages. Raises BadInput for any other file."""
    wanted = tuple(languages)
    found: dict[tuple[str, str | None], dict[str, tuple[str, ...]]] = {}
    for unit in read_units(stream, name):
        text = in_language(unit.texts, source)
        if not text:
            continue
        targets = found.setdefault((text, unit.properties.get("context")), {})
        for tag in wanted:
            form = in_language(unit.texts, tag)
            if form:
                targets[tag] = (*targets.get(tag, ()), form)
    return [Remembered(text, context, _unique(targets)) for (text, context), targets in found.items() if targets]


def _unique(targets: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    return {tag: tuple(dict.fromkeys(forms)) for tag, forms in targets.items()}
