"""Slots: a base, a crew and a first day for every drama, before its scenes are laid around the other dramas.

A crew shoots one drama at a time, and whoever is on a run belongs to one drama from first day to last, so these must not
overlap. Locations and actors hired by the day are left to the drafts, which can go round them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from ortools.sat.python import cp_model

from dramaport.produce.slate.cost import bill
from dramaport.produce.slate.draft import Draft
from dramaport.produce.slate.frame import Frame
from dramaport.produce.slate.occupied import NOTHING
from dramaport.produce.slate.prices import on_run, travel_days
from dramaport.produce.slate.shapes import Pattern, Shapes, bars, begins, dated, pattern, possible, starts
from dramaport.produce.slate.solve import Effort, search

#: Fills a month of thirty dramas in a few hundred; a slate that needs more has too few crews.
_EJECTIONS: Final = 3000
_BARRED: Final = 12  # steps for which who was thrown out does not go back to the same slot
_HEAVIER: Final = 0.5
#: Thirty dramas at five bases come within a thousandth of what this can find in a third of it.
_CHOOSING: Final = Effort(work=8, seconds=60)
_DEAR: Final = 8.0  # a slot an eighth dearer weighs as much as throwing out a drama for the first time
#: A draft whose actors or locations are not all free on its dates is drafted again there; in choosing it counts a fiftieth dearer.
_ADAPTED: Final = 50


@dataclass(frozen=True)
class Slot:
    """Where and when a drama is shot, the draft that goes there by itself, and its cost."""

    frame: Frame
    crew: str
    at: int
    draft: Draft
    cost: int

    @property
    def drama(self) -> str:
        return self.frame.drama.id


def slots(frames: Mapping[tuple[str, str], Frame], known: Sequence[Shapes]) -> tuple[dict[str, Slot], tuple[str, ...]]:
    """A slot for each drama, and the dramas that found none: first by ejection, then cheaper by CP-SAT."""
    offered: list[Slot] = []
    takes: list[frozenset[tuple[str, date]]] = []
    for one in known:
        for slot, taken in _offers(frames[one.drama, one.base], _by_days(one.drafts)):
            offered.append(slot)
            takes.append(taken)
    numbers = {take: number for number, take in enumerate(sorted(set().union(*takes)))}
    masks = [sum(1 << numbers[take] for take in taken) for taken in takes]
    dramas = tuple(dict.fromkeys(one.drama for one in known))
    mine = {drama: [number for number, slot in enumerate(offered) if slot.drama == drama] for drama in dramas}
    now = _chosen(offered, takes, mine, _ejected(offered, masks, mine))
    return {drama: offered[number] for drama, number in now.items()}, tuple(d for d in dramas if d not in now)


def _by_days(drafts: Sequence[Draft]) -> list[Draft]:
    """The cheapest draft of each number of days: the others differ too little to be told apart here."""
    cheapest: dict[int, Draft] = {}
    for one in sorted(drafts, key=lambda one: one.cost):
        cheapest.setdefault(len(one.shifts), one)
    return list(cheapest.values())


def _chosen(
    offered: Sequence[Slot],
    takes: Sequence[frozenset[tuple[str, date]]],
    mine: dict[str, list[int]],
    start: dict[str, int],
) -> dict[str, int]:
    """The cheapest slots that go together, found from those of `start`."""
    model = cp_model.CpModel()
    chosen = [model.new_bool_var(f"slot {number}") for number in range(len(offered))]
    sharing: dict[tuple[str, date], list[int]] = defaultdict(list)
    for number, taken in enumerate(takes):
        model.add_hint(chosen[number], start.get(offered[number].drama) == number)
        for take in sorted(taken):
            sharing[take].append(number)
    left_out = []
    for drama, numbers in mine.items():
        left_out.append(model.new_bool_var(f"without {drama}"))
        model.add_hint(left_out[-1], drama not in start)
        model.add_exactly_one([left_out[-1], *(chosen[number] for number in numbers)])
    for numbers in sharing.values():
        if len({offered[number].drama for number in numbers}) > 1:
            model.add_at_most_one(chosen[number] for number in numbers)
    dear = 10 * max((slot.cost for slot in offered), default=1)
    model.minimize(sum(slot.cost * chosen[n] for n, slot in enumerate(offered)) + dear * sum(left_out))
    found = search(model, _CHOOSING)
    if found.value is None:
        return start
    return {offered[n].drama: n for n in range(len(offered)) if found.solver.boolean_value(chosen[n])}


def _offers(frame: Frame, drafts: Sequence[Draft]) -> Iterator[tuple[Slot, frozenset[tuple[str, date]]]]:
    """Every draft with every crew of its base on every day on which it may begin, and the crew's and runs' days it takes."""
    for found in drafts:
        made = pattern(frame, found)
        runs = _runs(frame, made)
        for crew in frame.crews:
            cost: int | None = None
            ready = set(starts(frame, found, made, crew))
            for at in begins(frame, len(found.shifts), crew):
                if not possible(frame, bars(frame, at, len(found.shifts), NOTHING)):
                    continue
                if cost is None:  # dates change nothing
                    cost = bill(frame.slate, dated(frame, found, crew.id, at)).total
                first, last = frame.dates[at], frame.dates[at + len(found.shifts) - 1]
                taken = {
                    (f"crew {crew.id}", day) for day in _days(first, last + timedelta(frame.slate.changeover_days))
                }
                for actor, start, end, road in runs:
                    days = _days(frame.dates[at + start] - road, frame.dates[at + end] + road)
                    taken.update((f"actor {actor}", day) for day in days)
                yield Slot(frame, crew.id, at, found, cost + (0 if at in ready else cost // _ADAPTED)), frozenset(taken)


def _runs(frame: Frame, made: Pattern) -> list[tuple[str, int, int, timedelta]]:
    """Who is on a run, on which days of the draft it begins and ends, and how long the way is."""
    found = []
    for actor in frame.actors:
        if on_run(actor, frame.base):
            called = [day for day, actors in enumerate(made.called) if actor.id in actors]
            road = timedelta(travel_days(frame.slate, actor, frame.base))
            found.append((actor.id, called[0], called[-1], road))
    return found


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=count) for count in range((last - first).days + 1))


def _ejected(offered: Sequence[Slot], masks: Sequence[int], mine: dict[str, list[int]]) -> dict[str, int]:
    """Who has no slot takes the one that throws out least; who is thrown out often is thrown out less readily.

    Ejection with rising weights, after Glover's ejection chains (Discrete Applied Mathematics 65, 1996). Deterministic.
    """
    cheapest = {drama: min((offered[n].cost for n in numbers), default=0) for drama, numbers in mine.items()}
    now: dict[str, int] = {}
    waiting = sorted((d for d, numbers in mine.items() if numbers), key=lambda d: (len(mine[d]), d), reverse=True)
    weight = dict.fromkeys(mine, 1.0)
    barred: dict[int, int] = {}
    best: dict[str, int] = {}
    for step in range(_EJECTIONS):
        if not waiting:
            break
        drama = waiting.pop()
        tried = []
        for number in mine[drama]:
            if barred.get(number, -1) < step:
                out = [other for other, taken in now.items() if masks[taken] & masks[number]]
                dearer = _DEAR * (offered[number].cost / max(1, cheapest[drama]) - 1)
                tried.append((sum(weight[other] for other in out) + dearer, number, out))
        if not tried:
            waiting.insert(0, drama)
            continue
        _, number, out = min(tried)
        for other in out:
            barred[now.pop(other)] = step + _BARRED
            weight[other] += _HEAVIER
            waiting.insert(0, other)
        now[drama] = number
        if len(now) > len(best):
            best = dict(now)
    return best
