"""Keys of an ad network made for the run, and a fresh database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from dramaport.data.engine import open_database
from dramaport.stream.sandbox.keys import AdKeys, make_ad_keys


@pytest.fixture(scope="session")
def keys() -> AdKeys:
    return make_ad_keys()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Engine]:
    engine = open_database(f"sqlite:///{tmp_path / 'ads.db'}")
    yield engine
    engine.dispose()
