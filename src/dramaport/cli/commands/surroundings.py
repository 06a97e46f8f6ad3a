"""`dramaport doctor`: what is there, what is missing, and how to get it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable

from rich.table import Table
from rich.text import Text

from dramaport.ai import models
from dramaport.cli.context import console, open_house
from dramaport.cli.main import app
from dramaport.errors import DramaportError
from dramaport.media.ffmpeg import ffmpeg_path
from dramaport.settings import Settings, read_settings

#: A season of 80 episodes keeps about this much in the store: originals, ladders, stems and clips.
_ROOM_GB = 20


@app.command()
def doctor() -> None:
    """Check everything a run needs, and say how to get what is missing."""
    settings = read_settings()
    table = Table("part", "state", "detail")
    broken = 0
    for part, check in _checks(settings):
        try:
            table.add_row(part, Text("✓", "green"), check())
        except DramaportError as error:
            broken += 1
            table.add_row(part, Text("✗", "red"), str(error))
    console.print(table)
    if broken:
        raise DramaportError(f"{broken} part{'s' if broken > 1 else ''} cannot be used; the table says why")


def _checks(settings: Settings) -> list[tuple[str, Callable[[], str]]]:
    return [
        ("Python", lambda: sys.version.split()[0]),
        ("processor", lambda: f"{os.cpu_count()} cores"),
        ("ffmpeg", ffmpeg_path),
        ("packager", _packager),
        ("home", lambda: _home(settings)),
        ("store and database", lambda: _house(settings)),
        ("models", _models),
        ("cluster", lambda: settings.cluster or "threads of this process"),
        ("translator", lambda: settings.translate_url or "translation memory, then the embedded model (drafts)"),
        ("voices", lambda: settings.speak_url or "Kokoro, espeak-ng where it does not speak the language"),
    ]


def _packager() -> str:
    from dramaport.media.packager import packager_path

    return packager_path()


def _home(settings: Settings) -> str:
    folder = settings.home
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free / 1e9
    low = f" – a whole season needs about {_ROOM_GB} GB" if free < _ROOM_GB else ""
    return f"{settings.home} ({free:.0f} GB free{low})"


def _house(settings: Settings) -> str:
    house = open_house(settings)
    return f"{house.store.url}; {house.database.url.render_as_string(hide_password=True)}"


def _models() -> str:
    catalogue = models.catalogue()
    missing = [name for name in catalogue if not models.present(name)]
    if not missing:
        return f"all {len(catalogue)} here"
    return f"{len(catalogue) - len(missing)} of {len(catalogue)} here; fetched on first use: {', '.join(missing)}"
