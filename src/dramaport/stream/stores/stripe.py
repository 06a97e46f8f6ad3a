"""Stripe: its webhooks read as our events, and checkouts opened on its pages.

Shapes are those of the API version that the `stripe` package pins. A purchase is known by its payment intent, a subscription's
period by its invoice; `invoice_payment.paid` ties the two, for refunds and disputes name the payment intent only.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import stripe
from pydantic import ValidationError

from dramaport.stream.stores.currency import from_stripe, to_stripe
from dramaport.stream.stores.problems import NotGenuine, NotReadable, StoreSilent
from dramaport.stream.stores.repository import Checkout
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
    Source,
    StoreEvent,
)
from dramaport.stream.values import Period

#: Where in a session's, a subscription's or an invoice's metadata our checkout's id stands. Only the secret key writes there.
CHECKOUT: Final = "checkout"

_INTERVAL: Final = {Period.WEEK: "week", Period.MONTH: "month", Period.YEAR: "year"}


class StripeInbox:
    """Verifies and reads webhooks. A sandbox takes test messages only, and production takes live ones only."""

    def __init__(self, secret: str, *, sandbox: bool) -> None:
        self._secret = secret
        self._sandbox = sandbox

    def read(self, payload: bytes, signature: str | None) -> StoreEvent:
        """Raises NotGenuine for a wrong or old signature or the wrong mode, NotReadable for an unknown shape."""
        try:
            event = stripe.Webhook.construct_event(payload, signature, self._secret)
        except stripe.SignatureVerificationError as error:
            raise NotGenuine("the Stripe-Signature does not fit; check DRAMAPORT_STRIPE_WEBHOOK_SECRET") from error
        except TypeError as error:  # the library compares texts, and fails on one that is not ASCII
            raise NotGenuine("the Stripe-Signature is not ASCII") from error
        except (ValueError, AttributeError) as error:
            raise NotReadable("the webhook's body is no JSON object") from error
        try:
            if event.livemode is not (not self._sandbox):
                raise NotGenuine(f"a {'live' if self._sandbox else 'test'} event came to the other kind of deployment")
            head = {"id": event.id, "at_ms": event.created * 1000, "sandbox": self._sandbox}
            return _translate(event.type, event.data.object.to_dict(), {"source": Source.STRIPE, **head})
        except (KeyError, TypeError, AttributeError, ValidationError) as error:
            raise NotReadable(f"the Stripe event lacks what it must have ({error})") from error


def _translate(kind: str, thing: Mapping[str, Any], head: Mapping[str, Any]) -> StoreEvent:
    match kind:
        case "checkout.session.completed" | "checkout.session.async_payment_succeeded":
            return _session(thing, head)
        case "invoice.paid":
            return _invoice(thing, head)
        case "invoice_payment.paid" if thing["payment"]["type"] == "payment_intent":
            return Linked(order=thing["invoice"], payment=thing["payment"]["payment_intent"], **head)
        case "customer.subscription.deleted":
            return Expired(subscription=thing["id"], ends_ms=thing["ended_at"] * 1000, **head)
        case _ if kind.startswith("charge."):
            return _charge(kind, thing, head)
    return Noted(what=kind, **head)


def _charge(kind: str, thing: Mapping[str, Any], head: Mapping[str, Any]) -> StoreEvent:
    """Money that goes back, or comes again. An inquiry (`warning_…`) has moved none yet."""
    order = thing.get("payment_intent")
    if order is None:
        return Noted(what="a charge of another shop", **head)
    match kind:
        case "charge.refunded" if thing["refunded"]:
            return Refunded(order=order, reason="refund", **head)
        case "charge.refunded" if thing.get("amount_refunded", 0) > 0:
            return PartRefunded(order=order, money=from_stripe(thing["amount_refunded"], thing["currency"]), **head)
        case "charge.dispute.created" if not thing["status"].startswith("warning_"):
            return ChargedBack(order=order, reason=str(thing.get("reason", "")), **head)
        case "charge.dispute.funds_withdrawn":
            return ChargedBack(order=order, reason=str(thing.get("reason", "")), **head)
        case "charge.dispute.closed" if thing["status"] == "won":
            return Restored(order=order, of="charged_back", **head)
        case "charge.dispute.funds_reinstated":
            return Restored(order=order, of="charged_back", **head)
    return Noted(what=kind, **head)


def _session(thing: Mapping[str, Any], head: Mapping[str, Any]) -> StoreEvent:
    if thing["mode"] != "payment" or thing["payment_status"] != "paid":
        return Noted(what=f"session {thing['mode']} {thing['payment_status']}", **head)
    if not _ours(thing["metadata"]):
        return Noted(what="a session of another shop", **head)
    address = (thing.get("customer_details") or {}).get("address") or {}
    return Purchased(
        order=thing["payment_intent"],
        checkout=thing["metadata"][CHECKOUT],
        money=from_stripe(thing["amount_total"], thing["currency"]),
        territory=address.get("country"),
        **head,
    )


def _invoice(thing: Mapping[str, Any], head: Mapping[str, Any]) -> StoreEvent:
    details = (thing.get("parent") or {}).get("subscription_details")
    if details is None or not _ours(details["metadata"]):
        return Noted(what="an invoice of another shop", **head)
    periods = [line["period"] for line in thing["lines"]["data"]]
    return Renewed(
        order=thing["id"],
        subscription=details["subscription"],
        checkout=details["metadata"][CHECKOUT],
        money=from_stripe(thing["amount_paid"], thing["currency"]),
        from_ms=min(period["start"] for period in periods) * 1000,
        until_ms=max(period["end"] for period in periods) * 1000,
        **head,
    )


def _ours(metadata: Mapping[str, Any] | None) -> bool:
    """One Stripe account may serve several shops."""
    return CHECKOUT in (metadata or {})


class StripeTill:
    """Opens checkouts. `api` is another address than Stripe's for a sandbox; `back` is where the buyer returns to."""

    def __init__(self, key: str, *, back: str, api: str | None = None, http: stripe.HTTPClient | None = None) -> None:
        addresses: Any = {"api": api} if api else None
        self._client = stripe.StripeClient(key, base_addresses=addresses, http_client=http)
        self._back = back

    def open(self, begun: Checkout, name: str) -> str:
        """The address of a page to pay on; asking again for the same checkout gives the same. Raises StoreSilent."""
        money, period = begun.item.money, begun.item.period
        price: dict[str, Any] = {
            "currency": money.currency.lower(),
            "unit_amount": to_stripe(money),
            "product_data": {"name": name},
        }
        about = {CHECKOUT: begun.id, "viewer": begun.viewer, "item": begun.item.id}
        params: dict[str, Any] = {
            "mode": "payment" if period is None else "subscription",
            "line_items": [{"quantity": 1, "price_data": price}],
            "metadata": about,
            "client_reference_id": begun.id,
            "success_url": f"{self._back}?checkout={begun.id}",
            "cancel_url": self._back,
        }
        if period is not None:
            price["recurring"] = {"interval": _INTERVAL[period]}
            params["subscription_data"] = {"metadata": about}
        try:
            session = self._client.v1.checkout.sessions.create(params, {"idempotency_key": begun.id})  # type: ignore[arg-type]
        except stripe.StripeError as error:
            raise StoreSilent(f"Stripe did not open a checkout ({type(error).__name__}); try again later") from error
        if session.url is None:
            raise StoreSilent("Stripe opened a checkout without an address; try again later")
        return session.url
