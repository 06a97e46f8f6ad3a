"""How each line sounds: a voice vector and a pitch, from the line's own time without its neighbours'."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dramaport.ai.abilities import VoiceEmbedder
from dramaport.drama.values import Line, LineKind, Span
from dramaport.localize.cast.values import LineVector
from dramaport.media.audio import Pcm

VERSION = 2

_RATE = 16_000
#: A window of the embedder. What is shorter is repeated to fill one, and founds no cluster.
_RELIABLE_SECONDS = 0.8
#: What is left of a line when its overlaps are taken away must be this long, or the overlap is listened to as well.
_LEAST_MS = 300
_DIGITS = 5  # enough for cosines to four places, and short receipts

_LOWEST_HZ, _HIGHEST_HZ = 70, 450
_FRAME, _HOP = 1024, 320
_VOICED = 0.5  # share of a frame's energy that repeats after one period; Boersma (1993) uses 0.45


def line_vectors(pcm16k: Pcm, lines: Sequence[Line], embedder: VoiceEmbedder) -> tuple[LineVector, ...]:
    """A vector for every spoken line. `pcm16k` is the episode's sound, mono at 16 kHz."""
    spoken = [line for line in lines if line.kind is LineKind.SPEECH]
    found = []
    for line in spoken:
        own = alone(line.span, [other.span for other in spoken if other.id != line.id])
        sound = pcm16k[own.start * _RATE // 1000 : own.end * _RATE // 1000]
        if len(sound) < _RATE // 20:
            continue
        found.append(
            LineVector(
                line=line.id,
                vector=tuple(round(float(x), _DIGITS) for x in embedder.embed(sound)),
                seconds=round(len(sound) / _RATE, 3),
                pitch=pitch(sound),
                reliable=len(sound) >= _RELIABLE_SECONDS * _RATE and own == line.span,
            )
        )
    return tuple(found)


def alone(span: Span, others: Sequence[Span]) -> Span:
    """The part of a line nobody else speaks in; the whole line where too little is left."""
    start, end = span.start, span.end
    for other in others:
        if other.start <= start < other.end < end:
            start = other.end
        elif start < other.start < end <= other.end:
            end = other.start
    return Span(start=start, end=end) if end - start >= _LEAST_MS else span


def pitch(sound: Pcm) -> float | None:
    """The median fundamental frequency in Hz by autocorrelation; None where nothing is voiced."""
    if len(sound) < _FRAME:
        return None
    frames = np.lib.stride_tricks.sliding_window_view(sound, _FRAME)[::_HOP] * np.hanning(_FRAME)
    loud = np.sqrt((frames**2).mean(axis=1))
    frames = frames[loud > 0.3 * np.percentile(loud, 90)]
    spectrum = np.abs(np.fft.rfft(frames, 2 * _FRAME, axis=1)) ** 2
    correlation = np.fft.irfft(spectrum, axis=1)[:, :_FRAME]
    window = np.fft.irfft(np.abs(np.fft.rfft(np.hanning(_FRAME), 2 * _FRAME)) ** 2)[:_FRAME]
    normal = correlation / (correlation[:, :1] + 1e-12) / (window / window[0] + 1e-3)
    first, last = _RATE // _HIGHEST_HZ, _RATE // _LOWEST_HZ
    lags = first + normal[:, first:last].argmax(axis=1)
    voiced = normal[np.arange(len(lags)), lags] > _VOICED
    return round(float(np.median(_RATE / lags[voiced])), 1) if voiced.any() else None
