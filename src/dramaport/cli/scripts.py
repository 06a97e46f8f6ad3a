"""Scripts that come in from other programs: into the story they belong to, or as a new one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from dramaport.cli.context import console, open_house
from dramaport.drama.interchange.screenplay.elements import Kind, Paper
from dramaport.drama.interchange.screenplay.fdx import read_fdx
from dramaport.drama.interchange.screenplay.fountain import read_fountain
from dramaport.drama.interchange.screenplay.recover import Recovered, recover
from dramaport.drama.screenplay import Screenplay
from dramaport.errors import BadInput
from dramaport.story import decisions
from dramaport.story.workshop import Workshop, checked_name, new_workshop

#: No script is larger; what is, is something else.
_MOST_BYTES: Final = 64 << 20
_SHOWN: Final = 12

_READERS: Final[Mapping[str, Callable[[bytes, str], Paper]]] = {".fountain": read_fountain, ".fdx": read_fdx}

#: What `story import` takes for a script and not for a novel.
SCRIPTS: Final = frozenset(_READERS)


def import_script(file: Path, name: str) -> None:
    """Take a script in: into the story of this name where there is one, else as a new story.

    Episodes that people accepted stay as they are. Raises BadInput before anything is changed.
    """
    try:
        data = file.read_bytes()
    except FileNotFoundError as error:
        raise BadInput(f"{str(file)!r} is not there; give a .fountain or .fdx file") from error
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
    if not any(element.kind is Kind.HEADING for element in paper.elements):
        console.print(
            f"note: {file.name} has no scene heading, so all of it is one scene; if it is a novel, give it as .txt",
            style="yellow",
            soft_wrap=True,
        )
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
