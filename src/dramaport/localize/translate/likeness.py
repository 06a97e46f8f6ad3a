"""Whether two texts are the same line, one of them damaged by recognition.

Reading gets a character wrong, hearing puts a word of the same sound, both drop an interjection. Sentences that only
look alike are another matter: 我来了 and 我来晚了 share four fifths and mean different things. So the limits depend on
what differs. They were measured on the 3,233 different caption lines of one real season, where any two that match are a
wrong match: of 5.2 million pairs, 33 get through for an interjection (怎么办, 怎么办呀), 3 for a changed word, 6 for an
added one, and none for the same sound.
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Sequence

from pypinyin import lazy_pinyin
from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

#: Least share of the same sounds, by what differs.
_INTERJECTIONS, _CHANGED, _ADDED = 0.83, 0.85, 0.92
#: Lines of the same sound are one line from this many syllables on. (Of two syllables one pair sounded alike: 完了,
#: 晚了.)
_SAME_SOUND = 3

_INTERJECTIONS_OF = {
    "zh": frozenset("啊呢吧呀嘛哦哎嗯诶哟啦喂的哈呵唉噢儿"),  # 儿: recognition drops the coloured r of 这儿
    "": frozenset("oh ah uh um er well hey hm eh ach och euh ay ai ei".split()),  # noqa: SIM905 (a list of words)
}
_DECISIVE_WORDS = """
    no not never none nobody nothing without don't doesn't didn't won't can't isn't aren't wasn't i you he she we they
    me him her us them my your his our their one two three four five six seven eight nine ten nicht kein keine nie ohne
    ich du er sie wir ihr ne pas jamais non sans je tu il elle nous vous nunca sin yo tú él ella não sem eu ele ela
"""
# Negation, numbers, persons: one of them changed is another sentence. "" is for languages written in words.
_DECISIVE_IN = {
    "zh": frozenset("不没别无未勿莫非零一二两三四五六七八九十百千万亿半我你您他她它谁咱"),
    "": frozenset(_DECISIVE_WORDS.split()),
}


def plain(text: str) -> str:
    """`text` without punctuation, spaces, case and width; text of nothing else stays as it is."""
    kept = (c for c in unicodedata.normalize("NFKC", text).casefold() if unicodedata.category(c)[0] in "LMN")
    return "".join(kept) or text.strip()


def tokens(text: str, language: str) -> tuple[str, ...]:
    """Characters in Chinese, words elsewhere; no punctuation, no case."""
    if language == "zh":
        return tuple(plain(text))
    words = unicodedata.normalize("NFKC", text).casefold().replace("’", "'").split()
    return tuple(word for raw in words if (word := "".join(c for c in raw if c.isalnum() or c == "'")))


@functools.lru_cache(maxsize=20_000)
def sound(token: str, language: str) -> str:
    """What a token is heard as: a Chinese character's syllable without its tone, a word as it is."""
    return lazy_pinyin(token)[0] if language == "zh" else token


def similarity(one: str, other: str) -> float:
    """Share of the same characters, 0..1, to two places."""
    return round(fuzz.ratio(plain(one), plain(other)) / 100, 2)


def same_line(damaged: str, known: str, language: str, names: Sequence[str] = ()) -> bool:
    """Whether `damaged` is `known` as recognition may have left it.

    `names` are words of the bible: where one of them is what differs, the lines are different. The same sound is the
    same line even so, since recognition writes names with other characters of the same sound.
    """
    here, there = tokens(damaged, language), tokens(known, language)
    heard, meant = ([sound(token, language) for token in side] for side in (here, there))
    if heard == meant:
        return len(heard) >= _SAME_SOUND or here == there
    changes = [change for change in Levenshtein.opcodes(heard, meant) if change.tag != "equal"]
    at_here = {index for change in changes for index in range(change.src_start, change.src_end)}
    at_there = {index for change in changes for index in range(change.dest_start, change.dest_end)}
    differing = {here[index] for index in at_here} | {there[index] for index in at_there}
    own = language if language in _DECISIVE_IN else ""
    if differing & _DECISIVE_IN[own] or any(token[0].isdigit() for token in differing):
        return False
    if at_here & _named(here, names, language) or at_there & _named(there, names, language):
        return False
    alike = fuzz.ratio(heard, meant) / 100
    interjections = _INTERJECTIONS_OF[own]
    if differing <= interjections:
        return alike >= _INTERJECTIONS
    longer = {
        token
        for change in changes
        if change.src_end - change.src_start != change.dest_end - change.dest_start
        for token in (*here[change.src_start : change.src_end], *there[change.dest_start : change.dest_end])
    }
    return alike >= (_CHANGED if longer <= interjections else _ADDED)


def _named(line: Sequence[str], names: Sequence[str], language: str) -> set[int]:
    """Indexes of the tokens that are part of a name."""
    covered: set[int] = set()
    for name in names:
        parts = tokens(name, language)
        for start in range(len(line) - len(parts) + 1):
            if parts and tuple(line[start : start + len(parts)]) == parts:
                covered.update(range(start, start + len(parts)))
    return covered
