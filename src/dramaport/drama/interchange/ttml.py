"""TTML for broadcasters and Apple's stores: the text profile of IMSC 1.1, written only."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from dramaport.drama.interchange.clock import clock
from dramaport.drama.interchange.rows import ID_JOINER, ReviewRow, cue_of, text_rows
from dramaport.drama.interchange.xml import child, clean, document
from dramaport.drama.languages import language
from dramaport.drama.values import Cue, LineKind, Value


class TtmlLayout(Value):
    """In percent of the picture: the margin at the sides, the end of speech, the start of screen text, the font."""

    side: float = 10.0
    bottom: float = 90.0
    top: float = 10.0
    font: float = 5.0


def write_ttml(items: Sequence[ReviewRow | Cue], tag: str, layout: TtmlLayout | None = None) -> bytes:
    """Rows or cues as IMSC 1.1 text in a language. Raises BadInput for an unknown language."""
    spoken, placed = language(tag), layout or TtmlLayout()
    root = Element(
        "tt",
        {
            "xmlns": "http://www.w3.org/ns/ttml",
            "xmlns:tts": "http://www.w3.org/ns/ttml#styling",
            "xmlns:ttp": "http://www.w3.org/ns/ttml#parameter",
            "ttp:contentProfiles": "http://www.w3.org/ns/ttml/profile/imsc1.1/text",
            "ttp:timeBase": "media",
            "xml:lang": spoken.tag,
            "xml:space": "default",
        },
    )
    head = child(root, "head")
    _style(child(head, "styling"), placed, spoken.direction == "rtl")
    layouts = child(head, "layout")
    height = placed.bottom - placed.top
    for name, align in (("speech", "after"), ("screen", "before")):
        region = child(layouts, "region", **{"xml:id": name})
        region.set("tts:origin", f"{placed.side:g}% {placed.top:g}%")
        region.set("tts:extent", f"{100 - 2 * placed.side:g}% {height:g}%")
        region.set("tts:displayAlign", align)
        region.set("tts:overflow", "visible")
    division = child(child(root, "body", style="text"), "div")
    for number, item in enumerate(items, start=1):
        _paragraph(division, number, cue_of(item))
    return document(root)


def _style(styling: Element, placed: TtmlLayout, right_to_left: bool) -> None:
    style = child(styling, "style", **{"xml:id": "text"})
    style.set("tts:fontFamily", "proportionalSansSerif")
    style.set("tts:fontSize", f"{placed.font:g}rh")
    style.set("tts:lineHeight", "125%")
    style.set("tts:color", "white")
    style.set("tts:textOutline", "black 8%")
    style.set("tts:textAlign", "center")
    if right_to_left:
        style.set("tts:direction", "rtl")
        style.set("tts:unicodeBidi", "embed")


def _paragraph(division: Element, number: int, cue: Cue) -> None:
    name = "speech" if cue.kind is LineKind.SPEECH else "screen"
    paragraph = child(division, "p", begin=clock(cue.span.start), end=clock(cue.span.end), region=name)
    paragraph.set("xml:id", f"c{number}")
    if cue.line_ids:
        paragraph.set("class", clean(ID_JOINER.join(cue.line_ids)))
    rows = [clean(row) for row in text_rows(cue.text)]
    paragraph.text = rows[0] if rows else None
    for row in rows[1:]:
        child(paragraph, "br").tail = row
