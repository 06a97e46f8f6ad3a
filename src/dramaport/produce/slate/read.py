"""Reading a slate. An error names the file and the key, and says what to write instead."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from dramaport.drama.values import Value
from dramaport.errors import BadInput
from dramaport.produce.slate import calendars
from dramaport.produce.slate.money import Money, convert
from dramaport.produce.slate.prices import on_run
from dramaport.produce.slate.values import Drama, Light, Scene, Slate

_MOST_BYTES: Final = 64 * 1024 * 1024


def read_slate(file: Path) -> Slate:
    """A slate from its TOML file. Raises BadInput naming the key of the first thing that is wrong."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise BadInput(f"{str(file)!r} cannot be read ({error.strerror}); check the path") from error
    if len(data) > _MOST_BYTES:
        raise BadInput(f"{file.name} is larger than any slate; check that it is the right file")
    try:
        told = tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadInput(f"{file.name} is not UTF-8 text; save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{file.name} is not TOML: {error}") from error
    return slate_of(told, file.name)


def slate_of(told: dict[str, Any], name: str) -> Slate:
    """A slate from plain values, checked as a whole. Raises BadInput."""
    try:
        slate = Slate.model_validate(told)
    except ValidationError as error:
        first = error.errors()[0]
        raise BadInput(f"{name}: {_key(first['loc'], told)}: {_what(first)}") from error
    for problem in _problems(slate):
        raise BadInput(f"{name}: {problem}")
    return slate


def _what(error: ErrorDetails) -> str:
    if error["type"] == "missing":
        return "is missing"
    if error["type"] == "string_pattern_mismatch" and error["loc"][-1] == "id":
        return (
            f"{error['input']!r} is no id; write letters, digits, '.', '_' and '-', 64 at most, a letter or digit first"
        )
    return error["msg"].removeprefix("Value error, ")


def _key(location: tuple[int | str, ...], told: Any) -> str:
    """`dramas[ferry].scenes[3].eighths`: lists by the id of their entry where it has one, by number where not."""
    key = ""
    for part in location:
        if isinstance(part, int):
            told = told[part] if isinstance(told, list) and part < len(told) else None
            named = told.get("id") if isinstance(told, dict) else None
            key += f"[{named if isinstance(named, str) else part + 1}]"
        else:
            told = told.get(part) if isinstance(told, dict) else None
            key += f".{part}" if key else part
    return key or "the file"


def _problems(slate: Slate) -> Iterator[str]:
    """Everything that single values cannot know, the first problem first."""
    for name in ("tiers", "shifts", "bases", "crews", "locations", "actors", "dramas"):
        yield from _doubled(name, (entry.id for entry in getattr(slate, name)))
    yield from _references(slate)
    yield from _money(slate, "", slate)
    yield from _clocks(slate)
    for drama in slate.dramas:
        yield from _drama(slate, drama)


