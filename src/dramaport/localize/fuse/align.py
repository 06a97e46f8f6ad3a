"""Which heard characters belong to which caption: an alignment in order of time, where only near times may meet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dramaport.ai.abilities import Heard

#: Speech and its caption lie at most this far apart (ms). Captions of the shared clips and of one real season appear
#: within 0.3 s of the speech; recognisers place words to about 0.2 s.
_APART_MS = 700

#: Costs of the alignment. A wrong character is likelier than one missed and one made up beside it.
_WRONG, _UNMATCHED = 1.0, 0.6


@dataclass(frozen=True)
class Sign:
    """One heard character or word: its text without punctuation, its time in ms, the word it is from, how sure."""

    text: str
    start: int
    end: int
    utterance: int
    probability: float

    @property
    def middle(self) -> float:
        return (self.start + self.end) / 2


@dataclass(frozen=True)
class Mark:
    """One character of a caption, and when the caption stands."""

    text: str
    caption: int
    start: int
    end: int


def signs(heard: Sequence[Heard]) -> list[Sign]:
    """Every heard character with its share of its word's time."""
    found: list[Sign] = []
    for number, utterance in enumerate(heard):
        for word in utterance.words:
            letters = [letter for letter in word.text if letter.isalnum()]
            step = (word.end - word.start) / max(1, len(letters))
            found += [
                Sign(letter.lower(), round(word.start + place * step), round(word.start + (place + 1) * step), number,
                     word.probability)
                for place, letter in enumerate(letters)
            ]  # fmt: skip
    return found


def align(heard: Sequence[Sign], captions: Sequence[Mark]) -> dict[int, int]:
    """For each heard character that stands for a caption's character: its place → the mark's place. Order is kept."""
    rows, columns = len(heard) + 1, len(captions) + 1
    cost = np.zeros((rows, columns))
    cost[:, 0] = np.arange(rows) * _UNMATCHED
    cost[0, :] = np.arange(columns) * _UNMATCHED
    starts = np.array([mark.start for mark in captions]) - _APART_MS
    ends = np.array([mark.end for mark in captions]) + _APART_MS
    texts = np.array([mark.text for mark in captions])
    step = np.zeros((rows, columns), dtype=np.int8)  # 0 match, 1 heard alone, 2 caption alone
    step[1:, 0], step[0, 1:] = 1, 2
    for row, sign in enumerate(heard, start=1):
        near = (starts <= sign.middle) & (sign.middle <= ends)
        pairing = np.where(near, np.where(texts == sign.text, 0.0, _WRONG), np.inf)
        diagonal = cost[row - 1, :-1] + pairing
        above = cost[row - 1, 1:] + _UNMATCHED
        best = np.where(diagonal <= above, diagonal, above)
        choice = np.where(diagonal <= above, 0, 1)
        for column in range(1, columns):  # each cell needs its left neighbour
            left = cost[row, column - 1] + _UNMATCHED
            if left < best[column - 1]:
                cost[row, column], step[row, column] = left, 2
            else:
                cost[row, column], step[row, column] = best[column - 1], choice[column - 1]
    return _walk(step)


def _walk(step: np.ndarray) -> dict[int, int]:
    row, column = step.shape[0] - 1, step.shape[1] - 1
    pairs: dict[int, int] = {}
    while row or column:
        match step[row, column]:
            case 0:
                row, column = row - 1, column - 1
                pairs[row] = column
            case 1:
                row -= 1
            case _:
                column -= 1
    return dict(reversed(pairs.items()))
