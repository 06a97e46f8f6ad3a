"""What a gate is, what it is given, and what it answers."""

from __future__ import annotations

import string
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from dramaport.drama.values import Value

if TYPE_CHECKING:
    from dramaport.story.gates.case import Case
    from dramaport.story.gates.limits import Limits


class Verdict(StrEnum):
    """In order of weight: what fails comes first."""

    FAIL = "fail"
    REPORTS = "reports"  # it lacks what it needs, says what, and does not judge
    PASS = "pass"  # noqa: S105 - a verdict


class Spot(Value):
    """One place a gate objects to. `quote` is the script's own text, `found` says what is there instead of what is asked."""

    episode: str = ""
    scene: str = ""
    beat: str = ""
    quote: str = ""
    found: str


class Finding(Value):
    """A gate's answer. `because` are the reasons the drama gives for limits of its own."""

    gate: str
    verdict: Verdict
    asks: str
    remedy: str
    spots: tuple[Spot, ...] = ()
    lacks: tuple[str, ...] = ()
    because: tuple[str, ...] = ()


@dataclass(frozen=True)
class Need:
    """Something a gate cannot judge without."""

    what: str
    there: Callable[[Case], bool]


@dataclass(frozen=True)
class Gate:
    """A named pure function over a story.

    `asks` says what must hold, with the names of its limits in braces; `source` where the idea comes from; `check` gives
    the places where it does not hold, in order. `check` is only called when all `needs` are there.
    """

    name: str
    asks: str
    remedy: str
    source: str
    check: Callable[[Case], Iterable[Spot]]
    needs: tuple[Need, ...] = ()

    @property
    def limits(self) -> tuple[str, ...]:
        """The names of the limits it judges by."""
        fields = (field for _, field, _, _ in string.Formatter().parse(self.asks) if field)
        return tuple(dict.fromkeys(fields))

    def in_words(self, limits: Limits) -> str:
        """What it asks of a drama with these limits."""
        return self.asks.format_map({name: f"{limits[name]:g}" for name in self.limits})

    def judge(self, case: Case) -> Finding:
        lacks = tuple(need.what for need in self.needs if not need.there(case))
        spots = () if lacks else tuple(self.check(case))
        verdict = Verdict.REPORTS if lacks else Verdict.FAIL if spots else Verdict.PASS
        return Finding(
            gate=self.name,
            verdict=verdict,
            asks=self.in_words(case.limits),
            remedy=self.remedy,
            spots=spots,
            lacks=lacks,
            because=case.limits.because(self.limits),
        )
