"""Statements asked so often that what lies between them and the driver costs more than they do.

An unlock on PostgreSQL took 0.64 ms of the program's processor time through SQLAlchemy and psycopg's cursors; the four journeys it
makes take 0.11 through libpq itself (two shared cores, Python 3.11, psycopg 3.3). So a `Hot` statement is handed to the driver as it
is: on PostgreSQL prepared once a connection and executed by psycopg's own wrapper of libpq, on SQLite by the driver's cursor, which
keeps compiled statements by their text. Transactions are the caller's, as everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import psycopg
from psycopg import errors, pq
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

_PREPARED: Final = "dramaport_prepared"

Given = str | int | None


@dataclass(frozen=True)
class Hot:
    """A statement in the words of each database, which answers with one row of one text, or with none.

    Parameters are numbered: `$1` on PostgreSQL, where a cast says their type, and `?1` on SQLite. `name` is the prepared
    statement's, so it must be the only one of its name; without one it is not prepared.
    """

    name: str
    postgresql: str = ""
    sqlite: str = ""

    def ask(self, db: Connection, *values: Given) -> str | bytes | None:
        """The text, or None for no row and for NULL. Outside a transaction it is one by itself.

        Raises what SQLAlchemy raises: IntegrityError for a refused write, OperationalError for a lost connection.
        """
        if db.dialect.name == "postgresql":
            return self._ask_postgresql(db, values)
        driver: Any = db.connection.driver_connection
        try:
            row = driver.execute(self.sqlite, values).fetchone()
        except driver.Error as error:
            raise DBAPIError.instance(self.sqlite, None, error, driver.Error, dialect=db.dialect) from error
        return None if row is None else row[0]

    def _ask_postgresql(self, db: Connection, values: tuple[Given, ...]) -> bytes | None:
        told = [None if value is None else str(value).encode() for value in values]
        driver: Any = db.connection.driver_connection
        link = driver.pgconn
        try:
            idle = link.transaction_status == pq.TransactionStatus.IDLE
            if idle and db.in_transaction() and not driver.autocommit:
                _done(link.exec_(b"BEGIN"))
            if not self.name:
                result = _done(link.exec_params(self.postgresql.encode(), told))
            else:
                prepared = db.connection.info.setdefault(_PREPARED, set())
                if self.name not in prepared:
                    _done(link.prepare(self.name.encode(), self.postgresql.encode()))
                    prepared.add(self.name)
                result = _done(link.exec_prepared(self.name.encode(), told))
        except psycopg.Error as error:
            if link.status != pq.ConnStatus.OK:
                db.invalidate(error)
            raise DBAPIError.instance(self.postgresql, None, error, psycopg.Error, dialect=db.dialect) from error
        return result.get_value(0, 0) if result.ntuples else None


class Reader:
    """A connection kept at hand for hot reads, each a transaction by itself: taking one from the pool costs twice the read.

    For one thread at a time. A connection that fails is given up, and the next read takes another.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._db: Connection | None = None

    def connection(self) -> Connection:
        """The connection, outside any transaction."""
        if self._db is None or self._db.closed or self._db.invalidated:
            self._db = self._engine.connect()
        elif self._db.in_transaction():
            self._db.rollback()  # another statement was asked through SQLAlchemy, which begins one
        return self._db

    def close(self) -> None:
        if self._db is not None:
            self._db.close()
            self._db = None


def _done(result: pq.abc.PGresult) -> pq.abc.PGresult:
    if result.status not in (pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK):
        raise errors.error_from_result(result, encoding="utf-8")
    return result
