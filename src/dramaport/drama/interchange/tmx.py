"""TMX 1.4, the exchange format of translation memories. Read as a stream: a memory may be larger than the machine's."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import IO
from xml.etree.ElementTree import Element

from pydantic import Field

from dramaport.drama.interchange.rows import Imported, ReviewRow, reject_doubled_ids
from dramaport.drama.interchange.xml import attribute, child, clean, document, elements, find, local, plain
from dramaport.drama.values import Value
from dramaport.errors import BadInput


class TmxUnit(Value):
    """One entry of a memory: the same text in several languages, by language tag as the file has it."""

    id: str = ""
    texts: dict[str, str]
    note: str = ""
    properties: dict[str, str] = Field(default_factory=dict)


def write_units(units: Iterable[TmxUnit], source: str) -> bytes:
    """Entries as TMX with `source` as the source language."""
    root = Element("tmx", {"version": "1.4"})
    header = {"creationtool": "dramaport", "creationtoolversion": "1", "segtype": "sentence", "adminlang": "en"}
    child(root, "header", **header, datatype="plaintext", srclang=source).set("o-tmf", "dramaport")
    body = child(root, "body")
    for unit in units:
        entry = child(body, "tu", **({"tuid": unit.id} if unit.id else {}))
        if clean(unit.note):
            child(entry, "note", unit.note)
        for name, value in unit.properties.items():
            child(entry, "prop", value, type=f"x-{name}")
        for tag, text in unit.texts.items():
            variant = child(entry, "tuv")
            variant.set("xml:lang", tag)
            child(variant, "seg", text)
    return document(root)


def read_units(stream: IO[bytes], name: str) -> Iterator[TmxUnit]:
    """The entries of a TMX file, one at a time, without the codes inside segments. Raises BadInput for other files."""
    found = False
    for element in elements(stream, ("tu", "tmx"), name):
        found = True
        if local(element) == "tu":
            yield _unit(element)
    if not found:
        raise BadInput(f"{name} is not a TMX file; export the memory as TMX 1.4")


def _unit(entry: Element) -> TmxUnit:
    texts: dict[str, str] = {}
    properties: dict[str, str] = {}
    for each in entry:
        if local(each) == "tuv":
            texts.setdefault(attribute(each, "lang"), plain(find(each, "seg")))
        elif local(each) == "prop":
            properties[attribute(each, "type").removeprefix("x-")] = plain(each)
    return TmxUnit(id=attribute(entry, "tuid"), texts=texts, note=plain(find(entry, "note")), properties=properties)


def write_tmx(rows: Sequence[ReviewRow], source: str, target: str) -> bytes:
    """Rows that have both texts as TMX. Raises BadInput naming an id that comes twice."""
    reject_doubled_ids((row.line for row in rows), "TMX")
    return write_units((_entry(row, source, target) for row in rows if row.source and row.target), source)


def _entry(row: ReviewRow, source: str, target: str) -> TmxUnit:
    told = {"episode": row.episode, "character": row.character}
    return TmxUnit(
        id=row.line,
        texts={source: row.source, target: row.target},
        note=row.note,
        properties={name: value for name, value in told.items() if value},
    )


def read_tmx(data: bytes, name: str, source: str, target: str) -> Imported:
    """The entries of a TMX file that have both languages, as rows without times. Raises BadInput as `read_units`."""
    if not data.strip(b"\x00 \t\r\n"):
        raise BadInput(f"{name} is empty; export it again")
    rows, others = [], 0
    for unit in read_units(io.BytesIO(data), name):
        texts = in_language(unit.texts, source), in_language(unit.texts, target)
        if texts[0] is None or texts[1] is None:
            others += 1
            continue
        rows.append(
            ReviewRow(
                line=unit.id,
                episode=unit.properties.get("episode", ""),
                character=unit.properties.get("character", ""),
                source=texts[0],
                target=texts[1],
                note=unit.note,
            )
        )
    warnings = (f"{name}: {others} entries have no {source} or no {target} text, left out",) if others else ()
    return Imported(rows=tuple(rows), warnings=warnings)


def in_language(texts: dict[str, str], tag: str) -> str | None:
    """The text in a language: by its whole tag, else by the language alone (`es` finds `es-MX` and `ES`)."""
    by_tag = {key.lower().replace("_", "-"): text for key, text in texts.items()}
    wanted = tag.lower()
    if wanted in by_tag:
        return by_tag[wanted]
    primary = wanted.partition("-")[0]
    return next((text for key, text in by_tag.items() if key.partition("-")[0] == primary), None)
