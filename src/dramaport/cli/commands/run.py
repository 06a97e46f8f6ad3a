"""`plan`, `localize`, `status`, `why`: running a drama and knowing where it stands."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Column, Table
from rich.text import Text

from dramaport.cli.context import console, hold, open_house
from dramaport.cli.forecast import LanguagePlan, Plan, in_time
from dramaport.cli.main import app
from dramaport.cli.planning import in_words, make_plan, measure, named, refuse_untranslatable
from dramaport.cli.releasing import gate
from dramaport.cli.season import Run, run
from dramaport.drama.languages import languages
from dramaport.errors import DramaportError
from dramaport.localize.check.verdict import verdict

Title = Annotated[str, typer.Argument(help="the drama's title")]
To = Annotated[str, typer.Option("--to", help="languages, such as en,es,pt-BR, or all")]


@app.command()
def plan(title: Title, to: To) -> None:
    """What would run, how long it takes, and what it costs, before anything is spent."""
    house = open_house()
    drama = house.drama(title)
    tags = [language.tag for language in languages(to)]
    measure(house, drama)
    dry = run(house, drama, tags, dry=True)
    refuse_untranslatable(house, dry, tags)
    show_plan(make_plan(house, dry, tags))


def show_plan(made: Plan) -> None:
    """The stages that would run, what each language asks for, and what both come to."""
    for line in in_words(made):
        console.print(line, soft_wrap=True)
    if not made.stages:
        console.print("nothing to do: everything is made and nothing has changed")
        return
    stages = Table("stage", Column("to make", justify="right"), Column("CPU time", justify="right"))
    for stage in made.stages:
        stages.add_row(stage.name, str(stage.steps), in_time(stage.seconds))
    console.print(stages)
    figures = ("lines", "by people", "memory", "nearly", "to translate", "tokens in/out", "money", "CPU time")
    languages = Table("", *(Column(name, justify="right") for name in figures), "translated by", "spoken by")
    for each in made.languages:
        languages.add_row(*_row(each))
    console.print(languages)
    currency = next((each.tokens.price.currency for each in made.languages), "")
    money = f", {made.money:.2f} {currency}" if made.money else ", no money"
    console.print(f"about {in_time(made.seconds)} on {made.cores} cores{money}")


def _row(each: LanguagePlan) -> tuple[str, ...]:
    about = "≈" if each.unread else ""
    tokens = each.tokens
    return (
        each.tag,
        f"{about}{each.lines}",
        str(each.people),
        str(each.held.exact),
        str(each.held.near),
        f"{about}{each.missing}",
        f"{about}{tokens.tokens_in:,} / {tokens.tokens_out:,}" if each.translated else "–",
        f"{about}{tokens.money:.2f}" if tokens.money else "–",
        "–" if each.idle else in_time(each.seconds),
        named(each.verdict),
        each.speech.by or "–",
    )


@app.command()
def localize(
    title: Title,
    to: To,
    episode: Annotated[str | None, typer.Option(help="only this episode, such as E01")] = None,
) -> None:
    """Make the releases. Stop it whenever you like; run again and it goes on where it was."""
    house = open_house()
    drama = house.drama(title)
    tags = [language.tag for language in languages(to)]
    with hold(house, drama):
        refuse_untranslatable(house, run(house, drama, tags, dry=True, only=episode), tags)
        done = run(house, drama, tags, dry=False, only=episode)
    show_matrix(done, tags)
    show_troubles(done)
    if done.account.troubles:
        raise DramaportError(
            f"{len(done.account.troubles)} steps failed; they are listed above and run again next time"
        )


@app.command()
def status(title: Title, to: To = "all") -> None:
    """The episodes × languages matrix, computed from what is there."""
    house = open_house()
    drama = house.drama(title)
    tags = [language.tag for language in languages(to)]
    show_matrix(run(house, drama, tags, dry=True), tags)


@app.command()
def why(
    title: Title,
    to: To = "all",
    episode: Annotated[str | None, typer.Option(help="only this episode, such as E01")] = None,
) -> None:
    """What would be made again, and which change is the reason."""
    house = open_house()
    drama = house.drama(title)
    dry = run(house, drama, [language.tag for language in languages(to)], dry=True, only=episode)
    for todo in dry.account.todos:
        where = todo.job.split("/", 1)[1]
        console.print(Text(where, "bold"), f"{todo.slot}: {'; '.join(todo.reasons)}", soft_wrap=True)
    for decision in dry.season.lost:
        lost = Text(f"a decision on {decision.subject} finds no line any more:", "yellow")
        console.print(lost, str(decision.value), soft_wrap=True)
    if not dry.account.todos:
        console.print("nothing is stale")


def show_matrix(done: Run, tags: list[str]) -> None:
    """A cell for each episode and language."""
    table = Table("", *tags, title=done.drama.title)
    for footage in done.drama.episodes:
        table.add_row(footage.code, *(cell(done, footage.code, tag) for tag in tags))
    console.print(table)
    console.print(
        "[green]✓[/] passes the gate  [yellow]![/] made, does not pass  [red]✗[/] lines failed  – not made",
        style="dim",
        markup=True,
    )


def cell(done: Run, episode: str, tag: str) -> Text:
    """One release in one sign."""
    release = done.release(episode, tag)
    if release.failed:
        return Text(f"✗ {len(release.failed)}", "red")
    if release.account.todos or not release.complete or not done.ladder(episode).streams:
        return Text("–")
    found = verdict(gate(done, episode, tag))
    return Text("✓", "green") if found.release else Text(f"! {len(found.errors)}", "yellow")


def show_troubles(done: Run, most: int = 20) -> None:
    """What failed, and why."""
    for trouble in done.account.troubles[:most]:
        where = trouble.job.split("/", 1)[1]
        console.print(Text("✗", "red"), f"{where} {trouble.slot}: {trouble.reason}", soft_wrap=True)
    if len(done.account.troubles) > most:
        console.print(f"… and {len(done.account.troubles) - most} more; dramaport report shows all")
