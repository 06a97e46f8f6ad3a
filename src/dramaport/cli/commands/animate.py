"""`dramaport animate`: a script made into vertical episodes, ready to be localised."""

from __future__ import annotations

from pathlib import Path
from time import monotonic
from typing import Annotated

import typer

from dramaport.ai import models
from dramaport.ai.speak import speaker_for
from dramaport.build.engine import Engine
from dramaport.cli.commands.models import fetch_with_bars
from dramaport.cli.context import console, open_house
from dramaport.cli.main import app
from dramaport.errors import BadInput
from dramaport.produce.animatic import load_script
from dramaport.produce.animatic.build import Font, Studio, make_episode
from dramaport.produce.animatic.label import label_text
from dramaport.produce.animatic.render import Film
from dramaport.produce.animatic.shoot import still
from dramaport.produce.editing import write_timeline
from dramaport.produce.pictures.drawn.pen import Drawn
from dramaport.produce.pictures.endpoints import ComfyUI, Images
from dramaport.produce.pictures.painted import Painted
from dramaport.produce.pictures.provider import Pictures
from dramaport.produce.pictures.stills import Stills
from dramaport.produce.storyboard.export import contact_sheet, shot_list
from dramaport.produce.storyboard.overrides import read_overrides
from dramaport.settings import Settings

_FONT = "noto-sans-sc"


@app.command()
def animate(
    name: Annotated[str, typer.Argument(help="the story's name in the workshop")] = "",
    script: Annotated[Path | None, typer.Option("--from", help="a folder with drama.toml and script/ instead")] = None,
    episode: Annotated[str, typer.Option("--episode", "-e", help="E07, or E01,E02; default: all")] = "",
    provider: Annotated[
        str, typer.Option(help="who makes the pictures: drawn, stills:FOLDER, comfyui, images")
    ] = "drawn",
    label: Annotated[str, typer.Option(help="the market whose AI label is burned in: cn")] = "",
    clips: Annotated[Path | None, typer.Option(help="a folder of real shots, named E01.006.mp4 or E01.S2.mp4")] = None,
    director: Annotated[Path | None, typer.Option(help="a file of what the director wants otherwise, by shot")] = None,
    otio: Annotated[
        bool, typer.Option("--otio", help="also an OpenTimelineIO file and the music alone, for an editor")
    ] = False,
    board: Annotated[bool, typer.Option("--board", help="also the shot list (JSON) and a contact sheet (PNG)")] = False,
    out: Annotated[Path, typer.Option(help="where the footage goes")] = Path("footage"),
) -> None:
    """Make vertical episodes from a script: storyboard, pictures, voices, music. A changed line re-makes its shot only."""
    house = open_house()
    folder = _folder(house.settings, name, script)
    play = load_script(folder)
    wanted = [code.strip() for code in episode.split(",") if code.strip()] or list(play.episodes)
    for code in wanted:
        play.episode(code)
    if label:
        label_text(label)
    pictures = _pictures(provider, house.settings)
    wishes = read_overrides(director) if director is not None else None
    fetch_with_bars(["kokoro-82m", "kokoro-voices", _FONT])
    font = Font(models.folder(_FONT) / "NotoSansSC_700Bold.ttf", models.identity(_FONT))
    studio = Studio(speaker_for(play.source), pictures, font, label, clips, wishes, stems=otio)
    for code in wanted:
        started = monotonic()
        with console.status(f"{code} …"):
            engine = Engine(house.store, house.settings.work / "animate", f"animate/{folder.name}/{code}")
            film = make_episode(engine, play, code, studio, out)
            engine.close()
            if otio:
                write_timeline(film, play, out, stems=True)
            if board:
                _board(film, studio, out)
        seconds = film.timeline.duration / 1000
        console.print(f"{code}: {len(film.shots)} shots, {seconds:.1f} s of footage in {monotonic() - started:.1f} s")
    title = play.title
    console.print(f"Next: dramaport new {title} --from {out}")


def _folder(settings: Settings, name: str, script: Path | None) -> Path:
    if script is not None:
        return script
    if not name or name != Path(name).name or name.startswith("."):
        raise BadInput("say which story: dramaport animate NAME, or give a folder with --from")
    folder = settings.home / "stories" / name
    if not (folder / "drama.toml").is_file():
        raise BadInput(
            f"{name!r} has no script in the workshop; write one (dramaport story write {name}) or give a folder with --from"
        )
    return folder


def _pictures(provider: str, settings: Settings) -> Pictures:
    kind, _, rest = provider.partition(":")
    match kind:
        case "drawn":
            return Drawn()
        case "stills" if rest:
            return Stills(Path(rest))
        case "comfyui":
            return Painted(ComfyUI(settings.comfyui_url, settings.comfyui_workflow), settings.home / "pictures")
        case "images":
            return Painted(
                Images(settings.images_url, settings.images_model, settings.images_key), settings.home / "pictures"
            )
        case _:
            raise BadInput(f"no provider is called {provider!r}; use drawn, stills:FOLDER, comfyui or images")


def _board(film: Film, studio: Studio, out: Path) -> None:
    (out / f"{film.episode}.shots.json").write_text(shot_list(film.shots), "utf-8")
    stills = [still(sheet, studio.pictures, studio.font.path) for sheet in film.sheets]
    contact_sheet(film.shots, stills, studio.font.path, out / f"{film.episode}.board.png")
