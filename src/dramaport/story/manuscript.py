"""A novel's text as something that can be cut: characters and their bytes, paragraphs, and the places where a sentence ends.

Offsets inside are characters; what leaves is bytes of the UTF-8 text (see `story.values`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dramaport.drama.values import Value
from dramaport.errors import BadInput
from dramaport.story.intake.variant import in_simplified
from dramaport.story.values import Evidence

Offsets = NDArray[np.int64]

#: A text is hard-wrapped where this share of its lines break off in a sentence. Measured: the book of 40 tales 0.75, two of them
#: alone 0.73 and 0.84; 画皮, a line a paragraph, 0.20, and that is its title.
_WRAPPED: Final = 0.45

_STOP = "。！？!?…"
_CLOSE = "”’」』）)】》\"'"
_CLOSING = frozenset("”」』")
_OPENING = frozenset("“「『")

_BORDER = re.compile(r"\n+")
_WRAPPED_BORDER = re.compile(r"\n(?=[ \t\u3000]+\S)|\n\s*\n")
_QUOTE = re.compile(r"[“”「」『』\"]")

#: A sentence's end in Chinese; in Latin letters a stop counts before a space alone (3.14, example.com).
_END = re.compile(rf"(?:[{_STOP}]+[{_CLOSE}]*)+|——+[{_CLOSE}]*|(?<=[a-z0-9,\"”’]{{2}})\.(?=[\s{_CLOSE}]|\Z)[{_CLOSE}]*")
_ABBREVIATION = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|St|Prof|Jr|Sr|vs|etc|No)\.\Z")
_LEADS_ON = re.compile(r"[：:，,、；;]\s*\Z")

#: What follows a closing quote and still belongs to it: “你是谁？”他问。
_TAG = re.compile(
    r"(?:[^\s，。！？：“”「」]{0,10}(?:道|说|說|问|問|喊|叫|答|吼|骂|罵|笑)[^：“「]{0,6}[。，！]"
    r"|\s*(?:\w+\s){0,2}(?:said|asked|cried|whispered|shouted|replied|answered|called|murmured)\b)"
)
_TAG_WINDOW = 40


class Boundary(Value):
    """A place the text can be cut: the offset behind a sentence's last mark. `paragraph` and `chapter` say what else ends there."""

    at: int
    paragraph: bool = False
    chapter: bool = False


@dataclass(frozen=True)
class Flat:
    """A text without line breaks inside its paragraphs, as it is and in simplified characters, and where each character stood."""

    text: str
    plain: str
    chars: Offsets

    def of(self, char: int) -> int:
        """The offset here of an offset of the manuscript."""
        return int(np.searchsorted(self.chars, char))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The manuscript's offsets of a stretch found here."""
        return int(self.chars[start]), int(self.chars[end - 1]) + 1


