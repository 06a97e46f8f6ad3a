"""One inbox: kept once, handled once, and the wallet follows the state of the order."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from dramaport.data.engine import open_database
from dramaport.stream import wallet
from dramaport.stream.stores import repository
from dramaport.stream.stores.handle import Period
from dramaport.stream.stores.inbox import Inbox, Outcome
from dramaport.stream.stores.purse import WalletPurse
from dramaport.stream.stores.repository import Checkout
from dramaport.stream.stores.values import (
    ChargedBack,
    Expired,
    Linked,
    Purchased,
    Refunded,
    Renewed,
    Restored,
    Source,
    StoreEvent,
)
from dramaport.stream.values import Money
from stores_making import ANNA, BELA, SOLD, USD, Purse, shelf

DAY = 86_400_000
NOW = 1_000 * DAY
A, S = Source.APPLE, Source.STRIPE


def bought(
    order: str = "o1", viewer: str | None = ANNA, at: int = NOW, name: str = "buy", item: str = "c1000"
) -> Purchased:
    return Purchased(source=A, id=f"{name}-{order}", at_ms=at, order=order, viewer=viewer, item=item)


def refunded(order: str = "o1", at: int = NOW + 5) -> Refunded:
    return Refunded(source=A, id=f"refund-{order}-{at}", at_ms=at, order=order)


def week(order: str, start: int, viewer: str = ANNA) -> Renewed:
    return Renewed(
        source=A, id=f"week-{order}", at_ms=start, order=order, subscription="sub", viewer=viewer, item="week",
        from_ms=start, until_ms=start + 7 * DAY,
    )  # fmt: skip


def subscribed_until(engine: Engine, viewer: str = ANNA) -> int | None:
    with engine.connect() as db:
        return repository.subscribed_until(db, viewer)


def begin(engine: Engine, item: str = "c1000") -> Checkout:
    with engine.begin() as db:
        return repository.add_checkout(
            db, Checkout(id=f"{item:0<32}", viewer=ANNA, item=SOLD[item]), f"key-{item}", NOW
        )


def test_a_purchase_is_credited_once_however_often_it_is_told(inbox: Inbox, purse: Purse) -> None:
    told = [inbox.take(bought(), NOW) for _ in range(3)]
    assert told == [Outcome.HANDLED, Outcome.KNOWN, Outcome.KNOWN]
    assert purse.coins(ANNA) == 1100


def test_the_same_order_under_another_message_id_is_credited_once(inbox: Inbox, purse: Purse) -> None:
    inbox.take(bought(name="push"), NOW)
    inbox.take(bought(name="push-again"), NOW)
    assert purse.coins(ANNA) == 1100


def test_a_refund_that_comes_before_its_purchase_leaves_nothing(inbox: Inbox, purse: Purse) -> None:
    assert inbox.take(refunded(), NOW) is Outcome.HANDLED
    inbox.take(bought(), NOW)
    assert purse.coins(ANNA) == 0
    assert len(purse.given) == len(purse.taken) == 1


def test_a_refund_that_was_reversed_gives_the_coins_again(inbox: Inbox, purse: Purse) -> None:
    for event in (bought(), refunded(), Restored(source=A, id="back", at_ms=NOW + 9, order="o1", of="refunded")):
        inbox.take(event, NOW)
    assert purse.coins(ANNA) == 1100


def test_one_receipt_is_worth_its_coins_on_one_account_only(inbox: Inbox, purse: Purse) -> None:
    """Fraud: one receipt on many accounts. The one who bought it by the store's clock has it, whoever is heard first."""
    inbox.take(bought(viewer=BELA, at=NOW + 60, name="shared"), NOW)
    inbox.take(bought(viewer=ANNA, at=NOW), NOW)
    assert (purse.coins(ANNA), purse.coins(BELA)) == (1100, 0)


