"""XLIFF, TMX and the review sheet: what translators' tools change comes back, and hand-made damage is named."""

from __future__ import annotations

import io
import re

import pytest
from interchange_making import FERRY
from openpyxl import Workbook, load_workbook

from dramaport.drama.interchange.rows import ReviewRow
from dramaport.drama.interchange.tmx import TmxUnit, in_language, read_tmx, read_units, write_tmx, write_units
from dramaport.drama.interchange.xliff import read_xliff, write_xliff
from dramaport.drama.interchange.xlsx import read_xlsx, write_xlsx
from dramaport.errors import BadInput

XLIFF = write_xliff(FERRY, "zh", "en").decode()


def test_xliff_has_a_file_an_episode_and_tells_what_needs_review() -> None:
    assert re.findall(r'original="(\w+)"', XLIFF) == ["E01", "E02"]
    assert XLIFF.count('state="needs-review-translation"') == 1
    assert XLIFF.count('state="translated"') == 2
    assert 'source-language="zh" target-language="en"' in XLIFF


@pytest.mark.parametrize(
    "change", [('state="needs-review-translation"', 'state="final"'), ('id="E01.001"', 'id="E01.001" approved="yes"')]
)
def test_a_unit_somebody_signed_off_loses_its_flags(change: tuple[str, str]) -> None:
    row = read_xliff(XLIFF.replace(*change).encode(), "es.xlf").rows[0]
    assert row.flags == ()
    assert row.target == FERRY[0].target


def test_a_unit_whose_id_was_deleted_is_named_by_its_text() -> None:
    with pytest.raises(BadInput, match=r"es\.xlf: units without an id: '爷爷，水里有人！'; restore"):
        read_xliff(XLIFF.replace(' id="E01.001"', "").encode(), "es.xlf")


def test_ids_that_come_twice_are_named() -> None:
    with pytest.raises(BadInput, match=r"es\.xlf: these ids come more than once: E01\.002;"):
        read_xliff(XLIFF.replace("E01.001", "E01.002").encode(), "es.xlf")


def test_inline_codes_of_translation_tools_are_left_out_and_what_they_enclose_stays() -> None:
    marked = XLIFF.replace("Hush.", '<g id="1">Hu<x id="2"/>sh<ph id="3">&lt;br&gt;</ph></g>.')
    assert read_xliff(marked.encode(), "es.xlf").rows[1].target == FERRY[1].target


def test_a_unit_nobody_translated_has_no_target() -> None:
    untold = re.sub(r"<target.*?</target>", "", XLIFF, count=1, flags=re.DOTALL)
    assert read_xliff(untold.encode(), "es.xlf").rows[0].target == ""


def test_other_xliff_versions_and_other_xml_are_refused() -> None:
    with pytest.raises(BadInput, match=r"XLIFF 2\.0; export it from your tool as XLIFF 1\.2"):
        read_xliff(b'<xliff version="2.0"/>', "es.xlf")
    with pytest.raises(BadInput, match="<html>"):
        read_xliff(b"<html/>", "es.xlf")
    with pytest.raises(BadInput, match="not well-formed XML at line 2"):
        read_xliff(b"<xliff>\n</xlif>", "es.xlf")


def test_rows_without_ids_cannot_become_xliff() -> None:
    with pytest.raises(BadInput):
        write_xliff([ReviewRow(target="x")], "zh", "en")


def test_tmx_from_another_tool_with_a_document_type_codes_and_regional_tags() -> None:
    memory = """<?xml version="1.0" encoding="utf-16"?>
    <!DOCTYPE tmx SYSTEM "tmx14.dtd">
    <tmx version="1.4"><header srclang="ZH-CN"/><body>
      <tu tuid="7"><tuv xml:lang="ZH-CN"><seg>水里有<bpt i="1">&lt;b&gt;</bpt>人<ept i="1">&lt;/b&gt;</ept></seg></tuv>
        <tuv xml:lang="es-MX"><seg>¡Hay <hi>alguien</hi> en el agua!</seg></tuv></tu>
      <tu><tuv xml:lang="zh"><seg>谁？</seg></tuv><tuv xml:lang="fr"><seg>Qui ?</seg></tuv></tu>
    </body></tmx>"""
    found = read_tmx(memory.encode("utf-16"), "old.tmx", "zh", "es")
    assert found.rows == (ReviewRow(line="7", source="水里有人", target="¡Hay alguien en el agua!"),)
    assert found.warnings == ("old.tmx: 1 entries have no zh or no es text, left out",)


def test_a_memory_is_read_one_entry_at_a_time() -> None:
    units = [TmxUnit(id=str(number), texts={"zh": "水", "en": "water", "de": "Wasser"}) for number in range(500)]
    stream = io.BytesIO(write_units(units, "zh"))
    entries = read_units(stream, "big.tmx")
    assert next(entries) == units[0]
    assert stream.tell() < len(stream.getvalue())
    assert list(entries) == units[1:]


