"""Somebody drawn: pose, clothes, head, and the faces that speech and blinks need, in the light of the place."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from dramaport.drama.screenplay.values import Emotion, Pose
from dramaport.produce.pictures.drawn import clothes, faces, hair
from dramaport.produce.pictures.drawn.faces import EYES_BOX, LID_STEPS, LIP_STEPS, MIENS, MOUTH_BOX
from dramaport.produce.pictures.drawn.poses import NECK, Skeleton, skeleton
from dramaport.produce.pictures.drawn.sketch import Matrix, Pen, darker, limb, oval
from dramaport.produce.pictures.drawn.wardrobe import Look
from dramaport.produce.pictures.paint import Layer, colour
from dramaport.produce.pictures.values import Cel, Light, Patch

_ROOM = 0.72  # head heights kept about the joints: hair, hats, hands
_LONG_TOP = 2.3  # a top that ends lower lies over the skirt
_RIM = (0.020, 0.055)  # how far light from behind reaches in, in head heights


@lru_cache(maxsize=64)
def draw_person(look: Look, emotion: Emotion, pose: Pose, head: int, rows: int, light: Light, right: bool) -> Cel:
    """Somebody at `head` pixels from crown to chin, cut off below `rows` head heights under the crown.

    The layers are shared by all who ask for the same: they are not to be written to.
    """
    bones = skeleton(look, pose)
    matrix, size = _sheet(bones, head, rows)
    figure = _Figure(look, emotion, bones, matrix)
    base = figure.drawn(size)
    turned = base if right else np.asarray(cv2.flip(base, 1), np.uint8)
    glow, rim = light_on(turned, light, head)
    patches: list[tuple[Patch, ...]] = []
    for states, box in ((figure.mouths(), figure.mouth_box), (figure.eyes(), figure.eyes_box)):
        left, top, across, high = box
        left = left if right else size[0] - left - across
        seen = (slice(top, top + high), slice(left, left + across))
        patches.append(
            tuple(Patch(left, top, lit(part if right else _mirrored(part), glow[seen], rim[seen])) for part in states)
        )
    crown = matrix[:, :2] @ np.array(_placed(bones, bones.crown)) + matrix[:, 2]
    middle = float(crown[0]) if right else size[0] - float(crown[0])
    foot = float(matrix[0, 2]) if right else size[0] - float(matrix[0, 2])
    return Cel(
        lit(turned, glow, rim), head, (middle, float(crown[1])), (foot, float(matrix[1, 2])), patches[0], patches[1]
    )


def _mirrored(part: Layer) -> Layer:
    return np.asarray(cv2.flip(part, 1), np.uint8)


# ----------------------------------------------------------------------------------------------------------- the sheet


def _sheet(bones: Skeleton, head: int, rows: int) -> tuple[Matrix, tuple[int, int]]:
    """Where head heights fall on the sheet, and its width and height in pixels."""
    spots = [bones.neck, bones.crown, bones.pelvis]
    for chain in (bones.near_arm, bones.far_arm, bones.near_leg, bones.far_leg):
        spots.extend(chain)
    placed = np.array([_placed(bones, spot) for spot in spots])
    left, top = placed.min(axis=0) - _ROOM
    right = placed[:, 0].max() + _ROOM
    low = min(0.35, float(placed[placed[:, 1].argmin(), 1]) + rows) if not bones.stance.down else 0.5
    size = (max(2, round((right - left) * head)), max(2, round((low - top) * head)))
    return np.array([[head, 0, -left * head], [0, head, -top * head]], np.float64), size


def _placed(bones: Skeleton, spot: tuple[float, float]) -> tuple[float, float]:
    """A joint where it is when somebody lies: turned about the feet and raised to lie on the ground."""
    if not bones.stance.down:
        return spot
    turn = np.radians(bones.stance.down)
    x = spot[0] * np.cos(turn) - spot[1] * np.sin(turn)
    y = spot[0] * np.sin(turn) + spot[1] * np.cos(turn)
    return float(x + _LYING[0]), float(y + _LYING[1])


_LYING = (3.0, -0.66)


def _window(
    bones: Skeleton, matrix: Matrix, box: tuple[float, float, float, float], size: tuple[int, int]
) -> tuple[int, int, int, int]:
    """The pixels that hold a box of the face: left, top, width, height."""
    pen = _head_pen(_body_pen(Pen(np.zeros((1, 1, 4), np.uint8), matrix), bones), bones)
    corners = np.array([(box[0], box[1]), (box[2], box[1]), (box[2], box[3]), (box[0], box[3])])
    placed = corners @ pen.matrix[:, :2].T + pen.matrix[:, 2]
    left, top = np.maximum(0, np.floor(placed.min(axis=0))).astype(int)
    right, low = np.minimum(size, np.ceil(placed.max(axis=0)).astype(int))
    return int(left), int(top), max(1, int(right - left)), max(1, int(low - top))


def _body_pen(pen: Pen, bones: Skeleton) -> Pen:
    return pen.moved(*_LYING).turned(bones.stance.down) if bones.stance.down else pen


def _head_pen(pen: Pen, bones: Skeleton) -> Pen:
    """A pen with its origin at the crown, turned with the head."""
    return pen.moved(*bones.neck).turned(bones.head_turn).moved(0.0, -NECK)


# --------------------------------------------------------------------------------------------------------- the drawing


class _Figure:
    """Somebody being drawn once, and then their eyes and mouths again on what lay below them."""

    def __init__(self, look: Look, emotion: Emotion, bones: Skeleton, matrix: Matrix) -> None:
        self._look, self._bones, self._matrix = look, bones, matrix
        self._seen = MIENS[emotion]
        self.mouth_box = self.eyes_box = (0, 0, 1, 1)
        self._below_eyes = self._below_mouth = np.zeros((1, 1, 4), np.uint8)

    def drawn(self, size: tuple[int, int]) -> Layer:
        """The whole person, eyes open and mouth at rest; keeps what lies below both."""
        layer = np.zeros((size[1], size[0], 4), np.uint8)
        pen, face = self._pens(layer, (0, 0))
        look, bones = self._look, self._bones
        if bones.stance.seat:
            _stool(Pen(layer, self._matrix), bones)
        if bones.stance.down:
            _mat(Pen(layer, self._matrix), look)
        if bones.stance.back:
            _from_behind(pen, face, look, bones)
            return layer
        hair.behind(face, look)
        _body(pen, look, bones)
        self.mouth_box, self.eyes_box = (_window(bones, self._matrix, box, size) for box in (MOUTH_BOX, EYES_BOX))
        faces.skull(face, look, self._seen)
        self._below_eyes = _cropped(layer, self.eyes_box)
        faces.eyes(face, look, self._seen, 0)
        hair.before(face, look)
        self._below_mouth = _cropped(layer, self.mouth_box)
        faces.mouth(face, look, self._seen, 0)
        faces.drops(face, self._seen)
        self._arm(pen)
        return layer

    def mouths(self) -> list[Layer]:
        """The mouth's window from closed to wide open; nothing where no face is seen."""
        return [] if self._bones.stance.back else [self._mouth(lips) for lips in range(LIP_STEPS)]

    def eyes(self) -> list[Layer]:
        """The eyes' window from open to shut."""
        return [] if self._bones.stance.back else [self._lids(lids) for lids in range(LID_STEPS)]

    def _mouth(self, lips: int) -> Layer:
        layer = self._below_mouth.copy()
        pen, face = self._pens(layer, self.mouth_box[:2])
        faces.mouth(face, self._look, self._seen, lips)
        faces.drops(face, self._seen)
        self._arm(pen)
        return layer

    def _lids(self, lids: int) -> Layer:
        layer = self._below_eyes.copy()
        pen, face = self._pens(layer, self.eyes_box[:2])
        faces.eyes(face, self._look, self._seen, lids)
        hair.before(face, self._look)
        faces.drops(face, self._seen)
        self._arm(pen)
        return layer

    def _arm(self, pen: Pen) -> None:
        """The arm next to the viewer lies over all else."""
        clothes.arm(pen, self._look, self._bones, near=True)
        if self._bones.stance.near_hand == "hold" and not self._bones.stance.arms_over:
            _phone_at_the_ear(pen, self._bones)

    def _pens(self, layer: Layer, corner: tuple[int, int]) -> tuple[Pen, Pen]:
        """Pens for the body and for the head on a layer whose corner lies there on the sheet."""
        shift = np.array([[0, 0, corner[0]], [0, 0, corner[1]]], np.float64)
        pen = _body_pen(Pen(layer, self._matrix - shift), self._bones)
        return pen, _head_pen(pen, self._bones)


