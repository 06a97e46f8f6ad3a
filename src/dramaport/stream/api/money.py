"""The wall and the wallet: what would open an episode, opening it with coins, and every movement of them."""

from __future__ import annotations

import hashlib
from typing import Annotated, Literal

from fastapi import APIRouter, Header, Query
from pydantic import Field

from dramaport.build.digest import canonical
from dramaport.drama.values import Value
from dramaport.stream import wallet
from dramaport.stream.access import Access, Reason
from dramaport.stream.api import answers
from dramaport.stream.api.limits import UNLOCKS, limited
from dramaport.stream.api.problems import Problem
from dramaport.stream.api.session import Someone
from dramaport.stream.api.state import OnStation
from dramaport.stream.guard.standing import loses_gifts
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
    with station.database.begin() as db:
        here = seat(db, station.catalogue, person, wanted.drama, station.clock())
        priced = {number: here.access(number) for number in wanted.numbers if here.episode(number)}
        payable = tuple(number for number, access in priced.items() if _payable(number, access))
        if not payable:
            return Unlocked(unlocked=wanted.numbers, charged=0, balance=here.viewer.balance)
        try:
            answer = wallet.unlock(
                db,
                viewer=person.id,
                drama=wanted.drama,
                numbers=payable,
                price_each=_price(here),
                key=key,
                body_hash=body,
                share=Share(stakes=here.show.stakes),
                at_ms=station.now_ms,
            )
        except wallet.KeyReused as error:
            raise Problem(422, "key_reused", str(error)) from error
    if isinstance(answer, Refused):
        told = f"{answer.short} coins are missing; buy coins, or choose another way"
        raise Problem(402, "short", told, short=answer.short, balance=answer.balance)
    return answer.model_copy(update={"unlocked": wanted.numbers})


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


def _payable(number: int, access: Access) -> bool:
    """Whether coins open it, or did. What is open for another reason is not charged; anything else is refused."""
    if access.reason is Reason.UNLOCKED or (access.reason is Reason.LOCKED and Way.COIN in access.ways):
        return True
    if access.open:
        return False
    raise Problem(403, str(access.reason), f"coins do not open episode {number}: {access.reason}")


def _price(here: Seat) -> int:
    return here.show.price_in(here.market)
