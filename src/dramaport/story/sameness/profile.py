"""Which motifs a story tells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from dramaport.story.sameness.cues import lexicon, occurrences
from dramaport.story.sameness.values import Occurrence, Passage, Story, Telling

#: Different cues of a motif must come to this much.
_ENOUGH: Final = 2
#: A long book holds every cue somewhere: from this many sentences on a motif must be told in two of them, and in one more for each
#: doubling after that.
_SENTENCES: Final = 400


def told(story: Story) -> Mapping[str, tuple[Occurrence, ...]]:
    """The motifs a story tells, each with what tells it; sentences that deny, suppose or only name one do not count."""
    found: defaultdict[str, list[Occurrence]] = defaultdict(list)
    for passage in story.passages:
        for occurrence in occurrences(passage):
            if occurrence.telling is Telling.TOLD:
                found[occurrence.motif].append(occurrence)
    needed = sentences_needed(len(story.passages))
    return {motif: tuple(found[motif]) for motif in lexicon() if motif in found and _tells(found[motif], needed)}


def sentences_needed(sentences: int) -> int:
    """In how many sentences of a story of this length a motif must be told."""
    return 1 + (sentences // _SENTENCES).bit_length()


def evidence(occurrences: tuple[Occurrence, ...], most: int = 3) -> tuple[Passage, ...]:
    """The sentences that tell a motif best: those with the heaviest cues first."""
    weight = {cue.text: cue.weight for motif in lexicon().values() for cue in (*motif.cues, *motif.cues_en)}
    ranked = sorted(occurrences, key=lambda one: -weight[one.cue])
    return tuple(dict.fromkeys(one.passage for one in ranked))[:most]


def _tells(occurrences: list[Occurrence], needed: int) -> bool:
    motif = lexicon()[occurrences[0].motif]
    weight = {cue.text: cue.weight for cue in (*motif.cues, *motif.cues_en)}
    cues = {one.cue for one in occurrences}
    return sum(weight[cue] for cue in cues) >= _ENOUGH and len({one.passage for one in occurrences}) >= needed
