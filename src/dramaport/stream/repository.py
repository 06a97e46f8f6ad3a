"""The catalogue and its viewers in the database. SQL lives here; callers open and commit the transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Connection,
    Integer,
    MetaData,
    String,
    Table,
    cast,
    delete,
    func,
    insert,
    select,
    text,
    type_coerce,
    update,
)
from sqlalchemy.dialects import postgresql

from dramaport.data.engine import upsert
from dramaport.errors import Missing
from dramaport.stream.catalogue import Episode, Reel, Show
from dramaport.stream.people import Consent, Event, Person, Progress, Purpose, Session
from dramaport.stream.values import Avail, Market
from dramaport.stream.wallet.values import Share

_meta = MetaData()
_market = Table(
    "market", _meta, Column("code", String, primary_key=True), Column("place", Integer), Column("body", JSON)
)
_show = Table(
    "show",
    _meta,
    Column("drama", String, primary_key=True),
    Column("title", String),
    Column("body", JSON),
    Column("at_ms", BigInteger),
)
_avail = Table("avail", _meta, Column("id", String, primary_key=True), Column("drama", String), Column("body", JSON))
_published = Table(
    "published",
    _meta,
    Column("drama", String, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("prefix", String),
    Column("body", JSON),
    Column("at_ms", BigInteger),
)
_viewer = Table(
    "viewer",
    _meta,
    Column("id", String, primary_key=True),
    Column("body", JSON),
    Column("at_ms", BigInteger),
    Column("erased_ms", BigInteger),
)
_session = Table(
    "session",
    _meta,
    Column("digest", String, primary_key=True),
    Column("id", String),
    Column("viewer", String),
    Column("device", String),
    Column("at_ms", BigInteger),
)
_consent = Table(
    "consent",
    _meta,
    Column("viewer", String, primary_key=True),
    Column("purpose", String, primary_key=True),
    Column("at_ms", BigInteger, primary_key=True),
    Column("given", Boolean),
)
_progress = Table(
    "progress",
    _meta,
    Column("viewer", String, primary_key=True),
    Column("drama", String, primary_key=True),
    Column("number", Integer),
    Column("position_ms", Integer),
    Column("at_ms", BigInteger),
)
_liked = Table(
    "liked",
    _meta,
    Column("viewer", String, primary_key=True),
    Column("drama", String, primary_key=True),
    Column("number", Integer, primary_key=True),
)
_event = Table(
    "event",
    _meta,
    Column("id", String, primary_key=True),
    Column("viewer", String),
    Column("session", String),
    Column("seq", Integer),
    Column("body", JSON),
    Column("received_ms", BigInteger),
)


#: Events as one JSON list; one that is known is left alone.
_APPEND = {
    "postgresql": text(
        "INSERT INTO event (id, viewer, session, seq, body, received_ms)"
        " SELECT id, viewer, session, seq, body, received_ms FROM json_to_recordset(cast(:rows AS json))"
        " AS r (id text, viewer text, session text, seq integer, body json, received_ms bigint) ON CONFLICT DO NOTHING"
    ),
    "sqlite": text(
        "INSERT INTO event (id, viewer, session, seq, body, received_ms)"
        " SELECT value ->> 'id', value ->> 'viewer', value ->> 'session', value ->> 'seq', value -> 'body',"
        " value ->> 'received_ms' FROM json_each(:rows) WHERE true ON CONFLICT DO NOTHING"
    ),
}

#: What of an episode is left out where many are read.
_LONG = ("master", "playlists", "heads")


def put_markets(db: Connection, markets: Sequence[Market]) -> None:
    """Replace all markets."""
    db.execute(delete(_market))
    rows = [
        {"code": market.code, "place": place, "body": market.model_dump(mode="json")}
        for place, market in enumerate(markets)
    ]
    if rows:
        db.execute(insert(_market), rows)


def markets(db: Connection) -> tuple[Market, ...]:
    return tuple(
        Market.model_validate(body) for (body,) in db.execute(select(_market.c.body).order_by(_market.c.place))
    )


def version(db: Connection) -> int:
    """The catalogue's version: another after every change to markets, dramas, rights or episodes (migration 0006)."""
    return int(db.execute(text("SELECT version FROM catalogue_version")).scalar_one())


