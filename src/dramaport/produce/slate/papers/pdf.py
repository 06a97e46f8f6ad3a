"""Call sheets as a PDF that shows Chinese: the fonts lie in the file, as far as they are used."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from dramaport.errors import Missing
from dramaport.produce.slate.papers.callsheet import (
    ACTOR_HEADS,
    SCENE_HEADS,
    CallSheet,
    actor_row,
    facts,
    scene_row,
)
from dramaport.produce.slate.papers.pictures import BOLD, REGULAR

_WIDTHS: Final[dict[tuple[str, ...], tuple[int, ...]]] = {
    SCENE_HEADS: (27, 20, 24, 34, 48, 22, 15, 87),
    ACTOR_HEADS: (10, 52, 16, 20, 20, 20, 75, 64),
}
_GRID: Final[list[Any]] = [
    ("GRID", (0, 0), (-1, -1), 0.4, colors.HexColor("#888888")),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("BACKGROUND", (0, 0), (-1, 0), colors.HexColor("#dde3ea")),
    ("TOPPADDING", (0, 0), (-1, -1), 2),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
]


@cache
def _register(fonts: Path) -> None:
    for name, file in (("slate", REGULAR), ("slate-bold", BOLD)):
        try:
            pdfmetrics.registerFont(TTFont(name, str(fonts / file)))
        except (TTFError, OSError) as error:
            raise Missing(f"the font {file!r} cannot be opened; run: dramaport models fetch noto-sans-sc") from error


def call_sheets_pdf(sheets: tuple[CallSheet, ...], fonts: Path) -> bytes:
    """A page or more for each day, A4 lying. `fonts` is the folder with Noto Sans SC. Raises Missing."""
    _register(fonts)
    out = io.BytesIO()
    title = sheets[0].title if sheets else ""
    document = SimpleDocTemplate(out, pagesize=landscape(A4), title=title, author="Dramaport", invariant=1)
    document.leftMargin = document.rightMargin = document.topMargin = document.bottomMargin = 10 * mm
    story: list[Flowable] = []
    for number, sheet in enumerate(sheets):
        story += [PageBreak()] * (number > 0) + _page(sheet)
    document.build(story)
    return out.getvalue()


def _page(sheet: CallSheet) -> list[Flowable]:
    pairs = facts(sheet)
    half = -(-len(pairs) // 2)
    head = [
        [_text(text, bold=place % 2 == 0) for place, text in enumerate((*left, *right))]
        for left, right in zip(pairs[:half], (*pairs[half:], ("", "")), strict=False)
    ]
    quiet = TableStyle(
        [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("TOPPADDING", (0, 0), (-1, -1), 1),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
        ]
    )
    return [
        Paragraph(f"Call sheet&nbsp;&nbsp; {_safe(sheet.name)}", _style(15, bold=True)),
        Spacer(1, 2 * mm),
        Table(head, colWidths=[28 * mm, 110 * mm, 28 * mm, 111 * mm], style=quiet),
        Spacer(1, 3 * mm),
        _table(SCENE_HEADS, [scene_row(scene) for scene in sheet.scenes], [scene.colour for scene in sheet.scenes]),
        Spacer(1, 4 * mm),
        _table(ACTOR_HEADS, [actor_row(actor) for actor in sheet.actors], ["#ffffff"] * len(sheet.actors)),
    ]


def _table(heads: tuple[str, ...], rows: list[tuple[str, ...]], shades: list[str]) -> Table:
    cells = [[_text(head, bold=True) for head in heads], *([_text(text) for text in row] for row in rows)]
    coloured: list[Any] = [
        ("BACKGROUND", (0, line), (-1, line), colors.HexColor(shade)) for line, shade in enumerate(shades, start=1)
    ]
    return Table(cells, [width * mm for width in _WIDTHS[heads]], repeatRows=1, style=TableStyle([*_GRID, *coloured]))


def _text(text: str, *, bold: bool = False) -> Paragraph:
    return Paragraph(_safe(text), _style(8.5, bold=bold))


def _safe(text: str) -> str:
    """Text as text: reportlab reads paragraphs as markup."""
    return escape("".join(letter for letter in text if letter.isprintable()))


@cache
def _style(size: float, *, bold: bool) -> ParagraphStyle:
    name = "slate-bold" if bold else "slate"
    return ParagraphStyle(f"{name} {size}", fontName=name, fontSize=size, leading=size * 1.3, wordWrap="CJK")
