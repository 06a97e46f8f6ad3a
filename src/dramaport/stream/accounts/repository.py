"""Identities and sign-ins in the database. SQL lives here; callers open and commit the transaction."""

from __future__ import annotations

from sqlalchemy import (
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
    text,
    update,
)

from dramaport.stream.accounts.values import Identity, SignIn, SignInWay

_meta = MetaData()
_identity = Table(
    "account_identity",
    _meta,
    Column("way", String, primary_key=True),
    Column("subject", String, primary_key=True),
    Column("viewer", String),
    Column("at_ms", BigInteger),
)
_sign_in = Table(
    "sign_in",
    _meta,
    Column("id", String, primary_key=True),
    Column("way", String),
    Column("subject", String),
    Column("viewer", String),
    Column("session", String),
    Column("digest", String),
    Column("tries", Integer),
    Column("at_ms", BigInteger),
    Column("expires_ms", BigInteger),
    Column("used_ms", BigInteger),
)


def lock_identity(db: Connection, identity: Identity) -> None:
    """One at a time becomes the owner of an identity. On SQLite every transaction waits for the one before."""
    if db.dialect.name == "postgresql":
        name = f"{identity.way}/{identity.subject}"
        db.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 7))"), {"name": name})


def owner(db: Connection, identity: Identity) -> str | None:
    """The account of an identity."""
    named = (_identity.c.way == identity.way, _identity.c.subject == identity.subject)
    return db.execute(select(_identity.c.viewer).where(*named)).scalar()


def put_identity(db: Connection, identity: Identity, viewer: str, at_ms: int) -> None:
    """An account has one identity of each way: the newest."""
    db.execute(delete(_identity).where(_identity.c.viewer == viewer, _identity.c.way == identity.way))
    db.execute(insert(_identity).values(**identity.model_dump(), viewer=viewer, at_ms=at_ms))


def identities(db: Connection, viewer: str) -> tuple[Identity, ...]:
    rows = db.execute(
        select(_identity.c.way, _identity.c.subject).where(_identity.c.viewer == viewer).order_by(_identity.c.way)
    )
    return tuple(Identity(way=row.way, subject=row.subject) for row in rows)


def search(db: Connection, part: str, limit: int) -> tuple[tuple[str, Identity], ...]:
    """Accounts whose address holds a text, with the identity that fits. The text's own % and _ stand for themselves."""
    rows = db.execute(
        select(_identity.c.viewer, _identity.c.way, _identity.c.subject)
        .where(_identity.c.way == SignInWay.EMAIL, _identity.c.subject.contains(part.lower(), autoescape=True))
        .order_by(_identity.c.subject)
        .limit(limit)
    )
    return tuple((row.viewer, Identity(way=row.way, subject=row.subject)) for row in rows)


def add(db: Connection, sign_in: SignIn) -> None:
    db.execute(insert(_sign_in).values(sign_in.model_dump()))


def find(db: Connection, sign_in: str) -> SignIn | None:
    """A sign-in, locked until the transaction ends."""
    row = db.execute(select(_sign_in).where(_sign_in.c.id == sign_in).with_for_update()).mappings().first()
    return None if row is None else SignIn.model_validate(dict(row))


def put_try(db: Connection, sign_in: str) -> None:
    db.execute(update(_sign_in).where(_sign_in.c.id == sign_in).values(tries=_sign_in.c.tries + 1))


def put_used(db: Connection, sign_in: str, at_ms: int) -> None:
    db.execute(update(_sign_in).where(_sign_in.c.id == sign_in).values(used_ms=at_ms))


def hand_over(db: Connection, guest: str, account: str) -> None:
    db.execute(update(_sign_in).where(_sign_in.c.viewer == guest).values(viewer=account))


def forget(db: Connection, viewer: str) -> None:
    """Drop every identity and sign-in of a viewer."""
    for table in (_identity, _sign_in):
        db.execute(delete(table).where(table.c.viewer == viewer))