def put_show(db: Connection, show: Show, at_ms: int) -> None:
    """Add a drama to the catalogue, or replace what is said about it."""
    values = {"drama": show.drama, "title": show.title, "body": show.model_dump(mode="json"), "at_ms": at_ms}
    _put(db, _show, values, keep=("at_ms",))


def shows(db: Connection) -> tuple[Show, ...]:
    """The catalogue, newest first."""
    rows = db.execute(select(_show.c.body).order_by(_show.c.at_ms.desc(), _show.c.drama))
    return tuple(Show.model_validate(body) for (body,) in rows)


def show(db: Connection, drama: str) -> Show:
    """Raises Missing for a drama that is not in the catalogue."""
    body = db.execute(select(_show.c.body).where(_show.c.drama == drama)).scalar()
    if body is None:
        raise Missing(f"there is no drama {drama!r} in the catalogue")
    return Show.model_validate(body)


def put_avail(db: Connection, avail: Avail) -> None:
    _put(db, _avail, {"id": avail.id, "drama": avail.drama, "body": avail.model_dump(mode="json")})


def drop_avail(db: Connection, avail_id: str) -> None:
    """Raises Missing for a right that is not there."""
    if db.execute(delete(_avail).where(_avail.c.id == avail_id)).rowcount == 0:
        raise Missing(f"there is no avail {avail_id!r}; `dramaport avail list` names them")


def avails(db: Connection, drama: str | None = None) -> tuple[Avail, ...]:
    query = select(_avail.c.body).order_by(_avail.c.id)
    if drama is not None:
        query = query.where(_avail.c.drama == drama)
    return tuple(Avail.model_validate(body) for (body,) in db.execute(query))


def put_episode(db: Connection, episode: Episode, at_ms: int) -> None:
    """Publish an episode, or replace it by a newer release."""
    key = {"drama": episode.drama, "number": episode.number}
    _put(db, _published, {**key, "prefix": episode.prefix, "body": episode.model_dump(mode="json"), "at_ms": at_ms})


def reels(db: Connection, drama: str) -> tuple[Reel, ...]:
    """A drama's published episodes in order, without their playlists."""
    body: Any = _published.c.body
    short: Any
    if db.dialect.name == "postgresql":
        short = cast(body, postgresql.JSONB).op("-")(postgresql.array(_LONG))
    else:
        short = func.json_remove(body, *(f"$.{name}" for name in _LONG))
    rows = db.execute(select(type_coerce(short, JSON)).where(_published.c.drama == drama).order_by(_published.c.number))
    return tuple(Reel.model_validate(found) for (found,) in rows)


def episode(db: Connection, drama: str, number: int) -> Episode:
    """Raises Missing for one that is not published."""
    query = select(_published.c.body).where(_published.c.drama == drama, _published.c.number == number)
    body = db.execute(query).scalar()
    if body is None:
        raise Missing(f"episode {number} of {drama!r} is not published")
    return Episode.model_validate(body)


def put_person(db: Connection, person: Person) -> None:
    """Add a viewer, or keep what changed about them."""
    body = person.model_dump(mode="json")
    if not db.execute(update(_viewer).where(_viewer.c.id == person.id).values(body=body)).rowcount:
        db.execute(insert(_viewer).values(id=person.id, body=body, at_ms=person.since_ms))


def put_session(db: Connection, session: Session, token_digest: str) -> None:
    """Begin a session, or give one a new token and perhaps another viewer: the old token ends."""
    db.execute(delete(_session).where(_session.c.id == session.id))
    db.execute(insert(_session).values(digest=token_digest, **session.model_dump()))


def session(db: Connection, token_digest: str) -> Session | None:
    row = db.execute(select(*_session_words()).where(_session.c.digest == token_digest)).mappings().first()
    return None if row is None else Session.model_validate(dict(row))


