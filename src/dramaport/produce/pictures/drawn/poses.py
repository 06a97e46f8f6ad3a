"""Twelve poses as angles of the joints, and the skeleton they give.

All is seen in three-quarter view, looking to the right, in head heights; x grows to the right, y downwards, and y = 0 is the
ground. Angles are degrees from straight down, positive towards where the person looks. `near` is the side next to the viewer.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from dramaport.drama.screenplay.values import Pose
from dramaport.produce.pictures.drawn.wardrobe import Look

Spot = tuple[float, float]


@dataclass(frozen=True)
class Stance:
    """Where the joints turn. `drop` is how far the hips sink, as a share of the legs' length."""

    near_arm: tuple[float, float] = (-9, 4)
    far_arm: tuple[float, float] = (3, 9)
    near_leg: tuple[float, float] = (-4, -4)
    far_leg: tuple[float, float] = (5, 3)
    lean: float = 0.0
    tilt: float = 0.0
    drop: float = 0.0
    near_hand: str = "rest"  # rest, fist, point, open, hold
    far_hand: str = "rest"
    arms_over: bool = False  # the far arm is seen in front of the body
    back: bool = False  # seen from behind
    seat: bool = False
    down: float = 0.0  # degrees the whole person is turned: lying


STANCES: dict[Pose, Stance] = {
    Pose.STAND: Stance(),
    Pose.SIT: Stance((20, 62), (26, 66), (80, 4), (74, -4), lean=-2, drop=0.414, seat=True, arms_over=True),
    Pose.KNEEL: Stance((14, 46), (20, 52), (12, -88), (20, -86), lean=6, drop=0.505, arms_over=True),
    Pose.LIE: Stance((2, 12), (6, 18), (-2, -3), (3, 2), down=-84),
    Pose.WALK: Stance((24, 36), (-20, -4), (-20, -40), (25, 6), lean=3, drop=0.03),
    Pose.RUN: Stance((-46, 38), (42, 128), (-24, -80), (58, 2), lean=15, drop=0.19, near_hand="fist", far_hand="fist"),
    Pose.POINT: Stance((84, 90), (-2, 24), lean=3, near_hand="point"),
    Pose.REACH: Stance(
        (66, 80), (80, 94), (-14, -16), (14, 2), lean=9, near_hand="open", far_hand="open", arms_over=True
    ),
    Pose.HOLD: Stance((16, 98), (24, 104), near_hand="hold", far_hand="hold", arms_over=True, tilt=6),
    Pose.EMBRACE: Stance((54, 92), (66, 112), lean=6, near_hand="open", far_hand="open", arms_over=True, tilt=4),
    Pose.TURN_AWAY: Stance((-8, 6), (8, 12), back=True),
    Pose.PHONE: Stance((46, 203), (4, 12), near_hand="hold", tilt=-3),
}


@dataclass(frozen=True)
class Skeleton:
    """The joints of somebody who stands at (0, 0): arms and legs as shoulder, elbow, wrist and hip, knee, ankle."""

    stance: Stance
    neck: Spot  # where the neck meets the shoulders
    pelvis: Spot
    near_arm: tuple[Spot, Spot, Spot]
    far_arm: tuple[Spot, Spot, Spot]
    near_leg: tuple[Spot, Spot, Spot]
    far_leg: tuple[Spot, Spot, Spot]
    torso: float  # from neck to pelvis
    crown: Spot

    @property
    def head_turn(self) -> float:
        """Degrees the head is turned: half of the body's lean and the tilt."""
        return self.stance.lean * 0.5 + self.stance.tilt


NECK = 1.12  # the neck's foot below the crown
_LEG = 3.1  # hip to ankle of somebody 6.5 heads tall
_TORSO = 2.13


def skeleton(look: Look, pose: Pose) -> Skeleton:
    """The joints of this person in this pose."""
    stance = STANCES[pose]
    size = (look.tall - NECK) / (6.5 - NECK)
    leg, torso = _LEG * size, _TORSO * size
    pelvis = (0.0, -(leg + 0.15) + stance.drop * leg)
    neck = _step(pelvis, 180 - stance.lean, torso)
    wide = look.shoulders
    near_shoulder = _around(neck, (-wide * 0.94, 0.30), stance.lean)
    far_shoulder = _around(neck, (wide * 0.74, 0.27), stance.lean)
    hips = 0.21 if look.woman else 0.2
    return Skeleton(
        stance=stance,
        neck=neck,
        pelvis=pelvis,
        near_arm=_chain(near_shoulder, stance.near_arm, (0.95 * size, 0.84 * size)),
        far_arm=_chain(far_shoulder, stance.far_arm, (0.93 * size, 0.82 * size)),
        near_leg=_chain((pelvis[0] - hips, pelvis[1]), stance.near_leg, (leg / 2, leg / 2)),
        far_leg=_chain((pelvis[0] + hips * 0.8, pelvis[1]), stance.far_leg, (leg / 2, leg / 2)),
        torso=torso,
        crown=_around(neck, (0.02, -NECK), stance.lean * 0.5 + stance.tilt),
    )


def _step(start: Spot, degrees: float, length: float) -> Spot:
    return (
        start[0] + length * math.sin(math.radians(degrees)),
        start[1] + length * math.cos(math.radians(degrees)),
    )


def _around(middle: Spot, offset: Spot, degrees: float) -> Spot:
    """A point at `offset` from the middle, turned clockwise with it."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return (middle[0] + offset[0] * cos - offset[1] * sin, middle[1] + offset[0] * sin + offset[1] * cos)


def _chain(start: Spot, angles: tuple[float, float], lengths: tuple[float, float]) -> tuple[Spot, Spot, Spot]:
    middle = _step(start, angles[0], lengths[0])
    return start, middle, _step(middle, angles[1], lengths[1])
