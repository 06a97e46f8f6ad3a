"""Bringing a translation in line with a term that people have changed, without translating it again."""

from __future__ import annotations

from collections.abc import Sequence

from dramaport.localize.bible import grammar


def repair(text: str, earlier: Sequence[str], now: str, language: str) -> str | None:
    """`text` with the term's earlier form replaced by the one that holds now; None where no earlier form stands in it.

    The longest earlier form is taken, everywhere it stands. An ending the language puts on the form (a possessive, a
    case) goes with it, so the result is flagged for a person to read.
    """
    for form in sorted(earlier, key=len, reverse=True):
        spans = sorted(grammar.spans(form, text, language), reverse=True)
        if not spans:
            continue
        for start, end in spans:
            text = text[:start] + _like(now, text[start:end], first=start == 0) + text[end:]
        return text
    return None


def _like(now: str, before: str, first: bool) -> str:
    """The new form, with a capital where the old one began the line with one."""
    return now[:1].upper() + now[1:] if first and before[:1].isupper() else now
