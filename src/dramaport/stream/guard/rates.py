"""How often something may be done: the generic cell rate algorithm, and how many places may watch at once. Pure.

GCRA (ITU-T I.371) is a token bucket that remembers one number a caller: the moment by which everything let through so far
would have come, had it come evenly. One number can be kept in a dictionary, or moved by a single statement of a database.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from pydantic import Field

from dramaport.drama.values import Value


class Rate(Value):
    """`count` at once, and then as many in every `seconds`, evenly."""

    count: int = Field(gt=0)
    seconds: int = Field(gt=0)

    @property
    def every_ms(self) -> int:
        """The time one of them is worth, in whole ms, so that sums of it are exact."""
        return max(1, round(self.seconds * 1000 / self.count))

    @property
    def window_ms(self) -> int:
        """How far ahead of now the even arrival may run: the time all of them are worth."""
        return self.count * self.every_ms

    def times(self, factor: float) -> Rate:
        """As many more, or fewer, in the same time."""
        return Rate(count=max(1, round(self.count * factor)), seconds=self.seconds)


class Verdict(NamedTuple):
    """`due_ms` is what to remember; `wait_ms` is 0 for what may go on, else after how long it may."""

    due_ms: int
    wait_ms: int


def decide(due_ms: int, now_ms: int, every_ms: int, window_ms: int, cost: int = 1) -> Verdict:
    """One more, by what is remembered of the caller (0 for a stranger). What is refused costs nothing.

    `cost` is how many it counts for; what costs more than the whole window counts as the whole window. A memory further
    ahead than the window is of a clock that was set back since, and is cut to it.
    """
    end = now_ms + window_ms
    start = now_ms if due_ms < now_ms else min(due_ms, end)
    due = start + min(cost * every_ms, window_ms)
    return Verdict(due_ms, due - end) if due > end else Verdict(due, 0)


def places_now(seen: Mapping[str, int], place: str, now_ms: int, most: int, window_ms: int) -> Mapping[str, int] | None:
    """The places somebody watches from, with the newest moment of each, `place` added; None when that is one too many.

    A place that was silent for `window_ms` is left.
    """
    here = {name: at_ms for name, at_ms in seen.items() if at_ms > now_ms - window_ms}
    if place not in here and len(here) >= most:
        return None
    return {**here, place: now_ms}
