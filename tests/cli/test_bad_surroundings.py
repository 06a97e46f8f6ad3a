"""A full disk, a folder that cannot be written, a broken database, a drama somebody else works on: one line each."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cli_making import TITLE, Command, Said, objects, refused
from dramaport.build import store as storing
from dramaport.cli.context import House, hold, open_house
from dramaport.data import engine as databases
from dramaport.errors import Busy
from dramaport.settings import Settings
from scripted_models import film

NOBODY = 65534


@contextmanager
def as_nobody() -> Iterator[None]:
    """Root may write everywhere; nobody may not."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def open_place() -> Iterator[Path]:
    """A folder other users reach, unlike pytest's."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of two megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("mounting a small disk is not permitted here")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


# --- full disks --------------------------------------------------------------------------------------------------------


def test_a_really_full_disk(
    dramaport: Command, small_disk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    video = film(tmp_path / "E01.mp4")
    home = small_disk / "home"
    monkeypatch.setenv("DRAMAPORT_HOME", str(home))
    assert dramaport("new", TITLE, "--from", video).code == 0
    ballast = small_disk / "ballast"
    with ballast.open("wb", buffering=0) as file, pytest.raises(OSError, match="No space"):
        while file.write(bytes(4096)):
            pass
    before = objects(home)
    said = dramaport("localize", TITLE, "--to", "en")
    refused(said)
    assert "disk is full" in said.err or "disk is full" in said.out
    assert objects(home) == before
    ballast.unlink()
    assert dramaport("localize", TITLE, "--to", "en").code == 0


@pytest.mark.parametrize("writes", [0, 1, 5, 20])
def test_a_disk_that_fills_up_under_way(
    dramaport: Command, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, writes: int
) -> None:
    assert dramaport("new", TITLE, "--from", film(tmp_path / "E01.mp4")).code == 0
    left = iter(range(writes))

    def full(sink: object) -> None:
        if next(left, None) is None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(storing, "_sync", full)
        refused(dramaport("localize", TITLE, "--to", "en"), str(home / "store"), "the disk is full", "free some space")
    kept = {path: path.stat().st_mtime_ns for path in (home / "store" / "receipts").glob("*/[!.]*")}
    assert dramaport("localize", TITLE, "--to", "en").code == 0
    assert {path: path.stat().st_mtime_ns for path in kept} == kept


def test_a_disk_full_of_originals_takes_no_drama_in(
    dramaport: Command, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    video = film(tmp_path / "E01.mp4")

    def full(sink: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(storing, "_sync", full)
        refused(dramaport("new", TITLE, "--from", video), "the disk is full")
    refused(dramaport("status", TITLE), "no drama is called")
    assert dramaport("new", TITLE, "--from", video).code == 0


def test_a_database_without_room_takes_all_of_a_decision_or_nothing(
    dramaport: Command, localized: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    review = tmp_path / "E01.srt"
    review.write_text("1\n00:00:00,100 --> 00:00:00,800\n" + "Grandpa! " * 9000 + "\n", "utf-8")
    tune = databases._tune_sqlite

    def without_room(connection: object, record: object) -> None:
        tune(connection, record)
        pages = connection.execute("PRAGMA page_count").fetchone()[0]  # type: ignore[attr-defined]
        connection.execute(f"PRAGMA max_page_count = {pages}")  # type: ignore[attr-defined]

    imports = ("import", TITLE, "--lang", "en", "--as", "srt", "--episode", "E01", review)
    with monkeypatch.context() as patch:
        patch.setattr(databases, "_tune_sqlite", without_room)
        refused(dramaport(*imports), "database or disk is full", "run the same command again")
    assert "1 changes taken" in dramaport(*imports).out


# --- folders -----------------------------------------------------------------------------------------------------------


def test_a_home_that_is_read_only(
    dramaport: Command, open_place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    video = film(open_place / "E01.mp4")
    home = open_place / "home"
    home.mkdir(mode=0o555)
    monkeypatch.setenv("DRAMAPORT_HOME", str(home))
    monkeypatch.chdir(open_place)
    with as_nobody():
        refused(dramaport("new", TITLE, "--from", video), str(home), "cannot be written", "DRAMAPORT_HOME")


def test_a_store_that_is_read_only(dramaport: Command, open_place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    video = film(open_place / "E01.mp4")
    (open_place / "home").mkdir(mode=0o777)
    (open_place / "home").chmod(0o777)
    store = open_place / "store"
    store.mkdir(mode=0o555)
    monkeypatch.setenv("DRAMAPORT_HOME", str(open_place / "home"))
    monkeypatch.setenv("DRAMAPORT_STORE", str(store))
    monkeypatch.chdir(open_place)
    with as_nobody():
        refused(dramaport("new", TITLE, "--from", video), str(store), "not permitted", "DRAMAPORT_STORE")


def test_footage_that_may_not_be_read(dramaport: Command, open_place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    video = film(open_place / "E01.mp4")
    video.chmod(0)
    (open_place / "home").mkdir(mode=0o777)
    (open_place / "home").chmod(0o777)
    monkeypatch.setenv("DRAMAPORT_HOME", str(open_place / "home"))
    monkeypatch.chdir(open_place)
    with as_nobody():
        refused(dramaport("new", TITLE, "--from", video), "'E01.mp4'")


def test_a_home_that_is_a_file(dramaport: Command, home: Path, tmp_path: Path) -> None:
    home.write_text("no folder")
    refused(dramaport("status", TITLE), str(home), "DRAMAPORT_HOME")


@pytest.mark.parametrize("form", ["srt", "xlsx", "mp4"])
def test_an_output_folder_that_is_a_file(dramaport: Command, localized: House, tmp_path: Path, form: str) -> None:
    (tmp_path / "out").write_text("no folder")
    refused(dramaport("export", TITLE, "--lang", "en", "--as", form, "--out", tmp_path / "out"), str(tmp_path / "out"))


def test_a_release_folder_that_is_a_file(dramaport: Command, localized: House, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("no folder")
    refused(dramaport("release", TITLE, "--lang", "en", "--out", tmp_path / "out"), str(tmp_path / "out"))


# --- settings ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("DRAMAPORT_DATABASE", "no address", "DRAMAPORT_DATABASE"),
        ("DRAMAPORT_DATABASE", "oracle://host/db", "DRAMAPORT_DATABASE"),
        ("DRAMAPORT_STORE", "carrier-pigeon://loft", "DRAMAPORT_STORE"),
        ("DRAMAPORT_WORKERS", "many", "DRAMAPORT_WORKERS"),
        ("DRAMAPORT_WORKERS", "-1", "DRAMAPORT_WORKERS"),
        ("DRAMAPORT_LOG", "loud", "DRAMAPORT_LOG"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(
    dramaport: Command, home: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    monkeypatch.setenv(name, value)
    refused(dramaport("status", TITLE), words)


def test_a_database_that_is_no_database(dramaport: Command, home: Path) -> None:
    home.mkdir()
    (home / "dramaport.db").write_bytes(b"this was a database once" * 200)
    refused(dramaport("status", TITLE), "dramaport.db", "not a database", "DRAMAPORT_DATABASE")


def test_no_scheduler_at_the_cluster_address(
    dramaport: Command, localized: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DRAMAPORT_CLUSTER", "not an address")
    refused(dramaport("localize", TITLE, "--to", "en"), "not an address", "DRAMAPORT_CLUSTER")


# --- two at once -------------------------------------------------------------------------------------------------------


def test_a_drama_somebody_works_on_is_left_alone(dramaport: Command, localized: House, tmp_path: Path) -> None:
    review = tmp_path / "E01.srt"
    review.write_text("1\n00:00:00,100 --> 00:00:00,800\nHello.\n", "utf-8")
    other = open_house(Settings(home=localized.settings.home))  # as another process opens it
    with hold(other, other.drama(TITLE)):
        for words in (
            ("localize", TITLE, "--to", "en"),
            ("release", TITLE, "--lang", "en"),
            ("export", TITLE, "--lang", "en", "--as", "mp4"),
            ("import", TITLE, "--lang", "en", "--as", "srt", review),
            ("bible", "set", TITLE, "林晚", "en=Lin Wan"),
            ("new", TITLE, "--from", film(tmp_path / "E02.mp4"), "--add"),
        ):
            assert refused(dramaport(*words), TITLE, "worked on by another process", "wait for it or stop it")
        assert dramaport("status", TITLE, "--to", "en").code == 0
    assert dramaport("localize", TITLE, "--to", "en").code == 0


@pytest.mark.slow
def test_a_second_process_is_refused_in_one_line(localized: House) -> None:
    program = [sys.executable, "-c", "from dramaport.cli.main import run; run()", "localize", TITLE, "--to", "en"]
    with hold(localized, localized.drama(TITLE)):
        second = subprocess.run(program, capture_output=True, text=True, check=False)
    refused(Said(second.returncode, second.stdout, second.stderr), TITLE, "worked on by another process")
    assert second.returncode == Busy.exit_code


def test_an_unknown_language_or_episode_lists_what_there_is(dramaport: Command, localized: House) -> None:
    refused(dramaport("localize", TITLE, "--to", "xx"), "'xx'")
    refused(dramaport("localize", TITLE, "--to", "en", "--episode", "E09"), "no episode E09", "E01")


def test_a_language_nobody_can_translate_is_refused_before_any_work(
    dramaport: Command, home: Path, tmp_path: Path
) -> None:
    assert dramaport("new", TITLE, "--from", film(tmp_path / "E01.mp4")).code == 0
    refused(dramaport("localize", TITLE, "--to", "en,th"), "Thai", "DRAMAPORT_TRANSLATE_URL")
    assert not (home / "store" / "receipts").exists()
