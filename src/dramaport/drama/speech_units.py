"""Counting what the mouth has to say: syllables, or morae in Japanese. One pure function per way of writing.

The counts need not be the dictionary's; they must be proportional to time, because `speech_rate` multiplies them by a
measured length.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from dramaport.ai.speak.phonemes.japanese import reading

Counter = Callable[[str], float]

_DIGIT_UNITS = 1.6  # the mean over the languages' words for 0 to 9 lies between 1 (zh, vi) and 2.2 (it, hi)
_LATIN_WORD = re.compile(r"[^\W\d_]+")

_VOWELS = "aeiouyàáâãäåæèéêëìíîïòóôõöøœùúûüýÿıăạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹơư"
_VOWEL_RUN = re.compile(f"[{_VOWELS}]+")


def speech_units(text: str, language: str) -> float:
    """Syllables of `text` (morae for Japanese), punctuation aside; digits count as their words, roughly."""
    text = unicodedata.normalize("NFC", text).lower()
    digits = len(re.findall(r"\d", text))
    words = re.sub(r"\d+", " ", text)
    return _COUNTERS.get(language, vowel_runs)(words) + digits * _DIGIT_UNITS


def vowel_runs(text: str) -> float:
    """A syllable for each run of vowels."""
    return len(_VOWEL_RUN.findall(text))


def each_vowel(text: str) -> float:
    """A syllable for each vowel, as Turkish, Indonesian and Malay have it; a final ai, au or oi is one."""
    joined = re.sub(r"(?:ai|au|oi)\b", "a", text)
    return sum(symbol in _VOWELS and symbol != "y" for symbol in joined)


def english(text: str) -> float:
    """Runs of vowels without the silent e of "love", "loved" and "times"; every word has at least one."""
    return sum(max(1.0, vowel_runs(_silent_e(word))) for word in _LATIN_WORD.findall(text))


def _silent_e(word: str) -> str:
    return re.sub(r"(?<=[^aeiouylr])(?:e|es|ed)$|(?<=[aeiouy][lr])(?:e|es|ed)$", "", word) if len(word) > 3 else word


def french(text: str) -> float:
    """Runs of vowels without the e that ends "quitte", "portes" and "parlent"; u is silent after q."""
    words = re.findall(r"[^\W\d_]+", text.replace("qu", "q"))
    return sum(max(1.0, vowel_runs(re.sub(r"(?:e|es|ent)$", "", word))) if len(word) > 2 else 1.0 for word in words)


def vietnamese(text: str) -> float:
    """Every written syllable is a word of its own."""
    return len(_LATIN_WORD.findall(text))


def cyrillic(text: str) -> float:
    """A syllable for each vowel."""
    return sum(symbol in "аеёиоуыэюяіїє" for symbol in text) + _latin(text)


def han(text: str) -> float:
    """A syllable for each hanzi."""
    return sum("\u3400" <= symbol <= "\u9fff" for symbol in text) + _latin(text)


def japanese(text: str) -> float:
    """A mora for each kana of the reading; a small ャ, ュ or ョ belongs to the kana before it."""
    return sum("ァ" <= kana <= "ー" and kana not in "ャュョァィゥェォ" for kana in reading(text)) + _latin(text)


def hangul(text: str) -> float:
    """A syllable for each block."""
    return sum("가" <= symbol <= "힣" for symbol in text) + _latin(text)


#: A written Thai vowel with the consonant it belongs to: before it, above or below it, after it, or อ as a vowel.
_THAI_SYLLABLE = re.compile("[เแโใไ][ก-ฮ][ลรว]?[ัิีึืุู็]?[่-๋]?[ะายอว]?|[ก-ฮ][ัิีึืุู็][่-๋]?ว?ะ?|[ก-ฮ][่-๋]?[าำะ]|[ก-ฮ][่-๋]?อ")


def thai(text: str) -> float:
    """Written vowels, and half a syllable for each consonant beyond the first in what is left (codas, unwritten o and a)."""
    text = re.sub("[ก-ฮ][ิุ]?\u0e4c", "", text)  # silenced
    left = (len(re.findall("[ก-ฮ]", rest)) for part in text.split() for rest in _THAI_SYLLABLE.split(part))
    return len(_THAI_SYLLABLE.findall(text)) + sum(max(0, n - 1) / 2 for n in left) + text.count("ๆ") + _latin(text)


def devanagari(text: str) -> float:
    """An akshara for each consonant without virama and each vowel letter; the a that ends a word is silent."""
    total = 0.0
    for word in re.findall("[\u0900-\u097f]+", text):
        sounding = len(re.findall("[क-ह\u0958-\u095f](?!़?\u094d)|[अ-औ]", word))
        silent = sounding > 1 and re.search("[क-ह]़?$", word) is not None
        total += sounding - silent
    return total + _latin(text)


def arabic(text: str) -> float:
    """Short vowels are not written: half of the letters, which makes CV and CVC syllables average out."""
    letters = len(re.findall("[\u0621-\u063a\u0641-\u064a]", text))
    return letters / 2 + _latin(text)


def _latin(text: str) -> float:
    return len(re.findall("[aeiouy]+", text))


_COUNTERS: dict[str, Counter] = {
    "zh": han,
    "en": english,
    "fr": french,
    "vi": vietnamese,
    "id": each_vowel,
    "ms": each_vowel,
    "tr": each_vowel,
    "ru": cyrillic,
    "ja": japanese,
    "ko": hangul,
    "th": thai,
    "hi": devanagari,
    "ar": arabic,
}
