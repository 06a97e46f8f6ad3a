"""espeak-ng's formant voices for every language: plainly robotic, but there, and equal every time."""

from __future__ import annotations

import importlib.metadata
import re

import numpy as np

from dramaport.ai.abilities import Clip, Voice
from dramaport.ai.speak.espeak_process import speech
from dramaport.ai.speak.phonemes.ipa import ESPEAK_VOICES
from dramaport.ai.speak.phonemes.written import spoken_form
from dramaport.ai.speak.sound import polished
from dramaport.ai.speak.voices import espeak_voices
from dramaport.errors import BadInput

VERSION = 1
_WORDS_A_MINUTE = 175  # espeak-ng's own default
_SLOWEST, _FASTEST = 0.5, 2.0
_OWN_PITCH = 50
_RATE = 22_050
_VOICE = re.compile(r"espeak:(?P<language>[a-zA-Z-]+)(?P<variant>\+[a-z]+\d?)?(?:@(?P<pitch>\d\d?))?")


class EspeakSpeaker:
    """Formant synthesis through the espeak-ng program."""

    @property
    def identity(self) -> str:
        return f"espeak/{VERSION}:{importlib.metadata.version('espeakng-loader')}"

    def voices(self, language: str) -> tuple[Voice, ...]:
        """Voices for a language, best first; empty where espeak-ng has none."""
        return espeak_voices(language) if language in ESPEAK_VOICES else ()

    def speak(self, text: str, voice: str, speed: float = 1.0) -> Clip:
        """Say `text`. A text without anything to say gives an empty clip. Raises BadInput for an unknown voice."""
        found = _VOICE.fullmatch(voice)
        if found is None or found["language"] not in ESPEAK_VOICES:
            raise BadInput(f"{voice!r} is not an espeak voice; ids look like espeak:vi+f3")
        if not _SLOWEST <= speed <= _FASTEST:
            raise BadInput(f"speed {speed} is outside {_SLOWEST} to {_FASTEST}: shorten the line instead")
        name = ESPEAK_VOICES[found["language"]] + (found["variant"] or "")
        said = spoken_form(text)
        if not any(symbol.isalnum() for symbol in said):
            return Clip(np.zeros(0, dtype=np.float32), _RATE)
        pcm, rate = speech(name, said, round(_WORDS_A_MINUTE * speed), int(found["pitch"] or _OWN_PITCH))
        return Clip(polished(pcm, rate), rate)
