"""Shoots moved forward as far as the others let them: a month's slack belongs at its end, where an actor's illness can use it.

Solvers do not care which of two days that cost the same they take; whoever has to plan anew does.
"""

from __future__ import annotations

from collections.abc import Iterable

from dramaport.produce.slate.check import joining_problems
from dramaport.produce.slate.cost import bill
from dramaport.produce.slate.frame import Frame
from dramaport.produce.slate.plan import Shoot
from dramaport.produce.slate.shapes import begins
from dramaport.produce.slate.values import Slate


def as_early_as_can_be(slate: Slate, shoots: Iterable[Shoot]) -> tuple[Shoot, ...]:
    """The same shoots on the earliest dates that break no rule and cost no more, the first of them moved first."""
    placed = sorted(shoots, key=lambda shoot: (shoot.first, shoot.drama))
    for number, shoot in enumerate(placed):
        others = [*placed[:number], *placed[number + 1 :]]
        cost = bill(slate, shoot).total
        earlier = (moved for moved in _earlier(slate, shoot) if bill(slate, moved).total <= cost)
        placed[number] = next((moved for moved in earlier if not joining_problems(slate, moved, others)), shoot)
    return tuple(sorted(placed, key=lambda shoot: (shoot.first, shoot.drama)))


def _earlier(slate: Slate, shoot: Shoot) -> Iterable[Shoot]:
    frame = Frame(slate, slate.drama(shoot.drama), slate.base(shoot.base))
    crew = next(crew for crew in frame.crews if crew.id == shoot.crew)
    for at in begins(frame, len(shoot.days), crew):
        if frame.dates[at] >= shoot.first:
            return
        dates = frame.dates[at : at + len(shoot.days)]
        days = (day.model_copy(update={"date": date}) for day, date in zip(shoot.days, dates, strict=True))
        yield shoot.model_copy(update={"days": tuple(days)})
