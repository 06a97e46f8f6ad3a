"""Short ways to write cues, lines and translations in the subtitle tests."""

from __future__ import annotations

from dramaport.drama.values import Cue, Draft, Line, LineKind, Origin, Span, Translation


def cue(start: int, end: int, *rows: str, screen: bool = False, ids: tuple[str, ...] = ("E01.001",)) -> Cue:
    kind = LineKind.SCREEN if screen else LineKind.SPEECH
    return Cue(span=Span(start=start, end=end), rows=rows, line_ids=ids, kind=kind)


def line(number: int, start: int, end: int, *, screen: bool = False, overlaps: bool = False) -> Line:
    return Line(
        id=f"E01.{number:03d}",
        episode="E01",
        kind=LineKind.SCREEN if screen else LineKind.SPEECH,
        span=Span(start=start, end=end),
        text="渡口",
        origin=Origin.SCRIPT,
        confidence=1.0,
        overlaps=overlaps,
    )


def translations(language: str, *texts: str | tuple[str, ...]) -> dict[str, Translation]:
    """Translations of lines 1, 2 … ; a tuple gives the preferred text and the shorter ones."""
    out = {}
    for number, text in enumerate(texts, start=1):
        first, *shorter = (text,) if isinstance(text, str) else text
        name = f"E01.{number:03d}"
        out[name] = Translation(line=name, language=language, text=first, shorter=tuple(shorter), draft=Draft.MEMORY)
    return out


def times(cues: tuple[Cue, ...] | list[Cue]) -> list[tuple[int, int]]:
    return [(each.span.start, each.span.end) for each in cues]


def rows(cues: tuple[Cue, ...] | list[Cue]) -> list[tuple[str, ...]]:
    return [each.rows for each in cues]
