"""The facts of a slate: what must be shot, by whom, where, when, and what it costs.

A shooting day has two halves with the meal between them. In one half a company is at one location; it moves in the meal break or
overnight. Times are local to the base. Money is whole minor units with its currency.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Final, Self

from pydantic import AfterValidator, BeforeValidator, Field, field_validator, model_validator

from dramaport.drama.currency import digits
from dramaport.drama.screenplay.values import Setting, TimeOfDay
from dramaport.drama.values import Value
from dramaport.produce.slate.money import Amount, Rates

#: Minutes of shooting an eighth of a page takes. ReelShort's producers told the Los Angeles Film School of ten pages a day on average
#: (lafilm.edu/blog/behind-the-scenes-with-reelshort): eighty eighths in two halves of five and a half hours make 8.25.
MINUTES_PER_EIGHTH: Final = 8

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

Id = Annotated[str, Field(pattern=r"^[\w][\w.-]{0,63}$")]


class Engagement(StrEnum):
    """How an actor is hired. Away from home everybody is on a run."""

    RUN = "run"  # paid every shooting day from the first to the last
    DAILY = "daily"  # paid the days they are called, and free in between


class Light(StrEnum):
    """What the sky must be like. Inside a room the light is made."""

    SUN = "sun"
    DARK = "dark"
    ANY = "any"


def expand_days(told: object) -> tuple[date, ...]:
    """Dates, and stretches of dates written "2027-03-01/2027-03-07", as single days in order."""
    if not isinstance(told, list | tuple):
        raise ValueError("write a list of days, each 2027-03-01 or a stretch such as 2027-03-01/2027-03-07")
    days: set[date] = set()
    for entry in told:
        first, _, last = entry.partition("/") if isinstance(entry, str) else (entry, "", "")
        start = date.fromisoformat(first) if isinstance(first, str) else first
        end = date.fromisoformat(last) if last else start
        if end < start:
            raise ValueError(f"{entry} ends before it begins; turn it round")
        days.update(start + timedelta(days=count) for count in range((end - start).days + 1))
    return tuple(sorted(days))


Days = Annotated[tuple[date, ...], BeforeValidator(expand_days)]


def _weekdays(names: tuple[str, ...]) -> tuple[str, ...]:
    for name in names:
        if name not in WEEKDAYS:
            raise ValueError(f"{name!r} is no day of the week; write {', '.join(WEEKDAYS)}")
    return names


class Indexed(Value):
    """A value that keeps what it looked up. A changed copy looks everything up again."""

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        copied = super().model_copy(update=update, deep=deep)
        for name in [name for name in copied.__dict__ if name not in type(self).model_fields]:
            del copied.__dict__[name]
        return copied


class Half(Value):
    """Half a shooting day. `end` may be past midnight, and is then smaller than `start`."""

    start: time
    end: time


class Shift(Value):
    """A way to lay a shooting day: two halves. `premium_percent` comes on top of the crew's day rate."""

    id: Id
    halves: tuple[Half, Half]
    premium_percent: int = Field(default=0, ge=0, le=300)

    @field_validator("halves", mode="before")
    @classmethod
    def _written(cls, told: object) -> object:
        if isinstance(told, list) and all(isinstance(entry, str) for entry in told):
            return [dict(zip(("start", "end"), entry.split("-"), strict=False)) for entry in told]
        return told

    def __hash__(self) -> int:
        return hash(self.id)


class Base(Value):
    """A place of production: whose time it lives by, when it rests, when the sun is up, and what it costs a shooting day."""

    id: Id
    name: str
    country: str = Field(pattern=r"^[A-Z]{2}$")
    zone: str
    rest: Annotated[tuple[str, ...], AfterValidator(_weekdays)] = ("sunday",)
    holidays: Days = ()
    sunrise: time
    sunset: time
    daily_cost: Amount | None = None
    shifts: tuple[Id, ...] = ()  # those used here; none said means all


class Crew(Value):
    """A unit that shoots. It is called `prep_minutes` before the first half and released `wrap_minutes` after the last."""

    id: Id
    name: str
    base: Id
    day_rate: Amount
    move_cost: Amount | None = None
    turnaround_hours: int = Field(default=11, ge=0, le=23)
    prep_minutes: int = Field(default=45, ge=0, le=180)
    wrap_minutes: int = Field(default=30, ge=0, le=180)
    away: Days = ()


class Location(Value):
    """Somewhere to shoot at a base, and which places of which dramas it plays ("ferry:pier")."""

    id: Id
    name: str
    base: Id
    plays: tuple[str, ...]
    address: str = ""
    daily_fee: Amount | None = None
    move_minutes: int = Field(default=45, ge=0, le=240)  # of the second half, when the company comes from elsewhere
    closed: Days = ()


class Travel(Value):
    """The way between two bases, both directions: whole days each way, and the fare of both ways for one person."""

    between: tuple[Id, Id]
    days: int = Field(ge=0, le=5)
    fare: Amount


class Actor(Value):
    """Somebody who plays. `minimum_call` is what a called day pays at least, in halves of the day rate.

    `max_minutes` of scenes a day, `earliest` and `latest` are for minors and for whoever's contract says so: a shift outside those
    hours is no shift for them. `away` is when they cannot be called.
    """

    id: Id
    name: str
    base: Id
    day_rate: Amount
    engagement: Engagement = Engagement.RUN
    hold_percent: int = Field(default=100, ge=0, le=100)
    minimum_call: int = Field(default=2, ge=1, le=2)
    max_minutes: int | None = Field(default=None, ge=30)
    turnaround_hours: int = Field(default=11, ge=0, le=23)
    minor: bool = False
    earliest: time | None = None
    latest: time | None = None
    away: Days = ()


