"""The words of advertisements: what was asked for, what the network says, and what a market allows."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from pydantic import Field

from dramaport.drama.values import Value
from dramaport.stream.values import Market


class Policy(Value):
    """What a market allows. Rewarded advertisements last 15 to 30 seconds; no honest one is over in `least_ms`.

    `origin_daily_cap` is for one network address, which a family or a mobile carrier's gateway shares.
    """

    daily_cap: int = Field(ge=0)
    timezone: str
    least_ms: int = Field(default=5_000, ge=0)
    intent_ms: int = Field(default=15 * 60_000, gt=0)
    most_open: int = Field(default=5, gt=0)
    origin_daily_cap: int = Field(default=200, ge=0)
    most_refunds: int = Field(default=3, gt=0)

    def day(self, at_ms: int) -> str:
        """The day there, as ISO 8601 writes it: caps begin anew at its midnight."""
        return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(ZoneInfo(self.timezone)).date().isoformat()


def policy_of(market: Market) -> Policy:
    return Policy(daily_cap=market.ad_daily_cap, timezone=market.timezone)


#: An intent's id, as it is made and as it comes back.
INTENT_ID: Final = r"^[0-9a-f]{32}$"


class IntentState(StrEnum):
    OPEN = "open"
    GRANTED = "granted"
    EXPIRED = "expired"


class Intent(Value):
    """A viewer's wish to open one episode by one advertisement. Once, and soon.

    `origin` is a keyed digest of the network address, empty when it is not known.
    """

    id: str
    nonce: str = Field(repr=False)
    viewer: str
    market: str
    drama: str
    number: int
    origin: str = ""
    created_ms: int
    expires_ms: int
    consumed_ms: int | None = None

    @property
    def custom_data(self) -> str:
        """What the advertisement carries, and the network signs."""
        return f"{self.id}.{self.nonce}"

    def state(self, now_ms: int) -> IntentState:
        if self.consumed_ms is not None:
            return IntentState.GRANTED
        return IntentState.OPEN if now_ms < self.expires_ms else IntentState.EXPIRED


class Watched(Value):
    """The network's word, verified. `custom_data` and `user_id` are None in its own test callbacks."""

    transaction_id: str = Field(min_length=1, max_length=200, pattern=r"^[!-~]+$")
    ad_unit: str = Field(min_length=1, max_length=100)
    at_ms: int = Field(ge=0)
    custom_data: str | None = None
    user_id: str | None = None
