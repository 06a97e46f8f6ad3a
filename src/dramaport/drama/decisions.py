"""What people decided about a drama. An append-only log; the newest entry on a subject counts.

A decision is an input of the build like any other: it wins over every machine's opinion, for ever. A decision on a
line carries an anchor (where and what the line was), so that it finds its line again when the footage is read anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from rapidfuzz.distance import Levenshtein

from dramaport.build.store import Artifact
from dramaport.drama.values import Address, Bible, Character, Line, Origin, Term, TermState, Translation, Value


class DecisionKind(StrEnum):
    SOURCE = "source"  # {text}: what a line really says
    REMOVED = "removed"  # {}: not a line at all
    SPEAKER = "speaker"  # {character}: who says the line; names the whole cluster unless `only`
    CHARACTER = "character"  # Character fields
    TERM = "term"  # Term
    ADDRESS = "address"  # Address
    TRANSLATION = "translation"  # {text, shorter}
    MEMORY = "memory"  # {artifact}: a TMX file in the store
    COVER = "cover"  # {mode}: inpaint | blur | band, for an episode or "*"


class Anchor(Value):
    """Where a line was when somebody decided about it."""

    episode: str
    start: int
    text: str


class Decision(Value):
    kind: DecisionKind
    subject: str
    language: str = ""
    value: dict[str, Any]
    anchor: Anchor | None = None
    origin: str = ""  # the file or command it came from


@dataclass(frozen=True)
class Decided:
    """The state all decisions lead to. Line-keyed maps use the ids of the lines as they are now."""

    sources: Mapping[str, str] = field(default_factory=dict)
    removed: frozenset[str] = frozenset()
    anchors: Mapping[str, str] = field(default_factory=dict)
    only: Mapping[str, str] = field(default_factory=dict)
    characters: tuple[Character, ...] = ()
    bible: Bible = field(default_factory=Bible)
    translations: Mapping[str, Mapping[str, Translation]] = field(default_factory=dict)  # language → line → text
    memories: tuple[Artifact, ...] = ()
    cover: Mapping[str, str] = field(default_factory=dict)
    lost: tuple[Decision, ...] = ()  # line decisions whose line is not there any more: listed, never dropped


_LINE_KINDS = frozenset({DecisionKind.SOURCE, DecisionKind.REMOVED, DecisionKind.SPEAKER, DecisionKind.TRANSLATION})

#: A line counts as the anchored one when it starts within this time of it …
_NEAR_MS = 1500
#: … and its text is at least this alike (1 = equal). Lines are short: two characters of six may be misread.
_ALIKE = 0.6


def latest(log: Iterable[Decision]) -> tuple[Decision, ...]:
    """The newest decision on each (kind, subject, language), in the order they were first taken."""
    newest: dict[tuple[str, str, str], Decision] = {}
    for decision in log:
        newest[(decision.kind, decision.subject, decision.language)] = decision
    return tuple(newest.values())


def find_line(decision: Decision, lines: Mapping[str, Line], by_episode: Mapping[str, Sequence[Line]]) -> str | None:
    """The id of the line a decision is about: the same id with the same text, else the most alike line nearby."""
    anchor = decision.anchor
    same = lines.get(decision.subject)
    if anchor is None:
        return decision.subject if same or not lines else None
    if same is not None and same.text == anchor.text:
        return same.id
    near = [line for line in by_episode.get(anchor.episode, ()) if abs(line.span.start - anchor.start) <= _NEAR_MS]
    scored = [
        (Levenshtein.normalized_similarity(line.text, anchor.text), -abs(line.span.start - anchor.start), line.id)
        for line in near
    ]
    best = max(scored, default=None)
    return best[2] if best is not None and best[0] >= _ALIKE else None


def fold(log: Iterable[Decision], lines: Sequence[Line]) -> Decided:
    """Apply the log to the lines as the machines found them."""
    by_id = {line.id: line for line in lines}
    by_episode: dict[str, list[Line]] = {}
    for line in lines:
        by_episode.setdefault(line.episode, []).append(line)
    sources: dict[str, str] = {}
    removed: set[str] = set()
    anchors: dict[str, str] = {}
    only: dict[str, str] = {}
    translations: dict[str, dict[str, Translation]] = {}
    lost: list[Decision] = []
    others: list[Decision] = []
    for decision in latest(log):
        if decision.kind not in _LINE_KINDS:
            others.append(decision)
            continue
        line_id = find_line(decision, by_id, by_episode)
        if line_id is None:
            lost.append(decision)
            continue
        match decision.kind:
            case DecisionKind.SOURCE:
                sources[line_id] = str(decision.value["text"])
            case DecisionKind.REMOVED:
                removed.add(line_id)
            case DecisionKind.SPEAKER:
                (only if decision.value.get("only") else anchors)[line_id] = str(decision.value["character"])
            case DecisionKind.TRANSLATION:
                translations.setdefault(decision.language, {})[line_id] = Translation.model_validate(
                    {**decision.value, "line": line_id, "language": decision.language, "draft": "person"}
                )
    return Decided(
        sources=sources,
        removed=frozenset(removed),
        anchors=anchors,
        only=only,
        characters=tuple(_values(others, DecisionKind.CHARACTER, Character)),
        bible=Bible(
            terms=tuple(_values(others, DecisionKind.TERM, Term)),
            address=tuple(_values(others, DecisionKind.ADDRESS, Address)),
        ),
        translations=translations,
        memories=tuple(_values(others, DecisionKind.MEMORY, Artifact)),
        cover={d.subject: str(d.value["mode"]) for d in others if d.kind is DecisionKind.COVER},
        lost=tuple(lost),
    )


def _values(decisions: Iterable[Decision], kind: DecisionKind, model: Any) -> list[Any]:
    return [model.model_validate(decision.value) for decision in decisions if decision.kind is kind]


def apply_to_lines(lines: Iterable[Line], decided: Decided) -> tuple[Line, ...]:
    """The lines as people want them: corrected texts, without what is no line."""
    kept = (line for line in lines if line.id not in decided.removed)
    return tuple(_corrected(line, decided.sources.get(line.id)) for line in kept)


def _corrected(line: Line, text: str | None) -> Line:
    if text is None or text == line.text:
        return line
    return line.model_copy(update={"text": text, "origin": Origin.PERSON, "confidence": 1.0})


def merge_bible(proposed: Sequence[Term], decided: Bible) -> Bible:
    """Decided terms first; proposals for what nobody decided on. Rejected terms are kept so that they stay rejected."""
    known = {term.source for term in decided.terms}
    return Bible(
        terms=(*decided.terms, *(term for term in proposed if term.source not in known)), address=decided.address
    )


def binding(bible: Bible) -> tuple[Term, ...]:
    """The terms that bind: approved ones only."""
    return tuple(term for term in bible.terms if term.state is TermState.APPROVED)
