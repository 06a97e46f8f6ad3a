"""Mandarin text to Kokoro's phonemes, through misaki (jieba's words, pypinyin's readings, tones as arrows)."""

from __future__ import annotations

import contextlib
import functools
import logging
import re
from collections.abc import Callable

import platformdirs

from dramaport.ai.speak.phonemes.ipa import ipa_phonemes
from dramaport.ai.speak.phonemes.symbols import kept
from dramaport.ai.speak.phonemes.written import clauses, spoken_form

_HAN = "\u3400-\u9fff"
_RUN = re.compile(f"[{_HAN}]+|[^{_HAN}]+")
_LETTERS = re.compile(r"[A-Za-z]")


def chinese_phonemes(text: str) -> str:
    """Kokoro's phonemes of Mandarin text. Numbers are read in Chinese, words in Latin letters in English."""
    parts = []
    for words, mark in clauses(spoken_form(_with_numbers_spelt(text))):
        said = " ".join(filter(None, (_run(run) for run in _RUN.findall(words))))
        if said:
            parts.append(said + mark)
    return " ".join(parts)


def _run(run: str) -> str:
    if re.match(f"[{_HAN}]", run):
        return kept(_words()(run)).strip()
    return ipa_phonemes(run, "en") if _LETTERS.search(run) else ""


def _with_numbers_spelt(text: str) -> str:
    """Digits as Chinese numerals, digit by digit where they form no number cn2an can read."""
    import cn2an  # type: ignore[import-untyped]

    text = re.sub(r"\d{16,}", _digit_by_digit, text)
    with contextlib.suppress(ValueError):  # a malformed date or fraction
        text = str(cn2an.transform(text, "an2cn"))
    return re.sub(r"\d+", _digit_by_digit, text)


def _digit_by_digit(digits: re.Match[str]) -> str:
    return "".join("零一二三四五六七八九"[int(digit)] for digit in digits.group())


@functools.cache
def _words() -> Callable[[str], str]:
    """misaki's reader for a run of hanzi. Loaded on first use: jieba's word list takes most of a second."""
    import jieba
    from misaki.zh import ZHG2P

    jieba.setLogLevel(logging.WARNING)
    # jieba caches its word list as a marshal file; its default, the folder for temporary files, is open to everyone.
    cache = platformdirs.user_cache_path("dramaport") / "jieba"
    cache.mkdir(parents=True, exist_ok=True)
    jieba.dt.tmp_dir = str(cache)
    return ZHG2P.legacy_call  # type: ignore[no-any-return]
