"""Coins in, episodes open, creators paid."""

from __future__ import annotations

import pytest

from dramaport.errors import BadInput
from dramaport.stream import wallet
from dramaport.stream.wallet import Balance, KeyReused, Refused, Share, Stake, Unlocked
from wallet_making import DAY, DRAMA, NOW, Books


def test_episodes_open_for_coins(books: Books) -> None:
    viewer = books.viewer()
    books.buy(viewer, 500, 50)
    assert books.unlock(viewer, 11, 12) == Unlocked(unlocked=(11, 12), charged=120, balance=430)
    assert books.open(viewer) == {11, 12}
    assert books.balance(viewer) == Balance(paid=430, bonus=0)
    assert books.problems() == ()


def test_all_or_nothing(books: Books) -> None:
    viewer = books.viewer()
    books.buy(viewer, 100)
    assert books.unlock(viewer, 11, 12) == Refused(reason="short", short=20, balance=100)
    assert books.open(viewer) == set()
    assert books.balance(viewer).paid == 100


def test_what_is_open_costs_nothing_more(books: Books) -> None:
    viewer = books.viewer()
    books.buy(viewer, 500)
    books.unlock(viewer, 11, 12)
    books.by_ad(viewer, 13)
    assert books.unlock(viewer, 14, 13, 12) == Unlocked(unlocked=(12, 13, 14), charged=60, balance=320)


def test_told_again_it_is_answered_as_before(books: Books) -> None:
    viewer = books.viewer()
    books.buy(viewer, 130)
    first = books.unlock(viewer, 11, key="k")
    books.unlock(viewer, 12)
    assert books.unlock(viewer, 11, key="k") == first
    refused = books.unlock(viewer, 13, key="short")
    books.buy(viewer)
    assert books.unlock(viewer, 13, key="short") == refused
    assert books.balance(viewer).paid == 510


def test_a_key_is_for_one_request_of_one_viewer(books: Books) -> None:
    viewer, other = books.viewer(), books.viewer()
    books.buy(viewer)
    books.buy(other)
    books.unlock(viewer, 11, key="k")
    with pytest.raises(KeyReused, match="Idempotency-Key"):
        books.unlock(viewer, 12, key="k")
    assert books.unlock(other, 12, key="k").balance == 440
    assert books.open(viewer) == {11}


def test_a_forgotten_key_charges_nothing_twice(books: Books) -> None:
    viewer = books.viewer()
    books.buy(viewer)
    books.unlock(viewer, 11, key="k", at=NOW)
    with books.engine.begin() as db:
        assert wallet.forget_requests(db, before_ms=NOW + 1) >= 1
    assert books.unlock(viewer, 11, key="k") == Unlocked(unlocked=(11,), charged=0, balance=440)


def test_bonus_first_then_what_expires_first(books: Books) -> None:
    viewer = books.viewer()
    books.buy(viewer, 100)
    books.grant(viewer, 10)
    books.grant(viewer, 20, expires=NOW + 2 * DAY)
    books.grant(viewer, 40, expires=NOW + DAY)
    books.unlock(viewer, 11, price=50)
    assert books.balance(viewer) == Balance(paid=100, bonus=20)
    assert books.expire(NOW + 2 * DAY) >= 1  # ten were left of the twenty; the forty are gone
    assert books.balance(viewer) == Balance(paid=100, bonus=10)


def test_expired_coins_are_not_spent_even_before_they_are_swept(books: Books) -> None:
    viewer = books.viewer()
    books.grant(viewer, 60, expires=NOW + DAY)
    assert books.unlock(viewer, 11, at=NOW + DAY) == Refused(reason="short", short=60, balance=0)
    with books.engine.begin() as db:
        assert wallet.balance(db, viewer, NOW + DAY).bonus == 0
        assert wallet.balance(db, viewer, NOW + DAY - 1).bonus == 60
    assert books.expire(NOW + DAY) >= 1
    assert books.balance(viewer).bonus == 0
    assert books.expire(NOW + DAY) == 0
    assert books.problems() == ()


def test_everyone_earns_their_share_of_each_sale(books: Books) -> None:
    viewer = books.viewer()
    books.buy(viewer, 500, 7)
    halves = Share(stakes=(Stake(creator="a", points=2500), Stake(creator="b", points=2500)))
    books.unlock(viewer, 11, share=halves)
    # 7 bonus coins: 1.75, 1.75, 3.5 -> 2, 2, 3; 53 paid: 13.25, 13.25, 26.5 -> 13, 13, 27
    assert books.earned(viewer) == {("creator", "a"): 15, ("creator", "b"): 15, ("house", ""): 30}


def test_a_statement_counts_coins_and_what_was_paid_for_them(books: Books) -> None:
    viewer, creator = books.viewer(), f"studio-{books.viewer()}"
    books.buy(viewer, 500, 7, amount=499)
    all_of_it = Share(stakes=(Stake(creator=creator, points=10_000),))
    books.unlock(viewer, 11, share=all_of_it, at=NOW + 5)
    books.unlock(viewer, 12, share=all_of_it, at=NOW + 6)
    with books.engine.begin() as db:
        whole = wallet.statement(db, creator, NOW, NOW + 7)
        first = wallet.statement(db, creator, NOW, NOW + 6)
    assert [(d.drama, d.paid, d.bonus) for d in whole.dramas] == [(DRAMA, 113, 7)]
    assert [(m.amount, m.currency) for m in whole.worth] == [(113 * 499 // 500, "USD")]
    assert [(d.paid, d.bonus) for d in first.dramas] == [(53, 7)]


def test_history_comes_in_pages_newest_first(books: Books) -> None:
    viewer = books.viewer()
    books.buy(viewer, 500, 50, at=NOW)
    for place, number in enumerate((11, 12, 13)):
        books.unlock(viewer, number, at=NOW + place)
    with books.engine.begin() as db:
        everything = wallet.movements(db, viewer)
        first = wallet.movements(db, viewer, None, 2)
        rest = wallet.movements(db, viewer, first[-1].cursor, 2)
    assert first + rest == everything
    assert [line.at_ms for line in everything] == sorted((line.at_ms for line in everything), reverse=True)
    bought = next(line for line in everything if line.kind == "purchase")
    assert (bought.coins, bought.money and bought.money.amount) == (550, 499)
    assert {(line.number, line.coins) for line in everything if line.kind == "unlock"} == {
        (11, -60),
        (12, -60),
        (13, -60),
    }
    assert sum(line.coins for line in everything) == books.balance(viewer).paid + books.balance(viewer).bonus


@pytest.mark.parametrize("cursor", ["", "x", "1", "1.", ".a", "99999999999999999999.a", "1.a\x00"])
def test_a_cursor_made_up_is_refused(books: Books, cursor: str) -> None:
    with books.engine.begin() as db, pytest.raises(BadInput, match="cursor"):
        wallet.movements(db, "nobody", cursor)


@pytest.mark.parametrize(
    ("numbers", "price"), [((0,), 60), ((-1,), 60), ((11, 11), 60), ((11,), 0), ((11,), -60), ((1 << 40,), 1)]
)
def test_orders_that_cannot_be_are_refused(books: Books, numbers: tuple[int, ...], price: int) -> None:
    with pytest.raises(BadInput):
        books.unlock(books.viewer(), *numbers, price=price)


def test_whoever_never_had_a_wallet_is_short(books: Books) -> None:
    assert books.unlock("a-stranger", 11) == Refused(reason="short", short=60, balance=0)
    assert books.balance("another-stranger") == Balance(paid=0, bonus=0)
