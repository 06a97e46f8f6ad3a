"""Experiments: which arm a viewer sees, and with what probability they came into it. Pure.

The arm follows from the viewer's id alone, so that it is the same on every device and every day, and nothing has to be kept. Its
probability goes along with every event: without it nobody could tell later what an arm has done (Horvitz and Thompson 1952).
Only who agrees that the app measures takes part; everybody else sees the first arm, and their events name none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final

from pydantic import Field, model_validator

from dramaport.drama.values import Value
from dramaport.stream.people import Person, Purpose

_STEPS: Final = 1 << 32


class Arm(Value):
    name: str = Field(pattern=r"^[a-z0-9-]{1,32}$")
    share: float = Field(gt=0, le=1)


class Experiment(Value):
    """Something tried in several ways; the first is what everybody else sees."""

    name: str = Field(pattern=r"^[a-z0-9-]{1,31}$")
    arms: tuple[Arm, ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _whole(self) -> Experiment:
        if abs(sum(arm.share for arm in self.arms) - 1) > 1e-9:
            raise ValueError(f"the arms of {self.name} do not add up to 1")
        return self


class Assignment(Value):
    """Where a viewer is: the experiment, the arm, and how likely it was."""

    experiment: str
    arm: str
    probability: float


#: What is tried now. At the wall: coins first, or advertisements first.
RUNNING: Final = (Experiment(name="wall", arms=(Arm(name="coins-first", share=0.5), Arm(name="ad-first", share=0.5))),)


def arm_of(experiment: Experiment, viewer: str) -> Arm:
    """The arm of a viewer: a point in [0, 1) by hashing, and the arm whose part of it that is."""
    digest = hashlib.sha256(f"{experiment.name}\n{viewer}".encode()).digest()
    point = int.from_bytes(digest[:4], "big") / _STEPS
    for arm in experiment.arms:
        point -= arm.share
        if point < 0:
            return arm
    return experiment.arms[-1]


def assignments(person: Person, experiments: Sequence[Experiment] = RUNNING) -> tuple[Assignment, ...]:
    """Where a person takes part; nowhere without their consent, and no child."""
    if not person.consents.get(Purpose.MEASURE, False) or person.age == "under13":
        return ()
    arms = ((experiment, arm_of(experiment, person.id)) for experiment in experiments)
    return tuple(Assignment(experiment=e.name, arm=arm.name, probability=arm.share) for e, arm in arms)
