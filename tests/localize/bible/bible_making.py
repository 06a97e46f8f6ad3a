"""Terms and lines for tests of the bible."""

from __future__ import annotations

from collections.abc import Mapping

from dramaport.drama.values import Draft, Line, LineKind, Origin, Span, Term, TermKind, TermState, Translation


def term(source: str, *forms: str, language: str = "en", optional: bool = False, **more: tuple[str, ...]) -> Term:
    """An approved term with its forms in one language, or in several by keyword."""
    targets: dict[str, tuple[str, ...]] = {language: forms} if forms else {}
    return Term(source=source, kind=TermKind.NAME, targets=targets | more, optional=optional, state=TermState.APPROVED)


def line(
    number: int, text: str, episode: str = "E01", kind: LineKind = LineKind.SPEECH, start: int | None = None
) -> Line:
    begin = number * 2000 if start is None else start
    return Line(
        id=f"{episode}.{number:03}",
        episode=episode,
        kind=kind,
        span=Span(start=begin, end=begin + 1500),
        text=text,
        origin=Origin.SCRIPT,
        confidence=1.0,
    )


def translations(language: str, texts: Mapping[str, str]) -> dict[str, Translation]:
    return {
        one: Translation(line=one, language=language, text=text, draft=Draft.MACHINE) for one, text in texts.items()
    }
