"""Rates that outlive a worker, in the database. SQL lives here; callers open and commit the transaction."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Connection, MetaData, String, Table, case, delete, select

from dramaport.data.engine import upsert
from dramaport.stream.guard.rates import Rate, decide

_meta = MetaData()
_allowance = Table("allowance", _meta, Column("name", String, primary_key=True), Column("due_ms", BigInteger))


def take(db: Connection, name: str, rate: Rate, now_ms: int) -> int:
    """One more of what `name` may do; 0, or after how many ms it may. What `rates.decide` says, as one statement:
    whoever asks at the same time waits for it, on both databases.
    """
    every, end = rate.every_ms, now_ms + rate.window_ms
    known = _allowance.c.due_ms
    start = case((known < now_ms, now_ms), (known > end, end), else_=known)
    fresh = upsert(db, _allowance).values(name=name, due_ms=now_ms + every)
    moved = fresh.on_conflict_do_update(
        index_elements=["name"], set_={"due_ms": start + every}, where=start + every <= end
    )
    if db.execute(moved).rowcount:
        return 0
    due = db.execute(select(known).where(_allowance.c.name == name)).scalar_one()
    return decide(due, now_ms, every, rate.window_ms).wait_ms


def forget(db: Connection, now_ms: int) -> int:
    """Drop what says no more than that somebody is a stranger; how many."""
    return db.execute(delete(_allowance).where(_allowance.c.due_ms < now_ms)).rowcount
