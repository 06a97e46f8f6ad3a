"""Breaking text into rows, and into successive cues where it needs more rows than a cue may have.

Text is cut into chunks between which a row may end: at spaces, and inside Chinese, Japanese and Thai where the budoux
models see a phrase end. Each break has a penalty (breaks.toml and `_penalty`). One dynamic program chooses the
breaks: least overflow first, then the fewest cues, then the least sum of penalties and unevenness. The idea of a
total cost over all breaks is Knuth and Plass, "Breaking paragraphs into lines" (1981); where a good break lies is
Netflix's line treatment.
"""

from __future__ import annotations

import functools
import re
import tomllib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from itertools import accumulate, pairwise

import budoux

from dramaport.localize.subtitle.profile import Profile

#: Penalties of a break, in units of a plain one. They rank breaks; only their order and rough ratio matter.
SENTENCE, CLAUSE, GOOD, PLAIN, TIGHT, BAD, INSIDE = 0.0, 0.3, 0.6, 1.0, 3.0, 8.0, 12.0

#: Weight of uneven rows: of 24 columns, rows of 24 and 10 cost one plain break more than rows of 17 and 17.
_UNEVEN = 6.0
#: A break between two cues parts a sentence more than one between two rows.
_BETWEEN_CUES = 3.0

_SENTENCE_END = frozenset(".!?…。！？؟।")
_CLAUSE_END = frozenset(",;:،؛、，；：—–")
_CLOSING = "\"'”’»」』）)]}】》〉\u2069"

#: Languages whose phrases a budoux model finds.
_MODELLED = frozenset({"zh", "ja", "th"})

#: JLREQ appendix A and GB/T 15834: what must not begin a row, and what must not end one.
NO_ROW_START = frozenset(
    "、。，．・：；？！?!,.:;…‥ー～〜々ゝゞヽヾ゛゜ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ"
    "）)」』】》〉”’»]}%％°℃ๆฯ،؛؟।"
)
NO_ROW_END = frozenset("（(「『【《〈“‘«[{¿¡$￥¥#")


@dataclass(frozen=True)
class Chunk:
    """Text no row ends within;

    `gap` is what stands between it and the next, `penalty` the price of a row ending here.
    """

    text: str
    gap: str
    penalty: float


@dataclass(frozen=True)
class BreakWords:
    end: frozenset[str]
    start: frozenset[str]
    cling: frozenset[str]


@functools.cache
def break_words(tag: str) -> BreakWords:
    """The word lists of a language; empty ones where it has none."""
    with resources.files(__package__).joinpath("breaks.toml").open("rb") as file:
        lists = tomllib.load(file).get(tag, {})
    return BreakWords(*(frozenset(lists.get(name, "").split()) for name in ("end", "start", "cling")))


def segment(text: str, profile: Profile) -> tuple[tuple[str, ...], ...]:
    """`text` as successive cues, each a tuple of at most `profile.rows` rows. Empty text gives no cue.

    A row is only wider than the profile allows where one unbreakable chunk is.
    """
    return tuple(_Breaker(chunks(text, profile), profile).pieces())


def break_penalty(before: str, after: str, profile: Profile) -> float:
    """The penalty of the break between two rows that stand one above the other.

    Chinese, Japanese and Thai are judged as if no space had stood there: whether one did is not told from the rows.
    """
    between = "" if profile.language.tag in _MODELLED else " "
    joined = chunks(f"{before}{between}{after}", profile)
    length = len(before)
    at = 0
    for chunk in joined:
        at += len(chunk.text)
        if at == length:
            return chunk.penalty
        at += len(chunk.gap)
    return INSIDE


def best_cut(text: str, profile: Profile, at_most: float = CLAUSE) -> tuple[str, str] | None:
    """The two parts of `text` at the break nearest its middle whose penalty is `at_most`; None where there is none."""
    parts = chunks(text, profile)
    total = profile.units([text])
    best: tuple[float, str, str] | None = None
    for k in range(1, len(parts)):
        if parts[k - 1].penalty <= at_most:
            before, after = _text(parts[:k]), _text(parts[k:])
            candidate = (abs(profile.units([before]) - total / 2), before, after)
            best = candidate if best is None or candidate[0] < best[0] else best
    return None if best is None else best[1:]


