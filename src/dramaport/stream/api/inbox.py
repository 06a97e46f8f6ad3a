"""Where stores and the ad network knock, and where a checkout begins. Nothing here believes a client.

The application's state must hold `stores` and `ads`; a part that is None is a way that is closed.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import APIRouter, Depends, Header, Path, Request
from pydantic import Field
from sqlalchemy import Connection

from dramaport.drama.values import Value
from dramaport.stream import repository as catalogue
from dramaport.stream.access import market_of
from dramaport.stream.ads.admob import AdMob
from dramaport.stream.ads.intents import Grant, Reward, reward
from dramaport.stream.ads.values import Policy, policy_of
from dramaport.stream.api.limits import CHECKOUTS, limited
from dramaport.stream.api.money import IdempotencyKey
from dramaport.stream.api.problems import Problem
from dramaport.stream.api.session import Someone
from dramaport.stream.api.state import OnStation
from dramaport.stream.guard.standing import loses_gifts
from dramaport.stream.ids import new_id
from dramaport.stream.stores import repository
from dramaport.stream.stores.apple import AppleInbox
from dramaport.stream.stores.consumption import AppleAnswers, used
from dramaport.stream.stores.google import GoogleInbox
from dramaport.stream.stores.inbox import Inbox, Outcome
from dramaport.stream.stores.problems import KeyReused, NotReadable, StoreProblem, Unknown, WayClosed
from dramaport.stream.stores.repository import Checkout, Item
from dramaport.stream.stores.shelf import item_in
from dramaport.stream.stores.stripe import StripeInbox, StripeTill
from dramaport.stream.stores.values import Asked, Standing
from dramaport.stream.stores.voided import VoidedList

router = APIRouter(prefix="/v1")


@dataclass(frozen=True)
class Stores:
    """The ways to pay that have keys, and the inbox they share."""

    inbox: Inbox
    stripe: StripeInbox | None = None
    apple: AppleInbox | None = None
    google: GoogleInbox | None = None
    till: StripeTill | None = None
    apple_answers: AppleAnswers | None = None
    google_list: VoidedList | None = None

    def sweep(self, now_ms: int) -> None:
        """What has to be looked after while nobody knocks: messages that wait, and Google's list of purchases given back."""
        self.inbox.sweep(now_ms)
        if self.google_list is not None:
            self.google_list.read(self.inbox, now_ms)


@dataclass(frozen=True)
class Ads:
    """The ad network, if it has keys. `page` makes the address of an advertisement from an intent's custom data and viewer;
    None where only the native apps show them. `pepper` keys the digests of network addresses.
    """

    network: AdMob | None = None
    grant: Grant | None = None
    page: Callable[[str, str], str] | None = None
    pepper: bytes = b""

    def origin(self, address: str | None) -> str:
        """A network address as it is kept: keyed, so that it cannot be looked up in a table of all addresses."""
        return hmac.digest(self.pepper, address.encode(), "sha256").hex() if address and self.pepper else ""


class Received(Value):
    """What became of a message."""

    state: Outcome | Reward


class CheckoutWanted(Value):
    item: str = Field(min_length=1, max_length=64)


class CheckoutAnswer(Value):
    id: str
    url: str


class CheckoutState(Value):
    """Where the first payment stands, by the store's word; `unpaid` until it has said something."""

    state: Standing


async def _body(request: Request) -> bytes:
    return await request.body()


async def _stores(request: Request) -> Stores | None:
    return cast("Stores | None", getattr(request.app.state, "stores", None))


async def _ads(request: Request) -> Ads:
    return cast("Ads | None", getattr(request.app.state, "ads", None)) or Ads()


Body = Annotated[bytes, Depends(_body)]
OnStores = Annotated[Stores | None, Depends(_stores)]
OnAds = Annotated[Ads, Depends(_ads)]


@contextmanager
def told() -> Iterator[None]:
    """Problems of stores and ads as problem documents with their own codes."""
    try:
        yield
    except StoreProblem as problem:
        raise Problem(problem.status, problem.code, str(problem)) from problem


# These wait for other servers, so they are plain functions: the framework runs them beside its loop, not in it.


@router.post("/inbox/stripe")
def stripe(
    stores: OnStores, station: OnStation, body: Body, stripe_signature: Annotated[str | None, Header()] = None
) -> Received:
    """Stripe's webhooks."""
    with told():
        if stores is None or stores.stripe is None:
            raise WayClosed("cards are closed: set DRAMAPORT_STRIPE_WEBHOOK_SECRET to open them")
        event = stores.stripe.read(body, stripe_signature)
        return Received(state=stores.inbox.take(event, station.now_ms))


