"""Gates: what a story must keep to, as named pure functions over a script, a plan, or both.

`values` says what a gate is, `case` what it looks at, `limits` and thresholds.toml by which figures it judges; the other
modules hold the gates, a subject each. A gate that lacks what it needs says so and does not judge.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from dramaport.story.gates import hooks, names, people, places, planned, seconds, threads, wording
from dramaport.story.gates.case import Case
from dramaport.story.gates.values import Finding, Gate, Spot, Verdict

__all__ = ["GATES", "Case", "Finding", "Gate", "Spot", "Verdict", "judge"]

#: Every gate, in the order in which docs/gates.md lists them.
GATES: Final[tuple[Gate, ...]] = (
    *hooks.GATES,
    *threads.GATES,
    *seconds.GATES,
    *people.GATES,
    *names.GATES,
    *places.GATES,
    *wording.GATES,
    *planned.GATES,
)

_WEIGHT: Final = tuple(Verdict)


def judge(case: Case, gates: Iterable[Gate] = GATES) -> tuple[Finding, ...]:
    """All gates' findings: what fails first, and of those what fails in most places."""
    found = [gate.judge(case) for gate in gates]
    return tuple(sorted(found, key=lambda finding: (_WEIGHT.index(finding.verdict), -len(finding.spots))))
