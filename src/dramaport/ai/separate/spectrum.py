"""DeepFilterNet3's view of sound: its short-time spectrum, and the two feature maps its encoder reads.

The figures are those the model was trained with (its config.ini and libDF of Schröter et al., "DeepFilterNet:
Perceptually Motivated Real-Time Speech Enhancement", Interspeech 2023). All arrays have time first: spectra are
(frames, 481), features (frames, 32) and (frames, 96).
"""

from __future__ import annotations

from typing import Final

import numpy as np
import scipy.fft
from numpy.typing import NDArray
from scipy.signal import lfilter

from dramaport.media.audio import Pcm

Spectrum = NDArray[np.complex64]
Features = NDArray[np.float32]

RATE: Final = 48_000
FFT: Final = 960
HOP: Final = 480
BANDS: Final = 32
#: Spectral bins the deep filter covers, up to 4.8 kHz.
FILTERED_BINS: Final = 96

_NARROWEST_BAND = 2  # bins
_FORGET = 0.99  # exp(-hop / 1 s), rounded to three digits as in training
_LEVEL_START = (-60.0, -90.0)  # dB, lowest and highest band
_MAGNITUDE_START = (0.001, 0.0001)
_LEVEL_SCALE = 40.0
_TINY = 1e-10


def _window() -> NDArray[np.float32]:
    """The Vorbis power-complementary window: applied twice with half overlap it adds up to one."""
    sine = np.sin(0.5 * np.pi * (np.arange(FFT) + 0.5) / HOP)
    return np.asarray(np.sin(0.5 * np.pi * sine**2), np.float32)


def band_widths() -> NDArray[np.int64]:
    """Bins in each of the 32 bands, equal steps on the ERB scale but never under two bins (Glasberg & Moore 1990)."""
    low, quality = 24.7, 9.265
    top = quality * np.log1p(RATE / 2 / (low * quality))
    edges_hz = low * quality * np.expm1(np.arange(1, BANDS + 1) * top / BANDS / quality)
    edges = np.floor(edges_hz / (RATE / FFT) + 0.5).astype(int)
    widths: list[int] = []
    previous = owed = 0
    for edge in edges.tolist():
        width = edge - previous - owed
        owed = max(0, _NARROWEST_BAND - width)
        widths.append(max(_NARROWEST_BAND, width))
        previous = edge
    bins = FFT // 2 + 1
    widths[-1] += 1  # the bin at half the sample rate
    widths[-1] -= sum(widths) - bins
    return np.asarray(widths)


WINDOW: Final = _window()
WIDTHS: Final = band_widths()
_STARTS: Final = np.concatenate(([0], np.cumsum(WIDTHS)[:-1]))


def analyse(pcm: Pcm, frames: int) -> Spectrum:
    """The spectrum of mono sound; frame t looks at the 20 ms around sample 480 t. Missing samples are silence."""
    padded = np.zeros((frames + 1) * HOP, np.float32)
    kept = pcm[: frames * HOP]
    padded[HOP : HOP + len(kept)] = kept
    windows = np.lib.stride_tricks.sliding_window_view(padded, FFT)[::HOP]
    return np.asarray(scipy.fft.rfft(windows * WINDOW, axis=1), np.complex64)


def synthesise(spectrum: Spectrum, samples: int) -> Pcm:
    """The sound of a spectrum by overlap-add: `analyse` undone, `samples` long."""
    pieces = np.asarray(scipy.fft.irfft(spectrum, FFT, axis=1), np.float32) * WINDOW
    blocks = np.zeros((len(pieces) + 1, HOP), np.float32)
    blocks[:-1] += pieces[:, :HOP]
    blocks[1:] += pieces[:, HOP:]
    return blocks.reshape(-1)[HOP : HOP + samples]


def level_features(spectrum: Spectrum) -> Features:
    """Band levels in dB over their running mean, divided by 40."""
    power = np.abs(spectrum / FFT) ** 2
    bands = np.add.reduceat(power, _STARTS, axis=1) / WIDTHS
    level = 10 * np.log10(bands + _TINY)
    return np.asarray((level - _running_mean(level, _LEVEL_START)) / _LEVEL_SCALE, np.float32)


def filter_features(spectrum: Spectrum) -> Features:
    """The lower bins over the root of their running mean magnitude; shape (2, frames, 96): real and imaginary parts."""
    bins = spectrum[:, :FILTERED_BINS] / FFT
    scaled = bins / np.sqrt(_running_mean(np.abs(bins), _MAGNITUDE_START))
    return np.stack([scaled.real, scaled.imag]).astype(np.float32)


def _running_mean(values: Features, start: tuple[float, float]) -> Features:
    """An exponential mean over time that starts from values spaced evenly over the columns."""
    memory = _FORGET * np.linspace(*start, values.shape[1])[None, :]
    mean, _ = lfilter([1 - _FORGET], [1, -_FORGET], values, axis=0, zi=memory)
    return np.asarray(mean)


def spread(bands: Features) -> Features:
    """Band gains repeated over their bins: (frames, 32) to (frames, 481)."""
    return np.repeat(bands, WIDTHS, axis=1)
