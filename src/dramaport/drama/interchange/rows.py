"""What all interchange formats carry, each as much of it as it can."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pydantic import Field

from dramaport.drama.values import Cue, LineKind, Span, Value
from dramaport.errors import BadInput


class ReviewRow(Value):
    """One line as a reviewer sees it. Times are milliseconds. A reader fills what its format carries."""

    line: str = ""  # the line's id; "" where the format has none
    episode: str = ""
    start: int = Field(default=0, ge=0)
    end: int = Field(default=0, ge=0)
    character: str = ""
    source: str = ""
    target: str = ""
    shorter: tuple[str, ...] = ()  # candidates for a tight slot, longest first
    flags: tuple[str, ...] = ()  # what review should look at
    note: str = ""


class Imported(Value):
    """What a reader found. `warnings` say how what was not quite in the format has been taken."""

    rows: tuple[ReviewRow, ...]
    warnings: tuple[str, ...] = ()


#: Joins the ids of the lines one cue holds, in formats with room for one id.
ID_JOINER = "+"


def cue_of(item: ReviewRow | Cue) -> Cue:
    """A row as the cue a subtitle file shows; cues stay as they are."""
    if isinstance(item, Cue):
        return item
    return Cue(
        span=Span(start=item.start, end=max(item.start, item.end)),
        rows=text_rows(item.target),
        line_ids=(item.line,) if item.line else (),
        kind=LineKind.SPEECH,
    )


def text_rows(text: str) -> tuple[str, ...]:
    """The rows of a text without outer spaces and empty rows."""
    stripped = (row.strip() for row in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return tuple(row for row in stripped if row)


def reject_doubled_ids(ids: Iterable[str], name: str) -> None:
    """Raise BadInput naming the ids that come twice; "" may come often."""
    seen: set[str] = set()
    doubled: dict[str, None] = {}
    for each in ids:
        if each in seen and each:
            doubled[each] = None
        seen.add(each)
    if doubled:
        raise BadInput(f"{name}: these ids come more than once: {shown(doubled)}; keep one of each, or export again")


def shown(items: Iterable[str], most: int = 8) -> str:
    """A list for an error's one line: the first few, and how many more."""
    listed: Sequence[str] = list(items)
    more = f" and {len(listed) - most} more" if len(listed) > most else ""
    return ", ".join(listed[:most]) + more
