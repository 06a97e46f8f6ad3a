"""Many at once: the same request, the same episode, the same coins, the same refund."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from dramaport.stream import wallet
from dramaport.stream.ids import new_id
from dramaport.stream.wallet import Balance, KeyReused, Posted, Refused, Unlocked
from wallet_making import DAY, NOW, Books

CLIENTS = 32
T = TypeVar("T")


def together(calls: Sequence[Callable[[], T]]) -> list[T]:
    """All calls start at the same moment, each on a thread of its own."""
    start = Barrier(len(calls))

    def one(call: Callable[[], T]) -> T:
        start.wait(30)
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(one, calls))


def test_the_same_request_is_executed_once(books: Books) -> None:
    viewer = books.viewer()
    books.buy(viewer, 10_000)
    answers = together([lambda: books.unlock(viewer, 11, 12, key="tap")] * CLIENTS)
    assert answers == [Unlocked(unlocked=(11, 12), charged=120, balance=9880)] * CLIENTS
    assert books.balance(viewer).paid == 9880


def test_taps_with_keys_of_their_own_charge_an_episode_once(books: Books) -> None:
    viewer = books.viewer()
    books.buy(viewer, 10_000)
    answers = together([lambda: books.unlock(viewer, 11)] * CLIENTS)
    assert sum(answer.charged for answer in answers if isinstance(answer, Unlocked)) == 60
    assert books.balance(viewer).paid == 9940


def test_coins_for_one_episode_open_one(books: Books) -> None:
    viewer = books.viewer()
    books.buy(viewer, 110)
    answers = together([lambda n=n: books.unlock(viewer, n) for n in range(1, CLIENTS + 1)])
    assert Counter(type(answer) for answer in answers) == {Unlocked: 1, Refused: CLIENTS - 1}
    assert books.balance(viewer) == Balance(paid=50, bonus=0)
    assert books.problems() == ()


def test_a_purchase_told_many_times_is_credited_once(books: Books) -> None:
    viewer, name = books.viewer(), new_id()
    posted = together([lambda: books.buy(viewer, 500, id=name)] * CLIENTS)
    assert sum(not answer.known for answer in posted) == 1
    assert books.balance(viewer).paid == 500


def test_one_receipt_told_for_many_viewers_is_credited_to_one(books: Books) -> None:
    viewers, name = [books.viewer() for _ in range(8)], new_id()

    def tell(viewer: str) -> Posted | None:
        try:
            return books.buy(viewer, 500, id=name)
        except KeyReused:
            return None

    posted = together([lambda v=v: tell(v) for v in viewers])
    assert sum(answer is not None for answer in posted) == 1
    assert sum(books.balance(viewer).paid for viewer in viewers) == 500


def test_refund_and_unlock_in_a_race_leave_nothing_for_nothing(books: Books) -> None:
    viewer = books.viewer()
    bought = books.buy(viewer, 600).transaction
    together(
        [
            *(lambda n=n: books.unlock(viewer, n) for n in range(1, 11)),
            *(lambda: books.reverse(bought) for _ in range(4)),
        ]
    )
    left = books.balance(viewer)
    assert (left.paid, left.bonus) == (0, 0)
    assert books.open(viewer) == set()
    assert left.debt == 60 * books.count("entitlement", viewer)
    assert books.problems() == ()


def test_sweeps_beside_purchases_and_unlocks_wait_for_each_other_in_order(books: Books) -> None:
    viewers = [books.viewer() for _ in range(8)]
    for viewer in viewers:
        for _ in range(2):
            books.grant(viewer, 90, expires=NOW + DAY)
    together(
        [
            *(lambda: books.expire(NOW + DAY) for _ in range(6)),
            *(lambda v=v: books.unlock(v, 11, at=NOW + DAY - 1) for v in viewers),
            *(lambda v=v: books.buy(v, 100) for v in reversed(viewers)),
        ]
    )
    books.expire(NOW + DAY)
    for viewer in viewers:
        left = books.balance(viewer)
        assert left.bonus == 0
        assert left.paid in ((40, 100) if books.open(viewer) else (100,))
    assert books.problems() == ()


def test_everyone_at_once(books: Books) -> None:
    viewers = [books.viewer() for _ in range(CLIENTS)]

    def life(viewer: str) -> tuple[Unlocked | Refused, ...]:
        books.buy(viewer, 200, 20)
        return books.unlock(viewer, 11, 12), books.unlock(viewer, 13, 14)

    lived = together([lambda v=v: life(v) for v in viewers])
    first = Unlocked(unlocked=(11, 12), charged=120, balance=100)
    assert lived == [(first, Refused(reason="short", short=20, balance=100))] * CLIENTS
    with books.engine.begin() as db:
        assert wallet.check(db) == ()
    for viewer in viewers:
        assert sum(books.earned(viewer).values()) == 120
