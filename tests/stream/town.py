"""The app with every way open, the stores and the ad network beside it, and people who come from some address."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
import stripe
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Connection

from dramaport.stream import repository, wallet
from dramaport.stream.ads.admob import AdMob, key_server
from dramaport.stream.ads.grant import open_episode
from dramaport.stream.api import Station, make_app
from dramaport.stream.api.inbox import Ads, Stores
from dramaport.stream.sandbox.adserver import UNIT, AdServer
from dramaport.stream.sandbox.keys import Keys
from dramaport.stream.sandbox.messages import Message
from dramaport.stream.sandbox.orders import BUNDLE, PACKAGE, PUSH_ACCOUNT, Act
from dramaport.stream.sandbox.post import Post
from dramaport.stream.sandbox.shop import Shop
from dramaport.stream.stores.apple import AppleInbox
from dramaport.stream.stores.google import GoogleInbox, PushGuard
from dramaport.stream.stores.inbox import Inbox
from dramaport.stream.stores.keys import KeyRing, fetch_json
from dramaport.stream.stores.play import PlayClient
from dramaport.stream.stores.purse import WalletPurse
from dramaport.stream.stores.shelf import shelf_of
from dramaport.stream.stores.stripe import StripeInbox, StripeTill
from dramaport.stream.wallet import Balance

DRAMA = "d1"
SHOP, NETWORK = "http://shop.test", "http://ads.test"
AUDIENCE = "http://app.test/v1/inbox/google"
HOME, AWAY = "203.0.113.7", "198.51.100.9"


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
class Town:
    """The app, and everybody it talks to. `move` moves the app's clock and the ad network's."""

    station: Station
    app: FastAPI
    keys: Keys
    shop: Shop
    browser: TestClient
    network: AdServer
    ads: TestClient
    clock: Any
    doors: dict[str, TestClient] = field(default_factory=dict)

    def at(self, address: str) -> TestClient:
        """A client from an address."""
        if address not in self.doors:
            self.doors[address] = TestClient(self.app, client=(address, 50_000), raise_server_exceptions=False)
        return self.doors[address]

    def guest(self, address: str = HOME, territory: str = "US", **headers: str) -> Guest:
        body = {"territory": territory, "languages": ["en"]}
        made = self.at(address).post("/v1/guests", json=body, headers=headers)
        assert made.status_code == 201, made.text
        return Guest(self, made.json()["token"], made.json()["viewer"]["id"], address)

    def send(self, message: Message) -> Any:
        return self.at(HOME).request(message.method, message.path, content=message.body, headers=dict(message.headers))

    def pay(self, url: str, way: str = "card") -> None:
        paid = self.browser.post(url.removeprefix(SHOP), content=f"way={way}", follow_redirects=False)
        assert paid.status_code == 303
        self._settle(self.browser, self.shop.post)

    def happen(self, act: Act, which: int = -1) -> None:
        """Something happens to an order later."""
        order = self.shop.sold[which].order
        assert self.browser.post(f"/orders/{order}", content=f"act={act}", follow_redirects=False).status_code == 303
        self._settle(self.browser, self.shop.post)

    def watch(self, url: str, seconds: float = 20) -> int:
        """Watch an advertisement; what the app answered the network, 200 when it opened."""
        page = urlsplit(url)
        self.ads.get(f"/ad?{page.query}")
        self.clock.move(timedelta(seconds=seconds))
        answer = self.ads.post("/ad", content=page.query)
        self._settle(self.ads, self.network.post)
        return answer.status_code

    def _settle(self, client: TestClient, post: Post) -> None:
        assert client.portal is not None
        client.portal.call(post.settled)


@dataclass
class Guest:
    """Somebody with a session."""

    town: Town
    token: str
    id: str
    address: str = HOME
    taps: int = 0

    def ask(self, method: str, path: str, address: str | None = None, **more: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.token}", **more.pop("headers", {})}
        return self.town.at(address or self.address).request(method, path, headers=headers, **more)

    def ticket(self, number: int = 1, address: str | None = None) -> Any:
        return self.ask("POST", "/v1/tickets", address, json={"drama": DRAMA, "number": number})

    def opens(self, number: int) -> bool:
        return bool(self.ticket(number).status_code == 200)

    def unlock(self, *numbers: int, key: str | None = None) -> Any:
        return self._money("/v1/unlocks", {"drama": DRAMA, "numbers": numbers}, key)

    def checkout(self, item: str, key: str | None = None) -> Any:
        return self._money("/v1/checkouts", {"item": item}, key)

    def buy(self, item: str, way: str = "card") -> None:
        begun = self.checkout(item)
        assert begun.status_code == 201, begun.text
        self.town.pay(begun.json()["url"], way)

    def want_ad(self, number: int = 11, address: str | None = None) -> Any:
        return self.ask("POST", "/v1/ads/intents", address, json={"drama": DRAMA, "number": number})

    @property
    def balance(self) -> Balance:
        with self.town.station.database.connect() as db:
            assert wallet.check(db) == ()
            return wallet.balance(db, self.id)

    @property
    def coins(self) -> int:
        """What they have, less what they owe."""
        have = self.balance
        return have.paid + have.bonus - have.debt

    @property
    def opened(self) -> frozenset[int]:
        with self.town.station.database.connect() as db:
            return wallet.entitled(db, self.id, DRAMA)

    def _money(self, path: str, body: Any, key: str | None) -> Any:
        self.taps += 1
        headers = {"Idempotency-Key": key or f"tap-{self.id[-6:]}-{self.taps:04d}"}
        return self.ask("POST", path, json=body, headers=headers)


def territory_of(db: Connection, viewer: str) -> str | None:
    found = repository.person(db, viewer)
    return None if found is None else found.territory


@contextmanager
def open_town(station: Station, keys: Keys, clock: Any, **changed: Any) -> Iterator[Town]:
    """The app over a station; `changed` replaces some of the station's fields."""
    station = replace(station, **changed)
    app = make_app(station)
    away = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://app.test")
    shop = Shop(keys, _post(away), SHOP, AUDIENCE, clock=_seconds(station))
    network = AdServer(keys.ads, _post(away), clock=lambda: station.now_ms)
    with TestClient(shop.app(), base_url=SHOP) as browser, TestClient(network.app(), base_url=NETWORK) as ads:
        guard = PushGuard(KeyRing(lambda: fetch_json(browser, "/google/certs")), AUDIENCE, PUSH_ACCOUNT)  # type: ignore[arg-type,return-value]
        play = PlayClient(browser, lambda: keys.google.bearer, PACKAGE, SHOP)  # type: ignore[arg-type]
        app.state.stores = Stores(
            inbox=Inbox(station.database, WalletPurse(), shelf_of(repository.markets, territory_of)),
            stripe=StripeInbox(keys.stripe.webhook_secret, sandbox=True),
            apple=AppleInbox(roots=[keys.apple.root], bundle=BUNDLE, app_id=None, sandbox=True, online=False),
            google=GoogleInbox(guard, play, package=PACKAGE, sandbox=True),
            till=StripeTill(keys.stripe.key, back="http://app.test/wallet", api=SHOP, http=Bridge(browser)),
        )
        app.state.ads = Ads(
            network=AdMob(KeyRing(key_server(ads, f"{NETWORK}/keys.json")), [UNIT]),  # type: ignore[arg-type]
            grant=open_episode,
            page=lambda data, viewer: f"{NETWORK}/ad?" + urlencode({"custom_data": data, "user_id": viewer}),
            pepper=b"pepper",
        )
        yield Town(station, app, keys, shop, browser, network, ads, clock)


def _post(away: httpx.AsyncClient) -> Post:
    return Post(away, "http://app.test", seed=7, most_seconds=0.0, again_seconds=())


def _seconds(station: Station) -> Callable[[], float]:
    return lambda: station.clock().timestamp()


def soon() -> datetime:
    """Stores sign with the time of now, so the clock of a town begins there."""
    return datetime.now(UTC)
