"""Runs a graph of jobs on Dask: threads of this process, or any cluster whose scheduler address is given.

A job is a named function call that may need other jobs' results. It reports what went wrong in its result; it raises
only when nothing can go on. A job that met a damaged artifact says so, and the graph runs again: what is whole is
taken from its receipts, what is missing is made.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import dask
import dask.config
from dask.delayed import Delayed, delayed

from dramaport.build.store import Artifact, Damaged
from dramaport.errors import DramaportError

T = TypeVar("T")

log = logging.getLogger(__name__)

#: A worker that dies takes its job along; Dask gives the job to another worker this often.
_RETRIES = 3

#: How often a graph is run again for damaged artifacts. One damaged artifact may hide another behind it.
_REPAIRS = 5


class StillDamaged(DramaportError):
    """Artifacts that are damaged or gone and that running again does not bring back."""

    def __init__(self, artifacts: Sequence[Artifact]) -> None:
        super().__init__("artifacts in the store keep being damaged while they are rebuilt; check the disk it lies on")
        self.artifacts = tuple(artifacts)


@dataclass(frozen=True)
class Job:
    """One function call. `needs` names the jobs whose results are passed as a mapping in front of `arguments`."""

    name: str
    function: Callable[..., Any]
    arguments: tuple[Any, ...] = ()
    needs: tuple[str, ...] = ()
    priority: int = 0  # larger runs earlier
    resources: Mapping[str, float] = field(default_factory=dict)


def run_jobs(jobs: Sequence[Job], cluster: str = "", workers: int = 0) -> dict[str, Any]:
    """Run every job once its needs are met; returns results by name. A damaged artifact makes the graph run again."""
    damaged: list[Damaged] = []
    for _ in range(_REPAIRS):
        results = _run_once(jobs, cluster, workers)
        damaged = [result for result in results.values() if isinstance(result, Damaged)]
        if not damaged:
            return results
        for found in damaged:
            log.warning("rebuilding: %s", found)
    raise StillDamaged([found.artifact for found in damaged])


def repaired(attempt: Callable[[], T]) -> T:
    """What `attempt` returns; it is made again for each damaged artifact it meets, and must have it rebuilt itself."""
    met: set[Artifact] = set()
    while True:
        try:
            return attempt()
        except Damaged as error:
            if error.artifact in met:
                raise StillDamaged([error.artifact]) from error
            log.warning("rebuilding: %s", error)
            met.add(error.artifact)


def _run_once(jobs: Sequence[Job], cluster: str, workers: int) -> dict[str, Any]:
    nodes: dict[str, Delayed] = {}
    for job in _in_order(jobs):
        needed = {name: nodes[name] for name in job.needs}
        with dask.annotate(priority=job.priority, retries=_RETRIES, resources=dict(job.resources)):
            nodes[job.name] = delayed(_call, pure=False)(job.function, needed, job.arguments, dask_key_name=job.name)
    ordered = list(nodes.values())
    if cluster:
        return dict(zip(nodes, _on_cluster(ordered, cluster), strict=True))
    count = workers or os.cpu_count() or 1
    return dict(zip(nodes, dask.compute(*ordered, scheduler="threads", num_workers=count), strict=True))


def _on_cluster(nodes: Sequence[Delayed], address: str) -> Iterable[Any]:
    from distributed import Client

    try:
        client = Client(address, timeout="10s")
    except (OSError, TimeoutError, ValueError) as error:
        raise DramaportError(f"no Dask scheduler answers at {address}; start one or unset DRAMAPORT_CLUSTER") from error
    with client:
        # Without graph fusion each job stays a task of its own, with its own priority and retries.
        with dask.config.set({"optimization.fuse.active": False}):
            futures = client.compute(list(nodes), optimize_graph=False)
        gathered: Iterable[Any] = client.gather(futures)
        return gathered


def _call(function: Callable[..., Any], needed: Mapping[str, Any], arguments: tuple[Any, ...]) -> Any:
    """Run a job on whatever thread or machine it landed on; damage becomes a result, and passes through what needs it."""
    for result in needed.values():
        if isinstance(result, Damaged):
            return result
    try:
        return function(needed, *arguments)
    except Damaged as damaged:
        return damaged


def _in_order(jobs: Sequence[Job]) -> list[Job]:
    """Jobs after what they need. Raises ValueError for a missing or circular need: that is a mistake in the program."""
    by_name = {job.name: job for job in jobs}
    ordered: dict[str, Job] = {}

    def visit(name: str, path: tuple[str, ...]) -> None:
        if name in ordered:
            return
        if name in path:
            raise ValueError(f"jobs need each other in a circle: {' → '.join((*path, name))}")
        if name not in by_name:
            raise ValueError(f"job {path[-1]} needs {name}, which is not in the graph")
        for need in by_name[name].needs:
            visit(need, (*path, name))
        ordered[name] = by_name[name]

    for job in jobs:
        visit(job.name, ())
    return list(ordered.values())
