"""What stores do beside selling and refunding: a part given back, a grace period, a question about use, a list of what was voided."""

from __future__ import annotations

import json
import threading
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from sqlalchemy import Engine

from dramaport.data.engine import open_database
from dramaport.stream import repository as people
from dramaport.stream import wallet
from dramaport.stream.people import Person, Purpose
from dramaport.stream.sandbox.keys import Keys
from dramaport.stream.sandbox.messages import apple_notification, stripe_event
from dramaport.stream.stores import repository
from dramaport.stream.stores.apple import AppleInbox
from dramaport.stream.stores.consumption import AppleAnswers, used
from dramaport.stream.stores.google import GoogleInbox, PushGuard
from dramaport.stream.stores.inbox import Inbox, Outcome
from dramaport.stream.stores.keys import KeyRing
from dramaport.stream.stores.play import PlayClient
from dramaport.stream.stores.problems import StoreSilent
from dramaport.stream.stores.purse import WalletPurse
from dramaport.stream.stores.stripe import StripeInbox
from dramaport.stream.stores.values import (
    Asked,
    Expired,
    Extended,
    PartRefunded,
    Purchased,
    Renewed,
    Source,
    Standing,
    fold,
)
from dramaport.stream.stores.voided import VoidedList
from dramaport.stream.values import Money
from dramaport.stream.wallet import Balance
from stores_making import ANNA, shelf

DAY = 86_400_000
NOW = 1_790_000_000_000
BUNDLE = "com.example.app"


def usd(amount: int) -> Money:
    return Money(amount=amount, currency="USD")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.services)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    on_file = f"sqlite:///{tmp_path / 'stores.db'}"
    engine = open_database(request.getfixturevalue("postgres") if request.param == "postgres" else on_file)
    yield engine
    engine.dispose()


@dataclass
class Shop:
    """An inbox over the real wallet."""

    database: Engine
    inbox: Inbox = field(init=False)
    told: int = 0

    def __post_init__(self) -> None:
        self.inbox = Inbox(self.database, WalletPurse(), shelf)

    def tell(self, event: Any) -> Outcome:
        return self.inbox.take(event, NOW)

    def head(self, at: int = NOW) -> dict[str, Any]:
        self.told += 1
        return {"source": Source.STRIPE, "id": f"e{self.told}", "at_ms": at}

    def buy(self) -> None:
        """A thousand coins and a hundred more, for 9.99."""
        assert self.tell(Purchased(**self.head(), order="o", viewer=ANNA, item="c1000", money=usd(999))) == "handled"

    def part(self, amount: int) -> None:
        assert self.tell(PartRefunded(**self.head(), order="o", money=usd(amount))) == "handled"

    def week(self) -> None:
        bought = Renewed(
            **self.head(), order="o", subscription="s", viewer=ANNA, item="week", money=usd(1999), from_ms=NOW,
            until_ms=NOW + 7 * DAY,
        )  # fmt: skip
        assert self.tell(bought) == "handled"

    def balance(self) -> Balance:
        with self.database.begin() as db:
            assert wallet.check(db) == ()
            return wallet.balance(db, ANNA)

    def unlock(self, price: int) -> None:
        with self.database.begin() as db:
            wallet.unlock(
                db, viewer=ANNA, drama="d", numbers=(11,), price_each=price, key="k" * 8, body_hash="h",
                share=wallet.Share(), at_ms=NOW,
            )  # fmt: skip

    def money(self) -> int:
        """What the house has for everything, in cents."""
        with self.database.begin() as db:
            return sum(line.money.amount for line in wallet.movements(db, ANNA) if line.money is not None)


@pytest.fixture
def shop(database: Engine) -> Shop:
    return Shop(database)


# --- a part given back -------------------------------------------------------------------------------------------------


def test_a_part_of_the_price_takes_the_same_part_of_the_paid_coins(shop: Shop) -> None:
    shop.buy()
    shop.part(333)
    assert shop.balance() == Balance(paid=667, bonus=100)
    assert shop.money() == 999 - 333


