"""Text on screen that is no caption: found by looking at whole frames now and then, followed while it stands.

Once a second the frame is read, unless nothing new has come to a standstill in it since the last look. What is known to
stand there (captions, logos, text found before) is painted over first. A text's first frame is looked for backwards, its
last one by comparing its strokes in the frames that follow; a text that moves with the picture is found again by its words.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import cv2
import numpy as np

from dramaport.ai.abilities import Picture, Reader, Reading
from dramaport.drama.values import Box
from dramaport.localize.read.frames import Frame, Plane, fractions, pixels
from dramaport.localize.read.rows import Strip, caption_rows
from dramaport.localize.read.strokes import Area, Mask, Relief, Template, View, changed, onset, relief, strokes
from dramaport.localize.read.survey import read_whole
from dramaport.localize.read.text import alike, tidy

#: Frames are followed at this size (longest side, pixels) and distance (milliseconds).
_SIDE: Final = 640
_EVERY_MS: Final = 120
_LOOK_MS: Final = 1000
_MEMORY_MS: Final = 1500
#: Rows of screen text are 14 to 40 pixels high at that size.
_ROW: Final = 24
#: A text that moves is followed from look to look for so long after it was last seen in its place.
_LOST_MS: Final = 1400
_MISSING: Final = 2

_SAME: Final = 0.6
_SURE: Final = 0.6

#: Two neighbouring cells of this many pixels with this share of new standing strokes are worth a look.
_CELL: Final = 20
_DENSE: Final = 0.1


@dataclass
class Track:
    """One row of text on screen. Areas are in pixels of the reduced frame, times in milliseconds."""

    start: int
    end: int
    area: Area
    box: Box
    template: Template
    said: list[tuple[str, float]] = field(default_factory=list)
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

    def see(self, frame: Frame, captions: Sequence[tuple[int, int, int, int]]) -> None:
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
            self._follow(track, frame.at)
        if frame.at >= self._next_look and len(self._memory) > _MISSING:
            self._next_look = frame.at + _LOOK_MS
            if self._worth_a_look(captions, scale):
                self._look(frame, captions)

    def finish(self, at: int) -> list[Track]:
        """Every row of text, in order of time; `at` is the end of the video."""
        for track in self._tracks:
            if track.stands and track.missing == 0:
                track.end = at
        return sorted(self._tracks, key=lambda t: (t.start, t.box.y))

    def _follow(self, track: Track, at: int) -> None:
        if not track.stands:
            return
        if track.template.presence(_view(*self._memory[-1], track.area)).stands:
            track.missing, track.end = 0, at + _EVERY_MS
            return
        if track.missing == 0:
            track.end = at
        track.missing += 1
        track.stands = track.missing < _MISSING

    def _worth_a_look(self, captions: Sequence[Area], scale: float) -> bool:
        """Whether strokes that were not there at the last look have come to a standstill, close together as in a row."""
        now = relief(self._memory[-1][1], _ROW)
        earlier = relief(self._memory[-1 - _MISSING][1], _ROW)
        still = strokes(now) & (1 - changed(now, earlier))
        fresh = still if self._looked is None else still & changed(now, self._looked)
        self._looked = now
        for area in [*self._known(now.shape), *[tuple(round(e * scale) for e in c) for c in captions]]:
            left, top, right, bottom = area
            fresh[top:bottom, left:right] = 0
        return _rows_in(fresh)

    def _known(self, shape: tuple[int, ...]) -> list[Area]:
        boxes = [pixels(box, (shape[1], shape[0])) for box in self._still]
        return boxes + [track.area for track in self._tracks if track.stands]

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
        for strip in self._strips:
            x, y, w, h = reading.box
            placed = Reading(reading.text, reading.score, (x - strip.area[0], y - strip.area[1], w, h))
            if caption_rows([placed], strip, self._language):
                return True
        return False

    def _found(self, frame: Frame, picture: Picture, reading: Reading) -> None:
        x, y, w, h = reading.box
        left, top, right, bottom = max(0, int(x)), max(0, int(y)), int(x + w) + 1, int(y + h) + 1
        careful = self._reader.read_row(picture[top:bottom, left:right])
        said = [(tidy(r.text, self._language), r.score) for r in (reading, careful) if r.text]
        track = next((t for t in self._tracks if self._moved(t, said[0][0], frame.at)), None)
        scale = self._memory[-1][1].shape[1] / frame.size[0]
        area = (int(left * scale), int(top * scale), int(right * scale) + 1, int(bottom * scale) + 1)
        now = _view(*self._memory[-1], area)
        template = Template(now, strokes(now.relief), [_whole(now)], _ROW)
        if template.empty:
            return
        box = fractions((left, top, right, bottom), frame.size)
        if track is None:
            self._tracks.append(Track(self._start(template, area), frame.at, area, box, template, said))
        else:
            track.area, track.box, track.template, track.stands, track.missing = area, box, template, True, 0
            track.end = frame.at
            track.said += said

    def _moved(self, track: Track, text: str, at: int) -> bool:
        """Whether the text is that of a track lost a moment ago."""
        return not track.stands and at - track.end <= _LOST_MS and any(alike(text, s) >= _SAME for s, _ in track.said)

    def _start(self, template: Template, area: Area) -> int:
        """When the text came: its strokes' common moment, or the first frame it stands in."""
        views = [_view(at, luma, area) for at, luma in self._memory]
        came = onset(views, views[-1].at, strokes(views[-1].relief), [_whole(views[-1])])
        if came is not None:
            return came[0]
        first, missing = views[-1].at, 0
        for view in reversed(views):
            if template.presence(view).stands:
                first, missing = view.at, 0
            else:
                missing += 1
                if missing >= _MISSING:
                    break
        return first


def _view(at: int, luma: Plane, area: Area) -> View:
    """The part of a frame a text stands in."""
    left, top, right, bottom = area
    part = np.ascontiguousarray(luma[top:bottom, left:right])
    now = relief(part, _ROW)
    return View(at, part, now, strokes(now))


def _whole(view: View) -> Area:
    return 0, 0, view.luma.shape[1], view.luma.shape[0]


def _rows_in(fresh: Mask) -> bool:
    """Whether two neighbouring cells are dense with strokes."""
    height, width = fresh.shape
    cells = cv2.resize(fresh.astype(np.float32), (width // _CELL, height // _CELL), interpolation=cv2.INTER_AREA)
    dense = cells >= _DENSE
    return bool((dense[:, 1:] & dense[:, :-1]).any())


def _paint_over(picture: Picture, area: Area) -> None:
    """Fill an area with its mean colour, so that nothing is read there."""
    left, top, right, bottom = area
    part = picture[top:bottom, left:right]
    if part.size:
        part[:] = part.reshape(-1, 3).mean(axis=0).astype(np.uint8)