def chunks(text: str, profile: Profile) -> tuple[Chunk, ...]:
    """The chunks of `text`, in order. Joining texts and gaps gives `text` back, its outer spaces apart."""
    return _chunks(text.strip(" \u3000\n"), profile.language.tag)


@functools.lru_cache(maxsize=4096)
def _chunks(text: str, tag: str) -> tuple[Chunk, ...]:
    pairs: list[tuple[str, str, bool]] = []
    for found in re.finditer(r"([^ \u3000\n]+)([ \u3000\n]*)", text):
        inner = _phrases(found[1], tag)
        pairs += [(part, "", strained) for part, strained in inner[:-1]]
        pairs.append((inner[-1][0], found[2], False))
    words = break_words(tag)
    out = []
    for k, (part, gap, strained) in enumerate(pairs):
        following = pairs[k + 1][0] if k + 1 < len(pairs) else ""
        price = INSIDE if strained else _penalty(part, following, gap, tag, words)
        out.append(Chunk(part, gap, price))
    return tuple(out)


def _phrases(word: str, tag: str) -> list[tuple[str, bool]]:
    """A stretch without spaces as (part, whether the break after it lies inside a phrase)."""
    if tag not in _MODELLED:
        parts = re.split(r"(?<=[—])(?=\w)", word)
        return [(part, False) for part in parts]
    phrases = _parser(tag).parse(word)
    if tag == "th":
        return [(part, False) for part in _kept(phrases)]
    out: list[tuple[str, bool]] = []
    for phrase in _kept(phrases):
        clusters = _kept(_clusters(phrase))
        out += [(cluster, True) for cluster in clusters[:-1]]
        out.append((clusters[-1], False))
    return out


@functools.cache
def _parser(tag: str) -> budoux.Parser:
    load = {
        "zh": budoux.load_default_simplified_chinese_parser,
        "ja": budoux.load_default_japanese_parser,
        "th": budoux.load_default_thai_parser,
    }
    return load[tag]()


def _clusters(phrase: str) -> list[str]:
    """Characters with their combining marks."""
    out: list[str] = []
    for character in phrase:
        if out and unicodedata.category(character) in {"Mn", "Mc", "Me", "Cf"}:
            out[-1] += character
        else:
            out.append(character)
    return out


def _is_latin(character: str) -> bool:
    return character.isdecimal() or (character.isascii() and character.isalpha())


def _kept(parts: Sequence[str]) -> list[str]:
    """`parts` without the breaks before a closing mark, after an opening one, and inside a number or a Latin word."""
    out: list[str] = []
    for part in parts:
        one_word = bool(out) and _is_latin(part[0]) and _is_latin(out[-1][-1])
        if out and (one_word or part[0] in NO_ROW_START or out[-1][-1] in NO_ROW_END):
            out[-1] += part
        else:
            out.append(part)
    return out


def _penalty(before: str, after: str, gap: str, tag: str, words: BreakWords) -> float:
    """What a row end between two neighbouring chunks costs."""
    last = before.rstrip(_CLOSING)[-1:]
    if last in _SENTENCE_END or gap == "\u3000":
        return SENTENCE
    if after[:1] in NO_ROW_START or before[-1:] in NO_ROW_END:
        return INSIDE
    if last in _CLAUSE_END or (gap and tag in _MODELLED):
        return CLAUSE
    if _bare(before) in words.end or _bare(after) in words.cling:
        return BAD
    if _bare(after) in words.start:
        return GOOD
    if _one_name(before, after, tag) or before[-1:].isdigit():
        return TIGHT
    return PLAIN


def _bare(word: str) -> str:
    return word.lower().replace("’", "'").strip('"“”«»„‘([{¿¡,.;:!?…،؛؟।。，？！') or word.lower()


def _one_name(before: str, after: str, tag: str) -> bool:
    """Two capitalised words side by side: a first and a last name.

    German capitalises every noun, so nothing follows there.
    """
    return tag != "de" and before[:1].isupper() and before[1:2].islower() and after[:1].isupper()


