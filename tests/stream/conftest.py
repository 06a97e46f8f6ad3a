"""A catalogue with one drama of twelve episodes, a real release behind each, and the app over it."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from fastapi.testclient import TestClient
from psycopg import sql
from sqlalchemy import Engine

from dramaport.build.digest import canonical
from dramaport.data.engine import open_database
from dramaport.localize.package import manifest as manifests
from dramaport.stream import repository
from dramaport.stream.api import Station, make_app
from dramaport.stream.catalogue import Show, Texts, publish
from dramaport.stream.markets import usual_markets
from dramaport.stream.sealing import Sealer
from dramaport.stream.tokens import Keys
from dramaport.stream.values import Avail, LicenseType
from release_making import parts, release

DRAMA = "d1"
NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
EPISODES = 12


@dataclass
class Clock:
    """A clock that stands until it is moved."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def move(self, by: timedelta) -> None:
        self.now += by


@pytest.fixture(scope="session")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """E01 … E12, equal but for their codes."""
    folder = tmp_path_factory.mktemp("releases")
    made = folder / "E01"
    release(parts(folder, ["en", "es", "zh"]), made)
    told = manifests.read(made)
    for number in range(2, EPISODES + 1):
        copy = folder / f"E{number:02d}"
        shutil.copytree(made, copy)
        other = told.model_copy(update={"episode": copy.name})
        (copy / manifests.NAME).write_bytes(canonical(other) + b"\n")
    return folder


@pytest.fixture
def database(tmp_path: Path) -> Engine:
    return open_database(f"sqlite:///{tmp_path / 'viewers.db'}")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sealer() -> Sealer | None:
    """What episodes are encrypted with; a test that wants them so says with what."""
    return None


@pytest.fixture
def station(database: Engine, releases: Path, tmp_path: Path, clock: Clock, sealer: Sealer | None) -> Station:
    return published(database, releases, tmp_path / "media", clock, sealer)


def published(database: Engine, releases: Path, media: Path, clock: Clock, sealer: Sealer | None = None) -> Station:
    """The drama published in the United States and Saudi Arabia, with every right; encrypted where there is a sealer."""
    everything = frozenset({LicenseType.SVOD, LicenseType.TVOD, LicenseType.AVOD})
    texts = {"en": Texts(title="The Crossing", synopsis="A ferryman."), "ar": Texts(title="المعبر")}
    show = Show(drama=DRAMA, title="渡口", source="zh", episodes=EPISODES, texts=texts, tags=("river",))
    with database.begin() as db:
        repository.put_markets(db, usual_markets())
        repository.put_show(db, show, 1)
        for number in range(1, EPISODES + 1):
            repository.put_episode(db, publish(releases / f"E{number:02d}", DRAMA, media, sealer), 1)
        territories = frozenset({"US", "SA"})
        repository.put_avail(
            db, Avail(id="a1", drama=DRAMA, territories=territories, licenses=everything, start=date(2026, 1, 1))
        )
    return Station(database=database, keys=Keys({"k": b"k" * 32}, "k"), media=media, clock=clock, sealer=sealer)


@pytest.fixture
def client(station: Station) -> Iterator[TestClient]:
    with TestClient(make_app(station), raise_server_exceptions=False) as client:
        yield client


def empty_postgres(server: str) -> str:
    """A new database on a server; its address. For fixtures that outlive a test."""
    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as db:
        db.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return f"{server}/{name}"


@dataclass
class Viewer:
    """A guest with a session."""

    client: TestClient
    token: str
    told: dict[str, Any]

    @classmethod
    def begin(cls, client: TestClient, territory: str = "US", languages: tuple[str, ...] = ("en",)) -> Viewer:
        made = client.post("/v1/guests", json={"territory": territory, "languages": languages})
        assert made.status_code == 201, made.text
        return cls(client, made.json()["token"], made.json()["viewer"])

    def ask(self, method: str, path: str, **more: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.token}", **more.pop("headers", {})}
        return self.client.request(method, path, headers=headers, **more)

    def get(self, path: str, **more: Any) -> Any:
        found = self.ask("GET", path, **more)
        assert found.status_code == 200, found.text
        return found.json()


@pytest.fixture
def viewer(client: TestClient) -> Viewer:
    return Viewer.begin(client)
