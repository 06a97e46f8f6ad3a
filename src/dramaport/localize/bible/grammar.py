"""How a term looks inside a sentence of each language: endings, clitics, articles, spaces.

A term is given in its plain form, "Opa" or "جد"; the sentence may hold "Opas" or "وجدي". For every language this says
what may be written onto a word without making it another word. The rules are wide enough for case, number and
possession, and no wider: "Ana" is not kept by "anahtar".
"""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

_MARKS = "\u0300-\u036f"  # combining accents
_DEVANAGARI = "\u0900-\u0963\u0971-\u097f"  # letters and signs, not the dandas and digits
#: What makes a word longer. Python's `\w` leaves out vowel signs, which belong to a word in Devanagari.
_LETTER = rf"[\w{_MARKS}{_DEVANAGARI}]"
_INVISIBLE = re.compile("[\u00ad\u061c\u0640\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")  # and the tatweel
_HARAKAT = re.compile("[\u064b-\u065f\u0670]")
#: A letter with its accents and vowel signs, or what of them stands alone.
_CLUSTER = re.compile(rf".[{_MARKS}\u064b-\u065f\u0670\u0654\u0655\u093c\u3099\u309a\u0e33\u0eb3]*", re.DOTALL)
_APOSTROPHES = str.maketrans("’‘ʼ`´′", "''''''")
_ARABIC = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ؤ": "و", "ئ": "ي"})

Spacing = Literal["words", "hangul", "none"]


@dataclass(frozen=True)
class Grammar:
    """`before` and `after` are patterns of what may be written onto a word; articles at a form's front do not count."""

    before: str = ""
    after: str = ""
    articles: frozenset[str] = frozenset()
    spacing: Spacing = "words"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Turkish endings in the folded alphabet (ı is i): number, possession, case, "-cik" of tenderness, copulas.
_TURKISH = (
    r"(?:'\w*|(?:c[iuü][ğk]|l[ae]r|[iuü]?m[iuü]z|[iuü]?[mn]|[iuü]?n[iuü]z|s?[iuü]|[ny]?[iuü]n|[yn]?[ae]|[yn]?[iuü]"
    r"|n?[dt][ae]n?|y?l[ae]|c[ae]|[dt][iuü]r?|ki)){0,4}"
)
_ARABIC_SUFFIX = r"(?:ي|ك|ه|ها|نا|كم|كما|هم|هن|ا|ان|ين|ون|ات)?"

_GRAMMARS = {
    "en": Grammar(after=r"(?:'s|s'|es|s)?", articles=_words("the a an")),
    "es": Grammar(after=r"(?:es|s)?", articles=_words("el la los las un una al del")),
    "pt-BR": Grammar(after=r"(?:es|s)?", articles=_words("o a os as um uma ao à do da dos das")),
    "fr": Grammar(after=r"(?:es|s|x|e)?", articles=_words("le la les un une des au aux du")),
    "de": Grammar(
        after=r"(?:'s|'|ens|es|en|em|ern|er|ns|e|n|s)?",
        articles=_words("der die das den dem des ein eine einen einem einer"),
    ),
    "it": Grammar(articles=_words("il lo la i gli le un uno una del al")),
    "id": Grammar(after=r"(?:-?(?:ku|mu|nya|lah|kah|pun))*"),
    "ms": Grammar(after=r"(?:-?(?:ku|mu|nya|lah|kah|pun))*"),
    "vi": Grammar(),
    "tr": Grammar(after=_TURKISH),
    "ru": Grammar(after=r"[а-яё]{0,3}"),
    "ar": Grammar(before=r"(?:[وف])?(?:[بكل]?ال|لل|[بكلس])?", after=_ARABIC_SUFFIX),
    "hi": Grammar(),
    "ko": Grammar(spacing="hangul"),
    "ja": Grammar(spacing="none"),
    "th": Grammar(spacing="none"),
    "zh": Grammar(spacing="none"),
}
_PLAIN = Grammar()

# Words that begin like a term and mean something else, where a language writes no spaces.
_OTHER_WORDS = {"th": ("แม่น้ำ", "แม่ค้า", "แม่บ้าน", "แม่นยำ", "แม่เหล็ก", "พ่อค้า", "พ่อบ้าน", "พ่อครัว", "ตาย", "ยายาม")}


def fold(text: str, language: str) -> str:
    """`text` with what makes no difference taken away: case, width, apostrophes, Arabic vowel signs and hamza seats.

    Turkish i and ı fall together: a foreign name in capitals is written with either.
    """
    return _folded(text, language)[0]


def spans(form: str, text: str, language: str) -> tuple[tuple[int, int], ...]:
    """Where `form`, inflected or not, stands in `text`: start and end of each place."""
    folded, origins = _folded(text, language)
    return tuple((origins[m.start()], origins[m.end()]) for m in _pattern(form, language).finditer(folded) if m[0])


@functools.lru_cache(maxsize=4096)
def _folded(text: str, language: str) -> tuple[str, tuple[int, ...]]:
    """The folded text, and for each of its places (and its end) the place in `text` it comes from.

    Folding goes by letters with their marks, so that a place is never inside one.
    """
    folded: list[str] = []
    origins: list[int] = []
    for cluster in _CLUSTER.finditer(text):
        plain = _fold_cluster(cluster[0], language)
        folded.append(plain)
        origins.extend([cluster.start()] * len(plain))
    return "".join(folded), (*origins, len(text))


