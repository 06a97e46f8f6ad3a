"""A drama's scenes for a slate, from its script."""

from __future__ import annotations

import json
from collections.abc import Iterator

from dramaport.drama.screenplay import Scene, Screenplay
from dramaport.drama.screenplay.timing import eighths
from dramaport.drama.screenplay.values import ActionBeat, Channel, LineBeat


def drama_toml(play: Screenplay, drama: str) -> str:
    """A `[[dramas]]` entry for a slate's file: every scene, and an open part for every character in them."""
    scenes = list(_scenes(play))
    cast = dict.fromkeys(name for _, scene in scenes for name in on_set(scene))
    parts = "\n".join(f'{json.dumps(name)} = ""  # {_plain(play.role(name).name)}' for name in cast)
    rows = "\n".join(f"  {_row(play, scene)}," for _, scene in scenes)
    return (
        f"[[dramas]]\nid = {_text(drama)}\ntitle = {_text(play.title)}\n"
        f"scenes = [\n{rows}\n]\n\n[dramas.parts]  # who plays whom: an actor's id for each\n{parts}\n"
    )


def on_set(scene: Scene) -> tuple[str, ...]:
    """Who must be there: everybody who acts or is seen, and who speaks other than as a narrator."""
    there: list[str] = []
    for beat in scene.beats:
        match beat:
            case LineBeat(channel=Channel.VOICE_OVER):
                continue
            case LineBeat():
                there.append(beat.character)
            case ActionBeat():
                there += [acting.character for acting in beat.acting]
    return tuple(dict.fromkeys([*there, *scene.extras]))


def _scenes(play: Screenplay) -> Iterator[tuple[str, Scene]]:
    for name, episode in play.episodes.items():
        for scene in episode.scenes:
            yield name, scene


def _row(play: Screenplay, scene: Scene) -> str:
    cast = ", ".join(_text(name) for name in on_set(scene))
    told = [
        f"id = {_text(scene.id)}",
        f"place = {_text(play.place(scene.place).name)}",
        f"setting = {_text(scene.setting)}",
    ]
    told += [f"time = {_text(scene.time)}", f"cast = [{cast}]", f"eighths = {eighths(scene, play.source)}"]
    if scene.synopsis:
        told.append(f"synopsis = {_text(scene.synopsis)}")
    return "{ " + ", ".join(told) + " }"


def _text(text: str) -> str:
    """A TOML string: JSON's escapes are TOML's, but DEL, which neither may hold plain, is not escaped by JSON."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _plain(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable())
