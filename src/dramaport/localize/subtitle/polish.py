"""Bringing cues to the rules: every fix in the rules' order, again and again until nothing changes.

The order is that of `rules.RULES`: what is written, what is shown, who stands when, the rows, how long, cuts, pauses.
A fix may give an earlier one more to do (a cue that is split needs its marks again), so the whole list is run until
the cues stay as they are. Then what is still broken is listed with its reason.
"""

from __future__ import annotations

from collections.abc import Sequence

from dramaport.drama.values import Cue, Value
from dramaport.localize.subtitle.profile import Profile
from dramaport.localize.subtitle.rules import RULES, Violation

#: Rounds until the cues stay as they are. Measured on 10,000 random episodes: at most 5; on translated ones 2 or 3.
MOST_ROUNDS = 20


class Polished(Value):
    """Cues that keep the rules, and each rule that could not be kept."""

    cues: tuple[Cue, ...]
    violations: tuple[Violation, ...]


def polish(cues: Sequence[Cue], profile: Profile, cuts: Sequence[int] = (), until: int | None = None) -> Polished:
    """Mend what can be mended and list the rest.

    `cuts` are the times of the shot changes and `until` the episode's end, in milliseconds. Polishing polished cues
    changes nothing.
    """
    seen = profile.seen(cuts, until)
    settled = tuple(cues)
    for _ in range(MOST_ROUNDS):
        mended = one_round(settled, seen)
        if mended == settled:
            break
        settled = mended
    return Polished(cues=settled, violations=check(settled, seen))


def check(cues: Sequence[Cue], profile: Profile) -> tuple[Violation, ...]:
    """Every violation of every rule, in the order of the cues."""
    found = [violation for rule in RULES for violation in rule.check(cues, profile)]
    return tuple(sorted(found, key=lambda violation: violation.cue))


def one_round(cues: Sequence[Cue], profile: Profile) -> tuple[Cue, ...]:
    """Every rule's fix once, in order."""
    mended = list(cues)
    for rule in RULES:
        mended = rule.fix(mended, profile)
    return tuple(mended)
