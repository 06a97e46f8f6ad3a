"""Running CP-SAT so that equal models give equal answers.

A search is ended by an amount of work ("deterministic time"), not by the clock, and its strategies take turns in a fixed order
(`interleave_search`), so the answer depends neither on the machine's load nor on its number of cores. A wall clock stands behind it, for
machines much slower than usual; when it ends a search, the answer says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ortools.sat.python import cp_model

SEED: Final = 7


@dataclass(frozen=True)
class Effort:
    """How long one search may take: work in CP-SAT's deterministic units, and seconds of the clock that stand behind it."""

    work: float
    seconds: float


@dataclass(frozen=True)
class Found:
    """What a search came to. `value` is None where nothing was found; `impossible` where there is nothing to find."""

    solver: cp_model.CpSolver
    value: int | None
    bound: int
    impossible: bool
    by_clock: bool


def search(model: cp_model.CpModel, effort: Effort, *, workers: int = 1, gap: float = 0.0) -> Found:
    """Minimise. `gap` is the relative distance of value and bound at which it may stop."""
    solver = cp_model.CpSolver()
    p = solver.parameters
    p.random_seed = SEED
    p.num_workers = workers
    p.interleave_search = True
    p.max_deterministic_time = effort.work
    p.max_time_in_seconds = effort.seconds
    p.relative_gap_limit = gap
    status = solver.solve(model)
    has = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    value = round(solver.objective_value) if has else None
    # The true bound is a whole number of minor units, so a fraction may be rounded up.
    bound = max(0, _up(solver.best_objective_bound)) if status != cp_model.INFEASIBLE else 0
    ended = status in (cp_model.FEASIBLE, cp_model.UNKNOWN) and solver.wall_time >= effort.seconds
    return Found(
        solver=solver,
        value=value,
        bound=bound if value is None else min(bound, value),
        impossible=status == cp_model.INFEASIBLE,
        by_clock=ended,
    )


def _up(bound: float) -> int:
    return int(-(-(bound - 1e-6) // 1))
