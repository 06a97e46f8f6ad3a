"""`story export`, and scripts coming in: Fountain and Final Draft both ways, Word, Excel and JSON out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from dramaport.cli.commands.story import story_app
from dramaport.cli.context import console, open_house
from dramaport.drama.interchange.screenplay.compose import compose
from dramaport.drama.interchange.screenplay.elements import Paper
from dramaport.drama.interchange.screenplay.fdx import read_fdx, write_fdx
from dramaport.drama.interchange.screenplay.fountain import read_fountain, write_fountain
from dramaport.drama.interchange.screenplay.recover import Recovered, recover
from dramaport.drama.interchange.screenplay.sheet import write_sheet
from dramaport.drama.interchange.screenplay.word import write_word
from dramaport.drama.screenplay import Screenplay, load_screenplay
from dramaport.errors import BadInput
from dramaport.story import decisions
from dramaport.story.workshop import Workshop, checked_name, new_workshop, open_workshop, write_bytes

#: No script is larger; what is, is something else.
_MOST_BYTES: Final = 64 << 20
_SHOWN: Final = 12


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
_READERS: Final[Mapping[str, Callable[[bytes, str], Paper]]] = {".fountain": read_fountain, ".fdx": read_fdx}

#: What `story import` takes for a script and not for a novel.
SCRIPTS: Final = frozenset(_READERS)


@story_app.command("export")
def export_script(
    name: Annotated[str, typer.Argument(help="the story")],
    form: Annotated[Format, typer.Option("--as", help="the format")],
    episode: Annotated[str, typer.Option(help="one episode, such as E07; default: all")] = "",
    market: Annotated[str, typer.Option(help="the script as it was repackaged for this market")] = "",
    out: Annotated[Path | None, typer.Option(help="the file to write; default: NAME.FORMAT here")] = None,
) -> None:
    """Write a script for others to work on. What comes back as Fountain or FDX keeps its ids."""
    workshop = open_workshop(open_house().settings.home, name)
    play = load_screenplay(workshop.market(market)) if market else workshop.screenplay()
    if episode:
        play = play.model_copy(update={"episodes": {episode: play.episode(episode)}})
    parts = "-".join(filter(None, (workshop.name, market, episode)))
    file = out or Path(f"{parts}.{form}")
    write_bytes(file, _WRITERS[form](play))
    count = len(play.episodes)
    console.print(f"{file}: {count} episode{'s' if count != 1 else ''}", soft_wrap=True)


def import_script(file: Path, name: str) -> None:
    """Take a script in: into the story of this name where there is one, else as a new story.

    Episodes that people accepted stay as they are. Raises BadInput before anything is changed.
    """
    try:
        data = file.read_bytes()
    except IsADirectoryError as error:
        raise BadInput(f"{file} is a folder; give one .fountain or .fdx file") from error
    if len(data) > _MOST_BYTES:
        raise BadInput(
            f"{file.name} is larger than {_MOST_BYTES >> 20} MB; a script is not: give the .fountain or .fdx file"
        )
    paper = _READERS[file.suffix.lower()](data, file.name)
    house = open_house()
    called = checked_name(name or dict(paper.title).get("Title") or file.stem)
    workshop = new_workshop(house.settings.home, called)
    with workshop.hold():
        base = workshop.screenplay() if workshop.scripted else None
        got = recover(paper, file.name, base)
        with house.database.connect() as db:
            standing = decisions.accepted(db, called)
        taken = _merged(got.play, base, frozenset(standing.written) if standing else frozenset())
        workshop.save_screenplay(taken)
    _show(workshop, got, taken, base)


def _merged(play: Screenplay, base: Screenplay | None, accepted: frozenset[str]) -> Screenplay:
    """What is there, with the file's episodes in it; an accepted one may only come as it is."""
    if base is None:
        return play
    touched = [name for name in accepted if name in play.episodes and play.episodes[name] != base.episodes.get(name)]
    if touched:
        raise BadInput(
            f"{' '.join(sorted(touched))} of the file differs from what was accepted, and nothing was taken; "
            "withdraw the acceptance first, or leave those episodes out of the file"
        )
    episodes = base.episodes | play.episodes
    return play.model_copy(update={"episodes": {name: episodes[name] for name in sorted(episodes)}})


def _show(workshop: Workshop, got: Recovered, taken: Screenplay, base: Screenplay | None) -> None:
    changed = [name for name in got.play.episodes if base is None or base.episodes.get(name) != got.play.episodes[name]]
    lines = sum(len(taken.episodes[name].lines) for name in changed)
    console.print(f"{workshop.name}: {len(changed)} episodes new or changed, {lines} lines in them")
    if got.added:
        names = "、".join(got.added)
        console.print(
            f"note: people not known before: {names}; set their gender, age and voice in drama.toml", soft_wrap=True
        )
    for said in got.left[:_SHOWN]:
        console.print(f"note: left out: {said}", style="yellow", soft_wrap=True)
    if len(got.left) > _SHOWN:
        console.print(f"note: and {len(got.left) - _SHOWN} more", style="yellow")
    console.print(f"Next: dramaport story check {workshop.name}")
