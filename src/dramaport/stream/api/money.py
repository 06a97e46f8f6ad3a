"""The wall and the wallet: what would open an episode, opening it with coins, and every movement of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Annotated, Literal

from fastapi import APIRouter, Header, Query
from pydantic import Field
from sqlalchemy import Connection

from dramaport.build.digest import canonical
from dramaport.drama.values import Value
from dramaport.errors import Missing
from dramaport.stream import wallet
from dramaport.stream.access import Reason
from dramaport.stream.api import answers
from dramaport.stream.api.limits import UNLOCKS, limited
from dramaport.stream.api.problems import Problem
from dramaport.stream.api.session import Someone
from dramaport.stream.api.state import OnStation, Station
from dramaport.stream.guard.standing import loses_gifts
from dramaport.stream.people import Person
from dramaport.stream.values import Way
from dramaport.stream.wallet import Expiring, Movement, Refused, Share, Unlocked
from dramaport.stream.watching import Seat, seat

router = APIRouter(prefix="/v1")

#: "Unlock the next …" is offered for this many, as far as there are so many.
_STEPS = (1, 5, 10, 20)
_PAGE = 50
#: Coins that run out within so long are told of.
_SOON_MS = 14 * 86_400_000

IdempotencyKey = Annotated[str, Header(alias="Idempotency-Key", min_length=8, max_length=255)]


class AdsLeft(Value):
    left_today: int
    cap: int


class Step(Value):
    """The next locked episodes together, and what they cost."""

    count: int
    price: int


class Offers(Value):
    """Everything that would open an episode, and what coins cost here."""

    access: answers.AccessAnswer
    balance: int
    packs: tuple[answers.PackOffer, ...]
    plans: tuple[answers.PlanOffer, ...]
    ads: AdsLeft
    next_n: tuple[Step, ...]


class UnlockWanted(Value):
    drama: str = Field(max_length=64)
    numbers: tuple[Annotated[int, Field(ge=1, le=10_000)], ...] = Field(min_length=1, max_length=200)
    way: Literal[Way.COIN] = Way.COIN


class WalletAnswer(Value):
    """What there is to spend, and the newest movements. `next` asks for those before."""

    balance: int
    paid: int
    bonus: int
    debt: int
    expiring: tuple[Expiring, ...]
    movements: tuple[Movement, ...]
    next: str | None


@router.get("/offers")
async def offers(
    station: OnStation,
    person: Someone,
    drama: Annotated[str, Query(max_length=64)],
    number: Annotated[int, Query(ge=1, le=10_000)],
) -> Offers:
    """What the wall shows."""
    with station.reading.connect() as db:
        here = seat(db, station.catalogue, person, drama, station.clock())
        gifts = not loses_gifts(db, person.id, station.now_ms)
    access, market = here.access(number), here.market
    locked = [other for other in here.episodes if other >= number and here.access(other).reason is Reason.LOCKED]
    price = access.coin_price or market.coin_price
    counts = dict.fromkeys(min(step, len(locked)) for step in _STEPS) if locked else {}
    return Offers(
        access=answers.access_answer(access, market, here.viewer.balance),
        balance=here.viewer.balance,
        packs=answers.packs(market, gifts=gifts),
        plans=answers.plans(market),
        ads=AdsLeft(left_today=access.ads_left, cap=market.ad_daily_cap),
        next_n=tuple(Step(count=count, price=count * price) for count in counts),
    )


@router.post("/unlocks", dependencies=[limited(UNLOCKS)])
def unlock(station: OnStation, person: Someone, wanted: UnlockWanted, key: IdempotencyKey) -> Unlocked:
    """Open episodes with coins, all or none, charged once whatever is sent twice."""
    body = hashlib.sha256(canonical(wanted)).hexdigest()
    try:
        with station.database.begin() as db:
            answer = _unlock(db, station, person, wanted, key, body)
    except wallet.KeyReused as error:
        raise Problem(422, "key_reused", str(error)) from error
    if isinstance(answer, Refused):
        told = f"{answer.short} coins are missing; buy coins, or choose another way"
        raise Problem(402, "short", told, short=answer.short, balance=answer.balance)
    return answer.model_copy(update={"unlocked": wanted.numbers})


def _unlock(
    db: Connection, station: Station, person: Person, wanted: UnlockWanted, key: str, body: str
) -> Unlocked | Refused:
    """What was answered before is answered again, even where a right ended or a subscription began meanwhile."""
    try:
        here = seat(db, station.catalogue, person, wanted.drama, station.clock())
        numbers = _payable(here, wanted.numbers)
    except (Problem, Missing):
        before = wallet.answered(db, viewer=person.id, key=key, body_hash=body)
        if before is None:
            raise
        return before
    return wallet.unlock(
        db,
        viewer=person.id,
        drama=wanted.drama,
        numbers=numbers,
        price_each=here.show.price_in(here.market),
        key=key,
        body_hash=body,
        share=Share(stakes=here.show.stakes),
        at_ms=station.now_ms,
        last=True,
    )


@router.get("/wallet")
async def show_wallet(
    station: OnStation, person: Someone, cursor: Annotated[str | None, Query(max_length=100)] = None
) -> WalletAnswer:
    """The balance and its movements, the newest first."""
    with station.reading.connect() as db:
        have = wallet.balance(db, person.id, station.now_ms)
        soon = wallet.expiring(db, person.id, station.now_ms, _SOON_MS)
        found = wallet.movements(db, person.id, cursor, _PAGE + 1)
    return WalletAnswer(
        balance=have.paid + have.bonus,
        paid=have.paid,
        bonus=have.bonus,
        debt=have.debt,
        expiring=soon,
        movements=found[:_PAGE],
        next=found[_PAGE - 1].cursor if len(found) > _PAGE else None,
    )


def _payable(here: Seat, numbers: Iterable[int]) -> tuple[int, ...]:
    """Those that coins open, or did; what is open for another reason is not charged. Raises Problem for what coins cannot open."""
    access = {number: here.access(number) for number in numbers if here.episode(number)}
    for number, found in access.items():
        if not found.open and Way.COIN not in found.ways:
            raise Problem(403, str(found.reason), f"coins do not open episode {number}: {found.reason}")
    return tuple(number for number, found in access.items() if not found.open or found.reason is Reason.UNLOCKED)
