"""Sessions and settings: a guest at first, everything about them shown, exported and erased on their word."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import APIRouter, Request
from pydantic import Field
from sqlalchemy import Connection

from dramaport.drama.languages import RELEASE_LANGUAGES
from dramaport.drama.values import Value
from dramaport.stream import repository, wallet
from dramaport.stream.access import market_of
from dramaport.stream.accounts import records
from dramaport.stream.api import answers
from dramaport.stream.api.limits import GUESTS, keep, network_territory
from dramaport.stream.api.problems import Problem
from dramaport.stream.api.session import Someone
from dramaport.stream.api.state import OnStation
from dramaport.stream.ids import new_id
from dramaport.stream.people import Person, Purpose, Session, device_of, digest_of_token, new_token
from dramaport.stream.values import AgeBand

router = APIRouter(prefix="/v1")

#: Where nothing is a choice: the voice of the interface's language, and the subtitles of it.
_MAY_BE_NONE = frozenset({"audio", "subtitles"})


class GuestWanted(Value):
    territory: str | None = Field(default=None, pattern=r"^[A-Z]{2}$")
    languages: tuple[str, ...] = Field(default=(), max_length=20)


class Begun(Value):
    """A new session. The token is shown this once."""

    token: str
    viewer: answers.PersonAnswer


class Change(Value):
    """What a viewer may change about themselves; what is left out stays."""

    territory: str | None = Field(default=None, pattern=r"^[A-Z]{2}$")
    interface: str | None = Field(default=None, max_length=16)
    audio: str | None = Field(default=None, max_length=16)
    subtitles: str | None = Field(default=None, max_length=16)
    caption_size: Literal["s", "m", "l", "xl"] | None = None
    age: AgeBand | None = None
    parent_consents: bool | None = None
    consents: dict[Purpose, bool] | None = None


@router.post("/guests", status_code=201)
async def begin(request: Request, station: OnStation, wanted: GuestWanted) -> Begun:
    """A session without an account. The territory is what the app says unless a network that is trusted says otherwise."""
    token = new_token()
    with station.database.begin() as db:
        keep(db, request, GUESTS)
        territory = network_territory(request) or wanted.territory or _first_territory(db)
        interface = next((tag for tag in map(_nearest, wanted.languages) if tag), "en")
        person = Person(id=new_id(station.now_ms), since_ms=station.now_ms, territory=territory, interface=interface)
        repository.put_person(db, person)
        device = device_of(request.headers.get("user-agent", ""))
        session = Session(id=new_id(station.now_ms), viewer=person.id, device=device, at_ms=station.now_ms)
        repository.put_session(db, session, digest_of_token(token))
        wallet.open_wallet(db, person.id)
        shown = answers.person_answer(person, market_of(territory, repository.markets(db)))
    return Begun(token=token, viewer=shown)


@router.get("/me")
async def me(station: OnStation, person: Someone) -> answers.PersonAnswer:
    with station.reading.connect() as db:
        return answers.whole_person(db, person)


@router.patch("/me")
async def change(request: Request, station: OnStation, person: Someone, wanted: Change) -> answers.PersonAnswer:
    if wanted.interface is not None and wanted.interface not in RELEASE_LANGUAGES:
        raise Problem(422, "unknown_language", f"the app does not speak {wanted.interface!r}; see /v1/config")
    if wanted.territory is not None and wanted.territory != (network_territory(request) or wanted.territory):
        raise Problem(
            403, "elsewhere", f"your network is not in {wanted.territory}; prices and rights are those of where it is"
        )
    told = {
        name: value
        for name, value in wanted.model_dump(exclude_unset=True).items()
        if value is not None or name in _MAY_BE_NONE
    }
    if "consents" in told:
        told |= {"consented_ms": station.now_ms, "consents": {**person.consents, **(wanted.consents or {})}}
    changed = Person.model_validate(person.model_dump() | told)
    with station.database.begin() as db:
        market = market_of(changed.territory, repository.markets(db))
        if market is None:
            raise Problem(422, "unknown_market", f"nothing is offered in {changed.territory} yet; see /v1/config")
        repository.put_person(db, changed)
        repository.add_consents(db, person.id, wanted.consents or {}, station.now_ms)
        return answers.whole_person(db, changed)


@router.get("/me/export")
async def export(station: OnStation, person: Someone) -> dict[str, Any]:
    """Everything that is kept about a viewer."""
    with station.reading.connect() as db:
        return records.export(db, person, station.now_ms)


@router.delete("/me", status_code=204)
async def erase(station: OnStation, person: Someone) -> None:
    """Forget a viewer. The wallet's postings stay, under an id that names nobody."""
    with station.database.begin() as db:
        records.erase(db, person, station.now_ms)


def _first_territory(db: Connection) -> str:
    markets = repository.markets(db)
    return markets[0].territories[0] if markets else "US"


def _nearest(tag: str) -> str | None:
    """The interface language nearest to what a browser asks for: `pt` and `pt-PT` are served in Brazilian Portuguese."""
    if tag in RELEASE_LANGUAGES:
        return tag
    base = tag.partition("-")[0].lower()
    return next((own for own in RELEASE_LANGUAGES if own.partition("-")[0] == base), None)
