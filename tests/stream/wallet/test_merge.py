"""A guest's wallet goes into an account's: nothing is lost, nothing is there twice, and a refund still finds what it paid for."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from dramaport.errors import BadInput
from dramaport.stream import wallet
from dramaport.stream.ids import new_id
from dramaport.stream.wallet import Refused, Unlocked
from wallet_making import DAY, NOW, Books


def merge(books: Books, guest: str, account: str, at: int = NOW, id: str | None = None) -> int:
    with books.engine.begin() as db:
        return wallet.merge(db, transaction_id=id or new_id(), guest=guest, account=account, at_ms=at)


@pytest.fixture
def pair(books: Books) -> tuple[str, str]:
    return books.viewer(), books.viewer()


def test_coins_go_over_with_their_kinds_and_the_guest_has_none_left(books: Books, pair: tuple[str, str]) -> None:
    guest, account = pair
    books.buy(guest, 500, 50)
    books.buy(account, 100)
    assert merge(books, guest, account) == 550
    assert (books.balance(account).paid, books.balance(account).bonus) == (600, 50)
    assert (books.balance(guest).paid, books.balance(guest).bonus) == (0, 0)
    assert books.problems() == ()


def test_a_second_merge_changes_nothing_and_another_account_gets_nothing(books: Books, pair: tuple[str, str]) -> None:
    guest, account = pair
    books.buy(guest, 500)
    merge(books, guest, account)
    assert merge(books, guest, account) == 0
    assert books.balance(account).paid == 500
    with pytest.raises(BadInput):
        merge(books, guest, books.viewer())
    with pytest.raises(BadInput):
        merge(books, account, account)


def test_opened_episodes_stay_open_and_cost_nothing_again(books: Books, pair: tuple[str, str]) -> None:
    guest, account = pair
    books.buy(guest, 200)
    books.unlock(guest, 11, 12, price=60)
    books.by_ad(guest, 13)
    merge(books, guest, account)
    assert books.open(account) == {11, 12, 13}
    again = books.unlock(account, 11, 12, 13, price=60)
    assert isinstance(again, Unlocked)
    assert (again.charged, books.balance(account).paid) == (0, 80)


def test_a_subscription_goes_on_and_ends_with_its_refund(books: Books, pair: tuple[str, str]) -> None:
    guest, account = pair
    name = new_id()
    with books.engine.begin() as db:
        wallet.subscribe(
            db, transaction_id=name, viewer=guest, sale=None, from_ms=NOW, until_ms=NOW + 7 * DAY, at_ms=NOW
        )
    merge(books, guest, account)
    with books.engine.begin() as db:
        assert wallet.subscribed_until(db, account, NOW + DAY) == NOW + 7 * DAY
        wallet.reverse(db, transaction_id=new_id(), of=name, at_ms=NOW + DAY, reason="refunded")
        assert wallet.subscribed_until(db, account, NOW + 2 * DAY) is None


def test_a_refund_takes_what_the_guest_bought_from_the_account(books: Books, pair: tuple[str, str]) -> None:
    guest, account = pair
    name = new_id()
    books.buy(guest, 200, id=name)
    books.unlock(guest, 11, price=60)
    merge(books, guest, account)
    books.unlock(account, 12, price=60)
    posted = books.reverse(name)
    assert (posted.coins, posted.debt) == (-80, 120)
    assert books.open(account) == frozenset()
    assert books.balance(account).debt == 120
    books.buy(account, 150)
    assert books.open(account) == {11, 12}
    assert books.problems() == ()


def test_an_episode_both_had_paid_for_is_closed_by_neither_refund_alone(books: Books, pair: tuple[str, str]) -> None:
    guest, account = pair
    name = new_id()
    books.buy(guest, 60, id=name)
    books.unlock(guest, 11, price=60)
    books.buy(account, 60)
    books.unlock(account, 11, price=60)
    merge(books, guest, account)
    books.reverse(name)
    assert books.open(account) == {11}
    assert books.balance(account).debt == 0
    assert books.problems() == ()


def test_what_the_guest_paid_for_opens_what_was_closed_to_the_account(books: Books, pair: tuple[str, str]) -> None:
    guest, account = pair
    name = new_id()
    books.buy(account, 60, id=name)
    books.unlock(account, 11, price=60)
    books.reverse(name)
    books.buy(guest, 100)
    books.unlock(guest, 11, price=60)
    merge(books, guest, account)
    assert books.open(account) == {11}
    assert (books.balance(account).paid, books.balance(account).debt) == (40, 0)
    assert books.problems() == ()


def test_a_debt_goes_over_and_is_paid_by_the_coins_that_came_along(books: Books, pair: tuple[str, str]) -> None:
    guest, account = pair
    name = new_id()
    books.buy(guest, 60, id=name)
    books.unlock(guest, 11, price=60)
    books.reverse(name)
    merge(books, guest, account)
    assert (books.balance(account).debt, books.open(account)) == (60, frozenset())
    books.buy(account, 100)
    assert (books.balance(account).paid, books.open(account)) == (40, {11})
    assert books.problems() == ()


def test_coins_that_come_late_for_the_guest_are_the_accounts(books: Books, pair: tuple[str, str]) -> None:
    guest, account = pair
    merge(books, guest, account)
    with books.engine.begin() as db:
        assert wallet.holder(db, guest) == account
        assert wallet.holder(db, account) == account
        assert wallet.holder(db, "nobody") == "nobody"


def test_the_accounts_history_is_both_and_adds_up(books: Books, pair: tuple[str, str]) -> None:
    guest, account = pair
    books.buy(guest, 200)
    books.unlock(guest, 11, price=60)
    books.buy(account, 30)
    merge(books, guest, account)
    with books.engine.connect() as db:
        lines = wallet.movements(db, account)
    assert sorted(line.coins for line in lines) == [-60, 30, 200]
    assert sum(line.coins for line in lines) == books.balance(account).paid


def lives(books: Books) -> type[RuleBasedStateMachine]:
    """Two guests and an account, until the guests are the account."""

    class Lives(RuleBasedStateMachine):
        @initialize()
        def begin(self) -> None:
            self.now = NOW
            self.account = books.viewer()
            self.guests = [books.viewer(), books.viewer()]
            self.credits: list[str] = []
            self.dead: list[str] = []

        def living(self, v: int) -> str:
            return [self.account, *self.guests][v % (1 + len(self.guests))]

        @rule(
            v=st.integers(0, 2), paid=st.integers(1, 200), bonus=st.integers(0, 60), days=st.none() | st.integers(1, 3)
        )
        def buy(self, v: int, paid: int, bonus: int, days: int | None) -> None:
            name = new_id()
            expires = None if days is None else self.now + days * DAY
            books.buy(self.living(v), paid, bonus, expires=expires, id=name, at=self.now)
            self.credits.append(name)

        @rule(v=st.integers(0, 2), numbers=st.lists(st.integers(1, 4), min_size=1, max_size=3, unique=True))
        def unlock(self, v: int, numbers: list[int]) -> None:
            viewer = self.living(v)
            known, before = books.open(viewer), books.balance(viewer)
            answer = books.unlock(viewer, *numbers, price=60, key=new_id(), at=self.now)
            if not isinstance(answer, Refused):
                assert answer.charged <= 60 * len(set(numbers) - known)
                assert books.open(viewer) == known | set(numbers)
                after = books.balance(viewer)
                assert before.paid + before.bonus - after.paid - after.bonus == answer.charged

        @rule(v=st.integers(0, 2), number=st.integers(1, 4))
        def watch_an_ad(self, v: int, number: int) -> None:
            books.by_ad(self.living(v), number)

        @precondition(lambda self: self.credits)
        @rule(data=st.data())
        def refund(self, data: st.DataObject) -> None:
            books.reverse(data.draw(st.sampled_from(self.credits)), at=self.now)

        @rule(days=st.integers(0, 2))
        def time_goes_by(self, days: int) -> None:
            self.now += days * DAY
            books.expire(self.now)

        @precondition(lambda self: self.guests)
        @rule()
        def become_the_account(self) -> None:
            guest = self.guests.pop()
            mine, theirs = books.balance(self.account), books.balance(guest)
            known = books.open(self.account) | books.open(guest)
            merge(books, guest, self.account, self.now)
            after = books.balance(self.account)
            total = sum(b.paid + b.bonus for b in (mine, theirs))
            settled = mine.debt + theirs.debt - after.debt
            assert total - (after.paid + after.bonus) <= max(0, settled)
            assert books.open(self.account) >= known
            assert books.balance(guest).paid == books.balance(guest).bonus == 0
            self.dead.append(guest)

        @invariant()
        def the_books_are_right(self) -> None:
            assert books.problems() == ()
            for guest in self.dead:
                assert books.balance(guest).paid == books.balance(guest).bonus == 0

    return Lives


def test_whatever_happens_before_and_after_the_books_are_right(books: Books) -> None:
    calm = settings(
        max_examples=15,
        stateful_step_count=18,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
    )
    run_state_machine_as_test(lives(books), settings=calm)
