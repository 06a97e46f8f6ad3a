"""How long a line will last when it is spoken, before anything is spoken: the translator's budget."""

from __future__ import annotations

from dataclasses import dataclass

from dramaport.ai.speak.phonemes.written import clauses, spoken_form
from dramaport.drama.languages import LANGUAGES
from dramaport.drama.speech_units import speech_units

VERSION = 1


@dataclass(frozen=True)
class Pace:
    """Milliseconds for a line's edges, for each speech unit, and for each pause at a mark inside the line."""

    edges: float
    unit: float
    pause: float


#: Units measured by `python bench/speech.py pace LANGUAGE` on the first female and male voice of each language (eight lines),
#: with the same edges and pauses for all.
PACES: dict[str, Pace] = {
    "zh": Pace(100, 164, 300),
    "en": Pace(100, 172, 300),
    "es": Pace(100, 156, 300),
    "pt-BR": Pace(100, 150, 300),
    "fr": Pace(100, 161, 300),
    "de": Pace(100, 188, 300),
    "it": Pace(100, 157, 300),
    "id": Pace(100, 141, 300),
    "ms": Pace(100, 140, 300),
    "tr": Pace(100, 148, 300),
    "ru": Pace(100, 189, 300),
    "vi": Pace(100, 203, 300),
    "th": Pace(100, 278, 300),
    "ja": Pace(100, 133, 300),
    "ko": Pace(100, 164, 300),
    "ar": Pace(100, 217, 300),
    "hi": Pace(100, 185, 300),
}


def estimate(text: str, language: str) -> int:
    """The ms a voice of `language` will take for `text` at its natural speed; 0 where there is nothing to say."""
    said = spoken_form(text)
    units = speech_units(said, language)
    if units == 0:
        return 0
    pace = PACES.get(language) or _usual(language)
    return round(pace.edges + units * pace.unit + inner_pauses(said) * pace.pause)


def inner_pauses(text: str) -> int:
    """The marks inside a line, where a voice pauses; the one at the end is no pause."""
    return max(0, len(clauses(spoken_form(text))) - 1)


def units_within(milliseconds: int, language: str) -> float:
    """The speech units that fit a duration, pauses aside: the inverse of `estimate`."""
    pace = PACES.get(language) or _usual(language)
    return max(0.0, (milliseconds - pace.edges) / pace.unit)


def _usual(language: str) -> Pace:
    """The pace of a language nobody measured, from its rate in `drama.languages`, else 6 units a second."""
    known = LANGUAGES.get(language)
    return Pace(edges=150.0, unit=1000 / (known.speech_rate if known else 6.0), pause=250.0)
