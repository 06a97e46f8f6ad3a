"""Where somebody speaks: Silero VAD, as it comes inside faster-whisper (MIT)."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from dramaport.media.audio import Pcm

RATE: Final = 16_000

#: Ranges closer than this are one range. Lines of a drama follow each other after 200 ms and more.
_SILENCE_MS: Final = 160
#: What a range gains at each end: the detector comes late to soft first consonants.
_PAD_MS: Final = 60


def speech_ranges(pcm: Pcm) -> tuple[tuple[int, int], ...]:
    """The stretches of speech in `pcm` (mono, 16 kHz): (start, end) in ms, in order, apart from each other."""
    from faster_whisper.vad import VadOptions, get_speech_timestamps  # brings a whole inference library

    if not len(pcm):
        return ()
    options = VadOptions(min_silence_duration_ms=_SILENCE_MS, speech_pad_ms=_PAD_MS)
    found: list[dict[str, Any]] = get_speech_timestamps(np.asarray(pcm, np.float32), options)
    last = len(pcm) * 1000 // RATE
    return tuple((_ms(f["start"]), min(last, _ms(f["end"]))) for f in found if _ms(f["end"]) > _ms(f["start"]))


def _ms(samples: int) -> int:
    return samples * 1000 // RATE
