"""What can be run: a step is a named, versioned function from values to a value.

A step's function takes a `Work` first and everything else by keyword. It must depend on nothing but its arguments, so
that equal arguments give equal results wherever and whenever it runs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel

from dramaport.build.store import Artifact, Store

Out = TypeVar("Out", bound=BaseModel)


@dataclass(frozen=True)
class Work:
    """A step's bench: a folder of its own that is cleared afterwards, and the way to and from the store."""

    folder: Path
    store: Store

    def open(self, artifact: Artifact) -> Path:
        """A local file with the artifact's bytes, for reading only."""
        return self.store.open(artifact)

    def keep(self, path: Path, suffix: str | None = None) -> Artifact:
        """Put a file the step made into the store."""
        return self.store.put(path, suffix)


@dataclass(frozen=True)
class Step(Generic[Out]):
    """A named function. Raise `version` whenever the function's answers change: every old receipt is then stale."""

    name: str
    version: int
    output: type[Out]
    run: Callable[..., Out]


def step(name: str, version: int, output: type[Out]) -> Callable[[Callable[..., Out]], Step[Out]]:
    """Make a step of a function `(work, **inputs) -> output`."""

    def made(function: Callable[..., Out]) -> Step[Out]:
        return Step(name, version, output, function)

    return made
