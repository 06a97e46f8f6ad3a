"""For one drama at one base: a bound, and some good shoots that no date is fixed for yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from dramaport.produce.slate import calendars
from dramaport.produce.slate.clock import in_order
from dramaport.produce.slate.counting import counting_bound
from dramaport.produce.slate.draft import Bars, Draft, draft
from dramaport.produce.slate.frame import Frame
from dramaport.produce.slate.occupied import NOTHING, Occupied
from dramaport.produce.slate.plan import Shoot, ShootingDay, Stint
from dramaport.produce.slate.prices import travel_days
from dramaport.produce.slate.solve import Effort
from dramaport.produce.slate.values import Crew

#: Shoots kept for a drama at a base. More give the placing more choice and cost it time; six are nearly always enough.
_KEPT: Final = 6
_ANNEALS: Final = 3
#: Solves the counting model of thirty of the bench's dramas to the end, all but two.
_COUNTING: Final = Effort(work=1.5, seconds=30)


@dataclass(frozen=True)
class Shapes:
    """What is known of a drama at a base. `bound` is None where it cannot be shot there."""

    drama: str
    base: str
    bound: int | None
    least_days: int
    drafts: tuple[Draft, ...]


def shapes(frame: Frame, steps: int) -> Shapes:
    """Bound and shoots. The least number of days that can be filled is tried first, then one more."""
    bound = counting_bound(frame, _COUNTING)
    found: list[Draft] = []
    if bound is not None:
        for days in range(frame.least_days, frame.most_days + 1):
            found += _drafts(frame, days, steps)
            if any(one.clean for one in found) and days > frame.least_days:
                break
    clean = sorted({one for one in found if one.clean}, key=lambda one: (one.cost, one.halves))
    return Shapes(frame.drama.id, frame.base.id, bound, frame.least_days, tuple(clean[:_KEPT]))


def _drafts(frame: Frame, days: int, steps: int) -> Iterable[Draft]:
    """Anneals that begin on different days of the week, since a night before a day of rest needs no rest after it."""
    for seed in range(_ANNEALS):
        at = seed * max(1, len(frame.dates) // _ANNEALS)
        yield draft(frame, days, bars(frame, min(at, max(0, len(frame.dates) - days)), days), steps, seed)


def bars(frame: Frame, at: int, days: int, others: Occupied | None = None) -> tuple[Bars, ...]:
    """What each day of a shoot that begins on the base's working day `at` cannot have.

    Without `others` only the rest between its days counts: a shape may be placed anywhere its actors are free.
    """
    dates = frame.dates[at : at + days]
    told = []
    for day in range(days):
        rested = 0 < day < len(dates) and dates[day] - dates[day - 1] > timedelta(1)
        actors, engaged, locations = 0, 0, frozenset[int]()
        if others is not None and day < len(dates):
            engaged, away = _absent(frame, others, dates[day])
            actors = engaged | away
            locations = frozenset(
                place
                for place, location in enumerate(frame.locations)
                if dates[day] in location.closed or dates[day] in others.locations.get(location.id, {})
            )
        tired = () if others is None or day >= len(dates) else _tired_elsewhere(frame, others, dates[day])
        told.append(Bars(rested=rested, actors=actors, engaged=engaged, tired=tired, locations=locations))
    return tuple(told)


def pushing(frame: Frame, at: int, days: int, others: Occupied) -> tuple[Bars, ...]:
    """The same where what others have may be taken from them."""
    return tuple(
        replace(alone, sought=beside.actors & ~alone.actors, sought_places=beside.locations - alone.locations)
        for alone, beside in zip(bars(frame, at, days, NOTHING), bars(frame, at, days, others), strict=True)
    )


def possible(frame: Frame, barred: tuple[Bars, ...]) -> bool:
    """Whether every actor is free on as many days as their scenes fill."""
    return all(
        len(barred) - sum(bar.actors >> place & 1 for bar in barred) >= frame.least_days_by_actor[actor.id]
        for place, actor in enumerate(frame.actors)
    )


def _absent(frame: Frame, others: Occupied, day: date) -> tuple[int, int]:
    """As sets of bits, whom another drama has on a day, and who is away. Whoever travels counts the days of the way around it too."""
    engaged, away = 0, 0
    for place, actor in enumerate(frame.actors):
        road = travel_days(frame.slate, actor, frame.base)
        near = [day + timedelta(days=count) for count in range(-road, road + 1)]
        taken = others.actors.get(actor.id, {})
        engaged |= any(one in taken for one in near) << place
        away |= any(one in actor.away for one in near) << place
    return engaged, away


def _tired_elsewhere(frame: Frame, others: Occupied, day: date) -> tuple[int, ...]:
    """For each shift, as a set of bits, who would lack rest from the day before or for the day after in another drama."""
    masks = [0] * len(frame.shifts)
    for place, actor in enumerate(frame.actors):
        elsewhere = others.called.get(actor.id, {})
        before, after = elsewhere.get(day - timedelta(1)), elsewhere.get(day + timedelta(1))
        for number, shift in enumerate(frame.shifts):
            hours = actor.turnaround_hours
            if (before and not calendars.rested(frame.slate.shift(before), shift, hours)) or (
                after and not calendars.rested(shift, frame.slate.shift(after), hours)
            ):
                masks[number] |= 1 << place
    return tuple(masks)


def dated(frame: Frame, found: Draft, crew: str, at: int) -> Shoot:
    """A draft as a shoot that begins on the base's working day `at`."""
    days = []
    scenes = {scene.id: scene for scene in frame.drama.scenes}
    for day, shift_id in enumerate(found.shifts):
        shift = frame.slate.shift(shift_id)
        stints: list[Stint] = []
        for half in (0, 1):
            inside = [scenes[scene] for scene in found.halves[2 * day + half]]
            if not inside:
                stints.append(Stint())
                continue
            location = frame.location[inside[0].id]
            moved = half == 1 and stints[0].location not in (None, location.id)
            order = in_order(frame.base, shift, half, inside, location.move_minutes if moved else 0)
            stints.append(Stint(location=location.id, scenes=order))
        days.append(ShootingDay(date=frame.dates[at + day], shift=shift_id, halves=(stints[0], stints[1])))
    return Shoot(drama=frame.drama.id, base=frame.base.id, crew=crew, days=tuple(days))


