"""How stores write amounts, and how we do: whole minor units by ISO 4217."""

from __future__ import annotations

from typing import Final

from dramaport.drama import currency as currencies
from dramaport.stream.values import Money

#: Stripe counts these in hundredths, though they have none (docs.stripe.com/currencies, special cases).
_STRIPE_HUNDREDTHS: Final = ("ISK", "UGX")


def digits(currency: str) -> int:
    """How many decimal digits the currency's minor unit has; two for one that is younger than our table, since it was paid already."""
    return currencies.digits(currency) if currencies.is_currency(currency) else 2


def from_thousandths(amount: int, currency: str) -> Money:
    """Apple's prices are thousandths of the currency's unit."""
    return Money(amount=amount * 10 ** digits(currency) // 1000, currency=currency)


def from_nanos(units: int, nanos: int, currency: str) -> Money:
    """Google's amounts are units and billionths of them."""
    scale = 10 ** digits(currency)
    return Money(amount=units * scale + nanos * scale // 10**9, currency=currency)


def from_stripe(amount: int, currency: str) -> Money:
    code = currency.upper()
    return Money(amount=amount // 100 if code in _STRIPE_HUNDREDTHS else amount, currency=code)


def to_stripe(money: Money) -> int:
    return money.amount * 100 if money.currency in _STRIPE_HUNDREDTHS else money.amount
