"""What `story check` finds, and how it is told: the same entries on the terminal, in the page and, whole, in the JSON."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from dramaport.ai.abilities import SentenceEncoder
from dramaport.cli.pages import render
from dramaport.errors import BadInput
from dramaport.story.gates import Case, Finding, judge
from dramaport.story.gates import Verdict as Grade
from dramaport.story.gates.limits import limits_of
from dramaport.story.rules import Facts, Outcome, Ruling, evaluate, facts_of
from dramaport.story.rules.facts import known_facts
from dramaport.story.sameness import Likeness, Story, Verdict, compare, from_plan, from_screenplay, from_text
from dramaport.story.workshop import Workshop

#: Places shown of one finding; the JSON has all of them.
_SPOTS: Final = 5
_OUTCOMES: Final = {
    Outcome.FAIL: "fail", Outcome.PERSON: "person", Outcome.CAUTION: "caution", Outcome.SAYS: "report", Outcome.PASS: "pass",
}  # fmt: skip
_VERDICTS: Final = {Verdict.NEAR_COPY: "fail", Verdict.SHARES: "caution", Verdict.APART: "pass"}


@dataclass(frozen=True)
class Checked:
    """Everything that was found; None for what was not checked."""

    name: str
    day: datetime.date
    gates: tuple[Finding, ...] | None
    sameness: tuple[Likeness, ...] | None
    rules: tuple[Ruling, ...] | None

    @property
    def failing(self) -> int:
        return sum(entry.state == "fail" for section in sections(self) for entry in section.entries)

    def plain(self) -> dict[str, Any]:
        """For the JSON."""
        parts = {"gates": self.gates, "sameness": self.sameness, "rules": self.rules}
        told = {key: [one.model_dump(mode="json") for one in part] for key, part in parts.items() if part is not None}
        return {"name": self.name, "date": self.day.isoformat(), "failing": self.failing, **told}


@dataclass(frozen=True)
class Entry:
    """One line of the report and what stands under it. `state` is fail, person, caution, ask, report or pass; what passes only by
    a limit of the drama's own is `own`."""

    state: str
    name: str
    text: str
    details: tuple[str, ...] = ()
    remedy: str = ""


@dataclass(frozen=True)
class Section:
    title: str
    entries: tuple[Entry, ...]

    @property
    def counts(self) -> str:
        states = [entry.state for entry in self.entries]
        names = {"fail": "fail", "person": "for a person", "caution": "to mind", "ask": "asked",
                 "report": "reported", "own": "pass by a limit of the drama's own", "pass": "pass"}  # fmt: skip
        return ", ".join(f"{states.count(state)} {name}" for state, name in names.items() if state in states)


def by_gates(workshop: Workshop) -> tuple[Finding, ...]:
    """The gates over what there is: script, plan, or both. Raises BadInput where there is neither."""
    play = workshop.screenplay() if workshop.script_file.exists() else None
    plan = workshop.plan() if workshop.planned else None
    if play is None and plan is None:
        raise BadInput(f"{workshop.name} has neither plan nor script yet: dramaport story plan {workshop.name}")
    return judge(Case(play, plan, limits_of(workshop.folder)))


def by_rules(workshop: Workshop, markets: Sequence[str], day: datetime.date, told: Facts) -> tuple[Ruling, ...]:
    """The rules over what a person told and what the script says itself."""
    derived = facts_of(workshop.screenplay()) if workshop.script_file.exists() else Facts({})
    return evaluate(told.over(derived), day, markets)


def against_slate(
    workshop: Workshop, others: Sequence[Workshop], files: Sequence[Story], encoder: SentenceEncoder | None
) -> tuple[Likeness, ...]:
    """The story against the other stories here and those of files; what holds no text yet is left out."""
    slate = [story for story in (story_of(other) for other in others) if story.passages]
    taken = {workshop.name, *(story.name for story in slate)}
    return compare(story_of(workshop), [*slate, *(story for story in files if story.name not in taken)], encoder)


def story_of(workshop: Workshop) -> Story:
    """The script where there is one, else the plan's words, else the novel."""
    if workshop.script_file.exists() and (play := workshop.screenplay()).episodes:
        return from_screenplay(play).model_copy(update={"name": workshop.name})
    if workshop.planned and (story := from_plan(workshop.name, workshop.plan())).passages:
        return story
    return from_text(workshop.name, workshop.text().decode())


