"""The command line as a user meets it: `dramaport …` in this process, with scripted models, in a home of its own."""

from __future__ import annotations

import logging
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli_making import TITLE, Command, Said, forget_settings
from dramaport.cli import main
from dramaport.cli.context import House, open_house
from dramaport.settings import Settings
from scripted_models import film, scripted


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty home, and a current folder for what commands write."""
    for name in [name for name in os.environ if name.startswith("DRAMAPORT_")]:
        monkeypatch.delenv(name)
    place = tmp_path / "home"
    monkeypatch.setenv("DRAMAPORT_HOME", str(place))
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    forget_settings()
    yield place
    forget_settings()


@pytest.fixture
def dramaport(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Command]:
    """Runs one command line."""
    monkeypatch.setattr(logging, "basicConfig", lambda **_: None)  # pytest's own handlers stay

    def command(*words: str | Path) -> Said:
        monkeypatch.setattr(sys, "argv", ["dramaport", *map(str, words)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            main.run()
            raise SystemExit(0)
        printed = capsys.readouterr()
        code = end.value.code
        return Said(code if isinstance(code, int) else int(code is not None), printed.out, printed.err)

    with scripted():
        yield command


@pytest.fixture(scope="session")
def _made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A drama of one episode, localised into English, in a home of its own."""
    from dramaport.cli.commands.new import take_in
    from dramaport.cli.season import run
    from dramaport.drama import repository

    folder = tmp_path_factory.mktemp("made")
    video = film(folder / "E01.mp4")
    house = open_house(Settings(home=folder / "home"))
    with house.database.begin() as db:
        drama = repository.create(db, TITLE, "zh")
        repository.put_footage(db, drama.id, take_in((video,), house.store))
    with scripted():
        done = run(house, house.drama(TITLE), ["en"], dry=False, bars=False)
    assert not done.account.troubles
    house.database.dispose()
    return folder / "home"


@pytest.fixture
def localized(home: Path, _made: Path) -> House:
    """The home with the localised drama in it."""
    shutil.copytree(_made, home)
    return open_house(Settings(home=home))
