"""The App Store's notifications: a chain of certificates made here, verified by Apple's own library."""

from __future__ import annotations

import json
import uuid
from typing import Any

import jwt
import pytest

from dramaport.errors import BadInput
from dramaport.stream.sandbox.keys import Keys
from dramaport.stream.sandbox.messages import apple_jws, apple_notification
from dramaport.stream.stores.apple import AppleInbox
from dramaport.stream.stores.problems import NotGenuine, NotReadable
from dramaport.stream.stores.values import (
    Asked,
    Expired,
    Extended,
    Noted,
    Purchased,
    Refunded,
    Renewed,
    Restored,
    StoreEvent,
)
from dramaport.stream.values import Money
from stores_making import ANNA

BUNDLE = "com.example.app"
COINS = {
    "transactionId": "t1", "originalTransactionId": "t1", "productId": "c1000", "quantity": 2, "purchaseDate": 1000,
    "appAccountToken": str(uuid.UUID(ANNA)), "price": 9990, "currency": "USD", "type": "Consumable",
}  # fmt: skip
WEEK = COINS | {"productId": "week", "originalTransactionId": "first", "expiresDate": 9000, "quantity": 1}


@pytest.fixture
def inbox(keys: Keys) -> AppleInbox:
    return AppleInbox(roots=[keys.apple.root], bundle=BUNDLE, app_id=None, sandbox=True, online=False)


def signed(keys: Keys, now_s: int, kind: str, transaction: dict[str, Any], **more: Any) -> bytes:
    told = {"uuid": "n1", "bundle": BUNDLE, **more}
    return apple_notification(keys.apple, kind=kind, transaction=transaction, at_ms=now_s * 1000, **told).body


def test_a_purchase_belongs_to_the_account_its_token_names(inbox: AppleInbox, keys: Keys, now_s: int) -> None:
    event = inbox.read(signed(keys, now_s, "ONE_TIME_CHARGE", COINS))
    assert isinstance(event, Purchased)
    assert (event.order, event.viewer, event.item, event.quantity) == ("t1", ANNA, "c1000", 2)
    assert (event.id, event.at_ms, event.sandbox) == ("n1", now_s * 1000, True)
    assert event.money == Money(amount=999, currency="USD")


def test_a_price_in_a_currency_without_a_minor_unit(inbox: AppleInbox, keys: Keys, now_s: int) -> None:
    event = inbox.read(signed(keys, now_s, "ONE_TIME_CHARGE", COINS | {"price": 150_000, "currency": "JPY"}))
    assert isinstance(event, Purchased)
    assert event.money == Money(amount=150, currency="JPY")


@pytest.mark.parametrize(
    ("kind", "more", "wanted"),
    [
        ("SUBSCRIBED", {"subtype": "INITIAL_BUY"}, Renewed),
        ("DID_RENEW", {}, Renewed),
        ("RENEWAL_EXTENDED", {}, Renewed),
        ("DID_CHANGE_RENEWAL_PREF", {"subtype": "UPGRADE"}, Renewed),
        ("DID_CHANGE_RENEWAL_PREF", {"subtype": "DOWNGRADE"}, Noted),
        ("EXPIRED", {"subtype": "VOLUNTARY"}, Expired),
        ("REFUND", {}, Refunded),
        ("REVOKE", {}, Refunded),
        ("REFUND_REVERSED", {}, Restored),
        ("CONSUMPTION_REQUEST", {}, Asked),
        ("GRACE_PERIOD_EXPIRED", {}, Expired),
        ("DID_FAIL_TO_RENEW", {}, Noted),
        ("DID_FAIL_TO_RENEW", {"subtype": "GRACE_PERIOD", "renewal": {"gracePeriodExpiresDate": 9500}}, Extended),
        ("TEST", {}, Noted),
        ("A_KIND_OF_NEXT_YEAR", {}, Noted),
    ],
)
def test_each_kind_becomes_one_of_our_events(
    inbox: AppleInbox, keys: Keys, now_s: int, kind: str, more: dict[str, str], wanted: type[StoreEvent]
) -> None:
    event = inbox.read(signed(keys, now_s, kind, WEEK, **more))
    assert type(event) is wanted
    if isinstance(event, Renewed):
        assert (event.order, event.subscription, event.from_ms, event.until_ms) == ("t1", "first", 1000, 9000)


def test_a_purchase_without_an_account_token_names_nobody(inbox: AppleInbox, keys: Keys, now_s: int) -> None:
    event = inbox.read(signed(keys, now_s, "ONE_TIME_CHARGE", {**COINS, "appAccountToken": None}))
    assert isinstance(event, Purchased)
    assert event.viewer is None


