"""What casting works with and what it finds."""

from __future__ import annotations

from dramaport.drama.values import Character, Value


class LineVector(Value):
    """How one line sounds. `reliable` lines are long and clean enough to found a cluster on."""

    line: str
    vector: tuple[float, ...]
    seconds: float
    pitch: float | None = None  # median fundamental frequency in Hz
    reliable: bool = True


class Doubt(Value):
    """A line a person should listen to: the best and the second-best character, and how far apart they are (cosine)."""

    line: str
    best: str
    second: str
    margin: float


class Casting(Value):
    """Who says each line, over the whole season."""

    speaker_of: dict[str, str]
    characters: tuple[Character, ...]
    uncertain: tuple[Doubt, ...] = ()
