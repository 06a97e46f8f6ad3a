"""Three episodes of the sample, localised with the real models. Kept between runs in the user's cache."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import platformdirs
import pytest
from typer.testing import CliRunner

from dramaport.build.store import open_store
from dramaport.cli import commands
from dramaport.cli.commands.demo import TITLE, Rendered
from dramaport.cli.context import House, open_house
from dramaport.cli.main import app
from dramaport.cli.season import Run, run
from dramaport.produce.animatic import Truth
from dramaport.settings import Settings

LANGUAGES = ["en", "th"]
EPISODES = 3
ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="session")
def kept_home() -> Path:
    """The demo's home after localising three episodes. Later runs find every receipt and only check."""
    home = platformdirs.user_cache_path("dramaport") / "tests" / "sample"
    commands.load()
    arguments = ["demo", "--to", ",".join(LANGUAGES), "--episodes", str(EPISODES), "--no-open", "--no-serve"]
    done = CliRunner().invoke(app, [*arguments, "--sample", str(ROOT / "samples/ferry"), "--home", str(home)])
    assert done.exit_code == 0, (done.output, done.exception)
    return home


@pytest.fixture
def home(kept_home: Path, tmp_path: Path) -> Path:
    """A copy of the localised sample that a test may change. Artifacts are linked: they never change."""
    target = tmp_path / "home"

    def copy(source: str, to: str) -> None:
        (os.link if "/objects/" in source else shutil.copy2)(source, to)

    shutil.copytree(kept_home, target, copy_function=copy, ignore=shutil.ignore_patterns("work", "cache", "locks"))
    return target


@pytest.fixture
def house(home: Path) -> House:
    return open_house(Settings(home=home))


@pytest.fixture
def look(house: House) -> Callable[..., Run]:
    """Run the sample: dry or for real."""

    def looked(languages: list[str] | None = None, *, dry: bool = True, only: str | None = None) -> Run:
        tags = LANGUAGES if languages is None else languages
        return run(house, house.drama(TITLE), tags, dry=dry, only=only, bars=False)

    return looked


@pytest.fixture
def truths(house: House) -> list[Truth]:
    """What is truly in the rendered episodes."""
    drama = house.drama(TITLE)
    store = open_store(house.store.url, house.settings.home / "cache")
    found = []
    for footage in drama.episodes:
        ledger = store.ledger(f"{drama.id}/animatic/{footage.code}")
        receipt = store.receipt(ledger["animatic"])
        assert receipt is not None
        found.append(Rendered.model_validate(receipt["output"]).truth)
    return found
