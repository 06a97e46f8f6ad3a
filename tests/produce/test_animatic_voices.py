"""Speech is measured on its samples, and pitched and delivered without losing its words or its time."""

from __future__ import annotations

import numpy as np
import pytest
from animatic_speakers import PER_LETTER, HummingSpeaker, SilentSpeaker
from hypothesis import given
from hypothesis import strategies as st

from dramaport.drama.screenplay.values import Delivery, LineBeat, Role
from dramaport.drama.values import Age, Gender
from dramaport.errors import Missing
from dramaport.produce.animatic.voices import RATE, measured, resampled, speak_line, whispered


def role(pitch: float = 0.0, speed: float = 1.0) -> Role:
    return Role(id="a", name="甲", gender=Gender.MALE, age=Age.ADULT, voice="zm_yunxi", pitch=pitch, speed=speed)


def beat(delivery: Delivery = Delivery.NORMAL) -> LineBeat:
    return LineBeat(kind="line", id="E01.001", character="a", text="水里有个人", delivery=delivery)


def pitch_of(pcm: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> float:
    """The fundamental of a hum: the strongest partial."""
    spectrum = np.abs(np.fft.rfft(pcm * np.hanning(len(pcm))))
    return float(np.argmax(spectrum) * RATE / len(pcm))


@given(st.integers(0, 20_000), st.integers(4_800, 48_000), st.integers(0, 20_000))
def test_speech_is_found_to_10_ms_whatever_silence_surrounds_it(before: int, length: int, after: int) -> None:
    tone = 0.3 * np.sin(np.arange(length) * 0.05)
    pcm = np.concatenate([np.zeros(before), tone, np.zeros(after)]).astype(np.float32)
    take = measured(pcm)
    assert abs((take.end - take.start) - length) <= 2 * RATE // 100
    assert 0 <= take.start <= take.end <= len(take.pcm)
    assert take.start <= RATE * 0.04
    assert len(take.pcm) - take.end <= RATE * 0.1


@pytest.mark.parametrize("pitch", [-3.0, 0.0, 4.0])
def test_pitch_moves_and_the_duration_stays(pitch: float) -> None:
    take = speak_line(beat(), role(pitch), HummingSpeaker())
    expected = PER_LETTER * len(beat().text)
    assert take.duration / 1000 == pytest.approx(expected, rel=0.05)
    assert pitch_of(take.pcm) == pytest.approx(140 * 2 ** (pitch / 12), rel=0.02)


def test_the_role_decides_voice_and_pace() -> None:
    speaker = HummingSpeaker()
    speak_line(beat(), role(speed=0.9), speaker)
    assert speaker.asked == [("水里有个人", "kokoro:zm_yunxi", 0.9)]


def test_a_shout_is_louder_than_talk_and_a_whisper_quieter() -> None:
    loud, talk, soft = (
        float(np.sqrt(np.mean(speak_line(beat(delivery), role(), HummingSpeaker()).pcm ** 2)))
        for delivery in (Delivery.SHOUT, Delivery.NORMAL, Delivery.WHISPER)
    )
    assert loud > 1.3 * talk > 1.6 * soft


def test_a_whisper_has_breath_where_there_was_a_tone() -> None:
    hum = resampled(HummingSpeaker().speak("水里有个人", "x").pcm, 24_000, 1.0)

    def flatness(pcm: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> float:
        power = np.abs(np.fft.rfft(pcm[5000:40000]))[300:6000] ** 2 + 1e-12
        return float(np.exp(np.mean(np.log(power))) / np.mean(power))

    assert flatness(whispered(hum)) > 10 * flatness(hum)


def test_a_voice_without_sound_is_an_error_that_names_the_line() -> None:
    with pytest.raises(Missing, match=r"E01\.001: the voice 'zm_yunxi' gave no sound"):
        speak_line(beat(), role(), SilentSpeaker())
