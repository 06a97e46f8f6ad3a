"""Text to the phonemes Kokoro speaks, one module for each way of reading."""

from __future__ import annotations

from dramaport.ai.speak.phonemes.chinese import chinese_phonemes
from dramaport.ai.speak.phonemes.ipa import ESPEAK_VOICES, ipa_phonemes
from dramaport.ai.speak.phonemes.japanese import japanese_phonemes
from dramaport.ai.speak.phonemes.korean import korean_phonemes

__all__ = ["READABLE", "phonemes"]

#: The languages and accents `phonemes` reads.
READABLE = frozenset(ESPEAK_VOICES)


def phonemes(text: str, language: str) -> str:
    """Kokoro's phonemes of `text`; empty where nothing in it can be said. `en-GB` asks for British English."""
    if language == "zh":
        return chinese_phonemes(text)
    if language == "ja":
        return japanese_phonemes(text)
    if language == "ko":
        return korean_phonemes(text)
    return ipa_phonemes(text, language)
