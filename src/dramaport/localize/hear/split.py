"""Splitting what was heard at its pauses. Pure."""

from __future__ import annotations

from typing import Final

from dramaport.ai.abilities import Heard, Word
from dramaport.localize.hear.clean import utterance

#: A silence this long (ms) ends a line. Silero joins speech over silences under 160 ms; the sample's lines are 200 ms
#: and more apart.
_PAUSE: Final = 300
#: After the end of a sentence a shorter one does.
_SENTENCE_PAUSE: Final = 120
_SENTENCE_ENDS: Final = tuple("。！？!?…")


def split(heard: Heard, language: str) -> tuple[Heard, ...]:
    """The utterance cut at its pauses; every word stays in exactly one part."""
    parts: list[list[Word]] = []
    for word in heard.words:
        if parts and not _pauses(parts[-1][-1], word):
            parts[-1].append(word)
        else:
            parts.append([word])
    return tuple(utterance(part, language) for part in parts)


def _pauses(before: Word, after: Word) -> bool:
    ended = before.text.rstrip().endswith(_SENTENCE_ENDS)
    return after.start - before.end >= (_SENTENCE_PAUSE if ended else _PAUSE)
