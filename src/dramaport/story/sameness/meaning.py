"""Whether two stories tell the same in the same order, by the meaning of their sentences.

Each sentence is a vector; what all stories have in common is taken off, since otherwise any two tales of people who talk
and walk are alike. A sentence of one story may only meet one at about the same point of the other: a copy keeps its order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dramaport.ai.abilities import SentenceEncoder
from dramaport.story.sameness.values import Alike, Passage, Story

Vectors = NDArray[np.float32]

#: A story of more sentences is compared by stretches of equal length, this many of them.
STRETCHES: Final = 40
#: How far apart, as a share of the story, two sentences that say the same may stand.
_BAND: Final = 0.3
#: Sentences named as alike.
_SHOWN: Final = 5


def by_sentence(story: Story) -> bool:
    """Whether a story is short enough to be compared sentence by sentence."""
    return len(story.passages) <= STRETCHES


def stretches(story: Story) -> tuple[Passage, ...]:
    """The sentences of a short story, or a long one in equal stretches; an encoder reads the beginning of each."""
    passages = story.passages
    if by_sentence(story):
        return passages
    borders = [round(at * len(passages) / STRETCHES) for at in range(STRETCHES + 1)]
    return tuple(
        Passage(where=passages[start].where, text="".join(passage.text for passage in passages[start:end]))
        for start, end in pairwise(borders)
    )


def encoded(stories: Sequence[Story], encoder: SentenceEncoder) -> Mapping[str, Vectors]:
    """The vectors of each story's stretches, by its name: shape (stretches, dimensions)."""
    return {
        story.name: np.asarray(encoder.encode([passage.text for passage in stretches(story)]), dtype=np.float32)
        for story in stories
    }


def centred(vectors: Mapping[str, Vectors]) -> Mapping[str, Vectors]:
    """Without what all stories share, each vector of unit length again. Every story counts the same, however long."""
    middle = np.mean([rows.mean(axis=0) for rows in vectors.values()], axis=0)
    return {name: _unit(rows - middle) for name, rows in vectors.items()}


def closeness(here: Vectors, there: Vectors) -> float:
    """The mean cosine of every sentence with its nearest at about the same point, of the side that has it worse."""
    near = _near(here, there)
    return float(min(near.max(axis=1).mean(), near.max(axis=0).mean()))


def nearest(here: Story, there: Story, vectors: Mapping[str, Vectors]) -> tuple[Alike, ...]:
    """The pairs of sentences that are most alike, one for each sentence here, the nearest first."""
    near = _near(vectors[here.name], vectors[there.name])
    mine, theirs = stretches(here), stretches(there)
    best = sorted(((float(row.max()), at, int(row.argmax())) for at, row in enumerate(near)), reverse=True)
    return tuple(
        Alike(here=_cut(mine[at]), there=_cut(theirs[other]), cosine=round(cosine, 2))
        for cosine, at, other in best[:_SHOWN]
    )


def _near(here: Vectors, there: Vectors) -> Vectors:
    """Cosines, shape (here, there); -1 where two sentences stand too far apart in their stories."""
    at = np.linspace(0, 1, len(here))[:, None]
    other = np.linspace(0, 1, len(there))[None, :]
    cosines: Vectors = np.where(np.abs(at - other) <= _BAND, here @ there.T, np.float32(-1))
    return cosines


def _unit(rows: Vectors) -> Vectors:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: Vectors = rows / np.maximum(lengths, np.float32(1e-9))
    return unit


def _cut(passage: Passage, most: int = 120) -> Passage:
    return passage if len(passage.text) <= most else passage.model_copy(update={"text": passage.text[:most] + "…"})