def _text(parts: Sequence[Chunk]) -> str:
    return "".join(part.text + (part.gap if k + 1 < len(parts) else "") for k, part in enumerate(parts))


_Cost = tuple[int, int, float]  # overflow, cues, price
_Ends = tuple[int, ...]  # where each row of a cue ends, as a number of chunks


class _Breaker:
    """Breaks one text. Costs of stretches are memoised: n chunks take about n x (chunks in a cue)² steps."""

    def __init__(self, parts: Sequence[Chunk], profile: Profile) -> None:
        self._parts = parts
        self._profile = profile
        self._gaps = [profile.width(part.gap) for part in parts]
        widths = [profile.width(part.text) + gap for part, gap in zip(parts, self._gaps, strict=True)]
        self._edges = [0, *accumulate(widths)]
        self._row = functools.cache(self._row_cost)
        self._rows = functools.cache(self._best_rows)
        self._piece = functools.cache(self._best_piece)

    def pieces(self) -> list[tuple[str, ...]]:
        """The rows of each cue."""
        best: list[tuple[_Cost, int]] = [((0, 0, 0.0), 0)]
        for end in range(1, len(self._parts) + 1):
            best.append(min((self._cost(best[start][0], start, end), start) for start in self._starts(end)))
        out: list[tuple[str, ...]] = []
        end = len(self._parts)
        while end > 0:
            start = best[end][1]
            ends = (start, *self._piece(start, end)[2])
            out.append(tuple(_text(self._parts[above:below]) for above, below in pairwise(ends)))
            end = start
        return out[::-1]

    def _starts(self, end: int) -> range:
        """Where a cue that ends at `end` may begin: no further back than twice what a cue holds."""
        reach = 2 * self._profile.columns * self._profile.rows
        start = end - 1
        while start > 0 and self._edges[end] - self._edges[start] <= reach:
            start -= 1
        return range(start, end)

    def _width(self, start: int, end: int) -> int:
        return self._edges[end] - self._edges[start] - self._gaps[end - 1]

    def _cost(self, so_far: _Cost, start: int, end: int) -> _Cost:
        overflow, price, _ = self._piece(start, end)
        between = _BETWEEN_CUES * self._parts[start - 1].penalty if start else 0.0
        filled = self._width(start, end) / (self._profile.columns * self._profile.rows)
        return (so_far[0] + overflow, so_far[1] + 1, so_far[2] + price + between + _UNEVEN * filled * filled)

    def _best_piece(self, start: int, end: int) -> tuple[int, float, _Ends]:
        """One row where it fits (Netflix: keep to one row), else the best of more rows. Even rows cost nothing."""
        best = self._rows(start, end, 1)
        if best[0] > 0:
            best = min(self._rows(start, end, count) for count in range(1, self._profile.rows + 1))
        overflow, price, ends = best
        rows = pairwise((start, *ends))
        mean = sum(self._width(above, below) for above, below in rows) / len(ends) / self._profile.columns
        return overflow, price - _UNEVEN * len(ends) * mean * mean, ends

    def _best_rows(self, start: int, end: int, count: int) -> tuple[int, float, _Ends]:
        if count == 1 or end - start == 1:
            return (*self._row(start, end), (end,))
        return min(self._joined(start, middle, end, count) for middle in range(start + 1, end))

    def _joined(self, start: int, middle: int, end: int, count: int) -> tuple[int, float, _Ends]:
        overflow, price = self._row(start, middle)
        below = self._rows(middle, end, count - 1)
        return overflow + below[0], price + below[1] + self._parts[middle - 1].penalty, (middle, *below[2])

    def _row_cost(self, start: int, end: int) -> tuple[int, float]:
        width = self._width(start, end)
        over = max(0, width - self._profile.columns)
        if over == 0 and self._profile.measure is not None:
            over = self._profile.overflow(_text(self._parts[start:end]))
        filled = width / self._profile.columns
        return over, _UNEVEN * filled * filled
