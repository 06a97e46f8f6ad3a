"""The graph runs jobs after what they need, and rebuilds what was damaged."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from dramaport.build.schedule import Job, run_jobs
from dramaport.build.store import Artifact, Damaged
from dramaport.errors import DramaportError


def add(needed: Mapping[str, int], number: int) -> int:
    return number + sum(needed.values())


def test_results_flow_along_needs() -> None:
    jobs = [Job("c", add, (1,), needs=("a", "b")), Job("a", add, (10,)), Job("b", add, (100,), needs=("a",))]
    assert run_jobs(jobs) == {"a": 10, "b": 110, "c": 121}


def test_a_circle_or_a_missing_need_is_refused() -> None:
    with pytest.raises(ValueError, match="circle"):
        run_jobs([Job("a", add, (1,), needs=("b",)), Job("b", add, (1,), needs=("a",))])
    with pytest.raises(ValueError, match="not in the graph"):
        run_jobs([Job("a", add, (1,), needs=("z",))])


def test_damage_runs_the_graph_again() -> None:
    artifact = Artifact(digest="0" * 64, suffix=".bin", size=1)
    tries: list[int] = []

    def damaged_once(needed: Mapping[str, Any]) -> str:
        tries.append(1)
        if len(tries) == 1:
            raise Damaged(artifact)
        return "whole"

    def after(needed: Mapping[str, Any]) -> str:
        return f"after {needed['a']}"

    assert run_jobs([Job("a", damaged_once), Job("b", after, needs=("a",))]) == {"a": "whole", "b": "after whole"}


def test_damage_that_never_ends_is_an_error() -> None:
    def always(needed: Mapping[str, Any]) -> str:
        raise Damaged(Artifact(digest="0" * 64, suffix=".bin", size=1))

    with pytest.raises(DramaportError, match="check the disk"):
        run_jobs([Job("a", always)])
