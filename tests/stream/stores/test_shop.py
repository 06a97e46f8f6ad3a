"""From a tap on "buy" to the coins, through the sandbox's shop: each store's protocol, late, twice and out of order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pytest
import stripe
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine

from dramaport.stream import repository as catalogue
from dramaport.stream import wallet
from dramaport.stream.api import Station, make_app
from dramaport.stream.api.inbox import Stores
from dramaport.stream.markets import usual_markets
from dramaport.stream.sandbox.keys import Keys
from dramaport.stream.sandbox.messages import Message, stripe_event
from dramaport.stream.sandbox.orders import BUNDLE, PACKAGE, PUSH_ACCOUNT, Act
from dramaport.stream.sandbox.post import Post, schedule
from dramaport.stream.sandbox.shop import Shop
from dramaport.stream.stores import repository
from dramaport.stream.stores.apple import AppleInbox
from dramaport.stream.stores.google import GoogleInbox, PushGuard
from dramaport.stream.stores.inbox import Inbox
from dramaport.stream.stores.keys import KeyRing, fetch_json
from dramaport.stream.stores.play import PlayClient
from dramaport.stream.stores.purse import WalletPurse
from dramaport.stream.stores.shelf import shelf_of
from dramaport.stream.stores.stripe import StripeInbox, StripeTill
from dramaport.stream.tokens import Keys as MediaKeys

SHOP = "http://shop.test"
AUDIENCE = "http://app.test/v1/inbox/google"
WAYS = ("card", "apple", "google")


class Bridge(stripe.HTTPClient):
    """Stripe's library talking to the shop in this process."""

    name = "bridge"

    def __init__(self, shop: TestClient) -> None:
        super().__init__()
        self._shop = shop

    def request(self, method: str, url: str, headers: Any, post_data: Any = None) -> Any:
        answer = self._shop.request(method.upper(), url, headers=dict(headers), content=post_data)
        return answer.content, answer.status_code, answer.headers

    def close(self) -> None:
        pass


@dataclass
class Street:
    """The app, and the shop beside it."""

    app: FastAPI
    client: TestClient
    shop: Shop
    browser: TestClient
    database: Engine
    begin: Callable[..., Any]

    def ask(self, token: str, method: str, path: str, **more: Any) -> Any:
        headers = {"Authorization": f"Bearer {token}", **more.pop("headers", {})}
        return self.client.request(method, path, headers=headers, **more)

    def guest(self, territory: str = "US") -> tuple[str, str]:
        made = self.client.post("/v1/guests", json={"territory": territory, "languages": ["en"]}).json()
        return made["token"], made["viewer"]["id"]

    def checkout(self, token: str, item: str, key: str = "tap-0001") -> Any:
        return self.ask(token, "POST", "/v1/checkouts", json={"item": item}, headers={"Idempotency-Key": key})

    def pay(self, url: str, way: str) -> None:
        paid = self.browser.post(url.removeprefix(SHOP), content=f"way={way}", follow_redirects=False)
        assert paid.status_code == 303
        self.settle()

    def settle(self) -> None:
        assert self.browser.portal is not None
        self.browser.portal.call(self.shop.post.settled)

    def happen(self, act: Act, which: int = -1) -> None:
        order = self.shop.sold[which].order
        assert self.browser.post(f"/orders/{order}", content=f"act={act}", follow_redirects=False).status_code == 303
        self.settle()

    def coins(self, viewer: str) -> int:
        with self.database.connect() as db:
            assert wallet.check(db) == ()
            held = wallet.balance(db, viewer)
        return held.paid + held.bonus - held.debt

    def subscribed_until(self, viewer: str) -> int:
        with self.database.connect() as db:
            assert wallet.check(db) == ()
            now = int(datetime.now(UTC).timestamp() * 1000)
            until = repository.subscribed_until(db, viewer) or 0
            assert (wallet.subscribed_until(db, viewer, now) is not None) == (until > now)
        return until

    def subscribed(self, viewer: str) -> bool:
        return self.subscribed_until(viewer) > datetime.now(UTC).timestamp() * 1000


def territory_of(db: Connection, viewer: str) -> str | None:
    found = db.exec_driver_sql("SELECT body FROM viewer WHERE id = ?", (viewer,)).scalar()
    return None if found is None else "US"


@pytest.fixture
def clock() -> Callable[[], datetime]:
    """Stores sign with the time of now."""
    return lambda: datetime.now(UTC)


@pytest.fixture
def station(database: Engine, tmp_path: Path, clock: Callable[[], datetime]) -> Station:
    """Nothing to watch here: only markets, and what they sell."""
    with database.begin() as db:
        catalogue.put_markets(db, usual_markets())
    return Station(database=database, keys=MediaKeys({"k": b"k" * 32}, "k"), media=tmp_path, clock=clock)


