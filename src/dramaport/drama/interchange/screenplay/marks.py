"""Fountain's marks inside a line: escapes, emphasis, notes and the boneyard."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from dramaport.drama.interchange.screenplay.elements import Element, Kind

#: A note's place in a line while lines are read; both are private-use characters, taken out of the text before.
_OPEN, _CLOSE = "\ue000", "\ue001"
_PLACED: Final = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
_HIDDEN: Final = re.compile(r"\\.|/\*(?P<bone>.*?)\*/|\[\[(?P<note>(?:\\.|(?!\]\]).)*)\]\]", re.DOTALL)
_ESCAPED: Final = re.compile(r"\\([\\*_\[\]/#@!.~><=^()])")
_EMPHASIS: Final = re.compile(r"(?<![\\*])(\*{1,3}|_)(?=\S)((?:\\.|(?!\1).)+?)(?<=\S)\1(?!\*)")


def escaped(text: str) -> str:
    """A text whose letters mean themselves to a reader."""
    text = re.sub(r"[\\*_]", lambda found: "\\" + found[0], text.replace(_OPEN, "").replace(_CLOSE, ""))
    return re.sub(r"\[(?=\[)|\](?=\])", lambda found: "\\" + found[0], text)


def noted(text: str) -> str:
    """A text to stand in a note."""
    return re.sub(r"[\\\[\]]", lambda found: "\\" + found[0], text.replace(_OPEN, "").replace(_CLOSE, ""))


def hidden(text: str) -> tuple[str, list[str], list[str]]:
    """The text with a mark where each note stood and without its boneyards; the notes; the boneyards."""
    notes: list[str] = []
    bones: list[str] = []

    def taken(found: re.Match[str]) -> str:
        if found["bone"] is not None:
            bones.append(found["bone"])
            return ""
        if found["note"] is None:
            return found[0]
        notes.append(_ESCAPED.sub(r"\1", found["note"]))
        return f"{_OPEN}{len(notes) - 1}{_CLOSE}"

    return _HIDDEN.sub(taken, text.replace(_OPEN, "").replace(_CLOSE, "")), notes, bones


def restored(row: str, notes: Sequence[str]) -> tuple[str, list[Element]]:
    """A line without its notes' marks, and the notes."""
    found = [Element(kind=Kind.NOTE, text=notes[int(mark)].strip()) for mark in _PLACED.findall(row)]
    return _PLACED.sub("", row), found


def plain(text: str) -> tuple[str, bool]:
    """A text without emphasis and escapes, and whether it had any emphasis."""
    bare, times = text, 0
    while (again := _EMPHASIS.sub(r"\2", bare)) != bare:
        bare, times = again, times + 1
    return _ESCAPED.sub(r"\1", bare), times > 0