def _fold_cluster(cluster: str, language: str) -> str:
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", cluster)).translate(_APOSTROPHES)
    if language == "tr":
        return plain.replace("İ", "i").replace("I", "i").lower().replace("ı", "i")
    if language == "ar":
        return _HARAKAT.sub("", plain).translate(_ARABIC)
    if language == "hi":
        return plain.replace("ँ", "ं")
    return plain.casefold()


def other_words(form: str, language: str) -> tuple[str, ...]:
    """Longer words of the language that hold `form` and are no mention of it."""
    plain = fold(form, language)
    return tuple(word for word in _OTHER_WORDS.get(language, ()) if plain in fold(word, language))


@functools.lru_cache(maxsize=4096)
def _pattern(form: str, language: str) -> re.Pattern[str]:
    grammar = _GRAMMARS.get(language, _PLAIN)
    words = [word for word in re.split(r"[\s\-‐‑–]+", fold(form, language)) if word]
    if len(words) > 1 and words[0] in grammar.articles:
        words = words[1:]
    if grammar.spacing == "none":
        return re.compile(_without_spaces(words))
    if grammar.spacing == "hangul":
        return re.compile(_hangul(words))
    inflected = (_inflected(word, language, grammar) for word in words)
    # A hyphen in front makes another word (petit-fils is no fils); one behind does not (die Lin-Flotte).
    return re.compile(rf"(?<!{_LETTER})(?<!{_LETTER}-)" + r"\.?[\s\-‐‑–]+".join(inflected) + rf"(?!{_LETTER})")


def _inflected(word: str, language: str, grammar: Grammar) -> str:
    stem = re.escape(word)
    if language == "en" and len(word) > 2 and word.endswith("y"):
        stem = rf"{re.escape(word[:-1])}(?:y|ie)"
    elif language == "it" and len(word) > 3 and word[-1] in "oae":
        stem = rf"{re.escape(word[:-1])}[{word[-1]}{'e' if word[-1] == 'a' else 'i'}]"
    elif language == "ru" and len(word) > 2 and word[-1] in "аяоеьйы":
        stem = re.escape(word[:-1])
    elif language == "hi":
        return _hindi(word)
    elif language == "ar":
        return _arabic(word, grammar)
    elif language == "tr" and word[-1] in "çptk":
        stem = rf"{re.escape(word[:-1])}[{word[-1]}{ {'ç': 'c', 'p': 'b', 't': 'd', 'k': 'ğ'}[word[-1]] }]"
    return grammar.before + stem + grammar.after


def _hindi(word: str) -> str:
    """The oblique and the plural: बेटा → बेटे, बेटों; बेटी → बेटियाँ."""
    if word.endswith("ा"):
        return re.escape(word[:-1]) + "(?:ा|े|ो|ों|ाओं)"
    if word.endswith("ी"):
        return re.escape(word[:-1]) + "(?:ी|ियां|ियों|ियो)"
    return re.escape(word) + "(?:ों|ें|ओं|एं)?"


def _arabic(word: str, grammar: Grammar) -> str:
    """The article is free; ة opens to ت before a suffix: جدة → جدتي."""
    stem = word.removeprefix("ال") if len(word) > 4 else word
    body = rf"{re.escape(stem[:-1])}[ةهت]" if stem.endswith("ة") else re.escape(stem)
    return grammar.before + body + grammar.after


# Particles and copulas that follow a noun without a space, for nouns too short to be searched without one.
_KOREAN_AFTER = (
    "님|아|야|이|가|은|는|을|를|의|도|만|와|과|랑|이랑|로|으로|께|께서|들|에|에게|에게서|에서|한테|부터|까지|처럼|"
    "보다|라고|이라고|씨|예요|이에요|이다|입니다"
)


def _hangul(words: list[str]) -> str:
    """Spaces are written or not. One syllable needs a word's start and only particles behind it: 형 is not in 형제."""
    body = r"\s*".join(re.escape(word) for word in words)
    if len("".join(words)) > 1:
        return body
    return rf"(?<![가-힣]){body}(?:{_KOREAN_AFTER})*(?![가-힣])"


def _without_spaces(words: list[str]) -> str:
    """Chinese, Japanese, Thai: a stretch of text, but no piece of a longer word in katakana, and no single kanji of a
    word.
    """
    body = r"[\s・･=]*".join(r"[・･=]?".join(map(re.escape, re.split("[・･=]", word))) for word in words)
    plain = "".join(words)
    before = after = ""
    if _is_katakana(plain[0]):
        before = "(?<![ァ-ヺー])"
    if _is_katakana(plain[-1]):
        after = "(?![ァ-ヺー])"
    if len(plain) == 1 and "一" <= plain <= "鿿":
        before, after = "(?<![一-鿿])", "(?![一-鿿])"
    return before + body + after


def _is_katakana(character: str) -> bool:
    return "ァ" <= character <= "ヺ" or character == "ー"