def sessions(db: Connection, viewer: str) -> tuple[Session, ...]:
    """Where a viewer is signed in, the newest first."""
    rows = db.execute(select(*_session_words()).where(_session.c.viewer == viewer).order_by(_session.c.at_ms.desc()))
    return tuple(Session.model_validate(dict(row)) for row in rows.mappings())


def end_sessions(db: Connection, viewer: str, session_id: str | None = None) -> int:
    """End one session of a viewer, or all; how many there were."""
    one = () if session_id is None else (_session.c.id == session_id,)
    return db.execute(delete(_session).where(_session.c.viewer == viewer, *one)).rowcount


def person_by_token(db: Connection, token_digest: str) -> Person | None:
    held = _viewer.join(_session, _session.c.viewer == _viewer.c.id)
    query = select(_viewer.c.body).select_from(held)
    body = db.execute(query.where(_session.c.digest == token_digest, _viewer.c.erased_ms.is_(None))).scalar()
    return None if body is None else Person.model_validate(body)


def person(db: Connection, viewer: str) -> Person | None:
    """A viewer by id; None for nobody and for somebody erased."""
    body = db.execute(select(_viewer.c.body).where(_viewer.c.id == viewer, _viewer.c.erased_ms.is_(None))).scalar()
    return None if body is None else Person.model_validate(body)


def erase_person(db: Connection, person: Person, at_ms: int) -> None:
    """Forget who somebody was: name nothing, keep the id that the wallet's postings hang on, drop what they watched."""
    for table in (_progress, _liked, _event, _consent):
        db.execute(delete(table).where(table.c.viewer == person.id))
    _end_person(db, person, "erased", at_ms)


def hand_over(db: Connection, guest: Person, account: str, at_ms: int) -> None:
    """What a guest watched, liked and began goes to their account: where both stopped in a drama, the newer place counts."""
    newer = {place.drama: place for place in (*progress(db, guest.id), *progress(db, account))}
    for place in (*progress(db, guest.id), *progress(db, account)):
        newer[place.drama] = max(newer[place.drama], place, key=lambda one: one.at_ms)
    for place in newer.values():
        put_progress(db, account, place)
    for drama, number in likes(db, guest.id):
        like(db, account, drama, number, liked=True)
    for table in (_event, _session):
        db.execute(update(table).where(table.c.viewer == guest.id).values(viewer=account))
    for table in (_progress, _liked, _consent):
        db.execute(delete(table).where(table.c.viewer == guest.id))
    _end_person(db, guest, "merged", at_ms)


def add_consents(db: Connection, viewer: str, consents: Mapping[Purpose, bool], at_ms: int) -> None:
    """Keep what was agreed to or taken back, and when; an earlier word stays known."""
    for purpose, given in consents.items():
        _put(db, _consent, {"viewer": viewer, "purpose": purpose, "at_ms": at_ms, "given": given})


def consents(db: Connection, viewer: str) -> tuple[Consent, ...]:
    """Every consent a viewer gave or took back, the oldest first."""
    columns = [_consent.c[name] for name in ("purpose", "given", "at_ms")]
    rows = db.execute(
        select(*columns).where(_consent.c.viewer == viewer).order_by(_consent.c.at_ms, _consent.c.purpose)
    )
    return tuple(Consent.model_validate(dict(row)) for row in rows.mappings())


def put_progress(db: Connection, viewer: str, progress: Progress) -> None:
    """Keep where somebody stopped, unless they were elsewhere since: an app that was offline tells it late."""
    told = progress.model_dump()
    newer = upsert(db, _progress).values(viewer=viewer, **told)
    changed = {name: value for name, value in told.items() if name != "drama"}
    where = _progress.c.at_ms <= progress.at_ms
    db.execute(newer.on_conflict_do_update(index_elements=["viewer", "drama"], set_=changed, where=where))


