"""Every hard rule of a plan, read off the plan and the facts alone. It shares no model with what makes plans, only the clock.

A problem is a sentence that names the drama, the day and the rule. No problem means that the plan can be shot.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise

from dramaport.produce.slate import calendars
from dramaport.produce.slate.clock import cast_of, crew_call, hhmm, timed, wrap
from dramaport.produce.slate.engagements import Engaged, engagements
from dramaport.produce.slate.frame import Frame
from dramaport.produce.slate.plan import Plan, Shoot, ShootingDay
from dramaport.produce.slate.values import Engagement, Light, Slate


def problems(slate: Slate, plan: Plan) -> tuple[str, ...]:
    """Everything that is wrong with a plan, in order of its dramas."""
    return shoot_problems(slate, plan.shoots)


def shoot_problems(slate: Slate, shoots: Iterable[Shoot]) -> tuple[str, ...]:
    """The same for shoots that stand together."""
    shoots = tuple(shoots)
    placed = [shoot.drama for shoot in shoots]
    found = [
        f"{drama.id}: it has {placed.count(drama.id)} shoots; one is wanted"
        for drama in slate.dramas
        if placed.count(drama.id) != 1
    ]
    for shoot in shoots:
        found += _shoot(slate, shoot)
    return (*found, *_crews(slate, shoots), *_locations(shoots), *_actors(slate, shoots))


def joining_problems(slate: Slate, shoot: Shoot, others: Iterable[Shoot]) -> tuple[str, ...]:
    """What is wrong with a shoot beside others that hold all rules among themselves."""
    if found := tuple(_shoot(slate, shoot)):
        return found
    shoots = (shoot, *others)
    return (*_crews(slate, shoots), *_locations(shoots), *_actors(slate, shoots))


def _shoot(slate: Slate, shoot: Shoot) -> Iterator[str]:
    """One drama by itself."""
    drama, base, crew = slate.drama(shoot.drama), slate.base(shoot.base), slate.crew(shoot.crew)
    if crew.base != base.id:
        yield f"{drama.id}: crew {crew.id} is of {crew.base}, not of {base.id}"
    if drama.bases and base.id not in drama.bases:
        yield f"{drama.id}: {base.id} is none of its bases"
    scenes = [scene for day in shoot.days for scene in day.scenes]
    for wanted in drama.scenes:
        if scenes.count(wanted.id) != 1:
            yield f"{drama.id}: scene {wanted.id} is shot {scenes.count(wanted.id)} times; once is wanted"
    if unknown := set(scenes) - {scene.id for scene in drama.scenes}:
        yield f"{drama.id}: scene {min(unknown)} is not in the script"
        return
    dates = [day.date for day in shoot.days]
    working = calendars.working_days(slate, base)
    if dates[0] not in working or list(working[working.index(dates[0]) :][: len(dates)]) != dates:
        yield f"{drama.id}: its days are not working days of {base.id} one after the other"
    if (drama.start and dates[0] < drama.start) or (drama.end and dates[-1] > drama.end):
        yield f"{drama.id}: {dates[0]} to {dates[-1]} is outside {drama.start or slate.start} to {drama.end or slate.end}"
    most = Frame(slate, drama, base).most_days
    if len(dates) > most:
        yield f"{drama.id}: {len(dates)} shooting days are more than the {most} it may take"
    for day in shoot.days:
        yield from _day(slate, shoot, day)
    for before, after in pairwise(shoot.days):
        rest = (
            (after.date - before.date).days * calendars.DAY
            + crew_call(slate, shoot, after)
            - wrap(slate, shoot, before)
        )
        if rest < crew.turnaround_hours * 60:
            yield f"{drama.id} {after.date}: crew {crew.id} rests {rest / 60:.1f} hours; {crew.turnaround_hours} are due"


def _day(slate: Slate, shoot: Shoot, day: ShootingDay) -> Iterator[str]:
    """One shooting day: places, minutes, light, and whether everybody may be called."""
    drama, base = slate.drama(shoot.drama), slate.base(shoot.base)
    where = f"{drama.id} {day.date}"
    if day.date in slate.crew(shoot.crew).away:
        yield f"{where}: crew {shoot.crew} is away"
    shift = slate.shift(day.shift)
    if base.shifts and shift.id not in base.shifts:
        yield f"{where}: {base.id} has no shift {shift.id}"
    for half in day.halves:
        for scene_id in half.scenes:
            plays = calendars.location_for(slate, drama, drama.scene(scene_id).place, base.id)
            if plays is None or half.location != plays.id:
                yield f"{where}: scene {scene_id} cannot be shot at {half.location}"
    for place in day.locations:
        if day.date in slate.location(place).closed:
            yield f"{where}: {place} is closed"
    for timed_scene in timed(slate, shoot, day):
        end = calendars.spans(shift)[0 if timed_scene.scene in day.halves[0].scenes else 1][1]
        if timed_scene.end > end:
            yield f"{where}: scene {timed_scene.scene} ends at {hhmm(timed_scene.end)}, after its half at {hhmm(end)}"
        light = drama.scene(timed_scene.scene).light
        sun = calendars.sunlit(base, timed_scene.start, timed_scene.end)
        if (light is Light.SUN and sun < timed_scene.end - timed_scene.start) or (light is Light.DARK and sun > 0):
            hours = f"{hhmm(timed_scene.start)} to {hhmm(timed_scene.end)}"
            yield f"{where}: scene {timed_scene.scene} needs {light.value} and is shot from {hours}"
    for actor_id in cast_of(drama, day):
        actor = slate.actor(actor_id)
        if day.date in actor.away:
            yield f"{where}: {actor_id} is away"
        if not calendars.callable_on(actor, shift):
            yield f"{where}: {actor_id} may not be called for shift {shift.id}"
        played = sum(slate.minutes(drama.scene(s)) for s in day.scenes if actor_id in drama.scene(s).cast)
        if actor.max_minutes is not None and played > actor.max_minutes:
            yield f"{where}: {actor_id} plays {played} minutes; {actor.max_minutes} are allowed"


def _crews(slate: Slate, shoots: tuple[Shoot, ...]) -> Iterator[str]:
    """A crew shoots one drama at a time, with the changeover between."""
    for shoot in shoots:
        for other in shoots:
            if shoot.crew == other.crew and shoot is not other and shoot.first <= other.first:
                free = (other.first - shoot.last).days - 1
                if free < slate.changeover_days:
                    yield f"crew {shoot.crew}: {max(0, free)} days between {shoot.drama} and {other.drama}; {slate.changeover_days} are due"


def _locations(shoots: tuple[Shoot, ...]) -> Iterator[str]:
    taken: dict[tuple[str, date], str] = {}
    for shoot in shoots:
        for day in shoot.days:
            for place in day.locations:
                other = taken.setdefault((place, day.date), shoot.drama)
                if other != shoot.drama:
                    yield f"{place} {day.date}: both {other} and {shoot.drama} shoot there"


def _actors(slate: Slate, shoots: tuple[Shoot, ...]) -> Iterator[str]:
    """Nobody is taken twice on a day, everybody can travel, and everybody rests between two called days."""
    taken: dict[tuple[str, date], str] = {}
    called: dict[str, list[tuple[date, str, str]]] = defaultdict(list)
    for shoot in shoots:
        for engaged in engagements(slate, shoot):
            yield from _travels(slate, engaged)
            for day in engaged.taken:
                other = taken.setdefault((engaged.actor, day), shoot.drama)
                if other != shoot.drama:
                    yield f"{engaged.actor} {day}: both {other} and {shoot.drama} have them"
            called[engaged.actor] += [(day, shift, shoot.drama) for day, shift in engaged.shifts.items()]
    for actor_id, days in called.items():
        due = slate.actor(actor_id).turnaround_hours * 60
        days.sort()
        for (before, shift, _), (after, next_shift, drama) in pairwise(days):
            start = calendars.spans(slate.shift(next_shift))[0][0]
            end = calendars.spans(slate.shift(shift))[1][1]
            rest = (after - before).days * calendars.DAY + start - end
            if (after - before).days > 0 and rest < due:
                yield f"{drama} {after}: {actor_id} rests {rest / 60:.1f} hours; {due // 60} are due"


def _travels(slate: Slate, engaged: Engaged) -> Iterator[str]:
    actor = slate.actor(engaged.actor)
    if engaged.run is not (actor.engagement is Engagement.RUN or actor.base != engaged.base):
        yield f"{engaged.drama}: {actor.id} is engaged wrongly"
    for day in engaged.travels:
        if day in actor.away:
            yield f"{engaged.drama} {day}: {actor.id} is away and should be on the road"
