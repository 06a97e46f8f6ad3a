"""Fountain in and out (fountain.io/syntax), Chinese included: forced headings `.内景 渡口 - 夜`, forced names `@沈渡`.

What is no page (`Paper.data`) stands in a boneyard at the end, which every reader skips.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Sequence
from typing import Final

from dramaport.drama.interchange.decoding import decode
from dramaport.drama.interchange.screenplay.elements import Element, Kind, Paper
from dramaport.drama.interchange.screenplay.headings import is_heading
from dramaport.drama.interchange.screenplay.marks import escaped, hidden, noted, plain, restored

_DATA: Final = "dramaport\n"
_TITLE_KEY: Final = re.compile(r"(?P<key>[^\s:.!@>~#=(\[][^:]{0,40}):(?:\s+(?P<value>.*)|\Z)")
_NUMBER: Final = re.compile(r"\s*(?<!\\)#(?P<number>[^#\s]+)#\s*\Z")
_FORCED: Final = re.compile(r"[!.@>~#=]")
_SPOKEN: Final = (Kind.PARENTHETICAL, Kind.DIALOGUE, Kind.LYRICS)


def write_fountain(paper: Paper) -> str:
    """The text of a Fountain file, with `\\n` line ends."""
    rows = [f"{key}: {_one_row(value)}" for key, value in paper.title]
    speaking = False
    for element in paper.elements:
        inside = speaking and element.kind in (*_SPOKEN, Kind.NOTE)
        rows += [] if inside else [""]
        rows += _rows(element)
        speaking = element.kind is Kind.CHARACTER or inside
    data = (
        ["", "/*", *(_DATA + paper.data.replace("*/", "*\\u002F")).strip("\n").split("\n"), "*/"] if paper.data else []
    )
    return "\n".join([*rows, *data, ""])


def _rows(element: Element) -> list[str]:
    text = escaped(element.text)
    match element.kind:
        case Kind.SECTION:
            return [f"{'#' * int(element.number or 1)} {_one_row(text)}"]
        case Kind.SYNOPSIS:
            return [f"= {_one_row(text)}"]
        case Kind.HEADING:
            named = _one_row(text).replace("#", "\\#")
            return [("" if is_heading(named) else ".") + named + (f" #{element.number}#" if element.number else "")]
        case Kind.ACTION:
            return [_forced(row) for row in text.split("\n")]
        case Kind.CENTERED:
            return [f"> {_one_row(text)} <"]
        case Kind.CHARACTER:
            name = _one_row(text)
            return [("" if _capitals(name) else "@") + name + (" ^" if element.dual else "")]
        case Kind.PARENTHETICAL:
            return [f"({_one_row(text)})"]
        case Kind.DIALOGUE:
            return [f"\\{row}" if row[:1] in ("~", "(") else row or "  " for row in text.split("\n")]
        case Kind.TRANSITION:
            row = _one_row(text)
            return [f"> {row[:-1]}\\<" if row.endswith("<") else f"> {row}"]
        case Kind.LYRICS:
            return [f"~{row}" for row in text.split("\n")]
        case Kind.BREAK:
            return ["==="]
        case Kind.NOTE:
            return [f"[[{noted(element.text)}]]"]


def read_fountain(data: bytes, name: str) -> Paper:
    """The screenplay in a file. Raises BadInput when it is no text."""
    text, warnings = decode(data, name)
    title, body = _title_page(text)
    body, notes, boneyard = hidden(body)
    kept = next((block.lstrip()[len(_DATA) :] for block in boneyard if block.lstrip().startswith(_DATA)), "")
    reader = _Reader(notes)
    elements = tuple(reader.read(body.split("\n")))
    dropped = (f"emphasis (bold, italic, underline) on {reader.styled} lines",) if reader.styled else ()
    return Paper(title=title, elements=elements, data=kept.strip("\n"), dropped=(*warnings, *dropped))


def _title_page(text: str) -> tuple[tuple[tuple[str, str], ...], str]:
    """The title page's keys and values, and the rest. A file whose first line is no key has none."""
    rows = text.split("\n")
    if not rows or not _TITLE_KEY.match(rows[0]) or rows[0].endswith("TO:"):
        return (), text
    page: list[tuple[str, str]] = []
    at = 0
    for at, row in enumerate(rows):  # noqa: B007 - where it stopped is what is wanted
        if found := _TITLE_KEY.match(row):
            page.append((found["key"].strip(), (found["value"] or "").strip()))
        elif row.strip() and page:
            key, value = page[-1]
            page[-1] = (key, f"{value} {row.strip()}".strip())
        else:
            break
    return tuple(page), "\n".join(rows[at:])


