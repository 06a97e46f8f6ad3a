"""Which heard letter is which caption letter: one alignment over the whole episode, by letters and by time. Pure.

Global alignment after Needleman and Wunsch (1970) with free gaps on both sides; a pair counts by how well its letters
agree and how near the letter was heard to where the caption has it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dramaport.drama.values import Span

#: The same letter counts this much while it was heard at most `REACH` ms outside its caption's time.
_SAME: Final = 2.0
REACH: Final = 1000
#: Another letter (misheard or misread) counts less, and only this near: word times are good to about 200 ms.
_OTHER: Final = 0.6
_NEAR: Final = 200
#: What being in the right place within the caption adds, at most.
_PLACE: Final = 0.3


@dataclass(frozen=True)
class Letter:
    """A letter, about when it comes (ms), and the number of what it belongs to: a heard atom, or a caption."""

    text: str
    at: float
    owner: int


def align(heard: Sequence[Letter], read: Sequence[Letter], spans: Sequence[Span]) -> tuple[int | None, ...]:
    """For each heard letter the position of its partner in `read`, or None. Partners keep their order.

    `spans` are the captions' times by their number.
    """
    if not heard or not read:
        return (None,) * len(heard)
    gains = _gains(heard, read, spans)
    best = np.zeros((len(heard) + 1, len(read) + 1))
    for row, gain in enumerate(gains, start=1):
        best[row, 1:] = np.maximum.accumulate(np.maximum(best[row - 1, 1:], best[row - 1, :-1] + gain))
    return _partners(best, len(heard))


def _gains(heard: Sequence[Letter], read: Sequence[Letter], spans: Sequence[Span]) -> NDArray[np.float64]:
    """What each pair counts, shape (heard, read); minus infinity where a pair cannot be."""
    at = np.array([letter.at for letter in heard])[:, None]
    place = np.array([letter.at for letter in read])[None, :]
    starts = np.array([spans[letter.owner].start for letter in read])[None, :]
    ends = np.array([spans[letter.owner].end for letter in read])[None, :]
    outside = np.maximum(0, np.maximum(starts - at, at - ends))
    same = np.array([letter.text for letter in heard])[:, None] == np.array([letter.text for letter in read])[None, :]
    bonus = _PLACE * np.clip(1 - np.abs(at - place) / REACH, 0, 1)
    gain = np.where(same & (outside <= REACH), _SAME + bonus, -np.inf)
    return np.where(~same & (outside <= _NEAR), _OTHER + bonus, gain)


def _partners(best: NDArray[np.float64], count: int) -> tuple[int | None, ...]:
    partners: list[int | None] = [None] * count
    row, column = best.shape[0] - 1, best.shape[1] - 1
    while row and column:
        if best[row, column] == best[row, column - 1]:
            column -= 1
        elif best[row, column] == best[row - 1, column]:
            row -= 1
        else:
            row, column = row - 1, column - 1
            partners[row] = column
    return tuple(partners)
