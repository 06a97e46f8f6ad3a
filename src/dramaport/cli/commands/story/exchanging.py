"""`story export`: scripts go out as Fountain, Final Draft, Word, Excel and JSON. The first two come in again by `story import`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from dramaport.cli.commands.story import story_app
from dramaport.cli.commands.story.writing import episode_id
from dramaport.cli.context import console, open_house
from dramaport.drama.interchange.screenplay.compose import compose
from dramaport.drama.interchange.screenplay.fdx import write_fdx
from dramaport.drama.interchange.screenplay.fountain import write_fountain
from dramaport.drama.interchange.screenplay.sheet import write_sheet
from dramaport.drama.interchange.screenplay.word import write_word
from dramaport.drama.screenplay import Screenplay, load_screenplay
from dramaport.errors import BadInput
from dramaport.story.workshop import Workshop, open_workshop, write_bytes


class Format(StrEnum):
    FOUNTAIN = "fountain"
    FDX = "fdx"
    DOCX = "docx"
    XLSX = "xlsx"
    JSON = "json"


_WRITERS: Final[Mapping[Format, Callable[[Screenplay], bytes]]] = {
    Format.FOUNTAIN: lambda play: write_fountain(compose(play)).encode(),
    Format.FDX: lambda play: write_fdx(compose(play)),
    Format.DOCX: write_word,
    Format.XLSX: write_sheet,
    Format.JSON: lambda play: (play.model_dump_json(indent=1) + "\n").encode(),
}


@story_app.command("export")
def export_script(
    name: Annotated[str, typer.Argument(help="the story")],
    form: Annotated[Format, typer.Option("--as", help="the format")],
    episode: Annotated[str, typer.Option(help="one episode, as 7 or E07; default: all")] = "",
    market: Annotated[str, typer.Option(help="the script as it was repackaged for this market")] = "",
    out: Annotated[Path | None, typer.Option(help="the file to write; default: NAME.FORMAT here")] = None,
) -> None:
    """Write a script for others to work on. What comes back as Fountain or FDX keeps its ids."""
    workshop = open_workshop(open_house().settings.home, name)
    play = _script(workshop, market)
    if episode:
        episode = episode_id(episode)
        play = play.model_copy(update={"episodes": {episode: play.episode(episode)}})
    parts = "-".join(filter(None, (workshop.name, market, episode)))
    file = out or Path(f"{parts}.{form}")
    if file.is_dir():
        raise BadInput(
            f"{str(file)!r} is a folder; name the file to write in it, as in --out {file / f'{parts}.{form}'}"
        )
    write_bytes(file, _WRITERS[form](play))
    file.chmod(0o644)  # for others to read: a file written in one step is its owner's alone
    count = len(play.episodes)
    console.print(f"{file}: {count} episode{'s' if count != 1 else ''}", soft_wrap=True)


def _script(workshop: Workshop, market: str) -> Screenplay:
    """The story's script, or what it became for a market. Raises BadInput naming the command that makes it."""
    if not market:
        return workshop.screenplay()
    folder = workshop.market(market)
    if not (folder / "drama.toml").exists():
        name = workshop.name
        raise BadInput(f"{name} is not repackaged for {market} yet: dramaport story repackage {name} --market {market}")
    return load_screenplay(folder)
