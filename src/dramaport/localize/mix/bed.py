"""Taking the lines' speech out of the original. Done once an episode; every language mixes over the same bed.

Where nobody speaks a line the original is left alone, sample for sample: effects and music keep their full quality.
Under a line the bed is the original minus the separated speech, and a little less than that (`quieter`): plain
subtraction leaves a faint image of the voice, which a recogniser reads where no music hides it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.ndimage import binary_closing

from dramaport.ai.abilities import SpeechSeparator
from dramaport.ai.separate import spectrum as sp
from dramaport.drama.values import Span
from dramaport.localize.mix.frames import FRAME_MS, Levels, frame_slice, level, levels, speech_band
from dramaport.localize.mix.values import MS
from dramaport.media.audio import Pcm

#: Raised when beds change.
VERSION: Final = 2

#: Times of lines are good to about 0.2 s; the separated speech says where a line really starts and fades.
_GROW_MS = 400
#: Frames more than this under the line's own level no longer belong to it.
_FADED_DB = 30.0
_PAUSE_MS = 120  # a pause inside a word does not end a line
_MARGIN_MS = 40
_CROSSFADE_MS = 30
_AROUND_MS = 60  # the crossfade and a frame of the spectrum

#: The share of the speech's magnitude that the separator leaves behind, taken off what is left. On three real clips (a
#: narration over music, a speaker in a room, a studio voice) a recogniser read plain subtraction's rest with CER 0.74,
#: 0.18 and 0.32; with this share taken off it read nothing (1.00 each). Music gains 0.7 dB of SI-SDR where the speech
#: is 15 dB over it; two fifths cost 0.9 dB at 10 dB, spectral masks instead of subtraction 2 dB.
_LEFT_BEHIND = 0.15

#: Channels whose difference lies this far under their sum are one channel in two places.
_MONO_DB = 40.0

#: Speech outside lines counts when it lasts this long and comes this near the lines' own level.
_UNCLAIMED_MS = 500
_UNCLAIMED_DB = 10.0
_BREATH_MS = 250  # quieter syllables and breaths inside one utterance


@dataclass(frozen=True)
class Bed:
    """The original in two parts that add up to it: `sound` without the lines' speech, and that `speech` alone.

    `unclaimed` are stretches outside all lines where somebody seems to speak: they stay in the sound.
    """

    sound: Pcm
    speech: Pcm
    unclaimed: tuple[Span, ...] = ()


def make_bed(original: Pcm, spans: Sequence[Span], separator: SpeechSeparator) -> Bed:
    """Split `original` (samples, 2) into the bed and the speech of the lines at `spans`."""
    separated = _separate(original, separator)
    loudness = levels(speech_band(separated))
    grown = [grow(span, loudness) for span in spans]
    speech = _taken_out(original, separated, grown) * window(grown, len(original))[:, None]
    return Bed(original - speech, speech, _unclaimed(loudness, spans, grown))


def grow(span: Span, loudness: Levels) -> Span:
    """The span moved out to where the speech around it (dB every 10 ms) fades, at most 0.4 s on either side."""
    inside = loudness[frame_slice(span)]
    if not len(inside):
        return span
    alive = loudness > np.percentile(inside, 90) - _FADED_DB
    reach = _GROW_MS // FRAME_MS
    first, last = span.start // FRAME_MS, min(len(alive), -(-span.end // FRAME_MS))
    start = first - _alive_frames(alive[max(0, first - reach) : first][::-1])
    end = last + _alive_frames(alive[last : last + reach])
    return Span(
        start=max(0, min(span.start, start * FRAME_MS) - _MARGIN_MS), end=max(span.end, end * FRAME_MS) + _MARGIN_MS
    )


def _alive_frames(alive: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> int:
    """How many frames from the start speech goes on, over pauses shorter than a tenth of a second."""
    pause = _PAUSE_MS // FRAME_MS
    count = silent = 0
    for number, frame in enumerate(alive, 1):
        silent = 0 if frame else silent + 1
        if frame:
            count = number
        elif silent >= pause:
            break
    return count


def _separate(original: Pcm, separator: SpeechSeparator) -> Pcm:
    left, right = np.ascontiguousarray(original[:, 0]), np.ascontiguousarray(original[:, 1])
    if level(left - right) < level(left + right) - _MONO_DB:
        middle = separator.speech((left + right) * np.float32(0.5))
        return np.stack([middle, middle], axis=1)
    return np.stack([separator.speech(left), separator.speech(right)], axis=1)


def _taken_out(original: Pcm, separated: Pcm, spans: Sequence[Span]) -> Pcm:
    """What to take out of the original around each span so that no image of the voice stays."""
    out = np.zeros_like(original)
    for span in spans:
        around = slice(max(0, span.start - _AROUND_MS) * MS, (span.end + _AROUND_MS) * MS)
        for channel in range(original.shape[1]):
            whole, speech = original[around, channel], separated[around, channel]
            out[around, channel] = whole - quieter(whole - speech, speech)
    return out


def quieter(rest: Pcm, speech: Pcm) -> Pcm:
    """`rest` with a share of the speech's magnitude taken off in each bin of the spectrum; its phase is kept."""
    frames = len(rest) // sp.HOP + 2
    spectrum, image = sp.analyse(rest, frames), np.abs(sp.analyse(speech, frames))
    keep = np.clip(1 - _LEFT_BEHIND * image / np.maximum(np.abs(spectrum), 1e-9), 0, 1)
    return sp.synthesise(np.asarray(spectrum * keep, np.complex64), len(rest))


def window(spans: Sequence[Span], samples: int) -> Pcm:
    """One inside spans, zero outside, with straight ramps around them."""
    window = np.zeros(samples, np.float32)
    ramp = np.arange(1, _CROSSFADE_MS * MS + 1, dtype=np.float32) / (_CROSSFADE_MS * MS + 1)
    for span in spans:
        start, end = span.start * MS, min(samples, span.end * MS)
        before, after = window[max(0, start - len(ramp)) : start], window[end : end + len(ramp)]
        window[start:end] = 1.0
        np.maximum(before, ramp[len(ramp) - len(before) :], out=before)
        np.maximum(after, ramp[::-1][: len(after)], out=after)
    return window


def _unclaimed(loudness: Levels, spans: Sequence[Span], grown: Sequence[Span]) -> tuple[Span, ...]:
    """Where the separated speech is as loud as the lines but no line stands."""
    inside = [loudness[frame_slice(span)] for span in spans]
    heard = [np.percentile(line, 90) for line in inside if len(line)]
    if not heard:
        return ()
    loud = loudness > np.median(heard) - _UNCLAIMED_DB
    for span in grown:
        loud[frame_slice(span)] = False
    loud = binary_closing(loud, np.ones(_BREATH_MS // FRAME_MS, np.bool_))
    edges = np.flatnonzero(np.diff(np.concatenate(([0], loud.astype(np.int8), [0])))).reshape(-1, 2) * FRAME_MS
    return tuple(Span(start=int(a), end=int(b)) for a, b in edges if b - a >= _UNCLAIMED_MS)