def test_a_file_that_is_no_memory_is_refused() -> None:
    with pytest.raises(BadInput, match="not a TMX file"):
        read_tmx(b"<html/>", "x.tmx", "zh", "en")


def test_only_whole_pairs_go_into_a_memory() -> None:
    half = ReviewRow(line="E09.001", source="水", target="")
    assert len(read_tmx(write_tmx([*FERRY, half], "zh", "en"), "x.tmx", "zh", "en").rows) == len(FERRY)


def test_the_language_of_a_text_is_found_by_tag_and_then_by_language() -> None:
    assert in_language({"pt-PT": "a", "pt-BR": "b"}, "pt-BR") == "b"
    assert in_language({"PT_BR": "b"}, "pt-BR") == "b"
    assert in_language({"es-MX": "c"}, "es") == "c"
    assert in_language({"en": "d"}, "es") is None


def sheet_of(data: bytes):  # type: ignore[no-untyped-def]
    return load_workbook(io.BytesIO(data)).worksheets[0]


def test_the_review_sheet_has_its_columns_frozen_wide_and_readable() -> None:
    sheet = sheet_of(write_xlsx(FERRY, "zh", "en"))
    assert [cell.value for cell in sheet[1]] == [
        *["id", "episode", "time", "character", "source (zh)", "target (en)", "shorter", "flags", "note"]
    ]
    assert sheet.freeze_panes == "B2"
    assert sheet.column_dimensions["F"].width >= 40
    assert sheet["C2"].value == "00:00:00.500 – 00:00:02.120"
    assert not sheet.sheet_view.rightToLeft


def test_the_arabic_sheet_runs_from_right_to_left() -> None:
    sheet = sheet_of(write_xlsx(FERRY, "zh", "ar"))
    assert sheet.sheet_view.rightToLeft
    assert sheet["F2"].alignment.readingOrder == 2


@pytest.mark.parametrize("text", ["=1+1", "+1", "-5 degrees", "@home", '=HYPERLINK("http://x")'])
def test_no_cell_is_ever_a_formula(text: str) -> None:
    data = write_xlsx([ReviewRow(line="E01.001", target=text)], "zh", "en")
    cell = sheet_of(data)["F2"]
    assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", text, True)
    assert read_xlsx(data, "en.xlsx").rows[0].target == text


def edited(change: dict[str, object]) -> bytes:
    """The sample sheet after somebody changed some cells."""
    book = load_workbook(io.BytesIO(write_xlsx(FERRY, "zh", "en")))
    for place, value in change.items():
        book.worksheets[0][place] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_what_a_reviewer_changes_comes_back() -> None:
    found = read_xlsx(edited({"F2": "Grandpa!", "G3": "Hush!\nShh!", "F4": 25, "H2": None}), "en.xlsx")
    assert [row.target for row in found.rows] == ["Grandpa!", FERRY[1].target, "25"]
    assert found.rows[1].shorter == ("Hush!", "Shh!")
    assert found.rows[0].flags == ()


def test_a_formula_somebody_typed_is_its_text() -> None:
    assert read_xlsx(edited({"F2": "=SUM(1,2)"}), "en.xlsx").rows[0].target == "=SUM(1,2)"


def test_damage_to_a_sheet_is_named_by_row_and_column() -> None:
    with pytest.raises(BadInput, match=r"en\.xlsx: row 3 has text but no id"):
        read_xlsx(edited({"A3": None}), "en.xlsx")
    with pytest.raises(BadInput, match=r"come more than once: E01\.001"):
        read_xlsx(edited({"A3": "E01.001"}), "en.xlsx")
    with pytest.raises(BadInput, match="no column titled target"):
        read_xlsx(edited({"F1": "mine"}), "en.xlsx")
    assert read_xlsx(edited({"C2": "later", "J1": "mine"}), "en.xlsx").warnings == (
        "en.xlsx: column “mine” is left out",
        "en.xlsx: row 2: the time cannot be read and is left out",
    )


def test_columns_may_be_moved_and_rows_left_empty() -> None:
    book = Workbook()
    for cells in (["target", "ID"], ["Yes", "E01.002"], [None, None], ["No", "E01.001"]):
        book.worksheets[0].append(cells)
    out = io.BytesIO()
    book.save(out)
    assert [(row.line, row.target) for row in read_xlsx(out.getvalue(), "x.xlsx").rows] == [
        ("E01.002", "Yes"),
        ("E01.001", "No"),
    ]


def test_a_text_no_cell_can_hold_is_refused() -> None:
    with pytest.raises(BadInput, match="does not fit a cell"):
        write_xlsx([ReviewRow(line="E01.001", target="x" * 40_000)], "zh", "en")
