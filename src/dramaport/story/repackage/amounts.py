"""Sums of yuan in a script, and what they become in the market's money: round figures that feel alike, not exact ones."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Final

from dramaport.story.repackage.values import Currency, Kind, Substitution

_DIGITS: Final = {letter: value for value, letter in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_UNITS: Final = {"十": 10, "百": 100, "千": 1000}
_GROUPS: Final = {"万": 10_000, "亿": 100_000_000}
#: 块 alone is left out: 一块 is a piece, and together, far more often than a yuan.
_SUM: Final = re.compile(
    r"(?P<number>(?:\d[\d,]*(?:\.\d+)?|[零〇一二两三四五六七八九十百千]+)[百千]?[万亿]*|[零〇一二两三四五六七八九十百千万亿]+)"
    r"多?(?:块钱|元钱|元(?![一-鿿])|元(?=[的钱整，。])|人民币)"
)
_STEPS: Final = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 10)


def amount_substitutions(texts: Sequence[str], currency: Currency) -> tuple[Substitution, ...]:
    """A substitution for each way a sum of yuan is written in `texts`."""
    made: dict[str, Substitution] = {}
    for text in texts:
        for found in _SUM.finditer(text):
            yuan = number(found["number"])
            if not yuan:
                continue
            there = rounded(yuan * currency.per_yuan)
            reason = f"{yuan:,.0f} yuan at {currency.per_yuan} {currency.code} ({currency.date}), rounded"
            made[found[0]] = Substitution(
                source=found[0],
                becomes=written(there) + currency.written,
                target=f"{there:,.10g} {currency.code}",
                kind=Kind.MONEY,
                reason=reason,
            )
    return tuple(made.values())


def number(text: str) -> float:
    """The value of a number in digits, in hanzi, or in both: 五十万, 300万, 一百二十. 0 for what is none."""
    total, group, digit = 0.0, 0.0, 0.0
    for part in re.findall(r"\d[\d,]*(?:\.\d+)?|\D", text):
        if part[0].isdigit():
            digit = float(part.replace(",", ""))
        elif part in _DIGITS:
            digit = _DIGITS[part]
        elif part in _UNITS:
            group += (digit or 1) * _UNITS[part]
            digit = 0
        elif part in _GROUPS:
            total = (total + group + digit or 1) * _GROUPS[part]
            group = digit = 0
    return total + group + digit


def rounded(value: float) -> float:
    """The nearest figure people would name: 1, 1.5, 2, 2.5, 3 … times a power of ten."""
    scale = 10 ** math.floor(math.log10(value))
    return float(min(_STEPS, key=lambda step: abs(step * scale - value)) * scale)


def written(value: float) -> str:
    """A round figure in hanzi groups: 70000 is 7万."""
    for name, size in (("亿", 100_000_000), ("万", 10_000)):
        if value >= size:
            return f"{value / size:g}{name}"
    return f"{value:g}"
