"""Names in languages that write them with a capital."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from dramaport.drama.values import Line, TermKind

_ABBREVIATED = re.compile(r"\b(Mr|Mrs|Ms|Dr|St|Sr|Sra|M|Mme|Hr|Fr)\.(?=\s)")
_SENTENCE = re.compile(r"(?<=[.!?…:—])\s+|[\n\"“”«»¿¡]+")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
#: Times a word must stand with a capital inside a sentence.
_MENTIONS = 2
_TITLES = frozenset(
    """
    mr mrs ms dr miss sir madam lady lord master captain uncle aunt don doña señor señora sr sra herr frau monsieur
    madame mme
    """.split()  # noqa: SIM905 (a list of words)
)


def capitalised(lines: Sequence[Line]) -> dict[str, TermKind]:
    """Words, or several in a row, that stand with a capital inside a sentence and nowhere without."""
    inside: Counter[str] = Counter()
    small: set[str] = set()
    for line in lines:
        for sentence in _SENTENCE.split(_ABBREVIATED.sub(r"\1", line.text)):
            words = _WORD.findall(sentence)
            small.update(word for word in words if word[:1].islower())
            inside.update(_runs(words))
    return {
        run: TermKind.TITLE if run.split()[0].lower() in _TITLES else TermKind.NAME
        for run, times in inside.items()
        if times >= _MENTIONS and run.lower() not in small
    }


def _runs(words: Sequence[str]) -> list[str]:
    """Runs of capitalised words, those that begin the sentence left out: there everything has a capital."""
    runs: list[list[str]] = []
    open_run = False
    for index, word in enumerate(words):
        # English writes "I" and what hangs on it with a capital, and people shout in capitals.
        capital = word[0].isupper() and not word.isupper() and not word.startswith(("I'", "I’")) and index > 0
        if capital and open_run:
            runs[-1].append(word)
        elif capital:
            runs.append([word])
        open_run = capital
    return [" ".join(run) for run in runs]
