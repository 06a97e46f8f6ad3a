"""Japanese text to Kokoro's phonemes: readings from UniDic through fugashi, kana to phonemes by rule.

The phonemes are those of misaki's Japanese reader (`misaki/cutlet.py`), with which Kokoro v1.0 was trained: a narrow
transcription (palatal `kʲi`, central `sɨ`, `ʦɨ`, bilabial `ɸɯ`, `βa`) without pitch accent. The table is built from the
sound rules instead of being listed; so is the place of ん, which follows the next sound.
"""

from __future__ import annotations

import functools
import re
import threading
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from dramaport.ai.speak.phonemes.ipa import ipa_phonemes
from dramaport.ai.speak.phonemes.symbols import kept
from dramaport.ai.speak.phonemes.written import clauses, spoken_form

if TYPE_CHECKING:
    import fugashi

_VOWELS = "aiɯeo"
_ROWS = (
    ("アイウエオ", ""),
    ("カキクケコ", "k"),
    ("ガギグゲゴ", "ɡ"),
    ("サシスセソ", "s"),
    ("ザジズゼゾ", "ʣ"),
    ("タチツテト", "t"),
    ("ダヂヅデド", "d"),
    ("ナニヌネノ", "n"),
    ("ハヒフヘホ", "h"),
    ("バビブベボ", "b"),
    ("パピプペポ", "p"),
    ("マミムメモ", "m"),
    ("ラリルレロ", "ɾ"),
    ("ワヰヱヲ", "β"),
)
_OWN_WAY = {
    "シ": "ɕi", "ス": "sɨ", "ジ": "ʥi", "ズ": "zɨ", "チ": "ʨi", "ツ": "ʦɨ", "ヂ": "ʥi", "ヅ": "zɨ",
    "ニ": "ɲi", "ヒ": "çi", "フ": "ɸɯ", "ヤ": "ja", "ユ": "jɯ", "ヨ": "jo",
    "ワ": "βa", "ヰ": "i", "ヱ": "e", "ヲ": "o", "ヴ": "vɯ",
    "イェ": "je", "ウィ": "βi", "ウェ": "βe", "ウォ": "βo", "ヴァ": "va", "ヴィ": "vʲi", "ヴェ": "ve", "ヴォ": "vo",
    "ファ": "ɸa", "フィ": "ɸʲi", "フェ": "ɸe", "フォ": "ɸo", "フュ": "ɸʲɨ",
    "ツァ": "ʦa", "ツィ": "ʦʲi", "ツェ": "ʦe", "ツォ": "ʦo",
    "ティ": "tʲi", "テュ": "tʲɨ", "ディ": "dʲi", "デュ": "dʲɨ", "トゥ": "tɯ", "ドゥ": "dɯ", "スィ": "si", "ズィ": "zi",
    "クァ": "kᵝa", "クィ": "kᵝi", "クェ": "kᵝe", "クォ": "kᵝo", "グァ": "ɡᵝa",
    "ー": "ː", "ッ": "ʔ",
}  # fmt: skip
_SMALL_VOWELS = dict(zip("ァィゥェォ", _VOWELS, strict=True))
_GLIDES = (("ャ", "a"), ("ュ", "ɨ"), ("ョ", "o"), ("ェ", "e"))
_PALATAL = "kɡbpmɾ"

#: ん takes the place of the sound after it.
_N_BEFORE = (("mpb", "m"), ("kɡ", "ŋ"), ("ɲʨʥ", "ɲ"), ("ntdɾzʦʣ", "n"))

#: Words UniDic cuts so that the reading is lost, or reads more stiffly than people in a drama talk.
_SPOKEN = (
    ("お義母", "おかあ"), ("お義父", "おとう"), ("お母", "おかあ"), ("お父", "おとう"),
    ("お兄", "おにい"), ("お姉", "おねえ"), ("兄さん", "にいさん"), ("姉さん", "ねえさん"),
    ("母さん", "かあさん"), ("父さん", "とうさん"), ("母ちゃん", "かあちゃん"), ("父ちゃん", "とうちゃん"),
    ("二十日", "はつか"), ("一日中", "いちにちじゅう"), ("明日", "あした"), ("何それ", "なにそれ"),
)  # fmt: skip
_READINGS = {"私": "ワタシ"}
#: Parts of speech that lean on the word before them.
_LEANING = {"助動詞", "接尾辞"}

_LOCK = threading.Lock()