@router.post("/inbox/apple")
def apple(stores: OnStores, station: OnStation, body: Body) -> Received:
    """The App Store's notifications, version 2."""
    with told():
        if stores is None or stores.apple is None:
            raise WayClosed("the App Store is closed: set DRAMAPORT_APPLE_BUNDLE, _APP_ID and _ROOTS to open it")
        event = stores.apple.read(body)
        outcome = stores.inbox.take(event, station.now_ms)
        if isinstance(event, Asked) and stores.apple_answers is not None:
            with station.reading.connect() as db:
                said = used(db, event, station.now_ms)
            if said is not None:
                stores.apple_answers.tell(event.order, said)
        return Received(state=outcome)


@router.post("/inbox/google")
def google(
    stores: OnStores, station: OnStation, body: Body, authorization: Annotated[str | None, Header()] = None
) -> Received:
    """Google Play's notifications, pushed by Pub/Sub. What is in the wallet is acknowledged to Google."""
    with told():
        if stores is None or stores.google is None:
            raise WayClosed(
                "Google Play is closed: set DRAMAPORT_GOOGLE_PACKAGE, _ACCOUNT and _PUSH_AUDIENCE to open it"
            )
        reading = stores.google.read(body, authorization)
        outcome = stores.inbox.take(reading.event, station.now_ms)
        if reading.receipt is not None and outcome is not Outcome.WAITING:
            stores.google.acknowledge(reading.receipt)
        return Received(state=outcome)


@router.get("/inbox/admob")
def admob(request: Request, ads: OnAds, station: OnStation) -> Received:
    """AdMob's word that an advertisement was watched."""
    with told():
        if ads.network is None or ads.grant is None:
            raise WayClosed("advertisements are closed: set DRAMAPORT_ADMOB_UNITS to open them")
        watched = ads.network.read(request.scope["query_string"], station.now_ms)
        with station.database.begin() as db:
            return Received(state=reward(db, watched, _policies(db), ads.grant, station.now_ms))


@router.post("/checkouts", status_code=201, dependencies=[limited(CHECKOUTS)])
def begin_checkout(
    stores: OnStores,
    station: OnStation,
    person: Someone,
    wanted: CheckoutWanted,
    key: IdempotencyKey,
) -> CheckoutAnswer:
    """Begin to buy a pack or a plan of the viewer's market. The same key gives the same checkout."""
    with told():
        if stores is None or stores.till is None:
            raise WayClosed("cards are closed: set DRAMAPORT_STRIPE_KEY to open them")
        with station.database.begin() as db:
            item = _sold(db, person.territory, wanted.item)
            if loses_gifts(db, person.id, station.now_ms):
                item = item.model_copy(update={"bonus": 0})
            new = Checkout(id=new_id(station.now_ms), viewer=person.id, item=item)
            begun = repository.add_checkout(db, new, key, station.now_ms)
        if begun.item.id != wanted.item:
            raise KeyReused("this Idempotency-Key began another checkout; take a new one for each purchase")
        if begun.url is not None:
            return CheckoutAnswer(id=begun.id, url=begun.url)
        url = stores.till.open(begun, _name(begun.item))
        with station.database.begin() as db:
            repository.put_checkout_url(db, begun.id, url)
        return CheckoutAnswer(id=begun.id, url=url)


@router.get("/checkouts/{checkout}")
def checkout_state(
    station: OnStation, person: Someone, checkout: Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]
) -> CheckoutState:
    """Where a checkout stands by the store's word."""
    with told(), station.reading.connect() as db:
        begun = repository.checkout(db, checkout)
        if begun is None or begun.viewer != person.id:
            raise Unknown("you began no such checkout")
        standing = repository.checkout_standing(db, checkout)
    return CheckoutState(state=standing)


def _sold(db: Connection, territory: str, item: str) -> Item:
    market = market_of(territory, catalogue.markets(db))
    found = None if market is None else item_in(market, item)
    if found is None:
        raise NotReadable(f"{item!r} is not sold in {territory}; GET /v1/offers names what is")
    return found


def _name(item: Item) -> str:
    """What the store's page calls it."""
    if item.period is not None:
        return f"Everything, by the {item.period}"
    return f"{item.coins} coins" + (f" and {item.bonus} more" if item.bonus else "")


def _policies(db: Connection) -> Callable[[str], Policy | None]:
    markets = {market.code: market for market in catalogue.markets(db)}
    return lambda code: policy_of(markets[code]) if code in markets else None
