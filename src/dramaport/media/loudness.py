"""How loud sound is and how high it peaks, after ITU-R BS.1770-4, and bringing it to a wanted loudness.

All sound here is float32 at 48 kHz, shape (samples,) or (samples, channels), channels weighing the same (mono, stereo).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import minimum_filter1d
from scipy.signal import firwin, sosfilt, upfirdn

from dramaport.media.audio import Pcm

RATE: Final = 48_000

#: What silence measures: the absolute gate of BS.1770, in LUFS.
SILENCE: Final = -70.0

#: What digital silence peaks at, in dBTP.
NO_PEAK: Final = -120.0

# K-weighting at 48 kHz: the shelf of the head, then the RLB high-pass (BS.1770-4, tables 1 and 2).
_K_WEIGHTING: Final = np.array(
    [
        [1.53512485958697, -2.69169618940638, 1.19839281085285, 1.0, -1.69065929318241, 0.73248077421585],
        [1.0, -2.0, 1.0, 1.0, -1.99004745483398, 0.99007225036621],
    ]
)
_LUFS_OFFSET = -0.691
_STEP = RATE // 10  # blocks of 400 ms start every 100 ms
_STEPS_A_BLOCK = 4
_RELATIVE_GATE = 10.0  # LU

_OVERSAMPLING = 4
_MS = RATE // 1000
#: Only what comes within 6 dB of the highest peak asked about is oversampled: in between samples sound rarely rises
#: more.
_HOT = 0.5
_CONTEXT = 12  # samples either side of a hot millisecond: what the interpolation filter reaches
#: Ideal interpolation to 4x, windowed over 12 samples either side.
_INTERPOLATE: Final = (
    firwin(2 * _CONTEXT * _OVERSAMPLING + 1, 1 / _OVERSAMPLING, window=("kaiser", 6.0)) * _OVERSAMPLING
)

#: A limiter's gain falls within 3 ms of a peak and recovers at 60 dB a second: fast enough to go unheard after a
#: peak, slow enough not to follow the waves of a bass note.
_ATTACK_DB_A_MS = 3.0
_RELEASE_DB_A_MS = 0.06
#: The gain moves between the milliseconds it was computed for, which can lift a peak by some hundredths.
_LIMITER_MARGIN = 0.1

#: An AAC frame: 1024 samples.
_TRANSFORM_MS = 22

_TOLERANCE = 0.05  # LU
_ROUNDS = 6


@dataclass(frozen=True)
class Mastered:
    """Sound at its final level: integrated loudness in LUFS, true peak in dBTP, and the gain in dB that was applied."""

    pcm: Pcm
    lufs: float
    true_peak: float
    gain: float


def block_loudness(pcm: Pcm) -> NDArray[np.float64]:
    """The momentary loudness (400 ms) every 100 ms, in LUFS, ungated; empty for less than 400 ms."""
    return _decibel(_block_power(pcm))


def integrated(pcm: Pcm) -> float:
    """Integrated loudness in LUFS with both gates; SILENCE where nothing passes them."""
    power = _block_power(pcm)
    loud = power[_decibel(power) > SILENCE]
    if not len(loud):
        return SILENCE
    gate = _decibel(loud.mean()) - _RELATIVE_GATE
    return float(_decibel(loud[_decibel(loud) > gate].mean()))


def ungated(pcm: Pcm) -> float:
    """Loudness in LUFS over all of a short piece such as one spoken line; SILENCE where there is none."""
    if not len(pcm):
        return SILENCE
    weighted = _weighted(pcm)
    return max(SILENCE, float(_decibel(np.mean(np.sum(weighted**2, axis=1)))))


def true_peak(pcm: Pcm) -> float:
    """The true peak in dBTP (4x oversampled), at least NO_PEAK."""
    if not len(pcm):
        return NO_PEAK
    highest = float(np.abs(pcm).max())
    return _peak_decibel(float(_peaks(_columns(pcm), highest * _HOT).max()))


def limit(pcm: Pcm, ceiling: float) -> Pcm:
    """Sound whose true peak stays under `ceiling` dBTP. What is under it already comes back unchanged."""
    allowed = 10 ** (ceiling / 20)
    peaks = _peaks(_columns(pcm), allowed * _HOT)
    if not len(peaks) or peaks.max() <= allowed:
        return pcm
    gain = _limiter_gain(peaks, ceiling - _LIMITER_MARGIN, len(pcm))
    return pcm * (gain if pcm.ndim == 1 else gain[:, None])


def turned_down(pcm: Pcm, heard: Pcm, ceiling: float) -> Pcm:
    """Sound that is lower where `heard`, what a lossy encoder made of it, peaks over `ceiling` dBTP.

    The whole length of a transform is lowered around such a peak: the peak is made by all of it.
    """
    allowed = 10 ** (ceiling / 20)
    peaks = _peaks(_columns(heard[: len(pcm)]), allowed * _HOT)
    need = np.minimum(0.0, ceiling - 20 * np.log10(np.maximum(peaks, 1e-12)))
    need = minimum_filter1d(need, 2 * _TRANSFORM_MS + 1)
    gain = gains(glide(need, _ATTACK_DB_A_MS, _RELEASE_DB_A_MS), _MS, len(pcm))
    return pcm * (gain if pcm.ndim == 1 else gain[:, None])


def master(pcm: Pcm, lufs: float, ceiling: float) -> Mastered:
    """Bring sound to `lufs` integrated with a true peak of at most `ceiling` dBTP. Silence stays as it is.

    The limiter takes some loudness away, so gain and limiter are repeated until the loudness is met. Very spiky sound
    may stay quieter than asked: the peak is kept in any case, and the values returned are measured on the result.
    """
    measured = integrated(pcm)
    if measured <= SILENCE:
        return Mastered(pcm, SILENCE, true_peak(pcm), 0.0)
    gain = 0.0
    out = pcm
    for _ in range(_ROUNDS):
        gain += lufs - measured
        out = limit(pcm * np.float32(10 ** (gain / 20)), ceiling)
        measured = integrated(out)
        if abs(measured - lufs) <= _TOLERANCE:
            break
    return Mastered(out, measured, true_peak(out), gain)


def glide(levels: NDArray[np.float64], fall: float, rise: float) -> NDArray[np.float64]:
    """The highest curve under `levels` (dB) that falls at most `fall` and rises at most `rise` dB a step."""
    step = np.arange(len(levels))
    rising = np.minimum.accumulate(levels - rise * step) + rise * step
    return np.asarray(np.minimum.accumulate((rising + fall * step)[::-1])[::-1] - fall * step)


def gains(levels: NDArray[np.float64], step: int, samples: int) -> NDArray[np.float32]:
    """A factor for each sample from levels in dB that hold in the middle of every `step` samples."""
    middles = (np.arange(len(levels)) + 0.5) * step
    return np.asarray(10 ** (np.interp(np.arange(samples), middles, levels) / 20), np.float32)


def _columns(pcm: Pcm) -> Pcm:
    return pcm[:, None] if pcm.ndim == 1 else pcm


def _weighted(pcm: Pcm) -> NDArray[np.float64]:
    return np.asarray(sosfilt(_K_WEIGHTING, _columns(pcm), axis=0), np.float64)


def _block_power(pcm: Pcm) -> NDArray[np.float64]:
    weighted = _weighted(pcm)
    steps = len(weighted) // _STEP
    if steps < _STEPS_A_BLOCK:
        return np.zeros(0)
    power = np.sum(weighted[: steps * _STEP] ** 2, axis=1).reshape(steps, _STEP).sum(axis=1)
    return np.convolve(power, np.ones(_STEPS_A_BLOCK), "valid") / (_STEPS_A_BLOCK * _STEP)


def _decibel(power: NDArray[np.float64] | np.floating) -> NDArray[np.float64]:
    return _LUFS_OFFSET + 10 * np.log10(np.maximum(power, 1e-20))


def _peak_decibel(peak: float) -> float:
    return max(NO_PEAK, float(20 * np.log10(max(peak, 1e-12))))


def _peaks(pcm: Pcm, hot: float) -> NDArray[np.float64]:
    """The highest true peak of any channel in each millisecond; milliseconds under `hot` keep their sample peak."""
    count = -(-len(pcm) // _MS)
    padded = np.zeros((_CONTEXT + count * _MS + _CONTEXT, pcm.shape[1]), np.float32)
    padded[_CONTEXT : _CONTEXT + len(pcm)] = pcm
    peaks = np.zeros(count)
    for channel in padded.T:
        plain = np.abs(channel[_CONTEXT : _CONTEXT + count * _MS]).reshape(count, _MS).max(axis=1)
        np.maximum(peaks, plain, out=peaks)
        loud = np.flatnonzero(plain > hot)
        windows = np.lib.stride_tricks.sliding_window_view(channel, _MS + 2 * _CONTEXT)[loud * _MS]
        fine = upfirdn(_INTERPOLATE, windows, up=_OVERSAMPLING, axis=1)
        first = _CONTEXT * _OVERSAMPLING + len(_INTERPOLATE) // 2
        inside = np.abs(fine[:, first : first + _MS * _OVERSAMPLING])
        peaks[loud] = np.maximum(peaks[loud], inside.max(axis=1, initial=0.0))
    return peaks


def _limiter_gain(peaks: NDArray[np.float64], ceiling: float, samples: int) -> NDArray[np.float32]:
    """The gain for each sample that keeps every millisecond's peak at `ceiling` dB, falling and recovering in
    straight lines.
    """
    need = np.minimum(0.0, ceiling - 20 * np.log10(np.maximum(peaks, 1e-12)))
    need = minimum_filter1d(need, 3)  # between two milliseconds the gain is interpolated: both must hold for both
    return gains(glide(need, _ATTACK_DB_A_MS, _RELEASE_DB_A_MS), _MS, samples)
