"""Which font a language is written in: the catalogue's name and the file."""

from __future__ import annotations

from pathlib import Path

from dramaport.ai import models
from dramaport.drama.languages import Language, Script

_FONTS: dict[Script, tuple[str, str]] = {
    "latin": ("noto-sans", "NotoSans_700Bold.ttf"),
    "cyrillic": ("noto-sans", "NotoSans_700Bold.ttf"),
    "han": ("noto-sans-sc", "NotoSansSC_700Bold.ttf"),
    "kana": ("noto-sans-jp", "NotoSansJP_700Bold.ttf"),
    "hangul": ("noto-sans-kr", "NotoSansKR_700Bold.ttf"),
    "thai": ("noto-sans-thai", "NotoSansThai_700Bold.ttf"),
    "arabic": ("noto-sans-arabic", "NotoSansArabic_700Bold.ttf"),
    "devanagari": ("noto-sans-devanagari", "NotoSansDevanagari_700Bold.ttf"),
}


def font_folder(language: Language) -> Path:
    """The folder with the language's font, fetched on first use."""
    return models.folder(_FONTS[language.script][0])


def font_file(language: Language) -> Path:
    """The language's bold font."""
    return font_folder(language) / _FONTS[language.script][1]
