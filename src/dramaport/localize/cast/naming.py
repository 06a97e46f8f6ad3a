"""People's names for groups of lines: one word names a whole group, two different words divide it. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.cluster.hierarchy import linkage

from dramaport.localize.cast.grouping import JOINING, Labels, Matrix, Voices, centres, distance

_DIGITS: Final = re.compile(r"(\d+)")


@dataclass(frozen=True)
class _Part:
    """Lines of one group that stay together, and the name somebody gave one of them."""

    rows: tuple[int, ...]
    name: str | None


def in_season_order(line: str) -> tuple[tuple[int, str], ...]:
    """A key that puts E2 before E10 and E99 before E100."""
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in _DIGITS.split(line) if part)


def named(voices: Voices, labels: Labels, lines: Sequence[str], anchors: Mapping[str, str]) -> list[str]:
    """A character for each line. `lines` are the rows' ids, in the season's order.

    Groups are numbered C1, C2 … in that order. A group with an anchored line has the name people gave, and its number
    stays unused, so that naming one group renames no other. Groups nobody named join a named character they are near
    to: music and moods leave a character in several groups, and people name a character once.
    """
    names = [""] * len(lines)
    numbers: dict[int, int] = {}
    for label in labels.tolist():
        numbers.setdefault(label, len(numbers) + 1)
    for label, number in numbers.items():
        rows = tuple(int(row) for row in np.flatnonzero(labels == label))
        given = {row: anchors[lines[row]] for row in rows if lines[row] in anchors}
        for part in _divided(voices.matrix, rows, given):
            for row in part.rows:
                names[row] = part.name or f"C{number}"
    return _adopted(voices, names, frozenset(anchors.values()))


def _adopted(voices: Voices, names: list[str], people: frozenset[str]) -> list[str]:
    """Unnamed groups given to the nearest named character, the nearest pair first, while one is nearer than `JOINING`.

    On the rendered sample with each of its six characters named by one line this takes the right lines from 76 to 93.
    """
    while True:
        ids = sorted(set(names))
        found = centres(voices, np.array([ids.index(name) for name in names], dtype=np.int64))
        pairs = [
            (distance(found[ids.index(one)], found[ids.index(other)]), one, other)
            for one in ids
            for other in ids
            if one not in people and other in people
        ]
        nearest = min(pairs, default=None)
        if nearest is None or nearest[0] >= JOINING:
            return names
        names = [nearest[2] if name == nearest[1] else name for name in names]


def _divided(matrix: Matrix, rows: tuple[int, ...], given: Mapping[int, str]) -> tuple[_Part, ...]:
    """The group in one part, or, where people gave it several names, in one part a name and place.

    The group is linked again from its single lines, and no link is made between lines of different names. What is cut
    off without a name goes to the nearest part that has one.
    """
    names = sorted(set(given.values()))
    if len(names) < 2:
        return (_Part(rows, names[0] if names else None),)
    nodes = [[_Part((row,), given.get(row))] for row in rows]
    for left, right, *_ in linkage(matrix[list(rows)], method="average", metric="cosine"):
        nodes.append(_linked(nodes[int(left)], nodes[int(right)]))
    return _all_named(matrix, nodes[-1])


def _linked(left: list[_Part], right: list[_Part]) -> list[_Part]:
    if len(left) == len(right) == 1:
        one, other = left[0], right[0]
        if one.name is None or other.name is None or one.name == other.name:
            return [_Part(one.rows + other.rows, one.name or other.name)]
    return left + right


def _all_named(matrix: Matrix, parts: Sequence[_Part]) -> tuple[_Part, ...]:
    with_name = [part for part in parts if part.name is not None]
    middles = [matrix[list(part.rows)].mean(axis=0) for part in with_name]
    gained: list[tuple[int, ...]] = [part.rows for part in with_name]
    for part in parts:
        if part.name is None:
            own = matrix[list(part.rows)].mean(axis=0)
            nearest = max(range(len(middles)), key=lambda i: float(own @ middles[i] / np.linalg.norm(middles[i])))
            gained[nearest] += part.rows
    return tuple(_Part(rows, part.name) for rows, part in zip(gained, with_name, strict=True))