def test_bonus_coins_run_out_by_the_time_of_the_purchase(inbox: Inbox, purse: Purse) -> None:
    inbox.take(bought(at=NOW), NOW + 30 * DAY)
    ((_, worth),) = purse.given.values()
    assert worth.bonus_expires_ms == NOW + 90 * DAY  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        (bought(viewer=None), "names no account"),
        (bought(viewer="f" * 32), "no such viewer"),
        (bought(item="gold"), "not sold"),
        (bought(item="week"), "plan"),
    ],
)
def test_what_cannot_be_credited_waits_and_says_why(
    inbox: Inbox, purse: Purse, database: Engine, event: Purchased, reason: str
) -> None:
    assert inbox.take(event, NOW) is Outcome.WAITING
    assert inbox.take(event, NOW) is Outcome.WAITING
    with database.connect() as db:
        ((kept, attempts, problem),) = repository.waiting(db, 10)
    assert (kept, attempts) == (event, 2)
    assert problem is not None and reason in problem
    assert not purse.given


def test_a_crash_between_keeping_and_handling_loses_nothing(inbox: Inbox, purse: Purse, database: Engine) -> None:
    with database.begin() as db:
        repository.receive(db, bought(), NOW)
    assert inbox.sweep(NOW) == 1
    assert inbox.sweep(NOW) == 0
    assert purse.coins(ANNA) == 1100


def test_a_wallet_that_fails_leaves_the_event_for_the_next_time(inbox: Inbox, purse: Purse) -> None:
    purse.fails = True
    with pytest.raises(OSError, match="power"):
        inbox.take(bought(), NOW)
    purse.fails = False
    assert inbox.take(bought(), NOW) is Outcome.HANDLED
    assert purse.coins(ANNA) == 1100


def test_a_checkout_says_who_and_what_not_the_store(inbox: Inbox, purse: Purse, database: Engine) -> None:
    begun = begin(database)
    paid = Purchased(source=S, id="evt", at_ms=NOW, order="pi", checkout=begun.id, money=USD)
    assert inbox.take(paid, NOW) is Outcome.HANDLED
    assert purse.coins(ANNA) == 1100
    with database.connect() as db:
        assert repository.checkout_standing(db, begun.id) == "paid"


@pytest.mark.parametrize("money", [Money(amount=1, currency="USD"), Money(amount=999, currency="IDR")])
def test_another_price_or_currency_than_the_checkouts_buys_nothing(
    inbox: Inbox, purse: Purse, database: Engine, money: Money
) -> None:
    """Fraud: price arbitrage."""
    paid = Purchased(source=S, id="evt", at_ms=NOW, order="pi", checkout=begin(database).id, money=money)
    assert inbox.take(paid, NOW) is Outcome.WAITING
    assert not purse.given


def test_a_refund_named_by_payment_finds_the_invoice_whatever_comes_first(
    make_inbox: Callable[[Engine, Purse], Inbox], database: Engine
) -> None:
    begun = begin(database, "week")
    period = Renewed(
        source=S, id="inv", at_ms=NOW, order="in_1", subscription="sub_1", checkout=begun.id,
        money=begun.item.money, from_ms=NOW, until_ms=NOW + 7 * DAY,
    )  # fmt: skip
    tie = Linked(source=S, id="tie", at_ms=NOW, order="in_1", payment="pi_1")
    back = ChargedBack(source=S, id="du", at_ms=NOW + 9, order="pi_1")
    inbox = make_inbox(database, Purse())
    for event in (back, period):
        inbox.take(event, NOW)
    assert subscribed_until(database) == NOW + 7 * DAY
    inbox.take(tie, NOW)
    assert subscribed_until(database) is None


def test_a_subscription_lasts_as_long_as_its_last_period_that_was_kept(inbox: Inbox, database: Engine) -> None:
    inbox.take(week("w2", NOW + 7 * DAY), NOW)
    inbox.take(week("w1", NOW), NOW)
    assert subscribed_until(database) == NOW + 14 * DAY
    inbox.take(refunded("w2", NOW + 8 * DAY), NOW)
    assert subscribed_until(database) == NOW + 7 * DAY
    inbox.take(Expired(source=A, id="end", at_ms=NOW + 3 * DAY, subscription="sub", ends_ms=NOW + 3 * DAY), NOW)
    assert subscribed_until(database) == NOW + 3 * DAY
    assert subscribed_until(database, BELA) is None


