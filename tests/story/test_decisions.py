"""What people accepted is a log: the newest entry counts, nothing is said twice, and a killed process loses nothing it said it kept."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine

from dramaport.data.engine import open_database
from dramaport.drama.screenplay.values import SourceSpan
from dramaport.story import decisions
from dramaport.story.decisions import StoryDecision
from dramaport.story.values import EpisodePlan, Plan


def planned(number: int, title: str = "题") -> EpisodePlan:
    span = SourceSpan(text="0" * 64, start=number, end=number + 1, last_words="句")
    return EpisodePlan(id=f"E{number:02d}", title=title, source=span)


def plan(count: int = 3) -> Plan:
    return Plan(
        name="渡口", novel_sha256="0" * 64, made_by="t", episodes=tuple(planned(at) for at in range(1, count + 1))
    )


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Engine]:
    engine = open_database(f"sqlite:///{tmp_path}/d.db")
    yield engine
    engine.dispose()


@pytest.fixture
def db(database: Engine) -> Iterator[Connection]:
    with database.begin() as connection:
        yield connection


def test_what_was_accepted_comes_back_whole(db: Connection) -> None:
    decisions.decide(db, "渡口", decisions.accept_plan(plan()), 1)
    standing = decisions.accepted(db, "渡口")
    assert standing.plan == plan()
    assert standing.planned == {episode.id: episode for episode in plan().episodes}


def test_stories_do_not_see_each_other(db: Connection) -> None:
    decisions.decide(db, "渡口", [decisions.accept_planned(planned(1))], 1)
    assert not decisions.accepted(db, "画皮")


def test_the_same_thing_is_not_said_twice_and_a_changed_one_is(db: Connection) -> None:
    first = decisions.accept_planned(planned(1))
    assert decisions.decide(db, "渡口", [first], 1) == 1
    assert decisions.decide(db, "渡口", [first], 2) == 0
    assert decisions.decide(db, "渡口", [decisions.accept_planned(planned(1, "新"))], 3) == 1
    assert decisions.accepted(db, "渡口").planned["E01"].title == "新"


def test_what_is_withdrawn_stands_no_longer_and_the_log_keeps_it(db: Connection) -> None:
    decisions.decide(db, "渡口", [decisions.accept_planned(planned(1))], 1)
    assert decisions.decide(db, "渡口", [decisions.withdraw("plan/E01")], 2) == 1
    assert not decisions.accepted(db, "渡口")
    assert len(decisions.decisions_of(db, "渡口")) == 2


def test_withdrawing_what_never_stood_says_nothing(db: Connection) -> None:
    assert decisions.decide(db, "渡口", [decisions.withdraw("plan/E01")], 1) == 0


_ENTRIES = st.lists(
    st.one_of(
        st.integers(1, 4).map(lambda number: decisions.accept_planned(planned(number))),
        st.integers(1, 4).map(lambda number: decisions.withdraw(f"plan/E{number:02d}")),
    ),
    max_size=12,
)


@given(_ENTRIES)
def test_the_newest_entry_on_a_subject_counts(entries: list[StoryDecision]) -> None:
    last = {entry.subject: entry for entry in entries}
    stands = {subject.removeprefix("plan/") for subject, entry in last.items() if entry.ruling == "accepted"}
    assert set(decisions.fold(entries).planned) == stands


_ACCEPTING = """
import sys
from sqlalchemy import event
from dramaport.data.engine import open_database
from dramaport.story import decisions
from dramaport.drama.screenplay.values import SourceSpan
from dramaport.story.values import EpisodePlan
engine = open_database(sys.argv[1])
for number in range(1, 1000):
    span = SourceSpan(text="0" * 64, start=number, end=number + 1, last_words="x")
    entry = decisions.accept_planned(EpisodePlan(id=f"E{number:02d}", title="t", source=span))
    with engine.begin() as db:
        decisions.decide(db, "ferry", [entry], number)
    print(number, flush=True)
"""


@pytest.mark.parametrize("told", [1, 7])
def test_a_process_that_is_killed_loses_nothing_it_said_it_accepted(told: int, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/d.db"
    child = subprocess.Popen([sys.executable, "-c", _ACCEPTING, url], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    said = [int(child.stdout.readline()) for _ in range(told)]
    os.kill(child.pid, signal.SIGKILL)
    child.stdout.close()
    child.wait()
    engine = open_database(url)
    with engine.connect() as db:
        standing = decisions.accepted(db, "ferry")
    engine.dispose()
    assert {f"E{number:02d}" for number in said} <= set(standing.planned)
    assert all(standing.planned[id].source.start == int(id[1:]) for id in standing.planned)


@pytest.mark.services
def test_the_log_is_the_same_on_postgresql(postgres: str) -> None:
    engine = open_database(postgres)
    with engine.begin() as db:
        decisions.decide(db, "渡口", decisions.accept_plan(plan()), 1)
        decisions.decide(db, "渡口", [decisions.withdraw("plan/E02")], 2)
        assert set(decisions.accepted(db, "渡口").planned) == {"E01", "E03"}
    engine.dispose()
