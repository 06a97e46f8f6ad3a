"""Stripe's webhooks, signed as Stripe signs them and verified by Stripe's own library."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

import pytest

from dramaport.stream.sandbox.keys import Keys
from dramaport.stream.sandbox.messages import Message, stripe_event
from dramaport.stream.stores.problems import NotGenuine, NotReadable
from dramaport.stream.stores.stripe import StripeInbox
from dramaport.stream.stores.values import (
    ChargedBack,
    Expired,
    Linked,
    Noted,
    PartRefunded,
    Purchased,
    Refunded,
    Renewed,
    Restored,
    StoreEvent,
)
from dramaport.stream.values import Money

SESSION = {
    "id": "cs_1", "mode": "payment", "payment_status": "paid", "payment_intent": "pi_1", "amount_total": 999,
    "currency": "usd", "metadata": {"checkout": "c1"}, "customer_details": {"address": {"country": "US"}},
}  # fmt: skip
INVOICE = {
    "id": "in_1", "amount_paid": 1999, "currency": "usd",
    "parent": {"subscription_details": {"subscription": "sub_1", "metadata": {"checkout": "c1"}}},
    "lines": {"data": [{"period": {"start": 100, "end": 700}}]},
}  # fmt: skip


@pytest.fixture
def inbox(keys: Keys) -> StripeInbox:
    return StripeInbox(keys.stripe.webhook_secret, sandbox=True)


def read(inbox: StripeInbox, message: Message) -> StoreEvent:
    return inbox.read(message.body, message.headers["Stripe-Signature"])


def signed(keys: Keys, at_s: int, kind: str, thing: dict[str, Any], *, live: bool = False) -> Message:
    return stripe_event(keys.stripe.webhook_secret, "evt_1", kind, thing, at_s, live=live)


def test_a_paid_session_is_a_purchase_with_its_sum_and_country(inbox: StripeInbox, keys: Keys, now_s: int) -> None:
    event = read(inbox, signed(keys, now_s, "checkout.session.completed", SESSION))
    assert isinstance(event, Purchased)
    assert (event.order, event.checkout, event.money) == ("pi_1", "c1", Money(amount=999, currency="USD"))
    assert (event.id, event.at_ms, event.territory) == ("evt_1", now_s * 1000, "US")


def test_a_currency_without_a_minor_unit_is_read_as_stripe_writes_it(
    inbox: StripeInbox, keys: Keys, now_s: int
) -> None:
    def money(**more: Any) -> Money | None:
        event = read(inbox, signed(keys, now_s, "checkout.session.completed", SESSION | more))
        assert isinstance(event, Purchased)
        return event.money

    assert money(amount_total=750, currency="jpy") == Money(amount=750, currency="JPY")
    assert money(amount_total=50000, currency="isk") == Money(amount=500, currency="ISK")


def test_an_invoice_is_a_period(inbox: StripeInbox, keys: Keys, now_s: int) -> None:
    event = read(inbox, signed(keys, now_s, "invoice.paid", INVOICE))
    assert isinstance(event, Renewed)
    assert (event.order, event.subscription, event.from_ms, event.until_ms) == ("in_1", "sub_1", 100_000, 700_000)


@pytest.mark.parametrize(
    ("kind", "thing", "wanted"),
    [
        ("charge.refunded", {"payment_intent": "pi_1", "refunded": True}, Refunded),
        ("charge.refunded", {"payment_intent": "pi_1", "refunded": False}, Noted),
        (
            "charge.refunded",
            {"payment_intent": "pi_1", "refunded": False, "amount_refunded": 100, "currency": "usd"},
            PartRefunded,
        ),
        ("charge.refunded", {"payment_intent": None, "refunded": True}, Noted),
        ("charge.dispute.created", {"payment_intent": "pi_1", "status": "needs_response"}, ChargedBack),
        ("charge.dispute.created", {"payment_intent": "pi_1", "status": "warning_needs_response"}, Noted),
        ("charge.dispute.funds_withdrawn", {"payment_intent": "pi_1", "status": "under_review"}, ChargedBack),
        ("charge.dispute.funds_reinstated", {"payment_intent": "pi_1", "status": "won"}, Restored),
        ("charge.dispute.closed", {"payment_intent": "pi_1", "status": "won"}, Restored),
        ("charge.dispute.closed", {"payment_intent": "pi_1", "status": "lost"}, Noted),
        ("customer.subscription.deleted", {"id": "sub_1", "ended_at": 5}, Expired),
        (
            "invoice_payment.paid",
            {"invoice": "i", "payment": {"type": "payment_intent", "payment_intent": "p"}},
            Linked,
        ),
        ("checkout.session.completed", SESSION | {"payment_status": "unpaid"}, Noted),
        ("checkout.session.async_payment_succeeded", SESSION, Purchased),
        ("checkout.session.completed", SESSION | {"metadata": {}}, Noted),
        ("invoice.paid", INVOICE | {"parent": None}, Noted),
        ("customer.created", {"id": "cus_1"}, Noted),
    ],
)
def test_each_kind_becomes_one_of_our_events(
    inbox: StripeInbox, keys: Keys, now_s: int, kind: str, thing: dict[str, Any], wanted: type
) -> None:
    assert type(read(inbox, signed(keys, now_s, kind, thing))) is wanted


def test_a_forged_webhook_is_refused(inbox: StripeInbox, strangers: Keys, keys: Keys, now_s: int) -> None:
    """Fraud: forged. Another secret, a changed body, no signature."""
    forged = signed(strangers, now_s, "checkout.session.completed", SESSION)
    genuine = signed(keys, now_s, "checkout.session.completed", SESSION)
    for body, signature in (
        (forged.body, forged.headers["Stripe-Signature"]),
        (genuine.body.replace(b"999", b"001"), genuine.headers["Stripe-Signature"]),
        (genuine.body, None),
        (genuine.body, "t=1,v1=00"),
        (genuine.body, "nonsense"),
        (genuine.body, f"t={now_s},v1=ÿ"),
    ):
        with pytest.raises(NotGenuine):
            inbox.read(body, signature)


def test_a_webhook_replayed_after_its_time_is_refused(inbox: StripeInbox, keys: Keys, now_s: int) -> None:
    """Fraud: replayed. Stripe's tolerance is five minutes."""
    with pytest.raises(NotGenuine):
        read(inbox, signed(keys, now_s - 301, "checkout.session.completed", SESSION))


