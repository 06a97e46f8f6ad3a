"""Who a heard letter belongs to: a caption, a line nobody captioned, or nobody. Pure; every letter has one owner.

Captions claim first, by alignment. What they leave is a mishearing where a caption stands over it, a splinter where it
is one letter beside a claimed one, and else a line of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from dramaport.ai.abilities import Heard, Word
from dramaport.drama.values import Span
from dramaport.localize.fuse.align import Letter, align

#: A caption also covers what was heard this long (ms) before or after it stands there.
_MARGIN: Final = 150
#: More than this share of a heard stretch under captions makes it a mishearing of theirs.
_COVERED: Final = 0.5
#: A single letter this near (ms) to a claimed one is a splinter of that line.
_BESIDE: Final = 200
#: Heard lines are cut at pauses (ms); see `hear.split`.
_PAUSE: Final = 250
#: A heard line below this mean probability is noise; a single letter must be surer. On Whisper's probabilities for the
#: rendered sample right letters have 0.85 on average, letters over music alone 0.05-0.3.
_BELIEVED: Final = 0.3
_BELIEVED_ALONE: Final = 0.5

_CJK: Final = ((0x3040, 0x30FF), (0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3134F))


@dataclass(frozen=True)
class Claims:
    """The words each caption was heard with, by its number, and the stretches of words that are lines of their own."""

    of_caption: tuple[tuple[Word, ...], ...]
    agreement: tuple[float, ...]  # by caption: the share of its letters that were heard the same
    unclaimed: tuple[tuple[Word, ...], ...]


def claims(heard: Sequence[Heard], texts: Sequence[str], spans: Sequence[Span]) -> Claims:
    """Share out what was heard among captions (texts and times, in order) and lines without one."""
    atoms = [(atom, number) for number, one in enumerate(heard) for word in one.words for atom in _atoms(word)]
    words = [atom for atom, _ in atoms]
    said = [letter for number, word in enumerate(words) for letter in _letters(word.text, word.start, word.end, number)]
    read = [
        letter
        for number, (text, span) in enumerate(zip(texts, spans, strict=True))
        for letter in _letters(text, span.start, span.end, number)
    ]
    partners = align(said, read, spans)
    owners = _by_alignment(len(words), said, read, partners)
    lines: list[tuple[Word, ...]] = []
    for run in _runs(words, owners, [number for _, number in atoms]):
        owner = _owner_of_run(run, words, owners, spans)
        if owner is not None:
            for position in run:
                owners[position] = owner
        elif _believable(stretch := tuple(words[position] for position in run)):
            lines.append(stretch)
    same = Counter(
        read[partner].owner
        for letter, partner in zip(said, partners, strict=True)
        if partner is not None and read[partner].text == letter.text
    )
    totals = Counter(letter.owner for letter in read)
    return Claims(
        of_caption=tuple(
            tuple(word for word, owner in zip(words, owners, strict=True) if owner == number)
            for number in range(len(texts))
        ),
        agreement=tuple(same[number] / totals[number] if totals[number] else 0.0 for number in range(len(texts))),
        unclaimed=tuple(lines),
    )


def letters_of(text: str) -> str:
    """The letters and figures of a text, case folded: what alignment compares."""
    return "".join(character for character in text.casefold() if character.isalnum())


def _atoms(word: Word) -> tuple[Word, ...]:
    """A word of a script without spaces as one word a character, so that it can be divided; any other word whole."""
    text = word.text.strip()
    if len(letters_of(text)) < 2 or not all(_cjk(character) for character in text if character.isalnum()):
        return (word,) if letters_of(text) else ()
    parts: list[str] = []
    for character in text:
        if character.isalnum() or not parts:
            parts.append(character)
        else:
            parts[-1] += character
    step = (word.end - word.start) / len(parts)
    edges = [round(word.start + step * i) for i in range(len(parts) + 1)]
    return tuple(
        Word(start, end, part, word.probability)
        for part, (start, end) in zip(parts, pairwise(edges), strict=True)
        if letters_of(part)
    )


def _cjk(character: str) -> bool:
    return any(first <= ord(character) <= last for first, last in _CJK)


def _letters(text: str, start: int, end: int, owner: int) -> tuple[Letter, ...]:
    found = letters_of(text)
    return tuple(
        Letter(letter, start + (end - start) * (i + 0.5) / len(found), owner) for i, letter in enumerate(found)
    )


def _by_alignment(
    count: int, said: Sequence[Letter], read: Sequence[Letter], partners: Sequence[int | None]
) -> list[int | None]:
    """Each word's caption: the one most of its aligned letters belong to."""
    votes: list[Counter[int]] = [Counter() for _ in range(count)]
    for letter, partner in zip(said, partners, strict=True):
        if partner is not None:
            votes[letter.owner][read[partner].owner] += 1
    return [min(vote, key=lambda caption: (-vote[caption], caption)) if vote else None for vote in votes]


def _runs(
    words: Sequence[Word], owners: Sequence[int | None], utterances: Sequence[int]
) -> tuple[tuple[int, ...], ...]:
    """Stretches of words without an owner, cut at pauses and where an utterance ends; as positions."""
    runs: list[list[int]] = []
    for position in (i for i, owner in enumerate(owners) if owner is None):
        before = runs[-1][-1] if runs else None
        if (
            before == position - 1
            and utterances[before] == utterances[position]
            and words[position].start - words[before].end < _PAUSE
        ):
            runs[-1].append(position)
        else:
            runs.append([position])
    return tuple(map(tuple, runs))


def _owner_of_run(
    run: Sequence[int], words: Sequence[Word], owners: Sequence[int | None], spans: Sequence[Span]
) -> int | None:
    """The caption a stretch of unowned words is a mishearing or a splinter of; None for a line of its own."""
    before, after = run[0] - 1, run[-1] + 1
    left = owners[before] if before >= 0 else None
    right = owners[after] if after < len(words) else None
    if left is not None and left == right:
        return left
    start, end = words[run[0]].start, words[run[-1]].end
    covers = [_shared(start, end, span) for span in spans]
    if covers and sum(covers) > _COVERED * max(1, end - start):
        return covers.index(max(covers))
    if sum(len(letters_of(words[position].text)) for position in run) == 1:
        if left is not None and start - words[before].end < _BESIDE:
            return left
        if right is not None and words[after].start - end < _BESIDE:
            return right
    return None


def _shared(start: int, end: int, span: Span) -> int:
    return max(0, min(max(end, start + 1), span.end + _MARGIN) - max(start, span.start - _MARGIN))


def _believable(words: Iterable[Word]) -> bool:
    probabilities = [word.probability for word in words]
    least = _BELIEVED_ALONE if len(probabilities) == 1 else _BELIEVED
    return sum(probabilities) >= least * len(probabilities)
