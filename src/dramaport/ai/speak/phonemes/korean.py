"""Korean text to Kokoro's phonemes, by the rules of standard pronunciation (표준 발음법).

Kokoro was not trained on Korean; these are the nearest sounds it has from its own languages: Mandarin's aspirates,
Japanese ʨ, ʥ, ɯ, and its held stop ʔ for tense consonants. With espeak-ng's reading of Korean instead, Whisper got 39 %
of the characters wrong; with this one 14 % (three lines, Kokoro's best voice for each).
"""

from __future__ import annotations

import itertools
import re

from dramaport.ai.speak.phonemes.ipa import ipa_phonemes
from dramaport.ai.speak.phonemes.symbols import kept
from dramaport.ai.speak.phonemes.written import clauses, spoken_form

_ONSETS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = (
    "a", "ɛ", "ja", "jɛ", "ʌ", "e", "jʌ", "je", "o", "wa", "wɛ",
    "we", "jo", "u", "wʌ", "we", "wi", "ju", "ɯ", "ɯi", "i",
)  # fmt: skip
_CODAS = (
    "", "ㄱ", "ㄲ", "ㄱㅅ", "ㄴ", "ㄴㅈ", "ㄴㅎ", "ㄷ", "ㄹ", "ㄹㄱ", "ㄹㅁ", "ㄹㅂ", "ㄹㅅ", "ㄹㅌ", "ㄹㅍ", "ㄹㅎ",
    "ㅁ", "ㅂ", "ㅂㅅ", *"ㅅㅆㅇㅈㅊㅋㅌㅍㅎ",
)  # fmt: skip

_CLOSED = {**dict.fromkeys("ㄱㄲㅋ", "ㄱ"), **dict.fromkeys("ㄷㅅㅆㅈㅊㅌㅎ", "ㄷ"), **dict.fromkeys("ㅂㅍ", "ㅂ")}
#: Which of two written codas is heard before a consonant.
_HEARD = {
    "ㄱㅅ": "ㄱ", "ㄴㅈ": "ㄴ", "ㄴㅎ": "ㄴ", "ㄹㄱ": "ㄱ", "ㄹㅁ": "ㅁ", "ㄹㅂ": "ㄹ",
    "ㄹㅅ": "ㄹ", "ㄹㅌ": "ㄹ", "ㄹㅍ": "ㅂ", "ㄹㅎ": "ㄹ", "ㅂㅅ": "ㅂ",
}  # fmt: skip
_NASAL = {"ㄱ": "ㅇ", "ㄷ": "ㄴ", "ㅂ": "ㅁ"}
_TENSE = dict(zip("ㄱㄷㅂㅅㅈ", "ㄲㄸㅃㅆㅉ", strict=True))
_ASPIRATED = {"ㄱ": "ㅋ", "ㄷ": "ㅌ", "ㅂ": "ㅍ", "ㅈ": "ㅊ"}

_FIRST = {"ㄱ": "k", "ㄷ": "t", "ㅂ": "p", "ㅈ": "ʨ"}
_BETWEEN = {"ㄱ": "ɡ", "ㄷ": "d", "ㅂ": "b", "ㅈ": "ʥ"}
_SOUNDS = {
    "ㄲ": "ʔk", "ㄸ": "ʔt", "ㅃ": "ʔp", "ㅉ": "ʔʨ", "ㅆ": "s", "ㅅ": "s", "ㅊ": "ʨʰ", "ㅋ": "kʰ", "ㅌ": "tʰ",
    "ㅍ": "pʰ", "ㄴ": "n", "ㅁ": "m", "ㄹ": "ɾ", "ㅇ": "", "ㅎ": "h",
}  # fmt: skip
_ENDINGS = {"ㄱ": "k", "ㄷ": "t", "ㅂ": "p", "ㄴ": "n", "ㅁ": "m", "ㅇ": "ŋ", "ㄹ": "l", "": ""}

_RUN = re.compile("[가-힣]+|[A-Za-z']+")
_FIRST_BLOCK = ord("가")


def korean_phonemes(text: str) -> str:
    """Kokoro's phonemes of Korean text. Numbers are read in Sino-Korean, words in Latin letters in English."""
    parts = []
    for words, mark in clauses(spoken_form(re.sub(r"\d+", lambda digits: korean_number(digits.group()), text))):
        said = " ".join(filter(None, map(_word, _RUN.findall(words))))
        if said:
            parts.append(said + mark)
    return " ".join(parts)


def _word(word: str) -> str:
    return kept(hangul_phonemes(word)) if "가" <= word[0] <= "힣" else ipa_phonemes(word, "en")