@pytest.fixture
def street(station: Station, keys: Keys) -> Iterator[Street]:
    app = make_app(station)
    away = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://app.test")
    shop = Shop(keys, Post(away, "http://app.test", seed=7, most_seconds=0.0, again_seconds=()), SHOP, AUDIENCE)
    with TestClient(shop.app(), base_url=SHOP) as browser, TestClient(app) as client:
        guard = PushGuard(KeyRing(lambda: fetch_json(browser, "/google/certs")), AUDIENCE, PUSH_ACCOUNT)  # type: ignore[arg-type,return-value]
        play = PlayClient(browser, lambda: keys.google.bearer, PACKAGE, SHOP)  # type: ignore[arg-type]
        app.state.stores = Stores(
            inbox=Inbox(station.database, WalletPurse(), shelf_of(catalogue.markets, territory_of)),
            stripe=StripeInbox(keys.stripe.webhook_secret, sandbox=True),
            apple=AppleInbox(roots=[keys.apple.root], bundle=BUNDLE, app_id=None, sandbox=True, online=False),
            google=GoogleInbox(guard, play, package=PACKAGE, sandbox=True),
            till=StripeTill(keys.stripe.key, back="http://app.test/wallet", api=SHOP, http=Bridge(browser)),
        )
        yield Street(app, client, shop, browser, station.database, client.post)


@pytest.mark.parametrize("way", WAYS)
def test_coins_are_there_once_by_each_way(street: Street, way: str) -> None:
    token, viewer = street.guest()
    begun = street.checkout(token, "c1000").json()
    street.pay(begun["url"], way)
    street.pay(begun["url"], way)
    assert street.coins(viewer) == 1100
    assert len(street.shop.sold) == 1
    if way == "card":
        assert street.ask(token, "GET", f"/v1/checkouts/{begun['id']}").json() == {"state": "paid"}
    if way == "google":
        assert len(street.shop.acknowledged) == 1


@pytest.mark.parametrize(
    ("way", "act"), [("card", Act.REFUND), ("card", Act.DISPUTE), ("apple", Act.REFUND), ("google", Act.REFUND)]
)
def test_a_refund_after_a_binge_leaves_a_debt_and_closes_what_it_paid_for(street: Street, way: str, act: Act) -> None:
    """Fraud: refund after binge, chargeback on web checkout."""
    token, viewer = street.guest()
    street.pay(street.checkout(token, "c1000").json()["url"], way)
    with street.database.begin() as db:
        wallet.unlock(
            db, viewer=viewer, drama="d1", numbers=[11, 12], price_each=500, key="u", body_hash="h",
            share=wallet.Share(), at_ms=1,
        )  # fmt: skip
        assert wallet.entitled(db, viewer, "d1") == {11, 12}
    street.happen(act)
    with street.database.connect() as db:
        assert wallet.entitled(db, viewer, "d1") == frozenset()
        assert wallet.check(db) == ()
        assert repository.taken_back(db, viewer, 0) == 1
    assert street.coins(viewer) <= 0


@pytest.mark.parametrize("way", ["card", "apple"])
def test_a_chargeback_won_or_a_refund_reversed_gives_the_coins_again(street: Street, way: str) -> None:
    token, viewer = street.guest()
    street.pay(street.checkout(token, "c1000").json()["url"], way)
    street.happen(Act.DISPUTE if way == "card" else Act.REFUND)
    assert street.coins(viewer) == 0
    street.shop.clock = lambda: datetime.now(UTC).timestamp() + 5
    street.happen(Act.WIN)
    assert street.coins(viewer) == 1100


@pytest.mark.parametrize("way", WAYS)
def test_a_subscription_is_renewed_by_its_length(street: Street, way: str) -> None:
    token, viewer = street.guest()
    street.pay(street.checkout(token, "week").json()["url"], way)
    once = street.subscribed_until(viewer)
    street.happen(Act.RENEW)
    assert street.subscribed_until(viewer) == once + 7 * 86_400_000


@pytest.mark.parametrize("way", WAYS)
def test_a_subscription_that_ends_is_over_at_once(street: Street, way: str) -> None:
    token, viewer = street.guest()
    street.pay(street.checkout(token, "week").json()["url"], way)
    later = datetime.now(UTC).timestamp() + 2
    street.shop.clock = lambda: later
    street.happen(Act.EXPIRE)
    if way == "apple":  # Apple says so at the end of what was paid for
        assert street.subscribed(viewer)
    else:
        assert street.subscribed_until(viewer) == int(later) * 1000
        with street.database.connect() as db:
            assert wallet.subscribed_until(db, viewer, int(later) * 1000 - 1) == int(later) * 1000