class Scene(Value):
    """What is shot in one go. `eighths` of a page; `minutes` of shooting where somebody knows better than the rule of thumb."""

    id: Id
    place: str
    setting: Setting = Setting.INTERIOR
    time: TimeOfDay = TimeOfDay.DAY
    cast: tuple[Id, ...] = ()
    eighths: int = Field(ge=1, le=400)
    minutes: int | None = Field(default=None, ge=1)
    synopsis: str = ""

    @property
    def light(self) -> Light:
        """Outside, night needs the dark and everything else the sun; dawn and dusk are shot while there is light."""
        if self.setting is Setting.INTERIOR:
            return Light.ANY
        return Light.DARK if self.time is TimeOfDay.NIGHT else Light.SUN


class Tier(Value):
    """A class of dramas with one budget."""

    id: Id
    name: str = ""
    budget: Amount


class Drama(Indexed):
    """A drama to be shot: one crew at one base, on working days of the base one after the other.

    In a file `parts` may say which actor plays whom, where scenes name characters. `max_days` is how many shooting days it may
    take; without it, three more than its scenes fill.
    """

    id: Id
    title: str
    tier: Id | None = None
    budget: Amount | None = None
    start: date | None = None
    end: date | None = None
    max_days: int | None = Field(default=None, ge=1, le=60)
    bases: tuple[Id, ...] = ()  # where it may be shot; none said means wherever all its places are
    scenes: tuple[Scene, ...] = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _cast_by_parts(cls, told: Any) -> Any:
        """Scenes may name characters; `parts` says who plays each, and is used up here."""
        if not isinstance(told, dict) or not told.get("parts"):
            return told
        parts = told["parts"]
        if not isinstance(parts, dict) or not all(isinstance(actor, str) for actor in parts.values()):
            raise ValueError("parts: write character = actor for each")
        if open_part := next((part for part, actor in parts.items() if not actor), None):
            raise ValueError(f"parts.{open_part}: nobody plays this part yet; write an actor's id")
        rest = {key: value for key, value in told.items() if key != "parts"}
        scenes = [
            {**scene, "cast": [parts.get(name, name) for name in scene.get("cast", ())]}
            if isinstance(scene, dict)
            else scene
            for scene in told.get("scenes", ())
        ]
        return {**rest, "scenes": scenes}

    @property
    def cast(self) -> tuple[str, ...]:
        """Ids of its actors, in order of their first scene."""
        return tuple(dict.fromkeys(actor for scene in self.scenes for actor in scene.cast))

    def scene(self, scene_id: str) -> Scene:
        return self.scenes_by_id[scene_id]

    @cached_property
    def scenes_by_id(self) -> dict[str, Scene]:
        return {scene.id: scene for scene in self.scenes}


class Slate(Indexed):
    """Everything that is known before a plan. Dates are inclusive; costs are counted in `currency`."""

    title: str
    currency: str
    start: date
    end: date
    minutes_per_eighth: int = Field(default=MINUTES_PER_EIGHTH, ge=1, le=60)
    changeover_days: int = Field(default=1, ge=1, le=14)  # a crew's free days between two dramas
    rates: Rates | None = None
    tiers: tuple[Tier, ...] = ()
    shifts: tuple[Shift, ...] = Field(min_length=1)
    bases: tuple[Base, ...] = Field(min_length=1)
    travels: tuple[Travel, ...] = ()
    crews: tuple[Crew, ...] = Field(min_length=1)
    locations: tuple[Location, ...] = Field(min_length=1)
    actors: tuple[Actor, ...] = ()
    dramas: tuple[Drama, ...] = Field(min_length=1)

    @field_validator("currency")
    @classmethod
    def _known(cls, currency: str) -> str:
        digits(currency)
        return currency

    @model_validator(mode="after")
    def _ordered(self) -> Slate:
        if self.end < self.start:
            raise ValueError(f"end: {self.end} is before start {self.start}; turn them round")
        return self

    def drama(self, drama_id: str) -> Drama:
        return self.dramas_by_id[drama_id]

    def base(self, base_id: str) -> Base:
        return self.bases_by_id[base_id]

    def crew(self, crew_id: str) -> Crew:
        return self.crews_by_id[crew_id]

    def actor(self, actor_id: str) -> Actor:
        return self.actors_by_id[actor_id]

    def location(self, location_id: str) -> Location:
        return self.locations_by_id[location_id]

    def shift(self, shift_id: str) -> Shift:
        return self.shifts_by_id[shift_id]

    @cached_property
    def dramas_by_id(self) -> dict[str, Drama]:
        return {drama.id: drama for drama in self.dramas}

    @cached_property
    def bases_by_id(self) -> dict[str, Base]:
        return {base.id: base for base in self.bases}

    @cached_property
    def crews_by_id(self) -> dict[str, Crew]:
        return {crew.id: crew for crew in self.crews}

    @cached_property
    def actors_by_id(self) -> dict[str, Actor]:
        return {actor.id: actor for actor in self.actors}

    @cached_property
    def locations_by_id(self) -> dict[str, Location]:
        return {location.id: location for location in self.locations}

    @cached_property
    def shifts_by_id(self) -> dict[str, Shift]:
        return {shift.id: shift for shift in self.shifts}

    def minutes(self, scene: Scene) -> int:
        """Minutes of shooting: what the scene says, or its eighths times the rule of thumb."""
        return scene.minutes if scene.minutes is not None else scene.eighths * self.minutes_per_eighth
