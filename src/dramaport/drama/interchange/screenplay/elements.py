"""What a screenplay is on paper: a row of elements, as Fountain and Final Draft both see it."""

from __future__ import annotations

from enum import StrEnum

from dramaport.drama.values import Value


class Kind(StrEnum):
    SECTION = "section"  # an episode's title
    SYNOPSIS = "synopsis"
    HEADING = "heading"
    ACTION = "action"
    CENTERED = "centered"  # text on screen
    CHARACTER = "character"
    PARENTHETICAL = "parenthetical"
    DIALOGUE = "dialogue"
    TRANSITION = "transition"
    LYRICS = "lyrics"
    BREAK = "break"  # a new page
    NOTE = "note"


class Element(Value):
    """One element. `number` belongs to headings, `dual` to the second of two characters who speak together."""

    kind: Kind
    text: str = ""
    number: str = ""
    dual: bool = False


class Paper(Value):
    """A whole screenplay: its title page, its elements in order, and the data no page shows.

    `dropped` says what a reader met and could not keep.
    """

    title: tuple[tuple[str, str], ...] = ()
    elements: tuple[Element, ...] = ()
    data: str = ""
    dropped: tuple[str, ...] = ()