def test_parts_are_counted_together_and_told_twice_count_once(shop: Shop) -> None:
    shop.buy()
    for amount in (100, 500, 500, 100):
        shop.part(amount)
    assert shop.balance().paid == 1000 - 500 * 1000 // 999
    assert shop.money() == 499


def test_what_was_spent_stays_spent_and_nothing_is_owed(shop: Shop) -> None:
    shop.buy()
    shop.unlock(1000)
    shop.part(900)
    assert shop.balance() == Balance(paid=0, bonus=0, debt=0)  # a hundred were there, of nine hundred that were due
    with shop.database.begin() as db:
        assert wallet.entitled(db, ANNA, "d") == {11}


def test_a_refund_of_the_rest_gives_back_the_rest(shop: Shop, keys: Keys, now_s: int) -> None:
    shop.buy()
    shop.part(333)
    inbox = StripeInbox(keys.stripe.webhook_secret, sandbox=True)
    charge = {"payment_intent": "o", "refunded": True, "amount_refunded": 999, "currency": "usd"}
    message = stripe_event(keys.stripe.webhook_secret, "evt_9", "charge.refunded", charge, NOW // 1000 + 9)
    with pytest.raises(Exception, match="Stripe-Signature"):
        inbox.read(message.body, message.headers["Stripe-Signature"])  # signed at another time than now
    message = stripe_event(keys.stripe.webhook_secret, "evt_9", "charge.refunded", charge, now_s)
    event = inbox.read(message.body, message.headers["Stripe-Signature"])
    assert shop.tell(event.model_copy(update={"at_ms": NOW + 1})) == "handled"
    assert shop.balance() == Balance(paid=0, bonus=0)
    assert shop.money() == 0


def test_of_a_subscription_the_money_alone_goes_back(shop: Shop) -> None:
    shop.week()
    shop.part(500)
    with shop.database.begin() as db:
        assert wallet.subscribed_until(db, ANNA, NOW) == NOW + 7 * DAY
        assert wallet.check(db) == ()
    assert shop.money() == 1499


def test_more_than_the_price_waits_for_a_person(shop: Shop) -> None:
    shop.buy()
    assert shop.tell(PartRefunded(**shop.head(), order="o", money=usd(1000))) == "waiting"
    assert shop.balance().paid == 1000


# --- a grace period ----------------------------------------------------------------------------------------------------


def grace(keys: Keys, now_s: int, kind: str, **more: Any) -> bytes:
    week = {
        "transactionId": "o", "originalTransactionId": "s", "productId": "week", "quantity": 1, "price": 19990,
        "currency": "USD", "appAccountToken": str(uuid.UUID(ANNA)), "purchaseDate": NOW, "expiresDate": NOW + 7 * DAY,
    }  # fmt: skip
    told = {"uuid": str(uuid.uuid4()), "bundle": BUNDLE, "transaction": week, **more}
    return apple_notification(keys.apple, kind=kind, at_ms=now_s * 1000, **told).body


def test_a_grace_lengthens_the_period_it_follows_and_the_next_payment_begins_anew(keys: Keys, now_s: int) -> None:
    inbox = AppleInbox(roots=[keys.apple.root], bundle=BUNDLE, app_id=None, sandbox=True, online=False)
    bought = inbox.read(grace(keys, now_s, "SUBSCRIBED"))
    renewal = {"gracePeriodExpiresDate": NOW + 10 * DAY}
    failed = inbox.read(grace(keys, now_s, "DID_FAIL_TO_RENEW", subtype="GRACE_PERIOD", renewal=renewal))
    assert isinstance(failed, Extended)
    assert fold(Source.APPLE, "o", [failed, bought]).until_ms == NOW + 10 * DAY
    assert fold(Source.APPLE, "o", [bought]).until_ms == NOW + 7 * DAY
    over = inbox.read(grace(keys, now_s, "GRACE_PERIOD_EXPIRED"))
    assert isinstance(over, Expired)
    cut = over.model_copy(update={"ends_ms": NOW + 9 * DAY})
    assert (
        fold(Source.APPLE, "o", [over.model_copy(update={"ends_ms": NOW + 9 * DAY}), failed, bought]).until_ms
        == cut.ends_ms
    )


def test_the_grace_is_signed_by_itself(keys: Keys, strangers: Keys, now_s: int) -> None:
    from dramaport.stream.sandbox.messages import apple_jws
    from dramaport.stream.stores.problems import NotGenuine

    inbox = AppleInbox(roots=[keys.apple.root], bundle=BUNDLE, app_id=None, sandbox=True, online=False)
    told = jwt.decode(
        json.loads(grace(keys, now_s, "DID_FAIL_TO_RENEW"))["signedPayload"], options={"verify_signature": False}
    )
    told["subtype"] = "GRACE_PERIOD"
    forged = {"environment": "Sandbox", "signedDate": now_s * 1000, "gracePeriodExpiresDate": NOW + 999 * DAY}
    told["data"]["signedRenewalInfo"] = apple_jws(strangers.apple, forged)
    with pytest.raises(NotGenuine):
        inbox.read(json.dumps({"signedPayload": apple_jws(keys.apple, told)}).encode())


def test_the_wallet_is_open_through_the_grace(shop: Shop) -> None:
    shop.week()
    late = Extended(**shop.head(NOW + 1), subscription="s", from_ms=NOW + 7 * DAY, until_ms=NOW + 10 * DAY)
    assert shop.tell(late) == "handled"
    with shop.database.begin() as db:
        assert wallet.subscribed_until(db, ANNA, NOW + 9 * DAY) == NOW + 10 * DAY
        assert wallet.check(db) == ()
    assert shop.money() == 1999


# --- how much was used -------------------------------------------------------------------------------------------------


@dataclass
class Api:
    """The App Store's API, which keeps what it is told."""

    told: list[tuple[str, dict[str, Any], str]] = field(default_factory=list)
    status: int = 202

    def server(self) -> HTTPServer:
        api = self

        class Handler(BaseHTTPRequestHandler):
            def do_PUT(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                api.told.append((self.path, body, self.headers["Authorization"].removeprefix("Bearer ")))
                self.send_response(api.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        return HTTPServer(("127.0.0.1", 0), Handler)


@pytest.fixture
def api() -> Iterator[tuple[Api, str]]:
    made = Api()
    server = made.server()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield made, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def answers(keys: Keys, address: str) -> AppleAnswers:
    made = AppleAnswers(key=keys.apple.key.encode(), key_id="K1", issuer="I1", bundle=BUNDLE, sandbox=True)
    made.client._base_url = address
    return made


def asked_of(shop: Shop, consent: bool) -> Asked:
    with shop.database.begin() as db:
        people.put_person(db, Person(id=ANNA, since_ms=NOW, consents={Purpose.REFUNDS: consent}))
    return Asked(**shop.head(), order="o")


def test_a_store_is_told_how_much_is_gone_with_a_signature_of_ours(
    shop: Shop, keys: Keys, api: tuple[Api, str]
) -> None:
    shop.buy()
    shop.unlock(350)  # a hundred bonus coins, and 250 of the thousand paid
    asked = asked_of(shop, consent=True)
    assert shop.tell(asked) == "handled"
    with shop.database.begin() as db:
        said = used(db, asked, NOW)
    assert said is not None
    kept, address = api
    answers(keys, address).tell("o", said)
    ((path, body, token),) = kept.told
    assert path == "/inApps/v2/transactions/consumption/o"
    assert body["customerConsented"] is True
    assert body["consumptionPercentage"] == 350 * 100_000 // 1100
    public = load_pem_private_key(keys.apple.key.encode(), None).public_key()
    claims = jwt.decode(token, public, algorithms=["ES256"], audience="appstoreconnect-v1")  # type: ignore[arg-type]
    assert (claims["iss"], claims["bid"]) == ("I1", BUNDLE)


def test_without_consent_nothing_is_told(shop: Shop) -> None:
    shop.buy()
    asked = asked_of(shop, consent=False)
    with shop.database.begin() as db:
        assert used(db, asked, NOW) is None
        assert used(db, asked.model_copy(update={"order": "another"}), NOW) is None


def test_of_a_subscription_the_time_counts(shop: Shop) -> None:
    shop.week()
    asked = asked_of(shop, consent=True)
    with shop.database.begin() as db:
        half = used(db, asked, NOW + 7 * DAY // 2)
        whole = used(db, asked, NOW + 70 * DAY)
    assert half is not None
    assert whole is not None
    assert (half.consumptionPercentage, whole.consumptionPercentage) == (50_000, 100_000)


def test_a_store_that_does_not_take_the_answer_asks_again(shop: Shop, keys: Keys, api: tuple[Api, str]) -> None:
    shop.buy()
    asked = asked_of(shop, consent=True)
    with shop.database.begin() as db:
        said = used(db, asked, NOW)
    assert said is not None
    kept, address = api
    kept.status = 500
    with pytest.raises(StoreSilent):
        answers(keys, address).tell("o", said)


# --- Google's list -----------------------------------------------------------------------------------------------------


@dataclass
class Voided:
    """Google's list, in pages of one."""

    orders: list[str]
    asked: list[httpx.URL] = field(default_factory=list)
    silent: bool = False

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url)
        if self.silent:
            return httpx.Response(503)
        page = int(request.url.params.get("token", "0"))
        entries = [{"orderId": order, "purchaseToken": "t", "voidedTimeMillis": str(NOW)} for order in self.orders]
        more = {"tokenPagination": {"nextPageToken": str(page + 1)}} if page + 1 < len(entries) else {}
        return httpx.Response(200, json={"voidedPurchases": entries[page : page + 1], **more})

    def list(self) -> VoidedList:
        play = PlayClient(httpx.Client(transport=httpx.MockTransport(self)), lambda: "bearer", "com.example")
        guard = PushGuard(KeyRing(dict), "audience", "account")
        return VoidedList(GoogleInbox(guard, play, package="com.example", sandbox=True))


def google_purchase(shop: Shop, order: str) -> None:
    bought = Purchased(source=Source.GOOGLE, id=f"b{order}", at_ms=NOW - 5, order=order, viewer=ANNA, item="c1000")
    assert shop.tell(bought) == "handled"


def test_a_purchase_whose_message_was_lost_is_taken_back_by_the_list(shop: Shop) -> None:
    for order in ("g1", "g2", "g3"):
        google_purchase(shop, order)
    google = Voided(["g1", "g3"])
    assert google.list().read(shop.inbox, NOW) == 2
    assert shop.balance().paid == 1000
    with shop.database.begin() as db:
        standing = {order["id"]: order["standing"] for order in repository.orders(db, ANNA)}
    assert standing == {"g1": Standing.REFUNDED, "g2": Standing.PAID, "g3": Standing.REFUNDED}
    first = google.asked[0].params
    assert (first["startTime"], first["type"]) == (str(NOW - 30 * DAY), "1")


def test_the_list_is_read_once_an_hour_and_changes_nothing_twice(shop: Shop) -> None:
    google_purchase(shop, "g1")
    google = Voided(["g1"])
    reader = google.list()
    assert reader.read(shop.inbox, NOW) == 1
    assert reader.read(shop.inbox, NOW + 3_599_999) == 0
    assert len(google.asked) == 1
    assert reader.read(shop.inbox, NOW + 3_600_000) == 0
    assert len(google.asked) == 2
    assert google.asked[1].params["startTime"] == str(NOW - DAY)


def test_a_silent_store_is_asked_again_at_the_next_turn(shop: Shop) -> None:
    google_purchase(shop, "g1")
    google = Voided(["g1"], silent=True)
    reader = google.list()
    assert reader.read(shop.inbox, NOW) == 0
    google.silent = False
    assert reader.read(shop.inbox, NOW + 60_000) == 1


# --- coins about to run out --------------------------------------------------------------------------------------------


def test_coins_about_to_run_out_are_told_in_time(shop: Shop) -> None:
    shop.buy()
    with shop.database.begin() as db:
        assert wallet.expiring(db, ANNA, NOW, 89 * DAY) == ()
        (soon,) = wallet.expiring(db, ANNA, NOW, 90 * DAY)
        assert (soon.coins, soon.at_ms) == (100, NOW + 90 * DAY)
        assert wallet.expiring(db, ANNA, NOW + 90 * DAY, DAY) == ()
