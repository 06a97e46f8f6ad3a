"""What tests of the command line share: how a command ended, and what a refusal must look like."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from dramaport.localize.pipeline import providers

TITLE = "渡口"


@dataclass(frozen=True)
class Said:
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str


Command = Callable[..., Said]


def refused(said: Said, *words: str) -> str:
    """The one line a failed command says. It holds all of `words`; the exit code is not 0; there is no traceback."""
    assert said.code not in (0, 130), said
    assert "Traceback" not in said.out + said.err
    (line,) = said.err.splitlines()
    assert line.startswith("error: ")
    missing = [word for word in words if word not in line]
    assert not missing, line
    return line


def forget_settings() -> None:
    """What a new process would read anew."""
    providers.settings.cache_clear()
    providers.translator.cache_clear()


def objects(home: Path) -> dict[str, bytes]:
    """Every artifact in the store, by its file's name."""
    return {path.name: path.read_bytes() for path in (home / "store" / "objects").glob("*/[!.]*")}