def read_slate(folder: Path) -> tuple[Story, ...]:
    """Stories in a folder: a .txt each, by its name. Raises BadInput for a folder without one, or a file that is not UTF-8."""
    stories = []
    for file in sorted(folder.glob("*.txt")):
        try:
            story = from_text(file.stem, file.read_text("utf-8"))
        except UnicodeDecodeError as error:
            raise BadInput(f"{file.name} is not UTF-8; save it as UTF-8") from error
        if story.passages:
            stories.append(story)
    if not stories:
        raise BadInput(f"{folder} holds no story; put a .txt for each there")
    return tuple(stories)


def sections(checked: Checked) -> tuple[Section, ...]:
    """The report, the gravest first within each part."""
    found = []
    if checked.rules is not None:
        found.append(Section(f"Rules on {checked.day}", tuple(_ruled(checked.rules))))
        if asked := tuple(_asked(checked.rules)):
            found.append(Section("Facts to give, in facts.toml or as --fact NAME=VALUE", asked))
    if checked.gates is not None:
        found.append(Section("Gates", tuple(map(_gated, checked.gates))))
    if checked.sameness is not None:
        found.append(
            Section(f"Sameness, against {len(checked.sameness)} stories", tuple(map(_liked, checked.sameness)))
        )
    return tuple(found)


def page(checked: Checked) -> str:
    """The report as an HTML page."""
    return render("check.html.j2", name=checked.name, day=checked.day, sections=sections(checked))


def _gated(finding: Finding) -> Entry:
    spots = [
        f"{spot.beat or spot.scene or spot.episode or 'the drama'}: {spot.found}{f' “{spot.quote}”' if spot.quote else ''}"
        for spot in finding.spots[:_SPOTS]
    ]
    if len(finding.spots) > _SPOTS:
        spots.append(f"and {len(finding.spots) - _SPOTS} more")
    spots += [f"lacks {what}" for what in finding.lacks] + [f"own limit: {reason}" for reason in finding.because]
    state = {Grade.FAIL: "fail", Grade.REPORTS: "report", Grade.PASS: "own" if finding.because else "pass"}[
        finding.verdict
    ]
    return Entry(state, finding.gate, finding.asks, tuple(spots), finding.remedy)


def _ruled(rulings: Sequence[Ruling]) -> list[Entry]:
    """One entry a ruling; those of one topic that wait for the same facts stand as one."""
    entries, waiting = [], set()
    for ruling in rulings:
        key = (ruling.jurisdiction, ruling.topic, ruling.missing)
        if ruling.outcome is Outcome.PERSON and ruling.missing:
            if key in waiting:
                continue
            waiting.add(key)
        entries.append(_ruling(ruling))
    return entries


def _ruling(ruling: Ruling) -> Entry:
    name = f"{ruling.jurisdiction} {ruling.topic}{f': {ruling.answer}' if ruling.answer else ''}"
    if ruling.missing:
        return Entry(_OUTCOMES[ruling.outcome], name, ruling.text, (f"needs {', '.join(ruling.missing)}",))
    details = [f"rests on {fact}" for fact in ruling.rests_on]
    if ruling.source:
        details.append(f"{ruling.source} ({ruling.source_date}; known by: {ruling.confidence})")
    return Entry(_OUTCOMES[ruling.outcome], name, ruling.text, tuple(details), ruling.remedy)


def _asked(rulings: Sequence[Ruling]) -> Iterator[Entry]:
    """Every fact that a rule waits for, once."""
    for name in dict.fromkeys(name for ruling in rulings for name in ruling.missing):
        fact = known_facts()[name.split()[0]]
        choices = f" ({', '.join(fact.choices)})" if fact.choices else ""
        yield Entry("ask", name, f"{fact.asks}{choices}")


def _liked(likeness: Likeness) -> Entry:
    figures = [f"words in common {100 * likeness.copied:.1f} %"]
    if likeness.meaning is not None:
        figures.append(f"meaning {likeness.meaning:.2f}")
    details = [
        f"{pair.here.where} “{pair.here.text}” ~ {pair.there.where} “{pair.there.text}”" for pair in likeness.alike
    ]
    for shared in likeness.motifs:
        here, there = shared.here[0], shared.there[0]
        note = f" [{shared.note}]" if shared.note else ""
        details.append(f"{shared.zh} ({shared.en}){note}: {here.where} “{here.text}” ~ {there.where} “{there.text}”")
    remedy = {
        Verdict.NEAR_COPY: "read both side by side; tell another story, or say that it is a remake",
        Verdict.SHARES: "turn one of the shared motifs another way",
        Verdict.APART: "",
    }[likeness.verdict]
    return Entry(
        _VERDICTS[likeness.verdict], likeness.story, f"{likeness.verdict}: {', '.join(figures)}", tuple(details), remedy
    )
