"""When everything of an episode happens: lines, captions, screens, effects, from its beats and the clips' lengths.

Pure functions over milliseconds. Whatever is seen begins and ends on a frame.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from dramaport.drama.screenplay.values import ActionBeat, Beat, LineBeat, ScreenBeat, Style
from dramaport.drama.values import Span

FRAME_RATE = 25
FRAME = 1000 // FRAME_RATE  # ms

LEAD_IN = 600  # before the first beat
SCENE_LEAD = 800  # before the first beat of a later scene: viewers see where they are
HOLD = 2200  # after the last beat: the cliffhanger's last look
OVERLAP = 400  # an overlapping line starts this long before the line it cuts off ends
_HEAD_START = 240  # but never sooner than this after that line's start
_SCREEN_GAP = 200  # between two screens
_AFTER_SCREEN = 250  # a phone message takes the picture and the time; speech waits this long after it
_CARD_LEAD = 250  # a card or a sign stands this long before the next beat

#: How long each effect has the stage before the next beat; it rings on under what follows.
_EFFECT_LEAD = {
    "phone_ring": 900,
    "thunder": 500,
    "door": 800,
    "horn": 600,
    "heartbeat": 900,
    "water": 500,
}
_EFFECT_LEADS = 600  # of all others


@dataclass(frozen=True)
class SaidLine:
    beat: LineBeat
    span: Span


@dataclass(frozen=True)
class ShownScreen:
    beat: ScreenBeat
    span: Span


@dataclass(frozen=True)
class SeenAction:
    beat: ActionBeat
    span: Span


@dataclass(frozen=True)
class HeardEffect:
    effect: str
    at: int


@dataclass(frozen=True)
class Timeline:
    """Everything of an episode in its place; `duration` is a whole number of frames."""

    lines: tuple[SaidLine, ...]
    screens: tuple[ShownScreen, ...]
    effects: tuple[HeardEffect, ...]
    duration: int
    actions: tuple[SeenAction, ...] = ()
    scenes: tuple[Span, ...] = ()

    @property
    def events(self) -> tuple[SaidLine | ShownScreen | SeenAction, ...]:
        """Everything seen or said in order; what starts together, as it is written."""
        return tuple(sorted([*self.screens, *self.actions, *self.lines], key=lambda event: event.span.start))


def lay_out(scenes: Sequence[Sequence[Beat]], durations: Mapping[str, int]) -> Timeline:
    """Place the beats of each scene one after the other. `durations` gives each line's speech in ms by the line's id.

    A line starts `pause` after what came before, or 0.4 s before the previous line's end where it overlaps, on a frame: so
    what follows a line that grew by half a frame is the same to the sample. A phone message stops the talk while it is read;
    cards and signs stand beside what is said next; an action takes its seconds.
    """
    desk = _Desk(durations)
    spans: list[Span] = []
    for number, beats in enumerate(scenes):
        begun = 0 if number == 0 else up(desk.end())
        desk.hush()
        desk.now = max(begun + (LEAD_IN if number == 0 else SCENE_LEAD), desk.now)
        for beat in beats:
            desk.place(beat)
        spans.append(Span(start=begun, end=begun + FRAME))
    end = up(desk.end() + HOLD)
    starts = [*(span.start for span in spans[1:]), end]
    whole = tuple(Span(start=span.start, end=after) for span, after in zip(spans, starts, strict=True))
    return Timeline(tuple(desk.lines), tuple(desk.screens), tuple(desk.effects), end, tuple(desk.actions), whole)


class _Desk:
    """Where beats are laid one after the other."""

    def __init__(self, durations: Mapping[str, int]) -> None:
        self._durations = durations
        self.lines: list[SaidLine] = []
        self.screens: list[ShownScreen] = []
        self.effects: list[HeardEffect] = []
        self.actions: list[SeenAction] = []
        self.now = 0
        self._seen_until = 0
        self._talking = False  # nothing but lines and sounds since the last line

    def hush(self) -> None:
        """A scene begins: nobody is left to interrupt."""
        self._talking = False

    def end(self) -> int:
        laid: list[SaidLine | ShownScreen | SeenAction] = [*self.lines, *self.screens, *self.actions]
        return max([self.now, *(event.span.end for event in laid)])

    def place(self, beat: Beat) -> None:
        match beat:
            case LineBeat():
                span = Span(start=(start := self._start(beat)), end=start + self._durations[beat.id])
                self.lines.append(SaidLine(beat, span))
                self.now, self._talking = max(self.now, span.end), True
            case ScreenBeat():
                start = up(max(self.now, self._seen_until))
                span = Span(start=start, end=up(start + round(beat.seconds * 1000)))
                self.screens.append(ShownScreen(beat, span))
                self._seen_until = span.end + _SCREEN_GAP
                self._talking = self._talking and beat.style is not Style.PHONE
                self.now = span.end + _AFTER_SCREEN if beat.style is Style.PHONE else start + _CARD_LEAD
            case ActionBeat():
                start = up(self.now)
                span = Span(start=start, end=up(start + round(beat.seconds * 1000)))
                self.actions.append(SeenAction(beat, span))
                self.now, self._talking = span.end, False
            case _:
                self.effects.append(HeardEffect(beat.effect, up(self.now)))
                self.now += _EFFECT_LEAD.get(beat.effect, _EFFECT_LEADS)

    def _start(self, beat: LineBeat) -> int:
        start = self.now + round(beat.pause * 1000)
        if self._talking and (beat.overlap or beat.dual):
            cut_off = self.lines[-1].span
            start = cut_off.start
            if not beat.dual:
                start = max(start + min(_HEAD_START, cut_off.duration // 2), cut_off.end - OVERLAP)
        return up(start)


def caption_spans(lines: Sequence[SaidLine]) -> dict[str, Span]:
    """When each captioned line's caption stands: from 0-80 ms before its speech to 0-120 ms after it, on frames.

    Each line has its own dice: a line that is added moves no other's. There is one caption at a time: where the next one
    comes sooner, it takes the place.
    """
    spans: dict[str, Span] = {}
    for line in lines:
        rng = np.random.default_rng(zlib.crc32(line.beat.id.encode()))
        lead, stay = int(rng.integers(0, FRAME + 1)), int(rng.integers(0, 2 * FRAME + 1))
        if line.beat.caption:
            spans[line.beat.id] = Span(start=down(max(0, line.span.start - lead)), end=up(line.span.end + stay))
    ordered = sorted(spans, key=lambda name: spans[name].start)
    for name, after in pairwise(ordered):
        end = min(spans[name].end, max(spans[after].start, spans[name].start + FRAME))
        spans[name] = Span(start=spans[name].start, end=end)
    return spans


def overlapped(lines: Sequence[SaidLine]) -> frozenset[str]:
    """The ids of lines said while another one is."""
    return frozenset(
        line.beat.id
        for line in lines
        if any(line is not other and line.span.overlap(other.span) > 0 for other in lines)
    )


def down(ms: int) -> int:
    """The last frame boundary not after `ms`."""
    return ms // FRAME * FRAME


def up(ms: int) -> int:
    """The first frame boundary not before `ms`."""
    return -(-ms // FRAME) * FRAME
