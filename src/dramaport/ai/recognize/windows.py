"""Windows: what a recogniser with a fixed window hears at once: stretches of speech with the dead air cut short.

Whisper pays for 30 s whatever it is given, so several lines share a window. Short pauses between them stay as they are,
long ones are cut to a length that still tells a new sentence from the last one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from dramaport.media.audio import Pcm

RATE: Final = 16_000

#: The longest window in ms. Whisper takes 30 s; the rest is room for the pauses.
LONGEST: Final = 20_000
#: Silence kept between two stretches, and at both ends of a window, in ms. Measured with Whisper base on 139 s of 60
#: spoken sentences: 400 ms 15.2 %, 600 ms 13.7 %, 800 ms 10.4 %, 1000 ms 13.4 % wrong characters.
KEPT_SILENCE: Final = 800
#: A stretch too long for a window is cut at its quietest moment within this time before the limit.
_LOOK_BACK: Final = 5_000
_FRAME: Final = 20
#: A word must reach this far (ms) into a piece to belong there: two steps of Whisper's alignment.
_TOUCH: Final = 40

Range = tuple[int, int]


@dataclass(frozen=True)
class Piece:
    """A stretch of speech: where it begins in the window, and its range in the episode; all in ms."""

    at: int
    start: int
    end: int

    @property
    def until(self) -> int:
        """Where it ends in the window."""
        return self.at + self.end - self.start


@dataclass(frozen=True)
class Window:
    pieces: tuple[Piece, ...]

    @property
    def length(self) -> int:
        """Milliseconds, with the silence at both ends."""
        return self.pieces[-1].until + KEPT_SILENCE

    def sound(self, pcm: Pcm) -> Pcm:
        """The window's samples. Kept pauses are the episode's own sound, so that no step is heard at the joints."""
        out = np.zeros(_samples(self.length), np.float32)
        for piece, after in zip(self.pieces, (*self.pieces[1:], None), strict=True):
            room = (after.at - piece.until) if after else KEPT_SILENCE
            wanted = pcm[_samples(piece.start) : _samples(piece.end + room)]
            begin = _samples(piece.at)
            out[begin : begin + len(wanted)] = wanted[: len(out) - begin]
        return out

    def placed(self, start: float, end: float) -> tuple[Piece, Range]:
        """The piece a word heard in the window belongs to, and when it was said there, cut to that piece.

        Whisper's alignment lets a word begin as soon as the last one is over, through the whole pause between them; so
        the word's end tells where it belongs.
        """
        begun = [piece for piece in self.pieces if piece.at + _TOUCH < end]
        piece = begun[-1] if begun else self.pieces[0]
        first, last = (round(min(max(t, piece.at), piece.until)) - piece.at + piece.start for t in (start, end))
        return piece, (first, max(first, last))


def windows(ranges: Sequence[Range], pcm: Pcm) -> tuple[Window, ...]:
    """Share the ranges of speech (ms, in order) among windows of at most `LONGEST` ms."""
    made: list[Window] = []
    pieces: list[Piece] = []
    for start, end in (part for one in ranges for part in _cut(one, pcm)):
        at = pieces[-1].until + min(KEPT_SILENCE, start - pieces[-1].end) if pieces else KEPT_SILENCE
        if pieces and at + end - start + KEPT_SILENCE > LONGEST:
            made.append(Window(tuple(pieces)))
            pieces, at = [], KEPT_SILENCE
        pieces.append(Piece(at, start, end))
    return (*made, Window(tuple(pieces))) if pieces else tuple(made)


def _cut(one: Range, pcm: Pcm) -> tuple[Range, ...]:
    start, end = one
    longest = LONGEST - 2 * KEPT_SILENCE
    parts: list[Range] = []
    while end - start > longest:
        cut = _quietest(pcm, start + longest - _LOOK_BACK, start + longest)
        parts.append((start, cut))
        start = cut
    return (*parts, (start, end))


def _quietest(pcm: Pcm, start: int, end: int) -> int:
    frame = _samples(_FRAME)
    stretch = pcm[_samples(start) : _samples(end)]
    frames = stretch[: len(stretch) // frame * frame].reshape(-1, frame)
    return start + int(np.argmin((frames**2).sum(axis=1))) * _FRAME if len(frames) else end


def _samples(ms: int) -> int:
    return ms * RATE // 1000
