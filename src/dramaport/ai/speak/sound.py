"""What every clip gets after it is spoken: no silence at its ends, soft edges, and one loudness for all voices."""

from __future__ import annotations

import numpy as np

from dramaport.media.audio import Pcm

_FRAME_S = 0.01
#: Frames this far under the loudest one are silence.
_SILENCE_DB = -45.0
_LEAD_S, _TAIL_S = 0.015, 0.03
_FADE_S = 0.005

#: Level of the voiced part, in dB under full scale: speech peaks lie 12 to 18 dB above it, so nothing clips.
LEVEL_DB = -23.0
_PEAK = 10 ** (-1 / 20)
#: Frames within this of the loudest are the voiced part; pauses do not count towards the level.
_VOICED_DB = -25.0


def polished(pcm: Pcm, rate: int) -> Pcm:
    """`pcm` trimmed, faded and levelled; empty where it holds no sound."""
    return levelled(faded(trimmed(pcm, rate), rate), rate)


def trimmed(pcm: Pcm, rate: int) -> Pcm:
    """Without the silence before the first and after the last sound."""
    level = _frame_levels(pcm, rate)
    if not level.size or level.max() <= 0:
        return pcm[:0]
    loud = np.flatnonzero(level > level.max() * 10 ** (_SILENCE_DB / 20))
    frame = _frame(rate)
    start = max(0, int(loud[0]) * frame - round(_LEAD_S * rate))
    end = min(len(pcm), (int(loud[-1]) + 1) * frame + round(_TAIL_S * rate))
    return pcm[start:end]


def faded(pcm: Pcm, rate: int) -> Pcm:
    """With a straight fade of 5 ms at each end, so that no edge clicks."""
    length = min(round(_FADE_S * rate), len(pcm) // 2)
    if length == 0:
        return pcm
    out = pcm.copy()
    ramp = np.linspace(0.0, 1.0, length, endpoint=False, dtype=np.float32)
    out[:length] *= ramp
    out[-length:] *= ramp[::-1]
    return out


def levelled(pcm: Pcm, rate: int) -> Pcm:
    """With its voiced part at `LEVEL_DB`, or lower where a peak would pass -1 dBFS."""
    level = _frame_levels(pcm, rate)
    if not level.size or level.max() <= 0:
        return pcm
    voiced = level[level > level.max() * 10 ** (_VOICED_DB / 20)]
    gain = 10 ** (LEVEL_DB / 20) / float(np.sqrt(np.mean(voiced**2)))
    return (pcm * np.float32(min(gain, _PEAK / float(np.abs(pcm).max())))).astype(np.float32)


def _frame(rate: int) -> int:
    return max(1, round(_FRAME_S * rate))


def _frame_levels(pcm: Pcm, rate: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """RMS of each whole frame of 10 ms; the rest at the end counts as one more frame."""
    frame = _frame(rate)
    padded = np.zeros(-(-len(pcm) // frame) * frame, dtype=np.float64)
    padded[: len(pcm)] = pcm
    levels: np.ndarray[tuple[int], np.dtype[np.float64]] = np.sqrt(np.mean(padded.reshape(-1, frame) ** 2, axis=1))
    return levels
