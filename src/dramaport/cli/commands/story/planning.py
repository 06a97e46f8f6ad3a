"""`story plan`, `story ledger`, `story accept`: a novel is cut into episodes, and people say what stands."""

from __future__ import annotations

import re
import time
from typing import Annotated

import typer
from rich.table import Table

from dramaport.build.digest import digest_of
from dramaport.cli.commands.story import story_app
from dramaport.cli.context import House, console, open_house
from dramaport.errors import BadInput
from dramaport.story import decisions
from dramaport.story.decisions import Accepted, StoryDecision
from dramaport.story.plan.ledger import Ledger, ledger_of_plan, ledger_of_screenplay
from dramaport.story.plan.mechanical import MechanicalPlanner
from dramaport.story.plan.planner import Ground, Planner, make_plan
from dramaport.story.values import Plan
from dramaport.story.workshop import Workshop, open_workshop

#: The middle length of an episode of the trade: 98 s among those this project looked at.
_SECONDS = 98

_EPISODE = re.compile(r"[Ee]?0*([1-9]\d{0,2})\Z")
_RANGE = re.compile(r"[Ee]?0*([1-9]\d{0,2})\s*(?:-|–|\.\.)\s*[Ee]?0*([1-9]\d{0,2})\Z")

Name = Annotated[str, typer.Argument(help="the story")]


@story_app.command("plan")
def plan_story(
    name: Name,
    episodes: Annotated[int, typer.Option(help="how many")] = 60,
    chapters: Annotated[str, typer.Option(help="only these chapters of the novel, such as 27 or 2-5")] = "",
    by: Annotated[str, typer.Option(help="model, mechanical, or auto: model where one is set up")] = "auto",
    seconds: Annotated[int, typer.Option(min=10, max=900, help="length of an episode a model thinks of")] = _SECONDS,
    take: Annotated[int, typer.Option(min=1, help="another number gives another version, where a model plans")] = 1,
    show: Annotated[int, typer.Option(min=0, help="episodes shown; all are in plan.json")] = 12,
) -> None:
    """Cut the novel into episodes at its own words, and place the wall. What is accepted keeps its ids and cuts."""
    house = open_house()
    workshop = open_workshop(house.settings.home, name)
    with workshop.hold():
        plan = plan_now(house, workshop, episodes, chapters=_chapters(chapters), by=by, seconds=seconds, take=take)
    _show_plan(plan, _accepted(house, workshop), show)


def plan_now(
    house: House,
    workshop: Workshop,
    episodes: int,
    *,
    chapters: tuple[int, int] | None = None,
    by: str = "auto",
    seconds: int = _SECONDS,
    take: int = 1,
) -> Plan:
    """Plan, and keep the plan unless somebody changed the old one meanwhile. The caller holds the workshop."""
    planner = _planner(house, workshop, episodes, by, seconds, take)
    old = workshop.plan() if workshop.planned else None
    standing = _accepted(house, workshop)
    threads = [*(old.threads if old else ()), *(standing.plan.threads if standing.plan else ())]
    unique = tuple({thread.id: thread for thread in threads}.values())
    ground = Ground.of(workshop.novel(), workshop.text())
    plan = make_plan(ground, planner, episodes, chapters, standing.planned, unique)
    now = workshop.plan() if workshop.planned else None
    if digest_of(now) != digest_of(old) or _accepted(house, workshop) != standing:
        raise BadInput(
            f"{workshop.name} was changed while it was planned, so the new plan is not kept; "
            "run the same command again: answers that were paid for are not paid again"
        )
    workshop.save_plan(plan)
    return plan


@story_app.command("ledger")
def show_ledger(
    name: Name,
    of: Annotated[str, typer.Option(help="plan, script, or auto: the script where there is one")] = "auto",
) -> None:
    """What viewers wait for, what they are given and what is owed, episode by episode."""
    house = open_house()
    workshop = open_workshop(house.settings.home, name)
    if of not in ("auto", "plan", "script"):
        raise BadInput(f"--of {of} is unknown; use plan, script or auto")
    script = of == "script" or (of == "auto" and workshop.scripted)
    _show_ledger(ledger_of_screenplay(workshop.screenplay()) if script else ledger_of_plan(workshop.plan()))


