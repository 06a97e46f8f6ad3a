"""What was bought in the sandbox, and what each store would say about it."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from dramaport.stream.sandbox.keys import Keys
from dramaport.stream.sandbox.messages import Message, apple_notification, google_push, stripe_event
from dramaport.stream.stores.currency import digits

#: What the sandbox's app is called at each store.
BUNDLE: Final = "org.dramaport.sandbox"
PACKAGE: Final = "org.dramaport.sandbox"
PUSH_ACCOUNT: Final = "push@sandbox.invalid"

#: A calendar's months and years differ; the stand-ins' do not.
_PERIOD_S: Final = {"week": 7 * 86_400, "month": 30 * 86_400, "year": 365 * 86_400}


class Way(StrEnum):
    CARD = "card"
    APPLE = "apple"
    GOOGLE = "google"


class Act(StrEnum):
    """What may happen to an order after it was paid."""

    REFUND = "refund"
    DISPUTE = "dispute"
    WIN = "win"
    RENEW = "renew"
    EXPIRE = "expire"


@dataclass(frozen=True)
class Session:
    """A checkout session as the app opened it. `interval` is "" for a pack. Amounts are in Stripe's units."""

    id: str
    name: str
    amount: int
    currency: str
    interval: str
    metadata: Mapping[str, str]
    success_url: str
    cancel_url: str


@dataclass
class Sold:
    """One payment: its names at the store, and when what it paid for begins, in seconds since the epoch."""

    session: Session
    way: Way
    from_s: int
    order: str = field(default_factory=lambda: secrets.token_hex(8))
    subscription: str = field(default_factory=lambda: secrets.token_hex(12))

    @property
    def until_s(self) -> int:
        return self.from_s + _PERIOD_S.get(self.session.interval, 0)

    def renewed(self, from_s: int) -> Sold:
        """The same subscription's next payment."""
        return Sold(self.session, self.way, from_s, subscription=self.subscription)


