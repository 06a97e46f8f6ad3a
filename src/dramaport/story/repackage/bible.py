"""The forms a market's release must use, as entries of the series bible: translators and checks hold to them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import tomli_w

from dramaport.drama.values import Term, TermKind
from dramaport.story.repackage.values import Kind, Substitution

_KINDS: Final = {Kind.NAME: TermKind.NAME, Kind.ADDRESS: TermKind.ADDRESS, Kind.PLACE: TermKind.PLACE}


def terms_of(substitutions: Iterable[Substitution], language: str) -> tuple[Term, ...]:
    """One term for each new word, with the market's form of it. Two old words may have become one."""
    made: dict[str, Term] = {}
    for entry in substitutions:
        if not entry.target:
            continue
        old = made.get(entry.becomes)
        forms = (*(old.targets[language] if old else ()), entry.target)
        made[entry.becomes] = Term(
            source=entry.becomes,
            kind=_KINDS.get(entry.kind, TermKind.THING),
            targets={language: tuple(dict.fromkeys(forms))},
            note=entry.reason,
        )
    return tuple(made.values())


def bible_of(substitutions: Iterable[Substitution], language: str) -> bytes:
    """The terms as `bible.toml`."""
    terms = [term.model_dump(mode="json", exclude_defaults=True) for term in terms_of(substitutions, language)]
    return tomli_w.dumps({"terms": terms}).encode()
