"""A lane of its own for the request that comes most: a ticket for an episode that is open.

It does what `playing.issue` does, by the same functions, without a framework around it; whatever is not plain (an episode that is
closed, nobody known, a body that does not fit, too many questions, a database that is away) goes on to that route, which answers it
in full. Nothing that decides is remembered here: each request reads who asks, what they opened and which catalogue is in force.

Beside a handler that only returns the bytes, the route took 3.8 times its processor time, and the lane takes 1.4 times (granian, one
worker, SQLite, two busy cores, Python 3.11; `bench/play_ticket.py`).
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError
from starlette.requests import HTTPConnection
from starlette.types import Message, Receive, Scope, Send

from dramaport.data.hot import Reader
from dramaport.errors import DramaportError
from dramaport.stream import repository, standing
from dramaport.stream.api.limits import TICKETS, Gate, address_by
from dramaport.stream.api.playing import TicketWanted
from dramaport.stream.api.state import Station
from dramaport.stream.guard.address import client_address
from dramaport.stream.people import digest_of_token
from dramaport.stream.watching import seat_of

_PATH: Final = "/v1/tickets"
#: A request that is longer is not a plain one.
_MOST_BYTES: Final = 512
_JSON: Final = (b"content-type", b"application/json")


class Lane:
    """Asked before the application is. Its connection is used by the event loop's thread alone."""

    def __init__(self, station: Station, gate: Gate) -> None:
        self._station = station
        self._gate = gate
        self._reader = Reader(station.reading)
        self._together = standing.Together(self._reader) if station.database.dialect.name == "postgresql" else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> Receive | None:
        """Answer, and give None; or give what the application is to receive instead."""
        if scope["type"] != "http" or scope["path"] != _PATH or scope["method"] != "POST":
            return receive
        message = await receive()
        ticket = await self._ticket(scope, message)
        if ticket is None:
            return _again(message, receive)
        length = (b"content-length", b"%d" % len(ticket))
        await send({"type": "http.response.start", "status": 200, "headers": [_JSON, length]})
        await send({"type": "http.response.body", "body": ticket})
        return None

    def close(self) -> None:
        self._reader.close()

    async def _ticket(self, scope: Scope, message: Message) -> bytes | None:
        """The answer in the plain case."""
        body, told = message.get("body", b""), dict(scope["headers"])
        # A server may say "more" when there is none: the length decides. The rest is what `Border` is there for.
        if told.get(b"content-length") != b"%d" % len(body) or len(body) > _MOST_BYTES or b"\\" in body:
            return None
        kind, _, token = told.get(b"authorization", b"").partition(b" ")
        if kind.lower() != b"bearer":
            return None
        try:
            wanted = TicketWanted.model_validate_json(body)
            return await self._open(scope, digest_of_token(token.decode("latin-1")), wanted)
        except (ValidationError, DramaportError, DBAPIError):
            return None

    async def _open(self, scope: Scope, token_digest: str, wanted: TicketWanted) -> bytes | None:
        now: datetime = self._station.clock()
        if self._together is None:
            found = standing.open_by_session(self._reader.connection(), token_digest, wanted.drama, now)
        else:
            found = await self._together.open_by_session(token_digest, wanted.drama, now)
        if found is None:
            return None
        db = self._reader.connection()
        here = seat_of(db, self._station.catalogue, found, wanted.drama, now)
        reel, access = here.episode(wanted.number), here.access(wanted.number, wanted.audio)
        if not access.open:
            return None
        trust = self._station.trust
        address = (
            address_by(HTTPConnection(scope), trust)
            if trust.networks
            else client_address(scope["client"][0], (), trust)
        )
        now_ms = int(now.timestamp() * 1000)
        self._gate.admit(TICKETS, here.viewer.id, address, now_ms)
        self._gate.place(here.viewer.id, address, now_ms)
        return self._station.press.ticket(
            reel,
            here.languages,
            now,
            lambda: repository.episode(db, wanted.drama, wanted.number),
        )


def _again(message: Message, receive: Receive) -> Receive:
    """A message that was taken, and then what comes after it."""
    taken = [message]

    async def replay() -> Message:
        return taken.pop() if taken else await receive()

    return replay
