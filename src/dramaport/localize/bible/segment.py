"""Chinese text as words with their part of speech, the same on every machine and in every process."""

from __future__ import annotations

import functools
import logging
import tempfile
import threading
from collections.abc import Iterator

import jieba
import jieba.posseg

_lock = threading.Lock()


def tagged(text: str) -> Iterator[tuple[str, str]]:
    """Words and jieba's tags (ICTCLAS set): "nr" a person's name, "ns" a place's, "n" a noun, "x" what is no word."""
    with _lock:  # jieba's hidden Markov model keeps its state in the tokenizer
        return iter([(pair.word, pair.flag) for pair in _tokenizer().cut(text)])


def commonness(word: str) -> int:
    """How often jieba's corpus of 60 million words has `word`; 0 where its dictionary lacks it."""
    _tokenizer()
    return int(_dictionary().FREQ.get(word) or 0)


@functools.cache
def _dictionary() -> jieba.Tokenizer:
    """A dictionary of our own: the shared one may have words added. Its cache goes where nobody else can write."""
    jieba.setLogLevel(logging.WARNING)
    dictionary = jieba.Tokenizer()
    with tempfile.TemporaryDirectory() as private:
        dictionary.tmp_dir = private
        dictionary.initialize()
    return dictionary


@functools.cache
def _tokenizer() -> jieba.posseg.POSTokenizer:
    return jieba.posseg.POSTokenizer(_dictionary())
