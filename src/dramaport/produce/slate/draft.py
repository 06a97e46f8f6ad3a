"""A first plan of one drama by simulated annealing (Kirkpatrick, Gelatt and Vecchi, Science 220, 1983).

It moves and swaps scenes, halves and days. Minutes, light and people that do not fit are allowed at a price, which rises
until it is too dear. The same seed gives the same draft.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from dramaport.produce.slate import calendars, prices
from dramaport.produce.slate.frame import Frame
from dramaport.produce.slate.values import Light, Shift

#: Of a crew's day, for every minute too many: first little, so that full halves can be repacked; at the end so much that not even
#: three minutes too many are cheaper than a second late day.
_LENIENT, _STRICT = 0.002, 1.0
_STAGES: Final = 24
#: A person, a location or a rest that is not to be had weighs as many minutes.
_WEIGHT: Final = 30
#: Of a crew's day, for a person or a location on a day on which another drama has them. As dear as a hard rule, no draft kept its own
#: rules where a month was full; at a fifth the months of `bench.slate`'s seeds 1 to 3 find places for all. Not tuned further.
_DISPUTE: Final = 0.2
#: Of a crew's day. At the start a move that costs a tenth is often taken, at the end one that costs a ten-thousandth rarely.
_HOT, _WARM, _COLD = 0.1, 0.03, 0.0001


@dataclass(frozen=True)
class Draft:
    """Scenes by half, the shift of each day, and whether all rules hold."""

    halves: tuple[tuple[str, ...], ...]
    shifts: tuple[str, ...]
    cost: int
    clean: bool


@dataclass(frozen=True)
class Bars:
    """What one day of a shoot cannot have: actors as sets of bits, locations by number.

    `actors` cannot be called, `engaged` cannot even wait, since another drama has them; `tired` holds for each shift who would lack
    rest from or for a day in another drama. `rested`: a free day lies before it. `sought` and `sought_places` can be had, at the
    expense of other dramas.
    """

    rested: bool = False
    actors: int = 0
    engaged: int = 0
    tired: tuple[int, ...] = ()
    locations: frozenset[int] = frozenset()
    sought: int = 0
    sought_places: frozenset[int] = frozenset()


def draft(frame: Frame, days: int, bars: tuple[Bars, ...], steps: int, seed: int, start: Draft | None = None) -> Draft:
    """A plan of `days` shooting days. `bars` holds one entry a day. From `start`, of as many days, it looks less far around."""
    annealing = _Annealing(frame, days, bars, seed)
    if start is None:
        return annealing.run(steps, _HOT)
    annealing.begin(start)
    return annealing.run(steps, _WARM)


class _Annealing:
    """The state: for each half its location and its scenes. Scenes, locations and actors are numbers here."""

    def __init__(self, frame: Frame, days: int, bars: tuple[Bars, ...], seed: int) -> None:
        self.frame, self.days, self.bars = frame, days, bars
        self.engaged = any(bar.engaged for bar in bars)
        self.random = random.Random(seed)  # noqa: S311
        scenes = frame.drama.scenes
        number = {actor.id: place for place, actor in enumerate(frame.actors)}
        at = {location.id: place for place, location in enumerate(frame.locations)}
        self.minutes = [frame.minutes[scene.id] for scene in scenes]
        self.sun = [frame.minutes[scene.id] * (scene.light is Light.SUN) for scene in scenes]
        self.dark = [frame.minutes[scene.id] * (scene.light is Light.DARK) for scene in scenes]
        self.cast = [sum(1 << number[actor] for actor in scene.cast) for scene in scenes]
        self.home = [at[frame.location[scene.id].id] for scene in scenes]
        self.day_price = max(1, min(frame.cheapest_day(shift) for shift in frame.shifts))
        self.fine = self.day_price * _LENIENT
        self.dispute = round(self.day_price * _DISPUTE)
        self._money()
        self._rooms()
        self.halves: list[list[int]] = [[] for _ in range(2 * days)]
        self.place = [-1] * (2 * days)
        self._fill()

    def _money(self) -> None:
        frame, slate, base = self.frame, self.frame.slate, self.frame.base
        self.fees = [prices.location_day(slate, location) for location in frame.locations]
        self.move = min(prices.move(slate, crew) for crew in frame.crews)
        run = [prices.on_run(actor, base) for actor in frame.actors]
        whole = [prices.called_day(slate, actor, base, 2) for actor in frame.actors]
        half = [prices.called_day(slate, actor, base, 1) for actor in frame.actors]
        held = [prices.held_day(slate, actor) for actor in frame.actors]
        self.runs = sum(1 << place for place, is_run in enumerate(run) if is_run)
        # A called day: on a run what it costs beyond a held day, since every day of the stretch is paid as held.
        self.one = _sums([w - h if r else o for w, h, o, r in zip(whole, held, half, run, strict=True)])
        self.both = _sums([0 if r else w - o for w, o, r in zip(whole, half, run, strict=True)])
        self.stay = _sums([h if r else 0 for h, r in zip(held, run, strict=True)])
        self.fixed = sum(prices.travel_cost(slate, actor, base) for actor in frame.actors)

    def _rooms(self) -> None:
        """For each shift: price, minutes by half and light, with and without a move into each location, and who may not work it."""
        frame, base = self.frame, self.frame.base
        self.shifts = []
        for shift in frame.shifts:
            barred = sum(
                1 << place for place, actor in enumerate(frame.actors) if not calendars.callable_on(actor, shift)
            )
            rooms = [
                [
                    tuple(
                        calendars.usable(base, shift, half, light, lost) for light in (Light.ANY, Light.SUN, Light.DARK)
                    )
                    for lost in (0, *(location.move_minutes for location in frame.locations))
                ]
                for half in (0, 1)
            ]
            self.shifts.append((frame.cheapest_day(shift), rooms[0][0], rooms[1], barred, shift.id))
        self.tired = [[self._tired(before, after) for after in frame.shifts] for before in frame.shifts]
        self.limits = [(1 << p, actor.max_minutes) for p, actor in enumerate(frame.actors) if actor.max_minutes]

    def _tired(self, before: Shift, after: Shift) -> int:
        """Who lacks rest between two shifts that follow each other: everybody, where the crew does."""
        frame = self.frame
        if not all(calendars.crew_rested(crew, before, after) for crew in frame.crews):
            return -1
        return sum(
            1 << place
            for place, actor in enumerate(frame.actors)
            if not calendars.rested(before, after, actor.turnaround_hours)
        )

    def _fill(self) -> None:
        """Scenes by location and length into halves in turn, each where there is most room."""
        order = sorted(range(len(self.minutes)), key=lambda scene: (self.home[scene], -self.minutes[scene], scene))
        free = list(range(2 * self.days))
        for scene in order:
            mine = [half for half in range(2 * self.days) if self.place[half] == self.home[scene]]
            room = self.frame.longest[Light.ANY]
            fits = [h for h in mine if sum(self.minutes[s] for s in self.halves[h]) + self.minutes[scene] <= room]
            if not fits and free:
                fits = [free.pop(0)]
            half = fits[0] if fits else min(mine or [0], key=lambda h: sum(self.minutes[s] for s in self.halves[h]))
            self.halves[half].append(scene)
            self.place[half] = self.home[scene] if self.place[half] < 0 else self.place[half]

    def begin(self, start: Draft) -> None:
        """Take over another draft's halves."""
        numbers = {scene.id: number for number, scene in enumerate(self.frame.drama.scenes)}
        self.halves = [[numbers[scene] for scene in half] for half in start.halves]
        self.place = [self.home[half[0]] if half else -1 for half in self.halves]

    def run(self, steps: int, heat: float) -> Draft:
        """Anneal, and keep the best state that holds all rules, or the best of all."""
        costs = [self._day(day) for day in range(self.days)]
        now = self._total(costs)
        best = (not self._clean(costs), now, [list(half) for half in self.halves], list(costs))
        hot, cold = self.day_price * heat, self.day_price * _COLD
        cooling = (cold / hot) ** (1 / max(1, steps))
        temperature = hot
        stage = max(1, steps // _STAGES)
        for step in range(steps):
            temperature *= cooling
            if step % stage == 0:
                self.fine = self.day_price * _LENIENT * (_STRICT / _LENIENT) ** (step / steps)
                costs = [self._day(day) for day in range(self.days)]
                now = self._total(costs)
            undo, touched = self._step()
            if not touched:
                continue
            before = [(day, costs[day]) for day in touched]
            for day in touched:
                costs[day] = self._day(day)
            found = self._total(costs)
            if found <= now or self.random.random() < math.exp((now - found) / temperature):
                now = found
                if (mark := (not self._clean(costs), now)) < best[:2]:
                    best = (*mark, [list(half) for half in self.halves], list(costs))
            else:
                undo()
                for day, cost in before:
                    costs[day] = cost
        return self._told(*best)

    def _told(self, dirty: bool, cost: float, halves: list[list[int]], costs: list[_DayCost]) -> Draft:
        names = [scene.id for scene in self.frame.drama.scenes]
        return Draft(
            halves=tuple(tuple(names[scene] for scene in sorted(half)) for half in halves),
            shifts=tuple(self.shifts[day.shift][4] for day in costs),
            cost=round(cost) + self.fixed,
            clean=not dirty,
        )

    def _clean(self, costs: list[_DayCost]) -> bool:
        return not any(day.fines for day in costs) and not self._broken(costs)

    def _total(self, costs: list[_DayCost]) -> float:
        """Days, and every run from its first called day to its last."""
        total = 0.0
        for cost, stretch in zip(costs, self._stretches(costs), strict=True):
            total += cost.price + cost.fines * self.fine + self.stay(stretch)
        return total + self.fine * self._broken(costs)

    def _stretches(self, costs: list[_DayCost]) -> list[int]:
        """For each day, who is on a run between their first and their last called day."""
        behind, ahead, found = 0, 0, [0] * self.days
        for day in range(self.days - 1, -1, -1):
            ahead |= costs[day].mask
            found[day] = ahead & self.runs
        for day, cost in enumerate(costs):
            behind |= cost.mask
            found[day] &= behind
        return found

    def _broken(self, costs: list[_DayCost]) -> int:
        """Fines for what no day knows alone: too little rest before the next one, and runs across another drama's days."""
        fines = 0
        if self.engaged:
            for bars, stretch in zip(self.bars, self._stretches(costs), strict=True):
                fines += _WEIGHT * (bars.engaged & stretch).bit_count()
        for day in range(1, self.days):
            if not self.bars[day].rested:
                tired = self.tired[costs[day - 1].shift][costs[day].shift]
                if tired:
                    fines += (
                        _WEIGHT if tired < 0 else _WEIGHT * (tired & costs[day - 1].mask & costs[day].mask).bit_count()
                    )
        return fines

    def _day(self, day: int) -> _DayCost:
        """What one day costs by itself, on the shift that suits it best."""
        first, second = 2 * day, 2 * day + 1
        here, there = self.place[first], self.place[second]
        astray = 0  # scenes that found no half at their location to begin with
        masks, sums = [0, 0], [(0, 0, 0), (0, 0, 0)]
        for side, half in enumerate((first, second)):
            total = sun = dark = mask = 0
            for scene in self.halves[half]:
                total += self.minutes[scene]
                sun += self.sun[scene]
                dark += self.dark[scene]
                mask |= self.cast[scene]
                astray += self.home[scene] != self.place[half]
            masks[side], sums[side] = mask, (total, sun, dark)
        mask = masks[0] | masks[1]
        moved = here >= 0 and there >= 0 and here != there
        price = self.one(mask) + self.both(masks[0] & masks[1]) + moved * self.move
        price += (self.fees[here] if here >= 0 else 0) + (self.fees[there] if there >= 0 and there != here else 0)
        bars = self.bars[day]
        sought = (mask & bars.sought).bit_count() + (here in bars.sought_places) + (there in bars.sought_places)
        price += sought * self.dispute
        fines = _WEIGHT * (
            (mask & bars.actors).bit_count() + (here in bars.locations) + (there in bars.locations) + astray
        )
        for bit, limit in self.limits:
            if mask & bit:
                played = sum(self.minutes[s] for h in (first, second) for s in self.halves[h] if self.cast[s] & bit)
                fines += max(0, played - limit)
        best: tuple[float, int, int] | None = None
        for number, (day_price, rooms, later, barred, _) in enumerate(self.shifts):
            room = later[there + 1 if moved else 0]
            barred |= bars.tired[number] if bars.tired else 0
            over = _WEIGHT * (mask & barred).bit_count()
            for (total, sun, dark), (any_room, sun_room, dark_room) in ((sums[0], rooms), (sums[1], room)):
                over += max(0, total - any_room, sun - sun_room, dark - dark_room)
            found = (over * self.fine + day_price, over, number)
            if best is None or found < best:
                best = found
            if not over and number == 0:
                break
        if best is None:
            raise AssertionError("a base has at least one shift")
        return _DayCost(price + self.shifts[best[2]][0], fines + best[1], mask, best[2])

    def _step(self) -> tuple[Callable[[], None], tuple[int, ...]]:
        """A random change, how to undo it, and the days it touched; no days where it changed nothing."""
        chance = self.random.random()
        if chance < 0.45:
            return self._move_scene()
        if chance < 0.75:
            return self._swap_scenes()
        if chance < 0.9:
            one, other = self.random.randrange(2 * self.days), self.random.randrange(2 * self.days)
            self._swap_halves(one, other)
            return lambda: self._swap_halves(one, other), _touched(one, other)
        one, other = self.random.randrange(self.days), self.random.randrange(self.days)
        self._swap_days(one, other)
        return lambda: self._swap_days(one, other), tuple({one, other})

    def _move_scene(self) -> tuple[Callable[[], None], tuple[int, ...]]:
        """A scene into another half of its location, or into an empty one."""
        start = self.random.randrange(2 * self.days)
        if not self.halves[start]:
            return _nothing, ()
        scene = self.random.choice(self.halves[start])
        goals = [h for h in range(2 * self.days) if h != start and self.place[h] in (self.home[scene], -1)]
        if not goals:
            return _nothing, ()
        goal = self.random.choice(goals)
        self._carry(scene, start, goal)
        return lambda: self._carry(scene, goal, start), _touched(start, goal)

    def _carry(self, scene: int, start: int, goal: int) -> None:
        self.halves[start].remove(scene)
        self.halves[goal].append(scene)
        self.place[goal] = self.home[scene]
        if not self.halves[start]:
            self.place[start] = -1

    def _swap_scenes(self) -> tuple[Callable[[], None], tuple[int, ...]]:
        """Two scenes of one location between two halves."""
        one = self.random.randrange(2 * self.days)
        others = [h for h in range(2 * self.days) if h != one and self.place[h] == self.place[one] and self.halves[h]]
        if not others or not self.halves[one]:
            return _nothing, ()
        other = self.random.choice(others)
        first, second = self.random.choice(self.halves[one]), self.random.choice(self.halves[other])
        self._exchange(one, first, other, second)
        return lambda: self._exchange(one, second, other, first), _touched(one, other)

    def _exchange(self, one: int, first: int, other: int, second: int) -> None:
        self.halves[one].remove(first)
        self.halves[other].remove(second)
        self.halves[one].append(second)
        self.halves[other].append(first)

    def _swap_halves(self, one: int, other: int) -> None:
        self.halves[one], self.halves[other] = self.halves[other], self.halves[one]
        self.place[one], self.place[other] = self.place[other], self.place[one]

    def _swap_days(self, one: int, other: int) -> None:
        for side in (0, 1):
            self._swap_halves(2 * one + side, 2 * other + side)


@dataclass(frozen=True)
class _DayCost:
    price: int
    fines: int
    mask: int
    shift: int


def _touched(one: int, other: int) -> tuple[int, ...]:
    return (one // 2,) if one // 2 == other // 2 else (one // 2, other // 2)


def _nothing() -> None:
    """Nothing was changed, so nothing is undone."""


def _sums(amounts: list[int]) -> Callable[[int], int]:
    """What a set of actors costs together; sets come again and again, so their sums are kept."""
    known: dict[int, int] = {}

    def total(actors: int) -> int:
        if actors not in known:
            known[actors] = sum(amount for place, amount in enumerate(amounts) if actors >> place & 1)
        return known[actors]

    return total
