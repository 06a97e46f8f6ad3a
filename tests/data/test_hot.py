"""A hot statement goes on working whatever else happened on its connection."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError, OperationalError

from conftest import wait_until
from dramaport.data.engine import open_database
from dramaport.data.hot import Hot

SUM = Hot("test_sum", "SELECT ($1::bigint + $2::bigint)::text", "SELECT cast(?1 + ?2 AS text)")

KEEP = Hot("test_keep", "INSERT INTO kept VALUES ($1::bigint) RETURNING number::text")
KEEP_UNPREPARED = Hot("", KEEP.postgresql)


@pytest.fixture
def engine(postgres: str) -> Iterator[Engine]:
    engine = open_database(postgres)
    with engine.begin() as db:
        db.execute(text("CREATE TABLE kept (number bigint PRIMARY KEY)"))
    yield engine
    engine.dispose()


def kept(engine: Engine) -> list[int]:
    """What another connection sees."""
    with engine.connect() as db:
        return list(db.execute(text("SELECT number FROM kept ORDER BY number")).scalars())


@pytest.mark.services
@pytest.mark.parametrize("statement", [KEEP, KEEP_UNPREPARED])
def test_a_transaction_begins_with_its_first_statement_and_can_be_taken_back(engine: Engine, statement: Hot) -> None:
    with engine.connect() as db, db.begin() as transaction:
        assert statement.ask(db, 1) == b"1"
        assert statement.ask(db, 2) == b"2"
        assert kept(engine) == []
        transaction.rollback()
    assert kept(engine) == []


@pytest.mark.services
@pytest.mark.parametrize("statement", [KEEP, KEEP_UNPREPARED])
@pytest.mark.parametrize("before", [(), (1,), (1, 2)])
def test_the_last_statement_takes_the_commit_along(engine: Engine, statement: Hot, before: tuple[int, ...]) -> None:
    with engine.begin() as db:
        for number in before:
            statement.ask(db, number)
        assert statement.ask(db, 9, last=True) == b"9"
        assert kept(engine) == [*before, 9]
    assert kept(engine) == [*before, 9]


@pytest.mark.services
@pytest.mark.parametrize("statement", [KEEP, KEEP_UNPREPARED])
def test_a_last_statement_that_is_refused_commits_nothing(engine: Engine, statement: Hot) -> None:
    with engine.begin() as db:
        statement.ask(db, 1)
    with pytest.raises(IntegrityError), engine.begin() as db:
        statement.ask(db, 2)
        statement.ask(db, 1, last=True)
    with pytest.raises(IntegrityError), engine.begin() as db:
        statement.ask(db, 1, last=True)
    assert kept(engine) == [1]


@pytest.mark.services
def test_who_waits_for_a_row_lets_the_thread_go_on_that_holds_it(engine: Engine) -> None:
    """In one journey with so long an answer that its beginning comes before the wait."""
    locked = "SELECT number::text FROM kept WHERE number = $1::bigint FOR UPDATE"
    long = Hot("", f"SELECT repeat('x', 10000) FROM generate_series(1, 50) UNION ALL SELECT ({locked})")  # noqa: S608
    with engine.begin() as db:
        KEEP.ask(db, 1)
    held, may_end = threading.Event(), threading.Event()

    def hold() -> None:
        with engine.begin() as db:
            db.execute(text("SELECT number FROM kept WHERE number = 1 FOR UPDATE"))
            held.set()
            may_end.wait(30)

    def wait() -> int:
        with engine.begin() as db:
            return len(long.ask(db, 1, last=True) or b"")

    with ThreadPoolExecutor(2) as pool:
        holding = pool.submit(hold)
        held.wait(30)
        waiting = pool.submit(wait)
        wait_until(lambda: _waits(engine), 30)
        may_end.set()
        holding.result()
        assert waiting.result() == 10_000


def _waits(engine: Engine) -> bool:
    with engine.connect() as db:
        return bool(db.execute(text("SELECT count(*) FROM pg_locks WHERE NOT granted")).scalar_one())


@pytest.mark.services
def test_a_lost_connection_is_told_and_replaced(engine: Engine) -> None:
    with pytest.raises(OperationalError), engine.begin() as db:
        mine = SUM.ask(db, 1, 1) and db.execute(text("SELECT pg_backend_pid()")).scalar_one()
        with engine.connect() as other:
            other.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": mine})
        KEEP.ask(db, 1, last=True)
    with engine.begin() as db:
        assert KEEP.ask(db, 2, last=True) == b"2"
    assert kept(engine) == [2]


@pytest.mark.services
def test_a_statement_that_cannot_be_sent_leaves_no_half_a_journey_behind(engine: Engine) -> None:
    most = 65_535  # parameters that the protocol can count
    many = Hot("", "INSERT INTO kept VALUES ($1::bigint)")
    with pytest.raises(OperationalError), engine.begin() as db:
        many.ask(db, *range(most + 1), last=True)
    with engine.begin() as db:
        assert KEEP.ask(db, 1, last=True) == b"1"
    assert kept(engine) == [1]


@pytest.mark.services
def test_rollbacks_do_not_take_a_prepared_statement_away(engine: Engine) -> None:
    """The driver prepares what it was asked often by itself, and after a rollback drops all that was prepared."""
    with engine.connect() as db:
        for number in range(3):
            assert SUM.ask(db, number, 1) == str(number + 1).encode()
            for _ in range(10):
                db.execute(text("SELECT 1 + :n"), {"n": number})
            db.rollback()
