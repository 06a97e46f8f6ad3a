"""From all gates' answers to one decision, and to what a person looks at first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dramaport.drama.values import Draft, Line, Origin, Translation
from dramaport.localize.bible.check import BibleViolation
from dramaport.localize.check.values import Decision, Issue, Severity
from dramaport.localize.subtitle.rules.base import Severity as RuleSeverity
from dramaport.localize.subtitle.rules.base import Violation

#: What an issue adds to a line's risk. An error outweighs everything a line can gather otherwise.
_ERROR = 10.0
_WARNING = 2.0
#: Not knowing what was said is the worst a line can start from; a draft nobody read comes next.
_UNSURE = 3.0
_DRAFT = {Draft.PERSON: 0.0, Draft.MEMORY: 0.2, Draft.FUZZY: 1.0, Draft.MACHINE: 1.5}
_FLAG = 0.5
_HURRIED = 4.0  # for each 1.0 of tempo above natural
_ONE_WITNESS = 0.3  # heard without a caption, or read without speech under it
_OVERLAP = 0.3


def verdict(issues: Iterable[Issue]) -> Decision:
    """Errors block the release, warnings are listed."""
    found = tuple(issues)
    errors = tuple(issue for issue in found if issue.severity is Severity.ERROR)
    warnings = tuple(issue for issue in found if issue.severity is Severity.WARNING)
    return Decision(release=not errors, errors=errors, warnings=warnings)


def subtitles(violations: Sequence[Violation], language: str) -> tuple[Issue, ...]:
    """Gate `subtitles`: what the rule engine could not mend. Advice warns; a broken rule blocks unless a reason is
    given.
    """
    return tuple(
        Issue(
            gate="subtitles",
            severity=Severity.ERROR if v.severity is RuleSeverity.ERROR and not v.reason else Severity.WARNING,
            line=v.line_ids[0] if v.line_ids else None,
            language=language,
            message=f"{v.rule}: {v.message}{f' ({v.reason})' if v.reason else ''}",
        )
        for v in violations
    )


def bible(violations: Sequence[BibleViolation]) -> tuple[Issue, ...]:
    """Gate `bible`: every released line keeps the bible."""
    return tuple(
        Issue(
            gate="bible",
            severity=Severity.ERROR,
            line=v.line,
            language=v.language,
            message=f"{v.term} must be {' or '.join(v.expected)}; it reads “{v.text}”",
        )
        for v in violations
    )


def risk(line: Line, translation: Translation | None, issues: Sequence[Issue], tempo: float = 1.0) -> float:
    """How much a line wants a person's look; 0 for a line somebody wrote and no gate objects to.

    `issues` are those of the line in the translation's language.
    """
    score = sum(_ERROR if issue.severity is Severity.ERROR else _WARNING for issue in issues)
    if line.origin is not Origin.PERSON:
        score += _UNSURE * (1 - line.confidence)
        score += _ONE_WITNESS if line.origin in (Origin.HEARD, Origin.CAPTION) else 0.0
    score += _OVERLAP if line.overlaps else 0.0
    score += _HURRIED * max(0.0, tempo - 1.0)
    if translation is None:
        return score + _ERROR
    return score + _DRAFT[translation.draft] + _FLAG * len(translation.flags)


def by_risk(scores: dict[str, float]) -> list[str]:
    """Line ids, the worst first; equal ones in order of time."""
    return sorted(scores, key=lambda line: (-scores[line], line))
