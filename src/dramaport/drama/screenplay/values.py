"""The values of a script: episodes hold scenes, scenes hold beats, and a beat is the smallest thing that happens.

Ids are for ever: lines, subtitles, recordings, shots and schedules are named by them. An episode is `E01`, a scene
`E01.S1`, a beat `E01.001`; a beat that is moved keeps its id, and an id is never given again.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, field_validator

from dramaport.drama.values import Age, Gender, Value
from dramaport.errors import BadInput


class Setting(StrEnum):
    """Inside or outside, as a scene heading says it."""

    INTERIOR = "int"
    EXTERIOR = "ext"
    BOTH = "int/ext"


class TimeOfDay(StrEnum):
    DAY = "day"
    NIGHT = "night"
    DAWN = "dawn"
    DUSK = "dusk"


class Weather(StrEnum):
    CLEAR = "clear"
    RAIN = "rain"
    STORM = "storm"
    SNOW = "snow"
    FOG = "fog"


class Delivery(StrEnum):
    """How loud a line is said."""

    NORMAL = "normal"
    WHISPER = "whisper"
    SHOUT = "shout"


class Channel(StrEnum):
    """Where the voice comes from: in the picture, beside it, or over it as a narrator's."""

    ON = "on"
    OFF = "off"
    VOICE_OVER = "vo"


class Emotion(StrEnum):
    NEUTRAL = "neutral"
    JOY = "joy"
    TENDERNESS = "tenderness"
    SORROW = "sorrow"
    ANGER = "anger"
    FEAR = "fear"
    SURPRISE = "surprise"
    CONTEMPT = "contempt"
    RESOLVE = "resolve"


class Pose(StrEnum):
    STAND = "stand"
    SIT = "sit"
    KNEEL = "kneel"
    LIE = "lie"
    WALK = "walk"
    RUN = "run"
    POINT = "point"
    REACH = "reach"
    HOLD = "hold"
    EMBRACE = "embrace"
    TURN_AWAY = "turn_away"
    PHONE = "phone"


class Style(StrEnum):
    """What carries a text on screen."""

    PHONE = "phone"
    CARD = "card"
    SIGN = "sign"


class Label(StrEnum):
    """What a beat does for the story. Whoever writes the beat says so; nothing guesses it from words."""

    HOOK = "hook"  # the first seconds' reason to stay
    CONFLICT = "conflict"  # two wills meet
    TURN = "turn"  # things stand otherwise afterwards
    REVERSAL = "reversal"  # a turn that overthrows what somebody believed
    PAYOFF = "payoff"  # what viewers waited for happens
    CLIFFHANGER = "cliffhanger"  # the episode's last question


class HookKind(StrEnum):
    """What makes somebody stay, or come back for the next episode."""

    QUESTION = "question"  # something is asked and not answered
    DANGER = "danger"  # somebody may be hurt
    REVERSAL = "reversal"  # what was believed is false
    SECRET = "secret"  # noqa: S105 - somebody knows or hides what others do not know
    DISCOVERY = "discovery"  # something is found or recognised
    DEADLINE = "deadline"  # time runs out
    DECISION = "decision"  # somebody must choose
    ARRIVAL = "arrival"  # somebody comes
    DEPARTURE = "departure"  # somebody goes, or is gone
    BETRAYAL = "betrayal"  # somebody turns on one who trusted them
    CONFRONTATION = "confrontation"  # two stand against each other, and it is not decided
    DESIRE = "desire"  # somebody wants what they may not have
    HUMILIATION = "humiliation"  # somebody is shamed, and it must be answered
    INTERRUPTION = "interruption"  # speech or action breaks off


class ThreadKind(StrEnum):
    QUESTION = "question"  # viewers want to know
    PROMISE = "promise"  # viewers were told that it will come


class Thread(Value):
    """Something viewers wait for. Beats open it and close it by its id; `due` is the episode by which it must be closed."""

    id: str
    kind: ThreadKind
    text: str
    due: str | None = None


class Acting(Value):
    """What somebody is seen to do and to feel."""

    character: str
    emotion: Emotion = Emotion.NEUTRAL
    pose: Pose = Pose.STAND


def _says_something(text: str) -> str:
    if not any(letter.isalnum() for letter in text):
        raise ValueError("holds no word; write what is said or shown")
    return _on_one_line(text)


def _on_one_line(text: str) -> str:
    if any(ord(letter) < 32 for letter in text):
        raise ValueError("holds a line break or another control character; write it on one line")
    return text.strip()


class _Told(Value):
    """What every beat may say of its place in the story."""

    labels: tuple[Label, ...] = ()
    opens: tuple[str, ...] = ()  # ids of threads
    closes: tuple[str, ...] = ()
    note: str = ""  # for those who make it; nobody sees it

    _note = field_validator("note")(_on_one_line)


class LineBeat(_Told):
    """Something said, `pause` seconds after what came before; with `overlap` before the previous line ends.

    `manner` is the bracket under the name ("low, to himself"); `dual` lines are said together with the line before.
    """

    kind: Literal["line"]
    id: str
    character: str
    text: str
    delivery: Delivery = Delivery.NORMAL
    emotion: Emotion = Emotion.NEUTRAL
    manner: str = ""
    channel: Channel = Channel.ON
    caption: bool = True
    overlap: bool = False
    dual: bool = False
    pause: float = Field(default=0.3, ge=0, le=5)

    _text = field_validator("text")(_says_something)
    _manner = field_validator("manner")(_on_one_line)


class ActionBeat(_Told):
    """Something seen, told in words, and who acts in it how."""

    kind: Literal["action"]
    id: str
    text: str
    acting: tuple[Acting, ...] = ()
    seconds: float = Field(default=2, ge=0.5, le=30)

    _text = field_validator("text")(_says_something)


