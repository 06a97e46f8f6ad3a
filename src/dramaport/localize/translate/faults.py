"""What makes a text no translation: nothing, the source again, another language, a machine on itself, a loop.

Each check is a pure function of the two texts. A model's answer passes them before it becomes a line, and the gate
before a release asks the same of every line, whoever wrote it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence

from dramaport.drama.languages import LANGUAGES
from dramaport.drama.values import Term
from dramaport.localize.subtitle.text import script
from dramaport.localize.translate.likeness import plain
from dramaport.localize.translate.tongue import other_tongue

# Said by machines, not by people in a drama. "I'm sorry, but I can't" is not here: that is a line.
_MACHINE_PATTERNS = (
    r"\bas an? (?:large )?(?:ai|language) (?:language )?(?:model|assistant)\b",
    r"\bi(?:'m| am) an? ai\b",
    r"\btranslation (?:failed|error|unavailable|not available)\b",
    r"\b(?:unable to|can't|cannot) translate\b",
    r"^\W*(?:translation|translated text|sure[,!] here)\b\s*:",
    r"^\W*here(?:'s| is) (?:the|your) translation\b",
    r"\brate limit\b|\btoo many requests\b|\binternal server error\b|\bhttp(?:\s?error)? [45]\d\d\b|^error\b\s*[:\d]",
    r"</?think>|```|^\s*[\[{]\s*[\"'{\[]",
    r"^\W*(?:n/?a|null|none|undefined|nan|todo|tbd|lorem ipsum.*|untranslated|翻译失败|无法翻译)\W*$",
)
_MACHINE = re.compile("|".join(_MACHINE_PATTERNS), re.IGNORECASE)
#: A word or two in a row this many times is a model going round, unless the source repeats itself as well.
_LOOP = re.compile(r"(\b\w+(?:\W+\w+)?\b)(?:\W+\1\b){3,}|(\S{2,12}?)\2{3,}", re.IGNORECASE)

#: The longest sane translation: characters for each of the source's, and some on top. The sample's 1,568 lines in 14
#: languages by people stay below 12 + 5 a hanzi (6 + 2 in Japanese and Korean); twice that is no subtitle.
_LONGEST = {"alphabet from han": (25, 10), "han from han": (15, 4), "alphabet": (40, 3), "han from alphabet": (20, 1.5)}
_DENSE = frozenset({"han", "kana", "hangul"})
#: Words from which on a text of Latin letters is no translation of itself: "Okay." and "Mazda MX 5." are.
_SAME_WORDS = 4
_CHINESE_GRAMMAR = frozenset("的了吗呢吧啊们这那你您他她我是不没在有什么谁就都也和把被过着会要")


def fault(source_text: str, text: str, source: str, target: str, terms: Sequence[Term] = ()) -> str:
    """Why `text` cannot stand for `source_text`, in words for the translator; "" when nothing is wrong.

    `source` and `target` are language tags; `terms` are the bible's, whose forms may equal the source (沈渡 in
    Japanese).
    """
    if not text.strip():
        return "the translation is empty"
    if not _letters(source_text):
        return "" if len(text) <= 2 * len(source_text) + 10 else "the translation is far too long"
    if not _letters(text):
        return "the translation has no words"
    if machine := _MACHINE.search(text):
        return f"this is not a translation: {machine[0].strip()!r}"
    if echoes(source_text, text, source, target, terms):
        return "the translation is the source text"
    if left := leftover(text, source, target, terms):
        return f"words were left in the source language: {left}"
    if not in_script(source_text, text, target):
        return f"the translation is not written in {LANGUAGES[target].name}"
    if tongue := other_tongue(text, target):
        return f"it reads as {LANGUAGES[tongue].name}"
    if len(text) > longest(source_text, source, target):
        return "the translation is far too long"
    if _LOOP.search(text) and not _LOOP.search(source_text) and not re.search(r"(\w+)\W*\1\W*\1", source_text):
        return "the translation repeats itself"
    return ""


def echoes(source_text: str, text: str, source: str, target: str, terms: Sequence[Term] = ()) -> bool:
    """Whether `text` is the source again. Names written alike in both languages, numbers and foreign words may be."""
    if plain(text) != plain(source_text):
        return False
    rest = plain(source_text)
    for term in terms:
        if plain(term.source) in map(plain, term.targets.get(target, ())):
            rest = rest.replace(plain(term.source), "")
    own = LANGUAGES[source].script
    if own == "latin" and LANGUAGES[target].script == "latin":
        return len(source_text.split()) >= _SAME_WORDS
    if (source, target) == ("zh", "ja"):  # 二十五, 林家二号: without grammar it may be Japanese as well
        return any(c in _CHINESE_GRAMMAR for c in rest)
    return any(script(c) == own for c in rest)


def leftover(text: str, source: str, target: str, terms: Sequence[Term] = ()) -> str:
    """Characters of the source language that the target does not write; "" where there are none."""
    allowed = {c for term in terms for form in term.targets.get(target, ()) for c in form}
    if target == "ja":
        return "".join(c for c in text if script(c) == "han" and c not in allowed and not _japanese(c))
    own = LANGUAGES[source].script
    if own in {"latin", LANGUAGES[target].script} or target == "zh":
        return ""
    scripts = {own, "han"} if own == "kana" else {own}
    return "".join(c for c in text if script(c) in scripts and c not in allowed)


def _japanese(character: str) -> bool:
    """Whether Japanese writes this character: simplified Chinese forms lie outside JIS X 0208."""
    try:
        character.encode("shift_jis")
    except UnicodeEncodeError:
        return False
    return True


def in_script(source_text: str, text: str, target: str) -> bool:
    """Whether `text` has letters of the target's script, or only words that the source writes in Latin letters too."""
    wanted = {LANGUAGES[target].script}
    if target == "ja":
        wanted.add("han")
    letters = [script(c) for c in text if script(c)]
    if not letters or any(one in wanted for one in letters):
        own = sum(one in wanted for one in letters)
        return not letters or own * 2 >= len(letters) or _foreign_words(text, wanted) <= _latin_words(source_text)
    return _latin_words(text) <= _latin_words(source_text) and bool(_latin_words(source_text))


def _latin_words(text: str) -> set[str]:
    return set(re.findall(r"[a-z]+", unicodedata.normalize("NFKC", text).casefold()))


def _foreign_words(text: str, wanted: Collection[str]) -> set[str]:
    words = re.findall(r"[^\W\d_]+", unicodedata.normalize("NFKC", text).casefold())
    return {word for word in words if script(word[0]) not in wanted}


def longest(source_text: str, source: str, target: str) -> float:
    """The most characters a translation may have."""
    dense_source, dense_target = LANGUAGES[source].script in _DENSE, LANGUAGES[target].script in _DENSE
    if dense_source:
        base, each = _LONGEST["han from han" if dense_target else "alphabet from han"]
    else:
        base, each = _LONGEST["han from alphabet" if dense_target else "alphabet"]
    return base + each * len(source_text)


def _letters(text: str) -> int:
    return sum(unicodedata.category(c)[0] in "LN" for c in text)
