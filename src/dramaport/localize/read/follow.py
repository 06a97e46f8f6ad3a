"""Following a strip of captions through a video, frame by frame.

Every frame is compared with what is known to stand there; the strip is read only when new strokes have come and stayed.
A line begins at the first frame its strokes stand in, looked for backwards from the frame it was read in, and ends at the
first frame they no longer do. So times are exact to a frame although hardly one frame in twenty is read.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import cv2
import numpy as np

from dramaport.ai.abilities import Picture, Reader, Reading
from dramaport.localize.read.frames import Frame
from dramaport.localize.read.lookout import Lookout
from dramaport.localize.read.rows import Area, Row, Strip, caption_rows, text_of
from dramaport.localize.read.strokes import (
    ROW,
    Mask,
    Standing,
    Template,
    View,
    fit_row,
    onset,
    relief,
    strokes,
)
from dramaport.localize.read.text import alike, bare

#: Frames a stroke must keep its place before it counts: 0.1 s at 25-30 frames a second.
_STANDING: Final = 3
#: The reader gets rows of this height: enough for its detector. The careful reading is done at full size.
_READ_ROW: Final = 32

#: How far back a line's first frame is looked for.
_MEMORY_MS: Final = 1500
#: By then a caption has faded or popped in, and only its own strokes still keep their place.
_SETTLE_MS: Final = 200
#: A row came with the others when it has this share of the new strokes the densest row has.
_CAME: Final = 0.25
#: A glyph the detector missed is as bright as the rest, by this much.
_INK: Final = 40
#: Where one line takes another's place, their times may overlap by this much: a fade, a smeared frame.
_EXCHANGE_MS: Final = 120
#: This many frames without its strokes end a line; fewer are one bad frame.
_MISSING: Final = 2
#: The same strokes seen again within this time are the same line, whatever happened in between: a flash.
_BLINK_MS: Final = 80
#: If no frame in between was free of them, this much may pass: something bright moved behind the text.
_OBSCURED_MS: Final = 600

#: Texts this much alike are one text read twice.
_SAME: Final = 0.6

_PICTURES: Final = 7
_PICTURE_EVERY_MS: Final = 160


@dataclass
class Line:
    """A caption that stands or has just ended. Times are in milliseconds, areas in pixels of the strip."""

    start: int
    read: int  # when it was read first
    rows: tuple[Row, ...]
    template: Template
    said: list[tuple[Row, ...]]
    settles: int | None  # when its strokes will have stood long enough to make a clean template
    end: int = 0  # the first frame without it
    missing: int = 0
    vanished: bool = False  # some frame since was free of its strokes
    pictures: list[Picture] = field(default_factory=list)
    picture_due: int = 0
    picture_every: int = _PICTURE_EVERY_MS

    def keep(self, at: int, picture: Picture) -> None:
        """Keep a few pictures spread over the time it stands."""
        self.pictures.append(picture)
        if len(self.pictures) > _PICTURES:
            self.pictures = self.pictures[::2]
            self.picture_every *= 2
        self.picture_due = at + self.picture_every


class Follower:
    """Reads the captions of one strip. Give it each frame in turn, then `finish`."""

    def __init__(self, strip: Strip, reader: Reader, language: str) -> None:
        self._strip, self._reader, self._language = strip, reader, language
        left, top, right, bottom = strip.area
        self._scale = min(1.0, ROW / strip.row)
        self._size = round((right - left) * self._scale), round((bottom - top) * self._scale)
        self._row = max(4, round(strip.row * self._scale))
        self._standing = Standing(_STANDING)
        self._memory: deque[View] = deque()
        self._lookout = Lookout(strip, self._scale, self._size[::-1])
        self._line: Line | None = None
        self._ended: Line | None = None
        self._done: list[Line] = []

    @property
    def standing(self) -> tuple[Area, ...]:
        """Areas of the caption that stands now, in pixels of the frame."""
        if self._line is None:
            return ()
        top = self._strip.area[1]
        return tuple((r.area[0], r.area[1] + top, r.area[2], r.area[3] + top) for r in self._line.rows)

    def see(self, frame: Frame) -> None:
        """Take the next frame."""
        view = self._view(frame)
        self._memory.append(view)
        while self._memory[0].at < frame.at - _MEMORY_MS:
            self._memory.popleft()
        self._track(view)
        part = self._lookout.where(view, None if self._line is None else self._line.template.ink)
        if part is not None:
            self._look(frame, view, part)
        line = self._line
        if line is not None and line.settles is not None and view.at >= line.settles:
            self._settle(line, view)
        if line is not None and line.missing == 0 and frame.at >= line.picture_due:
            line.keep(frame.at, frame.picture(self._strip.area))

    def finish(self, at: int) -> list[Line]:
        """Every line of the strip in order of time; `at` is the end of the video."""
        if self._line is not None:
            self._end(self._line, at)
        self._give_up()
        return self._done

    def _view(self, frame: Frame) -> View:
        left, top, right, bottom = self._strip.area
        luma = frame.y[top:bottom, left:right]
        if self._scale < 1:
            luma = np.asarray(cv2.resize(luma, self._size, interpolation=cv2.INTER_AREA), np.uint8)
        now = relief(luma, self._row)
        return View(frame.at, np.ascontiguousarray(luma), now, self._standing.see(now))

    def _track(self, view: View) -> None:
        """Is the line still there, or the one that ended there again?"""
        if self._line is not None:
            line, seen = self._line, self._line.template.presence(view)
            if seen.stands:
                line.missing = 0
                return
            if line.missing == 0:
                line.end, line.vanished = view.at, False
            line.missing += 1
            line.vanished |= seen.gone
            if line.missing >= _MISSING:
                self._end(line, view.at)
        elif self._ended is not None:
            line, seen = self._ended, self._ended.template.presence(view)
            gap = view.at - line.end
            if seen.stands and (gap <= _BLINK_MS or not line.vanished):
                self._line, self._ended, line.missing = line, None, 0
                return
            line.vanished |= seen.gone
            if gap > _OBSCURED_MS:
                self._give_up()

    def _end(self, line: Line, at: int) -> None:
        """The line is no longer there, since `at` or since it was first missed."""
        self._give_up()
        if line.missing == 0:
            line.end = at
        self._ended, self._line = line, None
        self._lookout.forget(self._scaled(line.rows))

    def _give_up(self) -> None:
        """The line that ended will not come back."""
        if self._ended is not None:
            self._done.append(self._ended)
            self._ended = None

    def _look(self, frame: Frame, view: View, part: Area) -> None:
        picture = frame.picture(self._strip.area)
        rows, part = self._read(picture, part)
        stood = self._line is not None
        news = bool(rows) and (self._open(rows, view) if self._line is None else self._reread(self._line, rows, view))
        self._lookout.looked(view, part, news=news, stood=stood)
        if news and self._line is not None:
            self._line.keep(frame.at, picture)

    def _read(self, picture: Picture, part: Area) -> tuple[tuple[Row, ...], Area]:
        """The caption in a part of the strip, and what was read: all of the strip where text runs out of the part or none fits."""
        left, top, right, bottom = part
        found = read_scaled(self._reader, picture[top:bottom, left:right], self._strip.row)
        placed = [replace(r, box=(r.box[0] + left, r.box[1] + top, r.box[2], r.box[3])) for r in found]
        rows = caption_rows(placed, self._strip, self._language)
        edge = self._strip.row / 4
        cut = any(r.box[0] < left + edge or r.box[0] + r.box[2] > right - edge for r in placed)
        whole = (0, 0, picture.shape[1], picture.shape[0])
        if part != whole and (cut or (placed and not rows)):
            return self._read(picture, whole)
        return rows, part

    def _reread(self, line: Line, rows: tuple[Row, ...], view: View) -> bool:
        """What a standing line reads like now: the same, more of it (it is typed letter by letter), or another one."""
        text, before = text_of(rows, self._language), text_of(line.rows, self._language)
        if not (alike(text, before) >= _SAME or _within(before, text) or _within(text, before)):
            self._end(line, view.at)
            return self._open(rows, view)
        if len(bare(text)) <= len(bare(before)):
            if len(rows) == len(line.rows):
                line.said.append(rows)
            return False
        line.rows, line.said, line.pictures = rows, [rows], []
        line.template = self._template(rows, view, strokes(view.relief))
        return True

    def _open(self, rows: tuple[Row, ...], view: View) -> bool:
        """Begin a line; its first frame is looked for now and again when its strokes have settled."""
        template = self._template(rows, view, strokes(view.relief))
        if template.empty:
            return False
        self._line = Line(view.at, view.at, rows, template, [rows], view.at + _SETTLE_MS)
        self._line.start = self._first(self._line)
        self._follow_on(self._line)
        return True

    def _settle(self, line: Line, view: View) -> None:
        """Find the moment the line's strokes came together; they alone are its template from now on."""
        line.settles = None
        areas = self._scaled([row for row in line.rows if row.source])
        came = onset([*self._memory], line.read, view.standing, areas)
        if came is not None:
            line.start, mask = came
            line.template = Template(view, mask, areas, self._row)
            line.rows = self._fitted(line.rows, view, mask)
            self._lookout.learn(line.template.ink)
        line.start = self._typed(line, view, areas[0])
        self._follow_on(line)

    def _fitted(self, rows: tuple[Row, ...], view: View, came: Mask) -> tuple[Row, ...]:
        """The rows that came together, from their first stroke to their last.

        A text that stood there before is no row of the caption, and a piece of one apart from the rest is no part of the
        row. On the other hand the detector misses glyphs at the ends (一 is a favourite) that came with the others.
        """
        if self._line is None:
            return rows
        like = came & (np.abs(view.luma.astype(np.int16) - self._line.template.ink) <= _INK)
        areas = self._scaled(rows)
        dense = [like[top:bottom, left:right].mean() for left, top, right, bottom in areas]
        fitted: list[Row] = []
        for row, area, share in zip(rows, areas, dense, strict=True):
            if share >= _CAME * max(dense):
                left, right = self._columns(area, like, view)
                first, last = left / self._scale, right / self._scale
                kept = (
                    row.area[0] if left == area[0] else round(first),
                    row.area[2] if right == area[2] else round(last),
                )
                fitted.append(replace(row, area=(kept[0], row.area[1], kept[1], row.area[3])))
        return tuple(fitted) if any(row.source for row in fitted) else rows

    def _typed(self, line: Line, view: View, area: Area) -> int:
        """The start of a line that is typed glyph by glyph: where the first three came one after the other, the first's."""
        left, top, right, bottom = area
        starts = [left + glyph * self._row for glyph in range(3)]
        if starts[-1] + self._row > right:
            return line.start
        glyphs = [[(x, top, x + self._row, bottom)] for x in starts]
        times = [
            came[0] for one in glyphs if (came := onset([*self._memory], line.read, view.standing, one)) is not None
        ]
        one_by_one = (
            len(times) == len(glyphs) and times[0] <= times[1] <= times[2] and times[0] < min(times[2], line.start)
        )
        return times[0] if one_by_one else line.start

    def _columns(self, area: Area, came: Mask, view: View) -> tuple[int, int]:
        """From where to where a row's strokes reach. A part without new ones goes only if it stood there before the line."""
        left, _, right, _ = fit_row(area, came, self._row)
        start = self._line.start if self._line is not None else view.at
        before = next((earlier for earlier in reversed(self._memory) if earlier.at < start), None)
        for old in ((area[0], area[1], left, area[3]), (right, area[1], area[2], area[3])):
            if old[0] < old[2] and (
                before is None or not Template(view, view.standing, [old], self._row).presence(before).stands
            ):
                left, right = min(left, old[0]), max(right, old[2])
        return left, right

    def _follow_on(self, line: Line) -> None:
        """Two lines never stand at once: where one takes the other's place, a frame or two may seem to have both."""
        before = self._ended or (self._done[-1] if self._done else None)
        if before is not None and line.start < before.end:
            if before.end - line.start <= _EXCHANGE_MS:
                before.end = max(before.start, line.start)
            line.start = before.end

    def _first(self, line: Line) -> int:
        """The time of the first frame the line's text stands in, going back from now."""
        first, missing = self._memory[-1].at, 0
        for view in reversed(self._memory):
            if line.template.presence(view).stands:
                first, missing = view.at, 0
            else:
                missing += 1
                if missing >= _MISSING:
                    break
        return first

    def _template(self, rows: tuple[Row, ...], view: View, mask: Mask) -> Template:
        return Template(view, mask, self._scaled([row for row in rows if row.source]), self._row)

    def _scaled(self, rows: Sequence[Row]) -> list[Area]:
        """The rows' areas in pixels of the reduced strip."""
        edges = [[max(0, round(edge * self._scale)) for edge in row.area] for row in rows]
        return [(left, top, right, bottom) for left, top, right, bottom in edges]


def _within(part: str, whole: str) -> bool:
    return bare(part) in bare(whole)


def read_scaled(reader: Reader, picture: Picture, row: int) -> tuple[Reading, ...]:
    """Read a picture whose rows are `row` pixels high at the size the detector needs; boxes are in the picture's pixels."""
    scale = _READ_ROW / row
    if scale >= 1:
        return reader.read(picture)
    height, width = picture.shape[:2]
    small = cv2.resize(picture, (round(width * scale), round(height * scale)), interpolation=cv2.INTER_AREA)
    x, y = width / small.shape[1], height / small.shape[0]
    return tuple(
        Reading(r.text, r.score, (r.box[0] * x, r.box[1] * y, r.box[2] * x, r.box[3] * y))
        for r in reader.read(np.asarray(small, np.uint8))
    )
