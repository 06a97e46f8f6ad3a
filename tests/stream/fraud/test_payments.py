"""Fraud around money: replays, double taps, refunds after a binge, chargebacks, arbitrage, shared and sandbox receipts."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from dramaport.stream import repository
from dramaport.stream.sandbox.keys import Keys
from dramaport.stream.sandbox.messages import Message, apple_notification, google_push, stripe_event
from dramaport.stream.sandbox.orders import BUNDLE, PACKAGE, PUSH_ACCOUNT, Act
from dramaport.stream.stores.apple import AppleInbox
from dramaport.stream.stores.stripe import StripeInbox
from stream.town import AUDIENCE, DRAMA, Town

WAYS = ("card", "apple", "google")


def apple(
    town: Town, viewer: str, order: str = "o1", environment: str = "Sandbox", keys: Keys | None = None
) -> Message:
    """The App Store says that somebody bought a pack."""
    bought = {
        "transactionId": order, "originalTransactionId": order, "productId": "c1000", "quantity": 1,
        "purchaseDate": town.station.now_ms, "type": "Consumable", "currency": "USD", "price": 9990,
        "appAccountToken": str(uuid.UUID(viewer)), "storefront": "USA",
    }  # fmt: skip
    return apple_notification(
        (keys or town.keys).apple, uuid=str(uuid.uuid4()), kind="ONE_TIME_CHARGE", transaction=bought,
        at_ms=town.station.now_ms, bundle=BUNDLE, environment=environment,
    )  # fmt: skip


def card(town: Town, checkout: str, amount: int, currency: str, country: str | None, order: str = "pi_1") -> Message:
    """Stripe says that a checkout was paid by a card of a country."""
    session = {
        "id": f"cs_{order}", "object": "checkout.session", "mode": "payment", "payment_status": "paid",
        "payment_intent": order, "amount_total": amount, "currency": currency, "metadata": {"checkout": checkout},
        "customer_details": {"address": {"country": country}},
    }  # fmt: skip
    now_s = town.station.now_ms // 1000
    return stripe_event(town.keys.stripe.webhook_secret, f"evt_{order}", "checkout.session.completed", session, now_s)


# 1. Replayed notifications


@pytest.mark.parametrize("way", WAYS)
def test_01_a_notification_replayed_by_whoever_kept_it_credits_nothing_more(town: Town, way: str) -> None:
    kept: list[Message] = []
    send = town.shop.post.send
    town.shop.post.send = lambda messages: (kept.extend(messages), send(messages))[1]  # type: ignore[method-assign]
    guest = town.guest()
    guest.buy("c1000", way)
    assert guest.coins == 1100
    states = {town.send(message).json()["state"] for message in kept * 3}
    assert states == {"known"}
    assert guest.coins == 1100


def test_01_an_old_genuine_webhook_is_refused_by_its_time(town: Town) -> None:
    guest = town.guest()
    begun = guest.checkout("c1000").json()
    old = {
        "id": "cs",
        "mode": "payment",
        "payment_status": "paid",
        "payment_intent": "pi",
        "metadata": {"checkout": begun["id"]},
    }
    message = stripe_event(
        town.keys.stripe.webhook_secret,
        "evt_old",
        "checkout.session.completed",
        old,
        town.station.now_ms // 1000 - 3600,
    )
    assert (town.send(message).status_code, guest.coins) == (400, 0)


# 4. Double tap, parallel unlock


def test_04_thirty_two_taps_at_once_on_the_same_episodes_are_one_charge(town: Town) -> None:
    guest = town.guest()
    guest.buy("c1000")
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda n: guest.unlock(11, 12, key=f"parallel-{n % 16:04d}"), range(32)))
    assert {answer.status_code for answer in answers} == {200}
    assert sorted({answer.json()["charged"] for answer in answers}) == [0, 120]
    assert guest.coins == 1100 - 120
    assert guest.opened == {11, 12}


def test_04_two_purchases_of_the_last_coins_cannot_both_win(town: Town) -> None:
    with town.station.database.begin() as db:
        dear = repository.show(db, DRAMA).model_copy(update={"coin_price": 300})
        repository.put_show(db, dear, 1)
    guest = town.guest()
    guest.buy("c500")
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda number: guest.unlock(number, key=f"last-coins-{number}"), (11, 12)))
    assert sorted(answer.status_code for answer in answers) == [200, 402]
    assert guest.coins == 200
    assert len(guest.opened) == 1


def test_04_two_taps_on_buy_are_one_checkout(town: Town) -> None:
    guest = town.guest()
    first, again = guest.checkout("c1000", "same-key-1"), guest.checkout("c1000", "same-key-1")
    assert first.json() == again.json()
    other = guest.checkout("week", "same-key-1")
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")


# 5. Refund after a binge, repeated refunders


@pytest.mark.parametrize("way", WAYS)
def test_05_a_refund_after_a_binge_closes_what_it_paid_for_and_leaves_a_debt(town: Town, way: str) -> None:
    guest = town.guest()
    guest.buy("c1000", way)
    assert guest.unlock(11, 12).status_code == 200
    town.happen(Act.REFUND)
    assert guest.opened == frozenset()
    assert not guest.opens(11)
    assert guest.coins <= 0
    owed = guest.balance.debt
    assert guest.unlock(11).status_code == 402
    guest.buy("c1000", way)
    assert guest.balance.debt == 0
    assert guest.coins == 1100 - owed


def test_05_who_refunds_again_and_again_loses_advertisements_and_bonus_coins_first(town: Town) -> None:
    guest = town.guest()
    for _ in range(3):
        guest.buy("c1000")
        town.happen(Act.REFUND)
    refused = guest.want_ad()
    assert (refused.status_code, refused.json()["code"]) == (429, "capped")
    shown = guest.ask("GET", f"/v1/offers?drama={DRAMA}&number=11").json()
    assert {pack["bonus"] for pack in shown["packs"]} == {0}
    guest.buy("c1000")
    assert guest.coins == 1000
    honest = town.guest()
    honest.buy("c1000")
    assert honest.coins == 1100


def test_05_refunds_count_for_a_quarter_of_a_year(town: Town) -> None:
    guest = town.guest()
    for _ in range(3):
        guest.buy("c1000")
        town.happen(Act.REFUND)
    town.clock.move(timedelta(days=91))
    shown = guest.ask("GET", f"/v1/offers?drama={DRAMA}&number=11").json()
    assert any(pack["bonus"] for pack in shown["packs"])


# 6. Chargeback on the web


def test_06_a_chargeback_takes_back_coins_episodes_and_the_creators_share(town: Town) -> None:
    guest = town.guest()
    guest.buy("c1000")
    guest.unlock(11, 12)
    town.happen(Act.DISPUTE)
    assert guest.opened == frozenset()
    assert guest.balance.paid == guest.balance.bonus == 0
    town.clock.move(timedelta(seconds=5))
    town.happen(Act.WIN)
    assert guest.opened == {11, 12}
    assert guest.coins == 1100 - 120


def test_06_a_subscription_charged_back_is_over_at_once(town: Town) -> None:
    guest = town.guest()
    guest.buy("week")
    assert guest.opens(11)
    town.happen(Act.DISPUTE)
    assert not guest.opens(11)


# 7. Price arbitrage


def test_07_a_card_of_another_country_does_not_buy_at_this_ones_price(town: Town) -> None:
    """Somebody says Brazil, or borrows a network there, and pays with an American card."""
    guest = town.guest(territory="BR")
    begun = guest.checkout("c1000").json()["id"]
    with town.station.reading.connect() as db:
        brazil = next(market for market in repository.markets(db) if "BR" in market.territories)
    pack = next(pack for pack in brazil.packs if pack.id == "c1000")
    answer = town.send(card(town, begun, pack.amount, "brl", "US"))
    assert answer.json() == {"state": "waiting"}
    assert guest.coins == 0
    assert town.send(card(town, begun, pack.amount, "brl", "BR", "pi_2")).json() == {"state": "handled"}
    assert guest.coins == 1150


def test_07_the_stores_country_decides_not_the_viewers_word(town: Town) -> None:
    guest = town.guest(territory="BR")  # a pack has 150 bonus coins there
    town.send(apple(town, guest.id))
    assert guest.coins == 1100


def test_07_another_sum_than_the_checkouts_buys_nothing(town: Town) -> None:
    guest = town.guest()
    begun = guest.checkout("c1000").json()["id"]
    for order, (amount, currency) in enumerate([(1, "usd"), (999, "mxn"), (0, "usd")]):
        assert town.send(card(town, begun, amount, currency, None, f"pi_{order}")).json() == {"state": "waiting"}
    assert guest.coins == 0


# 8. One receipt on many accounts


def test_08_one_receipt_is_worth_its_coins_on_one_account(town: Town) -> None:
    first, second = town.guest(), town.guest()
    assert town.send(apple(town, first.id, "shared")).json() == {"state": "handled"}
    town.clock.move(timedelta(seconds=1))
    town.send(apple(town, second.id, "shared"))
    assert (first.coins, second.coins) == (1100, 0)


def test_08_a_checkout_pays_the_account_that_began_it_only(town: Town) -> None:
    first, second = town.guest(), town.guest()
    url = first.checkout("c1000").json()["url"]
    town.pay(url, "card")
    assert (first.coins, second.coins) == (1100, 0)


# 9. Sandbox receipts in production


def test_09_production_takes_no_sandbox_receipt(town: Town, keys: Keys) -> None:
    stores = town.app.state.stores
    town.app.state.stores = type(stores)(
        inbox=stores.inbox,
        stripe=StripeInbox(keys.stripe.webhook_secret, sandbox=False),
        apple=AppleInbox(roots=[keys.apple.root], bundle=BUNDLE, app_id=1, sandbox=False, online=True),
        google=stores.google,
    )
    guest = town.guest()
    for environment in ("Sandbox", "Xcode", "LocalTesting"):
        answer = town.send(apple(town, guest.id, environment=environment))
        assert (answer.status_code, answer.json()["code"]) == (400, "not_genuine")
    test_mode = stripe_event(keys.stripe.webhook_secret, "e", "charge.refunded", {}, town.station.now_ms // 1000)
    assert town.send(test_mode).json()["code"] == "not_genuine"
    assert guest.coins == 0


def test_09_a_receipt_of_a_strangers_keys_is_refused(town: Town, strangers: Keys) -> None:
    guest = town.guest()
    now_s = town.station.now_ms // 1000
    forged = [
        apple(town, guest.id, keys=strangers),
        stripe_event(strangers.stripe.webhook_secret, "e", "checkout.session.completed", {}, now_s),
        google_push(
            strangers.google, message_id="1", told={"packageName": PACKAGE}, audience=AUDIENCE, account=PUSH_ACCOUNT, at_s=now_s
        ),
    ]  # fmt: skip
    assert {town.send(message).json()["code"] for message in forged} == {"not_genuine"}
    assert guest.coins == 0