def test_a_chain_that_does_not_end_in_our_root_is_refused(
    inbox: AppleInbox, strangers: Keys, keys: Keys, now_s: int
) -> None:
    """Fraud: forged, with a chain of the forger's own, or with our chain and the forger's key."""
    stolen = strangers.apple.model_copy(update={"chain": keys.apple.chain})
    for forger in (strangers, strangers.model_copy(update={"apple": stolen})):
        with pytest.raises(NotGenuine):
            inbox.read(signed(forger, now_s, "ONE_TIME_CHARGE", COINS))


def test_the_transaction_within_is_verified_by_itself(
    inbox: AppleInbox, strangers: Keys, keys: Keys, now_s: int
) -> None:
    inside = apple_jws(strangers.apple, {**COINS, "bundleId": BUNDLE, "environment": "Sandbox"})
    data = {"bundleId": BUNDLE, "environment": "Sandbox", "signedTransactionInfo": inside}
    told = {"notificationType": "ONE_TIME_CHARGE", "notificationUUID": "n", "signedDate": now_s * 1000, "data": data}
    with pytest.raises(NotGenuine):
        inbox.read(json.dumps({"signedPayload": apple_jws(keys.apple, told)}).encode())


@pytest.mark.parametrize("environment", ["Production", "Xcode", "LocalTesting", "Moon"])
def test_a_sandbox_takes_sandbox_receipts_only(inbox: AppleInbox, keys: Keys, now_s: int, environment: str) -> None:
    with pytest.raises(NotGenuine):
        inbox.read(signed(keys, now_s, "ONE_TIME_CHARGE", COINS, environment=environment))


@pytest.fixture
def production(keys: Keys) -> AppleInbox:
    """As in production, but that the check online is cut short: it would ask Apple."""
    inbox = AppleInbox(roots=[keys.apple.root], bundle=BUNDLE, app_id=7, sandbox=False)
    inbox._verifier._enable_online_checks = False
    return inbox


def test_production_takes_production_receipts_of_its_own_app(production: AppleInbox, keys: Keys, now_s: int) -> None:
    genuine = signed(keys, now_s, "ONE_TIME_CHARGE", COINS, environment="Production", app_id=7)
    assert isinstance(production.read(genuine), Purchased)
    with pytest.raises(NotGenuine):
        production.read(signed(keys, now_s, "ONE_TIME_CHARGE", COINS, environment="Production", app_id=8))


@pytest.mark.parametrize("environment", ["Sandbox", "Xcode", "LocalTesting"])
def test_production_takes_no_other_receipts(production: AppleInbox, keys: Keys, now_s: int, environment: str) -> None:
    """Fraud: a sandbox receipt in production."""
    body = signed(keys, now_s, "ONE_TIME_CHARGE", COINS, environment=environment, app_id=7)
    with pytest.raises(NotGenuine, match="environment"):
        production.read(body)


def test_an_unsigned_notification_is_refused(inbox: AppleInbox, now_s: int) -> None:
    """What Xcode makes: the library would take it in its environments, which cannot be chosen here."""
    told = {"notificationType": "ONE_TIME_CHARGE", "data": {"environment": "Xcode", "bundleId": BUNDLE}}
    unsigned = jwt.encode(told, "", algorithm="none")
    with pytest.raises(NotGenuine):
        inbox.read(json.dumps({"signedPayload": unsigned}).encode())


def test_another_apps_notification_is_refused(inbox: AppleInbox, keys: Keys, now_s: int) -> None:
    with pytest.raises(NotGenuine):
        inbox.read(signed(keys, now_s, "ONE_TIME_CHARGE", COINS, bundle="com.example.other"))


def test_production_without_its_app_id_or_online_checks_cannot_be_opened(keys: Keys) -> None:
    for more in ({"app_id": None, "online": True}, {"app_id": 7, "online": False}):
        with pytest.raises(BadInput, match="APPLE_APP_ID"):
            AppleInbox(roots=[keys.apple.root], bundle=BUNDLE, sandbox=False, **more)  # type: ignore[arg-type]


def test_no_root_trusts_nobody(keys: Keys, now_s: int) -> None:
    inbox = AppleInbox(roots=[], bundle=BUNDLE, app_id=None, sandbox=True, online=False)
    with pytest.raises(NotGenuine):
        inbox.read(signed(keys, now_s, "ONE_TIME_CHARGE", COINS))


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"signedPayload": 5}', b"\xff"])
def test_nonsense_is_a_problem_not_a_crash(inbox: AppleInbox, body: bytes) -> None:
    with pytest.raises(NotReadable):
        inbox.read(body)


def test_a_genuine_notification_that_lacks_what_it_needs(inbox: AppleInbox, keys: Keys, now_s: int) -> None:
    for lacking in ("transactionId", "expiresDate"):
        with pytest.raises(NotReadable):
            inbox.read(signed(keys, now_s, "DID_RENEW", {**WEEK, lacking: None}))
    with pytest.raises(NotReadable):
        inbox.read(signed(keys, now_s, "ONE_TIME_CHARGE", {**COINS, "appAccountToken": "not a uuid"}))
