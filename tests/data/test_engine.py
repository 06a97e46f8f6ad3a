"""The same schema and the same answers on SQLite and PostgreSQL."""

from __future__ import annotations

from pathlib import Path

import pytest

from dramaport.build.store import Artifact
from dramaport.data.engine import migrate, open_database, reading
from dramaport.drama import repository
from dramaport.drama.decisions import Anchor, Decision, DecisionKind
from dramaport.drama.repository import Footage
from dramaport.errors import BadInput, DramaportError


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.services)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgres":
        return str(request.getfixturevalue("postgres"))
    return f"sqlite:///{tmp_path / 'house.db'}"


def test_a_drama_its_footage_and_decisions_come_back_as_they_went_in(url: str) -> None:
    database = open_database(url)
    video = Artifact(digest="ab" * 32, suffix=".mp4", size=5_000_000_000)
    said = Decision(
        kind=DecisionKind.SOURCE,
        subject="E01.001",
        value={"text": "爷爷，水里有个人！"},
        anchor=Anchor(episode="E01", start=200, text="爷爷，水里有个入！"),
        origin="review.xlsx",
    )
    with database.begin() as db:
        drama = repository.create(db, "渡口", "zh")
        repository.put_footage(db, drama.id, [Footage(code="E01", file="第1集 '\"\n🎬.mp4", video=video)])
        repository.decide(db, drama.id, [said])
    with database.connect() as db:
        found = repository.find(db, "渡口")
        assert found.episodes == (Footage(code="E01", file="第1集 '\"\n🎬.mp4", video=video),)
        assert repository.decisions(db, found.id) == (said,)


def test_a_title_is_taken_once(url: str) -> None:
    database = open_database(url)
    with database.begin() as db:
        repository.create(db, "又见渡口", "zh")
    with database.begin() as db, pytest.raises(BadInput, match="exists already"):
        repository.create(db, "又见渡口", "zh")


def test_an_unknown_title_is_told_which_there_are(url: str) -> None:
    database = open_database(url)
    with database.begin() as db:
        repository.create(db, "雾港", "zh")
    with database.connect() as db, pytest.raises(BadInput, match="雾港"):
        repository.find(db, "渡囗")


def test_migrating_twice_changes_nothing(url: str) -> None:
    database = open_database(url)
    migrate(database)
    migrate(database)


def test_a_database_that_cannot_be_reached_is_named_without_its_password() -> None:
    with pytest.raises(DramaportError) as caught:
        open_database("postgresql://user:secret@127.0.0.1:1/none")
    assert "secret" not in str(caught.value)
    assert "DRAMAPORT_DATABASE" in str(caught.value)


def test_who_only_reads_does_not_wait_for_who_writes(tmp_path: Path) -> None:
    """A reader sees the last committed state while a write is under way."""
    database = open_database(f"sqlite:///{tmp_path / 'house.db'}")
    with database.begin() as writer:
        repository.create(writer, "渡口", "zh")
        with reading(database).connect() as reader:
            assert reader.exec_driver_sql("SELECT count(*) FROM drama").scalar() == 0
    with reading(database).connect() as reader:
        assert reader.exec_driver_sql("SELECT count(*) FROM drama").scalar() == 1
