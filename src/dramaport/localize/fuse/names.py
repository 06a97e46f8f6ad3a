"""Names that were heard by their sound alone, written as the bible writes them.

A recogniser cannot know how a name is written: 小渡 comes back as 孝度. Where nobody captioned a line, a stretch of it that
sounds like an approved name, tones aside, is that name.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence

from pypinyin import lazy_pinyin

from dramaport.drama.values import Line, Origin, Term, TermKind

#: One syllable sounds like too many things. Names and titles of two and more are unlikely to be met by chance.
_FEWEST = 2
_KINDS = frozenset({TermKind.NAME, TermKind.TITLE, TermKind.PLACE, TermKind.ADDRESS})


def with_names(lines: Iterable[Line], terms: Sequence[Term], source: str) -> tuple[Line, ...]:
    """The lines, with names in heard ones spelt as approved. Only Chinese is written in a way that hides its sound."""
    if source != "zh":
        return tuple(lines)
    # Of two names that fit the same letters the longer one has the last word.
    names = sorted((t.source for t in terms if t.kind in _KINDS and len(t.source) >= _FEWEST), key=len)
    return tuple(_named(line, names) if line.origin is Origin.HEARD else line for line in lines)


def _named(line: Line, names: Sequence[str]) -> Line:
    text = line.text
    for name in names:
        text = spelt(text, name)
    return line if text == line.text else line.model_copy(update={"text": text, "heard": line.heard or line.text})


def spelt(text: str, name: str) -> str:
    """`text` with every stretch that sounds like `name` written as `name`."""
    wanted = [sound(letter) for letter in name]
    letters = list(text)
    for start in range(len(letters) - len(wanted) + 1):
        if [sound(letter) for letter in letters[start : start + len(wanted)]] == wanted:
            letters[start : start + len(wanted)] = name
    return "".join(letters)


@functools.lru_cache(maxsize=4096)
def sound(letter: str) -> str:
    """The syllable of a character without its tone; the nasals that speakers and recognisers mix up are one."""
    syllable = lazy_pinyin(letter)[0] if letter else ""
    return syllable.removesuffix("g") if syllable.endswith("ng") else syllable
