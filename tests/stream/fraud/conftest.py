"""The fifteen families of fraud, each truly attempted against the app, with real signatures by the tests' own keys.

The number in a test's name is its family's. Everything runs on SQLite and on PostgreSQL.

| family | tests | what holds |
|---|---|---|
| 1 replayed SSV or notification | payments, advertisements `test_01` | one inbox by id, replay table, freshness |
| 2 forged SSV | advertisements `test_02` | P-256 over the raw query, keys by the key server |
| 3 client-asserted ad reward | advertisements `test_03` | only the network's word for an intent opens |
| 4 double tap, parallel unlock | payments `test_04` | one charge an episode, by the database |
| 5 refund after binge, repeated refunders | payments `test_05` | reversal, debt; gifts are lost first |
| 6 chargeback on web checkout | payments `test_06` | the same, by the bank's word |
| 7 price arbitrage | payments `test_07`, addresses | the store's, the card's and the network's country decide |
| 8 one receipt on many accounts | payments `test_08` | the first claim of an order counts |
| 9 sandbox receipt in production | payments `test_09` | each deployment takes its own environment |
| 10 guest farming | access `test_10` | sessions an address an hour, kept; nothing is given to guests |
| 11 ad farms | advertisements `test_11` | caps by viewer and address, cadence by the network's clock |
| 12 token sharing, leeching | access `test_12` | places at once; tokens bound to folder and time |
| 13 scraping | access `test_13` | ticket rates by viewer and address; no locked media is named |
| 14 admin grants | inside `test_14` | reason, second person, ledger, append-only log |
| 15 clock tricks | access `test_15` | the server's clock, midnight of the territory |
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from dramaport.data.engine import open_database
from dramaport.stream.api import Station
from dramaport.stream.sandbox.keys import Keys, make_keys
from stream.conftest import Clock
from stream.town import Town, open_town, soon


@pytest.fixture(scope="session")
def keys() -> Keys:
    return make_keys()


@pytest.fixture(scope="session")
def strangers() -> Keys:
    """Keys of somebody else."""
    return make_keys()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.services)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    postgres = request.param == "postgres"
    engine = open_database(str(request.getfixturevalue("postgres")) if postgres else f"sqlite:///{tmp_path / 'db'}")
    yield engine
    engine.dispose()


@pytest.fixture
def clock() -> Clock:
    return Clock(soon())


@pytest.fixture
def town(station: Station, keys: Keys, clock: Clock) -> Iterator[Town]:
    with open_town(station, keys, clock) as town:
        yield town
