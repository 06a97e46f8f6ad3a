"""When a strip is worth reading again, and which part of it: where strokes have come that were not there at the last look."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dramaport.localize.read.rows import Area, Strip
from dramaport.localize.read.strokes import Mask, Relief, View, changed

#: New strokes worth a look, in squares of a row's height; the sparsest glyph (一) has 0.1. The further glyphs of a line
#: that stands mostly have 0.15 or more.
_NEW: Final = 0.08
_MORE: Final = 0.12
#: So many new strokes, a word's worth, do not wait for the end of a long pause.
_MUCH: Final = 0.8
#: Centred captions have a glyph within this many rows of their middle, however short they are.
_MIDDLE: Final = 1.5
#: Looks are at least so far apart (milliseconds); the pause grows to the second figure while they find nothing new.
_PAUSE: Final = (160, 400)
_PAUSE_STANDING: Final = (300, 2400)
#: A look that found nothing is had once more after this time.
_AGAIN_MS: Final = 400
#: Captions of one video share a few colours. Strokes of another brightness than the lines seen so far (by this much) wait
#: this long for a look.
_INK: Final = 40
_INKS_KNOWN: Final = 3
_OTHER_INK_MS: Final = 1000
#: Room left round new strokes, in rows, and the gap inside a text that is bridged.
_ROOM: Final = (0.8, 0.5)
_GAP: Final = 2.0


@dataclass
class Watch:
    """When to look next: a pause that grows while looks bring nothing new."""

    shortest: int
    longest: int
    due: int = 0
    pause: int = 0

    def looked(self, at: int, *, news: bool) -> None:
        self.pause = self.shortest if news else min(self.longest, max(self.shortest, self.pause * 3 // 2))
        self.due = at + self.pause


class Lookout:
    """Decides on looks for one strip. Areas given and taken are in pixels of the strip at full size."""

    def __init__(self, strip: Strip, scale: float, shape: tuple[int, int]) -> None:
        self._strip, self._scale, self._shape = strip, scale, shape
        self._row = max(4, round(strip.row * scale))
        self._top = max(0, round(strip.top * scale - 0.3 * self._row))
        self._bottom = min(shape[0], round(strip.bottom * scale + 0.3 * self._row))
        self._seen: Relief = np.zeros(shape, np.int16)
        self._blank, self._standing = Watch(*_PAUSE), Watch(*_PAUSE_STANDING)
        self._inks: deque[int] = deque(maxlen=12)
        self._last = -_OTHER_INK_MS
        self._again: int | None = None

    def where(self, view: View, ink: int | None) -> Area | None:
        """The part of the strip to read now, or None. `ink` is the brightness of the line that stands, if one does."""
        watch = self._blank if ink is None else self._standing
        if view.at < min(watch.due, self._last + watch.shortest):
            return None
        fresh = view.standing & changed(view.relief, self._seen)
        telling = self._telling(fresh, view, ink)
        counted = telling if ink is not None else self._middle(telling)
        found = counted[self._top : self._bottom].sum() / self._row**2
        if view.at < watch.due and found < _MUCH:
            return None
        if found >= (_NEW if ink is None else _MORE):
            return self._part(telling)
        return self._second_look(view, ink)

    def looked(self, view: View, part: Area, *, news: bool, stood: bool) -> None:
        """A look was had at a part of the strip; `stood` tells whether a line stood before it."""
        left, top, right, bottom = (round(edge * self._scale) for edge in part)
        self._seen[top:bottom, left:right] = view.relief[top:bottom, left:right]
        self._again = None if news or stood or self._last == self._again else view.at + _AGAIN_MS
        self._last = view.at
        (self._standing if stood else self._blank).looked(view.at, news=news)
        if news:
            self._standing.looked(view.at, news=True)
            self._blank.looked(view.at, news=True)

    def forget(self, areas: Sequence[Area]) -> None:
        """What stood there is gone; should the same come back, it is new."""
        for left, top, right, bottom in areas:
            self._seen[top:bottom, left:right] = 0

    def learn(self, ink: int) -> None:
        """A line of this brightness was found."""
        self._inks.append(ink)

    def _second_look(self, view: View, ink: int | None) -> Area | None:
        """Once after a look that found nothing: should it have come in the middle of a fade, the text stands by now."""
        if ink is not None or self._again is None or view.at < self._again:
            return None
        self._again = None
        standing = self._middle(self._telling(view.standing, view, None))
        if standing[self._top : self._bottom].sum() < _MUCH * self._row**2:
            return None
        self._last = self._again = view.at
        return self._part(self._telling(view.standing, view, None))

    def _telling(self, fresh: Mask, view: View, ink: int | None) -> Mask:
        """The new strokes that may be lettering, by their brightness."""
        if ink is None and (len(self._inks) < _INKS_KNOWN or view.at - self._last >= _OTHER_INK_MS):
            return fresh
        like = np.zeros(self._shape, np.bool_)
        for known in {*self._inks} if ink is None else {ink, *self._inks}:
            like |= np.abs(view.luma.astype(np.int16) - known) <= _INK
        return fresh & like

    def _middle(self, fresh: Mask) -> Mask:
        if self._strip.middle is None:
            return fresh
        middle, reach = self._strip.middle * self._scale, _MIDDLE * self._row
        return fresh[:, max(0, int(middle - reach)) : int(middle + reach)]

    def _part(self, fresh: Mask) -> Area:
        """The columns new strokes are in, with room round them; all of the height where strokes reach beyond the known rows."""
        top, bottom = self._top, self._bottom
        columns = np.flatnonzero(fresh[top:bottom].any(axis=0))
        left, right = self._run(columns)
        wide, high = (round(room * self._row) for room in _ROOM)
        left, right = max(0, left - wide), min(self._shape[1], right + wide)
        beyond = _MORE * self._row**2
        upper = 0 if fresh[:top, left:right].sum() >= beyond else max(0, top - high)
        lower = self._shape[0] if fresh[bottom:, left:right].sum() >= beyond else min(self._shape[0], bottom + high)
        full = self._strip.area
        size = full[2] - full[0], full[3] - full[1]
        edges = [round(edge / self._scale) for edge in (left, upper, right, lower)]
        return max(0, edges[0]), max(0, edges[1]), min(size[0], edges[2]), min(size[1], edges[3])

    def _run(self, columns: NDArray[np.intp]) -> tuple[int, int]:
        """From the first to the last column; in a centred strip, of the run of columns next to the middle."""
        if self._strip.middle is None:
            return int(columns[0]), int(columns[-1]) + 1
        runs = np.split(columns, np.flatnonzero(np.diff(columns) > _GAP * self._row) + 1)
        middle = self._strip.middle * self._scale
        nearest = min(runs, key=lambda run: max(0.0, run[0] - middle, middle - run[-1]))
        return int(nearest[0]), int(nearest[-1]) + 1
