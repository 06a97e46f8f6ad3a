"""The words of the ledger. Coins are whole numbers of the currency COIN, money is minor units, times are ms since the epoch."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal

from pydantic import Field, model_validator

from dramaport.drama.values import Value
from dramaport.errors import BadInput
from dramaport.stream.values import Money, Way

COIN: Final = "COIN"

#: A share is told in points of a whole of ten thousand.
WHOLE: Final = 10_000


class KeyReused(BadInput):
    """A key, or the id of a transaction, that was used before for something else."""


class Kind(StrEnum):
    """What a transaction is."""

    PURCHASE = "purchase"  # coins for money
    GRANT = "grant"  # coins given by a person of support
    AD = "ad"  # coins for an advertisement watched
    PROMO = "promo"  # coins given by a campaign
    UNLOCK = "unlock"  # an episode paid with coins
    AD_UNLOCK = "ad_unlock"  # an episode opened by an advertisement
    SUBSCRIPTION = "subscription"  # everything for a while
    REVERSAL = "reversal"  # a credit or a subscription taken back
    PART_REFUND = (
        "part_refund"  # a part of the price given back, and the same part of the coins as far as they are there
    )
    REVOCATION = "revocation"  # an episode closed again, because the coins it was paid with were taken back
    SETTLEMENT = "settlement"  # such an episode paid again, in whole or in part
    EXPIRY = "expiry"  # coins whose time is over
    ROYALTY = "royalty"  # a subscription's money to those who were watched
    ROYALTY_BACK = "royalty_back"  # such money taken back with the subscription
    MERGE = "merge"  # what a guest had, carried on to their account


CREDITS: Final = (Kind.PURCHASE, Kind.GRANT, Kind.AD, Kind.PROMO)


class Account(StrEnum):
    """Kinds of account. An account is a kind, an owner ("" is the house) and a currency."""

    WALLET = "wallet"  # a viewer's coins, each in a lot
    DEBT = "debt"  # below zero: what a viewer spent of coins that were taken back
    CREATOR = "creator"  # coins earned by a creator
    HOUSE = "house"  # coins earned by the house
    ISSUED = "issued"  # below zero: all coins ever given out
    EXPIRED = "expired"  # coins nobody spent in time
    CLAIM = "claim"  # the house's side of the viewers' debts
    STORE = "store"  # money that a store collected; its owner is the store
    SALES = "sales"  # below zero: money sales were made for
    POOL = "pool"  # below zero: money of subscriptions that was shared


class LotKind(StrEnum):
    PAID = "paid"
    BONUS = "bonus"


class Sale(Value):
    """What a store collected for a pack or a plan: minor units of an ISO 4217 currency."""

    store: str = Field(min_length=1, max_length=32)
    amount: int = Field(gt=0)
    currency: str = Field(pattern=r"^[A-Z]{3}$")


class Stake(Value):
    """A creator's part of what an episode earns, in points of 10,000."""

    creator: str = Field(min_length=1, max_length=64)
    points: int = Field(gt=0, le=WHOLE)


class Share(Value):
    """Who earns an episode's coins; the house has what is left of 10,000 points."""

    stakes: tuple[Stake, ...] = ()

    @model_validator(mode="after")
    def _fits(self) -> Share:
        if sum(stake.points for stake in self.stakes) > WHOLE:
            raise ValueError(f"the creators' points add up to more than {WHOLE}")
        if len({stake.creator for stake in self.stakes}) < len(self.stakes):
            raise ValueError("a creator is named twice in a share")
        return self


class Balance(Value):
    """What a viewer has to spend, and owes."""

    paid: int
    bonus: int
    debt: int = 0


class Expiring(Value):
    """Coins that run out at a moment."""

    coins: int
    at_ms: int


class Posted(Value):
    """A transaction is in the books. `coins` is what the wallet gained (below zero: lost) by it; `settled` what of it went at
    once to a debt, `debt` what the viewer owes now. `known`: it was there before, nothing was done.
    """

    transaction: str
    coins: int
    settled: int = 0
    debt: int = 0
    known: bool = False


class Unlocked(Value):
    """The episodes are open. `charged` is 0 for those that were open before; `balance` is what is left to spend."""

    unlocked: tuple[int, ...]
    charged: int
    balance: int


class Refused(Value):
    """Nothing was done."""

    reason: Literal["short"]
    short: int  # coins missing
    balance: int


class Movement(Value):
    """A line of a wallet's history. `cursor` asks for what came before it. `debt` is its change: above zero, owed more."""

    id: str
    kind: Kind
    at_ms: int
    coins: int
    debt: int = 0
    drama: str | None = None
    number: int | None = None
    money: Money | None = None
    cursor: str


class Earned(Value):
    """Coins a drama earned a creator, by the kind of lot they came from."""

    drama: str
    paid: int
    bonus: int


class Royalty(Value):
    """Money of subscriptions that a drama earned a creator."""

    drama: str
    money: Money


class Statement(Value):
    """What a creator earned from `from_ms` up to, not including, `to_ms`; what was taken back since counts below zero.

    `worth` is the paid coins at what the viewer paid for each of them, rounded down once a currency; `royalties` are of
    subscriptions, in money as they were shared.
    """

    creator: str
    from_ms: int
    to_ms: int
    dramas: tuple[Earned, ...]
    worth: tuple[Money, ...]
    royalties: tuple[Royalty, ...] = ()


class Problem(Value):
    """An invariant that does not hold, and where."""

    rule: str
    subject: str
    found: str


@dataclass(frozen=True)
class Posting:
    account: Account
    owner: str
    amount: int
    lot: str | None = None
    currency: str = COIN


@dataclass(frozen=True)
class Entry:
    """A transaction to be written. An unlock, a revocation and a settlement name their episode."""

    id: str
    kind: Kind
    viewer: str
    at_ms: int
    postings: tuple[Posting, ...] = ()
    drama: str | None = None
    number: int | None = None
    reverses: str | None = None
    body_hash: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Lot:
    """Coins that came together. `expires_ms` is None for what never expires."""

    id: str
    kind: LotKind
    remaining: int
    expires_ms: int | None = None


@dataclass(frozen=True)
class NewLot:
    """A lot to be written; `money` is what was paid for all of it."""

    id: str
    transaction: str
    viewer: str
    kind: LotKind
    granted: int
    expires_ms: int | None = None
    money: Money | None = None

    def full(self) -> Lot:
        return Lot(self.id, self.kind, self.granted, self.expires_ms)


@dataclass(frozen=True)
class Title:
    """An entitlement to be written: one episode for ever, or everything (no drama) from a moment to another."""

    transaction: str
    viewer: str
    way: Way
    from_ms: int
    drama: str | None = None
    number: int | None = None
    until_ms: int | None = None
