"""Subscriptions' money: who is given what of it, once, and to the unit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dramaport.stream import wallet
from dramaport.stream.ids import new_id
from dramaport.stream.values import Money
from dramaport.stream.wallet import Sale, Share, Stake
from dramaport.stream.wallet.shares import split
from wallet_making import DAY, NOW, Books

THIRD = Share(stakes=(Stake(creator="studio-a", points=3333),))
ALL = Share(stakes=(Stake(creator="studio-b", points=10_000),))
SHARES = {"a": THIRD, "b": ALL}


def subscribe(books: Books, viewer: str, *, amount: int = 1999, days: int = 7) -> str:
    name = new_id()
    with books.engine.begin() as db:
        wallet.subscribe(
            db,
            transaction_id=name,
            viewer=viewer,
            sale=Sale(store="stripe", amount=amount, currency="USD") if amount else None,
            from_ms=NOW,
            until_ms=NOW + days * DAY,
            at_ms=NOW,
        )
    return name


def share(books: Books, name: str, watched: dict[str, int], at: int = NOW + 7 * DAY) -> int:
    """Share one period as the chore does; how many transactions were made."""
    with books.engine.begin() as db:
        over = [period for period in wallet.periods_over(db, at, 10_000) if period.transaction == name]
    with books.engine.begin() as db:
        return sum(wallet.share_period(db, period, watched, SHARES, at) for period in over)


def earned(books: Books, creator: str) -> dict[str, int]:
    with books.engine.begin() as db:
        told = wallet.statement(db, creator, NOW, NOW + 100 * DAY).royalties
    assert all(royalty.money.currency == "USD" for royalty in told)
    return {royalty.drama: royalty.money.amount for royalty in told}


def test_a_period_goes_to_what_was_watched_in_it(books: Books) -> None:
    name = subscribe(books, books.viewer(), amount=1000)
    assert share(books, name, {"a": 60_000, "b": 20_000}) == 2
    assert earned(books, "studio-a") == {"a": 250}  # a third of 750, and what is left of it is the house's
    assert earned(books, "studio-b") == {"b": 250}
    assert books.problems() == ()


def test_looking_for_periods_waits_for_nobody(books: Books) -> None:
    """Two chores that each locked many wallets, in an order of their own, once waited for each other."""
    if books.engine.dialect.name != "postgresql":
        pytest.skip("SQLite has one lock for all")
    name = subscribe(books, viewer := books.viewer())
    with books.engine.begin() as busy, books.engine.begin() as db:
        wallet.holder(busy, viewer)
        db.exec_driver_sql("SET LOCAL lock_timeout = '2s'")
        assert name in {period.transaction for period in wallet.periods_over(db, NOW + 7 * DAY, 10_000)}


def test_it_is_shared_when_it_is_over_and_once(books: Books) -> None:
    name = subscribe(books, books.viewer())
    assert share(books, name, {"b": 1}, NOW + 7 * DAY - 1) == 0
    assert share(books, name, {"b": 1}) == 1
    assert share(books, name, {"a": 5}) == 0
    assert earned(books, "studio-b") == {"b": 1999}


def test_where_nothing_was_watched_it_is_the_houses(books: Books) -> None:
    viewer = books.viewer()
    assert share(books, subscribe(books, viewer), {}) == 1
    assert books.earned(viewer) == {("house", ""): 1999}
    assert books.problems() == ()


def test_a_gift_earns_nobody_anything(books: Books) -> None:
    viewer = books.viewer()
    assert share(books, subscribe(books, viewer, amount=0), {"b": 60_000}) == 0
    assert books.earned(viewer) == {}


def test_a_period_given_back_before_its_end_is_not_shared(books: Books) -> None:
    name = subscribe(books, books.viewer())
    books.reverse(name)
    assert share(books, name, {"b": 60_000}) == 0
    assert earned(books, "studio-b") == {}


def test_a_refund_after_it_takes_the_shares_back(books: Books) -> None:
    viewer = books.viewer()
    name = subscribe(books, viewer)
    share(books, name, {"a": 3, "b": 4})
    books.reverse(name, at=NOW + 8 * DAY)
    assert earned(books, "studio-a") == earned(books, "studio-b") == {}
    assert set(books.earned(viewer).values()) <= {0}
    assert books.problems() == ()


def test_a_viewers_history_tells_of_the_subscription_alone(books: Books) -> None:
    viewer = books.viewer()
    share(books, subscribe(books, viewer), {"a": 3, "b": 4})
    with books.engine.begin() as db:
        (line,) = wallet.movements(db, viewer)
    assert (line.kind, line.money) == ("subscription", Money(amount=1999, currency="USD"))


@given(st.integers(1, 10_000), st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 10**7), min_size=1))
def test_parts_of_a_payment_add_up_to_it(amount: int, watched: dict[str, int]) -> None:
    assert sum(split(amount, watched).values()) == amount
