"""Finding the lines that imported rows are about: by id where the format carries one, else by time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dramaport.drama.interchange.rows import ID_JOINER, ReviewRow
from dramaport.drama.values import Line, Span, Value

#: Least share of the shorter of two spans that must be common. Half: a row then belongs to one line and not to two.
_COMMON = 0.5


class Pair(Value):
    """A row and the line it is about."""

    line: str
    row: ReviewRow


class Matched(Value):
    """Rows with their lines, rows nobody knows a line for, and the ids of lines no row was about."""

    pairs: tuple[Pair, ...]
    unmatched: tuple[ReviewRow, ...]
    missing: tuple[str, ...]


def match_rows(rows: Sequence[ReviewRow], lines: Sequence[Line]) -> Matched:
    """Match rows to lines. Each line gets at most one row.

    Rows with an id go to that line; successive cues of one line become one row again, and a cue of two lines two. Rows
    without an id go, in order, to the lines they share most time with. `episode` "" stands for any episode.
    """
    known = {line.id: line for line in lines}
    named, nameless, lost = _by_id(rows, known)
    left = [line for line in lines if line.id not in named]
    timed, unmatched = _by_time(nameless, left)
    found = {**named, **timed}
    apart = {id(row) for row in (*lost, *unmatched)}
    return Matched(
        pairs=tuple(Pair(line=line.id, row=found[line.id]) for line in lines if line.id in found),
        unmatched=tuple(row for row in rows if id(row) in apart),
        missing=tuple(line.id for line in lines if line.id not in found),
    )


def _by_id(
    rows: Sequence[ReviewRow], known: Mapping[str, Line]
) -> tuple[dict[str, ReviewRow], list[ReviewRow], list[ReviewRow]]:
    """Rows by their line, rows without an id, and rows whose id is unknown."""
    named: dict[str, ReviewRow] = {}
    nameless: list[ReviewRow] = []
    lost: list[ReviewRow] = []
    for row in rows:
        parts = [row] if row.line in known else _parted(row, known)
        if not row.line:
            nameless.append(row)
        elif not parts:
            lost.append(row)
        for part in parts:
            named[part.line] = _joined(named[part.line], part) if part.line in named else part
    return named, nameless, lost


def _parted(row: ReviewRow, known: Mapping[str, Line]) -> list[ReviewRow]:
    """The rows of a cue that two speakers share, one for each line; none where they cannot be told apart."""
    ids = row.line.split(ID_JOINER)
    texts = row.target.split("\n")
    if len(ids) < 2 or len(ids) != len(texts) or any(each not in known for each in ids):
        return []
    return [
        row.model_copy(update={"line": name, "target": text.lstrip("-–— \u200f")})
        for name, text in zip(ids, texts, strict=True)
    ]


def _joined(first: ReviewRow, second: ReviewRow) -> ReviewRow:
    """Two successive cues of one line as one row."""
    together = {"end": max(first.end, second.end), "target": f"{first.target}\n{second.target}".strip()}
    return first.model_copy(update=together)


def _by_time(rows: Sequence[ReviewRow], lines: Sequence[Line]) -> tuple[dict[str, ReviewRow], list[ReviewRow]]:
    """The assignment that keeps both orders and shares the most time (dynamic programming over both lists)."""
    ordered = sorted(lines, key=lambda line: (line.span.start, line.span.end))
    timed = sorted(rows, key=lambda row: (row.start, row.end))
    best = [[0] * (len(ordered) + 1) for _ in range(len(timed) + 1)]
    for i, row in enumerate(timed, start=1):
        for j, line in enumerate(ordered, start=1):
            together = best[i - 1][j - 1] + _common(row, line)
            best[i][j] = max(best[i - 1][j], best[i][j - 1], together if _common(row, line) else 0)
    found: dict[str, ReviewRow] = {}
    alone: list[ReviewRow] = []
    i, j = len(timed), len(ordered)
    while i:
        if j and best[i][j] == best[i][j - 1]:
            j -= 1
        elif best[i][j] == best[i - 1][j]:
            alone.append(timed[i - 1])
            i -= 1
        else:
            found[ordered[j - 1].id] = timed[i - 1]
            i, j = i - 1, j - 1
    return found, alone


def _common(row: ReviewRow, line: Line) -> int:
    """Milliseconds a row and a line share; 0 where that is too little to say they belong together."""
    if row.episode and row.episode != line.episode:
        return 0
    span = Span(start=row.start, end=max(row.start, row.end))
    shared = span.overlap(line.span)
    return shared if shared >= _COMMON * max(1, min(span.duration, line.span.duration)) else 0
