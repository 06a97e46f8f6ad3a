"""A bound for one drama at one base, from how many days of each kind there are, whatever their order.

A day of a plan is of one kind: both halves at one location, one half only, or two locations with a move between, each on some shift.
Counting a plan's days by kind, and each actor's days by kind, gives whole numbers that satisfy everything below, and their price is no
more than the plan's: who waits between is left out, and so are dates, rest and who shares a half with whom. So the cheapest
counts are a bound of every plan. They are few enough to be found, mostly to the end.

What makes the bound close: a half at a location holds no more than `least_bins` says, for the scenes and for each actor's scenes
alone; and an actor plays two locations on one day only if the company moves between them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ortools.sat.python import cp_model

from dramaport.produce.slate import calendars, prices
from dramaport.produce.slate.frame import Frame, fill
from dramaport.produce.slate.solve import Effort, search
from dramaport.produce.slate.values import Actor, Light, Location, Scene, Shift


@dataclass(frozen=True)
class _Kind:
    """A kind of day: where its halves are. `second` is None where one half only is used."""

    first: int
    second: int | None

    @property
    def moves(self) -> bool:
        return self.second is not None and self.second != self.first

    def halves_at(self, location: int) -> int:
        return (self.first == location) + (self.second == location)

    def touches(self, location: int) -> bool:
        return location in (self.first, self.second)


def counting_bound(frame: Frame, effort: Effort) -> int | None:
    """A cost below which the drama cannot be shot at the base; None where it cannot be shot there at all."""
    found = search(_Counts(frame).model, effort)
    return None if found.impossible else found.bound


class _Counts:
    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.model = cp_model.CpModel()
        places = range(len(frame.locations))
        self.kinds = [_Kind(first, second) for first in places for second in (*places, None)]
        most = frame.most_days
        self.days = {
            (kind, shift.id): self.model.new_int_var(0, most, "") for kind in self.kinds for shift in frame.shifts
        }
        self.total = sum(self.days.values())
        self.model.add(self.total <= most)
        self.model.add(self.total >= frame.least_days)
        self.costs: list[cp_model.LinearExprT] = []
        for place, location in enumerate(frame.locations):
            self._location(place, location)
        for actor in frame.actors:
            self._actor(actor)
        self._price()
        self.model.minimize(sum(self.costs))

    def _of(self, kind: _Kind, shifts: Iterable[Shift] | None = None) -> cp_model.LinearExprT:
        return sum(self.days[kind, shift.id] for shift in (self.frame.shifts if shifts is None else shifts))

    def _location(self, place: int, location: Location) -> None:
        """Halves enough for all scenes of a location, and for those of each light."""
        frame = self.frame
        halves = sum(kind.halves_at(place) * self._of(kind) for kind in self.kinds if kind.touches(place))
        self.model.add(halves >= frame.least_halves[location.id])
        for light in Light:
            scenes = frame.at(location) if light is Light.ANY else frame.at(location, light)
            sizes = [frame.minutes[scene.id] for scene in scenes]
            if not sizes:
                continue
            room = sum(
                self._room(kind, shift, place, location, light, sizes) * self.days[kind, shift.id]
                for kind in self.kinds
                if kind.touches(place)
                for shift in frame.shifts
            )
            self.model.add(room >= sum(sizes))

    def _room(self, kind: _Kind, shift: Shift, place: int, location: Location, light: Light, sizes: list[int]) -> int:
        """The most minutes of these scenes that a day of this kind holds at the location."""
        lost = location.move_minutes if kind.moves else 0
        first = fill(sizes, calendars.usable(self.frame.base, shift, 0, light))
        second = fill(sizes, calendars.usable(self.frame.base, shift, 1, light, lost))
        if kind.second is None:
            return max(first, second)
        return first * (kind.first == place) + second * (kind.second == place)

    def _actor(self, actor: Actor) -> None:
        """Days enough for an actor's scenes, no more of a kind than there are."""
        frame, model = self.frame, self.model
        able = [shift for shift in frame.shifts if calendars.callable_on(actor, shift)]
        mine: dict[int, list[Scene]] = {}
        for place, location in enumerate(frame.locations):
            if scenes := [scene for scene in frame.at(location) if actor.id in scene.cast]:
                mine[place] = scenes
        called: dict[_Kind, cp_model.IntVar] = {}
        for kind in self.kinds:
            if any(kind.touches(place) for place in mine):
                called[kind] = model.new_int_var(0, frame.most_days, "")
                model.add(called[kind] <= self._of(kind, able))
        for place, scenes in mine.items():
            sizes = [frame.minutes[scene.id] for scene in scenes]
            model.add(sum(kind.halves_at(place) * days for kind, days in called.items()) >= frame.halves_for(scenes))
            whole = fill(sizes, frame.longest[Light.ANY])
            after = fill(sizes, max(0, frame.longest[Light.ANY] - frame.locations[place].move_minutes))
            room = [
                (whole * (kind.first == place) + (after if kind.moves else whole) * (kind.second == place)) * days
                for kind, days in called.items()
            ]
            model.add(sum(room) >= sum(sizes))
        total = sum(called.values())
        model.add(total >= frame.least_days_of(actor))
        self._wages(actor, total)

    def _wages(self, actor: Actor, called: cp_model.LinearExprT) -> None:
        """What called days cost at least: half days count half where a contract allows it."""
        frame = self.frame
        one = prices.called_day(frame.slate, actor, frame.base, 1)
        self.costs.append(one * called + prices.travel_cost(frame.slate, actor, frame.base))

    def _price(self) -> None:
        """Crews at the cheapest, locations and moves."""
        frame = self.frame
        move = min(prices.move(frame.slate, crew) for crew in frame.crews)
        fees = [prices.location_day(frame.slate, location) for location in frame.locations]
        for kind in self.kinds:
            fee = sum(fees[place] for place in {kind.first, kind.second} if place is not None)
            for shift in frame.shifts:
                each = frame.cheapest_day(shift) + fee + (move if kind.moves else 0)
                self.costs.append(each * self.days[kind, shift.id])