@story_app.command("accept")
def accept(
    name: Name,
    what: Annotated[list[str] | None, typer.Argument(help="plan, E07, or E01-E10; nothing lists what stands")] = None,
    withdraw: Annotated[
        bool, typer.Option("--withdraw", help="take it back: it may be planned and written anew")
    ] = False,
) -> None:
    """Say that the plan or an episode stands. Planning and writing never touch it again, until you withdraw that."""
    house = open_house()
    workshop = open_workshop(house.settings.home, name)
    with workshop.hold():
        if what:
            entries = [
                entry for word in what for entry in _entries(workshop, _accepted(house, workshop), word, withdraw)
            ]
            with house.database.begin() as db:
                new = decisions.decide(db, workshop.name, entries, time.time_ns() // 1_000_000)
            console.print(f"{new} entr{'y' if new == 1 else 'ies'} added to the log of {workshop.name}")
        _show_accepted(workshop, _accepted(house, workshop))


def _entries(workshop: Workshop, standing: Accepted, word: str, withdraw: bool) -> list[StoryDecision]:
    """What the log gets for one word. An episode's plan and its script, where it is written, stand together."""
    if withdraw:
        return _withdrawals(standing, word)
    if word == "plan":
        return list(decisions.accept_plan(workshop.plan()))
    plan = workshop.plan() if workshop.planned else None
    written = workshop.screenplay().episodes if workshop.scripted else {}
    entries: list[StoryDecision] = []
    for id in _ids(word):
        planned = plan.episode(id) if plan else None
        if planned is None and id not in written:
            raise BadInput(f"{workshop.name} has no episode {id}, neither planned nor written")
        entries += [decisions.accept_planned(planned)] if planned else []
        entries += [decisions.accept_written(id, written[id])] if id in written else []
    return entries


def _withdrawals(standing: Accepted, word: str) -> list[StoryDecision]:
    """`plan` takes back every episode's plan too; a written episode is taken back by its name."""
    if word == "plan":
        subjects = ["plan", *(f"plan/{id}" for id in standing.planned)]
    else:
        subjects = ["plan"] + [f"{kind}/{id}" for id in _ids(word) for kind in ("plan", "episode")]
    return [decisions.withdraw(subject) for subject in subjects]


def _ids(word: str) -> list[str]:
    single, several = _EPISODE.match(word), _RANGE.match(word)
    if single:
        return [f"E{int(single[1]):02d}"]
    if several and int(several[1]) <= int(several[2]):
        return [f"E{number:02d}" for number in range(int(several[1]), int(several[2]) + 1)]
    raise BadInput(f"{word!r} is nothing to accept; say plan, an episode such as E07, or E01-E10")


def _chapters(told: str) -> tuple[int, int] | None:
    if not told:
        return None
    match = re.fullmatch(r"\s*(\d{1,6})\s*(?:-\s*(\d{1,6})\s*)?", told)
    if match is None:
        raise BadInput(f"--chapters {told} names no chapters; use a number such as 27, or 2-5")
    return int(match[1]), int(match[2] or match[1])


def _planner(house: House, workshop: Workshop, episodes: int, by: str, seconds: int, take: int) -> Planner:
    settings = house.settings
    if by not in ("auto", "model", "mechanical"):
        raise BadInput(f"--by {by} is unknown; use model, mechanical or auto")
    if by == "mechanical" or (by == "auto" and not (settings.write_url or settings.write_answers)):
        return MechanicalPlanner()
    from dramaport.ai.write.providers import open_desk
    from dramaport.story.plan.reading import ReadingPlanner

    desk = open_desk(settings, workshop.folder / "spending.jsonl")
    if desk.draft:
        console.print(
            "planned by the embedded model, which takes minutes for each window; --by mechanical takes seconds"
        )
    return ReadingPlanner(desk.writer, seconds, episodes, take)


def _accepted(house: House, workshop: Workshop) -> Accepted:
    with house.database.connect() as db:
        return decisions.accepted(db, workshop.name)


def _show_plan(plan: Plan, standing: Accepted, show: int) -> None:
    console.print(f"{plan.name}: {len(plan.episodes)} episodes, by {plan.made_by}")
    if show:
        table = Table("", "bytes", "opens on", "ends on", "looks like")
        for column in table.columns[2:4]:
            column.overflow = "fold"
        for episode in plan.episodes[:show]:
            mark = f"{episode.id}{' ✓' if episode.id in standing.planned else ''}"
            kind = str(episode.cliffhanger_kind or "–")
            span = f"{episode.source.start}–{episode.source.end}"
            table.add_row(mark, span, episode.hook[:24], episode.cliffhanger[-24:], kind)
        console.print(table)
        if len(plan.episodes) > show:
            console.print(f"… {len(plan.episodes) - show} more; --show {len(plan.episodes)} lists all")
    if plan.wall is None:
        console.print("wall: none; the drama is too short for one")
    else:
        console.print(f"wall: {plan.wall.free} free, {plan.wall.reason}", soft_wrap=True)
    for note in plan.notes:
        console.print(f"note: {note}", style="yellow", soft_wrap=True)
    console.print(f"Next: dramaport story accept {plan.name} plan, then dramaport story write {plan.name}")


def _show_ledger(ledger: Ledger) -> None:
    table = Table("", "opens", "closes", "open", "promises", "overdue", "pay-offs", "cliffhanger", "variety")
    for at, account in enumerate(ledger.accounts):
        variety = ledger.variety[at]
        table.add_row(
            account.id,
            " ".join(account.opens) or "–",
            " ".join(account.closes) or "–",
            str(ledger.debt[at]),
            str(ledger.promises[at]),
            " ".join(ledger.overdue[at]) or "–",
            str(ledger.payoffs[at]),
            str(account.cliffhanger_kind or "?"),
            "?" if variety is None else f"{variety:.2f}",
        )
    console.print(table)
    for fault in ledger.faults:
        console.print(f"fault: {fault}", style="red", soft_wrap=True)
    for unknown in ledger.unknown:
        console.print(f"not judged: {unknown}", style="yellow", soft_wrap=True)


def _show_accepted(workshop: Workshop, standing: Accepted) -> None:
    if not standing:
        console.print(f"nothing of {workshop.name} is accepted; dramaport story accept {workshop.name} plan")
        return
    plan = workshop.plan() if workshop.planned else None
    written = workshop.screenplay().episodes if workshop.scripted else {}
    if standing.planned:
        console.print(f"planned: {' '.join(sorted(standing.planned, key=lambda id: int(id[1:])))}", soft_wrap=True)
    if standing.written:
        console.print(f"written: {' '.join(sorted(standing.written, key=lambda id: int(id[1:])))}", soft_wrap=True)
    changed = [id for id, episode in standing.planned.items() if plan is None or plan.episode(id) != episode]
    changed += [id for id, episode in standing.written.items() if written.get(id) != episode]
    if changed:
        names = " ".join(dict.fromkeys(changed))
        console.print(f"changed since it was accepted: {names}; accept it again, or put it back", style="yellow")
