"""A hot statement goes on working whatever else happened on its connection."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from dramaport.data.engine import open_database
from dramaport.data.hot import Hot

SUM = Hot("test_sum", "SELECT ($1::bigint + $2::bigint)::text", "SELECT cast(?1 + ?2 AS text)")


@pytest.mark.services
def test_rollbacks_do_not_take_a_prepared_statement_away(postgres: str) -> None:
    """The driver prepares what it was asked often by itself, and after a rollback drops all that was prepared."""
    engine = open_database(postgres)
    with engine.connect() as db:
        for number in range(3):
            assert SUM.ask(db, number, 1) == str(number + 1).encode()
            for _ in range(10):
                db.execute(text("SELECT 1 + :n"), {"n": number})
            db.rollback()
    engine.dispose()
