"""What a film asks of whoever makes its pictures, and our own pen as the first to answer."""

from __future__ import annotations

from typing import Protocol

from dramaport.drama.screenplay.values import Emotion, Pose, Role, Setting, TimeOfDay, Weather
from dramaport.drama.values import Value
from dramaport.produce.pictures.paint import Layer
from dramaport.produce.pictures.values import Cel, Light, Plates


class PlaceAsk(Value):
    """A place as a scene needs it. `set` is the drawn set's name, `look` what an artist is told."""

    id: str
    name: str
    set: str
    look: str = ""
    setting: Setting = Setting.INTERIOR
    time: TimeOfDay = TimeOfDay.DAY
    weather: Weather = Weather.CLEAR


class PersonAsk(Value):
    """Somebody as a shot needs them: `rows` head heights below the crown are seen, `right` is where they look."""

    role: Role
    emotion: Emotion = Emotion.NEUTRAL
    pose: Pose = Pose.STAND
    right: bool = True
    head: int
    rows: int = 9
    outdoors: bool = True  # hats are for outdoors


class Pictures(Protocol):
    """Places, people and things. The identity changes when the same question gets another picture: it is part of build keys."""

    @property
    def identity(self) -> str: ...

    def place(self, ask: PlaceAsk) -> Plates:
        """A place in layers. Raises DramaportError where it cannot be had."""
        ...

    def person(self, ask: PersonAsk, light: Light) -> Cel:
        """Somebody cut out, in the light of the place."""
        ...

    def thing(self, name: str, light: Light) -> Layer:
        """A prop that fills an insert, cut out, 640 pixels square."""
        ...