def _cropped(layer: Layer, box: tuple[int, int, int, int]) -> Layer:
    left, top, across, high = box
    return layer[top : top + high, left : left + across].copy()


def _body(pen: Pen, look: Look, bones: Skeleton) -> None:
    """Everything below the head but the near arm, from what lies farthest."""
    over = bones.stance.arms_over
    if not over:
        clothes.arm(pen, look, bones, near=False)
    for near in (False, True):
        clothes.legs(pen, look, bones, near=near)
    long_top = clothes.CUTS[look.top].hem > _LONG_TOP
    if long_top:
        clothes.lap(pen, look, bones)
    _neck(pen, look, bones)
    clothes.trunk(pen, look, bones)
    if not long_top:
        clothes.lap(pen, look, bones)
    _throat(pen, look, bones)
    if over:
        clothes.arm(pen, look, bones, near=False)


def _neck(pen: Pen, look: Look, bones: Skeleton) -> None:
    wide = 0.125 if look.woman or look.child else 0.165
    top = _head_spot(bones, (-0.03, 0.78))
    low = (bones.neck[0], bones.neck[1] + 0.14)
    pen.fill(limb(top, low, wide, wide * 1.12), look.skin, sharp=True, edge=darker(look.skin, 0.5), line=0.016)


def _throat(pen: Pen, look: Look, bones: Skeleton) -> None:
    """The chin's shadow on the neck."""
    x, y = _head_spot(bones, (0.02, 1.02))
    pen.lay(oval(x, y, 0.17, 0.085), darker(look.skin, 0.5), 0.5, soft=0.02)


