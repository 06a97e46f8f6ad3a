"""A script in a folder as people write it: `drama.toml` and one `script/E01.toml` an episode, checked on loading.

An episode that plays in one place may leave its scene out and say `place` and `beats` itself.
"""

from __future__ import annotations

import os
import re
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import tomli_w
from pydantic import ValidationError

from dramaport.drama.screenplay.values import Beat, Episode, LineBeat, Screenplay, SoundBeat, acting_in
from dramaport.drama.values import Value
from dramaport.errors import BadInput

_EPISODE_NAME = re.compile(r"E\d{2,3}\Z")
_SCENE_KEYS = ("place", "setting", "time", "weather", "beats")


def load_screenplay(folder: Path) -> Screenplay:
    """Read and check `folder`. Raises BadInput naming the file and the key of the first thing that is wrong."""
    play = load_drama(folder)
    files = sorted((folder / "script").glob("*.toml"), key=lambda file: (len(file.stem), file.stem))
    if not files:
        raise BadInput(f"{folder.name}/script holds no episode; write script/E01.toml")
    return play.model_copy(update={"episodes": {file.stem: load_episode(file, play) for file in files}})


def load_drama(folder: Path) -> Screenplay:
    """`drama.toml` alone: a screenplay without episodes. Raises BadInput."""
    drama = _read(folder / "drama.toml")
    if "episodes" in drama:
        raise BadInput("drama.toml: episodes: write each episode as its own file script/E01.toml")
    play = _checked(Screenplay, drama, "drama.toml")
    _unique("drama.toml: characters", [role.id for role in play.characters])
    _unique("drama.toml: places", [place.id for place in play.places])
    _unique("drama.toml: threads", [thread.id for thread in play.threads])
    return play


def load_episode(file: Path, play: Screenplay) -> Episode:
    """Read one episode's file and check it against its drama. Raises BadInput naming file and key."""
    name = f"script/{file.name}"
    if not _EPISODE_NAME.match(file.stem):
        raise BadInput(f"{name}: an episode's file is named E01.toml, E02.toml …: rename it")
    return checked_episode(file.stem, _read(file), play, name)


def checked_episode(episode_id: str, told: dict[str, Any], play: Screenplay, name: str) -> Episode:
    """An episode from what a file or a model told. Raises BadInput: `name` and the key of the first thing that is wrong."""
    episode = _checked(Episode, _with_scenes(episode_id, told), name)
    _unique(f"{name}: scenes", [scene.id for scene in episode.scenes])
    _unique(f"{name}: beats", [beat.id for beat in episode.beats if not isinstance(beat, SoundBeat)])
    known = _Known(play)
    said = False
    for at, scene in enumerate(episode.scenes):
        if not scene.id.startswith(f"{episode_id}."):
            raise BadInput(f"{name}: scenes[{at}].id: {scene.id!r} must begin with {episode_id}.")
        known.place(scene.place, f"{name}: scenes[{at}].place")
        known.people(scene.extras, f"{name}: scenes[{at}].extras")
        for number, beat in enumerate(scene.beats):
            key = f"{name}: {'' if 'beats' in told else f'scenes[{at}].'}beats[{number}]"
            _check_beat(beat, key, episode_id, known, said)
            said = said or isinstance(beat, LineBeat)
    if not said:
        raise BadInput(f"{name}: beats: nobody says anything; write at least one beat of kind line")
    return episode


def save_screenplay(folder: Path, play: Screenplay) -> None:
    """Write `drama.toml` and every episode. Files that hold the same already are left alone; none is ever half written."""
    folder.mkdir(parents=True, exist_ok=True)
    write_toml(folder / "drama.toml", play.model_copy(update={"episodes": {}}))
    for name, episode in play.episodes.items():
        save_episode(folder, name, episode)


def save_episode(folder: Path, name: str, episode: Episode) -> None:
    """Write one episode's file."""
    if not _EPISODE_NAME.match(name):
        raise BadInput(f"{name!r} is no episode's name: use E01, E02 …")
    write_toml(folder / "script" / f"{name}.toml", episode)


