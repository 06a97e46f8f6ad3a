"""Levels over time: one value every ten milliseconds, and the speech band."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, sosfilt

from dramaport.drama.values import Span
from dramaport.localize.mix.values import MS, RATE
from dramaport.media.audio import Pcm

Levels = NDArray[np.float64]

FRAME_MS: Final = 10
FRAME: Final = FRAME_MS * MS

#: What digital silence counts as, in dB.
FLOOR: Final = -120.0

#: Where speech is understood: the fundamental is left out, sibilants up to 4 kHz are in.
_SPEECH_BAND = butter(2, (300, 4000), "bandpass", fs=RATE, output="sos")


def speech_band(pcm: Pcm) -> Pcm:
    """The middle of both channels, 300 Hz to 4 kHz."""
    mono = (pcm[:, 0] + pcm[:, 1]) / 2 if pcm.ndim == 2 else pcm
    return np.asarray(sosfilt(_SPEECH_BAND, mono), np.float32)


def decibel(power: NDArray[np.float64] | np.floating | float) -> Levels:
    """Power in dB, not below FLOOR."""
    return np.asarray(10 * np.log10(np.maximum(power, 10 ** (FLOOR / 10))))


def levels(mono: Pcm) -> Levels:
    """The level of each ten milliseconds in dB re full scale; a last frame that is not full counts as padded."""
    count = -(-len(mono) // FRAME)
    padded = np.zeros(count * FRAME, np.float32)
    padded[: len(mono)] = mono
    return decibel(np.mean(np.square(padded.reshape(count, FRAME), dtype=np.float64), axis=1))


def level(mono: Pcm) -> float:
    """The level of a whole piece in dB; FLOOR for none."""
    return float(decibel(np.mean(np.square(mono, dtype=np.float64)))) if len(mono) else FLOOR


def mean_level(over_time: Levels, span: Span) -> float:
    """The mean level in dB over the frames of a span; FLOOR where it lies outside."""
    frames = over_time[frame_slice(span)]
    return float(decibel(np.mean(10 ** (frames / 10)))) if len(frames) else FLOOR


def piece(pcm: Pcm, span: Span) -> Pcm:
    """The samples of a span, as far as the sound reaches."""
    return pcm[span.start * MS : span.end * MS]


def frame_slice(span: Span) -> slice:
    """The frames a span touches."""
    return slice(span.start // FRAME_MS, -(-span.end // FRAME_MS))
