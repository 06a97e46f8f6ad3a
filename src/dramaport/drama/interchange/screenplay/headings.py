"""Scene headings in Chinese and English: `内景 渡口 - 夜`, `INT. FERRY - NIGHT`."""

from __future__ import annotations

import re
from typing import Final

from dramaport.drama.screenplay.values import Setting, TimeOfDay
from dramaport.drama.values import Value

_SETTINGS: Final = {
    "zh": {Setting.INTERIOR: "内景", Setting.EXTERIOR: "外景", Setting.BOTH: "内外景"},
    "en": {Setting.INTERIOR: "INT.", Setting.EXTERIOR: "EXT.", Setting.BOTH: "INT./EXT."},
}
_TIMES: Final = {
    "zh": {TimeOfDay.DAY: "日", TimeOfDay.NIGHT: "夜", TimeOfDay.DAWN: "晨", TimeOfDay.DUSK: "昏"},
    "en": {TimeOfDay.DAY: "DAY", TimeOfDay.NIGHT: "NIGHT", TimeOfDay.DAWN: "DAWN", TimeOfDay.DUSK: "DUSK"},
}
#: Other words that headings of other programs use.
_ALSO: Final = {
    "白天": TimeOfDay.DAY, "日景": TimeOfDay.DAY, "夜晚": TimeOfDay.NIGHT, "夜景": TimeOfDay.NIGHT, "晚": TimeOfDay.NIGHT,
    "清晨": TimeOfDay.DAWN, "黎明": TimeOfDay.DAWN, "早": TimeOfDay.DAWN, "黄昏": TimeOfDay.DUSK, "傍晚": TimeOfDay.DUSK,
    "MORNING": TimeOfDay.DAY, "AFTERNOON": TimeOfDay.DAY, "EVENING": TimeOfDay.DUSK, "SUNSET": TimeOfDay.DUSK,
    "SUNRISE": TimeOfDay.DAWN,
}  # fmt: skip
_BEGINNING: Final = re.compile(
    r"\.?\s*(?P<both>INT\.?\s*/\s*EXT\.?|I/E\.?|内外景|内/外景?|内／外景?)\s*|"
    r"\.?\s*(?P<int>INT\.?|内景|内)(?=[\s.、，·]|$)[\s.、，·]*|"
    r"\.?\s*(?P<ext>EXT\.?|EST\.?|外景|外)(?=[\s.、，·]|$)[\s.、，·]*",
    re.IGNORECASE,
)
_PARTS: Final = re.compile(r"\s+[-–—－]\s*|\s*[-–—－]\s+|\s{2,}")


class Heading(Value):
    """What a heading says; `time` is None where it does not say one we know."""

    setting: Setting
    place: str
    time: TimeOfDay | None


def heading(setting: Setting, place: str, time: TimeOfDay, language: str) -> str:
    """The heading as writers of a language set it."""
    words = language if language in _SETTINGS else "en"
    return f"{_SETTINGS[words][setting]} {place} - {_TIMES[words][time]}"


def read_heading(text: str) -> Heading:
    """What a heading says. One that names neither inside nor outside is taken for inside."""
    found = _BEGINNING.match(text)
    setting = Setting.INTERIOR
    if found:
        setting = Setting.BOTH if found["both"] else Setting.INTERIOR if found["int"] else Setting.EXTERIOR
    rest = text[found.end() :].strip() if found else text.strip()
    parts = _PARTS.split(rest)
    if len(parts) == 1:  # 渡口 夜
        parts = rest.rsplit(maxsplit=1)
    time = _time(parts[-1]) if len(parts) > 1 else None
    place = rest[: rest.rindex(parts[-1])].strip(" -–—－") if time else rest
    return Heading(setting=setting, place=place, time=time)


def is_heading(text: str) -> bool:
    """Whether a line is a heading to every reader of Fountain, without a dot before it (fountain.io/syntax)."""
    return bool(re.match(r"(?:INT|EXT|EST|INT\.?/EXT|I/E)[. ]", text, re.IGNORECASE))


def _time(word: str) -> TimeOfDay | None:
    word = word.strip()
    named = {name: time for names in _TIMES.values() for time, name in names.items()}
    return named.get(word.upper()) or named.get(word) or _ALSO.get(word.upper()) or _ALSO.get(word)
