"""Replacing in a whole script at once, with a trace that leads back. Pure.

All sources are looked for in one pass, the longest first, so nothing that was put in is ever replaced again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from dramaport.drama.screenplay import Screenplay
from dramaport.story.repackage.values import Concern, Keep, Kept, Norm, Occurrence, Substitution

#: Where words stand that viewers or those who make the drama read. Ids, voices and sources in the novel are none.
_TEXTS: Final = frozenset(
    {"title", "logline", "name", "look", "note", "text", "synopsis", "hook", "cliffhanger", "manner", "transition"}
)
#: Below these, a `text` is the novel's digest or a note about the original's own world.
_APART: Final = frozenset({"source", "notes"})


def texts(play: Screenplay) -> Iterator[tuple[str, str]]:
    """Every text of a script with its path, in order."""
    yield from _walk(play.model_dump(mode="json"), ())


def substituted(
    play: Screenplay, substitutions: Iterable[Substitution], keep: Sequence[str] = ()
) -> tuple[Screenplay, tuple[Occurrence, ...]]:
    """The script with every source replaced, and each place where that happened. What is in `keep` stays as it is."""
    becomes = {entry.source: entry.becomes for entry in substitutions}
    pattern = _pattern([*becomes, *(term for term in keep if term not in becomes)])
    if pattern is None:
        return play, ()
    found: list[Occurrence] = []

    def replaced(where: str, text: str) -> str:
        out: list[str] = []
        last = grown = 0
        for match in pattern.finditer(text):
            if match[0] not in becomes:
                continue
            new = becomes[match[0]]
            now_at = match.start() + grown
            found.append(Occurrence(where=where, at=match.start(), now_at=now_at, source=match[0], becomes=new))
            out += [text[last : match.start()], new]
            last, grown = match.end(), grown + len(new) - len(match[0])
        return "".join([*out, text[last:]])

    return _changed(play, replaced), tuple(found)


def restored(play: Screenplay, occurrences: Iterable[Occurrence]) -> Screenplay:
    """The original, from the repackaged script and its trace.

    Raises ValueError where a text no longer holds what the trace says, because somebody edited it since.
    """
    by_text: dict[str, list[Occurrence]] = {}
    for occurrence in occurrences:
        by_text.setdefault(occurrence.where, []).append(occurrence)

    def put_back(where: str, text: str) -> str:
        for occurrence in reversed(by_text.get(where, [])):
            end = occurrence.now_at + len(occurrence.becomes)
            if text[occurrence.now_at : end] != occurrence.becomes:
                raise ValueError(f"{where} no longer holds {occurrence.becomes!r} at {occurrence.now_at}")
            text = text[: occurrence.now_at] + occurrence.source + text[end:]
        return text

    return _changed(play, put_back)


def kept(play: Screenplay, keep: Sequence[Keep]) -> tuple[Kept, ...]:
    """What the pack says stays, and where it stands."""
    told = list(texts(play))
    places = {entry.term: tuple(where for where, text in told if entry.term in text) for entry in keep}
    return tuple(
        Kept(term=entry.term, reason=entry.reason, where=places[entry.term]) for entry in keep if places[entry.term]
    )


def concerns(play: Screenplay, norms: Sequence[Norm]) -> tuple[Concern, ...]:
    """Places that hold a norm's cue. A cue proves nothing: it says where a person should look."""
    told = list(texts(play))
    return tuple(
        Concern(where=where, quote=text, concern=norm.concern, remedy=norm.remedy)
        for norm in norms
        for where, text in told
        if any(cue in text for cue in norm.cues)
    )


def left_over(play: Screenplay, substitutions: Iterable[Substitution]) -> tuple[tuple[str, str], ...]:
    """Paths and sources that still stand in a repackaged script, where no replacement holds them itself."""
    entries = list(substitutions)
    inside = {entry.source for entry in entries if any(entry.source in other.becomes for other in entries)}
    return tuple(
        (where, entry.source)
        for where, text in texts(play)
        for entry in entries
        if entry.source not in inside and entry.source in text
    )


def _pattern(words: Sequence[str]) -> re.Pattern[str] | None:
    longest_first = sorted(filter(None, words), key=lambda word: (-len(word), word))
    return re.compile("|".join(map(re.escape, longest_first))) if longest_first else None


def _changed(play: Screenplay, change: Callable[[str, str], str]) -> Screenplay:
    return Screenplay.model_validate(_mapped(play.model_dump(mode="json"), (), change))


def _mapped(value: Any, path: tuple[str, ...], change: Callable[[str, str], str]) -> Any:
    match value:
        case dict():
            return {key: _mapped(inner, (*path, key), change) for key, inner in value.items()}
        case list():
            return [_mapped(inner, (*path, _step(inner, at)), change) for at, inner in enumerate(value)]
        case str() if _is_text(path):
            return change("/".join(path), value)
    return value


def _walk(value: Any, path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    match value:
        case dict():
            for key, inner in value.items():
                yield from _walk(inner, (*path, key))
        case list():
            for at, inner in enumerate(value):
                yield from _walk(inner, (*path, _step(inner, at)))
        case str() if _is_text(path) and value:
            yield "/".join(path), value


def _step(inner: Any, at: int) -> str:
    """What a list's entry is called in a path: its id, which stays when others come before it."""
    return str(inner.get("id") or at) if isinstance(inner, dict) else str(at)


def _is_text(path: Sequence[str]) -> bool:
    return bool(path) and path[-1] in _TEXTS and not _APART & set(path)


def targets(substitutions: Iterable[Substitution]) -> Mapping[str, str]:
    """The market's form of each new word, for the series bible."""
    return {entry.becomes: entry.target for entry in substitutions if entry.target}
