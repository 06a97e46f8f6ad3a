"""A little drama, localised by scripted models through the true graph: every step runs, in seconds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from pipeline_making import Little
from scripted_models import film, scripted


@pytest.fixture(autouse=True)
def _scripted() -> Iterator[None]:
    with scripted():
        yield


@pytest.fixture(scope="session")
def _kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Little, Mapping[str, Any]]:
    folder = tmp_path_factory.mktemp("little")
    little = Little.make(film(folder / "E01.mp4"), folder)
    with scripted():
        return little, little.run("en")


@pytest.fixture
def little(_kept: tuple[Little, Mapping[str, Any]]) -> Little:
    """The drama, localised into English. A test may add to its store."""
    return _kept[0]


@pytest.fixture
def made(_kept: tuple[Little, Mapping[str, Any]]) -> Mapping[str, Any]:
    """The results of its jobs."""
    return _kept[1]
