"""Every invariant of the books, asked of the whole database: for support, for audits, and for tests."""

from __future__ import annotations

from sqlalchemy import Connection

from dramaport.stream.wallet import reports
from dramaport.stream.wallet.values import Problem


def check(db: Connection) -> tuple[Problem, ...]:
    """What does not hold; empty when all is well. Reads every posting: minutes on a large database, without a lock."""
    return tuple(
        Problem(rule=rule, subject=str(subject), found=str(found))
        for rule in reports.RULES
        for subject, found in reports.broken(db, rule)
    )
