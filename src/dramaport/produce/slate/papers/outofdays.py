"""Day-out-of-days: for each actor and date what kind of day it is, in the trade's codes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from dramaport.drama.values import Value
from dramaport.produce.slate.engagements import Engaged, engagements
from dramaport.produce.slate.papers.strips import cast_numbers
from dramaport.produce.slate.papers.workbook import lying, new_book, new_sheet, put, saved, widths
from dramaport.produce.slate.plan import Plan, Shoot
from dramaport.produce.slate.values import Slate

#: SW start work, W work, H hold, T travel, WF work finish, SWF start, work and finish on one day.
_SHADES: Final = {"SW": "C6E0B4", "W": "E2EFDA", "WF": "F8CBAD", "SWF": "FFE699", "H": "D9D9D9", "T": "BDD7EE"}


class Row(Value):
    """One actor's days."""

    number: int
    name: str
    codes: dict[date, str]

    def count(self, *codes: str) -> int:
        return sum(code in codes for code in self.codes.values())


def rows(slate: Slate, shoot: Shoot) -> tuple[Row, ...]:
    """A row for each actor, in the order of the board's numbers."""
    numbers = cast_numbers(slate, shoot)
    found = {engaged.actor: engaged for engaged in engagements(slate, shoot)}
    return tuple(
        Row(number=number, name=slate.actor(actor).name, codes=codes(found[actor]))
        for actor, number in numbers.items()
        if actor in found
    )


def codes(engaged: Engaged) -> dict[date, str]:
    """What each day is. Whoever is hired by the day has no holds: the days between are theirs."""
    told = dict.fromkeys(engaged.travels, "T") | dict.fromkeys(engaged.held, "H")
    for day in engaged.called:
        first, last = day == engaged.first, day == engaged.last
        told[day] = f"{'S' if first else ''}W{'F' if last else ''}"
    return dict(sorted(told.items()))


def out_of_days_xlsx(slate: Slate, plan: Plan) -> bytes:
    """A sheet for each drama: actors down, dates across, totals at the end."""
    book = new_book()
    for shoot in plan.shoots:
        told = rows(slate, shoot)
        sheet = new_sheet(book, slate.drama(shoot.drama).title)
        days = _dates(told, shoot)
        widths(sheet, 5, 22, *([6.5] * len(days)), 7, 7, 7, 7, 12, 12)
        put(sheet, 1, 1, f"{slate.drama(shoot.drama).title}: day-out-of-days", bold=True)
        put(
            sheet,
            2,
            1,
            f"{slate.base(shoot.base).name}, {slate.crew(shoot.crew).name}; SW start, W work, H hold, T travel, WF finish",
        )
        heads = [
            "#",
            "Actor",
            *(f"{day:%a}\n{day:%m-%d}" for day in days),
            "Work",
            "Hold",
            "Travel",
            "Total",
            "Start",
            "Finish",
        ]
        shooting = {day.date: number for number, day in enumerate(shoot.days, start=1)}
        put(sheet, 3, 2, "Shooting day", bold=True)
        for column, day in enumerate(days, start=3):
            put(sheet, 3, column, shooting.get(day, ""), centre=True)
        for column, head in enumerate(heads, start=1):
            put(sheet, 4, column, head, bold=True, fill="DDE3EA", box=True, centre=column > 2, wrap=True)
        for line, row in enumerate(told, start=5):
            put(sheet, line, 1, row.number, box=True)
            put(sheet, line, 2, row.name, box=True)
            for column, day in enumerate(days, start=3):
                code = row.codes.get(day, "")
                put(sheet, line, column, code, fill=_SHADES.get(code, ""), box=True, centre=True)
            work, hold, travel = row.count("SW", "W", "WF", "SWF"), row.count("H"), row.count("T")
            called = [day for day, code in row.codes.items() if code != "T"]
            ends = (f"{called[0]}", f"{called[-1]}")
            totals: tuple[str | int, ...] = (work, hold, travel, work + hold + travel, *ends)
            for column, value in enumerate(totals, start=3 + len(days)):
                put(sheet, line, column, value, box=True, centre=True)
        sheet.freeze_panes = "C5"
        lying(sheet)
    return saved(book)


def _dates(told: tuple[Row, ...], shoot: Shoot) -> tuple[date, ...]:
    """Every date from the first travel day to the last, days of rest included."""
    all_days = [shoot.first, shoot.last, *(day for row in told for day in row.codes)]
    first, last = min(all_days), max(all_days)
    return tuple(first + timedelta(days=count) for count in range((last - first).days + 1))
