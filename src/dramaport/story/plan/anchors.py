"""Finding words of the novel in the novel: the one way a planner may say where an episode ends.

Offsets are never believed, words are looked up. Before comparing, both sides lose their blanks and are folded one character for
one: full-width and half-width marks, kinds of quotes and dashes, traditional and simplified characters. So what is found has exact
offsets, whatever a model's keyboard made of the punctuation. (The idea of verbatim anchors with 1:1 folding is ArcReel's.)
"""

from __future__ import annotations

import unicodedata
from enum import StrEnum
from functools import lru_cache
from typing import Final

import numpy as np

from dramaport.drama.values import Value
from dramaport.story.intake.variant import in_simplified
from dramaport.story.manuscript import Manuscript

#: Fewer characters are no anchor: they stand anywhere.
_SHORTEST: Final = 4

#: What stands behind an anchor and belongs to its sentence: a model often leaves the closing quote out.
_CLOSING: Final = frozenset("。！？!?…，,；;.、”’」』）)】》\"'—")

#: `last_words` hold at least this many characters, and are made longer, up to `_LONGEST`, until they stand only once in the novel.
_LAST_WORDS: Final = 10
_LONGEST: Final = 80

_SAME: Final = {
        **dict.fromkeys("“”„‟「」『』﹁﹂«»", '"'),
        **dict.fromkeys("‘’‚‛′`", "'"),
        **dict.fromkeys("—–―‐‑−─", "-"),
        **dict.fromkeys("。．｡", "."),
        **dict.fromkeys("，、､", ","),
        **dict.fromkeys("·・•‧", "."),
        "…": ".", "〜": "~", "【": "[", "】": "]", "〔": "(", "〕": ")",
    }  # fmt: skip


class Fault(StrEnum):
    """Why an anchor cannot be used."""

    TOO_SHORT = "too short"
    NOT_FOUND = "not found"
    NOT_UNIQUE = "not unique"
    OUT_OF_ORDER = "out of order"


class Located(Value):
    """An anchor's place: characters `[start, end)` of the manuscript, `end` behind the marks that close its sentence."""

    start: int
    end: int


class Rejected(Value):
    """An anchor's fault, and in words a planner can act on what to do about it."""

    fault: Fault
    reason: str


def folded(text: str) -> str:
    """`text` with every character folded to one character. Blanks stay; the length does not change."""
    return in_simplified("".join(_folded(symbol) for symbol in text))


@lru_cache(maxsize=16_384)
def _folded(symbol: str) -> str:
    known = _SAME.get(symbol)
    if known is not None:
        return known
    form = unicodedata.normalize("NFKC", symbol).lower()
    return _SAME.get(form, form) if len(form) == 1 else symbol


class Anchors:
    """A manuscript made ready for looking words up."""

    def __init__(self, manuscript: Manuscript) -> None:
        self._manuscript: Final = manuscript
        solid = np.fromiter((not symbol.isspace() for symbol in manuscript.text), bool, len(manuscript.text))
        self._chars: Final = np.flatnonzero(solid)
        self._folded: Final = folded("".join(manuscript.text.split()))

    def locate(self, words: str, after: int, until: int) -> Located | Rejected:
        """Where `words` stand in the characters `[after, until)`: exactly once, or the reason why not."""
        wanted = folded("".join(words.split()))
        if len(wanted) < _SHORTEST:
            return Rejected(fault=Fault.TOO_SHORT, reason=f"{words!r} is too short; copy ten or more characters")
        first, beyond = (int(np.searchsorted(self._chars, at)) for at in (after, until))
        places = _places(self._folded, wanted, first, beyond)
        if len(places) == 1:
            return self._located(places[0], len(wanted), until)
        if places:
            told = (
                f"{words!r} stands {len(places)} times in this stretch; copy more words before it, until it stands once"
            )
            return Rejected(fault=Fault.NOT_UNIQUE, reason=told)
        if _places(self._folded, wanted, 0, first + len(wanted) - 1):
            told = f"{words!r} stands before the end of the episode before it; give the ends in the order of the novel"
            return Rejected(fault=Fault.OUT_OF_ORDER, reason=told)
        return Rejected(
            fault=Fault.NOT_FOUND,
            reason=f"{words!r} does not stand in this stretch; copy the novel's words letter for letter",
        )

    def last_words(self, end: int) -> str:
        """The words right before `end`, as they stand, as few as stand only once in the novel."""
        text = self._manuscript.text
        at = int(np.searchsorted(self._chars, end))
        for length in range(_LAST_WORDS, _LONGEST + 1, 5):
            first = max(0, at - length)
            piece = self._folded[first:at]
            if first == 0 or self._folded.find(piece) == self._folded.rfind(piece):
                break
        return text[int(self._chars[first]) : end]

    def _located(self, at: int, length: int, until: int) -> Located:
        text = self._manuscript.text
        end = int(self._chars[at + length - 1]) + 1
        while end < until and text[end] in _CLOSING:
            end += 1
        return Located(start=int(self._chars[at]), end=end)


def _places(text: str, wanted: str, start: int, end: int) -> list[int]:
    """Every place, overlapping ones too: 哈哈哈 holds 哈哈 twice."""
    found, at = [], text.find(wanted, start, end)
    while at >= 0:
        found.append(at)
        at = text.find(wanted, at + 1, end)
    return found
