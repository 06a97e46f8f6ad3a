"""A screenplay for a market: what is replaced is decided once for the whole drama, then replaced everywhere. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dramaport.build.digest import digest_of
from dramaport.drama.screenplay import Screenplay
from dramaport.errors import BadInput
from dramaport.story.repackage.amounts import amount_substitutions
from dramaport.story.repackage.names import name_substitutions
from dramaport.story.repackage.substitute import concerns, kept, left_over, substituted, texts
from dramaport.story.repackage.values import Decided, Made, Pack, Substitution, Trace


def decide(play: Screenplay, pack: Pack, decided: Decided) -> tuple[Substitution, ...]:
    """Every substitution the script needs: people's first, then names, sums and words of the pack that stand in it.

    Raises BadInput: a person's decision for one source twice, a cast the pack has too few names for.
    """
    told = [text for _, text in texts(play)]
    people = [entry.model_copy(update={"made": Made.PERSON}) for entry in decided.substitutions]
    _once(people)
    stays = {entry.term for entry in decided.keep}
    everything = "\n".join(told)
    words = (
        Substitution(source=term.source, becomes=term.becomes, target=term.target, kind=term.kind, reason=term.reason)
        for term in pack.terms
        if term.source in everything
    )
    sums = amount_substitutions(told, pack.currency) if pack.currency else ()
    made: dict[str, Substitution] = {}
    for entry in (*people, *name_substitutions(play, pack, told), *sums, *words):
        if entry.source not in stays and entry.source != entry.becomes:
            made.setdefault(entry.source, entry)
    return tuple(made.values())


def repackage(play: Screenplay, pack: Pack, decided: Decided = Decided()) -> tuple[Screenplay, Trace]:  # noqa: B008 - frozen
    """The script for the pack's market, and the trace that leads back from it."""
    substitutions = decide(play, pack, decided)
    keep = [*decided.keep, *(entry for entry in pack.keep if entry.term not in {own.term for own in decided.keep})]
    new, occurrences = substituted(play, substitutions, [entry.term for entry in keep])
    used = {occurrence.source for occurrence in occurrences}
    trace = Trace(
        market=pack.market,
        pack=digest_of(pack.model_dump(mode="json")),
        substitutions=tuple(entry for entry in substitutions if entry.source in used),
        occurrences=occurrences,
        kept=kept(play, keep),
        concerns=concerns(play, pack.norms),
    )
    return new, trace


def inconsistencies(new: Screenplay, trace: Trace) -> tuple[str, ...]:
    """What is wrong with a repackaged script, in words: a source that still stands, or one that became two things."""
    kept_words = [entry.term for entry in trace.kept]
    problems = [
        f"{where}: {source} still stands"
        for where, source in left_over(new, trace.substitutions)
        if not any(source in word for word in kept_words)
    ]
    became: dict[str, set[str]] = {}
    for occurrence in trace.occurrences:
        became.setdefault(occurrence.source, set()).add(occurrence.becomes)
    problems += [f"{source} became {' and '.join(sorted(forms))}" for source, forms in became.items() if len(forms) > 1]
    return tuple(problems)


def _once(entries: Sequence[Substitution] | Iterable[Substitution]) -> None:
    seen: dict[str, str] = {}
    for entry in entries:
        if seen.setdefault(entry.source, entry.becomes) != entry.becomes:
            raise BadInput(f"{entry.source} is to become {seen[entry.source]} and {entry.becomes}; decide for one")
