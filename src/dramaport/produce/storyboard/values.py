"""A shot, and who is seen in it."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from dramaport.drama.screenplay.values import Emotion, Pose
from dramaport.drama.values import Span, Value


class Framing(StrEnum):
    """How much of a person is seen, from the place as a whole to an eye's breadth."""

    WIDE = "wide"  # the place, people from head to foot
    FULL = "full"  # one to three people from head to foot: somebody walks, kneels, lies
    TWO = "two"  # two or three people to the waist
    OVER = "over"  # one person over another's shoulder
    MEDIUM = "medium"  # one person to the waist
    CLOSE = "close"  # a face
    EXTREME = "extreme"  # eyes and mouth
    INSERT = "insert"  # a thing
    PHONE = "phone"  # a phone in the hand


class Angle(StrEnum):
    EYE = "eye"
    LOW = "low"  # from below: who is seen has the power
    HIGH = "high"  # from above: who is seen has lost it


class Move(StrEnum):
    HOLD = "hold"
    DRIFT = "drift"  # barely moving, so that nothing looks frozen
    PUSH = "push"
    RUSH = "rush"  # a fast push-in
    PULL = "pull"
    LEFT = "left"
    RIGHT = "right"
    HAND = "hand"  # a held camera: fights, flight


class Treatment(StrEnum):
    """What the shot does besides, because of its beat's label."""

    PLAIN = "plain"
    HOOK = "hook"
    TURN = "turn"
    REVERSAL = "reversal"  # a flash of white, then a rush
    CLIFFHANGER = "cliffhanger"  # the picture freezes and loses its colour


class Figure(Value):
    """Somebody in a shot: side and size as the film needs them, and what the face shows from when on.

    `x` is the middle of the head as a fraction of the frame's width; `rank` 0 stands in front, 1 behind; `feelings` are
    (milliseconds from the shot's start, emotion) in order.
    """

    character: str
    x: float = Field(ge=-0.5, le=1.5)
    right: bool
    rank: int = 0
    pose: Pose = Pose.STAND
    feelings: tuple[tuple[int, Emotion], ...] = ((0, Emotion.NEUTRAL),)
    back: bool = False  # seen from behind, out of focus: the shoulder in an over-shoulder shot


class Shot(Value):
    """A stretch between two cuts. The id is that of the beat it opens with; a second one on the same beat ends in `b`."""

    id: str
    scene: str
    span: Span
    framing: Framing
    angle: Angle = Angle.EYE
    move: Move = Move.DRIFT
    treatment: Treatment = Treatment.PLAIN
    figures: tuple[Figure, ...] = ()
    focus: str | None = None  # whom it is about
    prop: str | None = None  # what an insert shows
    beats: tuple[str, ...] = ()
    why: str = ""  # the rule that made the cut

    @property
    def seen(self) -> tuple[str, ...]:
        return tuple(figure.character for figure in self.figures)
