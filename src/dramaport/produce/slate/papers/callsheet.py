"""Call sheets: for one shooting day who comes when to which place, and what is shot."""

from __future__ import annotations

from datetime import date

from dramaport.drama.values import Value
from dramaport.produce.slate import clock
from dramaport.produce.slate.engagements import engagements
from dramaport.produce.slate.papers.outofdays import codes
from dramaport.produce.slate.papers.strips import cast_numbers, colour, heading, pages
from dramaport.produce.slate.papers.workbook import lying, new_book, new_sheet, put, saved, widths
from dramaport.produce.slate.plan import Plan, Shoot, ShootingDay
from dramaport.produce.slate.values import Slate


class CalledScene(Value):
    scene: str
    heading: str
    place: str
    location: str
    cast: tuple[int, ...]
    pages: str
    start: str
    end: str
    synopsis: str
    colour: str


class CalledActor(Value):
    """One actor of the day. `code` is the day-out-of-days code; `limits` is what a contract or the law says of their hours."""

    number: int
    name: str
    code: str
    call: str
    on_set: str
    done: str
    scenes: tuple[str, ...]
    limits: str


class CallSheet(Value):
    drama: str
    title: str
    number: int
    of: int
    date: date
    base: str
    zone: str
    crew: str
    shift: str
    call: str
    wrap: str
    sun: str
    meal: str
    locations: tuple[tuple[str, str], ...]  # name and address, in order
    move: str
    pages: str
    scenes: tuple[CalledScene, ...]
    actors: tuple[CalledActor, ...]
    tomorrow: str

    @property
    def name(self) -> str:
        return f"{self.title}, day {self.number} of {self.of}"


def call_sheets(slate: Slate, shoot: Shoot) -> tuple[CallSheet, ...]:
    """A sheet for each shooting day."""
    return tuple(_sheet(slate, shoot, day, number) for number, day in enumerate(shoot.days, start=1))


def _sheet(slate: Slate, shoot: Shoot, day: ShootingDay, number: int) -> CallSheet:
    drama, base, shift = slate.drama(shoot.drama), slate.base(shoot.base), slate.shift(day.shift)
    places = [slate.location(place) for place in day.locations]
    after = shoot.days[number] if number < len(shoot.days) else None
    moved = f"to {places[1].name}, {places[1].move_minutes} minutes, after the meal" if day.moves else ""
    return CallSheet(
        drama=drama.id,
        title=drama.title,
        number=number,
        of=len(shoot.days),
        date=day.date,
        base=base.name,
        zone=base.zone,
        crew=slate.crew(shoot.crew).name,
        shift=shift.id,
        call=clock.hhmm(clock.crew_call(slate, shoot, day)),
        wrap=clock.hhmm(clock.wrap(slate, shoot, day)),
        sun=f"{base.sunrise:%H:%M}–{base.sunset:%H:%M}",
        meal=f"{shift.halves[0].end:%H:%M}–{shift.halves[1].start:%H:%M}",
        locations=tuple((place.name, place.address) for place in places),
        move=moved,
        pages=pages(sum(drama.scene(scene).eighths for scene in day.scenes)),
        scenes=_scenes(slate, shoot, day),
        actors=_actors(slate, shoot, day),
        tomorrow=f"{after.date:%a %Y-%m-%d}, call {clock.hhmm(clock.crew_call(slate, shoot, after))}"
        if after
        else "none: last day",
    )


def _scenes(slate: Slate, shoot: Shoot, day: ShootingDay) -> tuple[CalledScene, ...]:
    drama, numbers = slate.drama(shoot.drama), cast_numbers(slate, shoot)
    return tuple(
        CalledScene(
            scene=timed.scene,
            heading=heading(scene := drama.scene(timed.scene)),
            place=scene.place,
            location=slate.location(timed.location).name,
            cast=tuple(sorted(numbers[actor] for actor in scene.cast)),
            pages=pages(scene.eighths),
            start=clock.hhmm(timed.start),
            end=clock.hhmm(timed.end),
            synopsis=scene.synopsis,
            colour=colour(scene),
        )
        for timed in clock.timed(slate, shoot, day)
    )


