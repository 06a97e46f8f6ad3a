"""`story check`: gates, sameness and rules in one report, the gravest first."""

from __future__ import annotations

import datetime
import json
import webbrowser
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.text import Text

from dramaport.ai import models
from dramaport.ai.abilities import SentenceEncoder
from dramaport.ai.sentences.usem3 import MODEL, UseM3Encoder
from dramaport.cli.checking import Checked, against_slate, by_gates, by_rules, page, read_slate, sections
from dramaport.cli.commands.story import story_app
from dramaport.cli.context import console
from dramaport.errors import BadInput, DramaportError
from dramaport.settings import read_settings
from dramaport.story.rules import Ruling, load_facts, read_facts
from dramaport.story.sameness import Likeness
from dramaport.story.workshop import Workshop, open_workshop, workshops


class Part(StrEnum):
    """What is checked."""

    GATES = "gates"
    SAMENESS = "sameness"
    RULES = "rules"


_SIGNS: Final = {
    "fail": ("✗", "red"), "person": ("?", "yellow"), "caution": ("!", "yellow"), "ask": ("·", "cyan"), "report": ("–", "dim"),
    "own": ("✓", "cyan"), "pass": ("✓", "green"),
}  # fmt: skip


@story_app.command("check")
def check(
    name: Annotated[str, typer.Argument(help="the story's name")],
    market: Annotated[str, typer.Option(help="where it shall be shown, such as cn,us,id")] = "cn",
    date: Annotated[str, typer.Option(help="the day whose rules count, such as 2026-12-01; default: today")] = "",
    only: Annotated[list[Part] | None, typer.Option(help="check this alone; may be given more than once")] = None,
    fact: Annotated[
        list[str] | None, typer.Option(help="NAME=VALUE of docs/rules.md; counts before facts.toml")
    ] = None,
    slate: Annotated[Path | None, typer.Option(help="a folder of stories to compare with, beside those here")] = None,
    meaning: Annotated[
        bool, typer.Option("--meaning/--no-meaning", help="compare by meaning too (32 MB model)")
    ] = True,
    as_json: Annotated[bool, typer.Option("--json", help="everything, as JSON")] = False,
    html: Annotated[Path | None, typer.Option(help="write the report as an HTML page here")] = None,
    opened: Annotated[bool, typer.Option("--open/--no-open", help="open the page in a browser")] = False,
    every: Annotated[bool, typer.Option("--all", help="list what passes too")] = False,
) -> None:
    """Hold a story against the gates, the company's other stories, and the rules of its markets on a day."""
    day = _day(date)
    home = read_settings().home
    workshop = open_workshop(home, name)
    parts = only or list(Part)
    checked = Checked(
        name=name,
        day=day,
        gates=by_gates(workshop) if Part.GATES in parts else None,
        sameness=_sameness(workshop, home, slate, meaning) if Part.SAMENESS in parts else None,
        rules=_rules(workshop, market, day, fact or []) if Part.RULES in parts else None,
    )
    if as_json:
        print(json.dumps(checked.plain(), ensure_ascii=False, indent=1))
    else:
        _show(checked, every)
    if html is not None:
        html.parent.mkdir(parents=True, exist_ok=True)
        html.write_text(page(checked), "utf-8")
        if opened:
            webbrowser.open(html.absolute().as_uri())
    if checked.failing:
        raise DramaportError(f"{name}: {checked.failing} of what was checked fails; what to do stands above")


def _day(told: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(told) if told else datetime.datetime.now(tz=datetime.UTC).date()
    except ValueError as error:
        raise BadInput(f"--date {told!r} is no date; write it as 2026-12-01") from error


def _rules(workshop: Workshop, market: str, day: datetime.date, told: list[str]) -> tuple[Ruling, ...]:
    pairs = [pair.partition("=") for pair in told]
    if bad := [left for left, sign, _ in pairs if not sign]:
        raise BadInput(f"--fact {bad[0]!r}: write it as NAME=VALUE; docs/rules.md lists the names")
    facts = read_facts({left.strip(): value.strip() for left, _, value in pairs}, "--fact").over(
        load_facts(workshop.folder)
    )
    return by_rules(workshop, [code.strip() for code in market.split(",") if code.strip()], day, facts)


def _sameness(workshop: Workshop, home: Path, folder: Path | None, wanted: bool) -> tuple[Likeness, ...]:
    """Against every other story here and those of the folder."""
    others = [open_workshop(home, other) for other in workshops(home) if other != workshop.name]
    return against_slate(workshop, others, read_slate(folder) if folder else (), _encoder(wanted))


def _encoder(wanted: bool) -> SentenceEncoder | None:
    """By meaning where it is wanted; the model is fetched once, and said so."""
    if not wanted:
        return None
    models.announce(
        lambda model: console.print(f"fetching {model.name}, {model.size / 1e6:.0f} MB, once: {model.purpose}")
    )
    return UseM3Encoder(models.folder(MODEL))


def _show(checked: Checked, every: bool) -> None:
    for section in sections(checked):
        console.print()
        console.print(Text(section.title, "bold"), Text(section.counts, "dim"), soft_wrap=True)
        for entry in section.entries:
            if entry.state == "pass" and not every:
                continue
            sign, colour = _SIGNS[entry.state]
            console.print(Text(f"{sign} {entry.name}", colour), entry.text, soft_wrap=True)
            for line in entry.details:
                console.print(Text(f"    {line}", "dim"), soft_wrap=True)
            if entry.remedy and entry.state in ("fail", "caution", "person"):
                console.print(f"    → {entry.remedy}", soft_wrap=True)
