"""`dramaport report`: the season on one page."""

from __future__ import annotations

import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from dramaport.cli.context import console, open_house
from dramaport.cli.main import app
from dramaport.cli.naming import folder_name
from dramaport.cli.reporting import write_report
from dramaport.cli.season import run
from dramaport.drama.languages import languages


@app.command()
def report(
    title: Annotated[str, typer.Argument(help="the drama's title")],
    to: Annotated[str, typer.Option("--to", help="languages to show")] = "all",
    out: Annotated[Path, typer.Option(help="where the page goes")] = Path("reports"),
    opened: Annotated[bool, typer.Option("--open/--no-open", help="open it in a browser")] = False,
) -> None:
    """Write an HTML page: what is made, how good it is, and which lines to look at first."""
    house = open_house()
    drama = house.drama(title)
    done = run(house, drama, [language.tag for language in languages(to)], dry=True)
    tags = [found.tag for found in languages(to)]
    path = write_report(house, done, tags, out / f"{folder_name(title)}.html", out)
    console.print(str(path.absolute()))
    if opened:
        webbrowser.open(path.absolute().as_uri())
