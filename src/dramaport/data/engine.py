"""Opening the database, and bringing it to the newest schema."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any, Final

from alembic import command
from alembic.config import Config
from psycopg import pq
from sqlalchemy import Connection, Engine, Table, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError, DisconnectionError, NoSuchModuleError

from dramaport.errors import BadInput, DramaportError

_MIGRATIONS = Path(__file__).parent / "migrations"

#: How long a writer waits for another before it gives up, in seconds.
_BUSY_SECONDS = 30

_READING = "dramaport_reading"

#: A server answers from a loop and from at most forty threads beside it (anyio's default): nobody waits for a connection, and two
#: workers stay below the hundred that PostgreSQL allows.
_POOL: Final = {"pool_size": 10, "max_overflow": 35}

#: A connection that lay about for so long is asked whether it still works. Asking each time cost a journey for every request.
_IDLE_SECONDS: Final = 5.0
_SINCE: Final = "dramaport_idle_since"
_TURN: Final = "dramaport_turn"


def open_database(url: str) -> Engine:
    """An engine at the newest schema. `postgresql://` addresses use psycopg. Raises BadInput naming the remedy."""
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise BadInput(
            "DRAMAPORT_DATABASE is not an address; use sqlite:///file.db or postgresql://user@host/db"
        ) from error
    if address.drivername == "postgresql":
        address = address.set(drivername="postgresql+psycopg")
    shown = address.render_as_string(hide_password=True)
    try:
        if address.drivername.startswith("sqlite"):
            _make_folder(address.database)
        pool: dict[str, Any] = {} if address.database in (None, "", ":memory:") else dict(_POOL)
        if not address.drivername.startswith("sqlite"):
            pool["pool_reset_on_return"] = None  # `_roll_back` does it
        # SQLAlchemy forgets how many rows an INSERT wrote unless asked, and -1 is as true as 1.
        kept = {"preserve_rowcount": True}
        engine = create_engine(address, connect_args=_connect_args(address.drivername), execution_options=kept, **pool)
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _tune_sqlite)
            _take_turns(engine)
        else:
            _watch_idle(engine)
            event.listen(engine, "reset", _roll_back)
        migrate(engine)
    except (DatabaseError, NoSuchModuleError, ImportError, OSError) as error:
        cause = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        raise DramaportError(
            f"database {shown} cannot be used ({cause}); check DRAMAPORT_DATABASE and DRAMAPORT_HOME"
        ) from error
    return engine


def reading(engine: Engine) -> Engine:
    """The same database for what only reads. On SQLite such a transaction neither waits for a writer nor holds one up; on
    PostgreSQL each statement is one by itself (it sees what was committed before it in any case), which saves two journeys.
    """
    alone = {"isolation_level": "AUTOCOMMIT"} if engine.dialect.name == "postgresql" else {}
    return engine.execution_options(**{_READING: True}, **alone)


def upsert(db: Connection, table: Table) -> Any:
    """An insert that can say `on_conflict_do_…`: both databases write it alike, SQLAlchemy keeps it with each."""
    return postgresql.insert(table) if db.dialect.name == "postgresql" else sqlite.insert(table)


def migrate(engine: Engine) -> None:
    """Run every migration the database has not seen."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    with engine.begin() as connection:
        if engine.dialect.name != "sqlite":  # there every transaction waits for the one before
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(724509)")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _watch_idle(engine: Engine) -> None:
    """Replace connections that died while nobody used them. One that dies in use fails that use, and all the others are
    replaced then (SQLAlchemy's pool).
    """

    def put_back(_: object, record: Any) -> None:
        record.info[_SINCE] = time.monotonic()

    def take(connection: Any, record: Any, _: object) -> None:
        since = record.info.get(_SINCE)
        if since is None or time.monotonic() - since < _IDLE_SECONDS:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise DisconnectionError from error

    event.listen(engine, "checkin", put_back)
    event.listen(engine, "checkout", take)


def _roll_back(connection: Any, _: object, state: Any) -> None:
    """When a connection is put back. Most have committed, and there is nothing to roll back."""
    if not state.terminate_only and connection.pgconn.transaction_status != pq.TransactionStatus.IDLE:
        connection.rollback()


def _connect_args(driver: str) -> dict[str, Any]:
    if driver.startswith("sqlite"):
        return {"timeout": _BUSY_SECONDS}
    # psycopg drops every prepared statement of a connection after a rollback, those that `Hot` prepared with its own: so it
    # prepares none.
    return {"connect_timeout": _BUSY_SECONDS, "prepare_threshold": None}


def _make_folder(database: str | None) -> None:
    if database and database != ":memory:":
        Path(database).parent.mkdir(parents=True, exist_ok=True)


def _tune_sqlite(connection: Any, _: object) -> None:
    """`synchronous=FULL` keeps a committed decision through a power cut; WAL makes that cheap."""
    connection.isolation_level = None  # the driver begins nothing by itself: `_begin_sqlite` does
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={_BUSY_SECONDS * 1000}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _take_turns(engine: Engine) -> None:
    """Who writes takes the write lock at the start: a transaction that reads first must not find at its first write that another
    process wrote in between. Those that only read wait for nobody.

    Threads of one process queue at a lock of its own, for SQLite's way to wait is to sleep and try again, for longer and longer.
    """
    turn = threading.Lock()

    def begin(connection: Connection) -> None:
        driver: Any = connection.connection.driver_connection
        reads = connection.get_execution_options().get(_READING, False)
        held = connection.connection.info
        if not reads and not held.get(_TURN):
            held[_TURN] = turn.acquire(timeout=_BUSY_SECONDS)  # in vain, SQLite waits and says so
        try:
            driver.execute("BEGIN" if reads else "BEGIN IMMEDIATE")
        except driver.Error as error:
            raise DBAPIError.instance("BEGIN", None, error, driver.Error, dialect=connection.dialect) from error

    def over(_: object, record: Any) -> None:
        if record.info.pop(_TURN, False):
            turn.release()

    event.listen(engine, "begin", begin)
    event.listen(engine, "checkin", over)
