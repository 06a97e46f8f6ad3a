"""Statements asked so often that what lies between them and the driver costs more than they do.

An unlock on PostgreSQL took 0.64 ms of the program's processor time through SQLAlchemy and psycopg's cursors; the four journeys it
then made took 0.11 through libpq itself (two shared cores, Python 3.11, psycopg 3.3). So a `Hot` statement is handed to the driver as it
is: on PostgreSQL prepared once a connection and executed by psycopg's own wrapper of libpq, on SQLite by the driver's cursor, which
keeps compiled statements by their text. Transactions are the caller's, as everywhere; their BEGIN and COMMIT travel with the
statements they stand beside, in libpq's pipeline mode.
"""

from __future__ import annotations

import select
from dataclasses import dataclass
from typing import Any, Final

import psycopg
from psycopg import errors, pq
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

_PREPARED: Final = "dramaport_prepared"

_Told = list[bytes | None]

#: Statements by the names they are prepared under.
_Words = tuple[tuple[str, str], ...]
_BEGIN: Final[_Words] = (("dramaport_begin", "BEGIN"),)
_COMMIT: Final[_Words] = (("dramaport_commit", "COMMIT"),)

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

    def ask(self, db: Connection, *values: Given, last: bool = False) -> str | bytes | None:
        """The text, or None for no row and for NULL. Outside a transaction it is one by itself.

        `last` promises that nothing but the commit follows in the transaction: on PostgreSQL it is committed on return.
        Raises what SQLAlchemy raises: IntegrityError for a refused write, OperationalError for a lost connection.
        """
        if db.dialect.name == "postgresql":
            return self._ask_postgresql(db, values, last=last)
        driver: Any = db.connection.driver_connection
        try:
            row = driver.execute(self.sqlite, values).fetchone()
        except driver.Error as error:
            raise DBAPIError.instance(self.sqlite, None, error, driver.Error, dialect=db.dialect) from error
        return None if row is None else row[0]

    def _ask_postgresql(self, db: Connection, values: tuple[Given, ...], *, last: bool) -> bytes | None:
        told: _Told = [None if value is None else str(value).encode() for value in values]
        driver: Any = db.connection.driver_connection
        link = driver.pgconn
        begun = db.in_transaction() and not driver.autocommit
        try:
            before = _BEGIN if begun and link.transaction_status == pq.TransactionStatus.IDLE else ()
            after = _COMMIT if begun and last else ()
            prepared = db.connection.info.setdefault(_PREPARED, set())
            for name, words in (*before, (self.name, self.postgresql), *after):
                if name and name not in prepared:
                    _done(link.prepare(name.encode(), words.encode()))
                    prepared.add(name)
            result = self._together(link, told, before, after) if before or after else self._alone(link, told)
        except psycopg.Error as error:
            if link.status != pq.ConnStatus.OK or link.pipeline_status != pq.PipelineStatus.OFF:
                db.invalidate(error)
            raise DBAPIError.instance(self.postgresql, None, error, psycopg.Error, dialect=db.dialect) from error
        return result.get_value(0, 0) if result.ntuples else None

    def _alone(self, link: Any, told: _Told) -> pq.abc.PGresult:
        ask = link.exec_prepared if self.name else link.exec_params
        return _done(ask((self.name or self.postgresql).encode(), told))

    def _together(self, link: Any, told: _Told, before: _Words, after: _Words) -> pq.abc.PGresult:
        """In one journey; what stands behind a statement that failed is not executed. The statement's own answer."""
        send = link.send_query_prepared if self.name else link.send_query_params
        link.enter_pipeline_mode()
        for name, _ in before:
            link.send_query_prepared(name.encode(), None)
        send((self.name or self.postgresql).encode(), told)
        for name, _ in after:
            link.send_query_prepared(name.encode(), None)
        link.pipeline_sync()
        results = _answers(link)
        link.exit_pipeline_mode()
        for result in results:
            _done(result)
        return results[len(before)]


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
    if result.status in (pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK):
        return result
    if result.error_field(pq.DiagnosticField.SQLSTATE) is None:  # libpq's own words: there is no server any more
        raise psycopg.OperationalError(result.get_error_message())
    raise errors.error_from_result(result, encoding="utf-8")


def _answers(link: pq.abc.PGconn) -> list[pq.abc.PGresult]:
    """One for each statement that was sent. `get_result` would hold Python's lock while it waits, and the others with it who may
    hold the row that is waited for; so it is asked only for what is there.
    """
    arrival = select.poll()
    arrival.register(link.socket, select.POLLIN)
    found: list[pq.abc.PGresult] = []
    while True:
        while link.is_busy():
            arrival.poll()
            link.consume_input()
        result = link.get_result()
        if result is None:  # the end of one statement's answers, or of the connection
            if link.status != pq.ConnStatus.OK:
                raise psycopg.OperationalError(link.get_error_message())
        elif result.status == pq.ExecStatus.PIPELINE_SYNC:
            return found
        else:
            found.append(result)
