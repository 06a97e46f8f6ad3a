"""The installation's markets, for commands."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime

from sqlalchemy import Connection

from dramaport.stream import repository
from dramaport.stream.guard import audit
from dramaport.stream.markets import usual_markets
from dramaport.stream.prices import find_market
from dramaport.stream.values import Market


def known_markets(db: Connection) -> tuple[Market, ...]:
    """The markets there are; the usual ones on first use."""
    if not (known := repository.markets(db)):
        known = usual_markets()
        repository.put_markets(db, known)
    return known


def named_markets(db: Connection, wanted: str) -> tuple[Market, ...]:
    """Markets by a list of codes, or all. Raises Missing for an unknown code."""
    known = known_markets(db)
    return known if wanted == "all" else tuple(find_market(known, code) for code in listed(wanted))


def listed(text: str) -> list[str]:
    """The parts of `a, b,c`."""
    return [part.strip() for part in text.split(",") if part.strip()]


def noted(db: Connection, act: str, subject: str, **body: object) -> None:
    """Write into the log of what people of the house did, under the name of this machine's user."""
    now_ms = int(datetime.now(UTC).timestamp() * 1000)
    audit.note(db, actor=getpass.getuser(), act=act, subject=subject, at_ms=now_ms, **body)
