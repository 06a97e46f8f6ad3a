"""What prompts are answered with. Types hold the form; names, ids and anchors are checked against the story afterwards.

Models name people and places as the story does; ids are the program's own.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from dramaport.drama.screenplay.values import (
    Channel,
    Delivery,
    Emotion,
    HookKind,
    Label,
    Pose,
    Setting,
    Style,
    ThreadKind,
    TimeOfDay,
    Weather,
)
from dramaport.drama.values import Age, Gender, Value


class TurnAnswer(Value):
    label: Literal[Label.TURN, Label.REVERSAL, Label.PAYOFF]
    text: str


class OpenedThread(Value):
    """A new thread: `key` is a short word of the model's own, by which later answers close it."""

    key: str
    kind: ThreadKind
    text: str
    due: int | None = Field(default=None, ge=1)


class WindowEpisode(Value):
    title: str
    synopsis: str
    hook: str
    hook_kind: HookKind
    cliffhanger: str
    cliffhanger_kind: HookKind
    last_words: str
    cast: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    turns: tuple[TurnAnswer, ...] = ()
    opens: tuple[OpenedThread, ...] = ()
    closes: tuple[str, ...] = ()


class WindowAnswer(Value):
    """A stretch of a novel, cut into episodes."""

    episodes: tuple[WindowEpisode, ...] = Field(min_length=1)


class OutlineRole(Value):
    name: str
    aliases: tuple[str, ...] = ()
    gender: Gender
    age: Age
    look: str
    note: str


class OutlinePlace(Value):
    name: str
    set: str = ""
    look: str


class OutlineThread(Value):
    kind: ThreadKind
    text: str
    opened: int = Field(ge=1)
    due: int | None = Field(default=None, ge=1)


class OutlineAnswer(Value):
    """Who and what is in a drama."""

    logline: str
    characters: tuple[OutlineRole, ...] = Field(min_length=1)
    places: tuple[OutlinePlace, ...] = Field(min_length=1)
    threads: tuple[OutlineThread, ...] = ()


class ActingAnswer(Value):
    who: str
    emotion: Emotion = Emotion.NEUTRAL
    pose: Pose = Pose.STAND


class _BeatAnswer(Value):
    labels: tuple[Label, ...] = ()
    opens: tuple[str, ...] = ()
    closes: tuple[str, ...] = ()


class LineAnswer(_BeatAnswer):
    kind: Literal["line"]
    who: str
    text: str
    delivery: Delivery = Delivery.NORMAL
    emotion: Emotion = Emotion.NEUTRAL
    manner: str = ""
    channel: Channel = Channel.ON
    caption: bool = True
    overlap: bool = False
    dual: bool = False
    pause: float = Field(default=0.3, ge=0, le=5)


class ActionAnswer(_BeatAnswer):
    kind: Literal["action"]
    text: str
    acting: tuple[ActingAnswer, ...] = ()
    seconds: float = Field(default=2, ge=0.5, le=30)


class ScreenAnswer(_BeatAnswer):
    kind: Literal["screen"]
    style: Style
    text: str = Field(max_length=48)
    seconds: float = Field(ge=0.5, le=10)


class SoundAnswer(_BeatAnswer):
    kind: Literal["sound"]
    effect: str = Field(pattern=r"^[a-z][a-z0-9_]*$")


BeatAnswer = Annotated[LineAnswer | ActionAnswer | ScreenAnswer | SoundAnswer, Field(discriminator="kind")]


class SceneAnswer(Value):
    place: str
    setting: Setting = Setting.INTERIOR
    time: TimeOfDay = TimeOfDay.DAY
    weather: Weather = Weather.CLEAR
    synopsis: str = ""
    beats: tuple[BeatAnswer, ...] = Field(min_length=1)


class EpisodeAnswer(Value):
    """One episode as a writer tells it."""

    title: str
    synopsis: str
    hook: str
    hook_kind: HookKind
    cliffhanger: str
    cliffhanger_kind: HookKind
    scenes: tuple[SceneAnswer, ...] = Field(min_length=1)


class SynopsisAnswer(Value):
    synopsis: str
    hook: str
    cliffhanger: str


class AdaptedLine(Value):
    id: str
    text: str
    why: str


class AdaptAnswer(Value):
    """The lines that need other words in a market."""

    lines: tuple[AdaptedLine, ...] = ()


class PairAnswer(Value):
    better: Literal["first", "second", "tie"]
    reason: str
