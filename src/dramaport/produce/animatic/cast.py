"""The people of a shot made ready to move: cels as planes, with mouths and eyes to put in, their place, their shadow."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field

import cv2
import numpy as np

from dramaport.drama.screenplay.values import Emotion, Pose, Role
from dramaport.drama.values import Age
from dramaport.produce.animatic.camera import SETUPS
from dramaport.produce.animatic.lettering import FRAME_HEIGHT, FRAME_WIDTH
from dramaport.produce.animatic.objects import MARGIN
from dramaport.produce.animatic.planes import Frame, Matrix, Planes, lay, planes_of
from dramaport.produce.animatic.sheets import ShotSheet
from dramaport.produce.pictures.paint import Layer
from dramaport.produce.pictures.provider import PersonAsk, Pictures
from dramaport.produce.pictures.values import Cel, Light, Patch
from dramaport.produce.storyboard.values import Figure, Framing

_BEHIND = 0.90  # size of who stands behind
_CHILD = 0.84  # of a head on screen, beside an adult's, where the crown is given
_CHILD_LOWER = 0.95  # head heights a child's crown lies lower than an adult's, from the waist up
_BREATH_FRAMES = 86  # one breath
_BREATH = 0.0035  # of the height
_BLINK_EVERY = (55, 130)  # frames
_LYING = 0.80  # a person at full length fits the frame
_SHOULDER = 1.75  # how much larger the back in front is than the face it hides


@dataclass
class Actor:
    """Somebody in a shot. `states` are the cels by emotion; `now` is what the face shows, pasted into `shown`."""

    states: list[tuple[int, _Face]]
    left: float
    top: float
    foot: float  # y of the feet on the layer: they stay where they are while the chest rises
    talk: str
    blinks: frozenset[int]
    phase: float
    moves: bool
    _at: int = field(default=-1)

    def draw(self, frame: Frame, near: Matrix, number: int) -> None:
        """Lay this person on the frame as they are in this frame of the shot."""
        face = [face for first, face in self.states if first <= number][-1]
        lips = int(self.talk[number]) if number < len(self.talk) else 0
        face.show(lips, self._lids(number))
        lift = _BREATH * np.sin(2 * np.pi * (number / _BREATH_FRAMES + self.phase)) if self.moves else 0.0
        nod = 1.2 * np.sin(number * 0.55 + 6 * self.phase) * min(2, lips) / 2
        tall = 1.0 + float(lift)
        inner = np.array(
            [[1, 0, self.left + nod * 0.4], [0, tall, self.top + self.foot * (1 - tall) + nod * 0.5], [0, 0, 1]],
            np.float32,
        )
        full = np.vstack([near, [0, 0, 1]]).astype(np.float32) @ inner
        lay(frame, face.planes, full[:2])

    def _lids(self, number: int) -> int:
        """Eyes shut for two frames, half shut on either side."""
        if number in self.blinks or number - 1 in self.blinks:
            return 2
        return 1 if number + 1 in self.blinks or number - 2 in self.blinks else 0


class _Face:
    """A cel as planes; showing a mouth or eyes pastes a small window."""

    def __init__(self, cel: Cel) -> None:
        self.planes = planes_of(cel.layer)
        self._lips = [_window(cel.layer, patch) for patch in cel.lips]
        self._lids = [_window(cel.layer, patch) for patch in cel.lids]
        self._now = (0, 0)

    def show(self, lips: int, lids: int) -> None:
        for windows, state, last in ((self._lips, lips, self._now[0]), (self._lids, lids, self._now[1])):
            if windows and state != last:
                left, top, part = windows[min(state, len(windows) - 1)]
                self.planes.paste(part, left, top)
        self._now = (lips, lids)


def _window(layer: Layer, patch: Patch) -> tuple[int, int, Planes]:
    """A patch on its surroundings, on even pixels."""
    high, wide = patch.layer.shape[:2]
    left, top = patch.left // 2 * 2, patch.top // 2 * 2
    right, low = (
        min(layer.shape[1] // 2 * 2, -(-(patch.left + wide) // 2) * 2),
        min(layer.shape[0] // 2 * 2, -(-(patch.top + high) // 2) * 2),
    )
    part = layer[top:low, left:right].copy()
    y, x = patch.top - top, patch.left - left
    part[y : y + high, x : x + wide] = patch.layer[: part.shape[0] - y, : part.shape[1] - x]
    return left, top, planes_of(part)


@dataclass(frozen=True)
class Spot:
    """Where people stand: the place's light, the row of the frame their feet are on, and whether the sky is above."""

    light: Light
    ground: float
    outdoors: bool


