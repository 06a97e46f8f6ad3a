"""`dramaport new`: a drama and its footage."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dramaport.build.store import Store
from dramaport.cli.context import console, hold, open_house
from dramaport.cli.main import app
from dramaport.drama import repository
from dramaport.drama.intake import VIDEO_SUFFIXES, episode_codes, find_footage
from dramaport.drama.languages import language
from dramaport.drama.repository import Footage
from dramaport.errors import BadInput
from dramaport.media.probe import probe

_LONGEST_TITLE = 200


@app.command()
def new(
    title: Annotated[str, typer.Argument(help="the drama's title")],
    footage: Annotated[Path, typer.Option("--from", help="a folder of episodes, or one video file")],
    source: Annotated[str, typer.Option(help="the language spoken in it")] = "zh",
    add: Annotated[bool, typer.Option("--add", help="add or replace episodes of a drama that exists")] = False,
) -> None:
    """Start a drama from a folder of episodes. The files are copied into the store and never changed."""
    if not title.strip() or len(title) > _LONGEST_TITLE or not title.isprintable():
        raise BadInput(f"a title has 1 to {_LONGEST_TITLE} printable characters")
    tag = language(source).tag
    paths = find_footage(footage)
    check_all(paths)
    house = open_house()
    with house.database.connect() as db:
        if add:
            repository.find(db, title)
        else:
            repository.require_free(db, title)
    taken = take_in(paths, house.store)  # may be gigabytes: nobody waits for the database meanwhile
    with house.database.begin() as db:
        drama = repository.find(db, title) if add else repository.create(db, title, tag)
        with hold(house, drama):
            repository.put_footage(db, drama.id, taken)
    count = len(house.drama(title).episodes)
    console.print(f"{title}: {count} episode{'s' if count != 1 else ''}. Next: dramaport plan {title} --to en,es")


def check_all(paths: tuple[Path, ...]) -> None:
    """Open every file before anything is kept. Raises BadInput listing each file that cannot be used."""
    problems: list[str] = []
    for path in paths:
        try:
            probe(path)
        except BadInput as error:
            problems.append(str(error))
    if problems:
        raise BadInput("; ".join(problems))


def take_in(paths: tuple[Path, ...], store: Store) -> list[Footage]:
    """Copy the originals into the store and give each its code."""
    codes = episode_codes([path.name for path in paths])
    return [
        Footage(code=code, file=as_text(path.name), video=store.put(path, ending(path)))
        for code, path in zip(codes, paths, strict=True)
    ]


def as_text(name: str) -> str:
    """A file's name as text that can be kept: bytes of it that are none become question marks."""
    return name.encode("utf-8", "replace").decode()


def ending(path: Path) -> str:
    """What the original's name in the store ends with. What a file is, it says itself."""
    suffix = path.suffix.lower()
    return suffix if suffix in VIDEO_SUFFIXES else ""
