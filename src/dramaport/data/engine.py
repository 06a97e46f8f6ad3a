"""Opening the database, and bringing it to the newest schema."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, Table, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError

from dramaport.errors import BadInput, DramaportError

_MIGRATIONS = Path(__file__).parent / "migrations"

#: How long a writer waits for another before it gives up, in seconds.
_BUSY_SECONDS = 30

_READING = "dramaport_reading"


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
        engine = create_engine(address, pool_pre_ping=True, connect_args=_connect_args(address.drivername))
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _tune_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
        migrate(engine)
    except (DatabaseError, NoSuchModuleError, ImportError, OSError) as error:
        cause = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        raise DramaportError(
            f"database {shown} cannot be used ({cause}); check DRAMAPORT_DATABASE and DRAMAPORT_HOME"
        ) from error
    return engine


def reading(engine: Engine) -> Engine:
    """The same database for transactions that only read: on SQLite they neither wait for a writer nor hold one up."""
    return engine.execution_options(**{_READING: True})


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


def _connect_args(driver: str) -> dict[str, Any]:
    return {"timeout": _BUSY_SECONDS} if driver.startswith("sqlite") else {"connect_timeout": _BUSY_SECONDS}


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


def _begin_sqlite(connection: Connection) -> None:
    """Take the write lock at the start: a transaction that reads first must not find at its first write that another
    process wrote in between. Transactions are short, so that nobody waits long. Those that only read wait for nobody.
    """
    reads = connection.get_execution_options().get(_READING, False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
