"""Numbers as headings write them: 12, １２, 十二, 卄三, 一〇八, 壹佰, XII, twelve."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_DIGITS: Final = {
    **{symbol: value for value, symbol in enumerate("〇一二三四五六七八九")},
    **{symbol: value for value, symbol in enumerate("零壹贰叁肆伍陆柒捌玖")},
    "貳": 2, "參": 3, "叄": 3, "陸": 6, "两": 2, "兩": 2, "○": 0, "元": 1,
}  # fmt: skip
_UNITS: Final = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000, "万": 10_000, "萬": 10_000}
_TENS: Final = {"廿": 20, "卄": 20, "卅": 30, "卌": 40}
_ROMAN: Final = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_WORDS: Final = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
} | {
    word: 20 + 10 * at
    for at, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"])
}

#: What a Chinese number may be written with, inside a character class.
HAN_NUMBER: Final = "".join(dict.fromkeys([*_DIGITS, *_UNITS, *_TENS])).replace("元", "")

_ROMAN_FORM = re.compile(r"M{0,3}(CM|CD|D?C{0,3})(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})\Z")


def number(written: str) -> int | None:
    """The value of a numeral; None for what is none. A first 上, 中 or 下 is not a number."""
    written = unicodedata.normalize("NFKC", written).strip()
    if written.isdecimal():
        return int(written)
    return _han(written) if not written.isascii() else _roman(written) or _word(written)


def _han(written: str) -> int | None:
    if not written or any(s not in _DIGITS and s not in _UNITS and s not in _TENS for s in written):
        return None
    if len(written) > 1 and all(symbol in _DIGITS for symbol in written):  # 一〇八
        return int("".join(str(_DIGITS[symbol]) for symbol in written))
    total = section = digit = 0
    for symbol in written:
        if symbol in _DIGITS:
            digit = _DIGITS[symbol]
        elif symbol in _TENS:
            section += _TENS[symbol]
        elif _UNITS[symbol] == 10_000:
            total, section, digit = (total + section + digit) * 10_000, 0, 0
        else:
            section += (digit or 1) * _UNITS[symbol]
            digit = 0
    return total + section + digit


def _roman(written: str) -> int | None:
    if not written.isupper() or not _ROMAN_FORM.match(written):
        return None
    values = [_ROMAN[symbol] for symbol in written]
    return sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))


def _word(written: str) -> int | None:
    parts = [_WORDS.get(part) for part in re.split(r"[\s-]+", written.lower())]
    known = [part for part in parts if part is not None]
    return sum(known) if known and len(known) == len(parts) <= 2 else None
