"""SubRip (.srt): numbered cues with times and text. It has no room for ids: `matching` finds the lines by time."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dramaport.drama.interchange.clock import Timing, clock, timing
from dramaport.drama.interchange.decoding import decode
from dramaport.drama.interchange.rows import Imported, ReviewRow, cue_of, text_rows
from dramaport.drama.values import Cue
from dramaport.errors import BadInput

_TAG = re.compile(r"</?(?:i|b|u|s|font)(?:\s[^<>]*)?>|\{\\[^{}]*\}", re.IGNORECASE)


def write_srt(items: Sequence[ReviewRow | Cue]) -> bytes:
    """Rows or cues as SubRip in UTF-8, numbered from 1 in the order given."""
    blocks = []
    for number, cue in enumerate(map(cue_of, items), start=1):
        times = f"{clock(cue.span.start, ',')} --> {clock(cue.span.end, ',')}"
        rows = [row.replace("-->", "→").replace("->", "→") for row in text_rows(cue.text)]  # never taken for times
        blocks.append("\n".join([str(number), times, *rows]) + "\n")
    return "\n".join(blocks).encode()


def read_srt(data: bytes, name: str) -> Imported:
    """The rows of a SubRip file: times and target text, in the order of the file.

    Missing numbers and empty lines, and times that are odd but readable, are taken with a warning. Raises BadInput
    naming file and line for times that cannot be read.
    """
    text, warnings = decode(data, name)
    blocks, oddities = _blocks(text.split("\n"), name)
    if not blocks:
        raise BadInput(f"{name}: no subtitle found; an SRT has lines like 00:00:01,000 --> 00:00:02,500")
    rows = [
        ReviewRow(start=found.span.start, end=found.span.end, target=_plain("\n".join(body))) for found, body in blocks
    ]
    return Imported(rows=tuple(rows), warnings=(*warnings, *oddities))


def _plain(text: str) -> str:
    return "\n".join(text_rows(_TAG.sub("", text)))


def _blocks(lines: Sequence[str], name: str) -> tuple[list[tuple[Timing, list[str]]], list[str]]:
    """Each cue's times and the lines under them, and warnings."""
    blocks: list[tuple[Timing, list[str]]] = []
    odd: dict[str, list[int]] = {}
    for number, line in enumerate(lines, start=1):
        found = timing(line, ",")
        if found is None:
            if "-->" in line and re.search(r"\d", line):
                raise BadInput(
                    f"{name}: line {number}: times “{line.strip()[:60]}” cannot be read; "
                    "write them as 00:00:01,000 --> 00:00:02,500"
                )
            if blocks:
                blocks[-1][1].append(line)
            elif line.strip() and not line.strip().isdecimal():
                odd.setdefault("text before the first cue, left out", []).append(number)
            continue
        if blocks:
            _drop_number(blocks[-1][1])
        for oddity in found.oddities:
            odd.setdefault(oddity, []).append(number)
        blocks.append((found, []))
    return blocks, [f"{name}: {what}: {len(at)} lines, the first is line {at[0]}" for what, at in odd.items()]


def _drop_number(body: list[str]) -> None:
    """Take the next cue's number, the last line before its times, off the text of the cue before."""
    if body and body[-1].strip().isdecimal():
        body.pop()
