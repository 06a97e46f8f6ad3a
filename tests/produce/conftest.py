"""A tiny drama, written to a folder as a person would write it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from animatic_drama import DRAMA, EPISODE


@pytest.fixture
def drama(tmp_path: Path) -> Callable[..., Path]:
    """Writes a drama; each argument replaces one file's text, None leaves the file out."""

    def write(toml: str | None = DRAMA, name: str = "E01.toml", episode: str | None = EPISODE) -> Path:
        folder = tmp_path / "drama"
        (folder / "script").mkdir(parents=True)
        if toml is not None:
            (folder / "drama.toml").write_text(toml, "utf-8")
        if episode is not None:
            (folder / "script" / name).write_text(episode, "utf-8")
        return folder

    return write
