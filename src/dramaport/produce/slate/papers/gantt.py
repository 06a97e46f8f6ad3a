"""The slate as a picture: bases and their crews down, dates across, a bar for each drama."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Final

from dramaport.produce.slate import calendars
from dramaport.produce.slate.papers.pictures import Canvas
from dramaport.produce.slate.plan import Plan, Shoot
from dramaport.produce.slate.values import Base, Slate

_LEFT, _DAY, _ROW, _HEAD = 250, 40, 40, 120
#: Bars take these in turn; all are light enough for black letters.
_BARS: Final = ("#9cc9e8", "#f2c48d", "#b5d99c", "#d9b8e6", "#f0a8a0", "#e6dc8c", "#a3dcd2", "#c9c3f0")
_REST: Final = "#ececec"


def gantt_png(slate: Slate, plan: Plan, fonts: Path) -> bytes:
    """The picture. Grey days are the base's days of rest; a black edge on the left of a day marks what is frozen."""
    days = tuple(slate.start + timedelta(days=count) for count in range((slate.end - slate.start).days + 1))
    bases = [base for base in slate.bases if any(crew.base == base.id for crew in slate.crews)]
    rows = sum(1 + sum(crew.base == base.id for crew in slate.crews) for base in bases)
    sheet = Canvas(_LEFT + _DAY * len(days) + 20, _HEAD + _ROW * rows + 20, fonts)
    sheet.text(20, 32, slate.title, 28, bold=True, width=_LEFT + _DAY * len(days) - 20)
    proof = plan.proof
    told = f"{len(plan.shoots)} dramas, {slate.start} to {slate.end}, within {100 * proof.gap:.1f} % of the bound"
    sheet.text(20, 66, told, 17, width=_LEFT + _DAY * len(days) - 20)
    for number, day in enumerate(days):
        x = _LEFT + _DAY * number + _DAY / 2
        sheet.text(x, 90, f"{day:%a}"[:2], 13, anchor="mm", colour="#555555")
        sheet.text(x, 108, f"{day.day}", 16, anchor="mm", bold=day.day == 1)
    y, shade = _HEAD, 0
    for base in bases:
        sheet.text(20, y + _ROW / 2, base.name, 18, bold=True, width=_LEFT - 30)
        y += _ROW
        for crew in (crew for crew in slate.crews if crew.base == base.id):
            _background(sheet, slate, base, days, y, set(crew.away))
            sheet.text(34, y + _ROW / 2, crew.name, 16, width=_LEFT - 44)
            for shoot in plan.shoots:
                if shoot.crew == crew.id:
                    _bar(sheet, slate, shoot, days[0], y, _BARS[shade % len(_BARS)])
                    shade += 1
            y += _ROW
    if plan.frozen is not None and days[0] <= plan.frozen <= days[-1]:
        x = _LEFT + _DAY * ((plan.frozen - days[0]).days + 1)
        sheet.box(x - 1, _HEAD, 3, _ROW * rows, "#000000")
        sheet.text(x + 6, y + 8, f"shot or sent until {plan.frozen}", 14)
    return sheet.png()


def _background(sheet: Canvas, slate: Slate, base: Base, days: tuple[date, ...], y: float, away: set[date]) -> None:
    work = set(calendars.working_days(slate, base)) - away
    for number, day in enumerate(days):
        fill = "#ffffff" if day in work else _REST
        sheet.box(_LEFT + _DAY * number, y, _DAY, _ROW, fill, "#dddddd")


def _bar(sheet: Canvas, slate: Slate, shoot: Shoot, start: date, y: float, fill: str) -> None:
    """One piece for each stretch of days without a break; the title stands in the first."""
    x = _LEFT + _DAY * (shoot.first - start).days
    dates = [day.date for day in shoot.days]
    for number, day in enumerate(dates):
        joined = number + 1 < len(dates) and dates[number + 1] - day == timedelta(1)
        sheet.box(_LEFT + _DAY * (day - start).days, y + 5, _DAY + (0 if joined else -2), _ROW - 10, fill)
    width = _DAY * ((shoot.last - shoot.first).days + 1)
    sheet.text(x + 8, y + _ROW / 2, slate.drama(shoot.drama).title, 16, width=width - 14)
