"""Who says what over a whole season: voices are clustered, people name a cluster once, doubtful lines are listed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage

from dramaport.drama.values import Age, Character, Gender
from dramaport.localize.cast.values import Casting, Doubt, LineVector

VERSION = 1

#: Cosine distance at which two groups of lines are two people (average linkage). On clean synthetic Mandarin 0.15 split
#: speakers and 0.30 merged them, and 0.20 to 0.25 found 2, 3 and 6 speakers with purity 1.0 (research/models.md).
THRESHOLD = 0.22

#: A group with fewer lines joins a larger one whose centre is nearer than this. On 60 clips of eight Mandarin voices,
#: stray lines lay up to 0.30 from their own voice's centre and 0.35 and more from the others'.
_SMALL = 3
JOINING = 0.32

#: A line whose best character is less than this nearer than the second is listed for a person.
_MARGIN = 0.05

#: Median pitch that parts men from women, and grown-ups from children, in Hz (Titze, Principles of Voice Production: men
#: 85-155, women 165-255; children of eight about 280).
_WOMEN_HZ = 165.0
_CHILDREN_HZ = 285.0

_Matrix = NDArray[np.float64]


def cluster(
    vectors: Sequence[LineVector],
    anchors: Mapping[str, str],
    known: Sequence[Character] = (),
    only: Mapping[str, str] | None = None,
) -> Casting:
    """Group the season's lines by voice.

    `anchors` (line → character) are people's words: each names the cluster its line is in, in every episode. Two characters
    anchored in one cluster split it. `only` names single lines without their cluster. Clusters nobody named are C1, C2 …
    in order of first appearance.
    """
    if not vectors:
        return Casting(speaker_of=dict(only or {}), characters=tuple(known))
    ordered = sorted(vectors, key=lambda vector: vector.line)
    matrix = np.array([vector.vector for vector in ordered], dtype=np.float64)
    groups = _grown(matrix, _seeds(matrix, ordered))
    names = _named(matrix, groups, [vector.line for vector in ordered], anchors)
    names = _renumbered(names)
    doubts = _doubts(matrix, names, [vector.line for vector in ordered], anchors)
    speaker_of = {vector.line: name for vector, name in zip(ordered, names, strict=True)} | dict(only or {})
    return Casting(speaker_of=speaker_of, characters=_characters(ordered, speaker_of, known), uncertain=tuple(doubts))


def _seeds(matrix: _Matrix, vectors: Sequence[LineVector]) -> NDArray[np.int64]:
    """A group for each reliable line, -1 for the others. Where nothing is reliable, every line counts."""
    reliable = np.array([vector.reliable for vector in vectors])
    if not reliable.any():
        reliable[:] = True
    groups = np.full(len(vectors), -1, dtype=np.int64)
    if reliable.sum() == 1:
        groups[reliable] = 0
        return groups
    tree = linkage(matrix[reliable], method="average", metric="cosine")
    groups[reliable] = fcluster(tree, THRESHOLD, criterion="distance") - 1
    return _joined(matrix, groups)


def _joined(matrix: _Matrix, groups: NDArray[np.int64]) -> NDArray[np.int64]:
    """Groups of one or two lines join the group they are nearest to, unless they are far from all: a shout, a whisper."""
    sizes = {group: int((groups == group).sum()) for group in set(groups.tolist()) - {-1}}
    large = [group for group, size in sizes.items() if size >= _SMALL]
    if not large:
        return groups
    centres = _centres(matrix, groups.tolist())
    joined = groups.copy()
    for group in sizes.keys() - set(large):
        nearest = max(large, key=lambda other: float(centres[group] @ centres[other]))
        if 1 - float(centres[group] @ centres[nearest]) < JOINING:
            joined[groups == group] = nearest
    return joined


def _grown(matrix: _Matrix, groups: NDArray[np.int64]) -> NDArray[np.int64]:
    """Lines without a group join the nearest one."""
    centres = _centres(matrix, [int(group) for group in groups])
    labels = sorted(centres)
    nearest = np.argmax(matrix @ np.stack([centres[label] for label in labels]).T, axis=1)
    return np.where(groups >= 0, groups, np.array(labels)[nearest])


def _centres(matrix: _Matrix, labels: Sequence[int]) -> dict[int, _Matrix]:
    found = {}
    for label in sorted(set(labels) - {-1}):
        mean = matrix[[index for index, own in enumerate(labels) if own == label]].mean(axis=0)
        found[label] = mean / (np.linalg.norm(mean) + 1e-12)
    return found


def _named(matrix: _Matrix, groups: NDArray[np.int64], lines: Sequence[str], anchors: Mapping[str, str]) -> list[str]:
    """A character for each line: the anchored name of its group; a group with several names is split between them."""
    names = [f"#{group}" for group in groups]
    for group in sorted(set(groups.tolist())):
        members = [index for index, own in enumerate(groups) if own == group]
        anchored = {index: anchors[lines[index]] for index in members if lines[index] in anchors}
        wanted = sorted(set(anchored.values()))
        if not wanted:
            continue
        exemplars = {
            name: matrix[[index for index, own in anchored.items() if own == name]].mean(axis=0) for name in wanted
        }
        for index in members:
            nearest = max(wanted, key=lambda name: float(matrix[index] @ exemplars[name]))
            names[index] = anchored.get(index, nearest)
    return names


def _renumbered(names: Sequence[str]) -> list[str]:
    """Unnamed groups become C1, C2 … in order of first appearance."""
    numbers: dict[str, str] = {}
    for name in names:
        if name.startswith("#"):
            numbers.setdefault(name, f"C{len(numbers) + 1}")
    return [numbers.get(name, name) for name in names]


def _doubts(matrix: _Matrix, names: Sequence[str], lines: Sequence[str], anchors: Mapping[str, str]) -> list[Doubt]:
    """Lines that are nearly as near to another character as to their own."""
    labels = sorted(set(names))
    if len(labels) < 2:
        return []
    numbers = [labels.index(name) for name in names]
    centres = _centres(matrix, numbers)
    nearness = matrix @ np.stack([centres[number] for number in range(len(labels))]).T
    found = []
    for index, line in enumerate(lines):
        if line in anchors:
            continue
        own = nearness[index, numbers[index]]
        others = [
            (float(nearness[index, other]), labels[other]) for other in range(len(labels)) if other != numbers[index]
        ]
        second = max(others)
        if own - second[0] < _MARGIN:
            found.append(Doubt(line=line, best=names[index], second=second[1], margin=round(float(own) - second[0], 3)))
    return sorted(found, key=lambda doubt: (doubt.margin, doubt.line))


def _characters(
    vectors: Sequence[LineVector], speaker_of: Mapping[str, str], known: Sequence[Character]
) -> tuple[Character, ...]:
    """Every character in order of first appearance; people's facts about one win over what its voice suggests."""
    by_id = {character.id: character for character in known}
    order = list(dict.fromkeys(speaker_of[vector.line] for vector in vectors))
    found = []
    for name in order:
        own = [vector for vector in vectors if speaker_of[vector.line] == name]
        count = len(own)
        if name in by_id:
            found.append(by_id[name].model_copy(update={"lines": count}))
            continue
        gender, age = guess([vector.pitch for vector in own if vector.pitch is not None])
        found.append(Character(id=name, name=name, gender=gender, age=age, lines=count))
    return (*found, *(character for character in known if character.id not in order))


def guess(pitches: Sequence[float]) -> tuple[Gender, Age]:
    """Gender and age from the median pitch of a character's lines."""
    if not pitches:
        return Gender.FEMALE, Age.ADULT
    median = float(np.median(pitches))
    if median >= _CHILDREN_HZ:
        return Gender.FEMALE, Age.CHILD
    return (Gender.FEMALE if median >= _WOMEN_HZ else Gender.MALE), Age.ADULT
