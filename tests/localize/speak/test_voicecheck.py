"""The wrong-voice check, with an embedder that hears a voice by its pitch."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dramaport.ai.abilities import Vectors
from dramaport.localize.speak.voicecheck import DubbedClip, compared, voice_vectors, wrong_voices

RATE = 24_000
PITCHES = {"low": 110.0, "middle": 180.0, "high": 260.0}


def sound(voice: str, seconds: float = 2.0, rate: int = RATE) -> np.ndarray:
    return np.sin(np.arange(round(seconds * rate)) * 2 * np.pi * PITCHES[voice] / rate).astype(np.float32)


class ByPitch:
    """Unit vectors on a circle, one degree for each hertz; at 16 kHz only."""

    identity = "scripted"

    def embed(self, pcm: np.ndarray) -> Vectors:
        hertz = np.abs(np.fft.rfft(pcm)).argmax() * 16_000 / len(pcm)
        return np.array([np.cos(np.radians(hertz)), np.sin(np.radians(hertz))], dtype=np.float32)

    def embed_all(self, pieces: Sequence[np.ndarray]) -> Vectors:
        return np.stack([self.embed(piece) for piece in pieces]) if pieces else np.zeros((0, 2), np.float32)


def clip(line: str, voice: str, spoken_with: str | None = None, seconds: float = 2.0) -> DubbedClip:
    return DubbedClip(line, f"the {voice} one", voice, sound(spoken_with or voice, seconds))


def episode(*more: DubbedClip) -> list[DubbedClip]:
    """Two right lines of every voice, and `more`."""
    return [clip(f"E01.{n}{voice}", voice) for n in (1, 2) for voice in PITCHES] + list(more)


def test_right_voices_are_left_alone() -> None:
    assert wrong_voices(episode(), ByPitch()) == ()


def test_a_swapped_voice_is_found_and_named() -> None:
    wrong = wrong_voices(episode(clip("E01.009", "low", "high")), ByPitch())[0]
    assert (wrong.line, wrong.character, wrong.voice, wrong.sounds_like) == ("E01.009", "the low one", "low", "high")
    assert wrong.margin > 0.5


def test_the_surest_comes_first() -> None:
    swaps = [clip("E01.008", "low", "middle"), clip("E01.009", "low", "high")]
    clips = [clip(f"E01.{n}", voice) for n in range(5) for voice in PITCHES] + swaps
    assert [wrong.line for wrong in wrong_voices(clips, ByPitch())] == ["E01.009", "E01.008"]


def test_of_two_clips_of_a_voice_the_swapped_one_is_found() -> None:
    clips = [clip("E01.001", "low"), clip("E01.002", "low", "high"), *(clip(f"E01.{n}", "high") for n in (3, 4))]
    assert wrong_voices(clips, ByPitch())[0].line == "E01.002"


def test_nearly_alike_is_no_accusation() -> None:
    angles = {"E01.001": 110, "E01.002": 118, "E01.003": 111, "E01.004": 119}
    vectors = np.array([[np.cos(np.radians(a)), np.sin(np.radians(a))] for a in angles.values()])
    clips = [clip(line, "low" if n < 2 else "twin", "low") for n, line in enumerate(angles)]
    assert compared(clips, vectors) == ()


def test_the_only_clip_of_a_voice_and_a_silent_one_are_not_judged() -> None:
    silent = DubbedClip("E01.008", "C", "low", np.zeros(0, dtype=np.float32))
    alone = DubbedClip("E01.009", "C", "endpoint:nova", sound("high"))
    assert wrong_voices(episode(silent, alone), ByPitch()) == ()
    assert wrong_voices([], ByPitch()) == ()


@given(st.permutations(range(9)))
def test_the_order_of_clips_does_not_matter(order: list[int]) -> None:
    clips = episode(clip("E01.007", "low", "high"), clip("E01.008", "high", "low"), clip("E01.009", "middle", "low"))
    vectors = voice_vectors([one.pcm for one in clips], ByPitch())
    found = compared([clips[n] for n in order], vectors[order])
    assert [wrong.line for wrong in found] == [wrong.line for wrong in compared(clips, vectors)]
