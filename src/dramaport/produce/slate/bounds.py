"""A cost below which no plan of a whole slate can be.

Each drama carries its own costs, so a plan costs the sum of its shoots. A shoot costs no less than the bound of its drama at its base,
whatever the others do. It takes a crew of the base for at least the days its scenes fill and for the changeover after them, and on
no day more crews are taken than are there. The cheapest way to give every drama a base and a first day within that is
therefore no dearer than any plan.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from ortools.sat.python import cp_model

from dramaport.errors import DramaportError
from dramaport.produce.slate import calendars
from dramaport.produce.slate.shapes import Shapes
from dramaport.produce.slate.solve import Effort, search
from dramaport.produce.slate.values import Slate

_EFFORT: Final = Effort(work=4, seconds=40)


class NoPlan(DramaportError):
    """Nothing was found that holds all rules; `proved` where there is nothing to find. `dramas` found no place."""

    def __init__(self, text: str, dramas: tuple[str, ...], *, proved: bool = False) -> None:
        super().__init__(text)
        self.dramas = dramas
        self.proved = proved


def slate_bound(slate: Slate, known: Sequence[Shapes]) -> int:
    """The bound, in minor units. Raises NoPlan where it shows that no plan exists."""
    model = cp_model.CpModel()
    begins: dict[tuple[str, str, int], cp_model.IntVar] = {}
    taken: dict[tuple[str, date], list[cp_model.IntVar]] = defaultdict(list)
    for one in known:
        for at, days in _stretches(slate, one) if one.bound is not None else ():
            literal = model.new_bool_var(f"{one.drama} {one.base} {at}")
            begins[one.drama, one.base, at] = literal
            for day in days:
                taken[one.base, day].append(literal)
    for drama in slate.dramas:
        mine = [literal for (drama_id, _, _), literal in begins.items() if drama_id == drama.id]
        if not mine:
            why = f"{drama.title} fits in none of its bases' days; give it more days, dates or shifts"
            raise NoPlan(why, (drama.id,), proved=True)
        model.add_exactly_one(mine)
    for (base, day), literals in taken.items():
        model.add(sum(literals) <= sum(crew.base == base and day not in crew.away for crew in slate.crews))
    bounds = {(one.drama, one.base): one.bound or 0 for one in known}
    model.minimize(sum(bounds[drama_id, base] * literal for (drama_id, base, _), literal in begins.items()))
    found = search(model, _EFFORT)
    if found.impossible:
        everyone = tuple(drama.id for drama in slate.dramas)
        raise NoPlan("the dramas fill more days than all crews have; add crews, bases or dates", everyone, proved=True)
    return found.bound


def _stretches(slate: Slate, one: Shapes) -> Iterator[tuple[int, list[date]]]:
    """Every first day of a drama at a base, and the days on which it then takes a crew: those its scenes fill, and the changeover."""
    dates = calendars.working_days(slate, slate.base(one.base))
    first, last = calendars.window(slate, slate.drama(one.drama))
    after = [dates[-1] + timedelta(days=count + 1) for count in range(slate.changeover_days)]
    for at in range(len(dates) - one.least_days + 1):
        days = list(dates[at : at + one.least_days])
        if first <= days[0] and days[-1] <= last:
            free = {days[-1] + timedelta(days=count + 1) for count in range(slate.changeover_days)}
            yield at, [*days, *(day for day in (*dates, *after) if day in free)]
