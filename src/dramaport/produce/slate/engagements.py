"""Who is called, held and on the road when, read off a plan."""

from __future__ import annotations

from datetime import date, timedelta

from dramaport.drama.values import Value
from dramaport.produce.slate.plan import Shoot
from dramaport.produce.slate.prices import on_run, travel_days
from dramaport.produce.slate.values import Slate


class Engaged(Value):
    """One actor's days in one drama. `called` says in how many halves of each day they play; `shifts` which shift that day has."""

    actor: str
    drama: str
    base: str
    run: bool
    called: dict[date, int]
    shifts: dict[date, str]
    held: tuple[date, ...]
    travels: tuple[date, ...]

    @property
    def first(self) -> date:
        return min(self.called)

    @property
    def last(self) -> date:
        return max(self.called)

    @property
    def taken(self) -> tuple[date, ...]:
        """Days on which nobody else may have them: of a run every day from its first to its last, travel and days of rest included."""
        if not self.run:
            return tuple(sorted(self.called))
        days = sorted({*self.called, *self.travels})
        return tuple(days[0] + timedelta(days=count) for count in range((days[-1] - days[0]).days + 1))


def engagements(slate: Slate, shoot: Shoot) -> tuple[Engaged, ...]:
    """Every actor of a shoot, in order of their first scene in the script."""
    drama, base = slate.drama(shoot.drama), slate.base(shoot.base)
    casts = {scene.id: frozenset(scene.cast) for scene in drama.scenes}
    return tuple(
        found
        for actor in drama.cast
        if (found := _engaged(slate, shoot, casts, actor, on_run(slate.actor(actor), base))) is not None
    )


def _engaged(slate: Slate, shoot: Shoot, casts: dict[str, frozenset[str]], actor: str, run: bool) -> Engaged | None:
    called = {
        day.date: halves
        for day in shoot.days
        if (halves := sum(any(actor in casts[scene] for scene in half.scenes) for half in day.halves))
    }
    if not called:
        return None
    first, last = min(called), max(called)
    away = travel_days(slate, slate.actor(actor), slate.base(shoot.base))
    return Engaged(
        actor=actor,
        drama=shoot.drama,
        base=shoot.base,
        run=run,
        called=called,
        shifts={day.date: day.shift for day in shoot.days if day.date in called},
        held=tuple(day.date for day in shoot.days if run and first < day.date < last and day.date not in called),
        travels=tuple(
            sorted({day for count in range(1, away + 1) for day in (first - timedelta(count), last + timedelta(count))})
        ),
    )