@dataclass(frozen=True)
class Clerk:
    """Writes the stores' messages. `audience` is what Pub/Sub's tokens are for."""

    keys: Keys
    audience: str

    def paid(self, sold: Sold, at_s: int, *, renewal: bool = False) -> list[Message]:
        """What a store says when something was paid at `at_s`."""
        match sold.way:
            case Way.CARD:
                return self._card(sold, at_s, renewal=renewal)
            case Way.APPLE:
                kind = "ONE_TIME_CHARGE" if not sold.session.interval else "DID_RENEW" if renewal else "SUBSCRIBED"
                return [self._apple(sold, kind, at_s)]
            case Way.GOOGLE:
                return [self._google(_google_paid(sold, renewal=renewal), at_s)]

    def after(self, sold: Sold, act: Act, at_s: int) -> list[Message]:
        """What a store says about it later; nothing where the store has no such message."""
        match sold.way:
            case Way.CARD:
                return self._card_after(sold, act, at_s)
            case Way.APPLE:
                kind = {Act.REFUND: "REFUND", Act.WIN: "REFUND_REVERSED", Act.EXPIRE: "EXPIRED"}.get(act)
                return [self._apple(sold, kind, at_s)] if kind else []
            case Way.GOOGLE:
                return self._google_after(sold, act, at_s)

    def _card(self, sold: Sold, at_s: int, *, renewal: bool) -> list[Message]:
        session, intent, invoice = sold.session, f"pi_{sold.order}", f"in_{sold.order}"
        subscription = f"sub_{sold.subscription}"
        done = {
            "id": session.id, "object": "checkout.session", "mode": "subscription" if session.interval else "payment",
            "payment_status": "paid", "payment_intent": None if session.interval else intent,
            "subscription": subscription if session.interval else None, "amount_total": session.amount,
            "currency": session.currency, "metadata": dict(session.metadata),
            "client_reference_id": session.metadata.get("checkout"), "customer_details": None,
        }  # fmt: skip
        sent = [] if renewal else [self._stripe("checkout.session.completed", done, at_s)]
        if session.interval:
            details = {"subscription": subscription, "metadata": dict(session.metadata)}
            bill = {
                "id": invoice, "object": "invoice", "amount_paid": session.amount, "currency": session.currency,
                "parent": {"type": "subscription_details", "subscription_details": details},
                "lines": {"data": [{"period": {"start": sold.from_s, "end": sold.until_s}}]},
            }  # fmt: skip
            payment = {"type": "payment_intent", "payment_intent": intent}
            tie = {"id": f"inpay_{sold.order}", "object": "invoice_payment", "invoice": invoice, "payment": payment}
            sent.append(self._stripe("invoice.paid", bill, at_s))
            sent.append(self._stripe("invoice_payment.paid", tie, at_s))
        return sent

    def _card_after(self, sold: Sold, act: Act, at_s: int) -> list[Message]:
        intent = f"pi_{sold.order}"
        dispute = {"id": f"du_{sold.order}", "object": "dispute", "payment_intent": intent, "reason": "fraudulent"}
        match act:
            case Act.REFUND:
                charge = {"id": f"ch_{sold.order}", "object": "charge", "payment_intent": intent, "refunded": True}
                return [self._stripe("charge.refunded", charge, at_s)]
            case Act.DISPUTE:
                return [self._stripe("charge.dispute.created", {**dispute, "status": "needs_response"}, at_s)]
            case Act.WIN:
                return [self._stripe("charge.dispute.closed", {**dispute, "status": "won"}, at_s)]
            case Act.EXPIRE if sold.session.interval:
                gone = {"id": f"sub_{sold.subscription}", "object": "subscription", "ended_at": at_s}
                return [self._stripe("customer.subscription.deleted", gone, at_s)]
        return []

    def _google_after(self, sold: Sold, act: Act, at_s: int) -> list[Message]:
        if act is Act.REFUND:
            voided = {
                "purchaseToken": google_token_of(sold), "orderId": google_order(sold), "refundType": 1,
                "productType": 1 if sold.session.interval else 2,
            }  # fmt: skip
            return [self._google({"voidedPurchaseNotification": voided}, at_s)]
        if act is Act.EXPIRE and sold.session.interval:
            ended = {"version": "1.0", "notificationType": 13, "purchaseToken": google_token_of(sold)}
            return [self._google({"subscriptionNotification": ended}, at_s)]
        return []

    def _stripe(self, kind: str, thing: Mapping[str, Any], at_s: int) -> Message:
        return stripe_event(self.keys.stripe.webhook_secret, f"evt_{secrets.token_hex(12)}", kind, thing, at_s)

    def _apple(self, sold: Sold, kind: str, at_s: int) -> Message:
        session = sold.session
        transaction: dict[str, Any] = {
            "transactionId": sold.order, "originalTransactionId": sold.subscription if session.interval else sold.order,
            "productId": session.metadata.get("item"), "quantity": 1, "purchaseDate": sold.from_s * 1000,
            "type": "Auto-Renewable Subscription" if session.interval else "Consumable",
            "currency": session.currency.upper(), "price": session.amount * 1000 // 10 ** digits(session.currency.upper()),
            "appAccountToken": str(uuid.UUID(session.metadata["viewer"])),
        }  # fmt: skip
        if session.interval:
            transaction["expiresDate"] = sold.until_s * 1000
        return apple_notification(
            self.keys.apple,
            uuid=str(uuid.uuid4()),
            kind=kind,
            transaction=transaction,
            at_ms=at_s * 1000,
            bundle=BUNDLE,
        )

    def _google(self, what: Mapping[str, Any], at_s: int) -> Message:
        told = {"version": "1.0", "packageName": PACKAGE, "eventTimeMillis": str(at_s * 1000), **what}
        return google_push(
            self.keys.google,
            message_id=str(secrets.randbelow(10**16)),
            told=told,
            audience=self.audience,
            account=PUSH_ACCOUNT,
            at_s=at_s,
        )


def google_token_of(sold: Sold) -> str:
    """The purchase token: a subscription keeps its own through all renewals."""
    return f"token-{sold.subscription if sold.session.interval else sold.order}"


def google_order(sold: Sold) -> str:
    return f"GPA.{sold.order}"


def _google_paid(sold: Sold, *, renewal: bool) -> Mapping[str, Any]:
    token = google_token_of(sold)
    if sold.session.interval:
        kind = 2 if renewal else 4
        return {"subscriptionNotification": {"version": "1.0", "notificationType": kind, "purchaseToken": token}}
    once = {"version": "1.0", "notificationType": 1, "purchaseToken": token, "sku": sold.session.metadata.get("item")}
    return {"oneTimeProductNotification": once}
