"""Pairs, and what judges say of them."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from dramaport.build.digest import digest_of
from dramaport.drama.screenplay import Screenplay
from dramaport.drama.values import Value
from dramaport.errors import BadInput
from dramaport.story.write.reading import as_read

Choice = Literal["first", "second", "tie"]

QUESTION = "Which of the two would make more viewers watch the next episode?"


class Preference(StrEnum):
    """What a judge makes of a pair in the end. Only who chooses the same in both orders has a preference."""

    A = "a"
    B = "b"
    TIE = "tie"  # neither, in both orders or in one of them
    SWAYED = "swayed"  # the first, or the second, whichever it was


class Pair(Value):
    """One episode in two versions, as judges read them: nothing says where they are from."""

    episode: str
    a: str
    b: str


class Judgement(Value):
    """One judge's word on a pair: the choice with A first, and with B first. A person sees one order; the other is None."""

    judge: str
    episode: str
    a_first: Choice | None = None
    b_first: Choice | None = None
    reasons: tuple[str, ...] = ()

    @property
    def preference(self) -> Preference:
        votes = [vote for vote in (_vote(self.a_first, "first"), _vote(self.b_first, "second")) if vote is not None]
        if len(set(votes)) == 1:
            return votes[0]
        return Preference.TIE if Preference.TIE in votes else Preference.SWAYED


def _vote(choice: Choice | None, a: Choice) -> Preference | None:
    """The version a choice is for, where A stood at `a`."""
    if choice is None or choice == "tie":
        return None if choice is None else Preference.TIE
    return Preference.A if choice == a else Preference.B


def pairs_of(a: Screenplay, b: Screenplay) -> tuple[Pair, ...]:
    """The episodes both have and tell differently, in order. Raises BadInput where there is none."""
    found = [
        Pair(episode=name, a=as_read(a, episode), b=as_read(b, b.episodes[name]))
        for name, episode in a.episodes.items()
        if name in b.episodes
    ]
    pairs = tuple(pair for pair in found if pair.a != pair.b)
    if not pairs:
        raise BadInput("the two have no episode that both tell and tell differently: nothing can be compared")
    return pairs


def a_comes_first(pair: Pair, judge: str) -> bool:
    """The one order a person sees: half of the pairs each way, by a digest that nobody guesses."""
    return int(digest_of([judge, pair.a, pair.b])[0], 16) % 2 == 0
