"""The subtitle rules: one class each, with its check, its fix and its source. `RULES` is their order."""

from __future__ import annotations

from dramaport.localize.subtitle.rules.base import Rule, Severity, Violation
from dramaport.localize.subtitle.rules.content import Dashes, Glyphs, InvertedMarks, NotEmpty, Script
from dramaport.localize.subtitle.rules.layout import BreakPlace, OneRow, RowCount, RowWidth
from dramaport.localize.subtitle.rules.shots import ShotIn, ShotOut
from dramaport.localize.subtitle.rules.texts import (
    Controls,
    Digits,
    Direction,
    Ellipsis,
    Marks,
    Markup,
    Quotes,
    RepeatedMarks,
    Spacing,
    Stops,
    Whitespace,
)
from dramaport.localize.subtitle.rules.timing import (
    ClosedGap,
    LeastGap,
    LeastTime,
    MostTime,
    NoOverlap,
    Order,
    ReadingSpeed,
    WithinEpisode,
)

__all__ = ["RULES", "TEXT_RULES", "Rule", "Severity", "Violation", "rule"]

#: How text is written. Each sees text the ones before it have amended.
TEXT_RULES = (
    Markup(),
    Controls(),
    Ellipsis(),
    Marks(),
    RepeatedMarks(),
    Digits(),
    Quotes(),
    Stops(),
    Whitespace(),
    Spacing(),
    Direction(),
)

#: Every rule, in the order its fix is applied: text, content, who stands when, rows, how long, cuts, pauses.
RULES: tuple[Rule, ...] = (
    *TEXT_RULES,
    NotEmpty(),
    Dashes(),
    Script(),
    Glyphs(),
    InvertedMarks(),
    Order(),
    NoOverlap(),
    LeastGap(),
    WithinEpisode(),
    ReadingSpeed(),
    RowCount(),
    RowWidth(),
    OneRow(),
    BreakPlace(),
    LeastTime(),
    MostTime(),
    ShotIn(),
    ShotOut(),
    ClosedGap(),
)


def rule(name: str) -> Rule:
    """The rule with an id. Raises KeyError naming it."""
    return {each.id: each for each in RULES}[name]
