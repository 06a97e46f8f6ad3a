"""Whether translations keep the bible. Only approved terms bind, and only lines that mention a term must hold it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dramaport.drama.decisions import binding
from dramaport.drama.values import Bible, Line, Term, Translation, Value
from dramaport.localize.bible import grammar
from dramaport.localize.bible.occur import occurring


class BibleViolation(Value):
    """A line that mentions a term, and a translation of it that holds none of the accepted forms."""

    line: str
    language: str
    term: str  # in the source language
    expected: tuple[str, ...]
    text: str  # the candidate at fault: the translation, or one of its shorter alternatives


def keeps(term: Term, text: str, language: str, shadows: Sequence[str] = ()) -> bool:
    """Whether `text` holds one of the term's forms, inflected as the language allows.

    True as well where the term is optional or the bible has no form for the language: then nothing can be broken. A
    form inside one of `shadows` (longer forms of other terms) is no mention: "Mom" is not kept by "Mom-in-law".
    """
    forms = term.targets.get(language, ())
    if term.optional or not forms:
        return True
    return any(_stands(form, text, language, shadows) for form in forms)


def _stands(form: str, text: str, language: str, shadows: Sequence[str]) -> bool:
    places = grammar.spans(form, text, language)
    if not places:
        return False
    plain = grammar.fold(form, language)
    longer = [shadow for shadow in shadows if plain in grammar.fold(shadow, language) != plain]
    longer.extend(grammar.other_words(form, language))
    covered = [span for shadow in longer for span in grammar.spans(shadow, text, language)]
    return any(not any(a <= start and end <= b and (a, b) != (start, end) for a, b in covered) for start, end in places)


def broken(source_text: str, text: str, terms: Sequence[Term], language: str, source: str = "zh") -> tuple[Term, ...]:
    """The terms of one line that one candidate breaks."""
    mentioned = occurring(terms, source_text, source)
    shadows = {
        term.source: tuple(f for o in terms if o is not term for f in o.targets.get(language, ())) for term in mentioned
    }
    return tuple(term for term in mentioned if not keeps(term, text, language, shadows[term.source]))


def violations(
    lines: Sequence[Line], translations: Mapping[str, Translation], bible: Bible, language: str, source: str = "zh"
) -> tuple[BibleViolation, ...]:
    """Every breach in an episode or a season, in the order of `lines`; lines without a translation are passed over.

    `translations` maps a line's id to its translation. Shorter alternatives are checked too: any of them may be spoken.
    """
    terms = binding(bible)
    return tuple(
        BibleViolation(
            line=line.id, language=language, term=term.source, expected=term.targets.get(language, ()), text=candidate
        )
        for line in lines
        if (translation := translations.get(line.id)) is not None
        for candidate in (translation.text, *translation.shorter)
        for term in broken(line.text, candidate, terms, language, source)
    )
