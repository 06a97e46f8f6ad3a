"""What a rule is, and what it answers for a drama at a date."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

from pydantic import Field, model_validator

from dramaport.drama.values import Value


class Outcome(StrEnum):
    """What a rule says of a drama, in order of weight."""

    FAIL = "fail"  # the rule is broken
    PERSON = "person"  # a fact or a rule is not known: a person decides
    CAUTION = "caution"  # allowed, and the regulator or the store advises against it
    SAYS = "says"  # the rule classifies or informs
    PASS = "pass"  # noqa: S105 - an outcome


class Confidence(StrEnum):
    """How well a rule is known."""

    TEXT = "text"  # the regulator's or the store's own text was read
    PRESS = "press"  # several press reports agree
    ONE_SOURCE = "one source"
    NONE = "none"  # a slot: nobody has read the rule yet


class Rule(Value):
    """One rule of the trade, in force from `effective_from` to `effective_to`, both days included.

    Where nobody knows since when it holds, it counts from the day of its source on. `applies_if` says which dramas it concerns
    (all, where it is empty), `holds_if` what it asks of them; without it the rule answers with its verdict. `topic` is what
    it is about, `answer` what it decides (the tier).
    """

    id: str
    jurisdiction: str
    topic: str
    effective_from: date | None = None
    effective_to: date | None = None
    applies_if: dict[str, Any] = Field(default_factory=dict)
    holds_if: dict[str, Any] = Field(default_factory=dict)
    verdict: Outcome
    answer: str = ""
    text: str
    remedy: str = ""
    source: str
    source_date: date
    confidence: Confidence

    @model_validator(mode="after")
    def _ordered(self) -> Rule:
        if self.effective_from and self.effective_to and self.effective_to < self.effective_from:
            raise ValueError(f"{self.id} ends before it begins")
        if self.verdict is Outcome.PASS:
            raise ValueError(f"{self.id}: a rule's verdict is what it says when it is not kept")
        return self

    def in_force(self, day: date) -> bool:
        begins = self.effective_from or self.source_date
        return begins <= day and (self.effective_to is None or day <= self.effective_to)


class Ruling(Value):
    """What a rule answers. `rests_on` are the facts it used, `missing` those that a person must give first."""

    rule: str
    jurisdiction: str
    topic: str
    outcome: Outcome
    text: str
    answer: str = ""
    remedy: str = ""
    rests_on: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    source: str = ""
    source_date: date | None = None
    confidence: Confidence = Confidence.NONE
