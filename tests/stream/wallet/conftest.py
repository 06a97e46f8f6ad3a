"""The same ledger on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dramaport.data.engine import open_database
from wallet_making import Books


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.services)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgres":
        return str(request.getfixturevalue("postgres"))
    return f"sqlite:///{tmp_path / 'house.db'}"


@pytest.fixture
def books(url: str) -> Iterator[Books]:
    engine = open_database(url)
    yield Books(engine)
    engine.dispose()
