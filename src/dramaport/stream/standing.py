"""What a decision needs to know of whoever asks, read in one statement: who they are, what is open to them, what they have, and
the catalogue's version. SQL lives here; it reads, and keeps nothing.

Nothing of it is remembered between requests: an entitlement that was revoked, a subscription that ended, a session that was
closed count from the next request on, whichever process wrote it.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Final

from pydantic import TypeAdapter
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from dramaport.data.hot import Hot, Reader
from dramaport.drama.values import Value
from dramaport.stream.ads.values import policy_of
from dramaport.stream.people import Person
from dramaport.stream.values import Market, Viewer


class Standing(Value):
    """Somebody in front of a drama. `ads` are the days (ISO 8601, of the market's time zone) of the episodes they opened by
    advertisements of late, one for each.
    """

    catalogue: int
    person: Person
    subscribed_ms: int | None
    unlocked: frozenset[int]
    balance: int = 0
    ads: tuple[str, ...] = ()
    liked: tuple[int, ...] = ()

    def viewer(self, market: Market | None, now: datetime) -> Viewer:
        """What the decision knows of them in the market they are in."""
        today = policy_of(market).day(int(now.timestamp() * 1000)) if market is not None and self.ads else ""
        until = self.subscribed_ms
        return Viewer(
            id=self.person.id,
            territory=self.person.territory,
            age=self.person.age,
            parent_consents=self.person.parent_consents,
            subscribed_until=None if until is None else datetime.fromtimestamp(until / 1000, UTC),
            unlocked=self.unlocked,
            balance=self.balance,
            ads_today=self.ads.count(today),
        )


_PARTS: Final = {
    "catalogue": "(SELECT version FROM catalogue_version)",
    "person": "{body}",
    "subscribed_ms": (
        "(SELECT max(until_ms) FROM entitlement WHERE viewer = v.id AND drama IS NULL AND number IS NULL"
        " AND revoked_ms IS NULL AND from_ms <= {now} AND until_ms > {now})"
    ),
    "unlocked": "(SELECT {list} FROM entitlement WHERE viewer = v.id AND drama = {drama} AND revoked_ms IS NULL)",
    "balance": (
        "(SELECT coalesce(sum(remaining), 0) FROM lot WHERE viewer = v.id AND remaining > 0"
        " AND (expires_ms IS NULL OR expires_ms > {now}))"
    ),
    "ads": "(SELECT {days} FROM ad_intent WHERE viewer = v.id AND day >= {since})",
    "liked": "(SELECT {list} FROM liked WHERE viewer = v.id AND drama = {drama})",
}
_POSTGRESQL: Final = {
    "body": "v.body",
    "list": "coalesce(json_agg(number), '[]')",
    "days": "coalesce(json_agg(day), '[]')",
    "drama": "$2::text",
    "now": "$3::bigint",
    "since": "$4::text",
}
_SQLITE: Final = {
    "body": "json(v.body)",
    "list": "json_group_array(number)",
    "days": "json_group_array(day)",
    "drama": "?2",
    "now": "?3",
    "since": "?4",
}
_SESSION: Final = "v.id = (SELECT viewer FROM session WHERE digest = {who})"
_ID: Final = "v.id = {who}"


def _statement(name: str, whom: str, wanted: Collection[str] = _PARTS.keys()) -> Hot:
    def words(build: str, who: str, own: dict[str, str]) -> str:
        parts = ", ".join(f"'{part}', {_PARTS[part].format(**own)}" for part in wanted)
        return f"SELECT {build}({parts}) FROM viewer v WHERE {whom.format(who=who)} AND v.erased_ms IS NULL"  # noqa: S608

    return Hot(name, words("json_build_object", "$1::text", _POSTGRESQL), words("json_object", "?1", _SQLITE))


#: Whether an episode is open takes less than what would open it.
_TO_OPEN: Final = ("catalogue", "person", "subscribed_ms", "unlocked")
OPEN_BY_SESSION: Final = _statement("open_by_session", _SESSION, _TO_OPEN)
_BY_SESSION: Final = _statement("standing_by_session", _SESSION)
_BY_ID: Final = _statement("standing_by_id", _ID)


def _for_many() -> Hot:
    """The same for a list of [digest, drama], in its order.

    A subquery for each, not LATERAL: PostgreSQL 15 may remember what that gave by the digest alone (Memoize looks past what is only
    in the select list), and answer for one drama with another's episodes. The test of this statement found it.
    """
    own = _POSTGRESQL | {"drama": "(asked.pair ->> 1)", "now": "$2::bigint"}
    parts = ", ".join(f"'{part}', {_PARTS[part].format(**own)}" for part in _TO_OPEN)
    whom = _SESSION.format(who="asked.pair ->> 0")
    one = f"SELECT json_build_object({parts}) FROM viewer v WHERE {whom} AND v.erased_ms IS NULL"  # noqa: S608
    listed = "json_array_elements($1::json) WITH ORDINALITY AS asked (pair, place)"
    return Hot("open_for_many", f"SELECT json_agg(({one}) ORDER BY asked.place) FROM {listed}")  # noqa: S608


_OPEN_FOR_MANY: Final = _for_many()
_MANY: Final = TypeAdapter(tuple["Standing | None", ...])


class Together:
    """Asks for everybody who asked in the same turn of the event loop, in one journey to the server: while one is under way the next
    requests come together. What they share is a moment, so each is answered by what was committed before it asked.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._asked: list[tuple[str, str, asyncio.Future[Standing | None]]] = []

    async def open_by_session(self, token_digest: str, drama: str, now: datetime) -> Standing | None:
        """As the function of this name. Raises what a statement raises."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Standing | None] = loop.create_future()
        if not self._asked:
            loop.call_soon(self._ask, int(now.timestamp() * 1000))
        self._asked.append((token_digest, drama, answer))
        return await answer

    def _ask(self, now_ms: int) -> None:
        asked, self._asked = self._asked, []
        try:
            pairs = json.dumps([[token_digest, drama] for token_digest, drama, _ in asked])
            told = _MANY.validate_json(_OPEN_FOR_MANY.ask(self._reader.connection(), pairs, now_ms) or "[]")
        except DBAPIError as error:
            for _, _, answer in asked:
                if not answer.cancelled():
                    answer.set_exception(error)
            return
        for (_, _, answer), found in zip(asked, told, strict=True):
            if not answer.cancelled():
                answer.set_result(found)


def by_session(db: Connection, token_digest: str, drama: str, now: datetime) -> Standing | None:
    """The standing of whoever has a session; None for an unknown one."""
    return _ask(_BY_SESSION, db, token_digest, drama, now)


def open_by_session(db: Connection, token_digest: str, drama: str, now: datetime) -> Standing | None:
    """The same, as far as it takes to say whether an episode is open."""
    found = OPEN_BY_SESSION.ask(db, *values_of(token_digest, drama, now)[:3])
    return None if found is None else Standing.model_validate_json(found)


def by_id(db: Connection, viewer: str, drama: str, now: datetime) -> Standing | None:
    """The standing of a viewer; None for nobody and for somebody erased."""
    return _ask(_BY_ID, db, viewer, drama, now)


def values_of(who: str, drama: str, now: datetime) -> tuple[str, str, int, str]:
    """The parameters of the statement."""
    since = (now.astimezone(UTC) - timedelta(days=1)).date().isoformat()  # today began at most 14 hours before UTC's
    return who, drama, int(now.timestamp() * 1000), since


def _ask(statement: Hot, db: Connection, who: str, drama: str, now: datetime) -> Standing | None:
    found = statement.ask(db, *values_of(who, drama, now))
    return None if found is None else Standing.model_validate_json(found)
