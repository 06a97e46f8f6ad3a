"""Which language a short text is in, as far as a line of dialogue can tell.

Other scripts tell by their letters (see `faults.in_script`). Languages of Latin letters are told apart by small words
and by letters of their own: a statistical language guesser needs longer text than a subtitle. On a line without
evidence this says nothing, and that is no fault.
"""

from __future__ import annotations

import functools
import re
import tomllib
import unicodedata
from collections.abc import Iterable
from importlib import resources

from dramaport.drama.languages import LANGUAGES

#: A letter that few languages write counts as much as this many words.
_LETTER_WEIGHT = 1.5
#: Another language must lead by this much to be named. On the sample's lines in 9 languages of Latin letters and on
#: isometric-slt's 1,600 no line is taken for another language (six were before the lists were mended); of lines passed
#: off as another 64 % are found (`bench/translate_sample.py`).
_LEAD = 2.0
#: Languages too near to each other for a line to tell.
_KIN = (frozenset({"id", "ms"}),)


def other_tongue(text: str, language: str) -> str:
    """The language of Latin letters that `text` is in instead of `language`; "" where it may well be in `language`.

    `language` is one of Latin letters, else the answer is "".
    """
    if LANGUAGES[language].script != "latin":
        return ""
    scores = _scores(text)
    best = max(scores, key=lambda tag: (scores[tag], tag == language))
    if best == language or any({best, language} <= kin for kin in _KIN):
        return ""
    return best if scores[best] - scores[language] >= _LEAD else ""


def _scores(text: str) -> dict[str, float]:
    folded = unicodedata.normalize("NFC", text).replace("’", "'").lower()
    words = set(re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)*", folded))  # said twice is no more evidence
    return {
        tag: len(words & known) + _LETTER_WEIGHT * _own_letters(folded, letters)
        for tag, (known, letters) in _table().items()
    }


def _own_letters(text: str, letters: Iterable[str]) -> int:
    """Different letters of its own, at most two: the letters of one name say it once."""
    return min(2, sum(letter in text for letter in letters))


@functools.cache
def _table() -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    raw = tomllib.loads((resources.files(__package__) / "tongues.toml").read_text("utf-8"))
    return {tag: (frozenset(entry["words"].split()), frozenset(entry.get("letters", ""))) for tag, entry in raw.items()}
