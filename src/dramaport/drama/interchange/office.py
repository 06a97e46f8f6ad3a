"""What every office file has in common: cells that hold text and nothing else, and no date of its making."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from typing import Final, cast

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.worksheet.worksheet import Worksheet

from dramaport.errors import BadInput

_MOST_IN_A_CELL: Final = 32_767  # Excel's limit

#: A fixed date, so that equal contents give equal bytes; the zip format begins with 1980.
DATE: Final = datetime(1980, 1, 1)
_STAMPS: Final = re.compile(rb"(<dcterms:(?:modified|created)[^>]*>)[^<]*")


def new_book() -> Workbook:
    """An empty workbook that names us and no day."""
    book = Workbook()
    book.properties.creator = "Dramaport"
    book.properties.created = DATE
    return book


def text_cell(sheet: Worksheet, row: int, column: int, text: str) -> Cell:
    """A cell that holds text and nothing else, whatever sign it begins with; Excel keeps it text when it is edited."""
    if len(text) > _MOST_IN_A_CELL:
        raise BadInput(f"row {row}: a text of {len(text)} characters does not fit a cell; use a text format for it")
    cell = cast(Cell, sheet.cell(row=row, column=column))  # merged cells are never made here
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
    cell.data_type = "s"
    cell.quotePrefix = text[:1] in "=+-@\t"
    return cell


def saved(book: Workbook) -> bytes:
    """The workbook's bytes without the time of day."""
    stamped = io.BytesIO()
    book.save(stamped)
    return undated(stamped.getvalue())


def undated(office: bytes) -> bytes:
    """An office file (.xlsx, .docx) whose parts and properties all bear the same date."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(office)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(source.namelist()):
            data = source.read(name)
            if name == "docProps/core.xml":
                data = _STAMPS.sub(rb"\g<1>1980-01-01T00:00:00Z", data)
            target.writestr(zipfile.ZipInfo(name, DATE.timetuple()[:6]), data, zipfile.ZIP_DEFLATED, 6)
    return out.getvalue()
