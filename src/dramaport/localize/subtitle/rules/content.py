"""Rules on what a cue shows: something, in the right language, in letters the font has, one speaker to a row."""

# ruff: noqa: ARG002 (the rules share their signatures; not every one needs every argument)
from __future__ import annotations

import re
from collections.abc import Sequence

from dramaport.drama.values import Cue
from dramaport.localize.subtitle.cues import dashed, lanes, rewritten, undashed
from dramaport.localize.subtitle.profile import Profile
from dramaport.localize.subtitle.rules.base import CueRule, Rule, Severity, Violation
from dramaport.localize.subtitle.text import script, visible


class NotEmpty(CueRule):
    id = "not-empty"
    text = "A cue shows something."
    source = "players draw an empty box for an empty cue"

    def faults(self, cue: Cue, profile: Profile) -> list[tuple[str, str]]:
        return [] if visible(cue.text) else [("the cue shows nothing", "")]

    def mend(self, cue: Cue, profile: Profile) -> list[Cue]:
        return []


class Dashes(CueRule):
    id = "dashes"
    text = "Two speakers in one cue: a row each, each with the language's dash. One speaker: no dash."
    source = "Netflix Timed Text Style Guide: dual speakers, by language"

    def faults(self, cue: Cue, profile: Profile) -> list[tuple[str, str]]:
        right = self._written(cue, profile) == cue.rows
        return [] if right else [("dialogue dashes are not in the language's style", "")]

    def mend(self, cue: Cue, profile: Profile) -> list[Cue]:
        return [rewritten(cue, self._written(cue, profile))]

    @staticmethod
    def _written(cue: Cue, profile: Profile) -> tuple[str, ...]:
        bare = tuple(undashed(row) for row in cue.rows)
        if bare == cue.rows:
            return bare
        spoken = all(any(c.isalnum() for c in row) for row in bare)
        two_speakers = len(cue.rows) == profile.rows and bare[-1] != cue.rows[-1] and spoken
        return tuple(dashed(row, profile.dash) for row in bare) if two_speakers else bare


class Script(CueRule):
    id = "script"
    text = "No letter of a script the language is not written in: no source text is left."
    source = "design: a failed line is never released as its source text"

    def faults(self, cue: Cue, profile: Profile) -> list[tuple[str, str]]:
        foreign = foreign_letters(cue.text, profile)
        if not foreign:
            return []
        return [(f"not {profile.language.name}: “{foreign}”", "only a translator can say it in the language")]


class Glyphs(CueRule):
    id = "glyphs"
    text = "Every character is in the font the cues are drawn with."
    source = "Netflix Timed Text Style Guide: glyph list"

    def faults(self, cue: Cue, profile: Profile) -> list[tuple[str, str]]:
        held = profile.glyphs
        if held is None:
            return []
        wanted = dict.fromkeys(c for c in cue.text if ord(c) not in held and visible(c))
        if not wanted:
            return []
        named = " ".join(f"“{c}” (U+{ord(c):04X})" for c in wanted)
        return [(f"the font lacks {named}", "write it otherwise, or give a font that has it")]


_SENTENCE_END = re.compile(r"[.…?!]+[”»\"]?\s")
_OPENERS = {"?": "¿", "!": "¡"}


class InvertedMarks(Rule):
    """Where a question begins is the translator's to say (“Oye, ¿vienes?”), so this rule only finds."""

    id = "inverted-marks"
    text = "Spanish: a sentence that ends in ? or ! has its ¿ or ¡."
    source = "Real Academia Española, Ortografía (2010), signos de interrogación"
    severity = Severity.ADVICE

    def check(self, cues: Sequence[Cue], profile: Profile) -> list[Violation]:
        if profile.language.tag != "es":
            return []
        found = []
        for lane in lanes(cues):
            running = ""  # a sentence may begin in an earlier cue
            for place in lane:
                running += " ".join(cues[place].rows) + " "
                *whole, running = _sentences(running)
                found += [self._missing(cues, place, end) for sentence in whole for end in _unopened(sentence)]
        return sorted(found, key=lambda violation: violation.cue)

    def _missing(self, cues: Sequence[Cue], place: int, end: str) -> Violation:
        return self.violation(cues, place, f"“{end}” without “{_OPENERS[end]}”", "the translator knows where it begins")


def _unopened(sentence: str) -> list[str]:
    return [end for end, opener in _OPENERS.items() if end in sentence[-3:] and opener not in sentence]


def _sentences(text: str) -> list[str]:
    """The whole sentences of a text, and the unfinished rest."""
    out, at = [], 0
    for end in _SENTENCE_END.finditer(text):
        out.append(text[at : end.end()].rstrip())
        at = end.end()
    return [*out, text[at:]]


def foreign_letters(text: str, profile: Profile) -> str:
    """The letters of `text` that its language is not written with, each once.

    Japanese shares its characters with Chinese; there a character outside JIS X 0213 is taken for Chinese.
    """

    def foreign(character: str) -> bool:
        written = script(character)
        if written == "han" and "kana" in profile.scripts:
            return not _in_jis(character)
        return written != "" and written not in profile.scripts

    return "".join(dict.fromkeys(c for c in text if foreign(c)))


def _in_jis(character: str) -> bool:
    try:
        character.encode("euc_jis_2004")
    except UnicodeEncodeError:
        return False
    return True
