"""Google Play's pushes: tokens signed with a key made here, verified by google-auth, and the purchase read again."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from dramaport.stream.sandbox.keys import Keys
from dramaport.stream.sandbox.messages import Message, google_push
from dramaport.stream.stores.google import GoogleInbox, PushGuard, Reading
from dramaport.stream.stores.keys import KeyRing
from dramaport.stream.stores.play import PlayClient
from dramaport.stream.stores.problems import NotGenuine, NotReadable, StoreSilent
from dramaport.stream.stores.values import Expired, Noted, Purchased, Refunded, Renewed
from dramaport.stream.values import Money
from stores_making import ANNA

PACKAGE, AUDIENCE, ACCOUNT = "com.example.app", "https://example.com/v1/inbox/google", "push@example.com"
PRODUCT = {
    "purchaseState": 0, "orderId": "GPA.1", "acknowledgementState": 0, "obfuscatedExternalAccountId": ANNA,
    "regionCode": "BR",
}  # fmt: skip
PLAN = {
    "subscriptionState": "SUBSCRIPTION_STATE_ACTIVE", "acknowledgementState": "ACKNOWLEDGEMENT_STATE_PENDING",
    "externalAccountIdentifiers": {"obfuscatedExternalAccountId": ANNA}, "latestOrderId": "GPA.9..1",
    "lineItems": [{
        "productId": "week", "expiryTime": "2030-01-08T00:00:00.5Z", "latestSuccessfulOrderId": "GPA.9..0",
        "autoRenewingPlan": {"recurringPrice": {"currencyCode": "USD", "units": "19", "nanos": 990000000}},
    }],
}  # fmt: skip
BUY = {"oneTimeProductNotification": {"notificationType": 1, "sku": "c1000", "purchaseToken": "a/b"}}
SUBSCRIBE = {"subscriptionNotification": {"notificationType": 4, "purchaseToken": "sub"}}


class Play:
    """Google's API as far as it answers here."""

    def __init__(self, keys: Keys, *, sandbox: bool = False) -> None:
        self.told: dict[str, Any] = {"product": PRODUCT, "plan": PLAN}
        self.status = 200
        self.asked: list[str] = []
        http = httpx.Client(transport=httpx.MockTransport(self._answer))
        ring = KeyRing(lambda: {keys.google.key_id: keys.google.public})
        client = PlayClient(http, lambda: "secret", PACKAGE)
        self.inbox = GoogleInbox(PushGuard(ring, AUDIENCE, ACCOUNT), client, package=PACKAGE, sandbox=sandbox)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        path = request.url.raw_path.decode()
        self.asked.append(f"{request.method} {path}")
        assert request.headers["authorization"] == "Bearer secret"
        if request.method == "POST":
            return httpx.Response(204)
        return httpx.Response(self.status, json=self.told["plan" if "subscriptionsv2" in path else "product"])

    def read(self, message: Message) -> Reading:
        return self.inbox.read(message.body, message.headers["Authorization"])


@pytest.fixture
def play(keys: Keys) -> Play:
    return Play(keys)


def push(keys: Keys, what: Mapping[str, Any], package: str = PACKAGE, **more: Any) -> Message:
    told = {"version": "1.0", "packageName": package, "eventTimeMillis": "5000", **what}
    given = {"audience": AUDIENCE, "account": ACCOUNT, "at_s": int(time.time()), **more}
    return google_push(keys.google, message_id="m1", told=told, **given)


def test_a_purchase_is_what_the_api_says_not_what_the_push_says(play: Play, keys: Keys) -> None:
    reading = play.read(push(keys, BUY))
    event = reading.event
    assert isinstance(event, Purchased)
    assert (event.order, event.viewer, event.item, event.territory) == ("GPA.1", ANNA, "c1000", "BR")
    assert (event.id, event.at_ms) == ("m1", 5000)
    base = f"/androidpublisher/v3/applications/{PACKAGE}/purchases/products/c1000/tokens/a%2Fb"
    assert reading.receipt is not None
    play.inbox.acknowledge(reading.receipt)
    assert play.asked == [f"GET {base}", f"POST {base}:consume"]


def test_what_google_has_acknowledged_needs_no_acknowledgement(play: Play, keys: Keys) -> None:
    play.told["product"] = {**PRODUCT, "acknowledgementState": 1}
    assert play.read(push(keys, BUY)).receipt is None


def test_a_subscription_is_read_with_its_end_and_price(play: Play, keys: Keys) -> None:
    event = play.read(push(keys, SUBSCRIBE)).event
    assert isinstance(event, Renewed)
    assert (event.order, event.viewer, event.item) == ("GPA.9..0", ANNA, "week")
    assert (event.until_ms, event.money) == (1_894_060_800_500, Money(amount=1999, currency="USD"))
    assert event.subscription != "sub", "a purchase token is a secret, and is not kept"


