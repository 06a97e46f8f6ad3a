"""Written text made ready to be spoken: one form of each punctuation mark, no symbols that have no sound."""

from __future__ import annotations

import re
import unicodedata

#: Marks Kokoro was trained with; it pauses at them and hears questions and exclamations.
MARKS = ";:,.!?—…"

_SAME_MARK = str.maketrans(
    {
        "，": ",",
        "、": ",",
        "،": ",",
        "؛": ";",
        "；": ";",
        "：": ":",
        "。": ".",
        "．": ".",
        "।": ".",
        "॥": ".",
        "！": "!",
        "¡": None,
        "¿": None,
        "؟": "?",
        "？": "?",
        "⋯": "…",
        "–": "—",
        "―": "—",
        "─": "—",
        "～": "—",
        "〜": "—",
        "’": "'",
        "‘": "'",
        "ʼ": "'",
        "​": None,
        "﻿": None,
    }
)
_DOTS = re.compile(r"\.{2,}|。{2,}|…{2,}")
_DASHES = re.compile(r"—{2,}|--+|\s-\s")
#: Brackets and quotation marks carry no sound; asterisks and tags are the writing of chat and markup.
_SOUNDLESS = re.compile(r"[\"“”„«»‹›「」『』【】《》〈〉()（）\[\]{}*_~`#|<>\\^♪♫]")
_SPACES = re.compile(r"\s+")
_REPEATED = re.compile(r"([;:,.!?—…])(?:\s*[;:,.!?—…])+")


def spoken_form(text: str) -> str:
    """`text` with plain marks from `MARKS` and single spaces, without brackets, quotation marks, emoji and controls."""
    text = unicodedata.normalize("NFC", text).translate(_SAME_MARK)
    text = _DOTS.sub("…", text)
    text = _DASHES.sub("—", text)
    text = _SOUNDLESS.sub(" ", text)
    text = "".join(symbol for symbol in text if _has_sound(symbol))
    text = _REPEATED.sub(_loudest, text)
    return _SPACES.sub(" ", text).strip(" ,;:—")


def _has_sound(symbol: str) -> bool:
    kind = unicodedata.category(symbol)
    if "\ufe00" <= symbol <= "\ufe0f":  # asks for an emoji's colours
        return False
    return kind[0] in "LMNPZ" or kind in ("Sc", "Sm") or symbol in "\t\n\r°\u200c\u200d"


def _loudest(run: re.Match[str]) -> str:
    """One mark for a run of them: what decides the melody wins ("?!" asks, "!…" exclaims)."""
    return next((mark for mark in "?!…." if mark in run.group()), run.group(1))


def clauses(text: str) -> list[tuple[str, str]]:
    """`text` cut at its marks into (words, mark) pairs; a mark inside a number ("3.5", "1:20") does not cut."""
    pairs = []
    start = 0
    for found in re.finditer(r"[;:,.!?—…]", text):
        before, after = text[: found.start()][-1:], text[found.end() :][:1]
        if found.group() in ".,:" and before.isdigit() and after.isdigit():
            continue
        words = text[start : found.start()].strip()
        if words:
            pairs.append((words, found.group()))
        start = found.end()
    last = text[start:].strip()
    return [*pairs, (last, "")] if last else pairs
