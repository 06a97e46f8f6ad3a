"""What is written can be read again, and whatever else is read gives rows or one clear error."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from interchange_making import FERRY, sheets

from dramaport.drama.interchange import xlsx
from dramaport.drama.interchange.rows import Imported, ReviewRow
from dramaport.drama.interchange.srt import read_srt, write_srt
from dramaport.drama.interchange.tmx import read_tmx, write_tmx
from dramaport.drama.interchange.ttml import write_ttml
from dramaport.drama.interchange.vtt import read_vtt, write_vtt
from dramaport.drama.interchange.xliff import read_xliff, write_xliff
from dramaport.drama.interchange.xlsx import read_xlsx, write_xlsx
from dramaport.errors import BadInput

READERS: dict[str, Callable[[bytes, str], Imported]] = {
    "srt": read_srt,
    "vtt": read_vtt,
    "xliff": read_xliff,
    "xlsx": read_xlsx,
    "tmx": lambda data, name: read_tmx(data, name, "zh", "en"),
}
WRITERS: dict[str, Callable[[tuple[ReviewRow, ...]], bytes]] = {
    "srt": write_srt,
    "vtt": write_vtt,
    "xliff": lambda rows: write_xliff(rows, "zh", "en"),
    "xlsx": lambda rows: write_xlsx(rows, "zh", "en"),
    "tmx": lambda rows: write_tmx(rows, "zh", "en"),
}
#: The fields a format carries; the others come back empty.
CARRIED = {
    "srt": {"start", "end", "target"},
    "vtt": {"line", "start", "end", "character", "target"},
    "xliff": set(ReviewRow.model_fields),
    "xlsx": set(ReviewRow.model_fields),
    "tmx": {"line", "episode", "character", "source", "target", "note"},
}


def carried(row: ReviewRow, name: str) -> ReviewRow:
    return ReviewRow(**{field: getattr(row, field) for field in CARRIED[name]})


@pytest.mark.parametrize("name", READERS)
@given(rows=sheets())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_reading_what_was_written_gives_the_rows_back(name: str, rows: tuple[ReviewRow, ...]) -> None:
    written = WRITERS[name](rows)
    found = READERS[name](written, f"E01.{name}")
    kept = [row for row in rows if name != "tmx" or (row.source and row.target)]
    assert list(found.rows) == [carried(row, name) for row in kept]
    assert found.warnings == ()
    assert WRITERS[name](rows) == written


@pytest.mark.parametrize("name", ["vtt", "xliff", "xlsx"])
def test_the_sample_rows_survive_with_all_a_format_carries(name: str) -> None:
    found = READERS[name](WRITERS[name](FERRY), "ferry").rows
    assert list(found) == [carried(row, name) for row in FERRY]


@pytest.mark.parametrize("name", READERS)
@given(data=st.binary(max_size=200))
@settings(max_examples=60, deadline=None)
def test_any_bytes_give_rows_or_one_error_that_names_the_file(name: str, data: bytes) -> None:
    try:
        READERS[name](data, "review.bin")
    except BadInput as error:
        assert "review.bin" in str(error)
        assert "\n" not in str(error)


@pytest.mark.parametrize("name", READERS)
@given(place=st.floats(0, 1, exclude_max=True), junk=st.binary(max_size=4), cut=st.integers(0, 40))
@settings(max_examples=60, deadline=None)
def test_a_damaged_file_gives_rows_or_one_error(name: str, place: float, junk: bytes, cut: int) -> None:
    whole = WRITERS[name](FERRY)
    at = int(place * len(whole))
    try:
        READERS[name](whole[:at] + junk + whole[at + cut :], "review.bin")
    except BadInput as error:
        assert "review.bin" in str(error)
        assert "\n" not in str(error)


@pytest.mark.parametrize("name", READERS)
def test_an_empty_file_is_refused(name: str) -> None:
    with pytest.raises(BadInput, match="empty"):
        READERS[name](b"", "E01.txt")


@pytest.mark.parametrize("name", ["xliff", "tmx"])
def test_entities_and_files_from_outside_are_not_read(name: str) -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><%s>&b;</%s>' % (name.encode(), name.encode())
    thief = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><%s>&a;</%s>' % (name.encode(), name.encode())
    for attack in (bomb, thief):
        with pytest.raises(BadInput, match="entities"):
            READERS[name](attack, "evil.xml")


def test_a_sheet_with_entities_or_of_enormous_size_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    evil = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(write_xlsx(FERRY, "zh", "en"))) as good, zipfile.ZipFile(evil, "w") as bad:
        for part in good.namelist():
            data = good.read(part)
            if part == "xl/workbook.xml":
                data = b'<!DOCTYPE x [<!ENTITY a "aa">]>' + data.partition(b"?>")[2]
            bad.writestr(part, data)
    with pytest.raises(BadInput, match="not a workbook that can be read"):
        read_xlsx(evil.getvalue(), "evil.xlsx")
    monkeypatch.setattr(xlsx, "_MOST_UNPACKED", 1000)
    with pytest.raises(BadInput, match="unpacks"):
        read_xlsx(write_xlsx(FERRY, "zh", "en"), "bomb.xlsx")


def test_no_text_leaves_its_place_in_a_document() -> None:
    evil = ReviewRow(line="1", target="a\n\n2\n00:00:09,000 --> 00:00:10,000\nb", source="x", start=0, end=1000)
    assert len(read_srt(write_srt([evil]), "a.srt").rows) == 1
    assert len(read_vtt(write_vtt([evil]), "a.vtt").rows) == 1
    assert b"<script" not in write_ttml([ReviewRow(target="<script>")], "en")
