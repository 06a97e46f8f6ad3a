"""`dramaport release`: folders a player can open, for what passes the gate."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from dramaport.build.digest import digest_file
from dramaport.build.schedule import repaired
from dramaport.cli.context import House, console, hold, open_house
from dramaport.cli.main import app
from dramaport.cli.naming import folder_name
from dramaport.cli.releasing import gate, link_episode, releasable
from dramaport.cli.season import Run, run
from dramaport.drama import repository
from dramaport.drama.languages import languages
from dramaport.drama.repository import Drama
from dramaport.errors import DramaportError
from dramaport.localize.check.verdict import verdict
from dramaport.localize.package.manifest import NAME as MANIFEST


@app.command()
def release(
    title: Annotated[str, typer.Argument(help="the drama's title")],
    lang: Annotated[str, typer.Option("--lang", help="languages to release, such as es,id, or all")],
    out: Annotated[Path, typer.Option(help="where the releases go")] = Path("releases"),
) -> None:
    """Release what passes the gate; what does not is left out, with the reason."""
    house = open_house()
    drama = house.drama(title)
    tags = [language.tag for language in languages(lang)]
    with hold(house, drama):
        every = _with_released(house, drama, tags)
        done, made = repaired(lambda: _run_and_release(house, drama, every, out))
    refused = show_refused(done, tags)
    console.print(f"{made} episode releases in {(out / folder_name(title)).absolute()}")
    if refused:
        raise DramaportError(
            f"{refused} releases did not pass the gate; the reasons are listed above and in the report"
        )


def _run_and_release(house: House, drama: Drama, tags: list[str], out: Path) -> tuple[Run, int]:
    done = run(house, drama, tags, dry=False)
    return done, release_all(house, done, tags, out)


def _with_released(house: House, drama: Drama, tags: list[str]) -> list[str]:
    """The languages asked for and those released before: an episode's folder holds them all."""
    with house.database.connect() as db:
        before = {language for _, language in repository.releases(db, drama.id)}
    return [*tags, *sorted(before - set(tags))]


def release_all(house: House, done: Run, tags: list[str], out: Path) -> int:
    """Link every episode with the languages that pass; returns how many releases."""
    with house.database.connect() as db:
        before = repository.releases(db, done.drama.id)
    made = 0
    for footage in done.drama.episodes:
        passing = [tag for tag in tags if releasable(done, footage.code, tag)]
        if not passing:
            continue
        target = out / folder_name(done.drama.title) / footage.code
        link_episode(done, footage.code, passing, house.store, target)
        digest = digest_file(target / MANIFEST)
        with house.database.begin() as db:
            for tag in passing:
                if before.get((footage.code, tag)) != digest:
                    repository.record_release(db, done.drama.id, footage.code, tag, digest)
        made += len(passing)
    return made


def show_refused(done: Run, tags: list[str]) -> int:
    """Name what was not released and why; returns how many."""
    refused = 0
    for footage in done.drama.episodes:
        for tag in tags:
            if releasable(done, footage.code, tag):
                continue
            refused += 1
            errors = verdict(gate(done, footage.code, tag)).errors
            reasons = "; ".join(f"{error.line or footage.code}: {error.message}" for error in errors[:3]) or "not made"
            more = f" and {len(errors) - 3} more" if len(errors) > 3 else ""
            console.print(Text("✗", "red"), f"{footage.code} {tag}: {reasons}{more}", soft_wrap=True)
    return refused
