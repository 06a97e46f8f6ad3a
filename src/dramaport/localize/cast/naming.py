"""People's names for groups of lines: one word names a whole group, two different words divide it. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from dramaport.localize.cast.grouping import Labels, Voices, centres, distances, joined

#: A small group nobody named joins a named character it is nearer to: a whisper, a shout, a line over loud music. Chosen on
#: the sample alone: 0.50 gives 98 of 100 lines right and 0.60 gives 99, but then more lines of a character nobody named go to
#: others (3 % instead of 1.5 %).
_STRAY: Final = 0.55
#: Every line then goes to the nearest middle, and the middles are made anew, this often.
_ROUNDS: Final = 3

_DIGITS: Final = re.compile(r"(\d+)")


def in_season_order(line: str) -> tuple[tuple[int, str], ...]:
    """A key that puts E2 before E10 and E99 before E100."""
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in _DIGITS.split(line) if part)


def named(voices: Voices, labels: Labels, lines: Sequence[str], anchors: Mapping[str, str]) -> list[str]:
    """A character for each line. `lines` are the rows' ids, in the season's order.

    Groups are numbered C1, C2 … in that order. A group with an anchored line has the name people gave, and its number
    stays unused, so that naming one group renames no other. Large groups nobody named stay characters of their own.
    """
    given = {row: anchors[line] for row, line in enumerate(lines) if line in anchors}
    names = _first_names(voices, labels, given)
    ids = sorted(set(names))
    numbers = np.array([ids.index(name) for name in names], dtype=np.int64)
    people = {ids.index(name): _STRAY for name in set(given.values())}
    numbers = joined(voices, numbers, people)
    for _ in range(_ROUNDS):
        kept, middles = centres(voices, numbers)
        numbers = np.array(kept)[distances(voices, middles).argmin(axis=1)]
        for row, name in given.items():
            numbers[row] = ids.index(name)
    return [ids[number] for number in numbers]


def _first_names(voices: Voices, labels: Labels, given: Mapping[int, str]) -> list[str]:
    """The name of each line's group; in a group with several names, that of the nearest line people named."""
    numbers: dict[int, int] = {}
    for label in labels.tolist():
        numbers.setdefault(label, len(numbers) + 1)
    names = [f"C{numbers[label]}" for label in labels.tolist()]
    for label in numbers:
        rows = np.flatnonzero(labels == label)
        anchored = np.array([row for row in rows if int(row) in given], dtype=np.int64)
        if len(anchored) == 0:
            continue
        nearest = distances(voices.rows(rows), voices.rows(anchored)).argmin(axis=1)
        for row, place in zip(rows, nearest, strict=True):
            names[row] = given[int(anchored[place])]
    return names
