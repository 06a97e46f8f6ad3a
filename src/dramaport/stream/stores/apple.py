"""The App Store's notifications (version 2), verified by Apple's own library and read as our events.

The library does not verify anything in the environments Xcode and LocalTesting, so those cannot be chosen here: a deployment
is in production, or in Apple's sandbox when it says so itself.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from appstoreserverlibrary.models.Environment import Environment
from appstoreserverlibrary.models.JWSRenewalInfoDecodedPayload import JWSRenewalInfoDecodedPayload
from appstoreserverlibrary.models.JWSTransactionDecodedPayload import JWSTransactionDecodedPayload
from appstoreserverlibrary.models.NotificationTypeV2 import NotificationTypeV2 as Kind
from appstoreserverlibrary.models.ResponseBodyV2DecodedPayload import ResponseBodyV2DecodedPayload
from appstoreserverlibrary.models.Subtype import Subtype
from appstoreserverlibrary.signed_data_verifier import SignedDataVerifier, VerificationException, VerificationStatus
from pydantic import ValidationError

from dramaport.errors import BadInput
from dramaport.stream.stores.countries import COUNTRIES
from dramaport.stream.stores.currency import from_thousandths
from dramaport.stream.stores.problems import NotGenuine, NotReadable, StoreSilent
from dramaport.stream.stores.values import (
    Asked,
    Expired,
    Extended,
    Noted,
    Purchased,
    Refunded,
    Renewed,
    Restored,
    Source,
    StoreEvent,
)

_PERIODS: Final = (Kind.SUBSCRIBED, Kind.DID_RENEW, Kind.RENEWAL_EXTENDED)
_TAKEN: Final = (Kind.REFUND, Kind.REVOKE)
_ENDED: Final = (Kind.EXPIRED, Kind.GRACE_PERIOD_EXPIRED)


class AppleInbox:
    """Verifies and reads notifications for one app. `roots` are Apple's root certificates in DER.

    `online` asks Apple whether a certificate was revoked; only a sandbox with its own root goes without.
    """

    def __init__(
        self, *, roots: Sequence[bytes], bundle: str, app_id: int | None, sandbox: bool, online: bool = True
    ) -> None:
        if not sandbox and (app_id is None or not online):
            raise BadInput("the App Store in production needs DRAMAPORT_APPLE_APP_ID and certificate checks online")
        environment = Environment.SANDBOX if sandbox else Environment.PRODUCTION
        self._verifier = SignedDataVerifier(list(roots), online, environment, bundle, app_id)
        self._sandbox = sandbox

    def read(self, body: bytes) -> StoreEvent:
        """Raises NotGenuine for a wrong chain, signature, app or environment, NotReadable for an unknown shape."""
        try:
            signed = json.loads(body)["signedPayload"]
        except (ValueError, KeyError, TypeError) as error:
            raise NotReadable("a notification of the App Store is JSON with a signedPayload") from error
        if not isinstance(signed, str):
            raise NotReadable("the signedPayload must be a text")
        try:
            notification = self._verifier.verify_and_decode_notification(signed)
            transaction, renewal = self._transaction(notification), self._renewal(notification)
        except VerificationException as error:
            raise _refusal(error) from error
        try:
            return self._translate(notification, transaction, renewal)
        except (ValidationError, TypeError, ValueError) as error:
            raise NotReadable(f"the notification lacks what it must have ({error})") from error

    def _transaction(self, notification: ResponseBodyV2DecodedPayload) -> JWSTransactionDecodedPayload | None:
        """The transaction inside is signed by itself, and checked by itself."""
        if notification.data is None or notification.data.signedTransactionInfo is None:
            return None
        return self._verifier.verify_and_decode_signed_transaction(notification.data.signedTransactionInfo)

    def _renewal(self, notification: ResponseBodyV2DecodedPayload) -> JWSRenewalInfoDecodedPayload | None:
        """What is to come of a subscription, signed by itself as well."""
        if notification.data is None or notification.data.signedRenewalInfo is None:
            return None
        return self._verifier.verify_and_decode_renewal_info(notification.data.signedRenewalInfo)

    def _translate(
        self,
        notification: ResponseBodyV2DecodedPayload,
        about: JWSTransactionDecodedPayload | None,
        renewal: JWSRenewalInfoDecodedPayload | None,
    ) -> StoreEvent:
        kind = notification.notificationType
        head: dict[str, Any] = {
            "source": Source.APPLE,
            "id": notification.notificationUUID,
            "at_ms": notification.signedDate,
            "sandbox": self._sandbox,
        }
        if about is not None and kind is not None:
            told = _facts(about)
            upgrade = kind is Kind.DID_CHANGE_RENEWAL_PREF and notification.subtype is Subtype.UPGRADE
            if kind in _PERIODS or upgrade:
                return Renewed(**head, **told.purchase, **told.period)
            if kind is Kind.ONE_TIME_CHARGE:
                return Purchased(**head, **told.purchase, quantity=about.quantity or 1)
            graced = renewal.gracePeriodExpiresDate if renewal is not None else None
            if kind is Kind.DID_FAIL_TO_RENEW and notification.subtype is Subtype.GRACE_PERIOD and graced is not None:
                ends = told.period["until_ms"]
                return Extended(**head, subscription=told.period["subscription"], from_ms=ends, until_ms=graced)
            if kind in _ENDED:
                ends = head["at_ms"] if kind is Kind.GRACE_PERIOD_EXPIRED else told.period["until_ms"]
                return Expired(**head, subscription=told.period["subscription"], ends_ms=ends)
            if kind is Kind.CONSUMPTION_REQUEST:
                return Asked(**head, order=told.purchase["order"])
            if kind in _TAKEN:
                return Refunded(**head, order=told.purchase["order"], reason=kind.value.lower())
            if kind is Kind.REFUND_REVERSED:
                return Restored(**head, order=told.purchase["order"], of="refunded")
        return Noted(**head, what=notification.rawNotificationType or "")


@dataclass(frozen=True)
class _Facts:
    """A transaction's fields under our names; what Apple left out is None, and refused where it is needed."""

    purchase: Mapping[str, Any]
    period: Mapping[str, Any]


def _facts(about: JWSTransactionDecodedPayload) -> _Facts:
    """The account token is the viewer's id as a UUID, set by the app when it asked Apple for the purchase."""
    money = None
    if about.price is not None and about.currency is not None:
        money = from_thousandths(about.price, about.currency)
    purchase = {
        "order": about.transactionId,
        "viewer": uuid.UUID(about.appAccountToken).hex if about.appAccountToken else None,
        "item": about.productId,
        "money": money,
        "territory": None if about.storefront is None else COUNTRIES.get(about.storefront),
    }
    period = {
        "subscription": about.originalTransactionId,
        "from_ms": about.purchaseDate,
        "until_ms": about.expiresDate,
    }
    return _Facts(purchase, period)


def _refusal(error: VerificationException) -> NotGenuine | StoreSilent:
    if error.status is VerificationStatus.RETRYABLE_VERIFICATION_FAILURE:
        return StoreSilent("Apple's certificate check does not answer; the notification will come again")
    if error.status is VerificationStatus.INVALID_ENVIRONMENT:
        return NotGenuine("the notification is of another environment than this deployment's")
    return NotGenuine(f"the App Store's signature does not hold ({error.status.name.lower()})")
