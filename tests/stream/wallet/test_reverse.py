"""Refunds and chargebacks, however often and in whatever order they are told."""

from __future__ import annotations

import pytest

from dramaport.errors import BadInput
from dramaport.stream import wallet
from dramaport.stream.ids import new_id
from dramaport.stream.wallet import Balance, KeyReused, Kind, Sale, Unlocked
from wallet_making import DAY, NOW, Books


def test_unspent_coins_go_back(books: Books) -> None:
    viewer = books.viewer()
    bought = books.buy(viewer, 500, 50)
    back = books.reverse(bought.transaction)
    assert (back.coins, back.debt, back.known) == (-550, 0, False)
    assert books.balance(viewer) == Balance(paid=0, bonus=0)
    assert books.problems() == ()


def test_spent_coins_become_a_debt_and_close_what_they_opened(books: Books) -> None:
    viewer = books.viewer()
    books.grant(viewer, 60)
    books.unlock(viewer, 10)
    bought = books.buy(viewer, 500)
    books.unlock(viewer, 11, 12)
    assert books.reverse(bought.transaction).debt == 120
    assert books.balance(viewer) == Balance(paid=0, bonus=0, debt=120)
    assert books.open(viewer) == {10}
    assert sum(books.earned(viewer).values()) == 60  # of the grant alone: nobody earns money that was given back
    assert books.problems() == ()


def test_the_next_coins_pay_the_debt_and_open_again(books: Books) -> None:
    viewer = books.viewer()
    bought = books.buy(viewer, 500)
    books.unlock(viewer, 11, 12)
    earned = books.earned(viewer)
    books.reverse(bought.transaction)
    again = books.buy(viewer, 100)
    assert (again.coins, again.settled, again.debt) == (100, 100, 20)
    assert books.open(viewer) == {11}
    books.grant(viewer, 50)
    assert books.open(viewer) == {11, 12}
    assert books.balance(viewer) == Balance(paid=0, bonus=30)
    assert sum(books.earned(viewer).values()) == sum(earned.values())
    assert books.problems() == ()


def test_other_coins_are_left_alone_and_may_pay_for_the_closed_episode(books: Books) -> None:
    viewer = books.viewer()
    bought = books.buy(viewer, 60)
    books.unlock(viewer, 11)
    books.buy(viewer, 500)
    books.reverse(bought.transaction)
    assert books.balance(viewer) == Balance(paid=500, bonus=0, debt=60)
    assert books.unlock(viewer, 11, 12, price=70) == Unlocked(unlocked=(11, 12), charged=130, balance=370)
    assert books.balance(viewer).debt == 0
    assert books.problems() == ()


def test_an_episode_paid_from_two_purchases_owes_only_what_was_taken_back(books: Books) -> None:
    viewer = books.viewer()
    one, two = books.buy(viewer, 40, at=NOW), books.buy(viewer, 100, at=NOW + 1)
    books.unlock(viewer, 11)
    owed = books.reverse(one.transaction).debt
    assert owed in (0, 40)  # lots alike are spent by id
    assert books.reverse(two.transaction).debt == 60
    assert books.reverse(two.transaction).debt == 60
    books.buy(viewer, 60)
    assert books.open(viewer) == {11}
    assert books.problems() == ()


def test_coins_that_paid_a_debt_can_be_taken_back_too(books: Books) -> None:
    viewer = books.viewer()
    first = books.buy(viewer, 60)
    books.unlock(viewer, 11)
    books.reverse(first.transaction)
    second = books.buy(viewer, 100)
    assert books.open(viewer) == {11}
    books.reverse(second.transaction)
    assert books.open(viewer) == set()
    assert books.balance(viewer) == Balance(paid=0, bonus=0, debt=60)
    assert books.problems() == ()


def test_told_twice_it_is_done_once(books: Books) -> None:
    viewer = books.viewer()
    bought = books.buy(viewer)
    first = books.reverse(bought.transaction, id=new_id())
    for again in (first.transaction, new_id()):
        told = books.reverse(bought.transaction, id=again)
        assert (told.transaction, told.coins, told.known) == (first.transaction, -500, True)
    books.buy(viewer, 10)
    assert books.balance(viewer).paid == 10