class _Reader:
    """Reads lines into elements. `notes` are the texts of the notes whose places are marked in the lines."""

    def __init__(self, notes: Sequence[str]) -> None:
        self._notes = notes
        self.styled = 0

    def read(self, rows: Sequence[str]) -> Iterator[Element]:
        at = 0
        while at < len(rows):
            row, notes = restored(rows[at], self._notes)
            alone = not rows[at - 1].strip() if at else True
            follows = at + 1 < len(rows) and bool(rows[at + 1].strip())
            at += 1
            if not row.strip():
                yield from notes
                continue
            element = self._element(row, alone, follows)
            if element.kind is Kind.CHARACTER:
                yield from (element, *notes)
                at = yield from self._speech(rows, at)
            elif element.kind is Kind.ACTION:
                at = yield from self._action(element, notes, rows, at)
            else:
                yield from (element, *notes)

    def _element(self, row: str, alone: bool, follows: bool) -> Element:
        text = row.strip()
        if re.fullmatch(r"={3,}", text):
            return Element(kind=Kind.BREAK)
        if found := re.match(r"(#+)\s*(.*)", text):
            depth = "" if len(found[1]) == 1 else str(len(found[1]))
            return self._made(Kind.SECTION, found[2], number=depth)
        if text.startswith("="):
            return self._made(Kind.SYNOPSIS, text[1:])
        if re.match(r"\.[^.\s]", text) or (alone and is_heading(text)):
            number = _NUMBER.search(text)
            bare = text[: number.start()] if number else text
            return self._made(Kind.HEADING, bare.removeprefix("."), number=number["number"] if number else "")
        if text.startswith(">"):
            centered = re.fullmatch(r">(.*)(?<!\\)<", text, re.DOTALL)
            return self._made(Kind.CENTERED, centered[1]) if centered else self._made(Kind.TRANSITION, text[1:])
        if text.startswith("~"):
            return self._made(Kind.LYRICS, text[1:])
        if text.startswith("@") or (alone and follows and _capitals(text) and not text.endswith("TO:")):
            name = text.removeprefix("@").strip()
            return self._made(Kind.CHARACTER, name.removesuffix("^"), dual=name.endswith("^"))
        if alone and not follows and text.endswith("TO:") and text.upper() == text and text[0] != "!":
            return self._made(Kind.TRANSITION, text)
        return self._made(Kind.ACTION, row.rstrip().removeprefix("!"))

    def _speech(self, rows: Sequence[str], at: int) -> Generator[Element, None, int]:
        """Everything up to an empty line. A line of two spaces is none: it goes on."""
        said: list[str] = []

        def spoken() -> Iterator[Element]:
            if said:
                yield self._made(Kind.DIALOGUE, "\n".join(said))
                said.clear()

        while at < len(rows) and rows[at] != "" and (rows[at].strip() or rows[at].startswith("  ")):
            row, notes = restored(rows[at], self._notes)
            text = row.strip()
            if re.fullmatch(r"\(.*\)", text):
                yield from spoken()
                yield self._made(Kind.PARENTHETICAL, text[1:-1])
            elif text.startswith("~"):
                yield from spoken()
                yield self._made(Kind.LYRICS, text[1:])
            elif text or not notes:
                said.append(text)
            if notes:
                yield from spoken()
                yield from notes
            at += 1
        yield from spoken()
        return at

    def _action(
        self, first: Element, notes: list[Element], rows: Sequence[str], at: int
    ) -> Generator[Element, None, int]:
        """A paragraph: its rows up to an empty line or to something that is forced to be else."""
        texts, found = [first.text], list(notes)
        while at < len(rows) and rows[at].strip():
            row, more = restored(rows[at], self._notes)
            if row.strip() and _FORCED.match(row.strip()) and not row.startswith("!"):
                break
            found += more
            if row.strip():
                texts.append(self._made(Kind.ACTION, row.rstrip().removeprefix("!")).text)
            at += 1
        yield first.model_copy(update={"text": "\n".join(texts)})
        yield from found
        return at

    def _made(self, kind: Kind, text: str, number: str = "", dual: bool = False) -> Element:
        bare, styled = plain(text.strip())
        self.styled += styled
        return Element(kind=kind, text=bare, number=number, dual=dual)


def _forced(row: str) -> str:
    """A row of action that no reader takes for something else."""
    stripped = row.strip()
    other = bool(_FORCED.match(stripped)) or is_heading(stripped) or _capitals(stripped) or stripped.endswith("TO:")
    return f"!{row}" if other else row


def _capitals(text: str) -> bool:
    """Whether a line is a name to every reader: Latin capitals, but for what stands in brackets."""
    name = re.sub(r"\([^()]*\)", "", text).removesuffix("^").strip()
    return (
        any(letter.isalpha() for letter in name) and name == name.upper() != name.lower() and name[0] not in "!.@>~#="
    )


def _one_row(text: str) -> str:
    return " ".join(text.split("\n")).strip()
