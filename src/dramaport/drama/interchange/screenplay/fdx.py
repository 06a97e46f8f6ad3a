"""Final Draft's FDX in and out: XML with a paragraph for each element.

There is no public schema; the shape follows what Final Draft writes (`DocumentType="Script"`, `Version="5"`): paragraphs with a
`Type`, dual dialogue in a paragraph of its own, notes as `ScriptNote`. Our own data stands in a note on the title page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final
from xml.etree.ElementTree import Element as Xml

from dramaport.drama.interchange.screenplay.elements import Element, Kind, Paper
from dramaport.drama.interchange.xml import child, document, parsed
from dramaport.errors import BadInput

_TYPES: Final = {
    Kind.HEADING: "Scene Heading",
    Kind.ACTION: "Action",
    Kind.CHARACTER: "Character",
    Kind.PARENTHETICAL: "Parenthetical",
    Kind.DIALOGUE: "Dialogue",
    Kind.TRANSITION: "Transition",
    Kind.SECTION: "New Act",
    Kind.SYNOPSIS: "Synopsis",
    Kind.LYRICS: "Singing",
    Kind.CENTERED: "Text On Screen",
    Kind.BREAK: "Page Break",
}
_KINDS: Final = {name: kind for kind, name in _TYPES.items()} | {
    "Shot": Kind.ACTION, "General": Kind.ACTION, "Cast List": Kind.ACTION, "Outline 1": Kind.SECTION, "Outline 2": Kind.SYNOPSIS,
    "Outline Body": Kind.SYNOPSIS, "End of Act": Kind.ACTION, "Lyrics": Kind.LYRICS,
}  # fmt: skip
_DATA: Final = "dramaport"
_SPOKEN: Final = (Kind.PARENTHETICAL, Kind.DIALOGUE, Kind.LYRICS)


def write_fdx(paper: Paper) -> bytes:
    """The bytes of an FDX file."""
    root = Xml("FinalDraft", {"DocumentType": "Script", "Template": "No", "Version": "5"})
    content = child(root, "Content")
    elements = list(paper.elements)
    at = 0
    while at < len(elements):
        ends = _dual_ends(elements, at)
        if ends:
            pair = child(child(content, "Paragraph"), "DualDialogue")
            _paragraphs(elements[at:ends], pair)
            at = ends
        else:
            stop = next((n for n in range(at + 1, len(elements)) if elements[n].kind is not Kind.NOTE), len(elements))
            _paragraphs(elements[at:stop], content)
            at = stop
    page = child(child(root, "TitlePage"), "Content")
    for key, value in paper.title:
        child(child(page, "Paragraph", Alignment="Center", Type="General"), "Text", f"{key}: {value}")
    if paper.data:
        note = child(child(root, "ScriptNotes"), "ScriptNote", Name=_DATA)
        child(child(note, "Paragraph"), "Text", paper.data.replace("\n", "\u2028"))
    return document(root)


def _dual_ends(elements: Sequence[Element], at: int) -> int:
    """Where two speeches that are said together end; 0 when none begin here."""
    if elements[at].kind is not Kind.CHARACTER or elements[at].dual:
        return 0
    second = _speech_end(elements, at)
    if second < len(elements) and elements[second].kind is Kind.CHARACTER and elements[second].dual:
        return _speech_end(elements, second)
    return 0


def _speech_end(elements: Sequence[Element], at: int) -> int:
    rest = range(at + 1, len(elements))
    return next((n for n in rest if elements[n].kind not in (*_SPOKEN, Kind.NOTE)), len(elements))


def _paragraphs(elements: Sequence[Element], into: Xml) -> None:
    """Paragraphs with the notes that follow each inside it."""
    paragraph: Xml | None = None
    for element in elements:
        if element.kind is Kind.NOTE:
            holder = paragraph if paragraph is not None else child(into, "Paragraph", Type="Action")
            paragraph = holder
            child(child(child(holder, "ScriptNote"), "Paragraph"), "Text", element.text)
            continue
        paragraph = child(into, "Paragraph", Type=_TYPES[element.kind])
        if element.number:
            paragraph.set("Number", element.number)
        if element.dual:
            paragraph.set("Dual", "Yes")
        text = f"({element.text})" if element.kind is Kind.PARENTHETICAL else element.text
        child(paragraph, "Text", text)


def read_fdx(data: bytes, name: str) -> Paper:
    """The screenplay in a file. Raises BadInput: no XML, or not Final Draft's."""
    root = parsed(data, name)
    content = root.find("Content")
    if root.tag != "FinalDraft" or content is None:
        raise BadInput(f"{name} is not an FDX screenplay; export it from Final Draft as FDX, or as Fountain")
    dropped: Counter[str] = Counter()
    elements = tuple(element for paragraph, dual in _walk(content) for element in _read(paragraph, dual, dropped))
    title = tuple(_title(root))
    kept = next((note for note in root.iter("ScriptNote") if note.get("Name") == _DATA), None)
    left = tuple(f"{count} × {what}" for what, count in dropped.items())
    text = _text(kept).replace("\u2028", "\n") if kept is not None else ""
    return Paper(title=title, elements=elements, data=text, dropped=left)


def _walk(content: Xml) -> Iterator[tuple[Xml, bool]]:
    """Every paragraph that is an element, and whether it is the second of two who speak together."""
    for paragraph in content.findall("Paragraph"):
        pair = paragraph.find("DualDialogue")
        if pair is None:
            yield paragraph, paragraph.get("Dual") == "Yes"
            continue
        speakers = 0
        for spoken in pair.findall("Paragraph"):
            speakers += spoken.get("Type") == _TYPES[Kind.CHARACTER]
            yield spoken, spoken.get("Type") == _TYPES[Kind.CHARACTER] and speakers > 1


def _read(paragraph: Xml, dual: bool, dropped: Counter[str]) -> Iterator[Element]:
    """The element a paragraph is, and its notes."""
    kind = _KINDS.get(paragraph.get("Type", ""))
    texts = paragraph.findall("Text")
    text = "".join(part.text or "" for part in texts).strip()
    if kind is None and text:
        dropped[f"paragraph of type {paragraph.get('Type')!r}, taken as action"] += 1
    if any(part.get("Style") for part in texts):
        dropped["paragraph with bold, italic or underline"] += 1
    if kind is Kind.PARENTHETICAL:
        text = text.removeprefix("(").removesuffix(")")
    if text or kind is Kind.BREAK:
        number = paragraph.get("Number", "") if kind in (Kind.HEADING, Kind.SECTION) else ""
        yield Element(kind=kind or Kind.ACTION, text=text, number=number, dual=dual)
    for note in paragraph.findall("ScriptNote"):
        yield Element(kind=Kind.NOTE, text=_text(note))


def _text(note: Xml) -> str:
    rows = ["".join(text.text or "" for text in paragraph.findall("Text")) for paragraph in note.findall("Paragraph")]
    return "\n".join(rows).strip()


def _title(root: Xml) -> Iterator[tuple[str, str]]:
    """The title page: `Key: value` rows as we write them, else its first row is the title."""
    page = root.find("TitlePage/Content")
    rows = [] if page is None else [_own(paragraph) for paragraph in page.iter("Paragraph")]
    rows = [row for row in rows if row]
    for at, row in enumerate(rows):
        key, colon, value = row.partition(": ")
        if colon and key.isidentifier():
            yield key, value
        elif at == 0:
            yield "Title", row


def _own(paragraph: Xml) -> str:
    return "".join(text.text or "" for text in paragraph.findall("Text")).strip()
