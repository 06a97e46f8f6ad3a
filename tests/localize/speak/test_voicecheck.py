"""The wrong-voice check, with an embedder that hears a voice by its pitch."""

from __future__ import annotations

import numpy as np
import pytest

from dramaport.ai.abilities import Clip, Vectors, Voice
from dramaport.localize.speak.voicecheck import DubbedClip, reference, spoken_reference, voice_vector, wrong_voices

RATE = 24_000
PITCHES = {"low": 110.0, "middle": 180.0, "high": 260.0}


def sound(voice: str, seconds: float = 2.0, rate: int = RATE) -> np.ndarray:
    return np.sin(np.arange(round(seconds * rate)) * 2 * np.pi * PITCHES[voice] / rate).astype(np.float32)


class ByPitch:
    """Unit vectors on a circle, one degree for each hertz; at 16 kHz only."""

    identity = "scripted"

    def __init__(self) -> None:
        self.lengths: list[int] = []

    def embed(self, pcm: np.ndarray) -> Vectors:
        self.lengths.append(len(pcm))
        hertz = np.abs(np.fft.rfft(pcm)).argmax() * 16_000 / len(pcm)
        return np.array([np.cos(np.radians(hertz)), np.sin(np.radians(hertz))], dtype=np.float32)


@pytest.fixture
def references() -> dict[str, Vectors]:
    return {voice: reference([sound(voice)], ByPitch()) for voice in PITCHES}


def clip(line: str, voice: str, spoken_with: str, seconds: float = 2.0) -> DubbedClip:
    return DubbedClip(line, f"the {voice} one", voice, sound(spoken_with, seconds))


def test_right_voices_are_left_alone(references: dict[str, Vectors]) -> None:
    assert wrong_voices([clip(voice, voice, voice) for voice in PITCHES], references, ByPitch()) == ()


def test_a_swapped_voice_is_found_and_named(references: dict[str, Vectors]) -> None:
    (wrong,) = wrong_voices([clip("E01.001", "low", "low"), clip("E01.002", "low", "high")], references, ByPitch())
    assert (wrong.line, wrong.character, wrong.voice, wrong.sounds_like) == ("E01.002", "the low one", "low", "high")
    assert wrong.margin > 0.5


def test_the_surest_comes_first(references: dict[str, Vectors]) -> None:
    clips = [clip("E01.001", "low", "middle"), clip("E01.002", "low", "high")]
    assert [wrong.line for wrong in wrong_voices(clips, references, ByPitch())] == ["E01.002", "E01.001"]


def test_nearly_alike_is_no_accusation() -> None:
    angle = np.radians(110 + 8)  # 8 degrees off: the other is nearer by less than the margin
    near = {"low": ByPitch().embed(sound("low", rate=16_000)), "twin": np.array([np.cos(angle), np.sin(angle)])}
    between = DubbedClip("E01.001", "C", "low", sound("low"))
    assert wrong_voices([between], near, ByPitch()) == ()


def test_a_voice_without_reference_and_a_silent_clip_are_not_judged(references: dict[str, Vectors]) -> None:
    silent = DubbedClip("E01.001", "C", "low", np.zeros(0, dtype=np.float32))
    unknown = DubbedClip("E01.002", "C", "endpoint:nova", sound("high"))
    assert wrong_voices([silent, unknown], references, ByPitch()) == ()


def test_short_clips_are_repeated_for_the_embedder() -> None:
    embedder = ByPitch()
    voice_vector(sound("low", 0.3), embedder)
    assert embedder.lengths[0] >= 1.6 * 16_000


def test_a_reference_is_the_mean_over_lines_at_any_rate() -> None:
    class Speaker:
        identity = "scripted"

        def voices(self, language: str) -> tuple[Voice, ...]:
            return ()

        def speak(self, text: str, voice: str, speed: float = 1.0) -> Clip:
            return Clip(sound(voice, rate=22_050), 22_050)

    vector = spoken_reference("middle", ["a", "b"], Speaker(), ByPitch())
    assert vector == pytest.approx([np.cos(np.radians(180)), np.sin(np.radians(180))], abs=0.01)
    assert np.linalg.norm(vector) == pytest.approx(1)
