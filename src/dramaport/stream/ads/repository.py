"""Intents and rewards in the database. SQL lives here; callers open and commit the transaction."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Integer,
    MetaData,
    String,
    Table,
    func,
    select,
    text,
    update,
)

from dramaport.data.engine import upsert
from dramaport.stream.ads.values import Intent, Watched

_meta = MetaData()
_intent = Table(
    "ad_intent",
    _meta,
    Column("id", String, primary_key=True),
    Column("nonce", String),
    Column("viewer", String),
    Column("market", String),
    Column("drama", String),
    Column("number", Integer),
    Column("origin", String),
    Column("created_ms", BigInteger),
    Column("expires_ms", BigInteger),
    Column("consumed_ms", BigInteger),
    Column("day", String),
)
_reward = Table(
    "ad_reward",
    _meta,
    Column("transaction_id", String, primary_key=True),
    Column("intent", String),
    Column("ad_unit", String),
    Column("watched_ms", BigInteger),
    Column("received_ms", BigInteger),
)
_WORDS = [column for column in _intent.c if column.name != "day"]


def lock_viewer(db: Connection, viewer: str) -> None:
    """One reward or intent of a viewer at a time, so that caps hold. SQLite takes turns anyway."""
    if db.dialect.name == "postgresql":
        db.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 5))"), {"name": viewer})


def add_intent(db: Connection, intent: Intent) -> None:
    db.execute(upsert(db, _intent).values(intent.model_dump()))


def intent(db: Connection, intent_id: str) -> Intent | None:
    row = db.execute(select(*_WORDS).where(_intent.c.id == intent_id)).mappings().first()
    return None if row is None else Intent.model_validate(dict(row))


def open_intents(db: Connection, viewer: str, now_ms: int) -> tuple[Intent, ...]:
    """A viewer's intents that an advertisement may still fulfil."""
    unspent = (_intent.c.viewer == viewer, _intent.c.consumed_ms.is_(None), _intent.c.expires_ms > now_ms)
    rows = db.execute(select(*_WORDS).where(*unspent).order_by(_intent.c.created_ms)).mappings()
    return tuple(Intent.model_validate(dict(row)) for row in rows)


def consume(db: Connection, intent_id: str, now_ms: int, day: str) -> bool:
    """Spend an intent; False when it was spent before."""
    unspent = (_intent.c.id == intent_id, _intent.c.consumed_ms.is_(None))
    return bool(db.execute(update(_intent).where(*unspent).values(consumed_ms=now_ms, day=day)).rowcount)


def ads_on(db: Connection, viewer: str, day: str) -> int:
    """How many episodes a viewer opened by advertisements on a day of the market's time zone."""
    return _count(db, _intent.c.viewer == viewer, _intent.c.day == day)


def ads_from(db: Connection, origin: str, day: str) -> int:
    """The same for everybody behind one network address."""
    return _count(db, _intent.c.origin == origin, _intent.c.day == day)


def last_watched_ms(db: Connection, viewer: str) -> int | None:
    """When the viewer's newest rewarded advertisement was over, by the network's clock."""
    joined = select(func.max(_reward.c.watched_ms)).join(_intent, _intent.c.id == _reward.c.intent)
    return db.execute(joined.where(_intent.c.viewer == viewer)).scalar()


def is_known(db: Connection, transaction_id: str) -> bool:
    query = select(_reward.c.intent).where(_reward.c.transaction_id == transaction_id)
    return db.execute(query).first() is not None


def add_reward(db: Connection, watched: Watched, intent_id: str, now_ms: int) -> bool:
    """Keep a reward for ever, so that it cannot be had twice; False when its transaction or its intent is known."""
    row = {
        "transaction_id": watched.transaction_id, "intent": intent_id, "ad_unit": watched.ad_unit,
        "watched_ms": watched.at_ms, "received_ms": now_ms,
    }  # fmt: skip
    return bool(db.execute(upsert(db, _reward).values(row).on_conflict_do_nothing()).rowcount)


def hand_over(db: Connection, guest: str, account: str) -> None:
    """What a guest's advertisements opened counts as their account's. One that is under way stays the guest's, as the network
    names it; the wallet knows where the guest went.
    """
    done = (_intent.c.viewer == guest, _intent.c.consumed_ms.is_not(None))
    db.execute(update(_intent).where(*done).values(viewer=account))


def of_viewer(db: Connection, viewer: str) -> tuple[Intent, ...]:
    """Every intent of a viewer, the oldest first."""
    rows = db.execute(select(*_WORDS).where(_intent.c.viewer == viewer).order_by(_intent.c.created_ms)).mappings()
    return tuple(Intent.model_validate(dict(row)) for row in rows)


def forget_origins(db: Connection, viewer: str) -> None:
    """Drop what a viewer's intents say of their network."""
    db.execute(update(_intent).where(_intent.c.viewer == viewer).values(origin=""))


def _count(db: Connection, *where: Any) -> int:
    return int(db.execute(select(func.count()).select_from(_intent).where(*where)).scalar_one())
