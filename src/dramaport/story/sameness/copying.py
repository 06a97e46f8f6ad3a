"""Whether one story holds another's words: stretches of the same characters, whatever stands between them.

Names are changed first by who copies, so stretches are short; punctuation and variants of characters do not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from dramaport.story.sameness.cues import simplified
from dramaport.story.sameness.values import Alike, Passage, Story

#: Characters in a row that two stories rarely share by chance; in a language that parts words, four words are about as rare.
_RUN: Final = 10
_WORDS: Final = 4
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_SIGNS: Final = re.compile(r"[\W_]+")


def runs(text: str) -> Iterator[str]:
    """Every stretch of a text."""
    if _HAN.search(text):
        plain = _SIGNS.sub("", simplified(text))
        yield from (plain[at : at + _RUN] for at in range(len(plain) - _RUN + 1))
    else:
        words = _SIGNS.sub(" ", text.casefold()).split()
        yield from (" ".join(words[at : at + _WORDS]) for at in range(len(words) - _WORDS + 1))


def fingerprint(story: Story) -> frozenset[str]:
    """All stretches of a story."""
    return frozenset(runs("\n".join(passage.text for passage in story.passages)))


def copied(here: frozenset[str], there: frozenset[str]) -> float:
    """The share of the shorter story's stretches that stand in the other: 0 to 1."""
    few = min(len(here), len(there))
    return len(here & there) / few if few else 0.0


def examples(here: Story, there: Story, shared: frozenset[str], most: int = 5) -> tuple[Alike, ...]:
    """Sentences of both that hold the same stretch, the first ones here."""
    found: list[Alike] = []
    theirs = {run: passage for passage in reversed(there.passages) for run in runs(passage.text) if run in shared}
    seen: set[Passage] = set()
    for passage in here.passages:
        run = next((run for run in runs(passage.text) if run in theirs), None)
        if run is not None and passage not in seen and len(found) < most:
            seen.add(passage)
            found.append(Alike(here=passage, there=theirs[run], copied=run))
    return tuple(found)
