"""Sound from nothing: strings, pads, drums and noise for music and effects; mono unless it says stereo."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, resample_poly, sosfilt

from dramaport.media.audio import Pcm
from dramaport.produce.animatic.voices import RATE

Wave = NDArray[np.float64]

_SLOW = 24_000  # strings and drums have little above 12 kHz
_SLOWER = 12_000  # pads have little above 6 kHz


def hertz(note: float) -> float:
    """The frequency of a MIDI note number in equal temperament, A4 = 440 Hz = 69."""
    return float(440 * 2 ** ((note - 69) / 12))


def clock(seconds: float, rate: int = RATE) -> Wave:
    return np.arange(round(seconds * rate)) / rate


@cache
def plucked(note: float, seconds: float = 2.4) -> Pcm:
    """A plucked silk string at 48 kHz: partials a little sharp, the high ones gone first, a bend at the start."""
    t = clock(seconds, _SLOW)
    base = hertz(note)
    bend = 1 + 0.004 * np.exp(-t * 18)
    phase = 2 * np.pi * base * np.cumsum(bend) / _SLOW
    wave = np.zeros_like(t)
    for partial in range(1, 13):
        if base * partial > _SLOW * 0.45:
            break
        sharp = partial * np.sqrt(1 + 0.00012 * partial**2)
        strength = np.sin(np.pi * partial * 0.17) / partial
        wave += strength * np.exp(-t * (1.3 + 0.75 * partial)) * np.sin(phase * sharp)
    wave *= np.minimum(1, t / 0.002) * np.minimum(1, (seconds - t) / 0.1)
    return np.asarray(resample_poly(wave, RATE // _SLOW, 1), np.float32)


def pad(notes: tuple[float, ...], seconds: float, brightness: float) -> Pcm:
    """A held chord, stereo at 48 kHz, shape (samples, 2): detuned partials that drift, slow to come and go."""
    t = clock(seconds, _SLOWER)
    sides = []
    for side in (-1, 1):
        wave = np.zeros_like(t)
        for place, note in enumerate(notes):
            for partial in range(1, 6):
                drift = 1 + side * 0.0016 * (1 + 0.4 * place)
                strength = brightness ** (partial - 1) / partial
                sway = 1 + 0.25 * np.sin(2 * np.pi * (0.13 + 0.05 * place) * t + partial + side)
                wave += strength * sway * np.sin(2 * np.pi * hertz(note) * partial * drift * t + place + partial)
        sides.append(wave)
    shape = np.minimum(1, t / 0.7) * np.minimum(1, (seconds - t) / 0.9)
    both = np.stack(sides, axis=1) * shape[:, None] / max(1, len(notes))
    return np.asarray(resample_poly(both, RATE // _SLOWER, 1, axis=0), np.float32)


@cache
def drum(low: float = 48.0, seconds: float = 0.9) -> Pcm:
    """A big drum: a tone that falls to `low` Hz and the skin's slap."""
    t = clock(seconds)
    phase = 2 * np.pi * np.cumsum(low * (1 + 1.2 * np.exp(-t * 26))) / RATE
    slap = band(np.random.default_rng(7).standard_normal(len(t)), 150, 900) * np.exp(-t * 60)
    return np.asarray((np.sin(phase) * np.exp(-t * 5.5) + 0.5 * slap) * np.minimum(1, t / 0.003), np.float32)


def band(wave: Wave, low: float, high: float) -> Wave:
    """What lies between two frequencies in Hz, with gentle slopes."""
    return np.asarray(sosfilt(butter(2, (low, high), "bandpass", fs=RATE, output="sos"), wave), np.float64)


def hiss(rng: np.random.Generator, seconds: float, low: float, high: float) -> Wave:
    """A band of noise with RMS 1."""
    wave = band(rng.standard_normal(round(seconds * RATE)), low, high)
    return wave / max(1e-9, float(np.sqrt(np.mean(wave**2))))


def add(track: Pcm, at: int, sound: Pcm, gain: float = 1.0, pan: float = 0.0) -> None:
    """Lay a sound onto a stereo track from sample `at`; what runs over the end is cut. `pan` from -1 (left) to 1."""
    end = min(len(track), at + len(sound))
    if end <= max(at, 0):
        return
    part = sound[: end - at]
    if part.ndim == 1:
        angle = (pan + 1) * np.pi / 4
        part = part[:, None] * np.array([np.cos(angle), np.sin(angle)], np.float32) * np.float32(np.sqrt(2))
    track[at:end] += part * np.float32(gain)
