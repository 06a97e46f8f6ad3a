"""Money: whole minor units of an ISO 4217 currency, converted only at rates that somebody wrote down with their date."""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Annotated, Final

from pydantic import BeforeValidator, Field

from dramaport.drama.values import Value

#: Active codes of ISO 4217 (list one, 2024-06-25) whose minor unit is a hundredth; funds and metals are left out.
_HUNDREDTHS: Final = frozenset(
    [
        "AED",
        "AFN",
        "ALL",
        "AMD",
        "ANG",
        "AOA",
        "ARS",
        "AUD",
        "AWG",
        "AZN",
        "BAM",
        "BBD",
        "BDT",
        "BGN",
        "BMD",
        "BND",
        "BOB",
        "BRL",
        "BSD",
        "BTN",
        "BWP",
        "BYN",
        "BZD",
        "CAD",
        "CDF",
        "CHF",
        "CNY",
        "COP",
        "CRC",
        "CUP",
        "CVE",
        "CZK",
        "DKK",
        "DOP",
        "DZD",
        "EGP",
        "ERN",
        "ETB",
        "EUR",
        "FJD",
        "FKP",
        "GBP",
        "GEL",
        "GHS",
        "GIP",
        "GMD",
        "GTQ",
        "GYD",
        "HKD",
        "HNL",
        "HTG",
        "HUF",
        "IDR",
        "ILS",
        "INR",
        "IRR",
        "JMD",
        "KES",
        "KGS",
        "KHR",
        "KPW",
        "KYD",
        "KZT",
        "LAK",
        "LBP",
        "LKR",
        "LRD",
        "LSL",
        "MAD",
        "MDL",
        "MGA",
        "MKD",
        "MMK",
        "MNT",
        "MOP",
        "MRU",
        "MUR",
        "MVR",
        "MWK",
        "MXN",
        "MYR",
        "MZN",
        "NAD",
        "NGN",
        "NIO",
        "NOK",
        "NPR",
        "NZD",
        "PAB",
        "PEN",
        "PGK",
        "PHP",
        "PKR",
        "PLN",
        "QAR",
        "RON",
        "RSD",
        "RUB",
        "SAR",
        "SBD",
        "SCR",
        "SDG",
        "SEK",
        "SGD",
        "SHP",
        "SLE",
        "SOS",
        "SRD",
        "SSP",
        "STN",
        "SVC",
        "SYP",
        "SZL",
        "THB",
        "TJS",
        "TMT",
        "TOP",
        "TRY",
        "TTD",
        "TWD",
        "TZS",
        "UAH",
        "USD",
        "UYU",
        "UZS",
        "VES",
        "WST",
        "XCD",
        "YER",
        "ZAR",
        "ZMW",
    ]
)
_WHOLE: Final = frozenset(
    ["BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"]
)
_THOUSANDTHS: Final = frozenset(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"])

_TEXT = re.compile(r"(?P<number>\d{1,12}(?:\.\d{1,3})?) (?P<currency>[A-Z]{3})\Z")


def digits(currency: str) -> int:
    """How many digits its minor unit has: 2 for CNY, 0 for JPY. Raises ValueError for no currency."""
    for known, count in ((_HUNDREDTHS, 2), (_WHOLE, 0), (_THOUSANDTHS, 3)):
        if currency in known:
            return count
    raise ValueError(f"{currency!r} is no currency of ISO 4217; write one such as CNY or USD")


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
