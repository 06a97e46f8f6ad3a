"""XLIFF 1.2, the exchange format of translation tools: a unit for each line, a file element for each episode."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from dramaport.drama.interchange.clock import clock, one_time
from dramaport.drama.interchange.rows import Imported, ReviewRow, reject_doubled_ids, shown
from dramaport.drama.interchange.xml import attribute, child, clean, document, find, local, parsed, plain
from dramaport.errors import BadInput

_NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"

#: States in which a person has looked at a unit: what review should look at is settled.
_SETTLED = frozenset({"final", "signed-off"})


def write_xliff(rows: Sequence[ReviewRow], source: str, target: str) -> bytes:
    """Rows as XLIFF between two language tags, grouped by episode.

    Raises BadInput for rows without an id, and naming the ids that come twice.
    """
    if any(not row.line for row in rows):
        raise BadInput("XLIFF: every row needs its line's id; write rows that have one")
    reject_doubled_ids((row.line for row in rows), "XLIFF")
    root = Element("xliff", {"xmlns": _NAMESPACE, "version": "1.2"})
    bodies: dict[str, Element] = {}
    for row in rows:
        if row.episode not in bodies:
            bodies[row.episode] = _file(root, row.episode, source, target)
        _unit(bodies[row.episode], row)
    return document(root)


def _file(root: Element, episode: str, source: str, target: str) -> Element:
    languages = {"source_language": source, "target_language": target}
    return child(child(root, "file", original=episode, datatype="plaintext", **languages), "body")


def _unit(body: Element, row: ReviewRow) -> None:
    unit = child(body, "trans-unit", id=row.line)
    unit.set("xml:space", "preserve")
    child(unit, "source", row.source)
    if row.target:
        child(unit, "target", row.target, state="needs-review-translation" if row.flags else "translated")
    times = child(unit, "context-group", purpose="location")
    child(times, "context", clock(row.start), context_type="x-start")
    child(times, "context", clock(row.end), context_type="x-end")
    notes = [("character", row.character), *(("shorter", text) for text in row.shorter)]
    notes += [*(("flag", text) for text in row.flags), ("note", row.note)]
    for origin, text in notes:
        if clean(text):
            child(unit, "note", text, **{"from": origin})


def read_xliff(data: bytes, name: str) -> Imported:
    """The rows of an XLIFF 1.2 file, in its order.

    A unit a person signed off (state `final` or `signed-off`, or approved="yes") comes back without its flags. Raises
    BadInput for another version, for units without an id, and for ids that come twice.
    """
    root = parsed(data, name)
    version = attribute(root, "version")
    if local(root) != "xliff" or not version.startswith("1."):
        what = f"XLIFF {version}" if local(root) == "xliff" else f"<{local(root)}>"
        raise BadInput(f"{name} is {what}; export it from your tool as XLIFF 1.2")
    units = list(_units(root))
    nameless = [plain(find(unit, "source")) or "(no source)" for _, unit in units if not attribute(unit, "id").strip()]
    if nameless:
        raise BadInput(f"{name}: units without an id: {shown(map(repr, nameless))}; restore their ids, or export again")
    rows = tuple(_row(unit, episode) for episode, unit in units)
    reject_doubled_ids((row.line for row in rows), name)
    return Imported(rows=rows)


def _units(root: Element) -> Iterator[tuple[str, Element]]:
    """Each unit with the episode it belongs to."""
    for file in root:
        if local(file) == "file":
            yield from ((attribute(file, "original"), each) for each in file.iter() if local(each) == "trans-unit")


def _row(unit: Element, episode: str) -> ReviewRow:
    target = find(unit, "target")
    settled = attribute(unit, "approved") == "yes" or (target is not None and attribute(target, "state") in _SETTLED)
    notes: dict[str, list[str]] = {}
    for each in unit:
        if local(each) == "note":
            notes.setdefault(attribute(each, "from") or "note", []).append(plain(each))
    times = {
        attribute(each, "context-type"): one_time(plain(each)) or 0 for each in unit.iter() if local(each) == "context"
    }
    start = times.get("x-start", 0)
    return ReviewRow(
        line=attribute(unit, "id").strip(),
        episode=episode,
        start=start,
        end=max(start, times.get("x-end", 0)),
        character=" ".join(notes.get("character", [])),
        source=plain(find(unit, "source")),
        target=plain(target),
        shorter=tuple(notes.get("shorter", [])),
        flags=() if settled else tuple(notes.get("flag", [])),
        note="\n".join(notes.get("note", [])),
    )
