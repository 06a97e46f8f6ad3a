"""Marks of tension on the surface of a text, and how good a place each sentence's end is to stop at.

Everything found carries the words it was found in. It is no understanding: it says how a place looks.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from typing import Final

from dramaport.drama.screenplay.values import HookKind
from dramaport.story.manuscript import Boundary, Flat, Manuscript

#: Characters before a cut in which cues are looked for, and the share of a cue's weight that counts when it is not in the last
#: sentence. Viewers remember the last thing they see.
_REACH: Final = 60
_EARLIER: Final = 0.45

#: A verse of eight lines of seven characters with its marks and what announces it.
_VERSE_REACH: Final = 130

#: What a natural border adds to a cut: the author's own chapter end counts most, then a new scene, then a paragraph.
_CHAPTER: Final = 0.5
_SCENE: Final = 0.25
_PARAGRAPH: Final = 0.15
#: Characters of a new chapter, its heading among them, that belong to what follows.
_FRESH: Final = 120
#: A scene that closes (不在話下) takes tension away.
_CLOSED: Final = 0.3


_CLAUSE = re.compile(r"[，。；？！：、“”‘’\s]+")


@dataclass(frozen=True)
class Cue:
    """A mark of tension at characters `[start, end)` of the text."""

    kind: HookKind
    weight: float
    start: int
    end: int


@dataclass(frozen=True)
class Cut:
    """A place to cut at, how good it looks (0 up to about 1.75), the strongest cue before it, and the last sentence's start."""

    at: int
    score: float
    cue: Cue | None
    sentence: int


@dataclass(frozen=True)
class Cues:
    """The patterns of `cues.toml`, compiled."""

    kinds: tuple[tuple[HookKind, float, re.Pattern[str]], ...]
    verse: re.Pattern[str]
    scene_ends: re.Pattern[str]
    scene_begins: re.Pattern[str]

    def strongest(self, flat: Flat, start: int, end: int) -> Cue | None:
        """The cue of the greatest weight in `[start, end)` of the flat text; of equals the last. None where nothing looks tense."""
        found = [
            (weight, match.start(), match.end(), kind)
            for kind, weight, pattern in self.kinds
            for match in pattern.finditer(flat.plain, start, end)
        ]
        if not found:
            return None
        weight, first, beyond, kind = max(found)
        return Cue(kind, weight, *flat.span(first, beyond))

    def is_verse(self, flat: Flat, at: int) -> bool:
        """Whether what ends at `at` is a verse or a saying: three clauses of five or of seven characters, or nothing but clauses
        of one length since it was announced."""
        start = max(0, at - _VERSE_REACH)
        lengths = [len(clause) for clause in _CLAUSE.split(flat.text[start:at]) if clause]
        if lengths[-3:] in ([5] * 3, [7] * 3):
            return True
        announced = [match.end() for match in self.verse.finditer(flat.plain, start, at)]
        since = (
            {len(clause) for clause in _CLAUSE.split(flat.text[announced[-1] : at]) if clause} if announced else set()
        )
        return len(since) == 1


@lru_cache(maxsize=1)
def usual_cues() -> Cues:
    told = tomllib.loads((files("dramaport.story.plan") / "cues.toml").read_text("utf-8"))
    kinds = tuple(
        (HookKind(cue["kind"]), float(cue["weight"]), re.compile("|".join(f"(?:{p})" for p in cue["patterns"])))
        for cue in told["cue"]
    )
    return Cues(
        kinds,
        re.compile(told["verse"]["before"]),
        re.compile(told["scene"]["ends"]),
        re.compile(told["scene"]["begins"]),
    )


def rate(manuscript: Manuscript, boundaries: Sequence[Boundary], cues: Cues) -> tuple[Cut, ...]:
    """Every boundary as a cut with its score. A cut right behind a chapter's beginning leaves its scene behind: it scores nothing."""
    rated, before, opened = [], 0, -_FRESH
    for boundary in boundaries:
        cut = _rated(manuscript, boundary, before, cues)
        rated.append(replace(cut, score=0.0) if boundary.at - opened < _FRESH else cut)
        before = boundary.at
        opened = boundary.at if boundary.chapter else opened
    return tuple(rated)


def _rated(manuscript: Manuscript, boundary: Boundary, before: int, cues: Cues) -> Cut:
    flat = manuscript.flat
    at, sentence = flat.of(boundary.at), flat.of(before)
    sentence += flat.text[sentence : sentence + 1] == "\n"
    verse = cues.is_verse(flat, at)
    last = None if verse else cues.strongest(flat, max(sentence, at - _REACH), at)
    earlier = cues.strongest(flat, max(0, sentence - _REACH), sentence) if last else None
    tension = max(last.weight if last else 0.0, _EARLIER * earlier.weight if earlier else 0.0)
    begins = cues.scene_begins.match(flat.plain, at) is not None
    closed = cues.scene_ends.search(flat.plain, max(sentence, at - _REACH), at) is not None
    border = _CHAPTER * boundary.chapter + _SCENE * (begins or closed) + _PARAGRAPH * boundary.paragraph
    return Cut(boundary.at, max(0.0, tension - _CLOSED * closed) + border, last, flat.span(sentence, at)[0])
