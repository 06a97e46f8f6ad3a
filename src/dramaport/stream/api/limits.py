"""Limits on what is asked, for each viewer and each address. A refusal is a problem with code `too_many` and `Retry-After`.

For a route of the framework, name a limit beside it:

    @router.post("/unlocks", dependencies=[limited(UNLOCKS)])

A lean handler calls the gate itself: `gate_of(request).admit(TICKETS, viewer.id, address_of(request), now_ms)`. What must hold
over several workers and a restart is kept in the database, in the caller's own transaction:
`keep(db, request, SIGN_INS, viewer.id, mailbox)`.

docs/decisions/0007-rate-limits.md says which limit is kept where, and why.
"""

from __future__ import annotations

import hmac
from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock
from typing import Any, Final, cast

from fastapi import Depends, Request
from pydantic import Field
from sqlalchemy import Connection
from starlette.requests import HTTPConnection

from dramaport.drama.values import Value
from dramaport.stream.api.problems import Problem
from dramaport.stream.api.session import Someone
from dramaport.stream.api.state import OnStation, Station
from dramaport.stream.guard import repository
from dramaport.stream.guard.address import Address, Trust, client_address, origin, territory_of
from dramaport.stream.guard.rates import Rate, decide, places_now


class Limit(Value):
    """What is limited. `what` completes "too many …". None: not limited by that."""

    name: str = Field(pattern=r"^[a-z_]{1,16}$")
    what: str
    viewer: Rate | None = None
    address: Rate | None = None


_MINUTE: Final = 60
_HOUR: Final = 60 * _MINUTE

# Honest figures first: an episode lasts 60 to 90 seconds, and whoever swipes on every two seconds sees 300 in ten minutes.
# An address has ten times a viewer's rate: families, offices and carriers' gateways share one.
TICKETS: Final = Limit(
    name="tickets",
    what="episodes were asked for",
    viewer=Rate(count=300, seconds=10 * _MINUTE),
    address=Rate(count=3000, seconds=10 * _MINUTE),
)
UNLOCKS: Final = Limit(
    name="unlocks",
    what="unlocks",
    viewer=Rate(count=60, seconds=_MINUTE),
    address=Rate(count=600, seconds=_MINUTE),
)
INTENTS: Final = Limit(
    name="intents",
    what="advertisements were asked for",
    viewer=Rate(count=30, seconds=10 * _MINUTE),
    address=Rate(count=300, seconds=10 * _MINUTE),
)
CHECKOUTS: Final = Limit(
    name="checkouts",
    what="checkouts were begun",
    viewer=Rate(count=15, seconds=10 * _MINUTE),
    address=Rate(count=150, seconds=10 * _MINUTE),
)
#: Kept. Each guest is a row and a fresh allowance of everything above.
GUESTS: Final = Limit(name="guests", what="sessions were begun", address=Rate(count=60, seconds=_HOUR))
#: Kept. Each sends a letter to somebody who may not have asked for it. `viewer` counts the mailbox written to as well.
SIGN_INS: Final = Limit(
    name="sign_ins",
    what="sign-in letters were asked for",
    viewer=Rate(count=5, seconds=15 * _MINUTE),
    address=Rate(count=30, seconds=_HOUR),
)

#: An account may be watched from so many neighbourhoods of the network within a ticket's life: a phone that moves between
#: home, mobile and work, and a tablet at home.
MOST_PLACES: Final = 4
PLACE_MS: Final = 10 * _MINUTE * 1000

#: Callers remembered at once; the longest silent are forgotten first. About 100 bytes each.
_MOST_REMEMBERED: Final = 200_000


