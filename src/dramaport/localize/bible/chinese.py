"""Words of Chinese dialogue that look like terms of a bible.

The rules and their figures were tried on the 3,756 caption lines of one real micro-drama that had no part in making
them (79 episodes, published with an experiment in drama translation) and on the sample.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from dramaport.drama.values import Line, TermKind
from dramaport.localize.bible import lexicon, segment

Tagged = Sequence[tuple[str, str]]  # words and parts of speech of one line
Found = Iterable[tuple[str, TermKind]]

_HAN = re.compile("[一-鿿]+")
_CARD = re.compile("^([一-鿿]{2,4})[，,：:]")
_LAST_PARTICLES = "啊呢吧呀吗嘛哦哎诶"

#: Words of jieba's corpus; its dictionary's counts are relative to this.
_CORPUS = 60_000_000
#: Added to a word's count in the corpus, so that words it never saw do not win by nothing.
_UNSEEN = 30
#: What the dictionary knows better than this is no name, whatever its tag: 谢谢 1,089, 老夫 762; of real names the
#: commonest is 陆羽, 342.
_COMMON_NAME = 500
#: A thing comes back in this many episodes, and this many times as often as in the corpus. On the real season 12 words
#: do, 9 of them of the plot (礼服, 婚纱, 时装周 …).
_THING_EPISODES, _KEYNESS = 3, 100


def chinese(lines: Sequence[Line]) -> dict[str, TermKind]:
    """Words and their kinds; the first rule that knows a word names its kind."""
    words = [tuple(segment.tagged(line.text)) for line in lines]
    kinds: dict[str, TermKind] = {}
    for found in (_kin(words), _ranks(lines, words), _names(lines, words), _places(words), _things(lines, words)):
        for word, kind in found:
            kinds.setdefault(word, kind)
    return kinds


def _kin(words: Sequence[Tagged]) -> Found:
    """Words of kinship, and those made with a number: 二叔."""
    said = {word for line in words for word, _ in line}
    yield from ((word, TermKind.KINSHIP) for word in lexicon.kinship() if word in said)
    numbers, kin = lexicon.characters("kin_numbers"), lexicon.characters("kin_of_numbers")
    counted = (word for word in said - lexicon.words("bare_titles") if len(word) == 2)
    yield from ((word, TermKind.KINSHIP) for word in sorted(counted) if word[0] in numbers and word[1] in kin)


def _ranks(lines: Sequence[Line], words: Sequence[Tagged]) -> Found:
    """Somebody called by rank: 林总, 沈师傅, 夫人. One of one character must begin or end its clause."""
    for line in lines:
        for clause in _HAN.findall(line.text):
            for match in lexicon.called().finditer(clause):
                surname, rank = match.groups()
                at_an_end = match.start() == 0 or match.end() == len(clause.rstrip(_LAST_PARTICLES))
                inside_thanks = match.start() > 0 and clause[match.start() - 1] == surname  # 谢谢爷爷
                if (len(rank) > 1 or at_an_end) and not inside_thanks:
                    yield surname + rank, TermKind.ADDRESS if rank in lexicon.words("courtesy") else TermKind.TITLE
    said = {word for line in words for word, _ in line}
    yield from ((word, TermKind.TITLE) for word in sorted(lexicon.words("bare_titles") & said))


def _names(lines: Sequence[Line], words: Sequence[Tagged]) -> Found:
    """Full names, pet names, families, and given names said alone."""
    seen: Counter[str] = Counter()
    for line, tagged in zip(lines, words, strict=True):
        seen.update(word for word, tag in tagged if tag.startswith("nr") or not segment.commonness(word))
        seen.update(clause.rstrip(_LAST_PARTICLES) for clause in _HAN.findall(line.text))
        if card := _CARD.match(line.text):
            seen.update([card[1]])
    total = sum(len(tagged) for tagged in words)
    full = {word for word in seen if _is_name(word)} | {
        word for word, times in _counts(words).items() if _is_name(word) and _keyness(word, times, total) >= _KEYNESS
    }
    called = {word for word in full if len(word) > 2 and word[:-1] in full and word[-1] in lexicon.words("courtesy")}
    yield from ((word, TermKind.ADDRESS) for word in sorted(called))
    yield from ((word, TermKind.NAME) for word in sorted(full))
    given = {name.removeprefix(lexicon.surname_of(name)) for name in full}
    doubled = {name[-1] * 2 for name in full}
    alone = {word for line in words for word, _ in line if len(word) == 2 and segment.commonness(word) <= _COMMON_NAME}
    yield from ((word, TermKind.NAME) for word in sorted(alone & (given | doubled)))


def _is_name(word: str) -> bool:
    """A surname and one or two characters, or a pet name, and no word of everyday use."""
    if not _HAN.fullmatch(word) or segment.commonness(word) > _COMMON_NAME:
        return False
    if len(word) == 2 and word[0] in lexicon.characters("pets"):
        return word[1] not in lexicon.characters("no_name_characters")
    given = word.removeprefix(lexicon.surname_of(word))
    return given != word and len(given) in (1, 2) and not set(given) & lexicon.characters("no_name_characters")


def _places(words: Sequence[Tagged]) -> Found:
    """A proper name with a place's ending (青江), written in one word or in two; or the ending where a place is called
    by it.
    """
    endings = sorted(lexicon.words("places"), key=lambda word: (-len(word), word))
    for line in words:
        for index, (word, tag) in enumerate(line):
            ending = next((ending for ending in endings if word.endswith(ending)), None)
            if ending and len(word) > len(ending) and tag in {"ns", "nt", "nz"}:
                yield word, TermKind.PLACE
            elif word == ending and index and line[index - 1][1] in {"ns", "nr", "nz", "nt"}:
                yield line[index - 1][0] + word, TermKind.PLACE


def _things(lines: Sequence[Line], words: Sequence[Tagged]) -> Found:
    """Nouns of the plot: far more frequent here than in the language."""
    episodes: dict[str, set[str]] = {}
    for line, tagged in zip(lines, words, strict=True):
        for word, tag in tagged:
            if tag in {"n", "nz", "ns", "nt"} and len(word) > 1:
                episodes.setdefault(word, set()).add(line.episode)
    counts, total = _counts(words), sum(len(tagged) for tagged in words)
    for word, where in episodes.items():
        if len(where) >= _THING_EPISODES and _keyness(word, counts[word], total) >= _KEYNESS:
            yield word, TermKind.PLACE if word in lexicon.words("places") else TermKind.THING


def _counts(words: Sequence[Tagged]) -> Counter[str]:
    return Counter(word for line in words for word, _ in line)


def _keyness(word: str, times: int, total: int) -> float:
    """How many times as often as in the corpus."""
    return times / total * _CORPUS / (segment.commonness(word) + _UNSEEN)
