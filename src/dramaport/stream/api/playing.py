"""What is asked before each picture: the ticket and the feed.

Who asks and what they have is read anew for every request, in one statement; what decides is the same as everywhere
(`access.decide`). The plain case of the ticket has a `lane` of its own beside the road here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import ConfigDict, Field
from sqlalchemy import Connection

from dramaport.drama.values import Value
from dramaport.errors import Missing
from dramaport.stream import repository, standing
from dramaport.stream.api import answers
from dramaport.stream.api.limits import TICKETS, Gate, address_of, gate_of
from dramaport.stream.api.problems import Problem
from dramaport.stream.api.session import no_session, token_of
from dramaport.stream.api.state import Station
from dramaport.stream.guard.address import Address
from dramaport.stream.people import digest_of_token
from dramaport.stream.standing import Standing
from dramaport.stream.tickets import Ticket
from dramaport.stream.watching import Seat, seat_of

router = APIRouter(prefix="/v1")

_MOST_ITEMS: Final = 10


class TicketWanted(Value):
    drama: str = Field(max_length=64)
    number: int = Field(ge=1, le=10_000)
    audio: str | None = Field(default=None, max_length=16)


class FeedWanted(Value):
    model_config = ConfigDict(extra="ignore")

    drama: str = Field(max_length=64)
    first: int = Field(default=1, alias="from", ge=1, le=10_000)
    count: int = Field(default=3, ge=1, le=_MOST_ITEMS)


@dataclass(frozen=True)
class Caller:
    """Who asks, as far as the request tells."""

    station: Station
    gate: Gate
    token: str | None
    address: Address | None

    def sit(self, db: Connection, drama: str) -> tuple[Seat, Standing]:
        """Find out who it is, and where before this drama they sit. Raises problems: no session, no such drama."""
        now = self.station.clock()
        found = None if self.token is None else standing.by_session(db, digest_of_token(self.token), drama, now)
        if found is None:
            raise no_session()
        return seat_of(db, self.station.catalogue, found, drama, now), found

    def admit(self, here: Seat, tickets: int) -> None:
        """Raises a problem for whoever asks too often, or from too many places."""
        now_ms = int(here.now.timestamp() * 1000)
        self.gate.admit(TICKETS, here.viewer.id, self.address, now_ms, tickets)
        self.gate.place(here.viewer.id, self.address, now_ms)

    def ticket(self, db: Connection, here: Seat, number: int) -> bytes:
        reel = here.episode(number)
        return self.station.press.ticket(
            reel, here.languages, here.now, lambda: repository.episode(db, here.show.drama, number)
        )


async def caller_of(request: Request) -> Caller:
    return Caller(request.app.state.station, gate_of(request), token_of(request), address_of(request))


Asking = Annotated[Caller, Depends(caller_of)]


@router.post("/tickets", response_model=Ticket)
async def issue(caller: Asking, wanted: TicketWanted) -> Response:
    """A ticket for one episode. A locked one is a problem with code `locked` that says what would open it."""
    with caller.station.reading.connect() as db:
        here, _ = caller.sit(db, wanted.drama)
        caller.admit(here, 1)
        here.episode(wanted.number)
        access = here.access(wanted.number, wanted.audio)
        if not access.open:
            told = answers.access_answer(access, here.market, here.viewer.balance).model_dump(mode="json")
            raise Problem(403, str(access.reason), f"episode {wanted.number} is closed: {access.reason}", access=told)
        return _json(caller.ticket(db, here, wanted.number))


@router.get("/feed", response_model=answers.FeedAnswer)
async def feed(caller: Asking, wanted: Annotated[FeedWanted, Query()]) -> Response:
    """Episodes to swipe through, each open one with its ticket: playing the next costs no further question."""
    with caller.station.reading.connect() as db:
        here, found = caller.sit(db, wanted.drama)
        if not here.languages:
            raise Missing(f"{here.show.drama!r} is not offered in {here.viewer.territory}")
        numbers = [number for number in here.episodes if number >= wanted.first][: wanted.count + 1]
        items = [_item(here, number, number in found.liked) for number in numbers[: wanted.count]]
        caller.admit(here, sum(item.access.open for item in items) or 1)
        printed = (
            _with_ticket(item, caller.ticket(db, here, item.number) if item.access.open else b"null") for item in items
        )
        following = b"%d" % numbers[wanted.count] if len(numbers) > wanted.count else b"null"
        return _json(b'{"items":[' + b",".join(printed) + b'],"next":' + following + b"}")


def _item(here: Seat, number: int, liked: bool) -> answers.FeedItem:
    access = here.access(number)
    return answers.FeedItem(
        drama=here.show.drama,
        number=number,
        title=here.show.told(here.language).title,
        liked=liked,
        access=answers.access_answer(access, here.market, here.viewer.balance),
        ticket=None,
    )


def _with_ticket(item: answers.FeedItem, ticket: bytes) -> bytes:
    return item.model_dump_json(exclude={"ticket"}).encode()[:-1] + b',"ticket":' + ticket + b"}"


def _json(body: bytes) -> Response:
    return Response(body, media_type="application/json")
