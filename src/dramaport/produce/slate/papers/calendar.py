"""Calendars for phones: one for each person, with hours in the base's time zone, whole days for holds and travel."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Event, vDatetime

from dramaport.produce.slate import clock
from dramaport.produce.slate.engagements import engagements
from dramaport.produce.slate.plan import Plan, Shoot, ShootingDay
from dramaport.produce.slate.values import Slate

#: When an entry was made is part of the format. A fixed moment keeps equal plans equal; a changed plan has other entries.
_STAMP = datetime(2000, 1, 1, tzinfo=UTC)


def actor_calendars(slate: Slate, plan: Plan) -> dict[str, bytes]:
    """For each actor of the plan an iCalendar file, by id."""
    found: dict[str, Calendar] = {}
    for shoot in plan.shoots:
        days = {day.date: day for day in shoot.days}
        for engaged in engagements(slate, shoot):
            name = slate.actor(engaged.actor).name
            calendar = found.setdefault(engaged.actor, _new(name))
            for called in engaged.called:
                calendar.add_component(_call(slate, shoot, days[called], engaged.actor))
            title = slate.drama(shoot.drama).title
            for kind, dates in (("Hold", engaged.held), ("Travel", engaged.travels)):
                for day in dates:
                    calendar.add_component(_whole_day(f"{kind}: {title}", day, f"{shoot.drama}-{engaged.actor}-{kind}"))
    return {actor: calendar.to_ical() for actor, calendar in sorted(found.items())}


def crew_calendars(slate: Slate, plan: Plan) -> dict[str, bytes]:
    """For each crew an iCalendar file with its shooting days, by id."""
    found: dict[str, Calendar] = {}
    for shoot in sorted(plan.shoots, key=lambda shoot: shoot.first):
        calendar = found.setdefault(shoot.crew, _new(slate.crew(shoot.crew).name))
        for number, day in enumerate(shoot.days, start=1):
            start, end = clock.crew_call(slate, shoot, day), clock.wrap(slate, shoot, day)
            title = f"{slate.drama(shoot.drama).title}: day {number} of {len(shoot.days)}"
            calendar.add_component(_event(slate, shoot, day, title, start, end, shoot.crew))
    return {crew: calendar.to_ical() for crew, calendar in sorted(found.items())}


def _new(name: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Dramaport//Slate//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    return calendar


def _call(slate: Slate, shoot: Shoot, day: ShootingDay, actor: str) -> Event:
    drama = slate.drama(shoot.drama)
    mine = [timed for timed in clock.timed(slate, shoot, day) if actor in drama.scene(timed.scene).cast]
    scenes = ", ".join(timed.scene for timed in mine)
    call = clock.called_at(slate, shoot, day, actor)
    return _event(slate, shoot, day, f"{drama.title}: scenes {scenes}", call, mine[-1].end, actor)


def _event(slate: Slate, shoot: Shoot, day: ShootingDay, title: str, start: int, end: int, who: str) -> Event:
    places = [slate.location(place) for place in day.locations]
    event = Event()
    event.add("uid", f"{shoot.drama}-{day.date}-{who}@dramaport")
    event.add("dtstamp", _STAMP)
    event.add("summary", title)
    for name, minutes in (("dtstart", start), ("dtend", end)):
        event.add(name, vDatetime(clock.moment(slate, shoot, day, minutes)))
    event.add("location", "; ".join(", ".join(part for part in (p.name, p.address) if part) for p in places))
    return event


def _whole_day(title: str, day: date, uid: str) -> Event:
    event = Event()
    event.add("uid", f"{uid}-{day}@dramaport")
    event.add("dtstamp", _STAMP)
    event.add("summary", title)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    return event
