"""Asking for an advertisement that opens an episode."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request
from pydantic import Field

from dramaport.drama.values import Value
from dramaport.stream import repository as catalogue
from dramaport.stream.access import Reason, market_of
from dramaport.stream.ads import repository
from dramaport.stream.ads.intents import ask
from dramaport.stream.ads.values import INTENT_ID, Intent, IntentState, policy_of
from dramaport.stream.api.inbox import Ads, OnAds, told
from dramaport.stream.api.limits import INTENTS, address_of, limited
from dramaport.stream.api.problems import Problem
from dramaport.stream.api.session import Someone
from dramaport.stream.api.state import OnStation
from dramaport.stream.guard.address import origin
from dramaport.stream.guard.standing import refunds
from dramaport.stream.stores.problems import Unknown, WayClosed
from dramaport.stream.values import Way
from dramaport.stream.watching import seat

router = APIRouter(prefix="/v1/ads")


class IntentWanted(Value):
    drama: str = Field(max_length=64, pattern=r"^[^\x00]+$")
    number: int = Field(ge=1, le=10_000)


class IntentAnswer(Value):
    """`url` is the advertisement's page, None where a native app shows it; that app passes on `custom_data`."""

    intent: str
    custom_data: str
    url: str | None
    expires_ms: int


class IntentNow(Value):
    state: IntentState


@router.post("/intents", status_code=201, dependencies=[limited(INTENTS)])
def want(request: Request, ads: OnAds, station: OnStation, person: Someone, wanted: IntentWanted) -> IntentAnswer:
    """Say which episode the next advertisement is to open. Asking again gives the same intent while it is open."""
    source = origin(address_of(request))
    with told():
        if ads.network is None:
            raise WayClosed("advertisements are closed: set DRAMAPORT_ADMOB_UNITS to open them")
        with station.database.begin() as db:
            access = seat(db, station.catalogue, person, wanted.drama, station.clock()).access(wanted.number)
            market = market_of(person.territory, catalogue.markets(db))
            if market is None or Way.AD not in access.ways:
                reason = "no_ads" if access.reason is Reason.LOCKED else str(access.reason)
                raise Problem(403, reason, f"no advertisement opens episode {wanted.number}: {reason}")
            intent = ask(
                db,
                viewer=person.id,
                market=market.code,
                drama=wanted.drama,
                number=wanted.number,
                policy=policy_of(market),
                origin=ads.origin(source.own if source else None),
                refunds=refunds(db, person.id, station.now_ms),
                now_ms=station.now_ms,
            )
    return _answer(intent, ads)


@router.get("/intents/{intent}")
def state(station: OnStation, person: Someone, intent: Annotated[str, Path(pattern=INTENT_ID)]) -> IntentNow:
    """Whether the network has said that the advertisement was watched. Apps ask until it has."""
    with told(), station.reading.connect() as db:
        found = repository.intent(db, intent)
        if found is None or found.viewer != person.id:
            raise Unknown("you asked for no such advertisement")
    return IntentNow(state=found.state(station.now_ms))


def _answer(intent: Intent, ads: Ads) -> IntentAnswer:
    page = None if ads.page is None else ads.page(intent.custom_data, intent.viewer)
    return IntentAnswer(intent=intent.id, custom_data=intent.custom_data, url=page, expires_ms=intent.expires_ms)
