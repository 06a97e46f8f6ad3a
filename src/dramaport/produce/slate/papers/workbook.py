"""Spreadsheets in which nothing from outside is ever calculated, and which have the same bytes every time."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from typing import Final, cast

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

#: A fixed date; the zip format begins with 1980.
_DATE: Final = datetime(1980, 1, 1)
_LINE: Final = Side(style="thin", color="999999")
BOX: Final = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_MOST_IN_A_CELL: Final = 32_767  # Excel's limit
_NO_TITLE = re.compile(r"[\[\]:*?/\\]")


def new_book() -> Workbook:
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.creator = "Dramaport"
    book.properties.created = _DATE
    return book


def new_sheet(book: Workbook, title: str) -> Worksheet:
    """A sheet whose title Excel accepts: thirty-one signs, none of []:*?/\\, no other sheet's."""
    wanted = _NO_TITLE.sub(" ", ILLEGAL_CHARACTERS_RE.sub("", title)).strip("' ")[:28] or "sheet"
    taken = {sheet.title.casefold() for sheet in book.worksheets}
    name, count = wanted, 2
    while name.casefold() in taken:
        name, count = f"{wanted} {count}", count + 1
    return cast(Worksheet, book.create_sheet(name))


def put(
    sheet: Worksheet, row: int, column: int, value: str | int | float, *, bold: bool = False, fill: str = "",
    box: bool = False, centre: bool = False, wrap: bool = False,
) -> None:  # fmt: skip
    """A cell. Text stays text, whatever sign it begins with, also when somebody edits it in Excel."""
    cell = cast(Cell, sheet.cell(row=row, column=column))  # merged cells are never made here
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)[:_MOST_IN_A_CELL]
        cell.data_type = "s"
        cell.quotePrefix = value[:1] in ("=", "+", "-", "@", "\t")
    else:
        cell.value = value
    cell.font = Font(bold=bold)
    cell.alignment = Alignment(vertical="top", wrap_text=wrap, horizontal="center" if centre else None)
    if fill:
        cell.fill = PatternFill("solid", fgColor=fill)
    if box:
        cell.border = BOX


def widths(sheet: Worksheet, *columns: float) -> None:
    for number, width in enumerate(columns):
        letter = cast(Cell, sheet.cell(row=1, column=number + 1)).column_letter
        sheet.column_dimensions[letter].width = width


def lying(sheet: Worksheet) -> None:
    """Print it lying, as wide as the paper."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def saved(book: Workbook) -> bytes:
    """The workbook's bytes without the time of day."""
    stamped = io.BytesIO()
    book.save(stamped)
    out = io.BytesIO()
    with zipfile.ZipFile(stamped) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(source.namelist()):
            data = source.read(name)
            if name == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>1980-01-01T00:00:00Z", data)
            target.writestr(zipfile.ZipInfo(name, _DATE.timetuple()[:6]), data, zipfile.ZIP_DEFLATED, 6)
    return out.getvalue()
