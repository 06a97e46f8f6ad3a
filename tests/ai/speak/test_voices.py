"""Who speaks what: the table of voices and the choice of a speaker."""

from __future__ import annotations

import numpy as np
import pytest

from dramaport.ai.abilities import Clip, Voice
from dramaport.ai.speak import embedded, speaker_for, speaker_of, speakers
from dramaport.ai.speak.espeak import EspeakSpeaker
from dramaport.ai.speak.kokoro import KokoroSpeaker, parsed
from dramaport.ai.speak.voices import MOST_ERRORS, kokoro_voices
from dramaport.drama.languages import RELEASE_LANGUAGES
from dramaport.errors import BadInput, Missing

NATIVE = {"en", "es", "pt-BR", "fr", "it", "hi", "ja"}
ACCENTED = {"de", "id", "tr", "ko"}


class Vendor:
    identity = "vendor"

    def voices(self, language: str) -> tuple[Voice, ...]:
        return (Voice("endpoint:nova", language, "female", "adult", "native"),) if language != "ar" else ()

    def speak(self, text: str, voice: str, speed: float = 1.0) -> Clip:
        return Clip(np.zeros(0, dtype=np.float32), 24_000)


@pytest.mark.parametrize("language", sorted(NATIVE | ACCENTED))
def test_kokoro_has_voices_of_both_genders(language: str) -> None:
    voices = kokoro_voices(language)
    least = 1 if language == "ko" else 2  # of the Korean voices tried, two stay under the bar
    for gender in ("female", "male"):
        assert sum(voice.gender == gender for voice in voices) >= least
    assert len({voice.id for voice in voices}) == len(voices)
    assert {voice.language for voice in voices} == {language}


@pytest.mark.parametrize("language", sorted(NATIVE))
def test_the_best_voices_of_a_native_language_are_native(language: str) -> None:
    assert [voice.quality for voice in kokoro_voices(language)[:2]] == ["native", "native"]


@pytest.mark.parametrize("language", sorted(ACCENTED))
def test_a_language_kokoro_was_not_trained_on_is_marked_accented(language: str) -> None:
    assert {voice.quality for voice in kokoro_voices(language)} == {"accented"}


@pytest.mark.parametrize("language", sorted(NATIVE | ACCENTED))
def test_every_id_says_the_language_it_speaks(language: str) -> None:
    for voice in kokoro_voices(language):
        spoken, _ = parsed(voice.id)
        assert spoken.removesuffix("-GB") == language


def test_the_bar_for_being_understood_is_a_fifth() -> None:
    assert MOST_ERRORS == 0.2


def test_each_release_language_has_a_speaker_and_the_robot_speaks_only_where_nobody_else_can() -> None:
    chosen = speakers(RELEASE_LANGUAGES)
    robotic = {language for language, speaker in chosen.items() if isinstance(speaker, EspeakSpeaker)}
    assert robotic == set(RELEASE_LANGUAGES) - NATIVE - ACCENTED


def test_an_endpoint_comes_first_where_it_has_voices() -> None:
    vendor = Vendor()
    assert speaker_for("en", vendor) is vendor
    assert isinstance(speaker_for("ar", vendor), EspeakSpeaker)


def test_a_voice_belongs_to_the_speaker_its_id_names() -> None:
    vendor = Vendor()
    assert isinstance(speaker_of("kokoro:af_heart"), KokoroSpeaker)
    assert isinstance(speaker_of("espeak:vi+f3"), EspeakSpeaker)
    assert speaker_of("endpoint:nova", vendor) is vendor
    for voice in ("endpoint:nova", "nobody:x", "af_heart"):
        with pytest.raises(BadInput, match="no speaker here"):
            speaker_of(voice)


def test_a_language_nobody_speaks_is_missing_with_the_way_out() -> None:
    with pytest.raises(Missing, match="DRAMAPORT_SPEAK_URL"):
        speaker_for("xx")


def test_identities_tell_providers_apart() -> None:
    assert len({speaker.identity for speaker in embedded().values()}) == 2
