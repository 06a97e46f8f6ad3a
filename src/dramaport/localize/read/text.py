"""What was read, as text: tidying, telling scripts apart, comparing, and one text out of several readings. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Final

from rapidfuzz.distance import Levenshtein

#: Letters of each source language's own script; a language not listed is written in Latin letters.
_SCRIPTS: Final[dict[str, str]] = {
    "zh": r"\u3400-\u9fff\U00020000-\U0003134f",
    "ja": r"\u3040-\u30ff\u3400-\u9fff",
    "ko": r"\uac00-\ud7a3\u1100-\u11ff",
    "th": r"\u0e00-\u0e7f",
    "ar": r"\u0600-\u06ff",
    "hi": r"\u0900-\u097f",
    "ru": r"\u0400-\u04ff",
}
_LATIN = r"A-Za-z\u00c0-\u024f\u1e00-\u1eff"
#: Scripts written without spaces between words, with full-width punctuation.
_UNSPACED: Final = frozenset({"zh", "ja"})

_WIDE = r"\u3000-\u30ff\u3400-\u9fff\uff01-\uff60"
_SPACE_BESIDE_WIDE = re.compile(rf"(?<=[{_WIDE}])\s+|\s+(?=[{_WIDE}])")
_DOTS = re.compile(r"\.{2,}|。{2,}|…+|[·・]{3,}")
#: A Chinese dash is two wide; the recogniser takes its second half for the numeral one.
_DASHES = re.compile(r"[—―]一(?!\w)|[—―]{2,}|-{2,}")
#: Punctuation the recogniser gives in either width.
_FULL_WIDTH = str.maketrans(",?!:;()", "，？！：；（）")
_PUNCTUATION = re.compile(r"[^\w]|_")


def script_letters(text: str, language: str) -> int:
    """How many letters of the language's own script the text has."""
    return len(re.findall(f"[{_SCRIPTS.get(_base(language), _LATIN)}]", text))


def unspaced(language: str) -> bool:
    """Whether the language is written without spaces between words."""
    return _base(language) in _UNSPACED


def tidy(text: str, language: str) -> str:
    """The text with one width per character: letters and figures narrow, punctuation as the language has it.

    In Chinese and Japanese the spaces beside wide characters go; elsewhere runs of spaces become one. Characters are
    never changed between simplified and traditional, and punctuation that was read is kept.
    """
    text = "".join(_narrow(character) for character in text)
    if unspaced(language) and script_letters(text, language):
        text = _DASHES.sub("——", _DOTS.sub("……", text)).translate(_FULL_WIDTH)
        text = re.sub(r"(?<![0-9A-Za-z])\.(?=\s|$)", "。", text)
        text = _SPACE_BESIDE_WIDE.sub("", text)
    return " ".join(text.split())


def _narrow(character: str) -> str:
    """Full-width letters, figures and signs as their ASCII selves; everything else as it is."""
    if "\uff01" <= character <= "\uff5e" or character == "\u3000":
        narrow = unicodedata.normalize("NFKC", character)
        return narrow if narrow.isalnum() or narrow.isspace() or narrow in ",?!:;()@#%&+-=/" else character
    return character


def join(rows: Sequence[str], language: str) -> str:
    """Rows that stand above each other as one text."""
    return tidy(("" if unspaced(language) else " ").join(row.strip() for row in rows), language)


def bare(text: str) -> str:
    """The text without punctuation and spaces, for comparing."""
    return _PUNCTUATION.sub("", text).lower()


def alike(one: str, other: str) -> float:
    """0..1: how much of the longer text both share, punctuation aside; two texts of nothing else compare as they are."""
    a, b = bare(one), bare(other)
    if not a and not b:
        a, b = one, other
    return float(Levenshtein.normalized_similarity(a, b))


def consensus(readings: Sequence[tuple[str, float]]) -> tuple[str, float]:
    """One text out of several readings (text, weight) of the same row, and its score: the share of weight that agrees.

    The reading most like all the others is taken, then each of its characters is put to the vote: another character, no
    character, or more characters win where the readings that say so weigh more than half of all.
    """
    said = [(text, weight) for text, weight in readings if text and weight > 0]
    if not said:
        return "", 0.0
    whole = sum(weight for _, weight in said)
    pivot = max(said, key=lambda r: (sum(weight * _ratio(r[0], text) for text, weight in said), r[1]))[0]
    votes: list[Counter[str]] = [Counter() for _ in pivot]
    between: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for text, weight in said:
        _cast(pivot, text, weight, votes, between)
    out: list[str] = []
    agreed: list[float] = []
    for place in range(len(pivot) + 1):
        extra, weight = max(between[place].items(), key=lambda kv: kv[1], default=("", 0.0))
        if weight > whole / 2:
            out.append(extra)
            agreed.append(weight / whole)
        if place < len(pivot):
            character, weight = max(votes[place].items(), key=lambda kv: kv[1])
            keep = character if weight > whole / 2 else pivot[place]
            out.append(keep)
            agreed.append(votes[place][keep] / whole)
    return "".join(out), sum(agreed) / len(agreed)


def _cast(
    pivot: str, text: str, weight: float, votes: list[Counter[str]], between: defaultdict[int, Counter[str]]
) -> None:
    """Add one reading's votes: for a character at each place of the pivot, and for what stands between places."""
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, pivot, text, autojunk=False).get_opcodes():
        if kind == "insert":
            between[i1][text[j1:j2]] += weight  # type: ignore[assignment]
            continue
        for place in range(i1, i2):
            other = j1 + place - i1
            votes[place][text[other] if other < j2 else ""] += weight  # type: ignore[assignment]
        if kind == "replace" and j2 - j1 > i2 - i1:
            between[i2][text[j1 + i2 - i1 : j2]] += weight  # type: ignore[assignment]


def _ratio(one: str, other: str) -> float:
    return float(Levenshtein.normalized_similarity(one, other))


def _base(language: str) -> str:
    return language.split("-")[0].lower()
