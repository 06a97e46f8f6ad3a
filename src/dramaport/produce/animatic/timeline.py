"""When everything of an episode happens: lines, captions, screens, effects, from its beats and the clips' lengths.

Pure functions over milliseconds. Whatever is seen begins and ends on a frame.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from dramaport.drama.values import Span
from dramaport.produce.animatic.script import Beat, Effect, LineBeat, ScreenBeat, Style

FRAME_RATE = 25
FRAME = 1000 // FRAME_RATE  # ms

LEAD_IN = 600  # before the first beat
HOLD = 2200  # after the last beat: the cliffhanger's last look
OVERLAP = 400  # an overlapping line starts this long before the line it cuts off ends
_HEAD_START = 240  # but never sooner than this after that line's start
_SCREEN_GAP = 200  # between two screens
_AFTER_SCREEN = 250  # a phone message takes the picture and the time; speech waits this long after it
_CARD_LEAD = 250  # a card or a sign stands this long before the next beat

#: How long each effect has the stage before the next beat; it rings on under what follows.
_EFFECT_LEAD = {
    Effect.PHONE_RING: 900,
    Effect.THUNDER: 500,
    Effect.DOOR: 800,
    Effect.HORN: 600,
    Effect.HEARTBEAT: 900,
    Effect.WATER: 500,
}


@dataclass(frozen=True)
class SaidLine:
    beat: LineBeat
    span: Span


@dataclass(frozen=True)
class ShownScreen:
    beat: ScreenBeat
    span: Span


@dataclass(frozen=True)
class HeardEffect:
    effect: Effect
    at: int


@dataclass(frozen=True)
class Timeline:
    """Everything of an episode in its place; `duration` is a whole number of frames."""

    lines: tuple[SaidLine, ...]
    screens: tuple[ShownScreen, ...]
    effects: tuple[HeardEffect, ...]
    duration: int


def lay_out(beats: Sequence[Beat], durations: Mapping[str, int]) -> Timeline:
    """Place the beats one after the other. `durations` gives each line's speech in ms by the line's id.

    A line starts `pause` after what came before, or 0.4 s before the previous line's end where it overlaps. A phone
    message stops the talk while it is read; cards and signs stand beside what is said next.
    """
    lines: list[SaidLine] = []
    screens: list[ShownScreen] = []
    effects: list[HeardEffect] = []
    now, seen_until = LEAD_IN, 0
    for beat in beats:
        if isinstance(beat, LineBeat):
            start = now + round(beat.pause * 1000)
            if beat.overlap and lines:
                cut_off = lines[-1].span
                start = max(cut_off.start + min(_HEAD_START, cut_off.duration // 2), cut_off.end - OVERLAP)
            span = Span(start=start, end=start + durations[beat.id])
            lines.append(SaidLine(beat, span))
            now = max(now, span.end)
        elif isinstance(beat, ScreenBeat):
            start = up(max(now, seen_until))
            span = Span(start=start, end=up(start + round(beat.seconds * 1000)))
            screens.append(ShownScreen(beat, span))
            seen_until = span.end + _SCREEN_GAP
            now = span.end + _AFTER_SCREEN if beat.style is Style.PHONE else start + _CARD_LEAD
        else:
            effects.append(HeardEffect(beat.effect, now))
            now += _EFFECT_LEAD[beat.effect]
    end = max([now, *(line.span.end for line in lines), *(screen.span.end for screen in screens)])
    return Timeline(tuple(lines), tuple(screens), tuple(effects), up(end + HOLD))


def caption_spans(lines: Sequence[SaidLine], rng: np.random.Generator) -> dict[str, Span]:
    """When each captioned line's caption stands: from 0-80 ms before its speech to 0-120 ms after it, on frames.

    There is one caption at a time: where the next one comes sooner, it takes the place.
    """
    spans: dict[str, Span] = {}
    for line in lines:
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
