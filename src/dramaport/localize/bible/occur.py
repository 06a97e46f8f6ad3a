"""Which terms a line of the source holds."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence

from dramaport.drama.values import Term
from dramaport.localize.bible import grammar, lexicon


def occurring(terms: Sequence[Term], text: str, source: str = "zh") -> tuple[Term, ...]:
    """The terms that `text` mentions, each once, in order of their first place.

    From the left the longest term wins, and what lies inside it is no mention: 林总 is not 林, 渡口 in 沈渡口 is not
    found after 沈渡. In Chinese, words of common use that hold a short term are stepped over as well (妈 in 他妈的). In
    languages with spaces a term may be inflected.
    """
    found: dict[str, Term] = {}
    by_source = {term.source: term for term in terms if term.source.strip()}
    for form in _mentions(tuple(by_source), text, source):
        found.setdefault(form, by_source[form])
    return tuple(found.values())


def _mentions(forms: tuple[str, ...], text: str, source: str) -> Iterable[str]:
    if source == "zh":
        known = frozenset(forms)
        return (match[0] for match in _chinese(forms).finditer(text) if match[0] in known)
    places = sorted(
        (start, start - end, form) for form in forms for start, end in grammar.spans(form, text, source) if end > start
    )
    return _leftmost_longest(places)


def _leftmost_longest(places: list[tuple[int, int, str]]) -> Iterable[str]:
    taken = 0
    for start, minus_length, form in places:
        if start >= taken:
            taken = start - minus_length
            yield form


@functools.lru_cache(maxsize=64)
def _chinese(forms: tuple[str, ...]) -> re.Pattern[str]:
    """Matches the longest of the terms and of the words that only look like one."""
    shadows = {word for word in lexicon.words("no_mentions") if any(form in word and form != word for form in forms)}
    longest_first = sorted({*forms, *shadows}, key=lambda word: (-len(word), word))
    return re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")
