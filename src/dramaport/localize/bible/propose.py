"""Terms a season seems to need, proposed from all its lines for a person to approve.

Chinese: a term has evidence of its form (a surname and a given name, a word of kinship, a rank, a place's ending) and
of its use (alone in a clause, as one calls somebody; on a name card; in several episodes). Other languages: words that
are written with a capital where nothing else asks for one. What is rare and has weak evidence is left out: a missing
term is added in a minute, a hundred wrong ones are read by nobody.
"""

from __future__ import annotations

from collections.abc import Sequence

from dramaport.drama.values import Character, Line, Term, TermKind, TermState
from dramaport.localize.bible import lexicon
from dramaport.localize.bible.capitals import capitalised
from dramaport.localize.bible.chinese import chinese
from dramaport.localize.bible.occur import occurring
from dramaport.localize.bible.spelling import spelled

_ORDER = list(TermKind)
#: Mentions below which a word is left out, by kind. Kinship is certain by its word alone.
_MENTIONS = {TermKind.KINSHIP: 1}
_FEW = 2


def propose(lines: Sequence[Line], characters: Sequence[Character] = (), source: str = "zh") -> tuple[Term, ...]:
    """Proposed terms, by kind and then by how often they are said; the note tells the evidence.

    Names get their usual spelling in languages of Latin letters, kinship its usual words; the rest is left to a person.
    Named characters are always among the proposals.
    """
    kinds = chinese(lines) if source == "zh" else capitalised(lines)
    named = {character.name for character in characters if character.named and character.name}
    kinds.update(dict.fromkeys(named, TermKind.NAME))
    drafts = tuple(Term(source=word, kind=kind) for word, kind in kinds.items())
    places: dict[str, list[Line]] = {term.source: [] for term in drafts}
    for line in lines:
        for term in occurring(drafts, line.text, source):
            places[term.source].append(line)
    kept = [t for t in drafts if t.source in named or len(places[t.source]) >= _MENTIONS.get(t.kind, _FEW)]
    kept.sort(key=lambda term: (_ORDER.index(term.kind), -len(places[term.source]), term.source))
    return tuple(_proposal(term, places[term.source], source) for term in kept)


def _proposal(term: Term, lines: Sequence[Line], source: str) -> Term:
    kin = lexicon.kinship().get(term.source) if source == "zh" else None
    episodes = {line.episode for line in lines}
    note = f"{len(lines)} lines in {len(episodes)} episodes, first {lines[0].id}" if lines else "a character's name"
    return term.model_copy(
        update={
            "targets": kin.targets if kin else spelled(term, source),
            "optional": bool(kin and kin.optional),
            "note": note,
            "state": TermState.PROPOSED,
        }
    )
