"""The sample drama as a producer's own: its script, bible, memory and cast, ready to be decided and remembered."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path

from dramaport.drama.decisions import Anchor, Decision, DecisionKind
from dramaport.drama.interchange.memory import Remembered, units_of
from dramaport.drama.interchange.tmx import write_units
from dramaport.drama.screenplay import Screenplay
from dramaport.drama.screenplay.values import LineBeat, ScreenBeat
from dramaport.drama.values import Address, Age, Character, Gender, Line, LineKind, Term, TermKind, TermState
from dramaport.produce.animatic import Truth

_ORIGIN = "sample"


def bible(folder: Path) -> list[Decision]:
    """The sample's bible as approved decisions."""
    told = tomllib.loads((folder / "bible.toml").read_text("utf-8"))
    terms = [
        Term(
            source=term["source"],
            kind=TermKind(term["kind"]),
            targets={tag: tuple(forms) for tag, forms in term["targets"].items()},
            optional=bool(term.get("optional", False)),
            note=term.get("note", ""),
            state=TermState.APPROVED,
        )
        for term in told["terms"]
    ]
    address = [
        Address(speaker=entry["from"], listener=entry["to"], form=entry["form"], note=entry.get("note", ""))
        for entry in told["address"]
    ]
    return [
        *(_decision(DecisionKind.TERM, term.source, term) for term in terms),
        *(_decision(DecisionKind.ADDRESS, f"{entry.speaker}>{entry.listener}", entry) for entry in address),
    ]


def cast(script: Screenplay) -> list[Decision]:
    """The characters, with what a producer knows of them."""
    return [
        _decision(
            DecisionKind.CHARACTER,
            person.id,
            Character(id=person.id, name=person.name, gender=Gender(person.gender), age=Age(person.age), named=True),
        )
        for person in script.characters
    ]


def memory(folder: Path, script: Screenplay) -> bytes:
    """The sample's translations in every language, as a TMX file."""
    texts = {
        beat.id: beat.text
        for episode in script.episodes.values()
        for beat in episode.beats
        if isinstance(beat, LineBeat | ScreenBeat)
    }
    targets = {
        path.stem: tomllib.loads(path.read_text("utf-8")) for path in sorted((folder / "targets").glob("*.toml"))
    }
    units = [
        unit
        for line, text in texts.items()
        for unit in units_of(
            Remembered(text, line, {tag: tuple(forms[line]) for tag, forms in targets.items() if line in forms}), "zh"
        )
    ]
    return write_units(units, "zh")


def named_once(lines: Sequence[Line], truths: Sequence[Truth]) -> list[Decision]:
    """What a producer does after the first listening: says of one clear line of each character who it is.

    The line is each character's longest that stands alone; everything else the clustering has to find by itself.
    """
    best: dict[str, tuple[int, Line]] = {}
    for truth in truths:
        own = [line for line in lines if line.episode == truth.episode and line.kind is LineKind.SPEECH]
        for said in truth.lines:
            if said.overlap or said.delivery != "normal":
                continue
            near = max(own, key=lambda line: line.span.overlap(said.span), default=None)
            if near is None or near.overlaps or near.span.overlap(said.span) < 0.7 * said.span.duration:
                continue
            if said.span.duration > best.get(said.character, (0, near))[0]:
                best[said.character] = (said.span.duration, near)
    return [
        Decision(
            kind=DecisionKind.SPEAKER,
            subject=line.id,
            value={"character": character},
            anchor=Anchor(episode=line.episode, start=line.span.start, text=line.text),
            origin=_ORIGIN,
        )
        for character, (_, line) in sorted(best.items())
    ]


def _decision(kind: DecisionKind, subject: str, value: Term | Address | Character) -> Decision:
    return Decision(kind=kind, subject=subject, value=value.model_dump(mode="json"), origin=_ORIGIN)
