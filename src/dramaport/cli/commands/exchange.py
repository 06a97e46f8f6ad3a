"""`export` and `import`: people review in their own tools, and what they change wins for ever."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from dramaport.build.schedule import repaired
from dramaport.cli.context import House, console, hold, open_house
from dramaport.cli.main import app
from dramaport.cli.naming import folder_name
from dramaport.cli.review import (
    EPISODE_FORMATS,
    SEASON_FORMATS,
    decisions_from,
    read_review,
    write_episode,
    write_season,
)
from dramaport.cli.season import Run, run
from dramaport.cli.social import write_film
from dramaport.drama import repository
from dramaport.drama.decisions import Decision, DecisionKind
from dramaport.drama.intake import episode_number
from dramaport.drama.languages import language
from dramaport.drama.repository import Drama
from dramaport.errors import BadInput

Title = Annotated[str, typer.Argument(help="the drama's title")]
Lang = Annotated[str, typer.Option("--lang", help="one language, such as es")]


@app.command("export")
def export(
    title: Title,
    lang: Lang,
    form: Annotated[str, typer.Option("--as", help="xlsx, xliff, tmx; srt, vtt, ttml; mp4 with burned subtitles")],
    out: Annotated[Path, typer.Option(help="where the files go")] = Path("exports"),
    loudness: Annotated[str, typer.Option(help="for mp4: app (-16 LUFS) or tv (-23 LUFS)")] = "app",
) -> None:
    """Write a language's lines or subtitles for people and other programs."""
    tag = language(lang).tag
    if form not in (*SEASON_FORMATS, *EPISODE_FORMATS, "mp4"):
        raise BadInput(f"no format {form!r}: use {', '.join((*SEASON_FORMATS, *EPISODE_FORMATS, 'mp4'))}")
    if loudness not in ("app", "tv"):
        raise BadInput(f"no loudness {loudness!r}: use app or tv")
    house = open_house()
    drama = house.drama(title)
    folder = out / folder_name(title)
    folder.mkdir(parents=True, exist_ok=True)
    written = repaired(lambda: _export(house, drama, tag, form, folder, loudness))
    console.print(f"{len(written)} file{'s' if len(written) != 1 else ''} in {folder.absolute()}")


def _export(house: House, drama: Drama, tag: str, form: str, folder: Path, loudness: str) -> list[Path]:
    with hold(house, drama):
        done = run(house, drama, [tag], dry=form != "mp4")
    _need_lines(done)
    if form in SEASON_FORMATS:
        return [_write(folder / f"{folder_name(drama.title)}-{tag}.{form}", write_season(done, tag, form))]
    if form in EPISODE_FORMATS:
        return [
            _write(folder / f"{footage.code}-{tag}.{form}", write_episode(found.cues, tag, form))
            for footage in drama.episodes
            if (found := done.release(footage.code, tag).subtitles) is not None
        ]
    return [write_film(house, done, footage.code, tag, folder, loudness) for footage in drama.episodes]


@app.command("import")
def import_(
    title: Title,
    lang: Lang,
    form: Annotated[str, typer.Option("--as", help="xlsx, xliff, srt, vtt, or tmx (a translation memory)")],
    file: Annotated[Path, typer.Argument(help="the reviewed file")],
    episode: Annotated[str | None, typer.Option(help="for srt and vtt: the episode it is of")] = None,
) -> None:
    """Take in what people changed. Their words win over every machine's, for ever."""
    tag = language(lang).tag
    house = open_house()
    drama = house.drama(title)
    try:
        data = file.read_bytes()
    except OSError as error:
        raise BadInput(f"{str(file)!r} cannot be read ({error.strerror}); check the path") from error
    if episode is not None:
        drama.footage(episode)  # raises BadInput where there is none
    imported = read_review(data, file.name, form, drama.source, tag)
    if form == "tmx":
        artifact = house.store.put_bytes(data, ".tmx")
        value = artifact.model_dump(mode="json")
        decisions = [Decision(kind=DecisionKind.MEMORY, subject=file.name, value=value, origin=file.name)]
        with hold(house, drama), house.database.begin() as db:
            repository.decide(db, drama.id, decisions)
        console.print(f"{len(imported.rows)} entries of {file.name} are now in {title}'s memory")
        return
    if form in ("srt", "vtt"):
        episode = episode or _episode_of(file, [footage.code for footage in drama.episodes])
    with hold(house, drama):
        done = run(house, drama, [tag], dry=True)
        _need_lines(done)
        outcome = decisions_from(imported, done, tag, file.name, episode)
        with house.database.begin() as db:
            repository.decide(db, drama.id, outcome.decisions)
    for warning in outcome.warnings:
        console.print(warning, style="yellow", soft_wrap=True)
    for row in outcome.unmatched:
        console.print(Text("no line for", "yellow"), f"{row.line or row.start} {row.target!r}", soft_wrap=True)
    console.print(f"{len(outcome.decisions)} changes taken, {outcome.unchanged} lines as they were")


def _need_lines(done: Run) -> None:
    if not done.season.lines:
        raise BadInput(f"{done.drama.title} has no lines yet; run dramaport localize {done.drama.title} --to … first")


def _episode_of(file: Path, codes: list[str]) -> str:
    """The episode a subtitle file's name says. Raises BadInput where it says none."""
    number = episode_number(file.name)
    found = [code for code in codes if number is not None and int(code.removeprefix("E")) == number]
    if len(found) != 1:
        raise BadInput(f"{file.name} does not say which episode it is of; add --episode {codes[0]}")
    return found[0]


def _write(path: Path, data: bytes) -> Path:
    """Write a file whole or not at all."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".export-", delete=False) as part:
        part.write(data)
    Path(part.name).chmod(0o644)
    return Path(part.name).replace(path)
