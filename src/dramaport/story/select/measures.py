"""A novel's figures, by its surface alone: each says how it was found and shows words it rests on.

They are for choosing what to read first. None of them knows whether a story is good.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from dramaport.drama.screenplay.values import HookKind
from dramaport.story.manuscript import Boundary, Manuscript, between
from dramaport.story.plan.cues import Cues, Cut, rate
from dramaport.story.select.people import Person
from dramaport.story.select.values import Figure
from dramaport.story.values import Chapter, ChapterKind, Evidence

#: Spoken characters of an episode: 47 lines of 6.6 (median of the dramas the house counted).
SPOKEN: Final = 310

#: A sentence's end is tense from this score on: it takes a cue of its own, a border alone is not enough.
_TENSE: Final = 0.6

#: Quotes shown for a figure.
_SHOWN: Final = 3

#: Fewer pronouns than this say nothing about who the story is about.
_LEAST_PRONOUNS: Final = 30

#: Below this share of 她 a text does not tell the two apart: the 40 tales have 0.002.
_LEAST_SHE: Final = 0.03

_SPEECH = re.compile(r"“[^“”]{1,2000}”|「[^「」]{1,2000}」|『[^『』]{1,2000}』|\"[^\"\n]{1,500}\"")
_TURNS = frozenset({HookKind.REVERSAL, HookKind.DISCOVERY, HookKind.BETRAYAL})
_PRONOUN = re.compile(r"[他她]|\b(?:he|she|him|her|his|hers)\b", re.IGNORECASE)
_SHE = frozenset({"她", "she", "her", "hers"})


def dialogue(manuscript: Manuscript) -> Figure:
    """The share of characters that stand in quotation marks."""
    spoken = [match.span() for match in _SPEECH.finditer(manuscript.text)]
    total = int(manuscript.weight[-1])
    share = _weight(manuscript, spoken) / total if total else 0.0
    if not spoken:
        return Figure(id="dialogue_share", name="dialogue", value=None, how="the text has no quotation marks")
    return Figure(
        id="dialogue_share",
        name="dialogue",
        value=round(share, 4),
        unit="of the text",
        how="characters inside quotation marks",
        evidence=tuple(manuscript.evidence(a, b) for a, b in spoken[:1]),
    )


def spoken_episodes(manuscript: Manuscript) -> Figure:
    """How many episodes the source's own speech would fill."""
    spoken = [match.span() for match in _SPEECH.finditer(manuscript.text)]
    name, how = (
        "episodes of speech",
        f"characters inside quotation marks over the {SPOKEN} that are spoken in an episode",
    )
    value = round(_weight(manuscript, spoken) / SPOKEN, 1) if spoken else None
    return Figure(
        id="spoken_episodes", name=name, value=value, how=how if spoken else "the text has no quotation marks"
    )


def cuts_of(manuscript: Manuscript, chapters: Sequence[Chapter], cues: Cues) -> tuple[Cut, ...]:
    ends = frozenset(manuscript.char(chapter.end) for chapter in chapters)
    return rate(manuscript, manuscript.boundaries(ends), cues)


def hooks(manuscript: Manuscript, cuts: Sequence[Cut]) -> Figure:
    """Tense sentence ends for 1,000 characters."""
    tense = [cut for cut in cuts if cut.cue is not None and cut.score >= _TENSE]
    return _density(
        "hooks", "tense endings", manuscript, tense, "sentences that end on a question, a threat, broken speech …"
    )


def turns(manuscript: Manuscript, cuts: Sequence[Cut]) -> Figure:
    """Sentences that announce a turn, for 1,000 characters."""
    announced = [cut for cut in cuts if cut.cue is not None and cut.cue.kind in _TURNS]
    how = "sentences with words that announce a turn (不料, 却原来, 认出 …); what turns only a reader can say"
    return _density("turns", "announced turns", manuscript, announced, how)


def chapter_ends(manuscript: Manuscript, chapters: Sequence[Chapter], cues: Cues) -> Figure:
    """The share of chapters whose last sentence is tense."""
    told = [chapter for chapter in chapters if chapter.kind is ChapterKind.CHAPTER]
    name = "chapters that end tense"
    if len(told) < 2:
        return Figure(id="chapter_ends", name=name, value=None, how="a text of one chapter has no chapter ends")
    ends = manuscript.boundaries()
    last: list[Cut] = []
    for chapter in told:
        start, end = manuscript.char(chapter.body), manuscript.char(chapter.end)
        inside = between(ends, start, end + 1)
        if inside:
            before = Boundary(at=inside[-2].at if len(inside) > 1 else start)
            last += rate(manuscript, (before, inside[-1]), cues)[1:]
    tense = [cut for cut in last if cut.cue is not None]
    return Figure(
        id="chapter_ends",
        name=name,
        value=round(len(tense) / len(last), 3) if last else None,
        unit="of the chapters",
        how="last sentences with a mark of tension",
        evidence=_quoted(manuscript, tense),
    )


def castable(people: Sequence[Person]) -> Figure:
    """How many people say four fifths of the announced lines."""
    total = sum(person.lines for person in people)
    if not total:
        how = "no speech is announced with a name (林晚说：“…”)"
        return Figure(id="castable", name="leads", value=None, how=how)
    said = count = 0
    for person in people:
        count, said = count + 1, said + person.lines
        if said >= 0.8 * total:
            break
    return Figure(
        id="castable",
        name="speakers",
        value=count,
        unit="say 80 % of the lines",
        how=f"{len(people)} found by the clauses in which they speak or act, no dictionary; who never acts is not found",
        evidence=tuple(person.first for person in people[:_SHOWN]),
    )


def female_share(manuscript: Manuscript) -> Figure:
    """她 among 他 and 她 (she among he and she): whom the story is about."""
    found = list(_PRONOUN.finditer(manuscript.flat.text))
    name = "female pronouns"
    she = [match for match in found if match.group().lower() in _SHE]
    if len(found) < _LEAST_PRONOUNS or len(she) < _LEAST_SHE * len(found):
        how = "too few pronouns" if len(found) < _LEAST_PRONOUNS else "classical prose writes 他 for everybody"
        return Figure(id="female_share", name=name, value=None, how=how)
    first = manuscript.evidence(*manuscript.flat.span(she[0].start(), she[0].end()))
    return Figure(
        id="female_share",
        name=name,
        value=round(len(she) / len(found), 3),
        unit="of 他 and 她",
        how="counted; a heroine is seen from near, so she is named so more often",
        evidence=(first,),
    )


def _density(id: str, name: str, manuscript: Manuscript, cuts: Sequence[Cut], how: str) -> Figure:
    total = int(manuscript.weight[-1])
    best = sorted(cuts, key=lambda cut: (-cut.score, cut.at))[:_SHOWN]
    return Figure(
        id=id,
        name=name,
        value=round(1000 * len(cuts) / total, 2) if total else None,
        unit="in 1,000 characters",
        how=how,
        evidence=_quoted(manuscript, best),
    )


def _quoted(manuscript: Manuscript, cuts: Sequence[Cut]) -> tuple[Evidence, ...]:
    return tuple(manuscript.evidence(max(cut.sentence, cut.at - 80), cut.at) for cut in cuts[:_SHOWN])


def _weight(manuscript: Manuscript, spans: Sequence[tuple[int, int]]) -> int:
    return sum(int(manuscript.weight[b] - manuscript.weight[a]) for a, b in spans)
