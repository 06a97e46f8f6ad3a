"""Lines, entries and a scripted translator for tests of translating."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from dramaport.ai.abilities import Answer, Scene
from dramaport.drama.values import Line, LineKind, Origin, Span, Term, TermKind, TermState
from dramaport.localize.translate.memory import MemoryEntry

Reply = Callable[[Scene], Sequence[tuple[str, tuple[str, ...]]]]


class ScriptedTranslator:
    """Answers each scene by the next reply, the last one for ever; a reply may raise. Keeps what it was asked."""

    identity = "scripted:1"

    def __init__(self, *replies: Reply, quality: Literal["draft", "usable", "good"] = "usable") -> None:
        self._replies = list(replies)
        self._quality = quality
        self.scenes: list[Scene] = []

    def can(self, source: str, target: str) -> bool:
        return (source, target) == ("zh", "en")

    def quality(self, source: str, target: str) -> Literal["draft", "usable", "good"]:
        return self._quality

    def translate(self, scene: Scene) -> tuple[Answer, ...]:
        self.scenes.append(scene)
        reply = self._replies.pop(0) if len(self._replies) > 1 else self._replies[0]
        return tuple(Answer(one, candidates) for one, candidates in reply(scene))

    def asked(self) -> list[list[str]]:
        return [[ask.id for ask in scene.asks] for scene in self.scenes]


def table(**texts: str | tuple[str, ...]) -> Reply:
    """Answers by id; ids are written L1, L2 … here."""
    forms = {full(key): (text,) if isinstance(text, str) else text for key, text in texts.items()}
    return lambda scene: [(ask.id, forms[ask.id]) for ask in scene.asks if ask.id in forms]


def full(key: str) -> str:
    return f"E01.{int(key.removeprefix('L')):03}"


def line(
    number: int,
    text: str,
    *,
    start: int | None = None,
    length: int = 1500,
    episode: str = "E01",
    kind: LineKind = LineKind.SPEECH,
    origin: Origin = Origin.BOTH,
) -> Line:
    begin = number * 2000 if start is None else start
    return Line(
        id=f"{episode}.{number:03}",
        episode=episode,
        kind=kind,
        span=Span(start=begin, end=begin + length),
        text=text,
        origin=origin,
        confidence=1.0,
    )


def entry(source: str, *forms: str, context: str | None = None, language: str = "en") -> MemoryEntry:
    return MemoryEntry(source=source, targets={language: forms}, context=context)


def term(source: str, *forms: str, optional: bool = False, language: str = "en") -> Term:
    return Term(
        source=source,
        kind=TermKind.NAME,
        targets={language: forms},
        optional=optional,
        state=TermState.APPROVED,
    )
