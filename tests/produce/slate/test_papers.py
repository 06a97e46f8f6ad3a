"""What goes out: nothing in it is calculated or left unescaped, and the codes are the trade's."""

from __future__ import annotations

import io
from collections.abc import Iterator
from copy import deepcopy
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pypdfium2
import pytest
from icalendar import Calendar
from openpyxl import load_workbook
from PIL import Image

from dramaport.ai import models
from dramaport.produce.slate.engagements import Engaged, engagements
from dramaport.produce.slate.papers.calendar import actor_calendars, crew_calendars
from dramaport.produce.slate.papers.callsheet import call_sheets, call_sheets_xlsx
from dramaport.produce.slate.papers.gantt import gantt_png
from dramaport.produce.slate.papers.outofdays import codes, out_of_days_xlsx
from dramaport.produce.slate.papers.pdf import call_sheets_pdf
from dramaport.produce.slate.papers.strips import board, board_html, board_png, pages
from dramaport.produce.slate.plan import Plan
from dramaport.produce.slate.planner import make_plan
from dramaport.produce.slate.values import Slate
from slate_making import SMALL, small

NASTY = '=HYPERLINK("http://x","渡口")<script>&'


@pytest.fixture(scope="module")
def planned() -> tuple[Slate, Plan]:
    """A plan whose every name tries to be a formula and a tag."""
    dramas, actors, locations = (deepcopy(SMALL[name]) for name in ("dramas", "actors", "locations"))
    dramas[0]["title"] = NASTY
    dramas[0]["scenes"][0]["synopsis"] = NASTY
    actors[0]["name"] = "@林照"
    locations[0]["name"] = "+" + NASTY
    slate = small(dramas=dramas, actors=actors, locations=locations)
    return slate, make_plan(slate, limit=1, workers=1)


@pytest.fixture(scope="module")
def fonts() -> Path:
    return models.folder("noto-sans-sc")


def _cells(data: bytes) -> Iterator[tuple[object, str, bool]]:
    for sheet in load_workbook(io.BytesIO(data)).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    yield cell.value, cell.data_type, bool(cell.quotePrefix)


def test_no_cell_is_a_formula(planned: tuple[Slate, Plan]) -> None:
    slate, plan = planned
    seen = 0
    for data in (out_of_days_xlsx(slate, plan), call_sheets_xlsx(slate, plan, "ferry")):
        for value, kind, quoted in _cells(data):
            assert kind != "f"
            if isinstance(value, str) and value[0] in "=+-@":
                seen += 1
                assert quoted
    assert seen >= 3


def test_equal_plans_give_equal_bytes(planned: tuple[Slate, Plan]) -> None:
    slate, plan = planned
    assert out_of_days_xlsx(slate, plan) == out_of_days_xlsx(slate, plan)
    assert actor_calendars(slate, plan) == actor_calendars(slate, plan)


def test_the_board_escapes_what_it_is_told(planned: tuple[Slate, Plan]) -> None:
    slate, plan = planned
    page = board_html(board(slate, plan.shoots[0]))
    assert "<script>" not in page and "&lt;script&gt;" in page


def test_every_scene_is_a_strip_of_its_colour(planned: tuple[Slate, Plan]) -> None:
    slate, plan = planned
    strips = {strip.scene: strip for day in board(slate, plan.shoots[0]).days for strip in day.strips}
    assert set(strips) == {scene.id for scene in slate.dramas[0].scenes}
    assert [strips[scene].colour for scene in ("1", "2", "3", "6")] == ["#ffffff", "#a8c8f0", "#ffe680", "#a8d8a0"]


@pytest.mark.parametrize(("eighths", "written"), [(1, "1/8"), (8, "1"), (11, "1 3/8"), (16, "2"), (0, "0")])
def test_pages_are_written_in_eighths(eighths: int, written: str) -> None:
    assert pages(eighths) == written


def test_days_out_of_days_are_coded_as_the_trade_does(planned: tuple[Slate, Plan]) -> None:
    slate, plan = planned
    for engaged in engagements(slate, plan.shoots[0]):
        told = list(codes(engaged).values())
        worked = [code for code in told if code not in ("H", "T")]
        if len(worked) == 1:
            assert worked == ["SWF"]
        else:
            assert (worked[0], worked[-1]) == ("SW", "WF")
            assert set(worked[1:-1]) <= {"W"}


def test_who_comes_from_elsewhere_travels_before_and_after() -> None:
    first, second = datetime(2027, 3, 9).date(), datetime(2027, 3, 10).date()
    engaged = Engaged(
        actor="lin", drama="ferry", base="home", run=True, called={second: 2}, shifts={second: "day"}, held=(),
        travels=(first, datetime(2027, 3, 11).date()),
    )  # fmt: skip
    assert list(codes(engaged).values()) == ["T", "SWF", "T"]


def test_call_sheets_call_everybody_before_their_first_scene(planned: tuple[Slate, Plan]) -> None:
    slate, plan = planned
    for sheet in call_sheets(slate, plan.shoots[0]):
        assert sheet.actors or not sheet.scenes
        for actor in sheet.actors:
            assert actor.call < actor.on_set
            assert sheet.call <= actor.call


def test_a_calendar_says_the_hour_in_the_bases_zone(planned: tuple[Slate, Plan]) -> None:
    slate, plan = planned
    calendar = Calendar.from_ical(actor_calendars(slate, plan)["lin"])
    starts = [event["dtstart"].dt for event in calendar.walk("VEVENT") if isinstance(event["dtstart"].dt, datetime)]
    engaged = next(e for e in engagements(slate, plan.shoots[0]) if e.actor == "lin")
    assert {start.date() for start in starts} == set(engaged.called)
    assert all(start.tzinfo == ZoneInfo("Asia/Shanghai") for start in starts)
    crews = Calendar.from_ical(crew_calendars(slate, plan)[plan.shoots[0].crew])
    assert len(crews.walk("VEVENT")) == len(plan.shoots[0].days)
    assert len({event["uid"] for event in crews.walk("VEVENT")}) == len(plan.shoots[0].days)


@pytest.mark.models
def test_a_pdf_holds_chinese_and_has_the_same_bytes_every_time(planned: tuple[Slate, Plan], fonts: Path) -> None:
    slate, plan = planned
    sheets = call_sheets(slate, plan.shoots[0])
    data = call_sheets_pdf(sheets, fonts)
    assert data == call_sheets_pdf(sheets, fonts)
    document = pypdfium2.PdfDocument(data)
    assert len(document) == len(sheets)
    text = document[0].get_textpage().get_text_range()
    assert "渡口" in text and "<script>" in text  # as text, not as markup


@pytest.mark.models
def test_pictures_hold_every_row(planned: tuple[Slate, Plan], fonts: Path) -> None:
    slate, plan = planned
    made = board(slate, plan.shoots[0])
    picture = Image.open(io.BytesIO(board_png(made, fonts)))
    rows = sum(len(day.strips) + 1 for day in made.days)
    assert picture.height > 30 * rows
    chart = Image.open(io.BytesIO(gantt_png(slate, plan, fonts)))
    assert chart.width == 250 + 40 * 20 + 20
