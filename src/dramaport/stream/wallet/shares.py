"""Who earns the coins of an episode. Pure.

Every part of a price that comes out of one lot is shared on its own, so that each lot's coins are accounted for to the unit:
everyone is given the whole coins of their exact share, and the coins still left go one by one to the largest remainders;
of equal remainders to the one named first, the house last. (The method of Hamilton, for seats in a parliament.)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from dramaport.stream.wallet.lots import Part
from dramaport.stream.wallet.values import WHOLE, Account, Posting, Share

#: An earner is an account without its currency: its kind and its owner.
Earner = tuple[Account, str]

K = TypeVar("K")

_HOUSE: Earner = (Account.HOUSE, "")


def weights(share: Share) -> dict[Earner, int]:
    """The creators in their order, then the house."""
    named = {(Account.CREATOR, stake.creator): stake.points for stake in share.stakes}
    return {**named, _HOUSE: WHOLE - sum(named.values())}


def split(coins: int, by: Mapping[K, int]) -> dict[K, int]:
    """`coins` (≥ 0) by weights of which one at least is above zero; sums to `coins`."""
    whole = sum(by.values())
    given = {earner: coins * weight // whole for earner, weight in by.items()}
    order = sorted(by, key=lambda earner: -(coins * by[earner] % whole))  # stable: the order named
    for earner in order[: coins - sum(given.values())]:
        given[earner] += 1
    return given


def earnings(parts: Iterable[Part], by: Mapping[Earner, int]) -> tuple[Posting, ...]:
    """The earners' postings for the parts of a price, each with the lot its coins came from."""
    return tuple(
        Posting(account, owner, coins, part.lot)
        for part in parts
        for (account, owner), coins in split(part.coins, by).items()
        if coins
    )
