"""Kill -9 of a writing process at any moment: no purchase is lost, none is half in the books, nobody is charged twice."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from wallet_making import Books

pytestmark = pytest.mark.slow

KILLS = 8
DRIVER = Path(__file__).with_name("kill_driver.py")

Nursery = subprocess.Popen[str]


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    places = [str(DRIVER.parent.parent.parent), *filter(None, [os.environ.get("PYTHONPATH")])]
    surroundings = {**os.environ, "PYTHONPATH": os.pathsep.join(places)}
    command = [sys.executable, str(DRIVER)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=surroundings
    ) as program:
        yield program
        assert program.stdin is not None
        program.stdin.close()


def live(nursery: Nursery, order: str, patience: int, wait: float) -> list[list[str]]:
    """What a process said until it was killed, `wait` seconds after its line number `patience`."""
    assert nursery.stdin is not None
    assert nursery.stdout is not None
    nursery.stdin.write(order + "\n")
    nursery.stdin.flush()
    said: list[list[str]] = []
    for line in nursery.stdout:
        said.append(line.split())
        if said[-1][0] == "ended":
            break
        if len(said) == patience:
            time.sleep(wait)  # any moment of the next transactions
            os.kill(int(said[0][1]), signal.SIGKILL)
    assert said[-1] == ["ended", str(-signal.SIGKILL)]
    return said


def ids(books: Books, kind: str, viewers: list[str]) -> set[str]:
    found = text("SELECT id, viewer FROM ledger_transaction WHERE kind = :kind")
    with books.engine.begin() as db:
        return {row.id for row in db.execute(found, {"kind": kind}) if row.viewer in viewers}


def test_what_was_said_is_in_the_books_and_the_books_are_right(nursery: Nursery, books: Books, url: str) -> None:
    moments = random.Random(9)
    viewers = [books.viewer() for _ in range(3)]
    bought, back, charged = set(), set(), 0
    for life in range(1, KILLS + 1):
        order = " ".join([str(life), url, *viewers])
        said = live(nursery, order, moments.randrange(2, 40), moments.uniform(0, 0.02))
        bought |= {words[1] for words in said if words[0] == "bought"}
        back |= {words[1] + "-back" for words in said if words[0] == "back"}
        charged += sum(int(words[1]) for words in said if words[0] == "charged")
        assert books.problems() == ()
    told, taken = ids(books, "purchase", viewers), ids(books, "reversal", viewers)
    assert bought <= told
    assert back <= taken
    assert len(told - bought) <= KILLS  # the last commit of a life may not have been told any more
    assert len(taken - back) <= KILLS
    paid = len(ids(books, "unlock", viewers)) * 50
    assert charged <= paid <= charged + 100 * KILLS
    for name in told:  # told once more after it all, as a store would
        assert books.buy(name.partition("-")[0], 100, 7, id=name).known
    assert books.problems() == ()
