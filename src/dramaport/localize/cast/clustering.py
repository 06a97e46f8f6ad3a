"""Who says what over a whole season: voices are grouped, people name a group once, doubtful lines are listed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from dramaport.drama.values import Age, Character, Gender
from dramaport.localize.cast.grouping import SMALL, Voices, centres, distances, grouped
from dramaport.localize.cast.naming import in_season_order, named
from dramaport.localize.cast.values import Casting, Doubt, LineVector

#: Raised when the answers change.
VERSION = 3

#: A line whose own character is less than this nearer than the second is listed for a person: 2 of the rendered
#: sample's 100 lines, and 2 of its 3 wrong ones; about 6 of the 60 clips `grouping` was set on, where 1 is wrong.
_MARGIN: Final = 0.10

#: Median pitch in Hz that parts men from women, and grown-ups from children. In acted speech voices are higher than in
#: reading (men 85-155, women 165-255; Titze, Principles of Voice Production): of the Kokoro voices the three men's medians
#: are 107-173 and the four women's 223-296; a boy's is 288, the rendered sample's girl has 360.
_WOMEN_HZ: Final = 195.0
_CHILDREN_HZ: Final = 315.0


def cluster(
    vectors: Sequence[LineVector],
    anchors: Mapping[str, str],
    known: Sequence[Character] = (),
    only: Mapping[str, str] | None = None,
) -> Casting:
    """Group the season's lines by voice.

    `anchors` (line id to character id) are people's words: each names the group its line is in, in every episode. Two
    characters anchored in one group divide it. `only` names single lines and leaves their group alone. Groups nobody
    named are C1, C2 … in order of first appearance. A line too short for a vector has a character only by people's word.
    """
    single = dict(only or {})
    if not vectors:
        return Casting(speaker_of={**anchors, **single}, characters=tuple(known))
    ordered = sorted(vectors, key=lambda vector: in_season_order(vector.line))
    lines = [vector.line for vector in ordered]
    voices = Voices.of(ordered)
    names = named(voices, grouped(voices), lines, anchors)
    speaker_of = {**anchors, **dict(zip(lines, names, strict=True)), **single}
    doubts = _doubts(voices, names, lines, anchors, frozenset(single))
    return Casting(speaker_of=speaker_of, characters=_characters(ordered, speaker_of, known), uncertain=doubts)


def _doubts(
    voices: Voices, names: Sequence[str], lines: Sequence[str], anchors: Mapping[str, str], single: frozenset[str]
) -> tuple[Doubt, ...]:
    """Lines that are nearly as near to another character as to their own, least sure first.

    A group of one or two lines that nobody named is listed too: a guest, or somebody known who whispers or shouts.
    """
    ids = sorted(set(names))
    _, middles = centres(voices, np.array([ids.index(name) for name in names], dtype=np.int64))
    apart = distances(voices, middles)
    people, sizes = frozenset(anchors.values()), Counter(names)
    doubts = []
    for row, (line, name) in enumerate(zip(lines, names, strict=True)):
        others = [(float(far), other) for far, other in zip(apart[row], ids, strict=True) if other != name]
        if line in anchors or line in single or not others:
            continue
        far, second = min(others)
        margin = far - float(apart[row, ids.index(name)])
        stray = name not in people and sizes[name] < SMALL
        if stray or margin < _MARGIN:
            doubts.append(Doubt(line=line, best=name, second=second, margin=round(margin, 3)))
    return tuple(sorted(doubts, key=lambda doubt: (doubt.margin, in_season_order(doubt.line))))


def _characters(
    vectors: Sequence[LineVector], speaker_of: Mapping[str, str], known: Sequence[Character]
) -> tuple[Character, ...]:
    """Every character in order of first appearance; what people said about one wins over what its voice suggests."""
    by_id = {character.id: character for character in known}
    own: dict[str, list[LineVector]] = {}
    for vector in vectors:
        own.setdefault(speaker_of[vector.line], []).append(vector)
    found = []
    for name, lines in own.items():
        gender, age = guess([vector.pitch for vector in lines if vector.pitch is not None])
        character = by_id.get(name) or Character(id=name, name=name, gender=gender, age=age)
        found.append(character.model_copy(update={"lines": len(lines)}))
    return (*found, *(character for character in known if character.id not in own))


def guess(pitches: Sequence[float]) -> tuple[Gender, Age]:
    """Gender and age from the pitch (Hz) of a character's lines; a child's gender cannot be told from it."""
    if not pitches:
        return Gender.FEMALE, Age.ADULT
    median = float(np.median(pitches))
    if median >= _CHILDREN_HZ:
        return Gender.FEMALE, Age.CHILD
    return (Gender.FEMALE if median >= _WOMEN_HZ else Gender.MALE), Age.ADULT