def test_the_wallet_is_told_again_when_a_period_is_cut(inbox: Inbox, purse: Purse) -> None:
    inbox.take(week("w1", NOW), NOW)
    inbox.take(Expired(source=A, id="end", at_ms=NOW + DAY, subscription="sub", ends_ms=NOW + DAY), NOW)
    inbox.take(Expired(source=A, id="end2", at_ms=NOW + 9 * DAY, subscription="sub", ends_ms=NOW + 9 * DAY), NOW)
    held = [worth for name, (_, worth) in purse.given.items() if name not in purse.taken.values()]
    assert held == [Period("week", NOW, NOW + DAY)]
    assert len(purse.given) == 2


def test_refunds_of_late_are_counted(inbox: Inbox, database: Engine) -> None:
    for order in ("o1", "o2"):
        inbox.take(bought(order), NOW)
        inbox.take(refunded(order), NOW + DAY)
    with database.connect() as db:
        assert repository.taken_back(db, ANNA, NOW) == 2
        assert repository.taken_back(db, ANNA, NOW + 2 * DAY) == 0


HISTORY: tuple[StoreEvent, ...] = (
    bought("o1"), refunded("o1"), Restored(source=A, id="back", at_ms=NOW + 9, order="o1", of="refunded"),
    bought("o2"), refunded("o2"), bought("o3", BELA), bought("o3", ANNA, NOW + 50, "stolen"),
    week("w1", NOW), week("w2", NOW + 7 * DAY), refunded("w2", NOW + 8 * DAY),
    Expired(source=A, id="end", at_ms=NOW + 6 * DAY, subscription="sub", ends_ms=NOW + 6 * DAY),
)  # fmt: skip


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(HISTORY), st.lists(st.sampled_from(HISTORY), max_size=6))
def test_any_arrival_of_a_history_ends_in_the_same_wallet(
    tmp_path: Path, make_inbox: Callable[[Engine, Purse], Inbox], arrived: list[StoreEvent], again: list[StoreEvent]
) -> None:
    engine = open_database(f"sqlite:///{tmp_path / f'{time.time_ns()}.db'}")
    purse = Purse()
    inbox = make_inbox(engine, purse)
    for event in (*arrived, *again):
        inbox.take(event, NOW)
    assert (purse.coins(ANNA), purse.coins(BELA)) == (1100, 1100)
    assert subscribed_until(engine) == NOW + 6 * DAY
    engine.dispose()


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(HISTORY))
def test_any_arrival_of_a_history_ends_in_the_same_books(tmp_path: Path, arrived: list[StoreEvent]) -> None:
    engine = open_database(f"sqlite:///{tmp_path / f'{time.time_ns()}.db'}")
    inbox = Inbox(engine, WalletPurse(), shelf)
    for event in arrived:
        assert inbox.take(event, NOW) is Outcome.HANDLED
    with engine.connect() as db:
        assert [wallet.balance(db, viewer) for viewer in (ANNA, BELA)] == [wallet.Balance(paid=1000, bonus=100)] * 2
        assert wallet.subscribed_until(db, ANNA, NOW + 1) == NOW + 6 * DAY
        assert wallet.check(db) == ()
    engine.dispose()


@pytest.mark.services
def test_the_same_and_other_events_of_an_order_at_once_on_postgresql(
    postgres: str, make_inbox: Callable[[Engine, Purse], Inbox]
) -> None:
    engine = open_database(postgres)
    order, purse = f"pg-{time.time_ns()}", Purse()
    inbox = make_inbox(engine, purse)
    back = Restored(source=A, id=f"back-{order}", at_ms=NOW + 9, order=order, of="refunded")
    events = [bought(order), refunded(order), back] * 6
    with ThreadPoolExecutor(6) as pool:
        told = list(pool.map(lambda event: inbox.take(event, NOW), events))
    assert told.count(Outcome.HANDLED) == 3
    assert purse.coins(ANNA) == 1100
    engine.dispose()
