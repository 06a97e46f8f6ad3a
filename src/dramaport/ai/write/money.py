"""Prices as people give them. A price nobody gave is unknown, and what it would make unknown too: never nothing."""

from __future__ import annotations

from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field

from dramaport.ai.chat import Completion
from dramaport.ai.write.values import Usage

_MILLION = Decimal(1_000_000)


class Price(BaseModel):
    """Money for a million tokens sent and received."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sent: Decimal | None = Field(default=None, ge=0)
    received: Decimal | None = Field(default=None, ge=0)
    currency: str = "USD"

    @property
    def known(self) -> bool:
        return self.sent is not None and self.received is not None

    def money(self, sent: int, received: int) -> Decimal | None:
        """What so many tokens cost; None where that is not known."""
        if self.sent is None or self.received is None:
            return None
        return (sent * self.sent + received * self.received) / _MILLION

    def usage(self, sent: int, received: int) -> Usage:
        return Usage(sent, received, self.money(sent, received))

    def of(self, said: Completion) -> Usage:
        """What a completion took."""
        return self.usage(said.sent or 0, said.received or 0)


#: Of a model on this machine, and of answers that lie here already.
FREE = Price(sent=Decimal(0), received=Decimal(0))


def shown(money: Decimal | None, currency: str) -> str:
    """An amount for people: 0.42 USD, and small ones with as many digits as they need."""
    if money is None:
        return "unknown"
    digits = 2 if money == 0 or money >= Decimal("0.1") else 4
    return f"{money:.{digits}f} {currency}"
