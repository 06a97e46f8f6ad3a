"""The models Dramaport uses: what they are, where they come from, and their files on this machine.

A model is named by the digest of its files. `folder` gives the listed files and fetches them on first use.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from dramaport.ai.models import shelf
from dramaport.ai.models.listing import catalogue, model
from dramaport.ai.models.values import File, Model, Problem, Progress

__all__ = [
    "File",
    "Model",
    "Problem",
    "Progress",
    "announce",
    "begun",
    "catalogue",
    "fetch",
    "folder",
    "identity",
    "present",
    "verify",
]


def folder(name: str) -> Path:
    """The folder with the model's files, fetched on first use, ready to load.

    Raises Missing where no place can give the model, naming each place and why.
    """
    wanted = model(name)
    if shelf.missing(wanted):
        for tell in _told:
            tell(wanted)
        fetch([name])
    return shelf.folder_of(wanted)


_told: list[Callable[[Model], None]] = []


def announce(tell: Callable[[Model], None]) -> None:
    """Have `tell` called with each model that `folder` is about to fetch; a second call replaces the first."""
    _told[:] = [tell]


def identity(name: str) -> str:
    """What names the model in build keys: `whisper-base@` and 8 hex digits over its files' digests. Fetches nothing."""
    return model(name).identity


def present(name: str) -> bool:
    """Whether `folder` would find the model without fetching. Hashes files only where nothing vouches for them yet."""
    return not shelf.missing(model(name))


def begun(name: str) -> bool:
    """Whether any file of the model is here, right or wrong: `verify` has something to say about it."""
    return shelf.begun(model(name))


def verify(name: str) -> tuple[Problem, ...]:
    """Every file that is absent or not the listed one, found by reading all bytes again; empty when all is well."""
    return shelf.problems(model(name))


def fetch(names: Iterable[str], progress: Progress | None = None) -> None:
    """Bring the named models, several at once. `progress` gets bytes so far, bytes expected and the model's name."""
    from dramaport.ai.models.transfer import bring_all  # an HTTP client is slow to import, and rarely needed

    bring_all([model(name) for name in names], progress)