def _head_spot(bones: Skeleton, spot: tuple[float, float]) -> tuple[float, float]:
    """A point of the head in the body's coordinates."""
    turn = np.radians(bones.head_turn)
    x, y = spot[0], spot[1] - NECK
    return float(bones.neck[0] + x * np.cos(turn) - y * np.sin(turn)), float(
        bones.neck[1] + x * np.sin(turn) + y * np.cos(turn)
    )


def _from_behind(pen: Pen, face: Pen, look: Look, bones: Skeleton) -> None:
    for near in (False, True):
        clothes.legs(pen, look, bones, near=near)
    clothes.arm(pen, look, bones, near=False)
    clothes.lap(pen, look, bones)
    _neck(pen, look, bones)
    clothes.back_of_trunk(pen, look, bones)
    clothes.arm(pen, look, bones, near=True)
    hair.from_behind(face, look)


def _stool(ground: Pen, bones: Skeleton) -> None:
    """Nobody sits on air."""
    top = bones.pelvis[1] + 0.24
    wood = "#6a4a34"
    for x in (-0.42, 0.46):
        ground.fill(
            limb((x, top), (x * 1.1, 0.1), 0.06, 0.05), darker(wood, 0.2), sharp=True, edge="#2a1a14", line=0.014
        )
    ground.fill(
        [(-0.58, top - 0.07), (0.62, top - 0.07), (0.62, top + 0.10), (-0.58, top + 0.10)],
        wood,
        sharp=True,
        edge="#2a1a14",
        line=0.016,
    )


