"""Keys made for the run, and an inbox over a fresh database."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from dramaport.data.engine import open_database
from dramaport.stream.sandbox.keys import Keys, make_keys
from dramaport.stream.stores.inbox import Inbox
from stores_making import Purse, shelf


@pytest.fixture(scope="session")
def keys() -> Keys:
    return make_keys()


@pytest.fixture(scope="session")
def strangers() -> Keys:
    """Keys of somebody else."""
    return make_keys()


@pytest.fixture
def now_s() -> int:
    return int(time.time())


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Engine]:
    engine = open_database(f"sqlite:///{tmp_path / 'stores.db'}")
    yield engine
    engine.dispose()


@pytest.fixture
def purse() -> Purse:
    return Purse()


@pytest.fixture
def inbox(database: Engine, purse: Purse) -> Inbox:
    return Inbox(database, purse, shelf)


@pytest.fixture
def make_inbox() -> Callable[[Engine, Purse], Inbox]:
    return lambda engine, purse: Inbox(engine, purse, shelf)
