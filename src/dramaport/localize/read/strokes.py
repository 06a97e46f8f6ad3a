"""Lettering as pixels: strokes that stand out from their surroundings, when they came, and whether they still stand.

Captions are drawn over the picture after it was shot: their strokes keep their place and their brightness while everything
behind them moves. All this works on a strip scaled so that a row of text is about 24 pixels high.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from dramaport.localize.read.frames import Plane

Relief = NDArray[np.int16]  # luma minus its local mean, clipped
Mask = NDArray[np.uint8]  # 0 or 1
Area = tuple[int, int, int, int]  # left, top, right, bottom in pixels

#: Rows are brought to this height, in pixels; smaller ones are left as they are.
ROW: Final = 24

#: A stroke stands out by this much luma. Codecs at crf 24-28 ring by up to 12; the palest captions differ by 40.
STROKE: Final = 24
#: Beyond this much the height of a relief says nothing; clipping it keeps bright edges behind the text from counting more.
_CLIP: Final = 80

_SQUARE = np.ones((3, 3), np.uint8)

#: A text stands while its relief correlates this well with the template and has this share of its contrast. Measured on
#: drawn captions over noise, live action and animation: 0.9-1.0 while it stands, under 0.4 with the next caption in its
#: place, under 0.25 without text. The contrast sets half-way times in fades.
_CORRELATED: Final = 0.5
_CONTRAST: Final = 0.4
#: A single glyph is another one below this correlation; one that stands rarely falls under 0.4 on its own.
_GLYPH: Final = 0.15
#: Without any text the correlation falls below this.
_GONE: Final = 0.3

#: After a cut behind an opaque text its relief may be another, but its strokes have kept their brightness: this share of
#: the bright and of the dark ones, in all and in each glyph.
_KEPT: Final = 0.6
_KEPT_GLYPH: Final = 0.25
_KEPT_GONE: Final = 0.4
#: A class of strokes (bright or dark) says something when it has this share of the text's pixels.
_CLASS: Final = 0.15

#: A glyph that follows ends within this many row heights of the one before.
_NEXT_GLYPH: Final = 1.1
#: A part of a row without new strokes, this many row heights long, is another text: three glyphs that two captions share
#: in one place are rare.
_APART: Final = 3.2

#: The strokes of one text come within this many frames, and this share of its ink or of its outline does.
_MOST: Final = 0.55
_WITHIN: Final = 3


@dataclass(frozen=True)
class View:
    """One frame of a strip at reduced size: luma, relief, and the strokes that have kept their place for some frames."""

    at: int
    luma: Plane
    relief: Relief
    standing: Mask


def relief(luma: Plane, row: int) -> Relief:
    """Luma minus its mean over a square about as high as a row of text."""
    window = max(5, round(row * 0.8)) | 1
    mean = cv2.blur(luma, (window, window), borderType=cv2.BORDER_REPLICATE)
    return np.asarray(np.clip(cv2.subtract(luma, mean, dtype=cv2.CV_16S), -_CLIP, _CLIP), np.int16)


def strokes(now: Relief) -> Mask:
    """Everything that stands out from its surroundings."""
    return (np.abs(now) > STROKE).astype(np.uint8)


def changed(now: Relief, before: Relief) -> Mask:
    """Where two reliefs differ by more than a stroke."""
    return (cv2.absdiff(now, before) > STROKE).astype(np.uint8)


def widen(mask: Mask, times: int = 1) -> Mask:
    return np.asarray(cv2.dilate(mask, _SQUARE, iterations=times), np.uint8)


class Standing:
    """Which strokes have kept their place for a number of frames."""

    def __init__(self, frames: int) -> None:
        self._frames = frames
        self._sign: NDArray[np.int8] | None = None
        self._run: Mask | None = None

    def see(self, now: Relief) -> Mask:
        """The mask of strokes that stood in this frame and those before it."""
        sign = (now > STROKE).astype(np.int8) - (now < -STROKE).astype(np.int8)
        if self._sign is None or self._run is None:
            self._run = np.zeros(sign.shape, np.uint8)
        else:
            same = (sign == self._sign) & (sign != 0)
            self._run = np.where(same, np.minimum(self._run, 254) + 1, 0).astype(np.uint8)
        self._sign = sign
        return (self._run >= self._frames - 1).astype(np.uint8)


def onset(views: Sequence[View], read: int, mask: Mask, areas: Sequence[Area]) -> tuple[int, Mask] | None:
    """When a text came, and the strokes that came with it, looked for backwards from the last view.

    `read` is the time it was read at: its strokes were there by then. Each stroke's brightness is followed back to the
    frame it began in. The text came at the last moment most of its ink or most of its outline began in: when it is drawn
    over something as bright as itself, only the outline is new; when the picture behind it is cut, few of either are.
    None where there is no such moment: the text was there before the first view.
    """
    now = views[-1]
    tolerance = _tolerance(now.relief)
    classes = _ink_and_outline(now, mask.astype(bool) & _inside(areas, mask.shape))
    sizes = np.asarray([max(1, int(c.sum())) for c in classes])
    alive = mask.astype(bool)
    began: list[tuple[int, NDArray[np.bool_]]] = []  # a frame, and the strokes it is the first of
    shares: list[NDArray[np.float64]] = []
    for view, before in pairwise(reversed(views)):
        kept = alive & (cv2.absdiff(before.luma, now.luma) <= tolerance)
        if view.at <= read:  # until then only what moves goes
            began.append((view.at, alive & ~kept))
            shares.append(np.asarray([int((began[-1][1] & c).sum()) for c in classes]) / sizes)
            window = np.sum(shares[-_WITHIN:], axis=0)
            if window.max() >= _MOST and shares[-1].max() < max(s.max() for s in shares[-_WITHIN:]):
                return _moment(began[-_WITHIN:], shares[-_WITHIN:])
        alive = kept
    return None


def _moment(began: list[tuple[int, NDArray[np.bool_]]], shares: list[NDArray[np.float64]]) -> tuple[int, Mask]:
    most = int(np.argmax([share.max() for share in shares]))
    return began[most][0], np.logical_or.reduce([which for _, which in began]).astype(np.uint8)


def _ink_and_outline(now: View, inside: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], ...]:
    """Of the bright and of the dark strokes those that are as bright as most of them: lettering has one colour."""
    classes = []
    for chosen in (inside & (now.relief > 0), inside & (now.relief < 0)):
        if chosen.sum() < _CLASS * inside.sum():
            continue
        counts = np.bincount(now.luma[chosen], minlength=256)
        mode = int(np.argmax(np.convolve(counts, np.ones(STROKE), "same")))
        classes.append(chosen & (np.abs(now.luma.astype(np.int16) - mode) <= STROKE))
    return tuple(classes) or (inside,)


def _tolerance(now: Relief) -> Plane:
    """How far a stroke's luma may drift and still be the same stroke: half of its contrast."""
    return np.asarray(np.maximum(STROKE, np.abs(now) // 2), np.uint8)


def _inside(areas: Sequence[Area], shape: tuple[int, ...]) -> NDArray[np.bool_]:
    inside = np.zeros(shape, np.bool_)
    for left, top, right, bottom in areas:
        inside[top:bottom, left:right] = True
    return inside


def fit_row(area: Area, came: Mask, row: int) -> Area:
    """The row's area from the first to the last stroke that came with it.

    It grows by strokes that follow on either side within a glyph's distance, two glyphs at most, unless strokes came all
    over the strip at once (a cut): then nothing tells the row's from the others. It shrinks only by a long part
    without new strokes: a glyph or two that look as before may be shared by two captions.
    """
    left, top, right, bottom = area
    columns = np.asarray(came[top:bottom].max(axis=0, initial=0) > 0)
    inside = np.flatnonzero(columns[left:right]) + left
    if len(inside) == 0:
        return area
    if columns[:left].sum() + columns[right:].sum() <= len(inside):
        reach = round(_NEXT_GLYPH * row)
        for _ in range(2):
            before = np.flatnonzero(columns[max(0, left - reach) : left])
            after = np.flatnonzero(columns[right : right + reach])
            left = left if len(before) == 0 else max(0, left - reach) + int(before[0])
            right = right if len(after) == 0 else right + int(after[-1]) + 1
    apart = round(_APART * row)
    if inside[0] - left > apart:
        left = max(left, int(inside[0]) - row // 4)
    if right - inside[-1] > apart:
        right = min(right, int(inside[-1]) + 1 + row // 4)
    return left, top, right, bottom


@dataclass(frozen=True)
class Presence:
    """How well a text can still be seen.

    Correlation and contrast of its relief with the weakest glyph's correlation; and the share of strokes that have kept
    their brightness, again with the weakest glyph's.
    """

    correlation: float
    contrast: float
    weakest: float
    kept: float
    kept_weakest: float

    @property
    def stands(self) -> bool:
        like = self.correlation >= _CORRELATED and self.contrast >= _CONTRAST and self.weakest >= _GLYPH
        return like or (self.kept >= _KEPT and self.kept_weakest >= _KEPT_GLYPH)

    @property
    def gone(self) -> bool:
        return (self.correlation < _GONE or self.contrast < _CONTRAST / 2) and self.kept < _KEPT_GONE


class Template:
    """The strokes of a text, to be looked for in later and earlier frames of the same strip."""

    def __init__(self, view: View, mask: Mask, areas: Sequence[Area], row: int) -> None:
        """`mask` holds the strokes, `areas` the rows of the text."""
        cells, count = _cells(areas, mask.shape, row)
        broad = np.where(widen(mask) > 0, cells, 0).ravel()
        self._at = np.flatnonzero(broad)
        self._cell = broad[self._at]
        self._cells = count
        self._relief = view.relief.ravel()[self._at].astype(np.float32)
        self._power = np.bincount(self._cell, self._relief**2, count)
        # A glyph with hardly a stroke (一, a comma) cannot be told from noise on its own.
        self._clear = np.bincount(self._cell, minlength=count) >= 0.12 * row * row

        fine = np.where(mask > 0, cells, 0).ravel()
        self._stroke = np.flatnonzero(fine)
        self._stroke_cell = fine[self._stroke]
        self._luma = view.luma.ravel()[self._stroke].astype(np.int16)
        self._tolerance = _tolerance(view.relief).ravel()[self._stroke]
        bright = view.relief.ravel()[self._stroke] > 0
        self._classes = [c for c in (bright, ~bright) if c.any() and c.sum() >= _CLASS * len(bright)]
        #: How bright the lettering is; of bright and dark strokes, the bright ones where there are enough.
        self.ink = int(np.median(self._luma[self._classes[0]])) if self._classes else 0

    @property
    def empty(self) -> bool:
        return len(self._stroke) == 0

    def presence(self, view: View) -> Presence:
        """How well the text can be seen in a frame."""
        if self.empty:
            return Presence(0.0, 0.0, 0.0, 0.0, 0.0)
        return Presence(*self._likeness(view), *self._constancy(view))

    def _likeness(self, view: View) -> tuple[float, float, float]:
        seen = view.relief.ravel()[self._at].astype(np.float32)
        both = np.bincount(self._cell, seen * self._relief, self._cells)
        theirs = np.bincount(self._cell, seen**2, self._cells)
        whole, power = both.sum(), max(1.0, self._power.sum())
        correlation = whole / max(1.0, np.sqrt(power * theirs.sum()))
        each = both[self._clear] / np.maximum(1.0, np.sqrt(self._power[self._clear] * theirs[self._clear]))
        return float(correlation), float(whole / power), float(each.min() if len(each) else correlation)

    def _constancy(self, view: View) -> tuple[float, float]:
        """The share of strokes as bright as in the template, in the class (bright, dark) that kept fewer.

        Bright strokes alone say nothing: a bright picture would pass for them.
        """
        if len(self._classes) < 2:
            return 0.0, 0.0
        near = np.abs(view.luma.ravel()[self._stroke].astype(np.int16) - self._luma) <= self._tolerance
        whole, weakest = 1.0, 1.0
        for chosen in self._classes:
            cell = self._stroke_cell[chosen]
            kept = np.bincount(cell, near[chosen], self._cells)
            drawn = np.bincount(cell, minlength=self._cells)
            clear = self._clear & (drawn > 0)
            whole = min(whole, float(kept.sum() / drawn.sum()))
            if clear.any():
                weakest = min(weakest, float((kept[clear] / drawn[clear]).min()))
        return whole, weakest


def _cells(areas: Sequence[Area], shape: tuple[int, ...], row: int) -> tuple[NDArray[np.int32], int]:
    """Each row cut into squares about one glyph wide, numbered from 1; 0 is outside. With them, one more than their number."""
    cells = np.zeros(shape, np.int32)
    number = 0
    for left, top, right, bottom in areas:
        for x in range(left, right, row):
            number += 1
            cells[top:bottom, x : min(right, x + row)] = number
    return cells, number + 1
