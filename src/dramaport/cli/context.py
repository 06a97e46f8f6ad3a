"""What every command needs: settings, store, database, and the lock that keeps two processes off one drama."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout
from rich.console import Console
from sqlalchemy import Connection, Engine, text

from dramaport.ai import models
from dramaport.build.store import Store, open_store
from dramaport.data.engine import open_database
from dramaport.drama import repository
from dramaport.drama.repository import Drama
from dramaport.errors import Busy, DramaportError
from dramaport.settings import Settings, read_settings

#: Titles, lines and file names are printed as they are: markup in them is text.
console = Console(highlight=False, markup=False)


@dataclass(frozen=True)
class House:
    """The opened surroundings of one command."""

    settings: Settings
    store: Store
    database: Engine

    def drama(self, title: str) -> Drama:
        with self.database.connect() as db:
            return repository.find(db, title)

    def work(self, drama: Drama) -> Path:
        """Where steps of a drama have their temporary folders."""
        return self.settings.work / drama.id


def open_house(settings: Settings | None = None) -> House:
    """Open the settings' store and database. Raises DramaportError naming what cannot be used."""
    settings = settings or read_settings()
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
        probe = settings.home / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise DramaportError(
            f"{settings.home} cannot be written ({error.strerror}); set DRAMAPORT_HOME to a folder that can"
        ) from error
    models.announce(_say_what_comes)
    store = open_store(settings.store_url, settings.home / "cache")
    return House(settings, store, open_database(settings.database_url))


def _say_what_comes(model: models.Model) -> None:
    console.print(f"fetching {model.name}, {model.size / 1e6:.0f} MB, once: {model.purpose}", soft_wrap=True)


@contextmanager
def hold(house: House, drama: Drama) -> Iterator[None]:
    """Keep other processes off a drama, and clear away what a killed one left of its work.

    The lock goes with the process, however it ends. Raises Busy.
    """
    locks = house.settings.home / "locks"
    locks.mkdir(parents=True, exist_ok=True)
    busy = Busy(f"{drama.title} is being worked on by another process; wait for it or stop it")
    try:
        with FileLock(locks / f"{drama.id}.lock", timeout=0), house.database.connect() as connection:
            if not _advisory(connection, drama.id):
                raise busy
            shutil.rmtree(house.work(drama), ignore_errors=True)
            yield
    except Timeout:
        raise busy from None


def _advisory(connection: Connection, drama_id: str) -> bool:
    """On PostgreSQL the lock also holds between machines, as long as the connection lives."""
    if connection.dialect.name != "postgresql":
        return True
    number = int(drama_id[:15], 16)
    return bool(connection.execute(text("SELECT pg_try_advisory_lock(:n)"), {"n": number}).scalar())
