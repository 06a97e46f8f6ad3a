"""Currencies and how many digits their minor units have."""

from __future__ import annotations

from typing import Final

#: Active codes of ISO 4217 (list one, 2024-06-25) whose minor unit is a hundredth; funds and metals are left out.
_HUNDREDTHS: Final = """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF
    CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL
    HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP
    MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD
    SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS
    VES WST XCD YER ZAR ZMW
"""
_WHOLE: Final = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
_THOUSANDTHS: Final = "BHD IQD JOD KWD LYD OMR TND"

_DIGITS: Final = {
    code: digits for codes, digits in ((_WHOLE, 0), (_HUNDREDTHS, 2), (_THOUSANDTHS, 3)) for code in codes.split()
}


def digits(currency: str) -> int:
    """How many digits its minor unit has: 2 for CNY, 0 for JPY. Raises ValueError for no currency."""
    if currency not in _DIGITS:
        raise ValueError(f"{currency!r} is no currency of ISO 4217; write one such as CNY or USD")
    return _DIGITS[currency]


def is_currency(code: str) -> bool:
    return code in _DIGITS