def _actors(slate: Slate, shoot: Shoot, day: ShootingDay) -> tuple[CalledActor, ...]:
    drama, numbers = slate.drama(shoot.drama), cast_numbers(slate, shoot)
    kinds = {engaged.actor: codes(engaged) for engaged in engagements(slate, shoot)}
    found = []
    for actor_id in sorted(clock.cast_of(drama, day), key=lambda actor: numbers[actor]):
        actor = slate.actor(actor_id)
        mine = [timed for timed in clock.timed(slate, shoot, day) if actor_id in drama.scene(timed.scene).cast]
        limits = ["minor"] if actor.minor else []
        limits += [f"{actor.max_minutes} min of scenes"] if actor.max_minutes else []
        limits += [f"not before {actor.earliest:%H:%M}"] if actor.earliest else []
        limits += [f"not after {actor.latest:%H:%M}"] if actor.latest else []
        found.append(
            CalledActor(
                number=numbers[actor_id],
                name=actor.name,
                code=kinds[actor_id][day.date],
                call=clock.hhmm(clock.called_at(slate, shoot, day, actor_id)),
                on_set=clock.hhmm(mine[0].start),
                done=clock.hhmm(mine[-1].end),
                scenes=tuple(timed.scene for timed in mine),
                limits=", ".join(limits),
            )
        )
    return tuple(found)


def facts(sheet: CallSheet) -> tuple[tuple[str, str], ...]:
    """The head of a sheet as pairs of a name and what it says."""
    told = [
        ("Date", f"{sheet.date:%A %Y-%m-%d}"),
        ("Base", f"{sheet.base} ({sheet.zone})"),
        ("Unit", sheet.crew),
        ("Crew call", sheet.call),
        ("Wrap", sheet.wrap),
        ("Meal", sheet.meal),
        ("Sun", sheet.sun),
        ("Pages", sheet.pages),
        *(
            (f"Location {place}", ", ".join(part for part in name if part))
            for place, name in enumerate(sheet.locations, start=1)
        ),
    ]
    if sheet.move:
        told.append(("Company move", sheet.move))
    return (*told, ("Next day", sheet.tomorrow))


SCENE_HEADS = ("Time", "Scene", "Setting", "Place", "Location", "Cast", "Pages", "What happens")
ACTOR_HEADS = ("#", "Actor", "Status", "Call", "On set", "Done", "Scenes", "Limits")


def scene_row(scene: CalledScene) -> tuple[str, ...]:
    cast = ", ".join(map(str, scene.cast))
    hours = f"{scene.start}–{scene.end}"
    return (hours, scene.scene, scene.heading, scene.place, scene.location, cast, scene.pages, scene.synopsis)


def actor_row(actor: CalledActor) -> tuple[str, ...]:
    scenes = ", ".join(actor.scenes)
    return (f"{actor.number}", actor.name, actor.code, actor.call, actor.on_set, actor.done, scenes, actor.limits)


def call_sheets_xlsx(slate: Slate, plan: Plan, drama: str) -> bytes:
    """One workbook for a drama, a sheet for each shooting day."""
    book = new_book()
    for made in call_sheets(slate, plan.shoot(drama)):
        sheet = new_sheet(book, f"Day {made.number} {made.date:%m-%d}")
        widths(sheet, 14, 18, 12, 16, 26, 16, 14, 44)
        put(sheet, 1, 1, f"CALL SHEET   {made.name}", bold=True)
        line = 3
        for name, text in facts(made):
            put(sheet, line, 1, name, bold=True)
            put(sheet, line, 2, text)
            line += 1
        for heads, lines, shades in (
            (SCENE_HEADS, [scene_row(scene) for scene in made.scenes], [scene.colour for scene in made.scenes]),
            (ACTOR_HEADS, [actor_row(actor) for actor in made.actors], [""] * len(made.actors)),
        ):
            line += 1
            for column, head in enumerate(heads, start=1):
                put(sheet, line, column, head, bold=True, fill="DDE3EA", box=True)
            for told, shade in zip(lines, shades, strict=True):
                line += 1
                for column, text in enumerate(told, start=1):
                    put(sheet, line, column, text, box=True, wrap=True, fill=shade.removeprefix("#"))
            line += 1
        lying(sheet)
    return saved(book)
