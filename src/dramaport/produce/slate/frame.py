"""One drama at one base, made ready for a solver: everything that can be reckoned before anything is decided."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from dramaport.produce.slate import calendars, prices
from dramaport.produce.slate.values import Actor, Base, Crew, Drama, Light, Location, Scene, Shift, Slate

#: Shooting days a drama may take beyond those its scenes fill, where it does not say.
SPARE_DAYS = 3


#: Dual feasible functions above this one add nothing on halves of a few scenes each.
_FUNCTIONS = 6


def fill(sizes: list[int], room: int) -> int:
    """The most of a bin that these sizes can take up: the largest sum of some of them that is no more than `room`."""
    sums = 1  # bit n: a sum of n can be made
    for size in sizes:
        sums |= sums << size & (1 << room + 1) - 1
    return sums.bit_length() - 1


def least_bins(sizes: list[int], room: int) -> int:
    """A number of bins of size `room` below which these sizes do not fit.

    The best of the plain sum and of the dual feasible functions u(k) of Fekete and Schepers, "New classes of fast lower bounds for
    bin packing problems", Mathematical Programming 91, 2001: a size that is a whole number of (k+1)ths of the room counts as it is, any
    other as its whole (k+1)ths in kths.
    """
    if not sizes:
        return 0
    room = fill(sizes, room)
    if room <= 0:
        return len(sizes)
    best = -(-sum(sizes) // room)
    for k in range(1, _FUNCTIONS):
        total = sum(  # in units of 1 / (k * room)
            size * k if size * (k + 1) % room == 0 else size * (k + 1) // room * room for size in sizes
        )
        best = max(best, -(-total // (k * room)))
    return best


@dataclass(frozen=True)
class Frame:
    """A drama's facts at a base. Days are counted from its first shooting day; half `2 * day` is a day's first."""

    slate: Slate
    drama: Drama
    base: Base

    @cached_property
    def crews(self) -> tuple[Crew, ...]:
        return tuple(crew for crew in self.slate.crews if crew.base == self.base.id)

    @cached_property
    def shifts(self) -> tuple[Shift, ...]:
        return calendars.shifts_of(self.slate, self.base)

    @cached_property
    def dates(self) -> tuple[date, ...]:
        return calendars.working_days(self.slate, self.base)

    @cached_property
    def actors(self) -> tuple[Actor, ...]:
        return tuple(self.slate.actor(actor) for actor in self.drama.cast)

    @cached_property
    def runs(self) -> int:
        """The actors on a run here, as a set of bits in the order of `actors`."""
        return sum(1 << place for place, actor in enumerate(self.actors) if prices.on_run(actor, self.base))

    @cached_property
    def location(self) -> dict[str, Location]:
        """Where each scene is shot."""
        found = {}
        for scene in self.drama.scenes:
            location = calendars.location_for(self.slate, self.drama, scene.place, self.base.id)
            if location is None:
                raise KeyError(scene.place)  # a frame is made only for possible bases
            found[scene.id] = location
        return found

    @cached_property
    def locations(self) -> tuple[Location, ...]:
        return tuple({location.id: location for location in self.location.values()}.values())

    @cached_property
    def minutes(self) -> dict[str, int]:
        return {scene.id: self.slate.minutes(scene) for scene in self.drama.scenes}

    def at(self, location: Location, light: Light | None = None) -> list[Scene]:
        """The scenes at a location, or those of one light."""
        return [
            scene
            for scene in self.drama.scenes
            if self.location[scene.id].id == location.id and light in (None, scene.light)
        ]

    @cached_property
    def longest(self) -> dict[Light, int]:
        """The most minutes any half has of each light."""
        return {
            light: max(calendars.usable(self.base, shift, half, light) for shift in self.shifts for half in (0, 1))
            for light in Light
        }

    def halves_for(self, scenes: list[Scene]) -> int:
        """A number of halves below which scenes at one location cannot be shot, by all of them and by those of each light."""
        need = 0
        for light in Light:
            sizes = [self.minutes[scene.id] for scene in scenes if light in (Light.ANY, scene.light)]
            need = max(need, least_bins(sizes, self.longest[light]))
        return need

    @cached_property
    def least_halves(self) -> dict[str, int]:
        return {location.id: self.halves_for(self.at(location)) for location in self.locations}

    @cached_property
    def least_days(self) -> int:
        """A number of days below which the drama cannot be shot."""
        return -(-sum(self.least_halves.values()) // 2)

    @cached_property
    def most_days(self) -> int:
        return self.drama.max_days or self.least_days + SPARE_DAYS

    @cached_property
    def least_days_by_actor(self) -> dict[str, int]:
        return {actor.id: self.least_days_of(actor) for actor in self.actors}

    def least_days_of(self, actor: Actor) -> int:
        """A number of days below which an actor cannot have played all their scenes."""
        by_location: dict[str, list[Scene]] = defaultdict(list)
        for scene in self.drama.scenes:
            if actor.id in scene.cast:
                by_location[self.location[scene.id].id].append(scene)
        halves = sum(self.halves_for(scenes) for scenes in by_location.values())
        days = -(-halves // 2)
        if actor.max_minutes:
            total = sum(self.minutes[scene.id] for scenes in by_location.values() for scene in scenes)
            days = max(days, -(-total // actor.max_minutes))
        return days

    def cheapest_day(self, shift: Shift) -> int:
        """What a shooting day costs with the base's cheapest crew."""
        return min(prices.crew_day(self.slate, crew, shift) for crew in self.crews)