def as_toml(value: Value) -> str:
    """A value as its file holds it: without what it leaves at its default."""
    return tomli_w.dumps(_plain(value.model_dump(mode="json", exclude_defaults=True)), multiline_strings=False)


def write_toml(file: Path, value: Value) -> None:
    """Write a value as TOML in one step."""
    text = as_toml(value)
    if file.exists() and file.read_text("utf-8") == text:
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=file.parent, prefix=".write-", delete=False) as part:
        part.write(text)
        part.flush()
        os.fsync(part.fileno())
    Path(part.name).replace(file)


class _Known:
    """The ids a drama has."""

    def __init__(self, play: Screenplay) -> None:
        self._people = frozenset(role.id for role in play.characters)
        self._places = frozenset(place.id for place in play.places)
        self._threads = frozenset(thread.id for thread in play.threads)

    def people(self, names: Iterable[str], key: str) -> None:
        _listed(names, self._people, f"{key}: ", "drama.toml")

    def place(self, name: str, key: str) -> None:
        """A drama that lists its places uses those; one that lists none uses the sets' own names."""
        if self._places:
            _listed((name,), self._places, f"{key}: ", "the places of drama.toml")

    def threads(self, names: Iterable[str], key: str) -> None:
        _listed(names, self._threads, f"{key}: ", "the threads of drama.toml")


def _listed(names: Iterable[str], known: frozenset[str], key: str, where: str) -> None:
    for name in names:
        if name not in known:
            raise BadInput(f"{key}{name!r} is not in {where}; use one of {' '.join(sorted(known)) or '(none yet)'}")


def _check_beat(beat: Beat, key: str, episode: str, known: _Known, said: bool) -> None:
    if not isinstance(beat, SoundBeat) and not beat.id.startswith(f"{episode}."):
        raise BadInput(f"{key}.id: {beat.id!r} must begin with {episode}.")
    known.people(acting_in(beat), f"{key}.character")
    known.threads((*beat.opens, *beat.closes), f"{key}.opens")
    if isinstance(beat, LineBeat) and (beat.overlap or beat.dual) and not said:
        which = "overlap" if beat.overlap else "dual"
        raise BadInput(f"{key}.{which}: the first line has no line to {which}; set it to false")


def _with_scenes(episode: str, told: dict[str, Any]) -> dict[str, Any]:
    """The short form made whole: its place and beats become the one scene."""
    if "scenes" in told or "beats" not in told:
        return told
    scene = {"id": f"{episode}.S1"} | {key: told[key] for key in _SCENE_KEYS if key in told}
    return {key: value for key, value in told.items() if key not in _SCENE_KEYS} | {"scenes": [scene]}


def _plain(told: Any) -> Any:
    """Without empty values; the kind of a beat stays, though it is its class's default."""
    if isinstance(told, dict):
        return {key: _plain(value) for key, value in told.items() if value is not None}
    return [_plain(value) for value in told] if isinstance(told, list) else told


def _read(file: Path) -> dict[str, Any]:
    name = file.name if file.name == "drama.toml" else f"script/{file.name}"
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError as error:
        raise BadInput(f"{file.parent.name}/{name} is not there; see samples/README.md for the format") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{name} is not UTF-8; save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{name} is not valid TOML: {error}") from error


_V = TypeVar("_V", bound=Value)


def _checked(kind: type[_V], data: dict[str, Any], name: str) -> _V:
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        raise BadInput(f"{name}: {_key(first['loc'])}: {first['msg'].removeprefix('Value error, ')}") from error


def _key(location: tuple[int | str, ...]) -> str:
    """`scenes[0].beats[3].style` for pydantic's location: the union's tag is no key of the file."""
    parts = [part for part in location if part not in ("line", "action", "screen", "sound")]
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts).lstrip(".") or "the file"


def _unique(where: str, ids: Sequence[str]) -> None:
    twice = [name for name, count in Counter(ids).items() if count > 1]
    if twice:
        raise BadInput(f"{where}: the id {twice[0]!r} is there twice; give each its own")
