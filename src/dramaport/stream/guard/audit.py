"""What people of the house did, by name and for ever: the database refuses to change or delete a line (migration 0005)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, BigInteger, Column, Connection, MetaData, String, Table, insert, select

from dramaport.drama.values import Value
from dramaport.stream.ids import new_id

_audit = Table(
    "audit",
    MetaData(),
    Column("id", String, primary_key=True),
    Column("at_ms", BigInteger),
    Column("actor", String),
    Column("act", String),
    Column("subject", String),
    Column("body", JSON),
)


class Line(Value):
    """`act` is what was done (`grant.asked`), `subject` to whom or what, `body` the particulars."""

    id: str
    at_ms: int
    actor: str
    act: str
    subject: str
    body: dict[str, Any]


def note(db: Connection, *, actor: str, act: str, subject: str, at_ms: int, **body: Any) -> Line:
    """Write a line, in the transaction of what it tells: done and noted, or neither."""
    line = Line(id=new_id(at_ms), at_ms=at_ms, actor=actor[:100], act=act, subject=subject[:64], body=body)
    db.execute(insert(_audit).values(line.model_dump()))
    return line


def lines(db: Connection, subject: str | None = None, limit: int = 100) -> tuple[Line, ...]:
    """The newest lines, of one subject or of all."""
    query = select(_audit).order_by(_audit.c.at_ms.desc(), _audit.c.id.desc()).limit(limit)
    if subject is not None:
        query = query.where(_audit.c.subject == subject)
    return tuple(Line.model_validate(dict(row)) for row in db.execute(query).mappings())