class ScreenBeat(_Told):
    """A text that is seen and not said, and how long it stands in seconds."""

    kind: Literal["screen"]
    id: str
    style: Style
    text: str = Field(max_length=48)
    seconds: float = Field(ge=0.5, le=10)

    _text = field_validator("text")(_says_something)


class SoundBeat(_Told):
    """A sound effect, by the name that who renders it knows it by: "thunder", "door"."""

    kind: Literal["sound"]
    effect: str = Field(pattern=r"^[a-z][a-z0-9_]*$")


Beat = Annotated[LineBeat | ActionBeat | ScreenBeat | SoundBeat, Field(discriminator="kind")]


class Role(Value):
    """Somebody of the cast. `voice` is a voice of Kokoro unless it names another provider; `pitch` is in semitones."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    name: str
    gender: Gender
    age: Age
    voice: str = ""
    pitch: float = Field(default=0, ge=-3, le=4)
    speed: float = Field(default=1, ge=0.6, le=1.6)
    look: str = ""  # what an artist or a picture model is told: clothes, hair, what tells them apart
    note: str = ""

    _name = field_validator("name")(_says_something)

    @property
    def voice_id(self) -> str:
        return self.voice if ":" in self.voice or not self.voice else f"kokoro:{self.voice}"


class Place(Value):
    """Somewhere scenes play. `set` names the drawn set or the location it is shot at; without one the place's own id does."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    name: str
    set: str = ""
    look: str = ""

    _name = field_validator("name")(_says_something)


class Scene(Value):
    """A stretch in one place at one time. `extras` are people seen who neither speak nor act.

    `transition` is how it ends, where that is no plain cut: "fade out".
    """

    id: str
    number: str = Field(default="", pattern=r"^[\w.-]*$")  # as the crew says it: "1-2"
    place: str
    setting: Setting = Setting.INTERIOR
    time: TimeOfDay = TimeOfDay.DAY
    weather: Weather = Weather.CLEAR
    synopsis: str = ""
    extras: tuple[str, ...] = ()
    transition: str = ""
    beats: tuple[Beat, ...] = Field(min_length=1)

    _lines = field_validator("synopsis", "transition")(_on_one_line)

    @property
    def cast(self) -> tuple[str, ...]:
        """Ids of everybody in it, in order of appearance."""
        return tuple(dict.fromkeys([*(name for beat in self.beats for name in acting_in(beat)), *self.extras]))


class SourceSpan(Value):
    """The stretch of the novel an episode tells: bytes `[start, end)` of the imported UTF-8 text with this SHA-256.

    `last_words` stand at its end, word for word, so that people find the place in any edition.
    """

    text: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    last_words: str


class CultureNote(Value):
    """What a viewer abroad may want to know about a real place, dish or craft, from the beat where it is met."""

    beat: str
    term: str
    texts: dict[str, str] = Field(default_factory=dict)  # by language


class Episode(Value):
    """One episode: what happens, and why somebody watches the next one. A kind that nobody has said is None."""

    title: str
    synopsis: str = ""
    hook: str = ""
    hook_kind: HookKind | None = None
    cliffhanger: str = ""
    cliffhanger_kind: HookKind | None = None
    scenes: tuple[Scene, ...] = Field(min_length=1)
    source: SourceSpan | None = None
    notes: tuple[CultureNote, ...] = ()

    _lines = field_validator("title", "synopsis", "hook", "cliffhanger")(_on_one_line)

    @property
    def beats(self) -> tuple[Beat, ...]:
        return tuple(beat for scene in self.scenes for beat in scene.beats)

    @property
    def lines(self) -> tuple[LineBeat, ...]:
        return tuple(beat for beat in self.beats if isinstance(beat, LineBeat))

    @property
    def cast(self) -> tuple[str, ...]:
        """Ids of everybody in it, in order of appearance."""
        return tuple(dict.fromkeys(name for scene in self.scenes for name in scene.cast))


class Screenplay(Value):
    """A drama as it is written. `platform` is the watermark in the corner of its footage; `episodes` are in order."""

    title: str
    source: str  # the language it is spoken in
    logline: str = ""
    platform: str = Field(default="渡口剧场", min_length=1, max_length=8)
    characters: tuple[Role, ...] = Field(min_length=1)
    places: tuple[Place, ...] = ()
    threads: tuple[Thread, ...] = ()
    episodes: dict[str, Episode] = Field(default_factory=dict)

    _lines = field_validator("title", "logline")(_on_one_line)

    def role(self, character: str) -> Role:
        """The role with this id; the loader has made sure that every line has one."""
        return next(role for role in self.characters if role.id == character)

    def episode(self, name: str) -> Episode:
        """The episode of this name. Raises BadInput listing those there are."""
        if name not in self.episodes:
            raise BadInput(f"the script has no episode {name!r}: use one of {' '.join(self.episodes)}")
        return self.episodes[name]

    def place(self, name: str) -> Place:
        """The place of this id; one that no list describes is called by its id."""
        return next((place for place in self.places if place.id == name), Place(id=name, name=name))

    def beats(self) -> Iterator[tuple[str, Scene, Beat]]:
        """Every beat with its episode's name and its scene, in order."""
        for name, episode in self.episodes.items():
            for scene in episode.scenes:
                for beat in scene.beats:
                    yield name, scene, beat


def acting_in(beat: Beat) -> tuple[str, ...]:
    """The ids of those who speak or act in a beat."""
    match beat:
        case LineBeat():
            return (beat.character,)
        case ActionBeat():
            return tuple(acting.character for acting in beat.acting)
        case _:
            return ()
