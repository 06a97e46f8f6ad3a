"""When each scene of a shooting day is shot, and when people are called."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from dramaport.drama.screenplay.values import TimeOfDay
from dramaport.drama.values import Value
from dramaport.produce.slate import calendars
from dramaport.produce.slate.plan import Shoot, ShootingDay
from dramaport.produce.slate.values import Base, Drama, Light, Scene, Shift, Slate

#: Actors come this long before their first scene, for make-up and wardrobe.
MAKEUP_MINUTES: Final = 45


class TimedScene(Value):
    """A scene with its minutes from midnight of the shooting day, at the base."""

    scene: str
    location: str
    start: int
    end: int


def in_order(base: Base, shift: Shift, half: int, scenes: list[Scene], lost: int) -> tuple[str, ...]:
    """Scenes of a half so that each has its light: what needs the light of its beginning first; equal casts together.

    Of those that need the sun, dawn comes first and dusk last.
    """
    start, end = calendars.spans(shift)[half]
    begins_in_sun = calendars.sunlit(base, start + lost, min(start + lost + 1, end)) > 0
    light = [Light.SUN, Light.ANY, Light.DARK] if begins_in_sun else [Light.DARK, Light.ANY, Light.SUN]
    hour = {TimeOfDay.DAWN: 0, TimeOfDay.DAY: 1, TimeOfDay.NIGHT: 1, TimeOfDay.DUSK: 2}
    ranked = sorted(scenes, key=lambda s: (light.index(s.light), hour[s.time], sorted(s.cast)))
    return tuple(scene.id for scene in ranked)


def timed(slate: Slate, shoot: Shoot, day: ShootingDay) -> tuple[TimedScene, ...]:
    """The day's scenes one after the other; a scene that needs sun or dark waits for it."""
    drama, base, shift = slate.drama(shoot.drama), slate.base(shoot.base), slate.shift(day.shift)
    found = []
    for half, stint in enumerate(day.halves):
        if stint.location is None:
            continue
        now = calendars.spans(shift)[half][0]
        before = day.halves[0].location
        if half == 1 and before is not None and before != stint.location:
            now += slate.location(stint.location).move_minutes
        for scene_id in stint.scenes:
            scene = drama.scene(scene_id)
            start = _when_lit(base, scene.light, now)
            now = start + slate.minutes(scene)
            found.append(TimedScene(scene=scene_id, location=stint.location, start=start, end=now))
    return tuple(found)


def _when_lit(base: Base, light: Light, now: int) -> int:
    """The first minute from `now` with this light."""
    if light is Light.ANY:
        return now
    rise, fall = calendars.minute(base.sunrise), calendars.minute(base.sunset)
    starts = (rise, rise + calendars.DAY) if light is Light.SUN else (fall - calendars.DAY, fall, fall + calendars.DAY)
    lit = calendars.sunlit(base, now, now + 1) > 0
    return now if lit is (light is Light.SUN) else min(start for start in starts if start >= now)


def called_at(slate: Slate, shoot: Shoot, day: ShootingDay, actor: str) -> int:
    """The minute an actor is called: before their first scene, and never before the crew."""
    drama, crew = slate.drama(shoot.drama), slate.crew(shoot.crew)
    first = min(t.start for t in timed(slate, shoot, day) if actor in drama.scene(t.scene).cast)
    return max(crew_call(slate, shoot, day), min(first, first - MAKEUP_MINUTES, first - crew.prep_minutes))


def crew_call(slate: Slate, shoot: Shoot, day: ShootingDay) -> int:
    return calendars.spans(slate.shift(day.shift))[0][0] - slate.crew(shoot.crew).prep_minutes


def wrap(slate: Slate, shoot: Shoot, day: ShootingDay) -> int:
    """The minute the crew is released."""
    return calendars.spans(slate.shift(day.shift))[1][1] + slate.crew(shoot.crew).wrap_minutes


def moment(slate: Slate, shoot: Shoot, day: ShootingDay, minutes: int) -> datetime:
    """A minute of a shooting day as a moment of the base's time zone. Wall-clock minutes, so summer time moves nothing."""
    midnight = datetime(day.date.year, day.date.month, day.date.day)
    zone = ZoneInfo(slate.base(shoot.base).zone)
    return (midnight + timedelta(minutes=minutes)).replace(tzinfo=zone)


def hhmm(minutes: int) -> str:
    """06:30, with +1 where it is the next day."""
    day, rest = divmod(minutes, calendars.DAY)
    return f"{rest // 60:02}:{rest % 60:02}{f' +{day}' if day else ''}"


def cast_of(drama: Drama, day: ShootingDay) -> tuple[str, ...]:
    """The actors of a day, in order of their first scene."""
    return tuple(dict.fromkeys(actor for scene in day.scenes for actor in drama.scene(scene).cast))
