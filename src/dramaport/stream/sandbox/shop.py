"""A stand-in for the stores: Stripe's API to open a checkout, a page to pay on as with a card, Apple or Google, Google Play's
API to read a purchase again, and a list of orders with what may happen to them later.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape
from typing import Any, Final
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from dramaport.stream.sandbox.keys import Keys
from dramaport.stream.sandbox.orders import PACKAGE, Act, Clerk, Session, Sold, Way, google_order, google_token_of
from dramaport.stream.sandbox.page import button, page
from dramaport.stream.sandbox.post import Post
from dramaport.stream.stores.currency import digits, from_stripe

_LABELS: Final = {Way.CARD: "Pay by card", Way.APPLE: "Buy as in the App Store", Way.GOOGLE: "Buy as in Google Play"}
_PLAY: Final = f"/androidpublisher/v3/applications/{PACKAGE}/purchases"


@dataclass
class Shop:
    """Everything the stand-in remembers while it runs. `address` is its own, as browsers reach it."""

    keys: Keys
    post: Post
    address: str
    audience: str
    clock: Callable[[], float] = time.time
    sessions: dict[str, Session] = field(default_factory=dict)
    by_key: dict[str, str] = field(default_factory=dict)  # Idempotency-Key → session
    sold: list[Sold] = field(default_factory=list)
    ended: dict[str, int] = field(default_factory=dict)  # subscription → seconds since the epoch
    acknowledged: set[str] = field(default_factory=set)

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/v1/checkout/sessions", self.open_session, methods=["POST"]),
                Route("/pay/{session}", self.checkout_page, methods=["GET"]),
                Route("/pay/{session}", self.pay, methods=["POST"]),
                Route("/orders", self.orders_page, methods=["GET"]),
                Route("/orders/{order}", self.act, methods=["POST"]),
                Route("/google/certs", self.certificates),
                Route(_PLAY + "/products/{sku}/tokens/{token}", self.play_product),
                Route(_PLAY + "/subscriptionsv2/tokens/{token}", self.play_subscription),
                Route(_PLAY + "/{kind}/{sku}/tokens/{token_verb}", self.play_acknowledge, methods=["POST"]),
            ]
        )

    @property
    def clerk(self) -> Clerk:
        return Clerk(self.keys, self.audience)

    async def open_session(self, request: Request) -> Response:
        """Stripe's `POST /v1/checkout/sessions`, as far as the app uses it."""
        if request.headers.get("authorization") != f"Bearer {self.keys.stripe.key}":
            return JSONResponse({"error": {"type": "invalid_request_error", "message": "no such key"}}, 401)
        key = request.headers.get("idempotency-key", "")
        if key not in self.by_key:
            told = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
            session = _read_session(told)
            self.sessions[session.id] = session
            self.by_key[key or session.id] = session.id
            key = key or session.id
        found = self.by_key[key]
        url = f"{self.address}/pay/{found}"
        return JSONResponse({"id": found, "object": "checkout.session", "url": url, "livemode": False})

    async def checkout_page(self, request: Request) -> Response:
        session = self.sessions.get(request.path_params["session"])
        if session is None:
            return page("No such checkout", "<p>Begin again in the app.</p>", 404)
        buttons = "".join(button(label, way.value) for way, label in _LABELS.items())
        period = f" every {escape(session.interval)}" if session.interval else ""
        return page(
            session.name,
            f'<p class="price">{escape(_shown(session))}{period}</p><form method="post">{buttons}</form>'
            f'<a href="{escape(session.cancel_url)}">Do not buy</a>',
        )

    async def pay(self, request: Request) -> Response:
        session = self.sessions.get(request.path_params["session"])
        way = parse_qs((await request.body()).decode("utf-8", "replace")).get("way", [""])[0]
        if session is None or way not in tuple(Way):
            return page("No such checkout", "<p>Begin again in the app.</p>", 404)
        if not any(sold.session.id == session.id for sold in self.sold):  # a second tap pays once
            sold = Sold(session, Way(way), int(self.clock()))
            self.sold.append(sold)
            self.post.send(self.clerk.paid(sold, sold.from_s))
        return RedirectResponse(session.success_url, 303)

    async def orders_page(self, _: Request) -> Response:
        acts = "".join(button(act.value.title(), act.value, "act") for act in Act)
        rows = "".join(
            f"<tr><td>{escape(sold.way.value)}</td><td>{escape(sold.session.name)}</td><td>{escape(_shown(sold.session))}"
            f'</td><td><form method="post" action="orders/{escape(sold.order)}">{acts}</form></td></tr>'
            for sold in reversed(self.sold)
        )
        return page("Orders", f"<table>{rows}</table>" if rows else "<p>Nothing was bought yet.</p>")

    async def act(self, request: Request) -> Response:
        """Let the store refund, renew or end an order."""
        sold = next((known for known in self.sold if known.order == request.path_params["order"]), None)
        act = parse_qs((await request.body()).decode("utf-8", "replace")).get("act", [""])[0]
        if sold is None or act not in tuple(Act):
            return page("No such order", "<p>It may be of an earlier run.</p>", 404)
        self.happen(sold, Act(act))
        return RedirectResponse(f"{self.address}/orders", 303)

    def happen(self, sold: Sold, act: Act) -> None:
        """Let it happen, and tell the app."""
        now = int(self.clock())
        if act is Act.RENEW:
            if sold.session.interval:
                following = sold.renewed(max(now, self._until(sold)))
                self.sold.append(following)
                self.post.send(self.clerk.paid(following, now, renewal=True))
            return
        if act is Act.EXPIRE:
            self.ended[sold.subscription] = now
        self.post.send(self.clerk.after(sold, act, now))

    async def certificates(self, _: Request) -> Response:
        return JSONResponse({self.keys.google.key_id: self.keys.google.public})

    async def play_product(self, request: Request) -> Response:
        """`purchases.products.get`."""
        sold = self._of_token(request, request.path_params["token"])
        if sold is None or sold.session.metadata.get("item") != request.path_params["sku"]:
            return JSONResponse({"error": {"code": 404}}, 404)
        token = request.path_params["token"]
        return JSONResponse(
            {
                "purchaseState": 0, "purchaseType": 0, "orderId": google_order(sold), "quantity": 1,
                "purchaseTimeMillis": str(sold.from_s * 1000), "acknowledgementState": int(token in self.acknowledged),
                "obfuscatedExternalAccountId": sold.session.metadata.get("viewer"),
            }
        )  # fmt: skip

    async def play_subscription(self, request: Request) -> Response:
        """`purchases.subscriptionsv2.get`: what is paid for now."""
        token = request.path_params["token"]
        sold = self._of_token(request, token)
        if sold is None or not sold.session.interval:
            return JSONResponse({"error": {"code": 404}}, 404)
        ended = self.ended.get(sold.subscription)
        until = sold.until_s if ended is None else min(ended, sold.until_s)
        money = from_stripe(sold.session.amount, sold.session.currency)
        units, rest = divmod(money.amount, 10 ** digits(money.currency))
        nanos = rest * 10 ** (9 - digits(money.currency))
        price = {"currencyCode": money.currency, "units": str(units), "nanos": nanos}
        line = {
            "productId": sold.session.metadata.get("item"), "latestSuccessfulOrderId": google_order(sold),
            "expiryTime": datetime.fromtimestamp(until, UTC).isoformat().replace("+00:00", "Z"),
            "autoRenewingPlan": {"autoRenewEnabled": ended is None, "recurringPrice": price},
        }  # fmt: skip
        acknowledged = "ACKNOWLEDGED" if token in self.acknowledged else "PENDING"
        found: dict[str, Any] = {
            "subscriptionState": f"SUBSCRIPTION_STATE_{'ACTIVE' if ended is None else 'EXPIRED'}",
            "lineItems": [line], "latestOrderId": google_order(sold), "testPurchase": {},
            "acknowledgementState": f"ACKNOWLEDGEMENT_STATE_{acknowledged}",
            "externalAccountIdentifiers": {"obfuscatedExternalAccountId": sold.session.metadata.get("viewer")},
        }  # fmt: skip
        return JSONResponse(found)

    async def play_acknowledge(self, request: Request) -> Response:
        token, _, _ = request.path_params["token_verb"].partition(":")
        if self._of_token(request, token) is None:
            return JSONResponse({"error": {"code": 404}}, 404)
        self.acknowledged.add(token)
        return Response(status_code=204)

    def _of_token(self, request: Request, token: str) -> Sold | None:
        """The newest payment under a purchase token, for whoever has the access token."""
        held = request.headers.get("authorization", "")
        if not secrets.compare_digest(held.encode(), f"Bearer {self.keys.google.bearer}".encode()):
            return None
        return next((sold for sold in reversed(self.sold) if google_token_of(sold) == token), None)

    def _until(self, sold: Sold) -> int:
        return max(other.until_s for other in self.sold if other.subscription == sold.subscription)


def _read_session(told: dict[str, str]) -> Session:
    price = "line_items[0][price_data]"
    names = ("checkout", "viewer", "item")
    return Session(
        id=f"cs_test_{secrets.token_hex(16)}",
        name=told.get(f"{price}[product_data][name]", ""),
        amount=int(told[f"{price}[unit_amount]"]),
        currency=told[f"{price}[currency]"],
        interval=told.get(f"{price}[recurring][interval]", ""),
        metadata={name: told.get(f"metadata[{name}]", "") for name in names},
        success_url=told["success_url"],
        cancel_url=told["cancel_url"],
    )


def _shown(session: Session) -> str:
    money = from_stripe(session.amount, session.currency)
    shift = digits(money.currency)
    return f"{money.amount / 10**shift:.{shift}f} {money.currency}"
