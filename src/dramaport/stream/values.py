"""The words of this room: markets, rights, ways to pay, and what a viewer may do.

Money is whole minor units of an ISO 4217 currency, coins are whole numbers, times are aware. Names of rights follow the
EMA/MovieLabs avails vocabulary.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from pydantic import Field, field_validator

from dramaport.drama.values import Value


class Way(StrEnum):
    """How an episode behind the wall is opened."""

    SUBSCRIPTION = "subscription"
    COIN = "coin"
    AD = "ad"


class LicenseType(StrEnum):
    """What kind of right an avail gives."""

    SVOD = "SVOD"  # with a subscription
    TVOD = "TVOD"  # for a payment each, coins among them
    AVOD = "AVOD"  # for watching advertisements
    FVOD = "FVOD"  # free of charge


class AgeBand(StrEnum):
    """How old a viewer is, as far as a store or the viewer says."""

    UNKNOWN = "unknown"
    UNDER_13 = "under13"
    TEEN = "13-17"
    ADULT = "adult"


class Money(Value):
    """An amount in minor units (cents, or whole yen) of a currency."""

    amount: int
    currency: str = Field(pattern=r"^[A-Z]{3}$")


class Pack(Value):
    """Coins for money: what was paid for, and what comes on top."""

    id: str
    coins: int = Field(gt=0)
    bonus: int = Field(default=0, ge=0)
    amount: int = Field(gt=0)


class Period(StrEnum):
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class Plan(Value):
    """Everything, for a while."""

    id: str
    period: Period
    amount: int = Field(gt=0)


class Market(Value):
    """A group of territories that are sold to alike: one currency, one price book, one set of rules.

    `coin_price` is what an episode costs; `ad_daily_cap` how many episodes a day may be opened by advertisements.
    """

    code: str = Field(pattern=r"^[a-z][a-z0-9-]{1,15}$")
    name: str
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    territories: tuple[str, ...] = Field(min_length=1)
    languages: tuple[str, ...] = Field(min_length=1)
    timezone: str
    free_episodes: int = Field(default=10, ge=0)
    coin_price: int = Field(default=60, gt=0)
    ad_daily_cap: int = Field(default=5, ge=0)
    packs: tuple[Pack, ...] = ()
    plans: tuple[Plan, ...] = ()

    @field_validator("territories")
    @classmethod
    def _two_letters(cls, territories: tuple[str, ...]) -> tuple[str, ...]:
        for territory in territories:
            if len(territory) != 2 or not territory.isascii() or not territory.isupper():
                raise ValueError(f"{territory!r} is no ISO 3166-1 code of two letters")
        return territories


class Avail(Value):
    """A right to show a drama: where, when, in which languages, against what.

    `start` and `end` are days in each territory's own time zone: from the first moment of `start` to the first moment of
    `end`, which is no longer in it. No languages means all; a held-back language is out whatever else is said.
    """

    id: str
    drama: str
    territories: frozenset[str] = Field(min_length=1)
    licenses: frozenset[LicenseType] = Field(min_length=1)
    start: date
    end: date | None = None
    languages: frozenset[str] = frozenset()
    holdback: frozenset[str] = frozenset()


class Viewer(Value):
    """What the decision needs to know of a person."""

    id: str
    territory: str
    age: AgeBand = AgeBand.UNKNOWN
    parent_consents: bool = False
    subscribed_until: datetime | None = None
    unlocked: frozenset[int] = frozenset()  # episodes of the drama in question, for ever
    balance: int = 0
    ads_today: int = 0


class Terms(Value):
    """What holds for one drama in one market; None: as the market has it."""

    free_episodes: int | None = Field(default=None, ge=0)
    coin_price: int | None = Field(default=None, gt=0)


class Show(Value):
    """What the decision needs to know of a drama. `least_age` is the rating's: 0, 13 or 18."""

    drama: str
    episodes: int
    least_age: int = 0
    free_episodes: int | None = None  # None: as the market has it
    coin_price: int | None = None
    terms: dict[str, Terms] = Field(default_factory=dict)  # by market, before what holds everywhere

    def free_in(self, market: Market) -> int:
        """How many episodes are free: by the drama's terms in the market, by the drama, by the market."""
        own = self.terms.get(market.code, Terms()).free_episodes
        return next(free for free in (own, self.free_episodes, market.free_episodes) if free is not None)

    def price_in(self, market: Market) -> int:
        """What an episode costs in coins, by the same order."""
        own = self.terms.get(market.code, Terms()).coin_price
        return next(price for price in (own, self.coin_price, market.coin_price) if price is not None)
