"""Names in languages that write them with a capital."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from dramaport.drama.values import Line, TermKind

_SENTENCE = re.compile(r"(?<=[.!?…:—])\s+|[\n\"“”«»¿¡]+")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
#: Times a word must stand with a capital inside a sentence.
_MENTIONS = 2
_TITLES = """
mr mrs ms dr miss sir madam lady lord master captain uncle aunt don doña señor señora herr frau monsieur madame
""".split()  # noqa: SIM905 (a list of words)


def capitalised(lines: Sequence[Line]) -> dict[str, TermKind]:
    """Words, or two and more in a row, that stand with a capital inside a sentence and never without. "I" is none."""
    inside: Counter[str] = Counter()
    small: set[str] = set()
    for line in lines:
        for sentence in _SENTENCE.split(line.text):
            words = _WORD.findall(sentence)
            small.update(word for word in words if word[:1].islower())
            inside.update(_runs(words))
    return {
        run: TermKind.TITLE if run.split()[0].lower() in _TITLES else TermKind.NAME
        for run, times in inside.items()
        if times >= _MENTIONS and run.lower() not in small and not run.startswith(("I'", "I’"))
    }


def _runs(words: Sequence[str]) -> list[str]:
    """Runs of capitalised words after a sentence's first; a run that begins it counts when it goes on."""
    runs: list[list[str]] = []
    open_run = False
    for index, word in enumerate(words):
        capital = word[:1].isupper() and len(word) > 1 and not word.isupper()
        if capital and open_run:
            runs[-1].append(word)
        elif capital and index:
            runs.append([word])
        open_run = capital and index > 0
    return [" ".join(run) for run in runs]
