"""Lines spoken with the wrong voice: the mistake a listener notices first, and no other check sees.

Each clip is compared with a reference of every voice of its episode. Where another voice is nearer than the one its
character has by more than `MARGIN`, the clip is listed. The margin is the one PersoDub's check uses (it found 31 of 35
planted swaps with it and accused no clip falsely); `bench/voice_swaps.py` measures ours on the sample.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.signal import resample_poly

from dramaport.ai.abilities import Speaker, Vectors, VoiceEmbedder
from dramaport.drama.values import Value
from dramaport.localize.speak.fit import RATE, at_rate
from dramaport.media.audio import Pcm

VERSION = 1

#: How much nearer another voice must be, in cosine similarity, before a clip is accused.
MARGIN = 0.05

_EMBEDDED_RATE = 16_000
#: Shorter clips are repeated up to this before they are embedded: embedders look at windows of about a second.
_SHORTEST_S = 1.6


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


def wrong_voices(
    clips: Sequence[DubbedClip], references: Mapping[str, Vectors], embedder: VoiceEmbedder
) -> tuple[WrongVoice, ...]:
    """The clips that sound like another voice of `references` (voice id to unit vector), surest first.

    A clip whose own voice has no reference, or that is silent, is not judged.
    """
    accused = []
    for clip in clips:
        if clip.voice not in references or not len(clip.pcm):
            continue
        vector = voice_vector(clip.pcm, embedder)
        likeness = {voice: float(vector @ reference) for voice, reference in references.items()}
        nearest = max(likeness, key=lambda voice: likeness[voice])
        margin = likeness[nearest] - likeness[clip.voice]
        if margin > MARGIN:
            accused.append(
                WrongVoice(
                    line=clip.line,
                    character=clip.character,
                    voice=clip.voice,
                    sounds_like=nearest,
                    margin=round(margin, 3),
                )
            )
    return tuple(sorted(accused, key=lambda wrong: (-wrong.margin, wrong.line)))


def spoken_reference(voice: str, texts: Sequence[str], speaker: Speaker, embedder: VoiceEmbedder) -> Vectors:
    """A voice's reference: its mean vector over `texts`, three or more lines of a few seconds in its language."""
    return reference([at_rate(speaker.speak(text, voice)) for text in texts], embedder)


def reference(clips: Sequence[Pcm], embedder: VoiceEmbedder) -> Vectors:
    """The unit vector of the mean over clips of one voice (mono, 24 kHz)."""
    mean = np.mean([voice_vector(pcm, embedder) for pcm in clips if len(pcm)], axis=0)
    return np.asarray(mean / np.linalg.norm(mean), dtype=np.float32)


def voice_vector(pcm: Pcm, embedder: VoiceEmbedder) -> Vectors:
    """The embedder's vector of a clip at 24 kHz; a short clip is repeated."""
    sound = np.asarray(resample_poly(pcm, 2, RATE * 2 // _EMBEDDED_RATE), dtype=np.float32)
    wanted = round(_SHORTEST_S * _EMBEDDED_RATE)
    if len(sound) < wanted:
        sound = np.tile(sound, -(-wanted // len(sound)))
    return embedder.embed(sound)
