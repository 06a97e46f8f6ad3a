"""What follows from calendars and clocks alone: working days, light, rest between days, who may be called when.

Minutes are counted from midnight of the shooting day at the base; a night's second half lies beyond 1440.
"""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Final

from dramaport.produce.slate.values import WEEKDAYS, Actor, Base, Crew, Drama, Light, Location, Shift, Slate

DAY: Final = 1440


def working_days(slate: Slate, base: Base) -> tuple[date, ...]:
    """The base's days of work within the slate, in order."""
    closed = set(base.holidays)
    days = (slate.start + timedelta(days=count) for count in range((slate.end - slate.start).days + 1))
    return tuple(day for day in days if day not in closed and WEEKDAYS[day.weekday()] not in base.rest)


def minute(at: time) -> int:
    return at.hour * 60 + at.minute


def spans(shift: Shift) -> tuple[tuple[int, int], tuple[int, int]]:
    """First and last minute of each half; what is written earlier than what came before is of the next day."""
    marks: list[int] = []
    for at in (shift.halves[0].start, shift.halves[0].end, shift.halves[1].start, shift.halves[1].end):
        found = minute(at)
        while marks and found < marks[-1]:
            found += DAY
        marks.append(found)
    return (marks[0], marks[1]), (marks[2], marks[3])


def sunlit(base: Base, start: int, end: int) -> int:
    """Minutes of sun between two minutes."""
    rise, fall = minute(base.sunrise), minute(base.sunset)
    return sum(max(0, min(end, fall + day) - max(start, rise + day)) for day in (-DAY, 0, DAY))


def usable(base: Base, shift: Shift, half: int, light: Light, lost: int = 0) -> int:
    """Minutes of a half in which scenes of this light can be shot, when its first `lost` minutes go into a company move."""
    start, end = spans(shift)[half]
    start = min(start + lost, end)
    sun = sunlit(base, start, end)
    return {Light.ANY: end - start, Light.SUN: sun, Light.DARK: end - start - sun}[light]


def shifts_of(slate: Slate, base: Base) -> tuple[Shift, ...]:
    """The shifts a base uses."""
    return tuple(shift for shift in slate.shifts if not base.shifts or shift.id in base.shifts)


def rested(before: Shift, after: Shift, hours: int, prep: int = 0, wrap: int = 0) -> bool:
    """Whether `hours` of rest lie between two shifts on days that follow each other."""
    return spans(after)[0][0] + DAY - prep - (spans(before)[1][1] + wrap) >= hours * 60


def crew_rested(crew: Crew, before: Shift, after: Shift) -> bool:
    return rested(before, after, crew.turnaround_hours, crew.prep_minutes, crew.wrap_minutes)


def callable_on(actor: Actor, shift: Shift) -> bool:
    """Whether an actor may work a shift, by the hours between which they may be called."""
    (start, _), (_, end) = spans(shift)
    too_early = actor.earliest is not None and start < minute(actor.earliest)
    return not too_early and (actor.latest is None or end <= minute(actor.latest))


def location_for(slate: Slate, drama: Drama, place: str, base: str) -> Location | None:
    """The location that plays a place of a drama at a base; the reader has made sure that there are never two."""
    for location in slate.locations:
        if location.base == base and (f"{drama.id}:{place}" in location.plays or place in location.plays):
            return location
    return None


def possible_bases(slate: Slate, drama: Drama) -> tuple[Base, ...]:
    """The bases a drama may be shot at: those it names, or all, as far as they have a crew and all its places."""
    places = {scene.place for scene in drama.scenes}
    crewed = {crew.base for crew in slate.crews}
    return tuple(
        base
        for base in slate.bases
        if base.id in crewed
        and (not drama.bases or base.id in drama.bases)
        and all(location_for(slate, drama, place, base.id) for place in places)
    )


def window(slate: Slate, drama: Drama) -> tuple[date, date]:
    """First and last day on which a drama may be shot."""
    return max(slate.start, drama.start or slate.start), min(slate.end, drama.end or slate.end)
