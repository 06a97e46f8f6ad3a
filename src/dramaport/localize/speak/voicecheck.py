"""Lines spoken with the wrong voice: the mistake a listener notices first, and no other check sees.

Each clip is compared with the other clips of its episode, voice by voice. Where another voice's are nearer than those of
the voice its character has, by more than `MARGIN`, the clip is listed. On the clips of the sample's first three episodes
(English by Kokoro, Thai by espeak-ng), one swap at a time, that finds 185 of 216; of the 40 clips whose voice speaks
another line of the episode none is accused falsely. Where every voice has five lines or so, as in a longer episode, it
finds 336 of 351. `bench/voice_swaps.py` plants 35 swaps among seven voices: in Thai 33 are found, in Arabic 30, and one
right clip of 35 is accused in each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.signal import resample_poly

from dramaport.ai.abilities import Vectors, VoiceEmbedder
from dramaport.drama.values import Value
from dramaport.localize.speak.fit import RATE
from dramaport.media.audio import Pcm

VERSION = 3

#: How much nearer another voice must be, in cosine similarity, before a clip is accused. At 0.05, which PersoDub's check
#: takes, 8 swaps more are found on the same clips, and 2 right ones accused.
MARGIN = 0.08

_EMBEDDED_RATE = 16_000


@dataclass(frozen=True)
class DubbedClip:
    """A clip as it goes into the mix (mono, 24 kHz), and the voice its character has."""

    line: str
    character: str
    voice: str
    pcm: Pcm


class WrongVoice(Value):
    """A clip that sounds like another voice than its character's, by `margin` in cosine similarity."""

    line: str
    character: str
    voice: str
    sounds_like: str
    margin: float


def wrong_voices(clips: Sequence[DubbedClip], embedder: VoiceEmbedder) -> tuple[WrongVoice, ...]:
    """The clips that sound like another voice of the episode, surest first.

    A clip that is silent, or the only one of its voice, is not judged. Where a voice has few clips, a right one may be
    listed after the wrong one it was compared with: somebody has to listen there in any case.
    """
    heard = [clip for clip in clips if len(clip.pcm)]
    return compared(heard, voice_vectors([clip.pcm for clip in heard], embedder))


def compared(clips: Sequence[DubbedClip], vectors: Vectors) -> tuple[WrongVoice, ...]:
    """`wrong_voices` of clips whose unit vectors are known: each against the mean of every voice's other clips."""
    sums: dict[str, Vectors] = {}
    counts: dict[str, int] = {}
    for clip, vector in zip(clips, vectors, strict=True):
        sums[clip.voice] = sums.get(clip.voice, np.zeros_like(vector)) + vector
        counts[clip.voice] = counts.get(clip.voice, 0) + 1
    accused = []
    for clip, vector in zip(clips, vectors, strict=True):
        if counts[clip.voice] < 2:
            continue
        others = {**sums, clip.voice: sums[clip.voice] - vector}
        if (wrong := _nearer(clip, vector, others)) is not None:
            accused.append(wrong)
    return tuple(sorted(accused, key=lambda wrong: (-wrong.margin, wrong.line)))


def _nearer(clip: DubbedClip, vector: Vectors, others: Mapping[str, Vectors]) -> WrongVoice | None:
    likeness = {
        voice: float(vector @ other) / (float(np.linalg.norm(other)) + 1e-12) for voice, other in others.items()
    }
    nearest = max(likeness, key=lambda voice: likeness[voice])
    margin = likeness[nearest] - likeness[clip.voice]
    if margin <= MARGIN:
        return None
    return WrongVoice(
        line=clip.line, character=clip.character, voice=clip.voice, sounds_like=nearest, margin=round(margin, 3)
    )


def voice_vectors(sounds: Sequence[Pcm], embedder: VoiceEmbedder) -> Vectors:
    """The embedder's vectors of clips at 24 kHz."""
    return embedder.embed_all(
        [np.asarray(resample_poly(pcm, 2, RATE * 2 // _EMBEDDED_RATE), np.float32) for pcm in sounds]
    )
