"""The same graph on a fleet: two Dask workers, the store on an S3 API, PostgreSQL, one worker killed on the way."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from conftest import StartCluster
from dramaport.build.store import Artifact, Store
from dramaport.cli.commands.demo import TITLE
from dramaport.cli.context import House, open_house
from dramaport.cli.season import Run, run
from dramaport.drama import repository
from dramaport.drama.decisions import DecisionKind
from dramaport.settings import Settings

pytestmark = [pytest.mark.models, pytest.mark.slow, pytest.mark.services]

Look = Callable[..., Run]


@pytest.fixture
def fleet(
    s3: dict[str, str], postgres: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[House, dict[str, str]]]:
    """An empty house whose store is a bucket and whose database is PostgreSQL, and its workers' surroundings."""
    for name, value in s3.items():
        monkeypatch.setenv(name, value)
    home = tmp_path / "fleet"
    house = open_house(Settings(home=home, database=postgres, store="s3://dramas/fleet"))
    yield house, {**s3, "DRAMAPORT_HOME": str(home), "DRAMAPORT_STORE": "s3://dramas/fleet"}


def test_a_fleet_makes_the_same_artifacts_and_survives_a_worker(
    house: House, look: Look, fleet: tuple[House, dict[str, str]], dask_cluster: StartCluster
) -> None:
    alone = look(["en"], dry=False, only="E01")
    far, surroundings = fleet
    carry(house, far)
    with dask_cluster(surroundings) as (address, workers):
        on_fleet = House(far.settings.model_copy(update={"cluster": address}), far.store, far.database)
        killer = threading.Thread(target=kill_once_busy, args=(workers[0], far.store), daemon=True)
        killer.start()
        together = run(on_fleet, far.drama(TITLE), ["en"], dry=False, only="E01", bars=False)
        killer.join(timeout=60)
    assert workers[0].poll() is not None
    assert not together.account.troubles
    one, other = alone.release("E01", "en"), together.release("E01", "en")
    assert other.translations == one.translations
    assert other.voices == one.voices
    assert other.spoken == one.spoken
    assert other.subtitles == one.subtitles
    assert other.issues == one.issues
    assert other.mixed == one.mixed
    assert together.ladder("E01").pictures == alone.ladder("E01").pictures


def carry(house: House, far: House) -> None:
    """Give the fleet the drama: its footage, its memory and what people decided."""
    drama = house.drama(TITLE)
    with house.database.connect() as db:
        log = repository.decisions(db, drama.id)
    for footage in drama.episodes:
        assert far.store.put(house.store.open(footage.video)) == footage.video
    for decision in log:
        if decision.kind is DecisionKind.MEMORY:
            memory = Artifact.model_validate(decision.value)
            assert far.store.put(house.store.open(memory), memory.suffix) == memory
    with far.database.begin() as db:
        made = repository.create(db, TITLE, drama.source)
        repository.put_footage(db, made.id, drama.episodes)
        repository.decide(db, made.id, log)


def kill_once_busy(worker: subprocess.Popen[bytes], store: Store, seconds: float = 120.0) -> None:
    """Kill the worker as soon as the first receipt shows that work is under way."""
    deadline = time.monotonic() + seconds
    fs, root = store._fs, store._root
    while time.monotonic() < deadline:
        fs.invalidate_cache()
        if fs.exists(f"{root}/receipts") and fs.find(f"{root}/receipts"):
            worker.kill()
            return
        time.sleep(0.2)
