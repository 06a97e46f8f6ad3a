"""The script of a drama as people write it: `drama.toml` and one `script/E01.toml` an episode, checked on loading."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import Field, ValidationError, field_validator

from dramaport.drama.values import Age, Gender, Value
from dramaport.errors import BadInput
from dramaport.produce.animatic.words import LONGEST_CAPTION, caption_text

_EPISODE_NAME = re.compile(r"E\d{2,3}\Z")


class Delivery(StrEnum):
    NORMAL = "normal"
    WHISPER = "whisper"
    SHOUT = "shout"


class Style(StrEnum):
    """What carries a text on screen."""

    PHONE = "phone"
    CARD = "card"
    SIGN = "sign"


class Effect(StrEnum):
    PHONE_RING = "phone_ring"
    THUNDER = "thunder"
    DOOR = "door"
    HORN = "horn"
    HEARTBEAT = "heartbeat"
    WATER = "water"


class Place(StrEnum):
    NIGHT_RIVER = "night_river"
    FERRY_HOUSE = "ferry_house"
    OFFICE = "office"
    HOSPITAL = "hospital"
    OLD_STREET = "old_street"
    DAWN_RIVER = "dawn_river"


def _says_something(text: str) -> str:
    if not any(letter.isalnum() for letter in text):
        raise ValueError("holds no word; write what is said or shown")
    if any(ord(letter) < 32 for letter in text):
        raise ValueError("holds a line break or another control character; write it on one line")
    return text


class LineBeat(Value):
    """Something said, `pause` seconds after what came before; with `overlap` before the previous line ends."""

    kind: Literal["line"]
    id: str
    character: str
    text: str
    delivery: Delivery = Delivery.NORMAL
    caption: bool = True
    overlap: bool = False
    pause: float = Field(default=0.3, ge=0, le=5)

    _text = field_validator("text")(_says_something)


class ScreenBeat(Value):
    """A text that is seen and not said, and how long it stands in seconds."""

    kind: Literal["screen"]
    id: str
    style: Style
    text: str = Field(max_length=48)
    seconds: float = Field(ge=0.5, le=10)

    _text = field_validator("text")(_says_something)


class SoundBeat(Value):
    """A sound effect."""

    kind: Literal["sound"]
    effect: Effect


Beat = Annotated[LineBeat | ScreenBeat | SoundBeat, Field(discriminator="kind")]


class Role(Value):
    """Somebody of the cast. `voice` is a voice of Kokoro unless it names another provider; `pitch` is in semitones."""

    id: str
    name: str
    gender: Gender
    age: Age
    voice: str
    pitch: float = Field(default=0, ge=-3, le=4)
    speed: float = Field(default=1, ge=0.6, le=1.6)
    note: str = ""

    @property
    def voice_id(self) -> str:
        return self.voice if ":" in self.voice else f"kokoro:{self.voice}"


class EpisodeScript(Value):
    """One episode: where it plays and what happens, in order."""

    title: str
    place: Place
    beats: tuple[Beat, ...] = Field(min_length=1)

    @property
    def lines(self) -> tuple[LineBeat, ...]:
        return tuple(beat for beat in self.beats if isinstance(beat, LineBeat))


class Script(Value):
    """A drama ready to render. `platform` is the watermark in the corner of every frame."""

    title: str
    source: str
    logline: str = ""
    platform: str = Field(default="渡口剧场", min_length=1, max_length=8)
    characters: tuple[Role, ...] = Field(min_length=1)
    episodes: dict[str, EpisodeScript] = Field(default_factory=dict)

    def role(self, character: str) -> Role:
        """The role with this id; the loader has made sure that every line has one."""
        return next(role for role in self.characters if role.id == character)

    def episode(self, name: str) -> EpisodeScript:
        """The episode of this name. Raises BadInput listing those there are."""
        if name not in self.episodes:
            raise BadInput(f"the script has no episode {name!r}: use one of {' '.join(self.episodes)}")
        return self.episodes[name]


def load_script(folder: Path) -> Script:
    """Read and check `folder`. Raises BadInput naming the file and the key of the first thing that is wrong."""
    drama = _read(folder / "drama.toml")
    if "episodes" in drama:
        raise BadInput("drama.toml: episodes: write each episode as its own file script/E01.toml")
    script = _checked(Script, drama, "drama.toml")
    _unique("drama.toml: characters", [role.id for role in script.characters])
    files = sorted((folder / "script").glob("*.toml"))
    if not files:
        raise BadInput(f"{folder.name}/script holds no episode; write script/E01.toml")
    return script.model_copy(update={"episodes": {file.stem: _episode(file, script) for file in files}})


def _episode(file: Path, script: Script) -> EpisodeScript:
    name = f"script/{file.name}"
    if not _EPISODE_NAME.match(file.stem):
        raise BadInput(f"{name}: an episode's file is named E01.toml, E02.toml …: rename it")
    episode = _checked(EpisodeScript, _read(file), name)
    _unique(f"{name}: beats", [beat.id for beat in episode.beats if not isinstance(beat, SoundBeat)])
    cast = {role.id for role in script.characters}
    said = False
    for number, beat in enumerate(episode.beats):
        key = f"{name}: beats[{number}]"
        if not isinstance(beat, SoundBeat) and not beat.id.startswith(f"{file.stem}."):
            raise BadInput(f"{key}.id: {beat.id!r} must begin with {file.stem}.")
        if isinstance(beat, LineBeat):
            _check_line(beat, key, cast, said)
            said = True
    if not said:
        raise BadInput(f"{name}: beats: nobody says anything; write at least one beat of kind line")
    return episode


def _check_line(beat: LineBeat, key: str, cast: set[str], said: bool) -> None:
    if beat.character not in cast:
        raise BadInput(f"{key}.character: {beat.character!r} is not in drama.toml; use one of {' '.join(sorted(cast))}")
    if beat.overlap and not said:
        raise BadInput(f"{key}.overlap: the first line has no line to overlap; set it to false")
    if beat.caption and len(caption_text(beat.text)) > LONGEST_CAPTION:
        raise BadInput(f"{key}.text: its caption is longer than {LONGEST_CAPTION} characters; split the line")


def _read(file: Path) -> dict[str, object]:
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


def _checked(kind: type[_V], data: dict[str, object], name: str) -> _V:
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        raise BadInput(f"{name}: {_key(first['loc'])}: {first['msg'].removeprefix('Value error, ')}") from error


def _key(location: tuple[int | str, ...]) -> str:
    """`beats[3].style` for pydantic's ("beats", 3, "screen", "style"): the union's tag is no key of the file."""
    parts = [part for part in location if part not in ("line", "screen", "sound")]
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts).lstrip(".") or "the file"


def _unique(where: str, ids: list[str]) -> None:
    twice = [name for name, count in Counter(ids).items() if count > 1]
    if twice:
        raise BadInput(f"{where}: the id {twice[0]!r} is there twice; give each its own")
