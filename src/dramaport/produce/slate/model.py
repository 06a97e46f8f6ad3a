"""One drama at one base as a CP-SAT model: which scenes in which half of which day, on which shift, from when, with which crew.

Hard rules: every scene once; one location a half; minutes, sun and dark of a half are enough; company moves take minutes of the
second half; rest between shifts for crew and actors; nobody is called when they are away or outside their hours; nothing is
used that another drama has. Costs are `cost.bill`'s, in the same units. `check` tests plans against the same rules without this model.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from ortools.sat.python import cp_model

from dramaport.produce.slate import calendars, prices
from dramaport.produce.slate.facts import Clash, Topic
from dramaport.produce.slate.frame import Frame, fill
from dramaport.produce.slate.occupied import NOTHING, Occupied
from dramaport.produce.slate.values import Actor, Crew, Light, Shift

Literal = cp_model.IntVar


class DramaModel:
    """The model and its variables. `days` is how many shooting days it has room for.

    With `explain`, facts stand under assumption literals (`assumed`), so that a contradiction can name them.
    """

    def __init__(self, frame: Frame, others: Occupied = NOTHING, *, explain: bool = False) -> None:
        self.frame = frame
        self.others = others
        self.explain = explain
        self.days = frame.most_days + (frame.most_days if explain else 0)
        self.model = cp_model.CpModel()
        self.assumed: dict[Clash, Literal] = {}
        self.costs: list[cp_model.LinearExprT] = []
        self.called: dict[str, list[Literal]] = {}
        self._frame()
        self._when()
        self._scenes()
        self._light()
        for actor in frame.actors:
            self._actor(actor)
        self._rest()
        self._price()
        self.total = sum(self.costs)

    def _bool(self, name: str) -> Literal:
        return self.model.new_bool_var(name)

    def _never(self, literals: Iterable[Literal], clash: Clash | None = None) -> None:
        """These may not all be true; where a fact says so, only while the fact is assumed."""
        clause = [literal.negated() for literal in literals]
        if clash is not None and self.explain:
            clause.append(self._assumed(clash).negated())
        self.model.add_bool_or(clause)

    def _assumed(self, clash: Clash) -> Literal:
        if clash not in self.assumed:
            self.assumed[clash] = self._bool(f"fact {len(self.assumed)}")
        return self.assumed[clash]

    def _frame(self) -> None:
        """Days used one after the other, a shift for each, a location for each half."""
        frame, model, days = self.frame, self.model, range(self.days)
        self.used = [self._bool(f"used {day}") for day in days]
        self.shift = {(day, s.id): self._bool(f"shift {day} {s.id}") for day in days for s in frame.shifts}
        self.place = {
            (half, place.id): self._bool(f"place {half} {place.id}")
            for half in range(2 * self.days)
            for place in frame.locations
        }
        self.there = {(day, p.id): self._bool(f"there {day} {p.id}") for day in days for p in frame.locations}
        self.moved = {(day, p.id): self._bool(f"moved {day} {p.id}") for day in days for p in frame.locations}
        for day in days:
            model.add(sum(self.shift[day, s.id] for s in frame.shifts) == self.used[day])
            if day:
                model.add_implication(self.used[day], self.used[day - 1])
            for half in (2 * day, 2 * day + 1):
                model.add(sum(self.place[half, p.id] for p in frame.locations) <= self.used[day])
            first = sum(self.place[2 * day, p.id] for p in frame.locations)
            for p in frame.locations:
                before, after = self.place[2 * day, p.id], self.place[2 * day + 1, p.id]
                model.add_max_equality(self.there[day, p.id], [before, after])
                # It moves here when it is here after the meal and was elsewhere before.
                model.add(self.moved[day, p.id] >= after + first - before - 1)
                model.add_implication(self.moved[day, p.id], after)
                model.add(self.moved[day, p.id] + before <= 1)
        limit = Clash(Topic.DAYS, frame.drama.id)
        for day in range(frame.most_days, self.days):
            self._never([self.used[day]], limit)
        for day in range(0 if self.explain else frame.least_days):
            model.add(self.used[day] == 1)

    def _when(self) -> None:
        """A crew and a first date; on each day of the shoot that date must be one the crew, the drama and the slate have."""
        frame = self.frame
        dates = frame.dates
        self.begins = {(c.id, at): self._bool(f"begins {c.id} {at}") for c in frame.crews for at in range(len(dates))}
        self.model.add_exactly_one(self.begins.values())
        self.crew = {crew.id: self._bool(f"crew {crew.id}") for crew in frame.crews}
        self.on = {(day, at): self._bool(f"on {day} {at}") for day in range(self.days) for at in range(day, len(dates))}
        for crew in frame.crews:
            self.model.add(sum(self.begins[crew.id, at] for at in range(len(dates))) == self.crew[crew.id])
        for day in range(self.days):
            for at in range(day, len(dates)):
                self.model.add(self.on[day, at] == sum(self.begins[c.id, at - day] for c in frame.crews))
        first, last = calendars.window(frame.slate, frame.drama)
        for (crew_id, at), begun in self.begins.items():
            crew = frame.slate.crew(crew_id)
            for day in range(self.days):
                if at + day >= len(dates):
                    self._never([begun, self.used[day]], Clash(Topic.SLATE, frame.base.id))
                    break
                date = dates[at + day]
                if not first <= date <= last:
                    self._never([begun, self.used[day]], Clash(Topic.WINDOW, frame.drama.id))
                if date in crew.away:
                    self._never([begun, self.used[day]], Clash(Topic.CREW, crew.id))
                if taken := self.others.crews.get(crew_id, {}).get(date):
                    self._never([begun, self.used[day]], Clash(Topic.OTHER, taken))
        for place in frame.locations:
            busy = {**self.others.locations.get(place.id, {})}
            for (day, at), on in self.on.items():
                if dates[at] in place.closed:
                    self._never([on, self.there[day, place.id]], Clash(Topic.LOCATION, place.id))
                if taken := busy.get(dates[at]):
                    self._never([on, self.there[day, place.id]], Clash(Topic.OTHER, taken))

    def _scenes(self) -> None:
        """Every scene once, where its location is, in minutes that the half has."""
        frame, model = self.frame, self.model
        halves = range(2 * self.days)
        self.shot = {(s.id, half): self._bool(f"shot {s.id} {half}") for s in frame.drama.scenes for half in halves}
        for scene in frame.drama.scenes:
            place = frame.location[scene.id].id
            model.add_exactly_one(self.shot[scene.id, half] for half in halves)
            for half in halves:
                model.add_implication(self.shot[scene.id, half], self.place[half, place])
        for half in halves:
            day, second = divmod(half, 2)
            room = sum(calendars.usable(frame.base, s, second, Light.ANY) * self.shift[day, s.id] for s in frame.shifts)
            lost = sum(p.move_minutes * self.moved[day, p.id] for p in frame.locations) if second else 0
            model.add(sum(frame.minutes[s.id] * self.shot[s.id, half] for s in frame.drama.scenes) <= room - lost)
            for p in frame.locations:  # the same for one location, which bounds much better
                most = fill([frame.minutes[s.id] for s in frame.at(p)], frame.longest[Light.ANY])
                minutes = sum(frame.minutes[s.id] * self.shot[s.id, half] for s in frame.at(p))
                model.add(minutes <= most * self.place[half, p.id])
        for p in () if self.explain else frame.locations:
            model.add(sum(self.place[half, p.id] for half in halves) >= frame.least_halves[p.id])
            model.add(sum(self.there[day, p.id] for day in range(self.days)) >= -(-frame.least_halves[p.id] // 2))

    def _light(self) -> None:
        """Outside scenes need as much sun or dark as their half has; what a move takes is gone."""
        frame = self.frame
        clash = Clash(Topic.LIGHT, frame.base.id)
        for light in (Light.SUN, Light.DARK):
            for p in frame.locations:
                scenes = frame.at(p, light)
                if not scenes:
                    continue
                for half in range(2 * self.days):
                    day, second = divmod(half, 2)
                    minutes = sum(frame.minutes[s.id] * self.shot[s.id, half] for s in scenes)
                    for shift in frame.shifts:
                        room = calendars.usable(frame.base, shift, second, light)
                        moved = calendars.usable(frame.base, shift, second, light, p.move_minutes)
                        on: list[Literal] = [
                            self.shift[day, shift.id],
                            *([self._assumed(clash)] if self.explain else []),
                        ]
                        self.model.add(minutes <= room).only_enforce_if(on)
                        if second and moved < room:
                            self.model.add(minutes <= moved).only_enforce_if([*on, self.moved[day, p.id]])

    def _actor(self, actor: Actor) -> None:
        """When an actor is called and paid, and that they can be."""
        frame, model, days = self.frame, self.model, range(self.days)
        scenes = [scene for scene in frame.drama.scenes if actor.id in scene.cast]
        called = [self._bool(f"called {actor.id} {day}") for day in days]
        self.called[actor.id] = called
        for day in days:
            for scene in scenes:
                model.add(self.shot[scene.id, 2 * day] + self.shot[scene.id, 2 * day + 1] <= called[day])
            if actor.max_minutes is not None:
                minutes = sum(
                    frame.minutes[s.id] * (self.shot[s.id, 2 * day] + self.shot[s.id, 2 * day + 1]) for s in scenes
                )
                assumed = [self._assumed(Clash(Topic.HOURS, actor.id))] if self.explain else []
                model.add(minutes <= actor.max_minutes).only_enforce_if(assumed)
            for shift in frame.shifts:
                if not calendars.callable_on(actor, shift):
                    self._never([called[day], self.shift[day, shift.id]], Clash(Topic.HOURS, actor.id))
        if not self.explain:
            model.add(sum(called) >= frame.least_days_of(actor))
        for (day, at), on in self.on.items():
            if frame.dates[at] in actor.away:
                self._never([on, called[day]], Clash(Topic.ACTOR, actor.id))
        if prices.on_run(actor, frame.base):
            self._run(actor, called)
        else:
            self._by_the_day(actor, called)

    def _run(self, actor: Actor, called: list[Literal]) -> None:
        """Paid from first to last: one stretch, which nobody else may have a day of, travel included."""
        frame, model, days = self.frame, self.model, range(self.days)
        paid = [self._bool(f"paid {actor.id} {day}") for day in days]
        starts = [self._bool(f"starts {actor.id} {day}") for day in days]
        ends = [self._bool(f"ends {actor.id} {day}") for day in days]
        model.add_at_most_one(starts)
        model.add_at_most_one(ends)
        for day in days:
            model.add_implication(called[day], paid[day])
            model.add(starts[day] >= paid[day] - (paid[day - 1] if day else 0))
            model.add(ends[day] >= paid[day] - (paid[day + 1] if day + 1 < self.days else 0))
            model.add_implication(paid[day], self.used[day])
        base, slate = frame.base, frame.slate
        whole, held = prices.called_day(slate, actor, base, 2), prices.held_day(slate, actor)
        self.costs += [held * sum(paid) + (whole - held) * sum(called) + prices.travel_cost(slate, actor, base)]
        busy = self.others.actors.get(actor.id, {})
        road = prices.travel_days(slate, actor, base)
        for (day, at), on in self.on.items():
            here = frame.dates[at]
            if taken := busy.get(here):
                self._never([on, paid[day]], Clash(Topic.OTHER, taken))
            following = frame.dates[at + 1] if at + 1 < len(frame.dates) else here
            for count in range(1, (following - here).days):
                if (taken := busy.get(here + timedelta(count))) and day + 1 < self.days:
                    self._never([on, paid[day], paid[day + 1]], Clash(Topic.OTHER, taken))
            for count in range(1, road + 1):
                for date, edge in ((here - timedelta(count), starts[day]), (here + timedelta(count), ends[day])):
                    if date in actor.away:
                        self._never([on, edge], Clash(Topic.ACTOR, actor.id))
                    if taken := busy.get(date):
                        self._never([on, edge], Clash(Topic.OTHER, taken))

    def _by_the_day(self, actor: Actor, called: list[Literal]) -> None:
        """Paid the days called, or the halves where the contract says so."""
        frame = self.frame
        busy = self.others.actors.get(actor.id, {})
        for (day, at), on in self.on.items():
            if taken := busy.get(frame.dates[at]):
                self._never([on, called[day]], Clash(Topic.OTHER, taken))
        if actor.minimum_call == 2:
            self.costs.append(prices.called_day(frame.slate, actor, frame.base, 2) * sum(called))
            return
        one, two = (prices.called_day(frame.slate, actor, frame.base, halves) for halves in (1, 2))
        for day in range(self.days):
            both = self._bool(f"both {actor.id} {day}")
            halves = [self._bool(f"half {actor.id} {half}") for half in (2 * day, 2 * day + 1)]
            for place, half in enumerate(halves):
                for scene in (scene for scene in frame.drama.scenes if actor.id in scene.cast):
                    self.model.add_implication(self.shot[scene.id, 2 * day + place], half)
            self.model.add(both >= halves[0] + halves[1] - 1)
            self.costs.append(one * called[day] + (two - one) * both)

    def _rest(self) -> None:
        """Hours between two shifts that follow each other on the calendar, for the crew and for whoever plays on both days."""
        frame = self.frame
        dates = frame.dates
        next_day = [self._bool(f"follows {day}") for day in range(self.days)]
        for (day, at), on in self.on.items():
            if at + 1 < len(dates) and dates[at + 1] - dates[at] == timedelta(1):
                self.model.add_implication(on, next_day[day])
        for day in range(self.days - 1):
            for before in frame.shifts:
                for after in frame.shifts:
                    pair = [next_day[day], self.shift[day, before.id], self.shift[day + 1, after.id]]
                    for crew in frame.crews:
                        if not calendars.crew_rested(crew, before, after):
                            self._never([*pair, self.crew[crew.id]], Clash(Topic.REST, crew.id))
                    for actor in frame.actors:
                        if not calendars.rested(before, after, actor.turnaround_hours):
                            both = (self.called[actor.id][day], self.called[actor.id][day + 1])
                            self._never([*pair, *both], Clash(Topic.REST, actor.id))
        for actor in frame.actors:
            self._rest_elsewhere(actor)

    def _rest_elsewhere(self, actor: Actor) -> None:
        """The same against days on which an actor plays in another drama."""
        frame, elsewhere = self.frame, self.others.called.get(actor.id, {})
        for (day, at), on in self.on.items():
            here = frame.dates[at]
            for shift in frame.shifts:
                before, after = elsewhere.get(here - timedelta(1)), elsewhere.get(here + timedelta(1))
                tired = (before and not calendars.rested(frame.slate.shift(before), shift, actor.turnaround_hours)) or (
                    after and not calendars.rested(shift, frame.slate.shift(after), actor.turnaround_hours)
                )
                if tired:
                    self._never(
                        [on, self.called[actor.id][day], self.shift[day, shift.id]], Clash(Topic.REST, actor.id)
                    )

    def _price(self) -> None:
        """Crews, locations and moves. What a dearer crew costs more than the cheapest is added where it is chosen."""
        frame, slate = self.frame, self.frame.slate
        move = min(prices.move(slate, crew) for crew in frame.crews)
        for day in range(self.days):
            self.costs += [frame.cheapest_day(shift) * self.shift[day, shift.id] for shift in frame.shifts]
            self.costs += [prices.location_day(slate, p) * self.there[day, p.id] for p in frame.locations]
            self.costs += [move * self.moved[day, p.id] for p in frame.locations]
            for crew in frame.crews:
                self._dearer(crew, day, move)

    def _dearer(self, crew: Crew, day: int, move: int) -> None:
        """What one crew's day costs beyond the cheapest crew's."""
        frame, slate = self.frame, self.frame.slate
        more: list[tuple[int, Literal]] = [
            (prices.crew_day(slate, crew, shift) - frame.cheapest_day(shift), self.shift[day, shift.id])
            for shift in frame.shifts
        ]
        more += [(prices.move(slate, crew) - move, self.moved[day, p.id]) for p in frame.locations]
        for amount, literal in more:
            if amount > 0:
                both = self._bool(f"dearer {crew.id} {day} {literal.name}")
                self.model.add_bool_or([both, literal.negated(), self.crew[crew.id].negated()])
                self.costs.append(amount * both)


def shift_of(model: DramaModel, solver: cp_model.CpSolver, day: int) -> Shift:
    """The shift a solution gives a used day."""
    return next(s for s in model.frame.shifts if solver.boolean_value(model.shift[day, s.id]))
