"""Chinese characters: traditional to simplified, and how likely a text is as Chinese."""

from __future__ import annotations

import functools
import importlib.util
import math
import re
from pathlib import Path
from typing import Any, Final

from dramaport.errors import Missing

#: A character the word list lacks counts as said once in all its texts.
_UNKNOWN: Final = 1
_LONGEST_WORD: Final = 8
_NOT_WORDS = re.compile(r"[\W_]+")


def simplified(text: str) -> str:
    """The text in simplified characters (OpenCC's t2s)."""
    return str(_converter().convert(text))


@functools.cache
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")


def likelihood(text: str) -> float:
    """The log-probability of a text's best cut into words, each by its frequency alone; punctuation does not count.

    A unigram word model: it knows that 房地产 is a word and 佛地产 is none, and nothing of grammar.
    """
    return _best_cut(_NOT_WORDS.sub("", simplified(text)), *_word_list())


def _best_cut(letters: str, frequency: dict[str, float], unknown: float) -> float:
    best = [0.0]
    for end in range(1, len(letters) + 1):
        cuts = [best[end - 1] + frequency.get(letters[end - 1], unknown)]
        for start in range(max(0, end - _LONGEST_WORD), end - 1):
            word = frequency.get(letters[start:end])
            if word is not None:
                cuts.append(best[start] + word)
        best.append(max(cuts))
    return best[-1]


@functools.cache
def _word_list() -> tuple[dict[str, float], float]:
    """Words and their log-probabilities from the list that comes with jieba (MIT), read as the text file it is."""
    spec = importlib.util.find_spec("jieba")
    if spec is None or not spec.submodule_search_locations:
        raise Missing("the Chinese word list comes with the package jieba, which is not installed: reinstall dramaport")
    rows = Path(spec.submodule_search_locations[0], "dict.txt").read_text("utf-8").splitlines()
    counts = {word: max(1, int(count)) for word, count, *_ in (row.split(" ") for row in rows)}
    total = math.log(sum(counts.values()))
    return {word: math.log(count) - total for word, count in counts.items()}, math.log(_UNKNOWN) - total