def test_expired_coins_are_not_taken_twice(books: Books) -> None:
    viewer = books.viewer()
    bought = books.buy(viewer, 100, 50, expires=NOW + DAY)
    books.unlock(viewer, 11, price=20)
    books.expire(NOW + DAY)
    back = books.reverse(bought.transaction)
    assert (back.coins, back.debt) == (-100, 20)
    assert books.problems() == ()


def test_an_advertisement_opens_what_a_refund_closed(books: Books) -> None:
    viewer = books.viewer()
    bought = books.buy(viewer, 60)
    books.unlock(viewer, 11)
    books.reverse(bought.transaction)
    books.by_ad(viewer, 11)
    assert books.open(viewer) == {11}
    assert books.balance(viewer).debt == 60
    assert books.problems() == ()


def test_only_what_came_in_can_be_taken_back(books: Books) -> None:
    viewer = books.viewer()
    bought = books.buy(viewer)
    back = books.reverse(bought.transaction)
    for nothing in ("no-such-purchase", back.transaction):
        with pytest.raises(BadInput, match="taken back"):
            books.reverse(nothing)
    other = books.buy(viewer)
    with pytest.raises(KeyReused):
        books.reverse(other.transaction, id=bought.transaction)


def test_a_subscription_ends_when_its_money_goes_back(books: Books) -> None:
    viewer = books.viewer()
    sale = Sale(store="apple", amount=1999, currency="EUR")
    with books.engine.begin() as db:
        for name, begins in (("s1", NOW), ("s2", NOW + 7 * DAY), ("s1", NOW)):
            wallet.subscribe(
                db,
                transaction_id=viewer[:20] + name,
                viewer=viewer,
                sale=sale,
                from_ms=begins,
                until_ms=begins + 7 * DAY,
                at_ms=NOW,
            )
        assert wallet.subscribed_until(db, viewer, NOW) == NOW + 7 * DAY
        assert wallet.subscribed_until(db, viewer, NOW + 7 * DAY) == NOW + 14 * DAY
        assert wallet.subscribed_until(db, viewer, NOW + 14 * DAY) is None
    books.reverse(viewer[:20] + "s1")
    with books.engine.begin() as db:
        assert wallet.subscribed_until(db, viewer, NOW) is None
        lines = wallet.movements(db, viewer)
    assert sorted(line.money.amount for line in lines if line.money) == [-1999, 1999, 1999]
    assert books.problems() == ()


def test_a_credit_is_taken_once_and_for_one_viewer(books: Books) -> None:
    viewer, other = books.viewer(), books.viewer()
    first = books.buy(viewer, 500)
    told = books.buy(viewer, 500, id=first.transaction, at=NOW + DAY)
    assert (told.known, told.coins) == (True, 500)
    for wrong in ((viewer, 501), (other, 500)):
        with pytest.raises(KeyReused):
            books.buy(*wrong, id=first.transaction)
    assert books.balance(viewer).paid == 500
    assert books.balance(other).paid == 0


def test_an_advertisement_opens_one_episode_once(books: Books) -> None:
    viewer = books.viewer()
    name = new_id()
    assert not books.by_ad(viewer, 11, id=name).known
    assert books.by_ad(viewer, 11, id=name).known
    with pytest.raises(KeyReused):
        books.by_ad(viewer, 12, id=name)
    assert books.open(viewer) == {11}


@pytest.mark.parametrize(("paid", "bonus"), [(0, 0), (-1, 5), (5, -1), (1 << 40, 0)])
def test_credits_that_cannot_be_are_refused(books: Books, paid: int, bonus: int) -> None:
    with pytest.raises(BadInput, match="coins"):
        books.buy(books.viewer(), paid, bonus)


def test_a_purchase_needs_its_sale(books: Books) -> None:
    viewer = books.viewer()
    sale = Sale(store="x", amount=1, currency="USD")
    for kind, given in ((Kind.PURCHASE, None), (Kind.GRANT, sale), (Kind.UNLOCK, None)):
        with books.engine.begin() as db, pytest.raises(BadInput):
            wallet.credit(
                db,
                transaction_id=new_id(),
                viewer=viewer,
                kind=kind,
                paid=1,
                bonus=0,
                bonus_expires_ms=None,
                sale=given,
                at_ms=NOW,
            )
