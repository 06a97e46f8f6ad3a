"""A review sheet (.xlsx) for people who work in a spreadsheet. Every cell is text: nothing in it is ever calculated."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Sequence

from openpyxl import load_workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils.exceptions import InvalidFileException

from dramaport.drama.interchange.clock import clock, one_time
from dramaport.drama.interchange.office import new_book, saved, text_cell
from dramaport.drama.interchange.rows import Imported, ReviewRow, reject_doubled_ids, shown
from dramaport.drama.languages import language
from dramaport.errors import BadInput

#: The columns with their widths in characters. `shorter` and `flags` hold one entry a row of the cell.
_COLUMNS = {
    "id": 10,
    "episode": 9,
    "time": 26,
    "character": 14,
    "source": 32,
    "target": 48,
    "shorter": 40,
    "flags": 24,
    "note": 32,
}
_NEEDED = ("id", "target")

_DASH = " – "
_MOST_UNPACKED = 256 * 1024 * 1024  # a season's sheet is under 2 MB; a file that unpacks to more is a trap

#: What openpyxl and zipfile raise on files that are damaged or no workbooks.
_UNREADABLE = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    InvalidFileException,
    zlib.error,
    struct.error,
    OSError,
    ValueError,  # also damaged XML, and entities refused by defusedxml
    SyntaxError,  # ElementTree's ParseError
    LookupError,
    TypeError,
    AttributeError,
    NotImplementedError,  # a zip compression nobody writes
    RuntimeError,  # an encrypted zip
    EOFError,
)


def write_xlsx(rows: Sequence[ReviewRow], source: str, target: str) -> bytes:
    """Rows as a workbook of one sheet, named after the target language. Raises BadInput for text that fits no cell."""
    into = language(target)
    book = new_book()
    sheet = book.worksheets[0]
    sheet.title = into.tag
    sheet.sheet_view.rightToLeft = into.direction == "rtl"
    sheet.freeze_panes = "B2"
    titles = {"source": f"source ({language(source).tag})", "target": f"target ({into.tag})"}
    for column, (name, width) in enumerate(_COLUMNS.items(), start=1):
        head = text_cell(sheet, 1, column, titles.get(name, name))
        head.font = Font(bold=True)
        head.fill = PatternFill("solid", fgColor="DDE3EA")
        sheet.column_dimensions[head.column_letter].width = width
    for place, row in enumerate(rows, start=2):
        for column, (name, text) in enumerate(_cells(row).items(), start=1):
            cell = text_cell(sheet, place, column, text)
            right_to_left = name in {"target", "shorter"} and into.direction == "rtl"
            cell.alignment = Alignment(wrap_text=True, vertical="top", readingOrder=2 if right_to_left else 0)
    return saved(book)


def _cells(row: ReviewRow) -> dict[str, str]:
    return {
        "id": row.line,
        "episode": row.episode,
        "time": f"{clock(row.start)}{_DASH}{clock(row.end)}",
        "character": row.character,
        "source": row.source,
        "target": row.target,
        "shorter": "\n".join(row.shorter),
        "flags": "\n".join(row.flags),
        "note": row.note,
    }


def read_xlsx(data: bytes, name: str) -> Imported:
    """The rows of a review sheet, in its order; columns are found by their titles, others are left out with a warning.

    Formulas are read as the text they are written as. Raises BadInput for damaged files, missing columns, text without
    an id, and ids that come twice.
    """
    lines = _lines(data, name)
    head = [re.sub(r"\s*\(.*\)$", "", title.strip().lower()) for title in lines[0]] if lines else []
    missing = [column for column in _NEEDED if column not in head]
    if missing:
        raise BadInput(f"{name}: no column titled {shown(missing)} in the first row; start from an exported sheet")
    warnings = [f"{name}: column “{title}” is left out" for title in head if title and title not in _COLUMNS]
    rows = []
    for number, line in enumerate(lines[1:], start=2):
        told = {title: text for title, text in reversed(list(zip(head, line, strict=False))) if title in _COLUMNS}
        if not any(text.strip() for text in told.values()):
            continue
        if not told["id"].strip():
            raise BadInput(f"{name}: row {number} has text but no id; restore the id, or export the sheet again")
        row, readable = _row(told)
        warnings += [] if readable else [f"{name}: row {number}: the time cannot be read and is left out"]
        rows.append(row)
    reject_doubled_ids((row.line for row in rows), name)
    return Imported(rows=tuple(rows), warnings=tuple(warnings))


def _row(told: dict[str, str]) -> tuple[ReviewRow, bool]:
    """A row, and whether its time could be read."""
    start, end = (one_time(part) for part in [*told.get("time", "").split(_DASH.strip()), "", ""][:2])
    readable = start is not None and end is not None and start <= end
    return (
        ReviewRow(
            line=told["id"].strip(),
            episode=told.get("episode", "").strip(),
            start=start if readable and start is not None else 0,
            end=end if readable and end is not None else 0,
            character=told.get("character", ""),
            source=told.get("source", ""),
            target=told.get("target", ""),
            shorter=_entries(told.get("shorter", "")),
            flags=_entries(told.get("flags", "")),
            note=told.get("note", ""),
        ),
        readable or not told.get("time", "").strip(),
    )


def _entries(text: str) -> tuple[str, ...]:
    return tuple(entry.strip() for entry in text.split("\n") if entry.strip())


def _lines(data: bytes, name: str) -> list[list[str]]:
    """The first sheet's cells as text."""
    if not data:
        raise BadInput(f"{name} is empty; export it again")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            if sum(part.file_size for part in parts.infolist()) > _MOST_UNPACKED:
                raise BadInput(f"{name} unpacks to more than {_MOST_UNPACKED >> 20} MB; split it into several sheets")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False)
        values = list(book.worksheets[0].iter_rows(values_only=True))
    except _UNREADABLE as error:
        raise BadInput(f"{name} is not a workbook that can be read; save it as .xlsx again") from error
    return [["" if value is None else str(value).replace("\r\n", "\n") for value in line] for line in values]
