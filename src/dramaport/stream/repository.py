"""The catalogue and its viewers in the database. SQL lives here; callers open and commit the transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Connection,
    Integer,
    MetaData,
    String,
    Table,
    delete,
    insert,
    select,
    update,
)

from dramaport.data.engine import upsert
from dramaport.errors import Missing
from dramaport.stream.catalogue import Episode, Show
from dramaport.stream.people import Event, Person, Progress
from dramaport.stream.values import Avail, Market

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
    Column("token", String),
    Column("body", JSON),
    Column("at_ms", BigInteger),
    Column("erased_ms", BigInteger),
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


def episodes(db: Connection, drama: str) -> tuple[Episode, ...]:
    """A drama's published episodes in order."""
    rows = db.execute(select(_published.c.body).where(_published.c.drama == drama).order_by(_published.c.number))
    return tuple(Episode.model_validate(body) for (body,) in rows)


def episode(db: Connection, drama: str, number: int) -> Episode:
    """Raises Missing for one that is not published."""
    query = select(_published.c.body).where(_published.c.drama == drama, _published.c.number == number)
    body = db.execute(query).scalar()
    if body is None:
        raise Missing(f"episode {number} of {drama!r} is not published")
    return Episode.model_validate(body)


def put_person(db: Connection, person: Person, token_digest: str | None = None) -> None:
    """Add a viewer, or keep what changed about them."""
    body = person.model_dump(mode="json")
    if token_digest is None:
        db.execute(update(_viewer).where(_viewer.c.id == person.id).values(body=body))
    else:
        db.execute(insert(_viewer).values(id=person.id, token=token_digest, body=body, at_ms=person.since_ms))


def person_by_token(db: Connection, token_digest: str) -> Person | None:
    query = select(_viewer.c.body).where(_viewer.c.token == token_digest, _viewer.c.erased_ms.is_(None))
    body = db.execute(query).scalar()
    return None if body is None else Person.model_validate(body)


def person(db: Connection, viewer: str) -> Person | None:
    """A viewer by id; None for nobody and for somebody erased."""
    body = db.execute(select(_viewer.c.body).where(_viewer.c.id == viewer, _viewer.c.erased_ms.is_(None))).scalar()
    return None if body is None else Person.model_validate(body)


def erase_person(db: Connection, person: Person, at_ms: int) -> None:
    """Forget who somebody was: name nothing, keep the id that the wallet's postings hang on, drop what they watched."""
    for table in (_progress, _liked):
        db.execute(delete(table).where(table.c.viewer == person.id))
    db.execute(delete(_event).where(_event.c.viewer == person.id))
    nobody = Person(id=person.id, kind="erased", since_ms=person.since_ms).model_dump(mode="json")
    db.execute(update(_viewer).where(_viewer.c.id == person.id).values(token=None, body=nobody, erased_ms=at_ms))


def put_progress(db: Connection, viewer: str, progress: Progress) -> None:
    _put(db, _progress, {"viewer": viewer, **progress.model_dump()})


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
    """Append events; those that came before are left alone. Returns how many were new."""
    taken = 0
    for event in events:
        row = {
            "id": event.id, "viewer": viewer, "session": event.session, "seq": event.seq,
            "body": event.model_dump(mode="json"), "received_ms": received_ms,
        }  # fmt: skip
        taken += db.execute(upsert(db, _event).values(row).on_conflict_do_nothing()).rowcount
    return taken


def events_of(db: Connection, viewer: str) -> tuple[Mapping[str, Any], ...]:
    rows = db.execute(select(_event.c.body).where(_event.c.viewer == viewer).order_by(_event.c.session, _event.c.seq))
    return tuple(body for (body,) in rows)


def _put(db: Connection, table: Table, values: Mapping[str, Any], keep: Sequence[str] = ()) -> None:
    """Insert a row, or replace the one with its key, but for the columns in `keep`."""
    key = [column.name for column in table.primary_key]
    changed = {name: value for name, value in values.items() if name not in (*key, *keep)}
    statement = upsert(db, table).values(dict(values))
    if changed:
        db.execute(statement.on_conflict_do_update(index_elements=key, set_=changed))
    else:
        db.execute(statement.on_conflict_do_nothing())
