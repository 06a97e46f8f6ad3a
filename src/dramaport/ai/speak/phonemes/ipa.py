"""espeak-ng's IPA turned into the phonemes Kokoro was trained on.

Kokoro's training text came from misaki: a lexicon for English, espeak-ng for the other Latin and Indic languages, with
one letter for each diphthong and affricate. The pairs for those follow misaki's `espeak.py`. The pairs in `_NEAREST`
are our own: each names the nearest sound Kokoro has, for languages it never saw.
"""

from __future__ import annotations

import re

from dramaport.ai.speak.espeak_process import shared
from dramaport.ai.speak.phonemes.symbols import kept
from dramaport.ai.speak.phonemes.written import clauses, spoken_form

Pairs = tuple[tuple[str, str], ...]

#: espeak-ng's voice for each language or accent.
ESPEAK_VOICES = {
    "en": "en-us",
    "en-GB": "en",
    "es": "es-419",
    "pt-BR": "pt-br",
    "fr": "fr",
    "it": "it",
    "hi": "hi",
    "id": "id",
    "ms": "ms",
    "de": "de",
    "tr": "tr",
    "ru": "ru",
    "vi": "vi",
    "th": "th",
    "ko": "ko",
    "ar": "ar",
    "zh": "cmn",
    "ja": "ja",
}

_JOINED: Pairs = (
    ("a^ɪ", "I"),
    ("a^ʊ", "W"),
    ("d^z", "ʣ"),
    ("d^ʒ", "ʤ"),
    ("e^ɪ", "A"),
    ("o^ʊ", "O"),
    ("ə^ʊ", "Q"),
    ("s^s", "S"),
    ("t^s", "ʦ"),
    ("t^ʃ", "ʧ"),
    ("ɔ^ɪ", "Y"),
)

_ENGLISH: Pairs = (
    ("ʔˌn\u0329", "tᵊn"),
    ("ʔn\u0329", "tᵊn"),
    ("ə^l", "ᵊl"),
    ("a^ɪ", "I"),
    ("a^ʊ", "W"),
    ("d^ʒ", "ʤ"),
    ("e^ɪ", "A"),
    ("t^ʃ", "ʧ"),
    ("ɔ^ɪ", "Y"),
    ("ʲo", "jo"),
    ("ʲə", "jə"),
    ("ʲ", ""),
    ("ɚ", "əɹ"),
    ("r", "ɹ"),
    ("x", "k"),
    ("ç", "k"),
    ("ɐ", "ə"),
    ("ɬ", "l"),
    ("\u0303", ""),
)
_AMERICAN: Pairs = (("o^ʊ", "O"), ("ɜːɹ", "ɜɹ"), ("ɜː", "ɜɹ"), ("ɪə", "iə"), ("ː", ""), ("ɾ", "T"), ("ʔ", "t"))
_BRITISH: Pairs = (("e^ə", "ɛː"), ("i^ə", "ɪə"), ("iə", "ɪə"), ("ə^ʊ", "Q"), ("ʔ", "t"))

_NEAREST: Pairs = (
    ("ɫ", "l"),
    ("ɭ", "l"),
    ("ɬ", "l"),
    ("ħ", "h"),
    ("ɦ", "h"),
    ("ʕ", "ʔ"),
    ("ʏ", "y"),
    ("ʑ", "ʒ"),
    ("ʐ", "ʒ"),
    ("ɵ", "ø"),
    ("ʉ", "u"),
    ("ɘ", "ə"),
    ("ɞ", "ɜ"),
    ("ɝ", "ɚ"),
    ("ɱ", "m"),
    ("ʀ", "ʁ"),
    ("ʱ", "ʰ"),
    ("g", "ɡ"),
)

_PAIRS: dict[str, Pairs] = {
    "en": _ENGLISH + _AMERICAN,
    "en-GB": _ENGLISH + _BRITISH,
    "es": (*_JOINED, ("jj", "ʝ")),
    "tr": (*_JOINED, ("ɟ", "ɡ"), ("c", "k")),
}
#: Turkish stress as espeak-ng marks it misleads voices of other languages; without it fewer words are lost.
_UNSTRESSED = {"tr"}

_OTHER_LANGUAGE = re.compile(r"\([a-z\^-]+\)")  # espeak-ng marks words it reads in another language: (en)…(fr)


def ipa_phonemes(text: str, language: str) -> str:
    """Kokoro's phonemes of `text` in a language or accent of `ESPEAK_VOICES`, with the marks Kokoro knows."""
    voice = ESPEAK_VOICES[language]
    parts = []
    for words, mark in clauses(spoken_form(text)):
        said = _mapped(shared().phonemes(voice, words), language)
        if said:
            parts.append(said + mark)
    return " ".join(parts)


def _mapped(ipa: str, language: str) -> str:
    ipa = _OTHER_LANGUAGE.sub("", ipa)
    for old, new in _PAIRS.get(language, _JOINED):
        ipa = ipa.replace(old, new)
    ipa = re.sub(r"(\S)\u0329", r"ᵊ\1", ipa)  # a syllabic consonant
    ipa = ipa.replace("^", "").replace("-", "")
    for old, new in _NEAREST:
        ipa = ipa.replace(old, new)
    if language in _UNSTRESSED:
        ipa = ipa.replace("ˈ", "").replace("ˌ", "")
    return " ".join(kept(ipa).split())
