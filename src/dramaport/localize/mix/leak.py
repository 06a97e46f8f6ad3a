"""Is original speech left under the dub? Measured on the finished sound, without a recogniser.

Within a line the mix is taken as a sum: some of the original's speech, the dub at some level, and the rest. Least
squares over the speech band gives both amounts, for music and effects have nothing in common with either over the
length of a line.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from dramaport.drama.values import Span
from dramaport.localize.mix.frames import FLOOR, level, piece, speech_band
from dramaport.media.audio import Pcm

_SILENT_DB = -70.0


def leaks(mixed: Pcm, speech: Pcm, dub: Pcm, lines: Mapping[str, Span]) -> dict[str, float]:
    """How loud each line's original speech is in the mix, in dB over the dub; -20 means a tenth of the dub's
    amplitude.

    `mixed`, `speech` (the original's, from the bed) and `dub` are 48 kHz and start together. A line whose dub is
    silent is held against the usual level of the other dubs. Lines without original speech are left out.
    """
    found: dict[str, tuple[float, float]] = {}
    for line, span in lines.items():
        s, d = speech_band(piece(speech, span)), speech_band(piece(dub, span))
        if len(s) == 0 or level(s) < _SILENT_DB:
            continue
        share, gain = _amounts(speech_band(piece(mixed, span)), s, d)
        found[line] = (level(s * np.float32(share)), level(d * np.float32(gain)))
    usual = [loudness for _, loudness in found.values() if loudness > _SILENT_DB]
    if not usual:
        return {}
    reference = float(np.median(usual))
    return {
        line: round(max(FLOOR, leak - (loudness if loudness > _SILENT_DB else reference)), 2)
        for line, (leak, loudness) in found.items()
    }


def _amounts(sound: Pcm, speech: Pcm, dub: Pcm) -> tuple[float, float]:
    """The factors that make `speech` and `dub` together come nearest to `sound`."""
    parts = np.stack([speech, dub]).astype(np.float64)
    answer = np.linalg.lstsq(parts @ parts.T, parts @ sound.astype(np.float64), rcond=1e-9)[0]
    return float(answer[0]), float(answer[1])
