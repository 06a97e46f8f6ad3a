"""Rules on rows: how many, how wide, and where they end. All share one fix: the text is laid out again."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from dramaport.drama.values import Cue
from dramaport.localize.subtitle.breaking import BAD, break_penalty, segment
from dramaport.localize.subtitle.cues import is_dialogue, rewritten, split, text_of, undashed
from dramaport.localize.subtitle.profile import Profile
from dramaport.localize.subtitle.rules.base import CueRule, Severity

_NTTS = "Netflix Timed Text Style Guide"


def laid_out(cue: Cue, profile: Profile) -> list[Cue]:
    """The cue with its text broken into rows anew, as several cues where one cannot hold it.

    Two speakers who no longer fit share their time instead of the cue.
    """
    if is_dialogue(cue.rows):
        pieces = [rows for row in cue.rows for rows in segment(undashed(row), profile)]
        return split(cue, pieces, profile)
    pieces = list(segment(text_of(cue, profile), profile))
    return [rewritten(cue, pieces[0])] if len(pieces) == 1 else split(cue, pieces, profile)


def _best_overflow(cue: Cue, profile: Profile) -> int:
    """Columns by which the widest row stays too wide however the text is broken."""
    texts = [undashed(row) for row in cue.rows] if is_dialogue(cue.rows) else [text_of(cue, profile)]
    rows = [row for text in texts for piece in segment(text, profile) for row in piece]
    return max(map(profile.overflow, rows), default=0)


class RowWidth(CueRule):
    id = "row-width"
    text = "A row is no wider than the language's columns, nor than the safe column where a font is given."
    source = f"{_NTTS}: character limitation; vertical: 24 columns in the 780 px column of 1080"

    def faults(self, cue: Cue, profile: Profile) -> list[tuple[str, str]]:
        wide = max(cue.rows, key=lambda row: (profile.overflow(row), profile.width(row)), default="")
        over = profile.overflow(wide)
        if over == 0:
            return []
        stuck = _best_overflow(cue, profile) > 0 and over <= _best_overflow(cue, profile)
        message = f"“{wide}” is {profile.width(wide)} columns wide, {profile.columns} fit"
        return [(message, "one word is wider than a row" if stuck else "")]

    def mend(self, cue: Cue, profile: Profile) -> list[Cue]:
        return laid_out(cue, profile) if self.faults(cue, profile)[0][1] == "" else [cue]


class RowCount(CueRule):
    id = "row-count"
    text = "A cue has at most two rows."
    source = f"{_NTTS}: line treatment"

    def faults(self, cue: Cue, profile: Profile) -> list[tuple[str, str]]:
        return [(f"{len(cue.rows)} rows, {profile.rows} are allowed", "")] if len(cue.rows) > profile.rows else []

    def mend(self, cue: Cue, profile: Profile) -> list[Cue]:
        return laid_out(cue, profile)


class OneRow(CueRule):
    """Not in scripts without spaces between words: there a person's row end is not told from a space."""

    id = "one-row"
    text = "Text that fits on one row stands on one row."
    source = f"{_NTTS}: line treatment"

    def faults(self, cue: Cue, profile: Profile) -> list[tuple[str, str]]:
        spaced = profile.joiner == " " and profile.language.script != "thai"
        if not spaced or len(cue.rows) < 2 or is_dialogue(cue.rows) or profile.overflow(text_of(cue, profile)) > 0:
            return []
        return [("the text fits on one row", "")]

    def mend(self, cue: Cue, profile: Profile) -> list[Cue]:
        return [rewritten(cue, (text_of(cue, profile),))]


class BreakPlace(CueRule):
    id = "break-place"
    text = "A row does not end inside a phrase: after an article or preposition, before a particle, against kinsoku."
    source = f"{_NTTS}: line treatment; JLREQ; GB/T 15834"
    severity = Severity.ADVICE

    def faults(self, cue: Cue, profile: Profile) -> list[tuple[str, str]]:
        if len(cue.rows) < 2 or len(cue.rows) > profile.rows or is_dialogue(cue.rows):
            return []
        price = _price(cue.rows, profile)
        if price < BAD:
            return []
        better = self._better(cue, profile)
        reason = "" if better is not None else "no better break fits the rows"
        return [("a row ends inside a phrase: " + " / ".join(cue.rows), reason)]

    def mend(self, cue: Cue, profile: Profile) -> list[Cue]:
        better = self._better(cue, profile)
        return [cue] if better is None else [rewritten(cue, better)]

    @staticmethod
    def _better(cue: Cue, profile: Profile) -> tuple[str, ...] | None:
        pieces = segment(text_of(cue, profile), profile)
        if len(pieces) != 1 or _price(pieces[0], profile) >= _price(cue.rows, profile):
            return None
        return pieces[0] if max(map(profile.overflow, pieces[0])) <= max(map(profile.overflow, cue.rows)) else None


def _price(rows: Sequence[str], profile: Profile) -> float:
    return max((break_penalty(above, below, profile) for above, below in pairwise(rows)), default=0.0)