def progress(db: Connection, viewer: str) -> tuple[Progress, ...]:
    """Where a viewer stopped in each drama, the newest first."""
    columns = [_progress.c[name] for name in ("drama", "number", "position_ms", "at_ms")]
    rows = db.execute(select(*columns).where(_progress.c.viewer == viewer).order_by(_progress.c.at_ms.desc()))
    return tuple(Progress.model_validate(dict(row._mapping)) for row in rows)


def like(db: Connection, viewer: str, drama: str, number: int, *, liked: bool) -> None:
    row = {"viewer": viewer, "drama": drama, "number": number}
    if liked:
        _put(db, _liked, row)
    else:
        db.execute(delete(_liked).where(*(_liked.c[name] == value for name, value in row.items())))


def likes(db: Connection, viewer: str) -> frozenset[tuple[str, int]]:
    rows = db.execute(select(_liked.c.drama, _liked.c.number).where(_liked.c.viewer == viewer))
    return frozenset((drama, number) for drama, number in rows)


def add_events(db: Connection, viewer: str, events: Iterable[Event], received_ms: int) -> int:
    """Append events; those that came before are left alone. Returns how many were new.

    In the order of their ids, so that two batches with the same events never wait for each other in a circle.
    """
    rows = [
        {
            "id": event.id, "viewer": viewer, "session": event.session, "seq": event.seq,
            "body": event.model_dump(mode="json"), "received_ms": received_ms,
        }
        for event in sorted(events, key=lambda event: event.id)
    ]  # fmt: skip
    return db.execute(_APPEND[db.dialect.name], {"rows": json.dumps(rows)}).rowcount if rows else 0


def watched(db: Connection, viewer: str, from_ms: int, until_ms: int) -> dict[str, int]:
    """Milliseconds of each drama that a viewer watched, by what their app told from one moment up to another: of every episode the
    furthest position, at most its length.
    """
    query = select(_event.c.body).where(_event.c.viewer == viewer, _event.c.received_ms >= from_ms)
    furthest: dict[str, dict[int, int]] = {}
    for event in db.execute(query.where(_event.c.received_ms < until_ms)).scalars():
        numbers = furthest.setdefault(event["drama"], {})
        numbers[event["number"]] = max(numbers.get(event["number"], 0), event["position_ms"])
    return {
        drama: sum(min(numbers.get(reel.number, 0), reel.duration_ms) for reel in reels(db, drama))
        for drama, numbers in furthest.items()
    }


def shares(db: Connection, dramas: Iterable[str]) -> dict[str, Share]:
    """Who earns what of dramas in the catalogue."""
    rows = db.execute(select(_show.c.body).where(_show.c.drama.in_(list(dramas)))).scalars()
    return {show.drama: Share(stakes=show.stakes) for show in map(Show.model_validate, rows)}


def events_of(db: Connection, viewer: str) -> tuple[Mapping[str, Any], ...]:
    rows = db.execute(select(_event.c.body).where(_event.c.viewer == viewer).order_by(_event.c.session, _event.c.seq))
    return tuple(body for (body,) in rows)


def _session_words() -> list[Column[Any]]:
    return [_session.c[name] for name in Session.model_fields]


def _end_person(db: Connection, person: Person, kind: Literal["merged", "erased"], at_ms: int) -> None:
    """Sessions end, and the row names nobody."""
    end_sessions(db, person.id)
    nobody = Person(id=person.id, kind=kind, since_ms=person.since_ms).model_dump(mode="json")
    db.execute(update(_viewer).where(_viewer.c.id == person.id).values(body=nobody, erased_ms=at_ms))


def _put(db: Connection, table: Table, values: Mapping[str, Any], keep: Sequence[str] = ()) -> None:
    """Insert a row, or replace the one with its key, but for the columns in `keep`."""
    key = [column.name for column in table.primary_key]
    changed = {name: value for name, value in values.items() if name not in (*key, *keep)}
    statement = upsert(db, table).values(dict(values))
    if changed:
        db.execute(statement.on_conflict_do_update(index_elements=key, set_=changed))
    else:
        db.execute(statement.on_conflict_do_nothing())
