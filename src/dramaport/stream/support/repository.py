"""Grants in the database. SQL lives here; callers open and commit the transaction."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Integer,
    MetaData,
    String,
    Table,
    func,
    insert,
    select,
    text,
    update,
)

from dramaport.drama.values import Value

_meta = MetaData()
_grant = Table(
    "support_grant",
    _meta,
    Column("id", String, primary_key=True),
    Column("viewer", String),
    Column("coins", Integer),
    Column("reason", String),
    Column("asked_by", String),
    Column("asked_ms", BigInteger),
    Column("approved_by", String),
    Column("approved_ms", BigInteger),
)


class Grant(Value):
    """Coins that somebody of support gave, or wants to give; `id` is the wallet's transaction, too."""

    id: str
    viewer: str
    coins: int
    reason: str
    asked_by: str
    asked_ms: int
    approved_by: str | None = None
    approved_ms: int | None = None


def lock(db: Connection, by: str) -> None:
    """One grant of a person at a time, so that the day's limit holds. SQLite takes turns anyway."""
    if db.dialect.name == "postgresql":
        db.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 6))"), {"name": by.lower()})


def add(db: Connection, grant: Grant) -> None:
    db.execute(insert(_grant).values(grant.model_dump()))


def find(db: Connection, grant: str) -> Grant | None:
    """A grant, locked until the transaction ends."""
    row = db.execute(select(_grant).where(_grant.c.id == grant).with_for_update()).mappings().first()
    return None if row is None else Grant.model_validate(dict(row))


def approve(db: Connection, grant: str, by: str, at_ms: int) -> None:
    db.execute(update(_grant).where(_grant.c.id == grant).values(approved_by=by, approved_ms=at_ms))


def of_viewers(db: Connection, viewers: tuple[str, ...]) -> tuple[Grant, ...]:
    """Grants to some viewers, the newest first."""
    rows = db.execute(select(_grant).where(_grant.c.viewer.in_(viewers)).order_by(_grant.c.asked_ms.desc())).mappings()
    return tuple(Grant.model_validate(dict(row)) for row in rows)


def coins_since(db: Connection, by: str, since_ms: int) -> int:
    """What one person asked to give without a second since a moment."""
    rows = db.execute(
        select(_grant.c.coins).where(
            func.lower(_grant.c.asked_by) == by.lower(), _grant.c.asked_ms >= since_ms, _grant.c.approved_by.is_(None)
        )
    )
    return sum(coins for (coins,) in rows)
