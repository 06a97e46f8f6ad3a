"""Independent tasks over one slate, in this process or in some beside it. Answers come in the order of the tasks."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from typing import Any

from dramaport.produce.slate.values import Slate

Hands = Callable[[Callable[..., Any], Sequence[tuple[Any, ...]]], Iterator[Any]]

_slate: list[Slate] = []


def _begin(slate: Slate) -> None:
    """What a process has before its first task."""
    _slate.append(slate)


def _call(task: Callable[..., Any], given: tuple[Any, ...]) -> Any:
    return task(_slate[-1], *given)


@contextmanager
def hands(slate: Slate, workers: int) -> Iterator[Hands]:
    """A function that runs `task(slate, *given)` for each `given`."""
    if workers < 2:
        yield lambda task, given: (task(slate, *one) for one in given)
        return
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), _begin, (slate,)) as pool:
        yield lambda task, given: pool.map(_call, [task] * len(given), given)
