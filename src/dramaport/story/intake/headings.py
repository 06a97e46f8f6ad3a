"""Lines that look like headings, in families: what each looks like alone, before anything is known of the others.

Which of them are headings is decided in `chapters`, over the whole book.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import IntEnum
from typing import Final

from dramaport.drama.values import Value
from dramaport.story.intake.numerals import HAN_NUMBER, number

#: A heading's line is at most this long. The longest of the 40 tales has 11 characters, web novels' seldom 30.
_LONGEST: Final = 50

_NUM = rf"[0-9０-９{HAN_NUMBER}]{{1,9}}"
_GAP = r"[\s　:：、.．·•\-—–_|｜]+"

#: Units of Chinese books, the largest first: the finest in use are chapters, those above are volumes.
UNITS: Final = "部卷册冊篇集辑輯章回折幕话話节節"
_NUMBERED = re.compile(rf"(?:(?:正文|VIP章节)\s*)?[\[【〔（(]?第\s*({_NUM}|[上中下])\s*([{UNITS}])[\]】〕）)]?(.*)\Z")
_UNIT_FIRST = re.compile(rf"([卷部])(?:之)?\s*({_NUM}|[上中下])((?:{_GAP}.*)?)\Z")
_NAMED = re.compile(
    r"(序章|楔子|引子|序言|前言|引言|自序|序|尾声|尾聲|终章|終章|大结局|大結局|后记|後記|跋|入话|入話)"
    rf"((?:{_GAP}.*)?)\Z"
)
_EXTRA = re.compile(rf"番外(?:篇|卷)?\s*[（(]?({_NUM})?[）)]?((?:{_GAP}.*)?)\Z")
_ENGLISH = re.compile(
    r"(chapter|part|book|volume|episode|act|scene)\s+([0-9]{1,4}|[ivxlcdm]{1,8}|[a-z]+(?:[\s-][a-z]+)?)(?:\s*[.:\-—–]\s*(.*)|\s*)\Z",
    re.IGNORECASE,
)
_ENGLISH_NAMED = re.compile(
    r"(prologue|epilogue|foreword|preface|introduction|interlude)(?:\s*[.:\-—–]\s*(.*)|\s*)\Z", re.I
)
_BARE = re.compile(rf"[（(]?({_NUM}|[IVXLC]{{1,7}})[）)]?(?:[、.．\s　:：-]+(.*)|)\Z")

_ENDS_A_SENTENCE = re.compile(r"[。！？!?…；;，,、”」』’\"]\s*\Z")
_RUNS_ON = re.compile(r"[。，；！？,;]")


class Family(IntEnum):
    """How sure a line alone makes one, the surest first."""

    MARKED = 0  # the file itself marks it
    NUMBERED = 1  # 第七章 …, Chapter 7
    NAMED = 2  # 楔子, Prologue
    TIGHT = 3  # 第七章重逢: no space between number and title, as in 第一回见面他就…
    BARE = 4  # 7, 七、…


class Candidate(Value):
    """A line that may be a heading. `at` is the line's number from 0; `unit` what it counts ("" for none)."""

    at: int
    family: Family
    title: str
    unit: str = ""
    number: int | None = None


def candidate(line: str, at: int) -> Candidate | None:
    """What a line looks like, alone; None for a line of text."""
    words = " ".join(line.split())
    if not words or len(words) > _LONGEST:
        return None
    for look in _LOOKS:
        if (found := look(words, at)) is not None:
            return found
    return None


def _numbered(words: str, at: int) -> Candidate | None:
    match = _NUMBERED.match(words)
    if match is None:
        return None
    value, unit, rest = number(match[1]), match[2], match[3]
    if not rest.strip():
        return Candidate(at=at, family=Family.NUMBERED, title=words, unit=unit, number=value)
    if re.match(_GAP, rest) or rest[0] in "（(《「【":
        return Candidate(at=at, family=Family.NUMBERED, title=words, unit=unit, number=value)
    if _RUNS_ON.search(rest):
        return None  # 第一回，他没有来。 第一集结束。
    return Candidate(at=at, family=Family.TIGHT, title=words, unit=unit, number=value)


def _unit_first(words: str, at: int) -> Candidate | None:
    match = _UNIT_FIRST.match(words)
    if match is None or _RUNS_ON.search(match[3]):
        return None
    return Candidate(at=at, family=Family.NUMBERED, title=words, unit=match[1], number=number(match[2]))


def _named(words: str, at: int) -> Candidate | None:
    match = _NAMED.match(words) or _ENGLISH_NAMED.match(words) or _EXTRA.match(words)
    if match is None or _ENDS_A_SENTENCE.search(words):
        return None
    return Candidate(at=at, family=Family.NAMED, title=words)


def _english(words: str, at: int) -> Candidate | None:
    match = _ENGLISH.match(words)
    if match is None:
        return None
    written = match[2].upper() if re.fullmatch(r"[ivxlcdm]+", match[2], re.I) else match[2]
    value = number(written)
    if value is None:
        return None  # "Part of him knew"
    return Candidate(at=at, family=Family.NUMBERED, title=words, unit=match[1].lower(), number=value)


def _bare(words: str, at: int) -> Candidate | None:
    match = _BARE.match(words)
    if match is None or (match[2] and _ENDS_A_SENTENCE.search(match[2])):
        return None
    value = number(match[1])
    return Candidate(at=at, family=Family.BARE, title=words, number=value) if value is not None else None


_LOOKS: Final[tuple[Callable[[str, int], Candidate | None], ...]] = (_numbered, _unit_first, _named, _english, _bare)