class Manuscript:
    """An imported text. Making one costs a pass over it; every view is made once, when it is asked for."""

    def __init__(self, data: bytes) -> None:
        self.text: Final = data.decode()
        self.size: Final = len(data)

    @cached_property
    def flat(self) -> Flat:
        """The text as it is searched: without line breaks inside paragraphs."""
        border = self._border
        kept: list[tuple[int, int]] = []
        marks: dict[int, str] = {}
        at = 0
        for match in re.finditer(r"\s+", self.text):
            start, end = match.span()
            kept.append((at, start))
            if border.search(self.text, start, min(end + 1, len(self.text))):
                marks[start] = "\n"
            elif self.text[start - 1 : start].isascii() and self.text[end : end + 1].isascii():
                marks[start] = " "
            kept += [(start, start + 1)] if start in marks else []
            at = end
        kept.append((at, len(self.text)))
        text = "".join(marks.get(a, self.text[a:b]) for a, b in kept)
        chars = np.concatenate([np.arange(a, b, dtype=np.int64) for a, b in kept])
        return Flat(text, in_simplified(text), chars)

    @cached_property
    def _bytes(self) -> Offsets:
        points = np.frombuffer(self.text.encode("utf-32-le"), dtype=np.uint32)
        lengths = 1 + (points > 0x7F).astype(np.int64) + (points > 0x7FF) + (points > 0xFFFF)
        return np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)])

    @cached_property
    def weight(self) -> Offsets:
        """How many characters that are not blank stand before each offset."""
        blank = np.fromiter((symbol.isspace() for symbol in self.text), dtype=bool, count=len(self.text))
        return np.concatenate([np.zeros(1, np.int64), np.cumsum(~blank)])

    def byte(self, at: int) -> int:
        """The byte a character offset stands at."""
        return int(self._bytes[at])

    def char(self, byte: int) -> int:
        """The character offset of a byte. Raises BadInput for a byte inside a character."""
        at = int(np.searchsorted(self._bytes, byte))
        if at >= len(self._bytes) or self._bytes[at] != byte:
            raise BadInput(f"byte {byte} is not between two characters of the novel; plan it again")
        return at

    def evidence(self, start: int, end: int) -> Evidence:
        """The words `[start, end)` (characters) with their bytes."""
        return Evidence(quote=self.text[start:end], start=self.byte(start), end=self.byte(end))

    def stretch(self, start: int = 0, end: int | None = None) -> tuple[int, int]:
        """`[start, end)` without blanks at its edges. Raises BadInput when nothing is left."""
        end = len(self.text) if end is None else end
        inside = self.text[start:end]
        left = start + len(inside) - len(inside.lstrip())
        right = start + len(inside.rstrip())
        if left >= right:
            raise BadInput("the chosen part of the novel is blank; choose other chapters")
        return left, right

    @cached_property
    def wrapped(self) -> bool:
        """Whether lines are broken at a width, so that a line's end says nothing."""
        lines = [line for line in self.text.split("\n") if line.strip()]
        broken = sum(1 for line in lines if line.rstrip()[-1].isalnum() or _LEADS_ON.search(line))
        return len(lines) > 1 and broken > _WRAPPED * len(lines)

    @property
    def _border(self) -> re.Pattern[str]:
        return _WRAPPED_BORDER if self.wrapped else _BORDER

    @cached_property
    def paragraphs(self) -> tuple[tuple[int, int], ...]:
        """Paragraphs `[start, end)` without their blank edges: lines, or in a hard-wrapped text runs of lines up to an indent or
        a blank line."""
        found, at = [], 0
        for match in [*self._border.finditer(self.text), None]:
            end = match.start() if match else len(self.text)
            inside = self.text[at:end]
            if inside.strip():
                found.append((at + len(inside) - len(inside.lstrip()), at + len(inside.rstrip())))
            at = match.end() if match else end
        return tuple(found)

    def boundaries(self, chapter_ends: frozenset[int] = frozenset()) -> tuple[Boundary, ...]:
        """Every place a sentence ends outside speech, in order. `chapter_ends` are the offsets at which chapters end."""
        ends = {self._last_word(end) for end in chapter_ends}
        found: list[Boundary] = []
        depth = 0
        for start, end in self.paragraphs:
            stops, depth = _sentence_ends(self.text, start, end, depth)
            found += [Boundary(at=at, paragraph=at == end, chapter=at in ends) for at in stops]
        return tuple(found)

    def _last_word(self, at: int) -> int:
        while at and self.text[at - 1].isspace():
            at -= 1
        return at


def between(boundaries: tuple[Boundary, ...], start: int, end: int) -> tuple[Boundary, ...]:
    """The boundaries strictly inside `(start, end)`."""
    first = bisect_left(boundaries, start + 1, key=lambda boundary: boundary.at)
    last = bisect_left(boundaries, end, key=lambda boundary: boundary.at)
    return boundaries[first:last]


def _sentence_ends(text: str, start: int, end: int, depth: int) -> tuple[list[int], int]:
    """Ends of sentences of one paragraph that stand outside speech, and how deep in speech the paragraph ends.

    Speech that an earlier paragraph left open goes on only where this one closes it before it opens another.
    """
    mark = _QUOTE.search(text, start, end)
    depth = depth if mark is not None and mark.group() in _CLOSING else 0
    found, at = [], start
    for match in _END.finditer(text, start, end):
        stop = match.end()
        depth = _depth(text, at, stop, depth)
        at = stop
        if depth == 0 and not _ABBREVIATION.search(text, start, stop) and not _has_tag(text, match.group(), stop, end):
            found.append(stop)
    depth = _depth(text, at, end, depth)
    if depth == 0 and (not found or found[-1] != end) and not _LEADS_ON.search(text[start:end]):
        found.append(end)
    return found, depth


def _depth(text: str, start: int, end: int, depth: int) -> int:
    """How deep in quotes `end` is; straight quotes open and close in turn."""
    for symbol in text[start:end]:
        if symbol in _OPENING:
            depth += 1
        elif symbol in _CLOSING:
            depth = max(0, depth - 1)
        elif symbol == '"':
            depth = 0 if depth else 1
    return depth


def _has_tag(text: str, mark: str, at: int, end: int) -> bool:
    return mark[-1] in _CLOSE and _TAG.match(text, at, min(end, at + _TAG_WINDOW)) is not None
