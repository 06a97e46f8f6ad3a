"""Loops: a recogniser that has lost its way says one thing again and again. Pure.

People repeat themselves too ("不要不要", "救命！救命！"), so a loop needs more turns than anybody takes.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from typing import Final

#: Text that deflates to less than 1/2.4 of its bytes is a loop (OpenAI's Whisper, `transcribe.py`).
_COMPRESSION: Final = 2.4
#: Short texts deflate badly whatever they are; below this many bytes the ratio says nothing.
_ENOUGH_BYTES: Final = 90

#: A unit of one or two characters ("哈", "快点") may come this many times in a row; a longer one this many.
_SHORT_TURNS: Final = 6
_LONG_TURNS: Final = 3
_SHORT_UNIT: Final = 2
_LONGEST_UNIT: Final = 30

_NOT_WORDS = re.compile(r"[\W_]+")


def looping(text: str) -> bool:
    """Whether the text holds a loop."""
    raw = _NOT_WORDS.sub("", text).encode()
    dense = len(raw) > _ENOUGH_BYTES and len(raw) / len(zlib.compress(raw)) > _COMPRESSION
    letters = _NOT_WORDS.sub("", text)
    return dense or len(without_loops(tuple(letters))) < len(letters)


def without_loops(units: Sequence[str]) -> tuple[int, ...]:
    """Which of `units` (words, characters or whole utterances) to keep: their positions, with every loop said once."""
    kept: list[int] = []
    at = 0
    while at < len(units):
        size, turns = _longest_run(units, at)
        kept.extend(range(at, at + size))
        at += size * turns
    return tuple(kept)


def _longest_run(units: Sequence[str], at: int) -> tuple[int, int]:
    """The loop that begins at a position: its size in units and its turns; (1, 1) where none does."""
    for size in range(1, min(_LONGEST_UNIT, (len(units) - at) // 2) + 1):
        unit = units[at : at + size]
        turns = 1
        while units[at + turns * size : at + (turns + 1) * size] == unit:
            turns += 1
        letters = sum(len(_NOT_WORDS.sub("", part)) for part in unit)
        if letters and turns > (_SHORT_TURNS if letters <= _SHORT_UNIT else _LONG_TURNS):
            return size, turns
    return 1, 1
