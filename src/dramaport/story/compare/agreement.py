"""How far judgements can be believed: agreement of judges beyond chance, and what the order did to them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import combinations

from dramaport.drama.values import Value
from dramaport.story.compare.values import Judgement, Preference


class Tally(Value):
    """One judge's preferences. `firsts` of `choices` chose what stood first: half of them do where order has no effect."""

    judge: str
    a: int
    b: int
    ties: int
    swayed: int
    firsts: int
    choices: int

    @property
    def order_p(self) -> float:
        """How likely it is that order alone, having no effect, gives as many firsts or as few."""
        return sign_test(self.firsts, self.choices - self.firsts)

    @property
    def preference_p(self) -> float:
        """The same of its preferences for A and B."""
        return sign_test(self.a, self.b)


class Agreement(Value):
    """Two judges over the pairs both saw. `kappa` is None where it is not defined: both said one thing throughout."""

    judges: tuple[str, str]
    pairs: int
    equal: int
    kappa: float | None


def tally(judge: str, judgements: Iterable[Judgement]) -> Tally:
    """Count one judge's judgements."""
    own = [judgement for judgement in judgements if judgement.judge == judge]
    counts = Counter(judgement.preference for judgement in own)
    choices = [
        choice
        for judgement in own
        for choice in (judgement.a_first, judgement.b_first)
        if choice in {"first", "second"}
    ]
    return Tally(
        judge=judge,
        a=counts[Preference.A],
        b=counts[Preference.B],
        ties=counts[Preference.TIE],
        swayed=counts[Preference.SWAYED],
        firsts=choices.count("first"),
        choices=len(choices),
    )


def agreements(judgements: Sequence[Judgement]) -> tuple[Agreement, ...]:
    """Every two judges."""
    judges = tuple(dict.fromkeys(judgement.judge for judgement in judgements))
    said = {
        judge: {one.episode: _settled(one.preference) for one in judgements if one.judge == judge} for judge in judges
    }
    return tuple(_between(one, other, said[one], said[other]) for one, other in combinations(judges, 2))


def kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Cohen's κ = (p_o - p_e) / (1 - p_e) of two judges' labels: agreement beyond what their own shares give by chance.

    1 is full agreement, 0 as much as chance gives. Source: J. Cohen, A coefficient of agreement for nominal scales,
    Educational and Psychological Measurement 20 (1960), 37-46.
    """
    count = len(pairs)
    if not count:
        return None
    one, other = Counter(first for first, _ in pairs), Counter(second for _, second in pairs)
    observed = sum(first == second for first, second in pairs) / count
    expected = sum(one[label] * other[label] for label in one) / count**2
    return None if math.isclose(expected, 1) else (observed - expected) / (1 - expected)


def sign_test(one: int, other: int) -> float:
    """The two-sided sign test: the chance, where both were equally likely, of a split as uneven as this or more (exact)."""
    count, least = one + other, min(one, other)
    if count == 0:
        return 1.0
    ways = sum(math.comb(count, at) for at in range(least + 1))
    return min(1.0, float(ways / 2 ** (count - 1)))


def _between(one: str, other: str, first: dict[str, str], second: dict[str, str]) -> Agreement:
    both = [(first[episode], second[episode]) for episode in first if episode in second]
    return Agreement(judges=(one, other), pairs=len(both), equal=sum(a == b for a, b in both), kappa=kappa(both))


def _settled(preference: Preference) -> str:
    """A judge whom the order sways has no preference."""
    return Preference.TIE if preference is Preference.SWAYED else preference
