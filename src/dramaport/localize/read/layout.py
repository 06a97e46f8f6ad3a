"""Where text stands in a video: the bands captions appear in, and what is no caption because it never goes away. Pure.

A caption band is a strip of the picture in which *different* texts follow each other; a logo is the same text at the same
place in most of the video; a moving watermark is the same text all over it. Fonts, colours and usual places play no part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Final

from dramaport.drama.values import Box
from dramaport.localize.read.text import alike, script_letters

#: Two texts less alike than this are different texts (a misread character in five is the same text).
DIFFERENT: Final = 0.6

#: A text at the same place in this share of the looks stands still there. Captions change after 1-4 s.
_STANDS: Final = 0.5
#: In the middle of the picture the same needs this many seconds: a short clip may be one caption long.
_MIDDLE_SECONDS: Final = 15.0
_MIDDLE: Final = 0.15
_EDGE: Final = 0.12
#: In an upper or lower corner, where platforms put their marks and nobody their words, this share is enough: over bright
#: pictures a mark is often not seen.
_CORNER_STANDS: Final = 0.2
_CORNER: Final = 0.3

#: A mark that moves or comes and goes: seen this often, over this share of the video.
_MARK_SIGHTINGS: Final = 4
_MARK_SPREAD: Final = 0.5

#: Rows belong to one band when their middles are closer than this, in row heights, and their heights similar.
_SAME_ROW: Final = 0.5
_HEIGHTS: Final = (0.65, 1.5)
#: Rows of one caption are at most this far apart, middle to middle, in row heights (leading up to 1.8).
_NEXT_ROW: Final = 1.9
#: A centred row's middle is this close to the band's, in widths of the picture.
_CENTRED: Final = 0.06
#: A second band must show this share of the first one's texts, and at least three.
_SECOND: Final = 0.25
_SECOND_TEXTS: Final = 3

_SURE: Final = 0.7
#: What a row counts for when it is not centred, or not in the source language's script.
_OFF_CENTRE: Final = 0.6
_FOREIGN: Final = 0.4


@dataclass(frozen=True)
class Sighting:
    """A row of text seen at a time (milliseconds)."""

    at: int
    text: str
    score: float
    box: Box

    @property
    def cx(self) -> float:
        return self.box.x + self.box.w / 2

    @property
    def cy(self) -> float:
        return self.box.y + self.box.h / 2


@dataclass(frozen=True)
class Band:
    """A strip rows of captions stand in: top and bottom of its rows, one row's height, and the middle they share.

    All are fractions of the picture; `middle` is None where rows are not centred.
    """

    top: float
    bottom: float
    row: float
    middle: float | None


@dataclass(frozen=True)
class Layout:
    bands: tuple[Band, ...]
    still: tuple[Box, ...]  # logos and other text that stands still
    marks: tuple[str, ...]  # texts of watermarks that move


def find_layout(sightings: Sequence[Sighting], looks: int, seconds: float, language: str) -> Layout:
    """The layout of a video of `seconds`, from what was seen in `looks` frames spread evenly over it."""
    still = _still(sightings, looks, seconds)
    free = [s for s in sightings if not any(covers(box, s.box) for box in still)]
    marks = _marks(free, seconds)
    free = [s for s in free if not is_mark(s.text, marks) and s.score >= _SURE]
    return Layout(_bands(free, language), still, marks)


def covers(box: Box, other: Box) -> bool:
    """Whether most of `other` lies in `box`."""
    w = min(box.right, other.right) - max(box.x, other.x)
    h = min(box.bottom, other.bottom) - max(box.y, other.y)
    return w > 0 and h > 0 and w * h >= 0.5 * other.w * other.h


def is_mark(text: str, marks: Sequence[str]) -> bool:
    return any(alike(text, mark) >= DIFFERENT for mark in marks)


def around(boxes: Sequence[Box]) -> Box:
    """The smallest box that holds all boxes."""
    left, top = min(b.x for b in boxes), min(b.y for b in boxes)
    return Box(x=left, y=top, w=max(b.right for b in boxes) - left, h=max(b.bottom for b in boxes) - top)


def _still(sightings: Sequence[Sighting], looks: int, seconds: float) -> tuple[Box, ...]:
    clusters: list[list[Sighting]] = []
    for sighting in sightings:
        for cluster in clusters:
            if _same_place(cluster[-1], sighting):
                cluster.append(sighting)
                break
        else:
            clusters.append([sighting])
    return tuple(around([s.box for s in c]) for c in clusters if _stands_still(c, looks, seconds))


def _same_place(one: Sighting, other: Sighting) -> bool:
    tall = max(one.box.h, other.box.h)
    wide = max(one.box.w, other.box.w)
    near = abs(one.cy - other.cy) < _SAME_ROW * tall and abs(one.cx - other.cx) < 0.2 * wide
    return near and min(one.box.w, other.box.w) > 0.6 * wide


def _stands_still(cluster: Sequence[Sighting], looks: int, seconds: float) -> bool:
    times = {s.at for s in cluster}
    if len(times) < 3 or len(times) < (_CORNER_STANDS if _in_corner(cluster[0]) else _STANDS) * looks:
        return False
    # Half the cluster apart, so that a caption seen in two looks is not compared with itself.
    half = (len(cluster) + 1) // 2
    same = median(alike(a.text, b.text) for a, b in zip(cluster, cluster[half:], strict=False))
    middle = cluster[len(cluster) // 2]
    aside = abs(middle.cx - 0.5) > _MIDDLE or middle.cy < _EDGE
    if aside:
        # A logo's lettering is read differently each time; captions in one place are hardly alike at all.
        return same >= DIFFERENT / 2
    return same >= DIFFERENT and seconds >= _MIDDLE_SECONDS


def _in_corner(sighting: Sighting) -> bool:
    return abs(sighting.cx - 0.5) > _CORNER and not _EDGE <= sighting.cy <= 1 - _EDGE


def _marks(sightings: Sequence[Sighting], seconds: float) -> tuple[str, ...]:
    """Texts seen again and again over most of the video, in more than one place."""
    groups: list[list[Sighting]] = []
    for sighting in sightings:
        group = next((g for g in groups if alike(g[0].text, sighting.text) >= DIFFERENT), None)
        if group is None:
            groups.append([sighting])
        else:
            group.append(sighting)
    return tuple(g[0].text for g in groups if _wanders(g, seconds))


def _wanders(group: Sequence[Sighting], seconds: float) -> bool:
    if len(group) < _MARK_SIGHTINGS or (group[-1].at - group[0].at) / 1000 < _MARK_SPREAD * seconds:
        return False
    tall = max(s.box.h for s in group)
    up_down = max(s.cy for s in group) - min(s.cy for s in group)
    across = max(s.cx for s in group) - min(s.cx for s in group)
    return up_down > tall or across > _CENTRED * 2


def _bands(sightings: Sequence[Sighting], language: str) -> tuple[Band, ...]:
    best = _best_row(sightings, language)
    if best is None:
        return ()
    members, weight = best
    first = _band(members)
    if not _trusted(members):
        return ()
    # Rows next to the first band's are second rows of its captions.
    rest = [s for s in sightings if abs(s.cy - (first.top + first.bottom) / 2) > _NEXT_ROW * first.row]
    other = _best_row(rest, language)
    if other is None or other[1] < max(_SECOND_TEXTS, _SECOND * weight):
        return (first,)
    second = _band(other[0])
    alike_rows = _HEIGHTS[0] <= second.row / first.row <= _HEIGHTS[1]
    return (first, second) if alike_rows and (second.middle is not None) == (first.middle is not None) else (first,)


def _trusted(members: Sequence[Sighting]) -> bool:
    """One text alone makes a band only where captions are usual: centred, and not in the upper middle of the picture."""
    if _texts(members) >= 2:
        return True
    one = members[0]
    return abs(one.cx - 0.5) < _CENTRED and not 0.2 < one.cy < 0.5


def _best_row(sightings: Sequence[Sighting], language: str) -> tuple[list[Sighting], float] | None:
    """The rows at one height that show the most different texts, and how many, weighted by how caption-like they are."""
    best: tuple[list[Sighting], float] | None = None
    for seed in sightings:
        members = [s for s in sightings if _same_row(seed, s)]
        weight = sum(_worth(s, language) for s in members) / len(members) * _texts(members)
        if best is None or weight > best[1]:
            best = members, weight
    return best


def _worth(sighting: Sighting, language: str) -> float:
    centred = 1.0 if abs(sighting.cx - 0.5) < _CENTRED else _OFF_CENTRE
    return centred * (1.0 if script_letters(sighting.text, language) else _FOREIGN)


def _same_row(one: Sighting, other: Sighting) -> bool:
    return abs(one.cy - other.cy) < _SAME_ROW * one.box.h and _HEIGHTS[0] <= other.box.h / one.box.h <= _HEIGHTS[1]


def _texts(members: Sequence[Sighting]) -> int:
    """How many different texts follow each other."""
    return len(_different(members))


def _band(members: Sequence[Sighting]) -> Band:
    """The band of the rows at one height. Second rows, above or below, are found by the look of each caption itself."""
    different = _different(members)
    centres, lefts = [s.cx for s in different], [s.box.x for s in different]
    # Whichever edge varies less from text to text is what captions are aligned by.
    centred = _spread(centres) <= max(_spread(lefts), _CENTRED / 4)
    row = median(s.box.h for s in members)
    middle = median(s.cy for s in members)
    return Band(middle - row / 2, middle + row / 2, row, median(centres) if centred else None)


def _different(members: Sequence[Sighting]) -> list[Sighting]:
    """The first sighting of each text that follows another one."""
    ordered = sorted(members, key=lambda s: s.at)
    return ordered[:1] + [b for a, b in pairwise(ordered) if alike(a.text, b.text) < DIFFERENT]


def _spread(values: Sequence[float]) -> float:
    middle = median(values)
    return float(median(abs(value - middle) for value in values))
