"""The script as a Word document, for readers: page, margins and indents as a screenplay has them."""

from __future__ import annotations

import io
from typing import Any, Final

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from dramaport.drama.interchange.office import undated
from dramaport.drama.interchange.screenplay.compose import compose
from dramaport.drama.interchange.screenplay.elements import Element, Kind
from dramaport.drama.interchange.xml import clean
from dramaport.drama.screenplay.timing import episode_ms
from dramaport.drama.screenplay.values import Screenplay

#: Left and right indents in centimetres and the space above in points, as screenplays are set (dialogue in the middle column).
_INDENTS: Final = {
    Kind.HEADING: (0, 0, 12), Kind.ACTION: (0, 0, 6), Kind.CHARACTER: (5.5, 0, 6), Kind.PARENTHETICAL: (4, 4, 0),
    Kind.DIALOGUE: (2.5, 3, 0), Kind.LYRICS: (2.5, 3, 0), Kind.CENTERED: (0, 0, 6), Kind.TRANSITION: (0, 0, 6),
    Kind.SYNOPSIS: (0, 0, 0),
}  # fmt: skip
_FONT, _HAN_FONT, _SIZE = "Courier New", "SimSun", 11


def write_word(play: Screenplay) -> bytes:
    """The bytes of a .docx file: title page, cast, and each episode with its length on a page of its own."""
    book = Document()
    style = book.styles["Normal"]
    style.font.name, style.font.size = _FONT, Pt(_SIZE)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _HAN_FONT)
    for edge in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(book.sections[0], edge, Cm(2.5))
    book.add_heading(clean(play.title), 0)
    if play.logline:
        book.add_paragraph(clean(play.logline))
    _cast(book, play)
    codes = iter(play.episodes)
    for element in compose(play).elements:
        if element.kind is Kind.SECTION:
            code = next(codes)
            book.add_heading(clean(element.text), 1).paragraph_format.page_break_before = True
            book.add_paragraph(f"≈ {episode_ms(play.episodes[code], play.source) / 1000:.0f} s")
        elif element.kind is not Kind.NOTE:
            _paragraph(book, element)
    out = io.BytesIO()
    book.save(out)
    return undated(out.getvalue())


def _cast(book: Any, play: Screenplay) -> None:
    table = book.add_table(rows=0, cols=3)
    for role in play.characters:
        for cell, text in zip(
            table.add_row().cells, (role.name, f"{role.gender}, {role.age}", role.note or role.look), strict=True
        ):
            cell.text = clean(text)


def _paragraph(book: Any, element: Element) -> None:
    left, right, above = _INDENTS.get(element.kind, (0, 0, 6))
    text = f"({element.text})" if element.kind is Kind.PARENTHETICAL else element.text
    number = f"{element.number}  " if element.number else ""
    paragraph = book.add_paragraph()
    run = paragraph.add_run(clean(number + text))
    run.bold = element.kind is Kind.HEADING
    run.italic = element.kind in (Kind.SYNOPSIS, Kind.LYRICS)
    form = paragraph.paragraph_format
    form.left_indent, form.right_indent = Cm(left), Cm(right)
    form.space_before, form.space_after = Pt(above), Pt(0)
    form.keep_with_next = element.kind in (Kind.HEADING, Kind.CHARACTER, Kind.PARENTHETICAL)
    if element.kind is Kind.CENTERED:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    elif element.kind is Kind.TRANSITION:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
