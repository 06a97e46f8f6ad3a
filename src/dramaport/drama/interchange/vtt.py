"""WebVTT (.vtt): cues with ids, for players and for review. The cue's identifier is the line's id."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from dramaport.drama.interchange.clock import clock, timing
from dramaport.drama.interchange.decoding import decode
from dramaport.drama.interchange.rows import ID_JOINER, Imported, ReviewRow, cue_of, text_rows
from dramaport.drama.values import Cue, LineKind, Value
from dramaport.errors import BadInput


class VttLayout(Value):
    """Where rows stand, in percent of the picture: the column's width, the bottom of speech, the top of screen text.

    `row` is the height a player gives a row. The last row of a cue ends at `bottom`.
    """

    size: float
    bottom: float
    top: float
    row: float


#: The safe column of a vertical picture: 780 of 1080 px wide, 360 of 1920 px above the bottom; rows of 72 px x 1.35.
VERTICAL = VttLayout(size=72.22, bottom=81.25, top=12.0, row=5.0)

_TAG = re.compile(r"<(/?)([^<>]*)>")


def write_vtt(
    items: Sequence[ReviewRow | Cue], layout: VttLayout | None = None, timestamp_map: int | None = None
) -> bytes:
    """Rows or cues as WebVTT in UTF-8.

    With a `layout` each cue says where it stands: in the middle, so that it serves both writing directions.
    `timestamp_map` is the MPEG-TS time (90 kHz) of the cues' zero, for HLS segments (RFC 8216, 3.5).
    """
    head = "WEBVTT\n"
    if timestamp_map is not None:
        head += f"X-TIMESTAMP-MAP=MPEGTS:{timestamp_map},LOCAL:00:00:00.000\n"
    return "\n".join([head, *(_block(item, layout) for item in items)]).encode()


def _block(item: ReviewRow | Cue, layout: VttLayout | None) -> str:
    cue = cue_of(item)
    name = " ".join(ID_JOINER.join(cue.line_ids).replace("-->", "→").split())
    times = f"{clock(cue.span.start)} --> {clock(cue.span.end)}{_settings(cue, layout)}"
    rows = [html.escape(row, quote=False) for row in text_rows(cue.text)]
    if isinstance(item, ReviewRow) and item.character:
        rows = [f"<v {html.escape(' '.join(item.character.split()), quote=False)}>{rows[0] if rows else ''}", *rows[1:]]
    return "\n".join([*([name] if name else []), times, *rows]) + "\n"


def _settings(cue: Cue, layout: VttLayout | None) -> str:
    if layout is None:
        return ""
    speech = cue.kind is LineKind.SPEECH
    line = layout.bottom - layout.row * max(len(cue.rows), 1) if speech else layout.top
    return f" line:{line:.2f}% position:50% size:{layout.size:g}% align:center"


def read_vtt(data: bytes, name: str) -> Imported:
    """The rows of a WebVTT file: ids, times, characters (voice tags) and target text, in the order of the file.

    Notes, styles and regions are skipped. Raises BadInput naming file and line for what cannot be read.
    """
    text, warnings = decode(data, name)
    lines = text.removeprefix("\ufeff").split("\n")
    if not re.fullmatch(r"WEBVTT(?:[ \t].*)?", lines[0]):
        raise BadInput(f"{name}: a WebVTT file begins with the line WEBVTT; export it again as WebVTT, or name it .srt")
    rows = []
    odd: dict[str, int] = {}
    for first, block in _blocks(lines):
        row, oddities = _row(block, first, name)
        rows += [row] if row is not None else []
        for oddity in oddities:
            odd.setdefault(oddity, first)
    told = [f"{name}: {oddity}: first near line {first}" for oddity, first in odd.items()]
    return Imported(rows=tuple(rows), warnings=(*warnings, *told))


def _blocks(lines: Sequence[str]) -> list[tuple[int, list[str]]]:
    """The blocks between empty lines after the header, each with the number of its first line."""
    blocks: list[tuple[int, list[str]]] = []
    fresh = True
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            fresh = True
        elif fresh:
            blocks.append((number, [line]))
            fresh = False
        else:
            blocks[-1][1].append(line)
    return blocks[1:]


def _row(block: Sequence[str], first: int, name: str) -> tuple[ReviewRow | None, tuple[str, ...]]:
    at = next((k for k, line in enumerate(block[:2]) if "-->" in line), None)
    if at is None:
        if block[0].split()[0] in {"NOTE", "STYLE", "REGION"}:
            return None, ()
        raise BadInput(f"{name}: line {first}: a cue without times; put 00:01.000 --> 00:02.500 above its text")
    found = timing(block[at], ".")
    if found is None:
        raise BadInput(
            f"{name}: line {first + at}: times “{block[at].strip()[:60]}” cannot be read; "
            "write them as 00:00:01.000 --> 00:00:02.500"
        )
    text, character = _spoken("\n".join(block[at + 1 :]))
    row = ReviewRow(
        line=block[0].strip() if at == 1 else "",
        start=found.span.start,
        end=found.span.end,
        character=character,
        target=text,
    )
    return row, found.oddities


def _spoken(text: str) -> tuple[str, str]:
    """A cue's plain text, and who says it by its first voice tag."""
    voices = [tag[2] for tag in _TAG.finditer(text) if re.match(r"v[.\s]", tag[2])]
    character = html.unescape(re.split(r"\s", voices[0], maxsplit=1)[1]).strip() if voices else ""
    plain = html.unescape(_TAG.sub("", text))
    return "\n".join(text_rows(plain)), character
