"""The usual spelling of a Chinese name in languages of Latin letters: pinyin without tones, surname first."""

from __future__ import annotations

from pypinyin import Style, lazy_pinyin

from dramaport.drama.languages import LANGUAGES
from dramaport.drama.values import Term, TermKind
from dramaport.localize.bible import lexicon

#: Vietnamese reads Chinese names the Vietnamese way (Thẩm Độ, not Shen Du), which no rule of ours knows.
_NOT_PINYIN = frozenset({"vi"})


def spelled(term: Term, source: str) -> dict[str, tuple[str, ...]]:
    """Proposed forms of a name: 沈渡 is Shen Du. Names of other source languages stay as they are; other terms get
    none.

    A family (林家, 林氏) is left to a person: "the Lins", "la famille Lin".
    """
    if term.kind is not TermKind.NAME or (source == "zh" and term.source[-1] in "家氏"):
        return {}
    latin = [tag for tag, lang in LANGUAGES.items() if lang.script == "latin" and tag not in _NOT_PINYIN | {source}]
    spelling = pinyin(term.source) if source == "zh" else term.source
    return dict.fromkeys(latin, (spelling,))


def pinyin(name: str) -> str:
    """沈渡 → Shen Du, 诸葛亮 → Zhuge Liang, 小满 → Xiaoman, 苏苏 → Susu."""
    surname = "" if name[:1] * len(name) == name else lexicon.surname_of(name)
    parts = [surname, name[len(surname) :]]
    return " ".join(_read(part, part == surname) for part in parts if part)


def _read(part: str, is_surname: bool) -> str:
    if is_surname and part in lexicon.surname_readings():
        return lexicon.surname_readings()[part]
    return "".join(lazy_pinyin(part, style=Style.NORMAL, v_to_u=False)).replace("v", "ü").capitalize()
