"""From the wall to an open episode by an advertisement, through the sandbox's network."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
import pytest
from fastapi.testclient import TestClient

from dramaport.stream import repository as catalogue
from dramaport.stream import wallet
from dramaport.stream.ads.admob import AdMob, key_server
from dramaport.stream.ads.grant import open_episode
from dramaport.stream.api import Station, make_app
from dramaport.stream.api.inbox import Ads
from dramaport.stream.markets import usual_markets
from dramaport.stream.sandbox.adserver import UNIT, AdServer
from dramaport.stream.sandbox.keys import AdKeys
from dramaport.stream.sandbox.messages import admob_callback
from dramaport.stream.sandbox.post import Post
from dramaport.stream.stores.keys import KeyRing

NETWORK = "http://ads.test"


@dataclass
class Wall:
    """A guest at the wall of a drama whose eleventh episode is locked."""

    station: Station
    client: TestClient
    browser: TestClient
    network: AdServer
    clock: Any
    head: dict[str, str]
    viewer: str

    def want(self, number: int = 11) -> Any:
        return self.client.post("/v1/ads/intents", json={"drama": "d1", "number": number}, headers=self.head)

    def state(self, intent: str) -> str:
        return str(self.client.get(f"/v1/ads/intents/{intent}", headers=self.head).json()["state"])

    def watch(self, url: str, seconds: float = 20) -> int:
        page = urlsplit(url)
        self.browser.get(f"/ad?{page.query}")
        self.clock.move(timedelta(seconds=seconds))
        answer = self.browser.post("/ad", content=page.query)
        assert self.browser.portal is not None
        self.browser.portal.call(self.network.post.settled)
        return answer.status_code

    def opened(self) -> frozenset[int]:
        with self.station.database.connect() as db:
            assert wallet.check(db) == ()
            return wallet.entitled(db, self.viewer, "d1")


@pytest.fixture
def wall(station: Station, clock: Any, keys: AdKeys) -> Iterator[Wall]:
    app = make_app(station)
    post = Post(
        httpx.AsyncClient(transport=httpx.ASGITransport(app)),
        "http://app.test",
        seed=3,
        most_seconds=0.0,
        again_seconds=(),
    )
    network = AdServer(keys, post, clock=lambda: station.now_ms)
    with TestClient(network.app(), base_url=NETWORK) as browser, TestClient(app) as client:
        app.state.ads = Ads(
            network=AdMob(KeyRing(key_server(browser, f"{NETWORK}/keys.json")), [UNIT]),  # type: ignore[arg-type]
            grant=open_episode,
            page=lambda data, viewer: f"{NETWORK}/ad?" + urlencode({"custom_data": data, "user_id": viewer}),
            pepper=b"pepper",
        )
        made = client.post("/v1/guests", json={"territory": "US", "languages": ["en"]}).json()
        head = {"Authorization": f"Bearer {made['token']}"}
        yield Wall(station, client, browser, network, clock, head, made["viewer"]["id"])


def test_an_advertisement_watched_to_its_end_opens_the_episode(wall: Wall) -> None:
    wanted = wall.want().json()
    assert wall.state(wanted["intent"]) == "open"
    assert wall.watch(wanted["url"]) == 200
    assert wall.state(wanted["intent"]) == "granted"
    assert wall.opened() == {11}


def test_an_advertisement_that_was_skipped_opens_nothing(wall: Wall) -> None:
    wanted = wall.want().json()
    assert wall.watch(wanted["url"], seconds=1) == 409
    assert wall.state(wanted["intent"]) == "open"
    assert wall.opened() == frozenset()


def test_the_clients_word_opens_nothing(wall: Wall) -> None:
    """Fraud: a client-asserted reward. There is nothing to call but the network's door, and that needs its signature."""
    wanted = wall.want().json()
    query = urlencode({"custom_data": wanted["custom_data"], "ad_unit": UNIT, "transaction_id": "mine"})
    told = [
        wall.client.get(f"/v1/inbox/admob?{query}"),
        wall.client.get(f"/v1/inbox/admob?{query}&signature=AAAA&key_id=1", headers=wall.head),
    ]
    assert [answer.json()["code"] for answer in told] == ["not_genuine"] * 2
    assert wall.client.post(f"/v1/ads/intents/{wanted['intent']}", headers=wall.head).status_code == 405
    assert wall.client.post("/v1/inbox/admob", headers=wall.head).status_code == 405
    assert wall.opened() == frozenset()


def test_a_genuine_callback_for_a_made_up_intent_is_refused(wall: Wall, keys: AdKeys) -> None:
    told: dict[str, str | int] = {
        "ad_unit": UNIT, "custom_data": "d1.11", "timestamp": wall.station.now_ms, "transaction_id": "t",
    }  # fmt: skip
    answer = wall.client.get(admob_callback(keys, told).path)
    assert (answer.status_code, answer.json()["code"]) == (409, "not_earned")


def test_the_cap_of_the_market_holds(wall: Wall) -> None:
    """Fraud: an ad farm's number."""
    one = tuple(market.model_copy(update={"ad_daily_cap": 1}) for market in usual_markets())
    with wall.station.database.begin() as db:
        catalogue.put_markets(db, one)
    first, second = (wall.want(number).json()["url"] for number in (11, 12))
    assert wall.watch(first) == 200
    wall.watch(second)
    assert wall.opened() == {11}
    assert wall.want(12).json()["code"] in ("capped", "no_ads")
    wall.clock.move(timedelta(days=1))
    assert wall.watch(wall.want(12).json()["url"]) == 200
    assert wall.opened() == {11, 12}


def test_an_episode_that_is_open_or_not_there_needs_no_advertisement(wall: Wall) -> None:
    assert (wall.want(1).status_code, wall.want(1).json()["code"]) == (403, "free")
    assert wall.want(99).json()["code"] == "no_episode"
    wall.watch(wall.want(11).json()["url"])


def test_an_intent_is_nobody_elses_business(wall: Wall) -> None:
    wanted = wall.want().json()
    other = wall.client.post("/v1/guests", json={"territory": "US"}).json()["token"]
    answer = wall.client.get(f"/v1/ads/intents/{wanted['intent']}", headers={"Authorization": f"Bearer {other}"})
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_the_page_is_marked_and_escapes_what_it_is_told(wall: Wall) -> None:
    shown = wall.browser.get("/ad", params={"custom_data": '"><script>alert(1)</script>'})
    assert "SANDBOX" in shown.text
    assert "<script" not in shown.text
    assert "default-src 'none'" in shown.headers["content-security-policy"]
