"""What a rule is: it finds what breaks it, and mends what can be mended without breaking a rule that goes before."""

# ruff: noqa: ARG002 (the rules share their signatures; not every one needs every argument)
from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from enum import StrEnum
from typing import ClassVar

from dramaport.drama.values import Cue, Value
from dramaport.localize.subtitle.cues import lanes, rewritten
from dramaport.localize.subtitle.profile import Profile


class Severity(StrEnum):
    ERROR = "error"
    ADVICE = "advice"  # the guides say "where possible"; a release may carry it


class Violation(Value):
    """One cue that breaks one rule. `reason` says why it cannot be mended; "" where `fix` mends it."""

    rule: str
    severity: Severity
    cue: int  # its place among the cues
    at: int  # its start in milliseconds
    line_ids: tuple[str, ...]
    message: str
    reason: str = ""


class Rule(ABC):
    """One rule. `text` is the rule, `source` where it is written."""

    id: ClassVar[str]
    text: ClassVar[str]
    source: ClassVar[str]
    severity: ClassVar[Severity] = Severity.ERROR

    @abstractmethod
    def check(self, cues: Sequence[Cue], profile: Profile) -> list[Violation]:
        """Every cue that breaks the rule, in order."""

    def fix(self, cues: Sequence[Cue], profile: Profile) -> list[Cue]:
        """The cues with what can be mended mended. A rule that only people can satisfy changes nothing."""
        return list(cues)

    def violation(self, cues: Sequence[Cue], place: int, message: str, reason: str = "") -> Violation:
        cue = cues[place]
        return Violation(
            rule=self.id,
            severity=self.severity,
            cue=place,
            at=cue.span.start,
            line_ids=cue.line_ids,
            message=message,
            reason=reason,
        )


class TextRule(Rule):
    """A rule about how text is written. Its fix is a function from text to text, rows separated by newlines."""

    @abstractmethod
    def amend(self, text: str, profile: Profile) -> str:
        """The text as it should be written. Amending twice changes nothing more."""

    def check(self, cues: Sequence[Cue], profile: Profile) -> list[Violation]:
        return [
            self.violation(cues, place, f"“{cue.text}” should be “{amended}”")
            for place, cue in enumerate(cues)
            if (amended := self.amend(cue.text, profile)) != cue.text
        ]

    def fix(self, cues: Sequence[Cue], profile: Profile) -> list[Cue]:
        out = []
        for cue in cues:
            amended = self.amend(cue.text, profile)
            out.append(cue if amended == cue.text else rewritten(cue, (row for row in amended.split("\n") if row)))
        return out


class CueRule(Rule):
    """A rule about one cue by itself."""

    @abstractmethod
    def faults(self, cue: Cue, profile: Profile) -> list[tuple[str, str]]:
        """What is wrong with the cue: (message, reason why it cannot be mended)."""

    def mend(self, cue: Cue, profile: Profile) -> list[Cue]:
        """The cue mended, or the cues it becomes."""
        return [cue]

    def check(self, cues: Sequence[Cue], profile: Profile) -> list[Violation]:
        return [
            self.violation(cues, place, message, reason)
            for place, cue in enumerate(cues)
            for message, reason in self.faults(cue, profile)
        ]

    def fix(self, cues: Sequence[Cue], profile: Profile) -> list[Cue]:
        out: list[Cue] = []
        for cue in cues:
            out += self.mend(cue, profile) if self.faults(cue, profile) else [cue]
        return out


class LaneRule(Rule):
    """A rule about the times of a lane's cues, which stand in order of start."""

    @abstractmethod
    def find(self, cues: Sequence[Cue], lane: Sequence[int], k: int, profile: Profile) -> tuple[str, str] | None:
        """What is wrong with cue `lane[k]`: (message, reason why it cannot be mended). None where nothing is."""

    @abstractmethod
    def mend(self, cues: list[Cue], lane: Sequence[int], k: int, profile: Profile) -> None:
        """Change the times of cue `lane[k]`, and of the next one where they get in each other's way."""

    def check(self, cues: Sequence[Cue], profile: Profile) -> list[Violation]:
        found = []
        for lane in lanes(cues):
            for k, place in enumerate(lane):
                fault = self.find(cues, lane, k, profile)
                if fault is not None:
                    found.append(self.violation(cues, place, *fault))
        return sorted(found, key=lambda violation: violation.cue)

    def fix(self, cues: Sequence[Cue], profile: Profile) -> list[Cue]:
        out = list(cues)
        for lane in lanes(out):
            for k in range(len(lane)):
                if self.find(out, lane, k, profile) is not None:
                    self.mend(out, lane, k, profile)
        return out
