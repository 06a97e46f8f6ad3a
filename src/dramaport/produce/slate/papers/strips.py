"""The stripboard: a strip for each scene in the order of shooting, a black one where a day ends.

Colours are the trade's: white for a day inside, yellow for a day outside, blue for a night inside, green for a night outside.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

from jinja2 import Environment, PackageLoader, select_autoescape

from dramaport.drama.screenplay.values import Setting, TimeOfDay
from dramaport.drama.values import Value
from dramaport.produce.slate import clock
from dramaport.produce.slate.papers.pictures import Canvas
from dramaport.produce.slate.plan import Shoot, ShootingDay
from dramaport.produce.slate.values import Scene, Slate

COLOURS: Final = {
    (False, False): "#ffffff", (True, False): "#ffe680", (False, True): "#a8c8f0", (True, True): "#a8d8a0",
}  # fmt: skip
_TIMES: Final = {TimeOfDay.DAY: "DAY", TimeOfDay.NIGHT: "NIGHT", TimeOfDay.DAWN: "DAWN", TimeOfDay.DUSK: "DUSK"}
_SETTINGS: Final = {Setting.INTERIOR: "INT", Setting.EXTERIOR: "EXT", Setting.BOTH: "INT/EXT"}


class Strip(Value):
    """One scene on the board. `cast` are numbers of the actors, as the board's head lists them."""

    scene: str
    heading: str
    place: str
    location: str
    pages: str
    hours: str
    synopsis: str
    cast: tuple[int, ...]
    colour: str


class BoardDay(Value):
    number: int
    date: date
    shift: str
    call: str
    wrap: str
    pages: str
    strips: tuple[Strip, ...]


class Board(Value):
    """A drama's stripboard."""

    title: str
    base: str
    crew: str
    cast: tuple[tuple[int, str], ...]
    days: tuple[BoardDay, ...]


def pages(eighths: int) -> str:
    """Eighths of a page as the trade writes them: "1 3/8"."""
    whole, rest = divmod(eighths, 8)
    return " ".join(part for part in (f"{whole}" if whole else "", f"{rest}/8" if rest else "") if part) or "0"


def cast_numbers(slate: Slate, shoot: Shoot) -> dict[str, int]:
    """Numbers of the actors of a drama: who is in most scenes is 1."""
    drama = slate.drama(shoot.drama)
    count = {actor: sum(actor in scene.cast for scene in drama.scenes) for actor in drama.cast}
    return {actor: number for number, actor in enumerate(sorted(count, key=lambda a: -count[a]), start=1)}


def heading(scene: Scene) -> str:
    return f"{_SETTINGS[scene.setting]} {_TIMES[scene.time]}"


def colour(scene: Scene) -> str:
    return COLOURS[scene.setting is not Setting.INTERIOR, scene.time is TimeOfDay.NIGHT]


def board(slate: Slate, shoot: Shoot) -> Board:
    """The board of one shoot."""
    numbers = cast_numbers(slate, shoot)
    return Board(
        title=slate.drama(shoot.drama).title,
        base=slate.base(shoot.base).name,
        crew=slate.crew(shoot.crew).name,
        cast=tuple((number, slate.actor(actor).name) for actor, number in numbers.items()),
        days=tuple(_day(slate, shoot, day, number, numbers) for number, day in enumerate(shoot.days, start=1)),
    )


def _day(slate: Slate, shoot: Shoot, day: ShootingDay, number: int, numbers: dict[str, int]) -> BoardDay:
    drama = slate.drama(shoot.drama)
    strips = []
    for timed in clock.timed(slate, shoot, day):
        scene = drama.scene(timed.scene)
        strips.append(
            Strip(
                scene=scene.id,
                heading=heading(scene),
                place=scene.place,
                location=slate.location(timed.location).name,
                pages=pages(scene.eighths),
                hours=f"{clock.hhmm(timed.start)}–{clock.hhmm(timed.end)}",
                synopsis=scene.synopsis,
                cast=tuple(sorted(numbers[actor] for actor in scene.cast)),
                colour=colour(scene),
            )
        )
    return BoardDay(
        number=number,
        date=day.date,
        shift=day.shift,
        call=clock.hhmm(clock.crew_call(slate, shoot, day)),
        wrap=clock.hhmm(clock.wrap(slate, shoot, day)),
        pages=pages(sum(drama.scene(scene).eighths for scene in day.scenes)),
        strips=tuple(strips),
    )


def board_html(made: Board) -> str:
    """The board as one page that needs nothing else. Everything from outside is escaped."""
    loader = PackageLoader("dramaport.produce.slate.papers")
    environment = Environment(
        loader=loader, autoescape=select_autoescape(default=True), trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("stripboard.html.j2").render(board=made, colours=COLOURS)


#: Columns of the picture: where each begins, in pixels, and how wide it is.
_COLUMNS: Final = {
    "scene": (20, 96), "heading": (120, 110), "place": (234, 330), "cast": (568, 200), "pages": (772, 64), "hours": (840, 150),
}  # fmt: skip
_WIDTH, _ROW, _HEAD = 1010, 30, 118


def board_png(made: Board, fonts: Path) -> bytes:
    """The board as a picture, strips lying, one under the other."""
    cast = "   ".join(f"{number} {name}" for number, name in made.cast)
    sheet = Canvas(_WIDTH, 10, fonts)
    cast_rows = sheet.wrapped(cast, _WIDTH - 40, 18)
    rows = sum(len(day.strips) + 1 for day in made.days)
    sheet = Canvas(_WIDTH, _HEAD + 24 * len(cast_rows) + _ROW * rows + 20, fonts)
    sheet.text(20, 32, made.title, 30, bold=True, width=_WIDTH - 40)
    sheet.text(20, 68, f"{made.base}, {made.crew}, {len(made.days)} days", 18, width=_WIDTH - 300)
    _legend(sheet)
    for number, row in enumerate(cast_rows):
        sheet.text(20, 98 + 24 * number, row, 18)
    y = _HEAD + 24 * len(cast_rows) - 10
    for day in made.days:
        for strip in day.strips:
            _strip(sheet, y, strip)
            y += _ROW
        sheet.box(10, y, _WIDTH - 20, _ROW, "#222222")
        end = f"End of day {day.number}   {day.date:%a %Y-%m-%d}   {day.shift}   call {day.call}, wrap {day.wrap}   {day.pages} pages"
        sheet.text(20, y + _ROW / 2, end, 17, bold=True, colour="#ffffff", width=_WIDTH - 40)
        y += _ROW
    return sheet.png()


def _legend(sheet: Canvas) -> None:
    for place, ((outside, night), shade) in enumerate(COLOURS.items()):
        x = _WIDTH - 290 + 70 * place
        sheet.box(x, 56, 66, 24, shade, "#888888")
        sheet.text(x + 33, 68, f"{'EXT' if outside else 'INT'} {'N' if night else 'D'}", 15, anchor="mm")


def _strip(sheet: Canvas, y: int, strip: Strip) -> None:
    sheet.box(10, y, _WIDTH - 20, _ROW, strip.colour, "#888888")
    place = strip.place if strip.place == strip.location else f"{strip.place} @ {strip.location}"
    told = {
        "scene": strip.scene, "heading": strip.heading, "place": place, "cast": ", ".join(map(str, strip.cast)),
        "pages": strip.pages, "hours": strip.hours,
    }  # fmt: skip
    for name, text in told.items():
        x, width = _COLUMNS[name]
        sheet.text(x, y + _ROW / 2, text, 17, bold=name == "scene", width=width)