class Gate:
    """This worker's memory of who asked how often. `factor` multiplies every limit: operators' knob, and the load tests'."""

    def __init__(self, factor: float = 1.0) -> None:
        self._factor = factor
        self._due: OrderedDict[str, int] = OrderedDict()
        self._places: OrderedDict[str, Mapping[str, int]] = OrderedDict()
        self._lock = Lock()
        self._numbers: dict[str, tuple[int, int]] = {}  # by limit, with a slash for the address's rate

    def rate(self, rate: Rate) -> Rate:
        """A rate as it is here."""
        return rate if self._factor == 1.0 else rate.times(self._factor)

    def admit(self, limit: Limit, viewer: str | None, address: Address | None, now_ms: int, cost: int = 1) -> None:
        """Let through, or raise a problem."""
        if limit.viewer is not None and viewer is not None:
            self._take(limit, limit.name, limit.viewer, viewer, now_ms, cost)
        if limit.address is not None and (source := origin(address)) is not None:
            self._take(limit, limit.name + "/", limit.address, source.own, now_ms, cost)

    def place(self, viewer: str, address: Address | None, now_ms: int) -> None:
        """Count where a viewer watches from, or raise a problem when they watch from too many places at once."""
        source = origin(address)
        if source is None:
            return
        with self._lock:
            here = places_now(self._places.get(viewer, {}), source.near, now_ms, MOST_PLACES, PLACE_MS)
            if here is not None:
                _remember(self._places, viewer, here)
        if here is None:
            raise Problem(
                429,
                "too_many_places",
                f"this account is being watched from {MOST_PLACES} other places; stop one, and try again in ten minutes",
                retry_after=PLACE_MS // 1000,
            )

    def _take(self, limit: Limit, by: str, rate: Rate, who: str, now_ms: int, cost: int) -> None:
        numbers = self._numbers.get(by)
        if numbers is None:
            here = self.rate(rate)
            numbers = self._numbers[by] = (here.every_ms, here.window_ms)
        name = f"{by} {who}"
        with self._lock:
            due_ms, wait_ms = decide(self._due.get(name, 0), now_ms, *numbers, cost)
            if not wait_ms:
                _remember(self._due, name, due_ms)
        if wait_ms:
            raise too_many(limit, wait_ms)


def _remember(memory: OrderedDict[str, Any], name: str, value: object) -> None:
    memory[name] = value
    memory.move_to_end(name)
    if len(memory) > _MOST_REMEMBERED:
        memory.popitem(last=False)


def too_many(limit: Limit, wait_ms: int) -> Problem:
    seconds = -(-wait_ms // 1000)
    return Problem(429, "too_many", f"too many {limit.what}; try again in {seconds} s", retry_after=seconds)


def gate_of(request: HTTPConnection) -> Gate:
    return cast(Gate, request.app.state.gate)


def address_of(request: HTTPConnection) -> Address | None:
    """The client's address, by the proxies that are trusted; None where the server was not told one."""
    return address_by(request, _station(request).trust)


def address_by(request: HTTPConnection, trust: Trust) -> Address | None:
    """The same, for who has no application at hand yet."""
    peer = request.client.host if request.client else ""
    return client_address(peer, request.headers.getlist(trust.header), trust)


def network_territory(request: HTTPConnection) -> str | None:
    """The country of the client's network as a trusted CDN says it; None where none does."""
    trust = _station(request).trust
    if not trust.territory or request.client is None:
        return None
    return territory_of(request.client.host, request.headers.getlist(trust.territory), trust)


def limited(limit: Limit) -> Any:
    """A dependency: the viewer's and the address's share of a limit, in this worker."""

    async def admit(request: Request, station: OnStation, person: Someone) -> None:
        gate_of(request).admit(limit, person.id, address_of(request), station.now_ms)

    return Depends(admit)


def keep(db: Connection, request: HTTPConnection, limit: Limit, *subjects: str) -> None:
    """Count in the database, in the caller's open transaction, so that all workers agree and a restart forgets nothing.

    The network address counts by `limit.address`, each subject (a viewer's id, a mailbox) by `limit.viewer`. What is kept is a
    keyed digest: the table names nobody. Raises a problem, which must roll the transaction back.
    """
    source = origin(address_of(request))
    if limit.address is not None and source is not None:
        _keep(db, request, limit, source.own, limit.address)
    if limit.viewer is not None:
        for subject in subjects:
            _keep(db, request, limit, subject, limit.viewer)


def _keep(db: Connection, request: HTTPConnection, limit: Limit, name: str, rate: Rate) -> None:
    station = _station(request)
    secret = station.keys.secrets[station.keys.current]
    digest = hmac.digest(secret, f"limit\n{limit.name}\n{name}".encode(), "sha256").hex()
    wait_ms = repository.take(db, digest, gate_of(request).rate(rate), station.now_ms)
    if wait_ms:
        raise too_many(limit, wait_ms)


def _station(request: HTTPConnection) -> Station:
    return cast(Station, request.app.state.station)