@pytest.mark.parametrize("way", WAYS)
def test_a_refunded_subscription_is_over(street: Street, way: str) -> None:
    token, viewer = street.guest()
    street.pay(street.checkout(token, "week").json()["url"], way)
    street.happen(Act.REFUND)
    assert not street.subscribed(viewer)


def test_the_same_key_is_the_same_checkout_and_for_another_item_an_error(street: Street) -> None:
    token, _ = street.guest()
    first, again = street.checkout(token, "c1000"), street.checkout(token, "c1000")
    assert first.status_code == 201
    assert first.json() == again.json()
    other = street.checkout(token, "week")
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")
    assert street.checkout(token, "week", "tap-0002").status_code == 201
    assert street.ask(token, "POST", "/v1/checkouts", json={"item": "c1000"}).status_code == 422


def test_what_is_not_sold_here_cannot_be_bought(street: Street) -> None:
    token, _ = street.guest()
    refused = street.checkout(token, "gold")
    assert (refused.status_code, refused.json()["code"]) == (422, "not_readable")


def test_a_checkout_is_nobody_elses_business(street: Street) -> None:
    token, _ = street.guest()
    begun = street.checkout(token, "c1000").json()
    stranger, _ = street.guest()
    assert street.ask(stranger, "GET", f"/v1/checkouts/{begun['id']}").status_code == 404
    assert street.ask(token, "GET", f"/v1/checkouts/{begun['id']}").json() == {"state": "unpaid"}


def test_the_page_is_marked_and_escapes_what_it_is_told(street: Street, keys: Keys) -> None:
    told = {
        "line_items[0][price_data][unit_amount]": "100", "line_items[0][price_data][currency]": "usd",
        "line_items[0][price_data][product_data][name]": "<script>alert(1)</script>",
        "success_url": "http://app.test", "cancel_url": '"><script>',
    }  # fmt: skip
    made = street.browser.post(
        "/v1/checkout/sessions", data=told, headers={"Authorization": f"Bearer {keys.stripe.key}"}
    )
    shown = street.browser.get(made.json()["url"])
    assert "SANDBOX" in shown.text
    assert "1.00 USD" in shown.text
    assert "<script" not in shown.text
    assert "default-src 'none'" in shown.headers["content-security-policy"]
    assert street.browser.post("/v1/checkout/sessions", data=told).status_code == 401


def send(client: TestClient, message: Message) -> Any:
    return client.request(message.method, message.path, content=message.body, headers=dict(message.headers))


def test_without_keys_every_way_is_closed(station: Station, keys: Keys, now_s: int) -> None:
    """No key configured is no way in: not even a message that would be genuine."""
    with TestClient(make_app(station)) as client:
        token = client.post("/v1/guests", json={"territory": "US"}).json()["token"]
        head = {"Authorization": f"Bearer {token}", "Idempotency-Key": "tap-0001"}
        answers = [
            send(client, stripe_event("", "e", "checkout.session.completed", {}, now_s)),
            client.post("/v1/inbox/apple", content=b"{}"),
            client.post("/v1/inbox/google", content=b"{}"),
            client.get("/v1/inbox/admob?a=b"),
            client.post("/v1/checkouts", json={"item": "c1000"}, headers=head),
            client.post("/v1/ads/intents", json={"drama": "d1", "number": 11}, headers=head),
        ]
    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(503, "way_closed")}
    assert all("DRAMAPORT_" in answer.json()["detail"] for answer in answers)


def test_a_forged_message_is_a_problem_document(street: Street, strangers: Keys, now_s: int) -> None:
    forged = stripe_event(strangers.stripe.webhook_secret, "e", "charge.refunded", {}, now_s)
    answer = send(street.client, forged)
    assert (answer.status_code, answer.json()["code"]) == (400, "not_genuine")
    assert answer.headers["content-type"] == "application/problem+json"


@given(st.integers(), st.integers(0, 20))
def test_delivery_is_late_twice_and_out_of_order_but_never_lost(seed: int, count: int) -> None:
    planned = schedule(Random(seed), count, 2.0)
    assert {index for _, index in planned} == set(range(count))
    assert planned == schedule(Random(seed), count, 2.0)
    assert [at for at, _ in planned] == sorted(at for at, _ in planned)


def test_delivery_really_repeats_and_reorders() -> None:
    order = [index for _, index in schedule(Random(1), 40, 2.0)]
    assert len(order) > 45
    assert order != sorted(order)