def _mat(ground: Pen, look: Look) -> None:
    """What somebody lies on: a quilt and a pillow."""
    long = look.tall - 1.0
    ground.fill(
        [(-long + 2.2, -0.30), (2.6, -0.30), (3.5, -0.16), (3.6, 0.22), (-long + 2.0, 0.22)],
        "#8d9ab4",
        edge="#4a5470",
        line=0.018,
    )
    ground.fill([(3.0 - look.tall - 0.35, -0.36), (3.0 - look.tall + 1.3, -0.44), (3.0 - look.tall + 1.45, 0.10),
        (3.0 - look.tall - 0.3, 0.12)], "#e8e4dc",
                edge="#8a8478", line=0.016)  # fmt: skip


def _phone_at_the_ear(pen: Pen, bones: Skeleton) -> None:
    elbow, wrist = bones.near_arm[1:]
    x, y = wrist[0] - elbow[0], wrist[1] - elbow[1]
    size = float(np.hypot(x, y)) or 1.0
    x, y = x / size, y / size
    near, far = (wrist[0] + x * 0.02, wrist[1] + y * 0.02), (wrist[0] + x * 0.50, wrist[1] + y * 0.50)
    pen.fill(limb(near, far, 0.07, 0.07), "#5a6478", sharp=True, edge="#15171e", line=0.016)


# ----------------------------------------------------------------------------------------------------------- the light


def light_on(layer: Layer, light: Light, head: int) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """How the light falls on a figure: factors (128 leaves a colour as it is), and the rim of light from behind."""
    alpha = layer[..., 3]
    height, width = alpha.shape
    small = (
        cv2.resize(alpha, (max(4, width // 4), max(4, height // 4)), interpolation=cv2.INTER_AREA).astype(np.float32)
        / 255
    )
    radius = max(1.0, 0.16 * head / 4)
    heights = cv2.GaussianBlur(small, (0, 0), radius)
    slope = cv2.Sobel(heights, cv2.CV_32F, 1, 0, ksize=3) * radius
    fall = cv2.Sobel(heights, cv2.CV_32F, 0, 1, ksize=3) * radius
    lit = np.clip(0.62 - light.side * 0.34 * slope - 0.12 * fall, 0.25, 1.05)[..., None]
    tones = colour(light.ambient) * np.float32(0.62) + colour(light.key) * lit * np.float32(light.strength * 0.82)
    factor = np.clip(tones * 128, 0, 255).astype(np.uint8)
    full = cv2.resize(factor, (width, height), interpolation=cv2.INTER_LINEAR)
    rim = np.zeros((height, width), np.float32)
    for reach, strength in zip(_RIM, (0.55, 0.25), strict=True):
        shift = np.array([[1, 0, light.side * reach * head], [0, 1, reach * head * 0.6]], np.float32)
        moved = cv2.warpAffine(alpha, shift, (width, height))
        edge = cv2.subtract(alpha, moved)
        rim += cv2.GaussianBlur(edge, (0, 0), max(0.6, reach * head * 0.25)).astype(np.float32) * (
            strength * light.rim_strength
        )
    shine = (np.clip(rim, 0, 255)[..., None] * colour(light.rim) * (alpha[..., None] / np.float32(255))).astype(
        np.uint8
    )
    return np.asarray(full, np.uint8), shine


def lit(layer: Layer, factor: NDArray[np.uint8], rim: NDArray[np.uint8]) -> Layer:
    seen = cv2.multiply(np.ascontiguousarray(layer[..., :3]), np.ascontiguousarray(factor), scale=1 / 128)
    seen = cv2.min(
        cv2.add(seen, np.ascontiguousarray(rim)), cv2.cvtColor(np.ascontiguousarray(layer[..., 3]), cv2.COLOR_GRAY2BGR)
    )
    return np.dstack([seen, layer[..., 3]])
