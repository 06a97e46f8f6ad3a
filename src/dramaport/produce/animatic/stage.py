"""A shot made ready: the place and the people as layers, and how the camera moves over them."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from dramaport.produce.animatic.lettering import FRAME_HEIGHT, FRAME_WIDTH
from dramaport.produce.animatic.objects import MARGIN
from dramaport.produce.animatic.paint import Layer, stack
from dramaport.produce.animatic.people import CROWN, HEAD
from dramaport.produce.animatic.people import HEIGHT as BUST_HEIGHT
from dramaport.produce.animatic.people import WIDTH as BUST_WIDTH
from dramaport.produce.animatic.places import HEIGHT, WIDTH, Scenery
from dramaport.produce.animatic.shots import Framing, Shot

Matrix = NDArray[np.float32]  # shape (2, 3): from layer pixels to frame pixels

_NEAR_SIZE = (FRAME_WIDTH + 2 * MARGIN, FRAME_HEIGHT + 2 * MARGIN)


@dataclass(frozen=True)
class View:
    """Where the camera looks: the place's magnification, and its point at the frame's middle (fractions)."""

    zoom: float
    x: float
    y: float


@dataclass(frozen=True)
class Camera:
    """A slow move from one view to another over a shot; layers in front move `parallax` times as far."""

    start: View
    end: View
    parallax: float = 1.6

    def at(self, share: float) -> View:
        """The view when `share` of the shot has passed, easing in and out."""
        eased = share * share * (3 - 2 * share)
        start, end = self.start, self.end
        return View(
            start.zoom + (end.zoom - start.zoom) * eased,
            start.x + (end.x - start.x) * eased,
            start.y + (end.y - start.y) * eased,
        )

    def far(self, share: float) -> Matrix:
        """From the place's pixels to the frame's."""
        view = self.at(share)
        zoom = max(view.zoom, FRAME_WIDTH / WIDTH, FRAME_HEIGHT / HEIGHT)
        x = _inside(view.x * WIDTH, FRAME_WIDTH / 2 / zoom, WIDTH)
        y = _inside(view.y * HEIGHT, FRAME_HEIGHT / 2 / zoom, HEIGHT)
        return np.array([[zoom, 0, FRAME_WIDTH / 2 - zoom * x], [0, zoom, FRAME_HEIGHT / 2 - zoom * y]], np.float32)

    def near(self, share: float) -> Matrix:
        """From a layer in front (the frame's size and a margin about it) to the frame; never shows its edge."""
        view, start = self.at(share), self.start
        zoom = max(1.0, 1.0 + (view.zoom / start.zoom - 1) * self.parallax)
        room = MARGIN * zoom + (zoom - 1) * FRAME_WIDTH / 2 - 2
        x = float(np.clip((start.x - view.x) * WIDTH * self.parallax * zoom, -room, room))
        y = float(np.clip((start.y - view.y) * HEIGHT * self.parallax * zoom, -room, room))
        wide, high = _NEAR_SIZE
        left = FRAME_WIDTH / 2 + x - zoom * wide / 2
        top = FRAME_HEIGHT / 2 + y - zoom * high / 2
        return np.array([[zoom, 0, left], [0, zoom, top]], np.float32)


def _inside(middle: float, half: float, size: float) -> float:
    return min(max(middle, half), size - half)


@dataclass(frozen=True)
class Stage:
    """The layers of one shot. `front` has the people and what stands before them, by who is speaking (None: nobody)."""

    shot: Shot
    camera: Camera
    far: Layer
    front: dict[str | None, Layer]
    top: int  # the first row of `front` that holds anything


@dataclass(frozen=True)
class _Spot:
    """Where somebody stands: the middle of the head as a fraction of the frame's width, size, height, which way."""

    x: float
    head: float  # pixels
    crown: float  # pixels from the frame's top
    right: bool  # looks to the right


#: Left to right in the order of appearance; who is painted first stands behind.
_SPOTS: dict[tuple[Framing, int], tuple[_Spot, ...]] = {
    (Framing.CLOSE, 1): (_Spot(0.40, 330, 300, True),),
    (Framing.TWO, 2): (_Spot(0.24, 236, 400, True), _Spot(0.78, 232, 410, False)),
    (Framing.TWO, 3): (_Spot(0.50, 200, 400, True), _Spot(0.17, 212, 470, True), _Spot(0.86, 212, 470, False)),
    (Framing.WIDE, 1): (_Spot(0.42, 176, 560, True),),
    (Framing.WIDE, 2): (_Spot(0.30, 168, 580, True), _Spot(0.74, 164, 590, False)),
    (Framing.WIDE, 3): (_Spot(0.51, 144, 590, True), _Spot(0.20, 160, 585, True), _Spot(0.82, 158, 590, False)),
}

#: Children stand this many of their heads lower, and are this much smaller.
_CHILD_LOWER, _CHILD_SIZE = 0.55, 0.86


def set_stage(
    shot: Shot,
    scenery: Scenery,
    busts: dict[str, tuple[Layer, Layer]],
    children: frozenset[str],
    number: int,
    rng: np.random.Generator,
) -> Stage:
    """Build the layers of shot `number`. `busts` are (lips closed, speaking) by character id."""
    mirrored = number % 2 == 1 and shot.framing is Framing.CLOSE
    camera = _camera(shot, rng, mirrored)
    blurred = {Framing.CLOSE: 5.0, Framing.TWO: 2.2, Framing.PHONE: 9.0}.get(shot.framing, 0.0)
    far = cv2.GaussianBlur(scenery.far, (0, 0), blurred) if blurred else scenery.far
    far = cv2.convertScaleAbs(far, alpha=0.55) if shot.framing is Framing.PHONE else far
    prop = shot.framing is Framing.WIDE or len(shot.seen) > 2
    near = _prop_layer(scenery.near, camera) if prop else None
    spots = _SPOTS.get((shot.framing, len(shot.seen)), ())
    front: dict[str | None, Layer] = {}
    for speaker in (None, *shot.seen):
        people = np.zeros((_NEAR_SIZE[1], _NEAR_SIZE[0], 4), np.uint8)
        for character, spot in zip(_cast(shot.seen), spots, strict=False):
            bust = busts[character][int(character == speaker)]
            _stand(people, bust, spot, character in children, mirrored)
        front[speaker] = people if near is None else stack(people, near)
    rows = np.flatnonzero(front[None][..., 3].max(axis=1))
    return Stage(shot, camera, np.asarray(far, np.uint8), front, int(rows[0]) if len(rows) else _NEAR_SIZE[1])


def _cast(seen: tuple[str, ...]) -> tuple[str, ...]:
    """The order of the spots: of three, the last to appear stands behind."""
    return (seen[2], seen[0], seen[1]) if len(seen) == 3 else seen


def _camera(shot: Shot, rng: np.random.Generator, mirrored: bool) -> Camera:
    side = -1.0 if mirrored else 1.0
    drift = float(rng.uniform(0.012, 0.03)) * side
    match shot.framing:
        case Framing.WIDE:
            return Camera(View(0.86, 0.5 - drift / 2, 0.47), View(0.95, 0.5 + drift / 2, 0.51), 0.9)
        case Framing.TWO if len(shot.seen) > 2:
            return Camera(View(1.0, 0.48 - drift, 0.52), View(1.05, 0.50 + drift, 0.53), 1.0)
        case Framing.TWO:
            closer, aside = float(rng.uniform(0, 0.2)), float(rng.uniform(-0.07, 0.07))
            return Camera(
                View(1.02 + closer, 0.48 + aside - drift, 0.45), View(1.08 + closer, 0.49 + aside + drift, 0.46)
            )
        case Framing.CLOSE:
            return Camera(View(1.22, 0.52 - 2 * drift, 0.42), View(1.30, 0.54 + drift, 0.43))
        case Framing.PHONE:
            return Camera(View(1.1, 0.5, 0.45), View(1.13, 0.505, 0.452), 0.6)


def _prop_layer(near: Layer, camera: Camera) -> Layer:
    """What stands in front, as the camera sees it at first, with the margin of a moving layer."""
    matrix = camera.far(0.0) + np.array([[0, 0, MARGIN], [0, 0, MARGIN]], np.float32)
    return np.asarray(cv2.warpAffine(near, matrix, _NEAR_SIZE, flags=cv2.INTER_LINEAR), np.uint8)


def _stand(people: Layer, bust: Layer, spot: _Spot, child: bool, mirrored: bool) -> None:
    """Put a bust on the layer, cut off at its edges."""
    head = spot.head * (_CHILD_SIZE if child else 1.0)
    scale = head / HEAD
    size = (round(BUST_WIDTH * scale), round(BUST_HEIGHT * scale))
    figure = cv2.resize(bust, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    right = spot.right != mirrored
    across = CROWN[0] * scale
    if not right:
        figure, across = cv2.flip(figure, 1), size[0] - across
    middle = (1 - spot.x if mirrored else spot.x) * FRAME_WIDTH
    crown = spot.crown + (spot.head * _CHILD_LOWER if child else 0.0)
    left, top = round(middle - across) + MARGIN, round(crown - CROWN[1] * scale) + MARGIN
    x0, y0 = max(0, left), max(0, top)
    x1, y1 = min(people.shape[1], left + size[0]), min(people.shape[0], top + size[1])
    there = people[y0:y1, x0:x1]
    there[:] = stack(there, np.asarray(figure[y0 - top : y1 - top, x0 - left : x1 - left], np.uint8))
