"""Pure rules: which coins are spent, and how a price is shared."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from dramaport.stream.wallet import Share, Stake
from dramaport.stream.wallet.lots import allocate, spendable
from dramaport.stream.wallet.shares import split, weights
from dramaport.stream.wallet.values import Account, Lot, LotKind

lots = st.lists(
    st.builds(
        Lot,
        st.text("abc", min_size=1),
        st.sampled_from(LotKind),
        st.integers(0, 50),
        st.none() | st.integers(0, 100),
    ),
    max_size=8,
    unique_by=lambda lot: lot.id,
)
shares = st.lists(st.integers(1, 2000), max_size=5).map(
    lambda points: Share(stakes=tuple(Stake(creator=f"c{n}", points=p) for n, p in enumerate(points)))
)


@given(coins=st.integers(0, 10_000), share=shares)
def test_a_split_ties_and_nobody_is_a_whole_coin_off(coins: int, share: Share) -> None:
    by = weights(share)
    given_out = split(coins, by)
    assert sum(given_out.values()) == coins
    for earner, weight in by.items():
        assert abs(given_out[earner] - Fraction(coins * weight, 10_000)) < 1


def test_the_largest_remainders_are_rounded_up_and_ties_go_to_the_one_named_first() -> None:
    a, b, house = (Account.CREATOR, "a"), (Account.CREATOR, "b"), (Account.HOUSE, "")
    assert split(10, {a: 5000, b: 2600, house: 2400}) == {a: 5, b: 3, house: 2}
    assert split(5, {a: 1, b: 1, house: 2}) == {a: 1, b: 1, house: 3}
    assert split(1, {a: 1, b: 1, house: 1}) == {a: 1, b: 0, house: 0}


@given(lots=lots, prices=st.lists(st.integers(1, 60), min_size=1, max_size=5), at=st.integers(0, 100))
def test_lots_are_emptied_in_order_and_prices_paid_in_order(lots: list[Lot], prices: list[int], at: int) -> None:
    usable = spendable(lots, at)
    parts = allocate(usable, prices)
    spent = {lot.id: 0 for lot in usable}
    for part in (part for paid in parts for part in paid):
        assert part.coins > 0
        spent[part.lot] += part.coins
    assert sum(spent.values()) == min(sum(prices), sum(lot.remaining for lot in usable))
    emptied = [spent[lot.id] - lot.remaining for lot in usable]
    touched = [spent[lot.id] > 0 for lot in usable]
    assert touched == sorted(touched, reverse=True)
    assert all(short == 0 for short in emptied[: max(0, sum(touched) - 1)])
    paid = [sum(part.coins for part in some) for some in parts]
    assert all(have <= price for have, price in zip(paid, prices, strict=True))


@given(lots=lots, at=st.integers(0, 100))
def test_bonus_goes_before_paid_and_the_soonest_to_expire_first(lots: list[Lot], at: int) -> None:
    order = spendable(lots, at)
    assert all(lot.remaining and (lot.expires_ms is None or lot.expires_ms > at) for lot in order)
    for earlier, later in pairwise(order):
        assert (earlier.kind, later.kind) != (LotKind.PAID, LotKind.BONUS)
        if earlier.kind is later.kind and later.expires_ms is not None:
            assert earlier.expires_ms is not None
            assert earlier.expires_ms <= later.expires_ms


def test_shares_that_cannot_be() -> None:
    for stakes in ([("a", 9000), ("b", 1001)], [("a", 1), ("a", 1)], [("a", 0)], [("", 5)]):
        with pytest.raises(ValidationError):
            Share(stakes=tuple(Stake(creator=creator, points=points) for creator, points in stakes))