@functools.cache
def kana_table() -> dict[str, str]:
    """Katakana, alone or in pairs, to phonemes; ン is not in it, because its sound depends on the next."""
    table = {}
    for row, consonant in _ROWS:
        for kana, vowel in zip(row, _VOWELS, strict=False):
            soft = "ʲ" if vowel == "i" and consonant in _PALATAL and consonant else ""
            table[kana] = consonant + soft + vowel
    table |= _OWN_WAY
    for kana in "キギシジチヂニヒビピミリ":
        table |= {kana + glide: table[kana][:-1] + vowel for glide, vowel in _GLIDES}
    table |= _OWN_WAY
    return table | _SMALL_VOWELS | {"ャ": "ja", "ュ": "jɯ", "ョ": "jo", "ヮ": "βa", "ヵ": "ka", "ヶ": "ke"}


def kana_phonemes(kana: str) -> str:
    """Phonemes of one word in katakana; what is not kana is left out."""
    table = kana_table()
    sounds: list[str] = []
    i = 0
    while i < len(kana):
        width = 2 if kana[i : i + 2] in table else 1
        sounds.append("ん" if kana[i] == "ン" else table.get(kana[i : i + width], ""))
        i += width
    after = ""
    for place in range(len(sounds) - 1, -1, -1):
        if sounds[place] == "ん":
            sounds[place] = next((n for starts, n in _N_BEFORE if after and after[0] in starts), "ɴ")
        after = sounds[place] or after
    return "".join(sounds)


def japanese_phonemes(text: str) -> str:
    """Kokoro's phonemes of Japanese text. Numbers are read in Japanese, words in Latin letters in English."""
    parts = []
    for words, mark in clauses(spoken_form(unicodedata.normalize("NFKC", text))):
        said = _clause(_rewritten(words))
        if said:
            parts.append(said + mark)
    return " ".join(parts)


def _rewritten(words: str) -> str:
    for written, spoken in _SPOKEN:
        words = words.replace(written, spoken)
    return re.sub(r"\d+", lambda digits: japanese_number(digits.group()), words)


def reading(text: str) -> str:
    """How Japanese text is read, in katakana with ー for long vowels; words in other letters stay as they are."""
    return "".join(word.kana or word.other for word in _read(_rewritten(unicodedata.normalize("NFKC", text))))


def _clause(words: str) -> str:
    groups: list[str] = []  # katakana, or the phonemes of a word in Latin letters
    leans = False
    for word in _read(words):
        if re.search("[A-Za-z]", word.other):
            groups.append(ipa_phonemes(word.other, "en"))
        elif groups and (leans or word.leans_back):
            groups[-1] += word.kana
        else:
            groups.append(word.kana)
        leans = word.leans_on
    return " ".join(filter(None, (kept(kana_phonemes(group) or group) for group in groups)))


class _Word(NamedTuple):
    kana: str
    other: str  # what was written, where it has no kana
    leans_back: bool
    leans_on: bool


def _read(words: str) -> list[_Word]:
    with _LOCK:  # the tagger's words point into its memory, which the next text overwrites
        return [_one(word) for word in _tagger()(words)]


def _one(word: fugashi.Node) -> _Word:
    kana = _READINGS.get(word.surface) or (word.feature.pron or "").strip("*") or _katakana(word.surface)
    return _Word(
        kana=kana,
        other="" if kana else word.surface,
        leans_back=word.feature.pos1 in _LEANING or word.feature.pos2 == "接続助詞",
        leans_on=word.feature.pos1 == "接頭辞" or kana.endswith("ッ"),
    )


def _katakana(surface: str) -> str:
    """`surface` in katakana where it is all kana, else empty."""
    katakana = "".join(chr(ord(sign) + 0x60) if "ぁ" <= sign <= "ゖ" else sign for sign in surface)
    return katakana if all("ァ" <= sign <= "ヺ" or sign == "ー" for sign in katakana) else ""


_DIGITS = "〇一二三四五六七八九"
_MYRIADS = ("", "万", "億", "兆")


def japanese_number(digits: str) -> str:
    """ASCII digits as kanji numerals, which UniDic reads with their sound changes.

    Digit by digit where they start with 0 or are too many for a number.
    """
    if len(digits) > 16 or (digits.startswith("0") and digits != "0"):
        return "".join("ゼロ" if d == "0" else _DIGITS[int(d)] for d in digits)
    value = int(digits)
    if value == 0:
        return "ゼロ"
    out = ""
    for myriad in _MYRIADS:
        value, group = divmod(value, 10_000)
        if group:
            out = _below_myriad(group, keep_one=bool(myriad)) + myriad + out
    return out


def _below_myriad(value: int, keep_one: bool) -> str:
    out = ""
    for size, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, size)
        if digit and not (digit == 1 and name):
            out += _DIGITS[digit]
        out += name if digit else ""
    return "一千" if keep_one and out == "千" else out


@functools.cache
def _tagger() -> fugashi.Tagger:
    import fugashi

    return fugashi.Tagger()
