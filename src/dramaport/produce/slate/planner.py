"""A plan for a whole slate.

1. Every drama at every base it may be shot at gets a bound and a few good shoots without dates (`shapes`).
2. Every drama gets a crew and a first day (`place`).
3. One after the other, the dramas are drafted on their dates around what those before them take. Who finds no way tries other crews
   and dates, and if need be takes what others have, who then are drafted again around it (ejection chains, as in `place`).
4. Dramas furthest above their bound are drafted again around the others. A plan never gets dearer by that.
5. What can be shot earlier for no more is (`early`).
"""

from __future__ import annotations

import hashlib
import math
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from dramaport.produce.slate import calendars
from dramaport.produce.slate.bounds import NoPlan, slate_bound
from dramaport.produce.slate.check import joining_problems
from dramaport.produce.slate.cost import bill
from dramaport.produce.slate.draft import Bars, Draft, draft
from dramaport.produce.slate.early import as_early_as_can_be
from dramaport.produce.slate.frame import SPARE_DAYS, Frame
from dramaport.produce.slate.hands import Hands, hands
from dramaport.produce.slate.occupied import NOTHING, Occupied, occupied
from dramaport.produce.slate.place import Slot, slots
from dramaport.produce.slate.plan import Plan, Shoot
from dramaport.produce.slate.proof import Proof
from dramaport.produce.slate.shapes import Shapes, bars, begins, dated, possible, pushing, shapes
from dramaport.produce.slate.values import Slate

#: Steps of annealing in a second on one busy core, for dramas of fifty scenes: `python -m bench.slate`.
_STEPS_A_SECOND: Final = 40_000
_FEWEST_STEPS, _MOST_STEPS = 4_000, 60_000
#: Of the limit. Bounds, slots, checks and the start of processes take the rest.
_SHARE_OF_SHAPES, _SHARE_OF_DRAFTS = 0.33, 0.18
_ANNEALS_OF_SHAPES, _ANNEALS_OF_DRAFTS = 6, 4
_ROUNDS: Final = 2
_REDRAFTED: Final = 8  # dramas drafted again in a round
_FRESH: Final = 3  # times the work of a draft that begins with another one
_DATES_TRIED: Final = (
    6  # crews and first days tried for a drama without a place; so many more each time it was taken out
)
#: Of each drama. With 5, and without patience, seeds 2 and 3 of `bench.slate` found no plan: two dramas took turns in one place.
_EVICTIONS: Final = 12
_PATIENCE: Final = 2  # times a drama was taken out after which it takes days more rather than another one's place
_OFTEN: Final = 8  # what having been taken out before weighs against taken days: two dramas must not go on taking turns
_APART: Final = 2  # working days between the first days of two tries
_LONGER: Final = 4  # what one shooting day more weighs against days on which somebody is taken
_RUN: Final = 4  # a day of somebody taken for a run is harder to go round than one of somebody hired by the day


@dataclass(frozen=True)
class Progress:
    """What a caller may show."""

    step: str
    done: int
    of: int


@dataclass(frozen=True)
class _Reach:
    """How far to look for a place: at bases whose bound is at most so many times the cheapest one's, with so many days more than the
    fewest. Who plays leads and is away for days in the middle of a month needs days on which the others are shot.
    """

    dearer: float
    longer: int


_NEAR: Final = (_Reach(1.25, 1), _Reach(1.25, SPARE_DAYS))
_FAR: Final = (_Reach(math.inf, SPARE_DAYS),)


@dataclass(frozen=True)
class _Task:
    """A drama to be drafted with a crew from a working day of a base on."""

    drama: str
    base: str
    crew: str
    at: int
    days: int
    fresh: bool = False  # from nothing, and with more work: an earlier draft leads to others like it


