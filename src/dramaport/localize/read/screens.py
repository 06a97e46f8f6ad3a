"""Text on screen that is no caption: found by looking at whole frames now and then, followed while it stands.

Every 1.2 s the frame is read, unless nothing like lettering has come since the last look. What is known to stand there
(captions, logos, text found before) is painted over first. A text's first and last frames are found by following it through
the frames before and after: by its strokes where it keeps its place, by its picture where it moves along with a scene.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import cv2
import numpy as np

from dramaport.ai.abilities import Picture, Reader, Reading
from dramaport.drama.values import Box
from dramaport.localize.read.frames import Frame, Plane, fractions, pixels
from dramaport.localize.read.rows import Strip, caption_rows
from dramaport.localize.read.strokes import Area, Mask, Relief, Template, View, changed, relief, strokes, widen
from dramaport.localize.read.survey import read_whole
from dramaport.localize.read.text import alike, tidy

#: Frames are followed at this size (longest side, pixels) and distance (milliseconds).
_SIDE: Final = 640
_EVERY_MS: Final = 80
_LOOK_MS: Final = 1200
_MEMORY_MS: Final = 1800
#: By then a text has faded in, and its picture is fit to look for it with.
_SETTLE_MS: Final = 240
#: Rows of screen text are 14 to 40 pixels high at that size.
_ROW: Final = 24
#: A text that was lost is taken up again when it is read within this time.
_LOST_MS: Final = 1400
_MISSING: Final = 2
#: A moving text goes at most this many pixels from frame to frame, and looks this much the same there. Drawn signs in slow
#: zooms keep 0.9 or more; a text and the picture without it correlate under 0.5.
_STEP: Final = 6
_LIKE: Final = 0.7

_SAME: Final = 0.6
_SURE: Final = 0.6

#: Two neighbouring cells of this many pixels with this share of new strokes are worth a look. New strokes are those that
#: stood, within two pixels, a quarter of a second ago too.
_CELL: Final = 20
_DENSE: Final = 0.1
_STOOD: Final = 3


@dataclass(frozen=True)
class Mark:
    """What a text looked like when it was read, and where it stands."""

    area: Area
    patch: Plane
    template: Template

    @classmethod
    def at(cls, luma: Plane, area: Area) -> Mark:
        view = _view(luma, area)
        return cls(area, view.luma, Template(view, strokes(view.relief), [(0, 0, *view.luma.shape[::-1])], _ROW))

    def seek(self, luma: Plane) -> Mark | None:
        """The text in another frame: in its place, or near it; None where it is not.

        It is always compared with what was read, never with what was found last: a fading text would lead on to the picture
        behind it.
        """
        if self.template.presence(_view(luma, self.area)).stands:
            return self
        left, top, right, bottom = self.area
        x0, y0 = max(0, left - _STEP), max(0, top - _STEP)
        window = luma[y0 : bottom + _STEP, x0 : right + _STEP]
        if window.shape[0] < bottom - top or window.shape[1] < right - left:
            return None
        likeness = cv2.matchTemplate(window, self.patch, cv2.TM_CCOEFF_NORMED)
        _, best, _, (x, y) = cv2.minMaxLoc(likeness)
        found = (x0 + x, y0 + y, x0 + x + right - left, y0 + y + bottom - top)
        # The picture round the strokes may be what is alike; the strokes themselves decide.
        alike_there = best >= _LIKE and self.template.presence(_view(luma, found)).stands
        return replace(self, area=found) if alike_there else None


@dataclass
class Track:
    """One row of text on screen. Areas are in pixels of the reduced frame, times in milliseconds."""

    start: int
    end: int
    box: Box
    said: list[tuple[str, float]]
    mark: Mark
    settles: int | None = None
    missing: int = 0
    stands: bool = True


class Screens:
    """Finds the text on screen. Give it each frame in turn, with what is known to stand in it, then `finish`."""

    def __init__(self, strips: Sequence[Strip], still: Sequence[Box], reader: Reader, language: str) -> None:
        self._strips, self._still, self._reader, self._language = strips, still, reader, language
        self._memory: deque[tuple[int, Plane]] = deque()
        self._tracks: list[Track] = []
        self._next = self._next_look = 0
        self._looked: Relief | None = None

    def see(self, frame: Frame, captions: Sequence[Area]) -> None:
        """Take the next frame; `captions` are the areas of captions standing in it."""
        if frame.at < self._next:
            return
        self._next = frame.at + _EVERY_MS
        scale = min(1.0, _SIDE / max(frame.size))
        size = round(frame.size[0] * scale), round(frame.size[1] * scale)
        luma = frame.y if scale >= 1 else cv2.resize(frame.y, size, interpolation=cv2.INTER_AREA)
        self._memory.append((frame.at, np.ascontiguousarray(luma, np.uint8)))
        while self._memory[0][0] < frame.at - _MEMORY_MS:
            self._memory.popleft()
        for track in self._tracks:
            self._follow(track, frame)
        if frame.at >= self._next_look and len(self._memory) > _STOOD:
            self._next_look = frame.at + _LOOK_MS
            if self._worth_a_look(captions, scale):
                self._look(frame, captions)

    def finish(self, at: int) -> list[Track]:
        """Every row of text, in order of time; `at` is the end of the video."""
        for track in self._tracks:
            if track.stands and track.missing == 0:
                track.end = at
        return sorted(self._tracks, key=lambda t: (t.start, t.box.y))

    def _follow(self, track: Track, frame: Frame) -> None:
        if not track.stands:
            return
        mark = track.mark.seek(self._memory[-1][1])
        if mark is None:
            if track.missing == 0:
                track.end = frame.at
            track.missing += 1
            track.stands = track.missing < _MISSING
            return
        if mark is not track.mark:
            track.box = fractions(mark.area, self._size)
        track.mark, track.missing, track.end = mark, 0, frame.at + _EVERY_MS
        if track.settles is not None and frame.at >= track.settles:
            track.settles = None
            track.mark = Mark.at(self._memory[-1][1], mark.area)
            track.start = self._start(track.mark)

    @property
    def _size(self) -> tuple[int, int]:
        height, width = self._memory[-1][1].shape
        return width, height

    def _worth_a_look(self, captions: Sequence[Area], scale: float) -> bool:
        """Whether strokes that were not there at the last look stand close together, as in a row."""
        now = relief(self._memory[-1][1], _ROW)
        earlier = relief(self._memory[-1 - _STOOD][1], _ROW)
        stood = strokes(now) & widen(strokes(earlier), 2)
        fresh = stood if self._looked is None else stood & changed(now, self._looked)
        self._looked = earlier  # what came since may still be fading in, and counts at the next look
        known = [pixels(box, self._size) for box in self._still] + [t.mark.area for t in self._tracks if t.stands]
        for area in (*known, *(tuple(round(edge * scale) for edge in caption) for caption in captions)):
            left, top, right, bottom = area
            fresh[top:bottom, left:right] = 0
        return _rows_in(fresh)

    def _look(self, frame: Frame, captions: Sequence[Area]) -> None:
        picture = frame.picture()
        known = [pixels(b, frame.size) for b in (*self._still, *(t.box for t in self._tracks if t.stands))]
        for area in (*known, *captions):
            _paint_over(picture, area)
        for reading in read_whole(picture, self._reader):
            if reading.score >= _SURE and not self._is_caption(reading):
                self._found(frame, picture, reading)

    def _is_caption(self, reading: Reading) -> bool:
        """Whether a row is the business of a strip's follower."""
        x, y, w, h = reading.box
        return any(
            caption_rows([Reading(reading.text, reading.score, (x, y - strip.area[1], w, h))], strip, self._language)
            for strip in self._strips
        )

    def _found(self, frame: Frame, picture: Picture, reading: Reading) -> None:
        x, y, w, h = reading.box
        left, top, right, bottom = max(0, int(x)), max(0, int(y)), int(x + w) + 1, int(y + h) + 1
        careful = self._reader.read_row(picture[top:bottom, left:right])
        said = [(tidy(r.text, self._language), r.score) for r in (reading, careful) if r.text]
        scale = self._size[0] / frame.size[0]
        area = (int(left * scale), int(top * scale), int(right * scale), int(bottom * scale))
        mark = Mark.at(self._memory[-1][1], area)
        if not said or mark.template.empty:
            return
        box = fractions((left, top, right, bottom), frame.size)
        track = next((t for t in self._tracks if self._lost(t, said[0][0], frame.at)), None)
        if track is None:
            self._tracks.append(Track(self._start(mark), frame.at + _EVERY_MS, box, said, mark, frame.at + _SETTLE_MS))
        else:
            track.mark, track.box, track.stands, track.missing, track.end = mark, box, True, 0, frame.at + _EVERY_MS
            track.said += said

    def _lost(self, track: Track, text: str, at: int) -> bool:
        """Whether the text is that of a track lost a moment ago."""
        return not track.stands and at - track.end <= _LOST_MS and any(alike(text, s) >= _SAME for s, _ in track.said)

    def _start(self, mark: Mark) -> int:
        """The first frame the text is found in, going back from now."""
        first, missing = self._memory[-1][0], 0
        for at, luma in reversed(self._memory):
            before = mark.seek(luma)
            if before is not None:
                mark, first, missing = before, at, 0
                continue
            missing += 1
            if missing >= _MISSING:
                break
        return first


def _view(luma: Plane, area: Area) -> View:
    """The part of a frame a text stands in."""
    left, top, right, bottom = area
    part = np.ascontiguousarray(luma[top:bottom, left:right])
    now = relief(part, _ROW)
    return View(0, part, now, strokes(now))


def _rows_in(fresh: Mask) -> bool:
    """Whether two neighbouring cells are dense with strokes."""
    height, width = fresh.shape
    cells = cv2.resize(fresh.astype(np.float32), (width // _CELL, height // _CELL), interpolation=cv2.INTER_AREA)
    dense = cells >= _DENSE
    return bool((dense[:, 1:] & dense[:, :-1]).any() or (dense[1:] & dense[:-1]).any())


def _paint_over(picture: Picture, area: Area) -> None:
    """Fill an area with its mean colour, so that nothing is read there."""
    left, top, right, bottom = area
    part = picture[top:bottom, left:right]
    if part.size:
        part[:] = part.reshape(-1, 3).mean(axis=0).astype(np.uint8)
