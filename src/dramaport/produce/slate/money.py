"""Money: whole minor units of an ISO 4217 currency, converted only at rates that somebody wrote down with their date."""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Annotated

from pydantic import BeforeValidator, Field

from dramaport.drama.currency import digits
from dramaport.drama.values import Value

_TEXT = re.compile(r"(?P<number>\d{1,12}(?:\.\d{1,3})?) (?P<currency>[A-Z]{3})\Z")


class Money(Value):
    """An amount in minor units of a currency; written "30000 CNY" or "1200.50 USD"."""

    amount: int = Field(ge=0)
    currency: str

    def __str__(self) -> str:
        places = digits(self.currency)
        return f"{Decimal(self.amount).scaleb(-places):,.{places}f} {self.currency}"


def parse_money(told: object) -> object:
    """Money from text such as "30000 CNY". Raises ValueError for an amount without a currency."""
    if isinstance(told, Money | dict):
        return told
    found = _TEXT.match(told.strip()) if isinstance(told, str) else None
    if found is None:
        raise ValueError(f'{told!r} is no amount of money; write the number and its currency, as in "30000 CNY"')
    places = digits(found["currency"])
    amount = Decimal(found["number"]).scaleb(places)
    if amount != amount.to_integral_value():
        raise ValueError(f"{told!r} is finer than {found['currency']} is counted")
    return Money(amount=int(amount), currency=found["currency"])


Amount = Annotated[Money, BeforeValidator(parse_money)]


class Rates(Value):
    """What one unit of each currency is worth in the slate's own, on a date."""

    date: date
    worth: dict[str, Decimal] = Field(default_factory=dict)


def convert(money: Money, currency: str, rates: Rates | None) -> int:
    """An amount in minor units of `currency`, rounded half to even. Raises ValueError where no rate is written down."""
    if money.currency == currency:
        return money.amount
    if rates is None or money.currency not in rates.worth:
        raise ValueError(
            f"no rate for {money.currency}; write it under [rates] as what one {money.currency} is in {currency}"
        )
    exact = Decimal(money.amount).scaleb(digits(currency) - digits(money.currency)) * rates.worth[money.currency]
    return int(exact.to_integral_value(ROUND_HALF_EVEN))