def make_plan(
    slate: Slate, limit: float = 120.0, workers: int = 2, tell: Callable[[Progress], None] = lambda _: None
) -> Plan:
    """The cheapest plan found with the work that `limit` seconds on two busy cores do, and its bound.

    The work is set beforehand, so equal slates and limits give equal plans on any machine; only where it takes longer than twice the
    limit does the clock end it, and the plan says so. Raises NoPlan.
    """
    pairs = [(drama.id, base.id) for drama in slate.dramas for base in calendars.possible_bases(slate, drama)]
    with hands(slate, min(workers, len(pairs))) as pool:
        known: list[Shapes] = []
        steps = _steps(limit * _SHARE_OF_SHAPES, len(pairs) * _ANNEALS_OF_SHAPES)
        for one in pool(_shapes, [(*pair, steps) for pair in pairs]):
            known.append(one)
            tell(Progress("dramas at bases", len(known), len(pairs)))
        bound = slate_bound(slate, known)
        making = _Making(slate, known, pool, limit, time.monotonic() + max(60.0, 2 * limit))
        making.place(tell)
        making.improve(tell)
    shoots = as_early_as_can_be(slate, making.placed.values())
    value = sum(bill(slate, shoot).total for shoot in shoots)
    return Plan(
        slate=digest(slate),
        currency=slate.currency,
        shoots=shoots,
        proof=Proof(value=value, bound=min(bound, value)),
        by_clock=making.by_clock,
    )


def digest(slate: Slate) -> str:
    """What names a slate's facts."""
    return hashlib.sha256(slate.model_dump_json().encode()).hexdigest()


def _steps(seconds: float, anneals: int) -> int:
    """Steps of each anneal, so that all of them take about so many seconds on two busy cores."""
    return max(_FEWEST_STEPS, min(_MOST_STEPS, int(seconds * 2 * _STEPS_A_SECOND / anneals)))