def hangul_phonemes(word: str) -> str:
    """Phonemes of one word in hangul."""
    blocks = [_taken_apart(block) for block in word]
    for before, after in itertools.pairwise(blocks):
        before[2], after[0] = _met(before[2], after[0], after[1])
    if blocks:
        blocks[-1][2] = _heard(blocks[-1][2])
    out = ""
    for onset, vowel, coda in blocks:
        out += _onset(onset, vowel, out) + vowel + _ENDINGS[coda]
    return out.replace("ʔʔ", "ʔ").replace("lɾ", "ll")


def _taken_apart(block: str) -> list[str]:
    onset, rest = divmod(ord(block) - _FIRST_BLOCK, len(_VOWELS) * len(_CODAS))
    vowel, coda = divmod(rest, len(_CODAS))
    return [_ONSETS[onset], _VOWELS[vowel], _CODAS[coda]]


def _heard(coda: str) -> str:
    """The one sound a coda has before a consonant or a pause."""
    coda = _HEARD.get(coda, coda)
    return _CLOSED.get(coda, coda)


def _met(coda: str, onset: str, vowel: str) -> tuple[str, str]:
    """What becomes of a coda and the next onset."""
    if onset == "ㅇ" and coda not in ("", "ㅇ"):
        return _carried_over(coda, vowel)
    if coda.endswith("ㅎ") and onset in _ASPIRATED:
        return _heard(coda[:-1]), _ASPIRATED[onset]
    heard = _heard(coda)
    if onset == "ㅎ" and (coda[-1:] in _ASPIRATED or heard in _ASPIRATED):
        # 입학 [이팍], 앉히다 [안치다]: the coda joins the h
        last = coda[-1] if coda[-1:] in _ASPIRATED else heard
        return (_heard(coda[:-1]) if len(coda) == 2 else ""), _ASPIRATED[last]
    if coda.endswith("ㅎ") and onset == "ㅅ":
        return _heard(coda[:-1]), "ㅆ"
    if onset == "ㄹ" and heard in ("ㅁ", "ㅇ", "ㄱ", "ㄷ", "ㅂ"):
        return _NASAL.get(heard, heard), "ㄴ"
    if onset in ("ㄴ", "ㅁ") and heard in _NASAL and not coda.endswith("ㅎ"):
        return _NASAL[heard], onset
    if (heard, onset) in (("ㄴ", "ㄹ"), ("ㄹ", "ㄴ")):
        return "ㄹ", "ㄹ"
    if heard in _NASAL and onset in _TENSE and not coda.endswith("ㅎ"):
        return heard, _TENSE[onset]
    return ("" if coda == "ㅎ" else heard), onset


def _carried_over(coda: str, vowel: str) -> tuple[str, str]:
    """A coda before a vowel begins the next syllable; a second written coda does so alone; ㅎ is not heard."""
    kept_back, last = (coda[0], coda[1]) if len(coda) == 2 else ("", coda)
    if last == "ㅎ":
        return ("", kept_back) if kept_back else ("", "ㅇ")
    if last in "ㄷㅌ" and vowel.startswith(("i", "j")):
        last = "ㅈ" if last == "ㄷ" else "ㅊ"
    if kept_back and last == "ㅅ":
        last = "ㅆ"
    return (_heard(kept_back) if kept_back else ""), last


def _onset(onset: str, vowel: str, before: str) -> str:
    if onset in _FIRST:  # lenis: voiced between voiced sounds
        return (_BETWEEN if before and before[-1] not in "ktp" else _FIRST)[onset]
    if onset in "ㅅㅆ" and vowel.startswith(("i", "j", "wi")):
        return "ɕ"
    if onset in "ㄲㄸㅃㅉ" and not before:
        return _SOUNDS[onset][1:]
    return _SOUNDS[onset]


_DIGITS = "영일이삼사오육칠팔구"


def korean_number(digits: str) -> str:
    """ASCII digits in Sino-Korean, digit by digit where they start with 0 or are too many for a number."""
    if len(digits) > 16 or (digits.startswith("0") and digits != "0"):
        return "".join(_DIGITS[int(digit)] for digit in digits)
    value, out = int(digits), ""
    for myriad in ("", "만", "억", "조"):
        value, group = divmod(value, 10_000)
        if group:
            out = ("" if (group, myriad) == (1, "만") else _below_myriad(group)) + myriad + out
    return out or "영"


def _below_myriad(value: int) -> str:
    out = ""
    for size, name in ((1000, "천"), (100, "백"), (10, "십"), (1, "")):
        digit, value = divmod(value, size)
        if digit:
            out += ("" if digit == 1 and name else _DIGITS[digit]) + name
    return out
