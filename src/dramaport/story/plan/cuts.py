"""Choosing the cuts: exactly n episodes, alike in length, each ending where it looks best. Dynamic programming, so it is the
optimum of what is asked, and the same every time.

The cost of an episode of length l, with the target t, is ((l - t) / t)² less `_PULL` times the score of the cut it ends at.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

Costs = NDArray[np.float64]

#: What a cut's score is worth in length: a cut that scores 0.9 more is worth an episode 40 % off its target (0.16 = 0.18 × 0.9).
_PULL: Final = 0.18

#: Bounds of an episode's length as shares of the target, tried in this order: the first under which a solution exists is used.
_BOUNDS: Final = ((0.5, 1.6), (0.25, 2.5), (0.0, float("inf")))

#: The k-th cut is looked for within this many targets of k × target, as long as lengths are bound.
_BAND: Final = 4.0


def choose_cuts(
    positions: Sequence[int], scores: Sequence[float], length: int, episodes: int
) -> tuple[int, ...] | None:
    """Indices of the `episodes - 1` cuts among the candidates at `positions` (0 < position < length, ascending, in whatever unit
    length is balanced in). None where there are too few candidates."""
    if episodes < 1 or len(positions) < episodes - 1:
        return None
    if episodes == 1:
        return ()
    at = np.concatenate([[0], np.asarray(positions, dtype=np.float64), [length]])
    gain = np.concatenate([[0.0], np.asarray(scores, dtype=np.float64), [0.0]])
    for low, high in _BOUNDS:
        found = _solve(at, gain, episodes, low, high)
        if found is not None:
            return found
    return None


def _solve(at: Costs, gain: Costs, episodes: int, low: float, high: float) -> tuple[int, ...] | None:
    """`best[j]` is the least cost of k episodes that end at candidate j; `came[k][j]` where the last of them began."""
    target = at[-1] / episodes
    last = len(at) - 1
    best = np.full(len(at), np.inf)
    best[0] = 0.0
    came = np.zeros((episodes + 1, len(at)), dtype=np.int32)
    firsts = np.searchsorted(at, at - high * target).tolist()
    beyonds = np.minimum(np.arange(len(at)), np.searchsorted(at, at - low * target, side="right")).tolist()
    for k in range(1, episodes + 1):
        new = np.full(len(at), np.inf)
        for j in _ends(at, k, episodes, target, bounded=np.isfinite(high)):
            first, beyond = firsts[j], beyonds[j]
            if first >= beyond:
                continue
            off = (at[j] - at[first:beyond] - target) / target
            costs = best[first:beyond] + off * off
            i = int(costs.argmin())
            new[j] = costs[i] - _PULL * gain[j]
            came[k, j] = first + i
        best = new
    if not np.isfinite(best[last]):
        return None
    path, j = [], last
    for k in range(episodes, 1, -1):
        j = int(came[k, j])
        path.append(j - 1)
    return tuple(reversed(path))


def _ends(at: Costs, k: int, episodes: int, target: float, *, bounded: bool) -> range:
    """Candidates the k-th episode may end at."""
    last = len(at) - 1
    if k == episodes:
        return range(last, last + 1)
    if not bounded:
        return range(k, last - (episodes - k) + 1)
    first = int(np.searchsorted(at, (k - _BAND) * target))
    beyond = int(np.searchsorted(at, (k + _BAND) * target, side="right"))
    return range(max(k, first), min(beyond, last))