class _Making:
    """A plan in the making: shoots that go together, and the dramas that wait."""

    def __init__(self, slate: Slate, known: Sequence[Shapes], pool: Hands, limit: float, until: float) -> None:
        self.slate, self.known, self.pool, self.until = slate, known, pool, until
        self.frames = {(k.drama, k.base): Frame(slate, slate.drama(k.drama), slate.base(k.base)) for k in known}
        self.bounds = {
            d.id: min(k.bound for k in known if k.drama == d.id and k.bound is not None) for d in slate.dramas
        }
        self.steps = _steps(limit * _SHARE_OF_DRAFTS, len(slate.dramas) * _ANNEALS_OF_DRAFTS)
        self.placed: dict[str, Shoot] = {}
        self.by_clock = False

    def place(self, tell: Callable[[Progress], None]) -> None:
        """Draft every drama on its slot; who finds no way looks elsewhere. Raises NoPlan."""
        found, waiting = slots(self.frames, self.known)
        # Who is on a run cannot be gone round, so dramas with most of them come first.
        queue = sorted(
            found.values(), key=lambda slot: (-slot.frame.runs.bit_count(), slot.frame.dates[slot.at], slot.drama)
        )
        while queue:
            batch = self._apart(queue)
            queue = [slot for slot in queue if slot not in batch]
            tasks = [task for slot in batch for task in self._on_slot(slot)]
            self._take_best(tasks, [slot.drama for slot in batch])
            tell(Progress("dramas placed", len(self.placed), len(self.slate.dramas)))
        self._settle([*waiting, *(drama for drama in found if drama not in self.placed)], tell)

    def _settle(self, left: list[str], tell: Callable[[Progress], None]) -> None:
        """Find other crews and dates for dramas without a place, at the expense of others if need be. Who finds none waits for what
        the others make of the month. Raises NoPlan when nobody who waits has found one.
        """
        evicted: Counter[str] = Counter()
        in_vain = 0
        while left:
            drama = left.pop(0)
            others = self._find_place(drama, evicted)
            if drama in self.placed:
                in_vain = 0
                left += others
                tell(Progress("dramas placed", len(self.placed), len(self.slate.dramas)))
                continue
            left.append(drama)
            in_vain += 1
            if in_vain >= len(left) or self._late():
                names = ", ".join(self.slate.drama(name).title for name in left)
                why = f"no place was found for {names}; add crews, dates or bases, or a higher --limit"
                raise NoPlan(why, tuple(left))

    def _find_place(self, drama: str, evicted: Counter[str]) -> list[str]:
        """Place a drama; the dramas that had to go for it. A day more costs less than another drama's place."""
        for reaches in (_NEAR, _FAR):
            for reach in reaches:
                self._take_best(self._anywhere(drama, reach), [drama])
                if drama in self.placed:
                    return []
            for reach in reaches[-1:] if evicted[drama] >= _PATIENCE else reaches:
                others = [] if self._late() else self._push_in(drama, evicted, reach)
                if drama in self.placed:
                    evicted.update(others)
                    return others
        return []

    def _push_in(self, drama: str, evicted: Counter[str], reach: _Reach) -> list[str]:
        """Place a drama where it takes least of what others have, and take those out: they are drafted again around it, most of them
        on the days they had. The dramas taken out, first of all such as were taken out least; none where it could not be placed.
        """
        tasks = self._anywhere(drama, reach, push=True, most=_DATES_TRIED * (1 + evicted[drama]))
        given = [(task, *self._start(task), evicted[drama], tuple(self.placed.values()), True) for task in tasks]
        ranked: list[tuple[int, int, int, Shoot, list[str]]] = []
        for shoot in self.pool(_draft, given):
            if shoot is not None and not joining_problems(self.slate, shoot, ()):
                out = [name for name, other in self.placed.items() if joining_problems(self.slate, shoot, [other])]
                if all(evicted[other] < _EVICTIONS for other in out):
                    weight = sum(1 + _OFTEN * evicted[other] for other in out)
                    ranked.append((weight, bill(self.slate, shoot).total, len(ranked), shoot, out))
        if not ranked:
            return []
        _, _, _, shoot, out = min(ranked)
        for other in out:
            del self.placed[other]
        self.placed[drama] = shoot
        return out

    def improve(self, tell: Callable[[Progress], None]) -> None:
        """Draft again what is furthest above its bound."""
        for number in range(_ROUNDS):
            if self._late():
                return
            over = {drama: bill(self.slate, shoot).total - self.bounds[drama] for drama, shoot in self.placed.items()}
            better = False
            worst = sorted((drama for drama in over if over[drama] > 0), key=lambda d: (-over[d], d))[:_REDRAFTED]
            for done, drama in enumerate(worst):
                tell(Progress("improving", number * _REDRAFTED + done, _ROUNDS * _REDRAFTED))
                before = self.placed.pop(drama)
                self._take_best(self._shorter(before) + self._anywhere(drama, _NEAR[0]), [drama], seed=10 + number)
                after = self.placed.get(drama)
                if after is None or bill(self.slate, after).total >= bill(self.slate, before).total:
                    self.placed[drama] = before
                else:
                    better = True
            if not better:
                return

    def _late(self) -> bool:
        self.by_clock = self.by_clock or time.monotonic() > self.until
        return self.by_clock

    def _apart(self, queue: Sequence[Slot]) -> list[Slot]:
        """The first slot, and the next one whose drama shares no actor and no location with it, to be drafted beside it."""
        first = queue[0]
        mine = {*first.frame.drama.cast, *(location.id for location in first.frame.locations)}
        for other in queue[1:]:
            if not mine & {*other.frame.drama.cast, *(location.id for location in other.frame.locations)}:
                return [first, other]
        return [first]

    def _on_slot(self, slot: Slot) -> list[_Task]:
        """The slot, with as many days as its draft has."""
        return [_Task(slot.drama, slot.frame.base.id, slot.crew, slot.at, len(slot.draft.shifts))]

    def _shorter(self, shoot: Shoot) -> list[_Task]:
        """Where a shoot stands, in a day less."""
        frame, days = self.frames[shoot.drama, shoot.base], len(shoot.days) - 1
        at = frame.dates.index(shoot.first)
        starts = (at, at + 1) if days >= frame.least_days else ()
        return [_Task(shoot.drama, shoot.base, shoot.crew, start, days, fresh=True) for start in starts]

    def _anywhere(self, drama: str, reach: _Reach, *, push: bool = False, most: int = _DATES_TRIED) -> list[_Task]:
        """The crews and dates that look best for a drama, no two of them nearly the same."""
        chosen: list[_Task] = []
        for _, task in self._windows(drama, reach, push=push):
            near = (t for t in chosen if (t.base, t.days) == (task.base, task.days) and abs(t.at - task.at) < _APART)
            if not any(near):
                chosen.append(task)
        return chosen[:most]

    def _windows(self, drama: str, reach: _Reach, *, push: bool) -> list[tuple[int, _Task]]:
        """Crews and dates at which the drama could be shot around the others, or with `push` in their place; those first at which
        fewest of the crew, the cast and the locations are taken.
        """
        taken = occupied(self.slate, self.placed.values())
        ranked: dict[tuple[str, int, int], tuple[int, str]] = {}
        allowed = reach.dearer * self.bounds[drama]
        for known in (k for k in self.known if k.drama == drama and k.bound is not None and k.bound <= allowed):
            frame = self.frames[drama, known.base]
            for more, days in enumerate(self._lengths(frame, reach.longer)):
                crews = self._crews(frame, days, taken, push=push)
                for at, (busy, crew) in crews.items():
                    barred = bars(frame, at, days, taken)
                    if possible(frame, bars(frame, at, days, NOTHING) if push else barred):
                        score = _clashes(frame, barred) + _LONGER * more + _RUN * busy
                        ranked[known.base, at, days] = (score, crew)
        tasks = ((score, _Task(drama, base, crew, at, days)) for (base, at, days), (score, crew) in ranked.items())
        return sorted(tasks, key=lambda one: (one[0], one[1].at, one[1].days, one[1].base))

    def _crews(self, frame: Frame, days: int, taken: Occupied, *, push: bool) -> dict[int, tuple[int, str]]:
        """For every first day the crew that others have on fewest days, and on how many; without `push` on none."""
        found: dict[int, tuple[int, str]] = {}
        for crew in frame.crews:
            busy = taken.crews.get(crew.id, {})
            for at in begins(frame, days, crew):
                count = sum(day in busy for day in frame.dates[at : at + days])
                if (push or not count) and (at not in found or count < found[at][0]):
                    found[at] = (count, crew.id)
        return found

    def _lengths(self, frame: Frame, longer: int) -> range:
        """The fewest days in which the drama was drafted by itself, and up to so many more."""
        known = next(k for k in self.known if (k.drama, k.base) == (frame.drama.id, frame.base.id))
        fewest = min((len(one.shifts) for one in known.drafts), default=frame.least_days)
        return range(fewest, min(fewest + longer, frame.most_days) + 1)

    def _take_best(self, tasks: Sequence[_Task], dramas: Sequence[str], seed: int = 0) -> None:
        """Draft the tasks around what is placed and place the cheapest of each drama that breaks no rule."""
        others = tuple(self.placed.values())
        repeat = 2 if len(tasks) <= 2 * len(dramas) else 1
        given = [(task, *self._start(task), seed + n, others) for task in tasks for n in range(repeat)]
        found = [shoot for shoot in self.pool(_draft, given) if shoot is not None]
        for drama in dramas:
            mine = sorted((shoot for shoot in found if shoot.drama == drama), key=lambda s: bill(self.slate, s).total)
            fitting = (s for s in mine if not joining_problems(self.slate, s, self.placed.values()))
            if (cheapest := next(fitting, None)) is not None:
                self.placed[drama] = cheapest

    def _start(self, task: _Task) -> tuple[Draft | None, int]:
        """What to begin with, the cheapest draft without dates that has as many days, and the steps from there."""
        if task.fresh:
            return None, _FRESH * self.steps
        known = next(k for k in self.known if (k.drama, k.base) == (task.drama, task.base))
        return next((one for one in known.drafts if len(one.shifts) == task.days), None), self.steps


def _clashes(frame: Frame, barred: Sequence[Bars]) -> int:
    """How much of what a drama needs is taken on its days."""
    return sum(
        bar.actors.bit_count() + _RUN * (bar.engaged & frame.runs).bit_count() + len(bar.locations) for bar in barred
    )


def _shapes(slate: Slate, drama: str, base: str, steps: int) -> Shapes:
    return shapes(Frame(slate, slate.drama(drama), slate.base(base)), steps)


def _draft(
    slate: Slate, task: _Task, start: Draft | None, steps: int, seed: int, others: tuple[Shoot, ...], push: bool = False
) -> Shoot | None:
    """One draft around the others; None where it breaks a rule. With `push` it may take what they have."""
    frame = Frame(slate, slate.drama(task.drama), slate.base(task.base))
    if task.at + task.days > len(frame.dates):
        return None
    barred = (pushing if push else bars)(frame, task.at, task.days, occupied(slate, others))
    found = draft(frame, task.days, barred, steps, 100 + seed, start)
    return dated(frame, found, task.crew, task.at) if found.clean else None
