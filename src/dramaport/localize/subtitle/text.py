"""Measuring text: how wide it stands, how long it takes to read, which scripts it is written in."""

from __future__ import annotations

import functools
import unicodedata
from typing import Literal

Counting = Literal["characters", "half-width"]

#: Directional marks, embeddings and isolates (Unicode Bidirectional Algorithm, UAX #9, section 2).
BIDI_CONTROLS = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

#: Arabic vowel signs. Readers do not count them, nor do the style guides' tools.
_HARAKAT = frozenset(map(chr, (*range(0x064B, 0x0660), 0x0670, 0x0640)))

#: First words of the Unicode names of letters that belong to no script of their own.
_COMMON = frozenset({"MICRO", "MASCULINE", "FEMININE", "MODIFIER", "OHM", "KELVIN", "ANGSTROM", "SCRIPT"})
_SCRIPTS = {
    "CJK": "han",
    "IDEOGRAPHIC": "han",
    "HIRAGANA": "kana",
    "KATAKANA": "kana",
    "KATAKANA-HIRAGANA": "kana",
    "FULLWIDTH": "latin",
}


@functools.lru_cache(maxsize=4096)
def script(character: str) -> str:
    """The script of a letter by its Unicode name ("latin", "han", "kana", "thai" …); "" for what is not a letter."""
    if not unicodedata.category(character).startswith("L"):
        return ""
    words = unicodedata.name(character, "").split()
    if not words or words[0] in _COMMON:
        return ""
    first = words[1] if words[0] == "HALFWIDTH" and len(words) > 1 else words[0]
    return _SCRIPTS.get(first, first.lower())


@functools.lru_cache(maxsize=4096)
def _column(character: str, ambiguous: int) -> int:
    if unicodedata.category(character) in {"Mn", "Me", "Cf", "Cc"}:
        return 0
    width = unicodedata.east_asian_width(character)
    return 2 if width in "WF" else ambiguous if width == "A" and script(character) == "" else 1


def columns(text: str, *, east_asian: bool = False) -> int:
    """Display columns of `text`: full-width characters are two, combining and format characters none.

    In Chinese and Japanese (`east_asian`) quotation marks, dashes and the ellipsis are drawn full width (UAX #11,
    class A).
    """
    ambiguous = 2 if east_asian else 1
    return sum(_column(character, ambiguous) for character in text)


def reading_units(text: str, counting: Counting) -> float:
    """What the reading speed counts, row ends apart.

    `characters`: every code point with its spaces and marks, format characters and Arabic vowel signs apart.
    `half-width`: full-width characters are one, half-width ones one half (Netflix, Korean and Japanese guides).
    """
    if counting == "half-width":
        return columns(text, east_asian=True) / 2
    return float(sum(1 for c in text if c not in _HARAKAT and unicodedata.category(c) not in {"Cf", "Cc"}))


def visible(text: str) -> bool:
    """Whether anything of `text` would be drawn."""
    return any(not character.isspace() and unicodedata.category(character) not in {"Cf", "Cc"} for character in text)
