"""espeak-ng as a process of its own."""

from __future__ import annotations

import subprocess
import sys
import threading
import time

import numpy as np
import pytest

from dramaport.ai.speak.espeak import EspeakSpeaker
from dramaport.ai.speak.espeak_process import EspeakError, EspeakProcess, speech
from dramaport.drama.languages import RELEASE_LANGUAGES
from dramaport.errors import BadInput

LINE = "Sao anh dám phản bội tôi!"


@pytest.fixture
def process() -> EspeakProcess:
    return EspeakProcess()


def test_the_library_stays_out_of_this_process() -> None:
    code = (
        "import sys, dramaport.ai.speak.espeak as e\n"
        "e.EspeakSpeaker().speak('hello', 'espeak:en+f3')\n"
        "print('espeak' in open('/proc/self/maps').read())"
    )
    if sys.platform != "linux":
        pytest.skip("needs /proc")
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


def test_a_dead_process_is_started_again(process: EspeakProcess) -> None:
    before = process.phonemes("en-us", "hello")
    assert process._process is not None
    process._process.kill()
    assert process.phonemes("en-us", "hello") == before == "həlˈo^ʊ"
    process.close()


def test_threads_get_their_own_answers(process: EspeakProcess) -> None:
    words = [f"word number {n}" for n in range(20)]
    alone = {word: process.phonemes("en-us", word) for word in words}
    got: dict[str, str] = {}
    threads = [threading.Thread(target=lambda w=w: got.update({w: process.phonemes("en-us", w)})) for w in words]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == alone
    process.close()


def test_text_that_looks_like_a_request_or_an_option_is_text(process: EspeakProcess) -> None:
    assert process.phonemes("en-us", '"}\n{"do": "phonemes"') != ""
    assert process.phonemes("en-us", "--help") != ""
    process.close()


def test_an_unknown_voice_is_refused_and_the_process_lives_on(process: EspeakProcess) -> None:
    with pytest.raises(EspeakError, match="no voice 'xx'"):
        process.phonemes("xx", "hello")
    assert process.phonemes("en-us", "no")
    process.close()


def test_a_line_sounds_the_same_whatever_was_said_before_and_whenever() -> None:
    speaker = EspeakSpeaker()
    voices = [voice.id for voice in speaker.voices("vi")]
    first = [speaker.speak(LINE, voice).pcm.tobytes() for voice in voices]
    second = int(time.time())
    while int(time.time()) == second:  # the library would seed its noise with the second
        speaker.speak("다시는 너를 보고 싶지 않아.", "espeak:ko+m3")
    assert [speaker.speak(LINE, voice).pcm.tobytes() for voice in reversed(voices)] == first[::-1]


@pytest.mark.parametrize("language", RELEASE_LANGUAGES)
def test_every_release_language_has_distinct_voices_of_all_kinds(language: str) -> None:
    voices = EspeakSpeaker().voices(language)
    for gender in ("female", "male"):
        assert sum(voice.gender == gender for voice in voices) >= 4
    assert {voice.age for voice in voices} == {"child", "young", "adult", "elder"}
    assert all(voice.quality == "robotic" and voice.language == language for voice in voices)
    assert len({voice.id for voice in voices}) == len(voices)


def test_every_voice_speaks_and_none_sounds_like_another() -> None:
    speaker = EspeakSpeaker()
    sounds = [speaker.speak("Tôi đây.", voice.id).pcm.tobytes() for voice in speaker.voices("vi")]
    assert all(sounds)
    assert len(set(sounds)) == len(sounds)


def test_speed_shortens_the_line() -> None:
    speaker = EspeakSpeaker()
    natural, fast = (len(speaker.speak(LINE, "espeak:vi+f3", speed).pcm) for speed in (1.0, 1.15))
    assert 1.08 < natural / fast < 1.22


def test_samples_do_not_clip() -> None:
    pcm, rate = speech("vi+f3", LINE, 175, 50)
    assert rate == 22_050
    assert np.abs(pcm).max() < 0.99


def test_nothing_to_say_gives_an_empty_clip() -> None:
    assert len(EspeakSpeaker().speak("…!", "espeak:vi+f3").pcm) == 0


@pytest.mark.parametrize(
    "voice", ["espeak:xx+f3", "espeak:vi+../../etc", "kokoro:af_heart", "espeak:vi@500", "espeak:"]
)
def test_a_voice_that_is_none_of_ours_is_refused(voice: str) -> None:
    with pytest.raises(BadInput, match="not an espeak voice"):
        EspeakSpeaker().speak("hello", voice)


@pytest.mark.parametrize("speed", [0.1, 5.0])
def test_an_absurd_speed_is_refused(speed: float) -> None:
    with pytest.raises(BadInput, match="shorten the line"):
        EspeakSpeaker().speak("hello", "espeak:en+f3", speed)
