"""Which font a language is written in: the catalogue's name and the file."""

from __future__ import annotations

from dataclasses import dataclass
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


@dataclass(frozen=True)
class Font:
    """The font of a script: a model of the catalogue and the bold file in it."""

    model: str
    file: str

    @property
    def identity(self) -> str:
        """What names the font in build keys. Fetches nothing."""
        return f"{models.identity(self.model)}/{self.file}"

    def path(self) -> Path:
        """The file, fetched on first use. Raises Missing where no place can give it."""
        return models.folder(self.model) / self.file


def font_of(language: Language) -> Font:
    """The language's bold font."""
    return Font(*_FONTS[language.script])


def font_folder(language: Language) -> Path:
    """The folder with the language's font, fetched on first use."""
    return models.folder(_FONTS[language.script][0])
