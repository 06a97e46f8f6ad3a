"""Who hears of finished steps: progress bars in the process that runs them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True)
class StepDone:
    """A step of a job ended: made now (`fresh`) or taken from its receipt."""

    job: str
    step: str
    slot: str
    fresh: bool


_listeners: list[Callable[[StepDone], None]] = []
_guard = threading.Lock()


def publish(event: StepDone) -> None:
    """Tell every listener of this process. Workers elsewhere have none."""
    with _guard:
        for listener in _listeners:
            listener(event)


@contextmanager
def listening(listener: Callable[[StepDone], None]) -> Iterator[None]:
    """Hear of steps for the length of a block."""
    with _guard:
        _listeners.append(listener)
    try:
        yield
    finally:
        with _guard:
            _listeners.remove(listener)
