"""Translation memory: what people have translated before, found exactly or nearly."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz, process

from dramaport.drama.values import Line, Value
from dramaport.localize.translate.likeness import plain, same_line, similarity, sound, tokens

#: Entries less like a text than this are neither a match nor an example; the share of the same sounds.
_LEAST = 0.5
#: A match is looked for among the likest few.
_LIKEST = 8


class MemoryEntry(Value):
    """One translated text. `targets`: the forms in each language, the preferred one first, shorter ones after it."""

    source: str
    targets: dict[str, tuple[str, ...]]
    context: str | None = None  # the id of the line it was made for


class Match(Value):
    """What the memory has for a line. `score` is 1.0 for the same words, else the similarity of the texts."""

    source: str
    targets: tuple[str, ...]
    score: float
    rivals: int = 0  # other translations of the same words, where none was made for this very line


class Memory:
    """A translation memory for one source language."""

    def __init__(self, entries: Iterable[MemoryEntry], source: str = "zh") -> None:
        self._source = source
        self._entries = tuple(entries)
        self._tables: dict[str, tuple[list[MemoryEntry], list[str]]] = {}

    def knows(self, language: str) -> bool:
        """Whether it has anything in the language."""
        return any(entry.targets.get(language) for entry in self._entries)

    def exact(self, line: Line, language: str) -> Match | None:
        """The translation of the same words; of several the one made for this very line, else the first."""
        found = [entry for entry in self._by_words.get(plain(line.text), ()) if entry.targets.get(language)]
        if not found:
            return None
        own = next((entry for entry in found if entry.context == line.id), None)
        best = own or found[0]
        forms = {entry.targets[language][0] for entry in found}
        return Match(source=best.source, targets=best.targets[language], score=1.0, rivals=0 if own else len(forms) - 1)

    def near(self, line: Line, language: str, names: Sequence[str] = ()) -> Match | None:
        """The translation of the text that recognition turned into this line's; None where that would be a guess."""
        for entry in self._likest(line.text, language, _LIKEST):
            if same_line(line.text, entry.source, self._source, names):
                score = similarity(line.text, entry.source)
                return Match(source=entry.source, targets=entry.targets[language], score=score)
        return None

    def examples(self, text: str, language: str, most: int = 2) -> tuple[tuple[str, str], ...]:
        """Translated texts like this one, to show how this drama speaks: (source, target), likest first."""
        likest = self._likest(text, language, most + 1)
        others = [entry for entry in likest if plain(entry.source) != plain(text)]
        return tuple((entry.source, entry.targets[language][0]) for entry in others[:most])

    def _likest(self, text: str, language: str, most: int) -> list[MemoryEntry]:
        if language not in self._tables:
            entries = [entry for entry in self._entries if entry.targets.get(language)]
            self._tables[language] = entries, [self._coded(entry.source) for entry in entries]
        entries, coded = self._tables[language]
        likest = process.extract(self._coded(text), coded, scorer=fuzz.ratio, score_cutoff=100 * _LEAST, limit=most)
        return [entries[index] for _, _, index in likest]

    def _coded(self, text: str) -> str:
        """A text as one character a sound, so that rapidfuzz compares sounds; a sound the memory lacks is U+FFFD."""
        return "".join(self._alphabet.get(sound(token, self._source), "\ufffd") for token in tokens(text, self._source))

    @functools.cached_property
    def _by_words(self) -> dict[str, list[MemoryEntry]]:
        table: dict[str, list[MemoryEntry]] = {}
        for entry in self._entries:
            table.setdefault(plain(entry.source), []).append(entry)
        return table

    @functools.cached_property
    def _alphabet(self) -> dict[str, str]:
        sounds = {sound(token, self._source) for entry in self._entries for token in tokens(entry.source, self._source)}
        return {heard: chr(0x10000 + number) for number, heard in enumerate(sorted(sounds))}
