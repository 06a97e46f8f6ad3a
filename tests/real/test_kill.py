"""Kill -9 at any moment loses nothing that is finished: not a step, not an artifact, not a decision.

Real processes (`kill_driver.py`) run the season's true graph over real little videos, with scripted models.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dramaport.cli.commands.new import take_in
from dramaport.cli.context import open_house
from dramaport.drama import repository
from dramaport.settings import Settings
from scripted_models import film

pytestmark = pytest.mark.slow

KILLS = 20
TITLE = "渡口"
TOGETHER = 40  # decisions of one transaction, see kill_driver

Event = tuple[str, ...]


class Nursery:
    """Orders processes from the driver, and kills them."""

    def __init__(self, program: subprocess.Popen[str]) -> None:
        assert program.stdin is not None
        assert program.stdout is not None
        self._orders, self._lines = program.stdin, program.stdout

    def life(self, action: str, home: Path) -> Iterator[Event]:
        """What one process does, as it does it, up to its end. The first event tells its pid."""
        self._orders.write(f"{action} {home}\n")
        self._orders.flush()
        for line in self._lines:
            event = tuple(line.split())
            yield event
            if event[0] == "ended":
                return


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    driver = Path(__file__).with_name("kill_driver.py")
    places = [str(driver.parent.parent), *filter(None, [os.environ.get("PYTHONPATH")])]
    surroundings = {**os.environ, "PYTHONPATH": os.pathsep.join(places)}
    command = [sys.executable, str(driver)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=surroundings
    ) as program:
        yield Nursery(program)
        assert program.stdin is not None
        program.stdin.close()


@pytest.fixture(scope="module")
def footage(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    folder = tmp_path_factory.mktemp("footage")
    return tuple(film(folder / f"E{n:02d}.mp4", seconds=2 + n, hertz=200 * n) for n in (1, 2))


def make_home(home: Path, footage: tuple[Path, ...]) -> Path:
    house = open_house(Settings(home=home))
    with house.database.begin() as db:
        drama = repository.create(db, TITLE, "zh")
        repository.put_footage(db, drama.id, take_in(footage, house.store))
    house.database.dispose()
    return home


def kill(pid: int) -> None:
    """Only what still lives can be killed; a process that was faster is seen by its end."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


# --- a localisation ----------------------------------------------------------------------------------------------------


def receipts(home: Path) -> dict[str, dict[str, Any]]:
    """Every receipt by its key, without the seconds it took."""
    folder = home / "store" / "receipts"
    found = {path.parent.name + path.stem: json.loads(path.read_text("utf-8")) for path in folder.glob("*/*.json")}
    return {key: {name: part for name, part in receipt.items() if name != "seconds"} for key, receipt in found.items()}


def artifacts(home: Path) -> set[str]:
    """Every artifact's name, each held against its bytes."""
    names = set()
    for path in (home / "store" / "objects").glob("*/[!.]*"):
        digest = path.parent.name + path.stem
        assert hashlib.sha256(path.read_bytes()).hexdigest() == digest
        names.add(digest + path.suffix)
    return names


def keys(home: Path) -> dict[Event, str]:
    """The key of each (job, slot), from the ledgers of a whole run."""
    folder = next((home / "store" / "ledgers").iterdir())
    return {
        (path.relative_to(folder).with_suffix("").as_posix(), slot): key
        for path in folder.rglob("*.json")
        for slot, key in json.loads(path.read_text("utf-8")).items()
    }


def live_until(nursery: Nursery, home: Path, steps: int, wait: float) -> list[Event]:
    """A localisation killed `wait` seconds after it has begun a step while at least `steps` receipts are written."""
    events: list[Event] = []
    pid = written = 0
    for event in nursery.life("localize", home):
        events.append(event)
        if event[0] == "born":
            pid, written = int(event[1]), len(receipts(home))
        written += event[0] == "done"
        if event[0] == "begun" and pid and written >= steps:
            time.sleep(wait)  # any moment of a step, not only its start
            kill(pid)
            pid = 0
    return events


def test_twenty_kills_change_no_digest_and_redo_no_finished_step(
    nursery: Nursery, footage: tuple[Path, ...], tmp_path: Path
) -> None:
    calm = make_home(tmp_path / "calm", footage)
    undisturbed = list(nursery.life("localize", calm))
    assert undisturbed[-1] == ("ended", "0")
    key_of = keys(calm)
    assert {event[1:] for event in undisturbed if event[0] == "begun"} == key_of.keys()

    moments = random.Random(20)
    home = make_home(tmp_path / "killed", footage)
    executed: Counter[Event] = Counter()
    # A whole episode in a language is left at the last kill, so that no life ends of itself before.
    for steps in sorted(moments.sample(range(len(key_of) - 12), KILLS)):
        finished = receipts(home)
        events = live_until(nursery, home, steps, moments.uniform(0, 0.02))
        assert events[-1] == ("ended", str(-signal.SIGKILL))
        begun = {event[1:] for event in events if event[0] == "begun"}
        assert not {slot for slot in begun if key_of[slot] in finished}
        executed.update(begun)
    last = list(nursery.life("localize", home))
    assert last[-1] == ("ended", "0")
    assert sum(executed.values()) > KILLS // 2  # they died at work

    assert keys(home) == key_of
    assert receipts(home) == receipts(calm)
    assert artifacts(home) == artifacts(calm)
    assert [event[0] for event in nursery.life("localize", home)] == ["born", "ended"]
    assert not [path for path in (home / "work").rglob("*") if path.is_file()]  # nothing lies about


# --- decisions ---------------------------------------------------------------------------------------------------------


def decided(home: Path) -> list[str]:
    house = open_house(Settings(home=home))
    with house.database.connect() as db:
        log = repository.decisions(db, repository.find(db, TITLE).id)
    house.database.dispose()
    return [str(entry.value["text"]) for entry in log]


def whole(transactions: int) -> list[str]:
    return [f"{number}/{place}" for number in range(transactions) for place in range(TOGETHER)]


def test_decisions_survive_kills_whole_or_not_at_all(nursery: Nursery, tmp_path: Path) -> None:
    moments = random.Random(40)
    home = make_home(tmp_path / "home", ())
    for _ in range(KILLS // 2):
        kept, patience = len(decided(home)) // TOGETHER, moments.randrange(4)
        pid = 0
        for event in nursery.life("decide", home):
            if event[0] == "born":
                pid = int(event[1])
            kept += event[0] == "kept"
            patience -= event[0] == "kept"
            if pid and patience < 0:
                time.sleep(moments.uniform(0, 0.01))  # any moment of the next transactions
                kill(pid)
                pid = 0
        assert event == ("ended", str(-signal.SIGKILL))
        log = decided(home)
        assert log == whole(len(log) // TOGETHER)
        assert len(log) // TOGETHER - kept in (0, 1)  # the last commit may not have been told any more


def test_a_killed_transaction_leaves_what_was_there_and_no_lock(nursery: Nursery, tmp_path: Path) -> None:
    home = make_home(tmp_path / "home", ())
    for expected in (2, 4):
        pid = 0
        for event in nursery.life("decide", home):
            pid = int(event[1]) if event[0] == "born" else pid
            if event == ("kept", str(expected - 1)):
                kill(pid)
        before = decided(home)
        assert len(before) >= expected * TOGETHER
        for event in nursery.life("hesitate", home):
            pid = int(event[1]) if event[0] == "born" else pid
            if event[0] == "written":
                kill(pid)
        assert decided(home) == before