def test_test_money_is_refused_in_production_and_real_money_in_a_sandbox(keys: Keys, now_s: int) -> None:
    """Fraud: a sandbox receipt in production."""
    secret = keys.stripe.webhook_secret
    for sandbox in (True, False):
        with pytest.raises(NotGenuine, match="other kind of deployment"):
            read(
                StripeInbox(secret, sandbox=sandbox),
                signed(keys, now_s, "checkout.session.completed", SESSION, live=sandbox),
            )


def test_an_empty_secret_opens_nothing(keys: Keys, now_s: int) -> None:
    message = stripe_event("", "evt_1", "checkout.session.completed", SESSION, now_s)
    with pytest.raises(NotGenuine):
        read(StripeInbox("", sandbox=True), message)


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"\xff", b'{"object": "event"}', b'"x"', b"null"])
def test_a_genuine_signature_over_nonsense_is_a_problem_not_a_crash(keys: Keys, now_s: int, body: bytes) -> None:
    secret = keys.stripe.webhook_secret
    made = hmac.new(secret.encode(), f"{now_s}.".encode() + body, hashlib.sha256).hexdigest()
    with pytest.raises((NotReadable, NotGenuine)):
        StripeInbox(secret, sandbox=True).read(body, f"t={now_s},v1={made}")
