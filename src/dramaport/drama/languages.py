"""The languages Dramaport releases in, and what each asks of text and speech.

`speech_rate` is the usual number of *speech units* a second in dramatic dialogue, counted by `speech_units`. It turns a slot into a
budget for the translator before anything is spoken. Rates: Pellegrino, Coupé & Marsico, "Across-Language Perspective on
Speech Information Rate", Language 87 (2011), and Coupé et al., Science Advances 5 (2019), for the languages measured
there; the others are set from their nearest kin and corrected by the measured clips (see `localize/speak`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dramaport.errors import BadInput

Direction = Literal["ltr", "rtl"]
Script = Literal["latin", "han", "kana", "hangul", "thai", "arabic", "devanagari", "cyrillic"]


@dataclass(frozen=True)
class Language:
    """One language: its BCP 47 tag, name, ISO 639-2 code (for MP4 tracks), script, direction and speaking rate."""

    tag: str
    name: str
    native: str
    iso639_2: str
    script: Script
    direction: Direction
    speech_rate: float  # syllables (or morae for Japanese) a second


_TABLE = (
    Language("zh", "Chinese", "中文", "zho", "han", "ltr", 5.2),
    Language("en", "English", "English", "eng", "latin", "ltr", 6.2),
    Language("es", "Spanish", "Español", "spa", "latin", "ltr", 7.7),
    Language("pt-BR", "Portuguese (Brazil)", "Português (Brasil)", "por", "latin", "ltr", 7.2),
    Language("fr", "French", "Français", "fra", "latin", "ltr", 6.9),
    Language("de", "German", "Deutsch", "deu", "latin", "ltr", 6.1),
    Language("it", "Italian", "Italiano", "ita", "latin", "ltr", 7.2),
    Language("id", "Indonesian", "Bahasa Indonesia", "ind", "latin", "ltr", 6.8),
    Language("vi", "Vietnamese", "Tiếng Việt", "vie", "latin", "ltr", 5.3),
    Language("th", "Thai", "ไทย", "tha", "thai", "ltr", 4.7),
    Language("ja", "Japanese", "日本語", "jpn", "kana", "ltr", 8.0),
    Language("ko", "Korean", "한국어", "kor", "hangul", "ltr", 7.0),
    Language("ar", "Arabic", "العربية", "ara", "arabic", "rtl", 5.9),
    Language("hi", "Hindi", "हिन्दी", "hin", "devanagari", "ltr", 6.7),
    Language("tr", "Turkish", "Türkçe", "tur", "latin", "ltr", 7.0),
    Language("ru", "Russian", "Русский", "rus", "cyrillic", "ltr", 6.1),
    Language("ms", "Malay", "Bahasa Melayu", "msa", "latin", "ltr", 6.8),
)

LANGUAGES: dict[str, Language] = {language.tag: language for language in _TABLE}

#: The languages of the sample drama and of a full release.
RELEASE_LANGUAGES = ("en", "es", "pt-BR", "fr", "de", "it", "id", "vi", "th", "ja", "ko", "ar", "hi", "tr")

_ALIASES = {"pt": "pt-BR", "pt-br": "pt-BR", "zh-cn": "zh", "zh-hans": "zh", "in": "id"}


def language(tag: str) -> Language:
    """The language of a tag, forgiving case and common aliases. Raises BadInput naming the known tags."""
    wanted = tag.strip()
    known = LANGUAGES.get(wanted) or LANGUAGES.get(_ALIASES.get(wanted.lower(), wanted.lower()))
    if known is None:
        raise BadInput(f"unknown language {tag!r}: use one of {' '.join(LANGUAGES)}")
    return known


def languages(tags: str) -> tuple[Language, ...]:
    """The languages of a comma-separated list such as `en,es,pt-BR`; `all` means every release language."""
    if tags.strip() == "all":
        return tuple(LANGUAGES[tag] for tag in RELEASE_LANGUAGES)
    named = [language(part) for part in tags.split(",") if part.strip()]
    if not named:
        raise BadInput("no language given: use --to en,es,…")
    return tuple(dict.fromkeys(named))