@dataclass(frozen=True)
class Pattern:
    """Who is called and where the company is on each day of a draft, whatever its dates."""

    called: tuple[frozenset[str], ...]
    used: tuple[frozenset[str], ...]


def pattern(frame: Frame, found: Draft) -> Pattern:
    casts = {scene.id: scene.cast for scene in frame.drama.scenes}
    days = [(*found.halves[2 * day], *found.halves[2 * day + 1]) for day in range(len(found.shifts))]
    return Pattern(
        called=tuple(frozenset(actor for scene in day for actor in casts[scene]) for day in days),
        used=tuple(frozenset(frame.location[scene].id for scene in day) for day in days),
    )


def begins(frame: Frame, days: int, crew: Crew) -> Iterable[int]:
    """The working days on which so many days of shooting may begin, by the drama's dates and the crew's alone."""
    first, last = calendars.window(frame.slate, frame.drama)
    for at in range(len(frame.dates) - days + 1):
        dates = frame.dates[at : at + days]
        if first <= dates[0] and dates[-1] <= last and not any(day in crew.away for day in dates):
            yield at


def starts(frame: Frame, found: Draft, made: Pattern, crew: Crew) -> Iterable[int]:
    """The working days on which a draft may begin with a crew as it is, by everything but the other dramas."""
    days = len(found.shifts)
    away = {actor.id: set(actor.away) for actor in frame.actors}
    closed = {location.id: set(location.closed) for location in frame.locations}
    tired = [_tired(frame, found, made, crew, day) for day in range(days - 1)]
    for at in begins(frame, days, crew):
        dates = frame.dates[at : at + days]
        if (
            not any(dates[day] in closed[place] for day in range(days) for place in made.used[day])
            and not any(dates[day] in away[actor] for day in range(days) for actor in made.called[day])
            and not any(tired[day] and dates[day + 1] - dates[day] == timedelta(1) for day in range(days - 1))
        ):
            yield at


def _tired(frame: Frame, found: Draft, made: Pattern, crew: Crew, day: int) -> bool:
    """Whether somebody lacks rest between a day and the one after it, when no free day lies between."""
    before, after = frame.slate.shift(found.shifts[day]), frame.slate.shift(found.shifts[day + 1])
    return not calendars.crew_rested(crew, before, after) or any(
        not calendars.rested(before, after, frame.slate.actor(actor).turnaround_hours)
        for actor in made.called[day] & made.called[day + 1]
    )
