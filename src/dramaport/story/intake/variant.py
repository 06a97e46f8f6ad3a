"""Which Chinese a text is written in, told by the characters that only one of the two ways of writing has."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import Final

from opencc import OpenCC

from dramaport.story.values import Variant

#: One way's characters must be this many times the other's. Measured: 40 traditional tales that a careless conversion left
#: simplified characters in 6.4, one of them alone 5.8; the same converted either way over 200; 画皮, simplified, none.
_TIMES: Final = 3

#: At least this share of the Chinese characters must tell the two apart (0.24 to 0.29 in those texts): Japanese has less.
_TELLING: Final = 0.02

_HAN = re.compile(r"[\u3400-\u9fff]")
_KANA = re.compile(r"[\u3041-\u30ff]")
_HANGUL = re.compile(r"[\uac00-\ud7a3]")
_LATIN = re.compile(r"[A-Za-z]")


def variant_of(text: str) -> Variant:
    """Simplified, traditional, or neither."""
    counts = Counter(_HAN.findall(text))
    total = sum(counts.values())
    traditional = sum(count for symbol, count in counts.items() if simplified(symbol) != symbol)
    plain = sum(count for symbol, count in counts.items() if _traditional().convert(symbol) != symbol)
    telling = traditional + plain
    if not total or telling < _TELLING * total or language_of(text) != "zh":
        return Variant.OTHER
    if traditional >= _TIMES * plain:
        return Variant.TRADITIONAL
    return Variant.SIMPLIFIED if plain >= _TIMES * traditional else Variant.OTHER


def language_of(text: str) -> str:
    """The language a text's letters belong to: zh, ja, ko, en for Latin letters, und for others. A guess by script alone."""
    counts = {
        tag: len(found.findall(text)) for tag, found in (("zh", _HAN), ("ja", _KANA), ("ko", _HANGUL), ("en", _LATIN))
    }
    if counts["ja"] > counts["zh"] / 4:  # Japanese writes more kana than kanji
        counts["ja"] += counts["zh"]
    best = max(counts, key=lambda tag: counts[tag])
    return best if counts[best] else "und"


@lru_cache(maxsize=8192)
def simplified(symbol: str) -> str:
    """The simplified form of one character, always one character."""
    form: str = _simplified().convert(symbol)
    return form if len(form) == 1 else symbol


def in_simplified(text: str) -> str:
    """`text` in simplified characters, one for one: every character keeps its place, so that offsets hold for both."""
    return text.translate({ord(symbol): simplified(symbol) for symbol in set(text) if _HAN.match(symbol)})


@lru_cache(maxsize=1)
def _simplified() -> OpenCC:
    return OpenCC("t2s")


@lru_cache(maxsize=1)
def _traditional() -> OpenCC:
    return OpenCC("s2t")
