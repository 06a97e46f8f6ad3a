"""`dramaport story`: from a novel to a script. Each module registers its commands on `story_app` when it is imported."""

from __future__ import annotations

from importlib import import_module
from typing import Final

import typer

from dramaport.cli.main import app

story_app = typer.Typer(
    help="From an online novel to a script: import, select, plan, write, repackage, check, export.",
    no_args_is_help=True,
)
app.add_typer(story_app, name="story")

#: One for each part of the work, in the order in which help lists their commands.
_MODULES: Final = (
    "importing",
    "selecting",
    "planning",
    "writing",
    "comparing",
    "repackaging",
    "suggesting",
    "checking",
    "exchanging",
)

for _module in _MODULES:
    import_module(f"{__name__}.{_module}")