@pytest.mark.parametrize("state", ["EXPIRED", "ON_HOLD", "PAUSED"])
def test_a_subscription_that_is_shut_has_ended(play: Play, keys: Keys, state: str) -> None:
    play.told["plan"] = {**PLAN, "subscriptionState": f"SUBSCRIPTION_STATE_{state}"}
    assert isinstance(play.read(push(keys, SUBSCRIBE)).event, Expired)


def test_a_voided_purchase_is_a_refund_of_its_order(play: Play, keys: Keys) -> None:
    voided = {"purchaseToken": "a", "orderId": "GPA.1", "productType": 2, "refundType": 1}
    event = play.read(push(keys, {"voidedPurchaseNotification": voided})).event
    assert isinstance(event, Refunded)
    assert event.order == "GPA.1"
    assert not play.asked


def test_pending_cancelled_and_test_notifications_move_nothing(play: Play, keys: Keys) -> None:
    assert isinstance(play.read(push(keys, {"testNotification": {"version": "1.0"}})).event, Noted)
    cancelled = {"oneTimeProductNotification": {"notificationType": 2, "sku": "c", "purchaseToken": "a"}}
    assert isinstance(play.read(push(keys, cancelled)).event, Noted)
    for told in ({"purchaseState": 2}, {"purchaseState": 1}):
        play.told["product"] = {**PRODUCT, **told}
        assert isinstance(play.read(push(keys, BUY)).event, Noted)


@pytest.mark.parametrize(
    "wrong", [{"audience": "https://example.org"}, {"account": "thief@example.com"}, {"at_s": int(time.time()) - 7200}]
)
def test_a_token_for_another_audience_of_another_account_or_of_yesterday_is_refused(
    play: Play, keys: Keys, wrong: dict[str, Any]
) -> None:
    """Fraud: forged or replayed pushes."""
    with pytest.raises(NotGenuine):
        play.read(push(keys, BUY, **wrong))
    assert not play.asked


def test_a_token_of_a_strangers_key_is_refused(play: Play, strangers: Keys, keys: Keys) -> None:
    stolen = strangers.google.model_copy(update={"key_id": keys.google.key_id})
    for forger in (strangers, strangers.model_copy(update={"google": stolen})):
        with pytest.raises(NotGenuine):
            play.read(push(forger, BUY))


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer x.y.z", "Basic abc", "Bearer ÿ"])
def test_no_token_no_entry(play: Play, keys: Keys, header: str | None) -> None:
    with pytest.raises(NotGenuine):
        play.inbox.read(push(keys, BUY).body, header)


@pytest.mark.parametrize(("what", "told"), [(BUY, {"purchaseType": 0}), (SUBSCRIBE, {"testPurchase": {}})])
def test_a_testers_purchase_is_refused_in_production_and_taken_in_a_sandbox(
    keys: Keys, what: Mapping[str, Any], told: dict[str, Any]
) -> None:
    """Fraud: a sandbox receipt in production."""
    for sandbox in (False, True):
        play = Play(keys, sandbox=sandbox)
        play.told = {"product": {**PRODUCT, **told}, "plan": {**PLAN, **told}}
        if sandbox:
            assert isinstance(play.read(push(keys, what)).event, Purchased | Renewed)
        else:
            with pytest.raises(NotGenuine, match="test purchase"):
                play.read(push(keys, what))


def test_a_purchase_google_does_not_know_is_refused(play: Play, keys: Keys) -> None:
    play.status = 404
    with pytest.raises(NotGenuine, match="does not know"):
        play.read(push(keys, BUY))


def test_an_api_that_does_not_answer_lets_the_push_come_again(play: Play, keys: Keys) -> None:
    play.status = 500
    with pytest.raises(StoreSilent):
        play.read(push(keys, BUY))


def test_another_apps_notification_is_refused(play: Play, keys: Keys) -> None:
    with pytest.raises(NotGenuine, match="another app"):
        play.read(push(keys, BUY, package="com.example.other"))


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b'{"message": {"data": "!!", "messageId": "1"}}'])
def test_nonsense_with_a_genuine_token_is_a_problem_not_a_crash(play: Play, keys: Keys, body: bytes) -> None:
    with pytest.raises(NotReadable):
        play.inbox.read(body, push(keys, BUY).headers["Authorization"])


def test_keys_are_kept_a_day_and_asked_again_for_an_unknown_one_once_a_minute() -> None:
    now, asked, served = [0.0], [], {"a": "A"}

    def fetch() -> Mapping[str, str]:
        asked.append(now[0])
        return dict(served)

    ring = KeyRing(fetch, lambda: now[0])
    assert [ring.find("a"), ring.find("a"), ring.find("b"), ring.find("b")] == ["A", "A", None, None]
    assert asked == [0.0]
    served["b"] = "B"
    now[0] = 61.0
    assert ring.find("b") == "B"
    del served["a"]
    now[0] = 61.0 + 86_400
    assert ring.find("a") is None, "a key that was withdrawn is forgotten within a day"