def actors_of(sheet: ShotSheet, pictures: Pictures, spot: Spot) -> tuple[list[Actor], Planes | None]:
    """The people of a shot, those behind first, and their shadows on the ground where that is seen."""
    roles = {role.id: role for role in sheet.roles}
    actors, shadows = [], []
    for figure in sheet.shot.figures:
        actor, shadow = _actor(figure, sheet, roles[figure.character], pictures, spot)
        actors.append(actor)
        shadows.append(shadow)
    on_ground = SETUPS[sheet.shot.framing].crown is None and shadows
    return actors, _shadows(shadows, spot.ground) if on_ground else None


def _actor(
    figure: Figure, sheet: ShotSheet, role: Role, pictures: Pictures, spot: Spot
) -> tuple[Actor, tuple[float, float, bool]]:
    shot, talk, frames, ground = sheet.shot, sheet.talk.get(figure.character, ""), sheet.frames, spot.ground
    setup = SETUPS[shot.framing]
    child = role.age is Age.CHILD
    head = setup.head * (_BEHIND if figure.rank else 1.0)
    standing = setup.crown is None
    if figure.pose is Pose.LIE:
        head *= _LYING
    if figure.back:
        head *= _SHOULDER
    elif child and not standing and shot.framing not in (Framing.CLOSE, Framing.EXTREME):
        head *= _CHILD
    rows = 9 if standing or figure.pose is Pose.LIE else int((FRAME_HEIGHT + MARGIN - (setup.crown or 0)) / head) + 2
    states = []
    cel: Cel | None = None
    for at, emotion in figure.feelings:
        cel = pictures.person(_ask(role, emotion, figure, round(head), rows, spot.outdoors), spot.light)
        states.append((at // 40, _Face(_in_the_dark(cel) if figure.back else cel)))
    assert cel is not None  # noqa: S101 - a figure has at least one feeling
    if standing:
        top = ground - (26 if figure.rank else 0) - cel.foot[1]
        middle = cel.foot[0] if figure.pose is not Pose.LIE else cel.layer.shape[1] / 2
    else:
        lower = head * _CHILD_LOWER if child and shot.framing not in (Framing.CLOSE, Framing.EXTREME) else 0.0
        crown = (setup.crown or 0) + lower + (-30 if figure.rank else 0) + (head * 0.12 if figure.back else 0)
        top, middle = crown - cel.crown[1], cel.crown[0]
    left = figure.x * FRAME_WIDTH - middle
    dice = np.random.default_rng(zlib.crc32(f"{shot.id}/{figure.character}".encode()))
    actor = Actor(
        states,
        left + MARGIN,
        top + MARGIN,
        cel.foot[1],
        talk,
        _blinks(dice, frames),
        float(dice.random()),
        figure.pose is not Pose.TURN_AWAY,
    )
    return actor, (figure.x * FRAME_WIDTH, head * (3.2 if figure.pose is Pose.LIE else 0.75), bool(figure.rank))


def _ask(role: Role, emotion: Emotion, figure: Figure, head: int, rows: int, outdoors: bool) -> PersonAsk:
    return PersonAsk(
        role=role, emotion=emotion, pose=figure.pose, right=figure.right, head=head, rows=rows, outdoors=outdoors
    )


def _in_the_dark(cel: Cel) -> Cel:
    """The shoulder in front: darker, out of focus."""
    soft = cv2.GaussianBlur(cel.layer, (0, 0), 6)
    soft[..., :3] = (soft[..., :3] * 0.55).astype(np.uint8)
    return Cel(np.asarray(soft, np.uint8), cel.head, cel.crown, cel.foot)


def _blinks(dice: np.random.Generator, frames: int) -> frozenset[int]:
    """The frames at which eyes fall shut."""
    blinks, at = [], int(dice.integers(12, _BLINK_EVERY[1]))
    while at < frames:
        blinks.append(at)
        at += int(dice.integers(*_BLINK_EVERY))
    return frozenset(blinks)


def _shadows(spots: list[tuple[float, float, bool]], ground: float) -> Planes:
    """Soft shadows under the feet."""
    size = (FRAME_HEIGHT + 2 * MARGIN, FRAME_WIDTH + 2 * MARGIN)
    mask = np.zeros(size, np.uint8)
    for x, wide, behind in spots:
        y = ground - (26 if behind else 0)
        cv2.ellipse(
            mask,
            (round(x) + MARGIN, round(y) + MARGIN + 2),
            (round(wide), round(wide * 0.18) if wide < 200 else 26),
            0,
            0,
            360,
            150,
            -1,
            cv2.LINE_AA,
        )
    soft = cv2.GaussianBlur(mask, (0, 0), 7)
    top = max(0, round(ground) + MARGIN - 120) // 2 * 2
    layer = np.zeros((*size, 4), np.uint8)
    layer[..., 3] = soft
    layer[:top] = 0
    return planes_of(layer)
