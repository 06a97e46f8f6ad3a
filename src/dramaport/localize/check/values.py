"""What a gate answers, and what follows from all answers."""

from __future__ import annotations

from enum import StrEnum

from dramaport.drama.values import Value


class Severity(StrEnum):
    ERROR = "error"  # blocks the release
    WARNING = "warning"  # is listed in the release's report


class Issue(Value):
    """One thing a gate found: in which language and line (None: the whole episode), what it measured, what to do."""

    gate: str
    severity: Severity
    line: str | None = None
    language: str
    message: str
    measure: float | None = None


class Decision(Value):
    """Whether one episode may be released in one language. Warnings never block; they are listed."""

    release: bool
    errors: tuple[Issue, ...] = ()
    warnings: tuple[Issue, ...] = ()
