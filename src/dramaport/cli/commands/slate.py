"""`slate`: who shoots what when, at what cost, and how far from the best that can be."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from dramaport.ai import models
from dramaport.cli.context import console
from dramaport.cli.main import app
from dramaport.cli.naming import folder_name
from dramaport.drama.currency import digits
from dramaport.drama.screenplay import load_screenplay
from dramaport.errors import BadInput
from dramaport.produce.slate import calendars, planner
from dramaport.produce.slate.bounds import NoPlan
from dramaport.produce.slate.check import problems
from dramaport.produce.slate.clash import clashes, in_words
from dramaport.produce.slate.cost import Bill, Kind, bill, budget
from dramaport.produce.slate.frame import Frame
from dramaport.produce.slate.money import Money
from dramaport.produce.slate.papers.calendar import actor_calendars, crew_calendars
from dramaport.produce.slate.papers.callsheet import call_sheets, call_sheets_xlsx
from dramaport.produce.slate.papers.gantt import gantt_png
from dramaport.produce.slate.papers.outofdays import out_of_days_xlsx
from dramaport.produce.slate.papers.pdf import call_sheets_pdf
from dramaport.produce.slate.papers.strips import board, board_html, board_png
from dramaport.produce.slate.plan import Fact, Plan
from dramaport.produce.slate.read import read_slate
from dramaport.produce.slate.replan import replan, with_facts
from dramaport.produce.slate.script import drama_toml
from dramaport.produce.slate.values import Slate, expand_days

slate_app = typer.Typer(help="Bases, crews, actors, locations: a shooting schedule with a bound.", no_args_is_help=True)
app.add_typer(slate_app, name="slate")

File = Annotated[Path, typer.Argument(help="the slate's facts, a TOML file")]
Folder = Annotated[Path, typer.Argument(help="a folder that slate plan wrote")]
Out = Annotated[Path, typer.Option("--out", help="the folder for the plan and its papers")]


@slate_app.command("plan")
def plan_slate(
    file: File,
    out: Out = Path("slate"),
    limit: Annotated[float, typer.Option(help="seconds of work on two cores", min=1, max=3600)] = 120.0,
    workers: Annotated[int, typer.Option(help="processes at once", min=1, max=64)] = 2,
) -> None:
    """Make a plan: what it costs, below which cost there is none, and all papers."""
    slate = read_slate(file)
    if out.exists() and not out.is_dir():
        raise BadInput(f"{str(out)!r} is a file; name a folder for the plan and its papers with --out")
    with Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), console=console) as shown:
        tasks = {}

        def tell(step: planner.Progress) -> None:
            if step.step not in tasks:
                tasks[step.step] = shown.add_task(step.step, total=step.of)
            shown.update(tasks[step.step], completed=step.done, total=step.of)

        try:
            made = planner.make_plan(slate, limit, workers, tell)
        except NoPlan as error:
            raise NoPlan(f"{error}{_reasons(slate, error.dramas)}", error.dramas, proved=error.proved) from error
    _write(slate, made, out)
    _show(slate, made)
    console.print(f"the plan and its papers are in {out.absolute()}", soft_wrap=True)


@slate_app.command("replan")
def replan_slate(
    folder: Folder,
    actor: Annotated[list[str] | None, typer.Option(help="an actor is away: lin=2027-03-09/2027-03-10")] = None,
    location: Annotated[list[str] | None, typer.Option(help="a location is closed: wharf=2027-03-09")] = None,
    crew: Annotated[list[str] | None, typer.Option(help="a crew is away: a=2027-03-09")] = None,
    reason: Annotated[str, typer.Option(help="why, in a few words: is ill")] = "",
    shot: Annotated[str, typer.Option(help="the last day that is shot; nothing until then changes")] = "",
    sent: Annotated[
        str, typer.Option(help="the last day whose call sheets are sent; they change only where they must")
    ] = "",
    out: Annotated[Path | None, typer.Option("--out", help="another folder for the new plan")] = None,
) -> None:
    """Take in new facts: keep what is shot or sent, move as little as can be, and say what moved and why."""
    slate, plan = _read(folder)
    told = [("actor", actor), ("location", location), ("crew", crew)]
    facts = [_fact(kind, text, reason) for kind, texts in told for text in texts or ()]
    if not facts:
        raise BadInput("no new fact; say who is away when, as in --actor lin=2027-03-09")
    found = replan(slate, plan, facts, _day(shot, "--shot"), _day(sent, "--sent"))
    _write(slate, found.plan, out or folder)
    if not found.moves:
        console.print("nothing has to move")
    table = Table("drama", "scene", "was on", "is on", "why")
    for move in found.moves:
        table.add_row(
            slate.drama(move.drama).title, move.scene, f"{move.before:%a %m-%d}", f"{move.after:%a %m-%d}", move.why
        )
    if found.moves:
        console.print(table)
    for drama, day in found.resend:
        console.print(f"send again: {slate.drama(drama).title}, {day}", style="yellow", soft_wrap=True)
    before, after = (Money(amount=p.proof.value, currency=p.currency) for p in (plan, found.plan))
    console.print(f"it cost {before}, it costs {after}")


@slate_app.command("show")
def show_plan(folder: Folder) -> None:
    """What a plan costs, item by item, beside the budgets."""
    slate, plan = _read(folder)
    _show(with_facts(slate, plan.facts), plan)


@slate_app.command("check")
def check_slate(
    file: File, folder: Annotated[Path | None, typer.Option("--plan", help="a folder with a plan to check")] = None
) -> None:
    """Read the facts, say which of them clash, and check a plan against every rule."""
    slate = read_slate(file)
    if folder is not None:
        plan = _read(folder)[1]
        if found := problems(with_facts(slate, plan.facts), plan):
            raise BadInput("the plan breaks its facts: " + "; ".join(found))
        console.print("the plan keeps every rule")
        return
    if reasons := _reasons(slate, [drama.id for drama in slate.dramas]):
        raise BadInput(f"facts clash{reasons}")
    scenes = sum(len(drama.scenes) for drama in slate.dramas)
    counted = f"{len(slate.dramas)} dramas, {scenes} scenes, {len(slate.actors)} actors, {len(slate.crews)} crews"
    console.print(f"{counted}: each drama can be shot by itself")


@slate_app.command("import")
def import_drama(
    script: Annotated[Path, typer.Argument(help="a drama's folder, with drama.toml and script/")],
    drama: Annotated[str, typer.Option("--id", help="the drama's id in the slate; the folder's name without it")] = "",
) -> None:
    """Print a drama's scenes as an entry for a slate's file, with its parts open."""
    play = load_screenplay(script)
    typer.echo(drama_toml(play, drama or folder_name(script.resolve().name)), nl=False)


def _reasons(slate: Slate, dramas: Iterable[str]) -> str:
    """For each drama that cannot be shot anywhere, the facts that clash."""
    found = []
    for drama_id in dramas:
        drama = slate.drama(drama_id)
        told = []
        for base in calendars.possible_bases(slate, drama):
            frame = Frame(slate, drama, base)
            clashing = clashes(frame)
            if not clashing:
                break
            told.append(f"at {base.name}: {'; '.join(in_words(slate, frame, clashing))}")
        else:
            found.append(f"\n{drama.title}: " + "; ".join(told))
    return ":" + "".join(found) if found else ""


def _show(slate: Slate, plan: Plan) -> None:
    table = Table("drama", "crew", "days", "dates", "cost", "budget", "left")
    for column in table.columns[3:]:
        column.no_wrap = True
        column.justify = "right"
    for shoot in plan.shoots:
        made, given = bill(slate, shoot), budget(slate, slate.drama(shoot.drama))
        left = "" if given is None else _amount(given - made.total, plan.currency)
        crew, dates = slate.crew(shoot.crew).name, f"{shoot.first:%m-%d} {shoot.last:%m-%d}"
        amounts = [_amount(made.total, plan.currency), "" if given is None else _amount(given, plan.currency), left]
        table.add_row(slate.drama(shoot.drama).title, crew, f"{len(shoot.days)}", dates, *amounts)
    console.print(table)
    console.print(_by_kind([bill(slate, shoot) for shoot in plan.shoots], plan.currency))
    for tier in slate.tiers:
        mine = [shoot for shoot in plan.shoots if slate.drama(shoot.drama).tier == tier.id]
        if mine:
            cost = sum(bill(slate, shoot).total for shoot in mine)
            given = sum(budget(slate, slate.drama(shoot.drama)) or 0 for shoot in mine)
            console.print(
                f"tier {tier.id}: {len(mine)} dramas cost {_amount(cost, plan.currency)} of {_amount(given, plan.currency)}"
            )
    proof = plan.proof
    gap = (
        "this is the cheapest there is"
        if proof.proved
        else f"at most {100 * proof.gap:.1f} % above the cheapest there is"
    )
    console.print(
        f"cost {_amount(proof.value, plan.currency)} {plan.currency}; no plan costs less than {_amount(proof.bound, plan.currency)}: {gap}",
        soft_wrap=True,
    )
    if plan.by_clock:
        console.print("the clock ended the search, so another run may find another plan", style="yellow")


def _by_kind(bills: list[Bill], currency: str) -> Table:
    table = Table("what", "cost", "share")
    total = sum(made.total for made in bills)
    for kind in Kind:
        amount = sum(made.of(kind) for made in bills)
        table.add_row(kind.value, _amount(amount, currency), f"{100 * amount / max(1, total):.1f} %")
    return table


def _amount(amount: int, currency: str) -> str:
    """Whole units: nobody reads cents in a table of thousands."""
    return f"{amount / 10 ** digits(currency):,.0f}"


def _write(slate: Slate, plan: Plan, out: Path) -> None:
    """Everything a production office needs, each file whole or not at all."""
    now = with_facts(slate, plan.facts)
    fonts = models.folder("noto-sans-sc")
    files: dict[str, bytes] = {
        "gantt.png": gantt_png(now, plan, fonts),
        "day-out-of-days.xlsx": out_of_days_xlsx(now, plan),
        "cost.json": json.dumps(
            [bill(now, shoot).model_dump(mode="json") for shoot in plan.shoots], ensure_ascii=False, indent=1
        ).encode(),
    }
    for shoot in plan.shoots:
        name, made = folder_name(slate.drama(shoot.drama).title), board(now, shoot)
        files[f"{name}/stripboard.html"] = board_html(made).encode()
        files[f"{name}/stripboard.png"] = board_png(made, fonts)
        files[f"{name}/call-sheets.xlsx"] = call_sheets_xlsx(now, plan, shoot.drama)
        files[f"{name}/call-sheets.pdf"] = call_sheets_pdf(call_sheets(now, shoot), fonts)
    for kind, found in (("actors", actor_calendars(now, plan)), ("crews", crew_calendars(now, plan))):
        files |= {f"calendars/{kind}/{folder_name(person)}.ics": data for person, data in found.items()}
    files["slate.json"] = slate.model_dump_json(indent=1).encode()
    files["plan.json"] = plan.model_dump_json(indent=1).encode()
    for name, data in files.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.part")
        part.write_bytes(data)
        part.replace(path)


def _read(folder: Path) -> tuple[Slate, Plan]:
    """A plan and the facts it was made from. Raises BadInput."""
    try:
        slate = Slate.model_validate_json((folder / "slate.json").read_bytes())
        plan = Plan.model_validate_json((folder / "plan.json").read_bytes())
    except OSError as error:
        raise BadInput(
            f"{str(folder)!r} holds no plan; make one with dramaport slate plan slate.toml --out …"
        ) from error
    except ValidationError as error:
        raise BadInput(f"{str(folder)!r}: the plan cannot be read; make it again with dramaport slate plan") from error
    if plan.slate != planner.digest(slate):
        raise BadInput(f"{str(folder)!r}: the plan was made from other facts; make it again with dramaport slate plan")
    return slate, plan


def _fact(kind: str, text: str, reason: str) -> Fact:
    subject, equals, days = text.partition("=")
    if not equals:
        raise BadInput(f"--{kind} {text!r}: write an id and its days, as in --{kind} lin=2027-03-09/2027-03-10")
    try:
        return Fact(kind=kind, subject=subject.strip(), dates=expand_days(days.split(",")), reason=reason)
    except ValueError as error:
        raise BadInput(f"--{kind} {text!r}: {error}; write days such as 2027-03-09 or 2027-03-09/2027-03-10") from error


def _day(text: str, name: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise BadInput(f"{name} {text!r} is no day; write it as 2027-03-09") from error
