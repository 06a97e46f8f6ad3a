"""`plan`, `localize`, `status`, `why`: running a drama and knowing where it stands."""

from __future__ import annotations

from collections import Counter
from typing import Annotated

import typer
from rich.table import Table

from dramaport.cli.context import console, hold, open_house
from dramaport.cli.main import app
from dramaport.cli.planning import estimate, refuse_untranslatable
from dramaport.cli.season import Run, run
from dramaport.drama.languages import languages
from dramaport.errors import DramaportError
from dramaport.localize.check.verdict import verdict
from dramaport.localize.pipeline.values import Release

Title = Annotated[str, typer.Argument(help="the drama's title")]
To = Annotated[str, typer.Option("--to", help="languages, such as en,es,pt-BR, or all")]


@app.command()
def plan(title: Title, to: To) -> None:
    """What would run, how long it takes, and what it costs, before anything is spent."""
    house = open_house()
    drama = house.drama(title)
    tags = [language.tag for language in languages(to)]
    dry = run(house, drama, tags, dry=True)
    refuse_untranslatable(house, dry, tags)
    todo = Counter(todo.step for todo in dry.account.todos)
    table = Table("stage", "steps to run")
    for name, count in todo.items():
        table.add_row(name, str(count))
    console.print(table if todo else "nothing to do: everything is made and nothing has changed")
    for line in estimate(dry, tags):
        console.print(line)


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
        console.print(f"[bold]{where}[/] {todo.slot}: {'; '.join(todo.reasons)}", soft_wrap=True)
    for decision in dry.season.lost:
        console.print(f"[yellow]a decision on {decision.subject} finds no line any more[/]: {decision.value}")
    if not dry.account.todos:
        console.print("nothing is stale")


def show_matrix(done: Run, tags: list[str]) -> None:
    """A cell for each episode and language."""
    table = Table("", *tags, title=done.drama.title)
    for footage in done.drama.episodes:
        table.add_row(footage.code, *(cell(done.release(footage.code, tag)) for tag in tags))
    console.print(table)
    console.print(
        "[green]✓[/] passes the gate  [yellow]![/] made, does not pass  [red]✗[/] lines failed  – not made", style="dim"
    )


def cell(release: Release) -> str:
    """One release in one sign."""
    if release.failed:
        return f"[red]✗ {len(release.failed)}[/]"
    if release.account.todos or not release.complete:
        return "–"
    found = verdict(release.issues)
    return "[green]✓[/]" if found.release else f"[yellow]! {len(found.errors)}[/]"


def show_troubles(done: Run, most: int = 20) -> None:
    """What failed, and why."""
    for trouble in done.account.troubles[:most]:
        console.print(f"[red]✗[/] {trouble.job.split('/', 1)[1]} {trouble.slot}: {trouble.reason}", soft_wrap=True)
    if len(done.account.troubles) > most:
        console.print(f"… and {len(done.account.troubles) - most} more; dramaport report shows all")