def _doubled(name: str, ids: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for found in ids:
        if found in seen:
            yield f"{name}[{found}]: this id comes twice; ids name one thing each"
        seen.add(found)


def _references(slate: Slate) -> Iterator[str]:
    bases = {base.id for base in slate.bases}
    for name in ("crews", "locations", "actors"):
        for entry in getattr(slate, name):
            if entry.base not in bases:
                yield f"{name}[{entry.id}].base: no base {entry.base!r}; there are {', '.join(sorted(bases))}"
    for number, travel in enumerate(slate.travels, start=1):
        for end in travel.between:
            if end not in bases:
                yield f"travels[{number}].between: no base {end!r}; there are {', '.join(sorted(bases))}"
    shifts = {shift.id for shift in slate.shifts}
    for base in slate.bases:
        if unknown := [shift for shift in base.shifts if shift not in shifts]:
            yield f"bases[{base.id}].shifts: no shift {unknown[0]!r}; there are {', '.join(sorted(shifts))}"


def _money(slate: Slate, key: str, value: Value) -> Iterator[str]:
    """Amounts in currencies for which no rate is written down."""
    for name in type(value).model_fields:
        found = getattr(value, name)
        entries = found if isinstance(found, tuple) else (found,)
        for number, entry in enumerate(entries, start=1):
            place = f"[{getattr(entry, 'id', number)}]" if isinstance(found, tuple) else ""
            here = f"{key}.{name}{place}" if key else f"{name}{place}"
            if isinstance(entry, Money):
                try:
                    convert(entry, slate.currency, slate.rates)
                except ValueError as error:
                    yield f"{here}: {error}"
            elif isinstance(entry, Value):
                yield from _money(slate, here, entry)


def _clocks(slate: Slate) -> Iterator[str]:
    for base in slate.bases:
        try:
            ZoneInfo(base.zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            yield f"bases[{base.id}].zone: no time zone {base.zone!r}; write one such as Asia/Shanghai"
        if base.sunset <= base.sunrise:
            yield f"bases[{base.id}].sunset: {base.sunset} is not after sunrise {base.sunrise}; turn them round"
        if not calendars.working_days(slate, base):
            yield f"bases[{base.id}].holidays: no working day is left from {slate.start} to {slate.end}"
    for shift in slate.shifts:
        (start, noon), (afternoon, end) = calendars.spans(shift)
        if end - start > calendars.DAY or not noon - start or not end - afternoon:
            yield f"shifts[{shift.id}].halves: they take {(end - start) / 60:.1f} hours; check their times and order"


def _drama(slate: Slate, drama: Drama) -> Iterator[str]:
    key = f"dramas[{drama.id}]"
    if drama.tier is not None and drama.tier not in {tier.id for tier in slate.tiers}:
        yield f"{key}.tier: no tier {drama.tier!r}; write it under [[tiers]] with its budget"
    if drama.start and drama.end and drama.end < drama.start:
        yield f"{key}.end: {drama.end} is before start {drama.start}; turn them round"
    yield from _doubled(f"{key}.scenes", (scene.id for scene in drama.scenes))
    actors = {actor.id for actor in slate.actors}
    for scene in drama.scenes:
        if unknown := [actor for actor in scene.cast if actor not in actors]:
            yield f"{key}.scenes[{scene.id}].cast: no actor {unknown[0]!r}; write them under [[actors]], or mend the name"
    bases = {base.id for base in slate.bases}
    if unknown := [base for base in drama.bases if base not in bases]:
        yield f"{key}.bases: no base {unknown[0]!r}; there are {', '.join(sorted(bases))}"
    yield from _places(slate, drama, key)


def _places(slate: Slate, drama: Drama, key: str) -> Iterator[str]:
    """Each place at one location of a base, and at least one base with all of them."""
    wanted = drama.bases or tuple(base.id for base in slate.bases)
    missing: dict[str, Scene] = {}
    for base in wanted:
        for scene in drama.scenes:
            names = (f"{drama.id}:{scene.place}", scene.place)
            found = [p.id for p in slate.locations if p.base == base and any(name in p.plays for name in names)]
            if len(found) > 1:
                yield f"locations[{found[1]}].plays: {scene.place!r} of {drama.id} is played by {found[0]} too; keep one"
            if not found:
                missing.setdefault(base, scene)
    possible = calendars.possible_bases(slate, drama)
    if not possible:
        if not missing:
            yield f"{key}.bases: {wanted[0]} has no crew; write one under [[crews]]"
        for base, scene in list(missing.items())[:1]:
            yield f"{key}.scenes[{scene.id}].place: no location at {base} plays {scene.place!r}; add it to a location's plays"
    for found_base in possible:
        for actor_id in drama.cast:
            actor = slate.actor(actor_id)
            ends = {actor.base, found_base.id}
            if len(ends) == 2 and on_run(actor, found_base) and not any(set(t.between) == ends for t in slate.travels):
                yield (
                    f"{key}.bases: {actor_id} lives at {actor.base} and no [[travels]] leads from there to {found_base.id};"
                    " write it, or leave the base out"
                )
        for scene in drama.scenes:
            room = max(
                calendars.usable(found_base, shift, half, light)
                for shift in calendars.shifts_of(slate, found_base)
                for half in (0, 1)
                for light in [scene.light]
            )
            if slate.minutes(scene) > room:
                yield (
                    f"{key}.scenes[{scene.id}].eighths: its {slate.minutes(scene)} minutes are more than the {room} that"
                    f" half a day at {found_base.id} has{_of(scene.light)}; divide the scene, or add a shift"
                )


def _of(light: Light) -> str:
    return {Light.ANY: "", Light.SUN: " of sun", Light.DARK: " of dark"}[light]
