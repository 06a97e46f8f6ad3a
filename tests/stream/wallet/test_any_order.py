"""Whatever happens in whatever order, the books are right: random lives of two viewers, told twice at random."""

from __future__ import annotations

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

from dramaport.stream import wallet
from dramaport.stream.ids import new_id
from dramaport.stream.wallet import Posted, Refused, Unlocked
from wallet_making import DAY, NOW, Books

PRICE = 60
which = st.integers(0, 1)
episodes = st.lists(st.integers(1, 6), min_size=1, max_size=4, unique=True).map(tuple)


def lives(books: Books) -> type[RuleBasedStateMachine]:
    class Lives(RuleBasedStateMachine):
        @initialize()
        def begin(self) -> None:
            self.now = NOW
            self.viewers = [books.viewer() for _ in range(2)]
            self.requests: list[tuple[str, tuple[int, ...], str, Unlocked | Refused]] = []
            self.credits: list[tuple[str, int, int, str]] = []
            self.taken_back: set[str] = set()

        @rule(v=which, paid=st.integers(1, 200), bonus=st.integers(0, 60), days=st.none() | st.integers(1, 3))
        def buy(self, v: int, paid: int, bonus: int, days: int | None) -> None:
            viewer, name = self.viewers[v], new_id()
            expires = None if days is None else self.now + days * DAY
            before = books.balance(viewer)
            posted = books.buy(viewer, paid, bonus, expires=expires, id=name, at=self.now)
            after = books.balance(viewer)
            gained = after.paid + after.bonus - before.paid - before.bonus
            assert gained == paid + bonus - posted.settled
            assert after.debt == posted.debt == before.debt - posted.settled
            self.credits.append((viewer, paid, bonus, name))
            again = books.buy(viewer, paid, bonus, expires=expires, id=name, at=self.now + 1)
            assert again == Posted(transaction=name, coins=paid + bonus, debt=posted.debt, known=True)

        @rule(v=which, numbers=episodes)
        def unlock(self, v: int, numbers: tuple[int, ...]) -> None:
            viewer, key = self.viewers[v], new_id()
            before, known = books.balance(viewer), books.open(viewer)
            answer = books.unlock(viewer, *numbers, price=PRICE, key=key, at=self.now)
            after = books.balance(viewer)
            spent = before.paid + before.bonus - after.paid - after.bonus
            if isinstance(answer, Unlocked):
                assert spent == answer.charged <= PRICE * len(set(numbers) - known)
                assert books.open(viewer) == known | set(numbers)
            else:
                assert (spent, books.open(viewer)) == (0, known)
            self.requests.append((viewer, numbers, key, answer))

        @precondition(lambda self: self.requests)
        @rule(data=st.data())
        def tell_again(self, data: st.DataObject) -> None:
            viewer, numbers, key, answer = data.draw(st.sampled_from(self.requests))
            before = books.balance(viewer)
            assert books.unlock(viewer, *numbers, price=PRICE, key=key, at=self.now) == answer
            assert books.balance(viewer) == before

        @precondition(lambda self: self.credits)
        @rule(data=st.data())
        def refund(self, data: st.DataObject) -> None:
            viewer, paid, bonus, name = data.draw(st.sampled_from(self.credits))
            before = books.balance(viewer)
            posted = books.reverse(name, at=self.now)
            after = books.balance(viewer)
            assert posted.known == (name in self.taken_back)
            assert after.debt == posted.debt
            if posted.known:
                assert after == before
            else:
                taken = before.paid + before.bonus - after.paid - after.bonus
                assert taken == -posted.coins
                assert taken + after.debt - before.debt <= paid + bonus  # the rest expired
            self.taken_back.add(name)

        @rule(v=which, number=st.integers(1, 6))
        def watch_an_ad(self, v: int, number: int) -> None:
            before = books.balance(self.viewers[v])
            books.by_ad(self.viewers[v], number)
            assert number in books.open(self.viewers[v])
            assert books.balance(self.viewers[v]) == before

        @rule(days=st.integers(0, 2))
        def time_goes_by(self, days: int) -> None:
            self.now += days * DAY
            books.expire(self.now)
            assert books.expire(self.now) == 0

        @invariant()
        def the_books_are_right(self) -> None:
            assert books.problems() == ()

        def teardown(self) -> None:
            for viewer in getattr(self, "viewers", ()):
                with books.engine.begin() as db:
                    lines = wallet.movements(db, viewer, None, 200)
                charged = [line.number for line in lines if line.kind == "unlock"]
                assert len(charged) == len(set(charged))
                left = books.balance(viewer)
                assert left.paid >= 0
                assert left.bonus >= 0
                if len(lines) < 200:
                    assert sum(line.coins for line in lines) == left.paid + left.bonus
                    assert sum(line.debt for line in lines) == left.debt
                paid = -sum(line.coins for line in lines if line.kind in ("unlock", "settlement"))
                back = sum(line.debt for line in lines if line.kind == "revocation")
                assert sum(books.earned(viewer).values()) == paid - back

    return Lives


def test_whatever_happens_the_books_are_right(books: Books) -> None:
    calm = settings(
        max_examples=12,
        stateful_step_count=14,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
    )
    run_state_machine_as_test(lives(books), settings=calm)
