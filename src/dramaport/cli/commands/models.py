"""`dramaport models`: what the program works with, and whether it is all there."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TransferSpeedColumn
from rich.table import Table
from rich.text import Text

from dramaport.ai import models
from dramaport.cli.context import console
from dramaport.cli.main import app
from dramaport.errors import DramaportError

group = typer.Typer(help="List, fetch and verify the models.", no_args_is_help=True)
app.add_typer(group, name="models")


@group.command("list")
def list_models() -> None:
    """Every model: what it is for, its licence, its size, and whether it is here."""
    table = Table("model", "for", "licence", "size", "here")
    for name, model in models.catalogue().items():
        here = "✓" if models.present(name) else "–"
        table.add_row(name, model.purpose, model.licence, f"{model.size / 1e6:.0f} MB", here)
    console.print(table)


@group.command("fetch")
def fetch(
    names: Annotated[list[str] | None, typer.Argument(help="models to fetch; none = all but the translator")] = None,
) -> None:
    """Fetch models now instead of on first use."""
    wanted = names or [name for name, model in models.catalogue().items() if not model.name.startswith("qwen")]
    fetch_with_bars(wanted)


@group.command("verify")
def verify() -> None:
    """Hash every file that is here and name what is wrong."""
    problems = [problem for name in models.catalogue() if models.begun(name) for problem in models.verify(name)]
    for problem in problems:
        console.print(Text("✗", "red"), str(problem), soft_wrap=True)
    if problems:
        raise DramaportError("some model files are not the listed ones; `dramaport models fetch` brings them again")
    console.print("every model file here is the listed one")


def fetch_with_bars(names: list[str]) -> None:
    """Fetch what is missing, with a progress bar a model."""
    missing = [name for name in names if not models.present(name)]
    if not missing:
        return
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=console) as bars:
        tasks: dict[str, TaskID] = {name: bars.add_task(name, total=None) for name in missing}

        def show(done: int, total: int, name: str) -> None:
            bars.update(tasks[name], completed=done, total=total)

        models.fetch(missing, show)
