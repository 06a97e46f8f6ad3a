"""Google Play: notifications pushed by Pub/Sub, verified by their OIDC token, then the purchase read again by the API.

A notification says only that something changed; what Google's API says is the truth. A voided purchase is the exception: its
message says everything, and the API no longer tells a refunded purchase from others.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from google.auth import exceptions, jwt
from pydantic import ValidationError

from dramaport.stream.stores.currency import from_nanos
from dramaport.stream.stores.keys import KeyRing
from dramaport.stream.stores.play import PlayClient
from dramaport.stream.stores.problems import NotGenuine, NotReadable
from dramaport.stream.stores.values import Expired, Noted, Purchased, Refunded, Renewed, Source, StoreEvent
from dramaport.stream.values import Money

_ISSUERS: Final = ("https://accounts.google.com", "accounts.google.com")

#: How far Google's clock and ours may differ.
_SKEW_SECONDS: Final = 60

_PURCHASED: Final = 1  # OneTimeProductNotification.notificationType
_PAID: Final = 0  # ProductPurchase.purchaseState
_TEST: Final = 0  # ProductPurchase.purchaseType; absent for real money
_NOT_YET: Final = 0  # acknowledgementState of a product

_OPEN: Final = (
    "SUBSCRIPTION_STATE_ACTIVE", "SUBSCRIPTION_STATE_CANCELED", "SUBSCRIPTION_STATE_IN_GRACE_PERIOD",
)  # fmt: skip
_SHUT: Final = ("SUBSCRIPTION_STATE_EXPIRED", "SUBSCRIPTION_STATE_ON_HOLD", "SUBSCRIPTION_STATE_PAUSED")


@dataclass(frozen=True)
class PushGuard:
    """Checks that a push is from our own Pub/Sub subscription: audience and service account are those we gave it."""

    keys: KeyRing
    audience: str
    account: str

    def check(self, authorization: str | None) -> None:
        """Raises NotGenuine."""
        scheme, _, token = (authorization or "").partition(" ")
        try:
            header = jwt.decode_header(token)  # type: ignore[no-untyped-call]
            key = self.keys.find(str(header.get("kid", ""))) if scheme.lower() == "bearer" else None
            if key is None or header.get("alg") != "RS256":
                raise NotGenuine("the push has no token of a key that Google knows")
            claims: Mapping[str, Any] = jwt.decode(  # type: ignore[no-untyped-call]
                token, certs=key, audience=self.audience, clock_skew_in_seconds=_SKEW_SECONDS
            )
        except (exceptions.GoogleAuthError, ValueError, UnicodeError) as error:
            raise NotGenuine("the push's token does not hold; check the subscription's audience") from error
        if claims.get("iss") not in _ISSUERS:
            raise NotGenuine("the push's token is not Google's")
        if claims.get("email") != self.account or claims.get("email_verified") is not True:
            raise NotGenuine("the push's token is another account's; check DRAMAPORT_GOOGLE_PUSH_ACCOUNT")


@dataclass(frozen=True)
class Receipt:
    """What Google wants acknowledged within three days, or it refunds the buyer."""

    product: str
    token: str
    subscription: bool


@dataclass(frozen=True)
class Reading:
    event: StoreEvent
    receipt: Receipt | None = None


class GoogleInbox:
    """Verifies and reads pushes for one app."""

    def __init__(self, guard: PushGuard, play: PlayClient, *, package: str, sandbox: bool) -> None:
        self._guard = guard
        self._play = play
        self._package = package
        self._sandbox = sandbox

    def read(self, body: bytes, authorization: str | None) -> Reading:
        """Raises NotGenuine, NotReadable, or StoreSilent when Google's API does not answer."""
        self._guard.check(authorization)
        try:
            message = json.loads(body)["message"]
            told = json.loads(base64.b64decode(message["data"], validate=True))
            if told["packageName"] != self._package:
                raise NotGenuine("the notification is of another app")
            head = {
                "source": Source.GOOGLE,
                "id": str(message["messageId"]),
                "at_ms": int(told["eventTimeMillis"]),
                "sandbox": self._sandbox,
            }
            return self._translate(told, head)
        except (ValidationError, KeyError, TypeError, ValueError, IndexError) as error:
            raise NotReadable(f"the push lacks what it must have ({error})") from error

    def voided(self, since_ms: int) -> tuple[Refunded, ...]:
        """Purchases given back since a time, as Google's list of them says: a message about one may have been lost."""
        return tuple(map(self._voided, self._play.voided(since_ms)))

    def _voided(self, one: Mapping[str, Any]) -> Refunded:
        try:
            order, at_ms = str(one["orderId"]), int(one["voidedTimeMillis"])
            return Refunded(
                source=Source.GOOGLE,
                id=f"voided {order}",
                at_ms=at_ms,
                sandbox=self._sandbox,
                order=order,
                reason="voided",
            )
        except (KeyError, TypeError, ValueError) as error:
            raise NotReadable(f"Google's list of voided purchases lacks what it must have ({error})") from error

    def acknowledge(self, receipt: Receipt) -> None:
        """After the purchase is in the wallet. Raises StoreSilent; the push then comes again, which does no harm."""
        self._play.acknowledge(receipt.product, receipt.token, subscription=receipt.subscription)

    def _translate(self, told: Mapping[str, Any], head: Mapping[str, Any]) -> Reading:
        if (voided := told.get("voidedPurchaseNotification")) is not None:
            return Reading(Refunded(order=voided["orderId"], reason="voided", **head))
        if (once := told.get("oneTimeProductNotification")) is not None:
            if once["notificationType"] != _PURCHASED:
                return Reading(Noted(what="a pending purchase was cancelled", **head))
            return self._product(once["sku"], once["purchaseToken"], head)
        if (subscribed := told.get("subscriptionNotification")) is not None:
            return self._subscription(subscribed["purchaseToken"], head)
        return Reading(Noted(what="test" if "testNotification" in told else "other", **head))

    def _product(self, sku: str, token: str, head: Mapping[str, Any]) -> Reading:
        found = self._play.product(sku, token)
        self._refuse_test(found.get("purchaseType") == _TEST)
        if found["purchaseState"] != _PAID:
            return Reading(Noted(what="not paid", **head))
        event = Purchased(
            order=found.get("orderId") or _name_of(token),
            viewer=found.get("obfuscatedExternalAccountId"),
            item=sku,
            quantity=found.get("quantity", 1),
            territory=found.get("regionCode"),
            **head,
        )
        waits = found.get("acknowledgementState") == _NOT_YET
        return Reading(event, Receipt(sku, token, subscription=False) if waits else None)

    def _subscription(self, token: str, head: Mapping[str, Any]) -> Reading:
        found = self._play.subscription(token)
        self._refuse_test("testPurchase" in found)
        name, state, line = _name_of(token), found["subscriptionState"], found["lineItems"][0]
        if state in _SHUT:
            return Reading(Expired(subscription=name, ends_ms=_ms(line["expiryTime"]), **head))
        if state not in _OPEN:
            return Reading(Noted(what=state, **head))
        event = Renewed(
            order=line.get("latestSuccessfulOrderId") or found["latestOrderId"],
            subscription=name,
            viewer=(found.get("externalAccountIdentifiers") or {}).get("obfuscatedExternalAccountId"),
            item=line["productId"],
            money=_price(line),
            territory=found.get("regionCode"),
            from_ms=head["at_ms"],
            until_ms=_ms(line["expiryTime"]),
            **head,
        )
        waits = found.get("acknowledgementState") == "ACKNOWLEDGEMENT_STATE_PENDING"
        return Reading(event, Receipt(line["productId"], token, subscription=True) if waits else None)

    def _refuse_test(self, test: bool) -> None:
        """A licence tester pays nothing: in production such a purchase is worth nothing."""
        if test and not self._sandbox:
            raise NotGenuine("a test purchase came to a production deployment")


def _name_of(token: str) -> str:
    """A purchase token is a secret of several hundred characters; its digest names it as well."""
    return hashlib.sha256(token.encode()).hexdigest()


def _ms(time: str) -> int:
    return int(datetime.fromisoformat(time).timestamp() * 1000)


def _price(line: Mapping[str, Any]) -> Money | None:
    price = (line.get("autoRenewingPlan") or {}).get("recurringPrice")
    if price is None:
        return None
    return from_nanos(int(price.get("units", 0)), int(price.get("nanos", 0)), price["currencyCode"])
