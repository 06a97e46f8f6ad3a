"""How the camera looks at a set, and where people stand in the frame, by framing, angle and move."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dramaport.produce.animatic.lettering import FRAME_HEIGHT, FRAME_WIDTH
from dramaport.produce.animatic.objects import MARGIN
from dramaport.produce.pictures.sets.board import HEIGHT, WIDTH
from dramaport.produce.storyboard.values import Angle, Framing, Move, Shot

Matrix = NDArray[np.float32]  # shape (2, 3): from a layer's pixels to the frame's


@dataclass(frozen=True)
class Setup:
    """How a framing looks: the set's magnification and the height it is looked at; heads in pixels and where they begin.

    `crown` is None where people stand on the ground with their feet in the frame.
    """

    zoom: float
    y: float
    head: float
    crown: float | None
    blur: float = 0.0
    parallax: float = 1.25


SETUPS: dict[Framing, Setup] = {
    Framing.WIDE: Setup(0.86, 0.50, 114, None, 0.0, 1.06),
    Framing.FULL: Setup(1.0, 0.545, 134, None, 0.6, 1.06),
    Framing.TWO: Setup(1.14, 0.47, 232, 370, 2.0),
    Framing.OVER: Setup(1.28, 0.45, 300, 310, 3.0),
    Framing.MEDIUM: Setup(1.22, 0.46, 292, 315, 2.6),
    Framing.CLOSE: Setup(1.48, 0.42, 392, 235, 5.0, 1.4),
    Framing.EXTREME: Setup(1.75, 0.40, 640, 105, 8.0, 1.4),
    Framing.INSERT: Setup(1.5, 0.52, 0, None, 8.0, 1.4),
    Framing.PHONE: Setup(1.4, 0.45, 0, None, 9.0, 1.2),
}
_ANGLES = {Angle.EYE: 0.0, Angle.LOW: -0.07, Angle.HIGH: 0.07}
_GROWTH = {
    Move.HOLD: 0.0,
    Move.DRIFT: 0.025,
    Move.PUSH: 0.10,
    Move.RUSH: 0.26,
    Move.PULL: -0.10,
    Move.LEFT: 0.03,
    Move.RIGHT: 0.03,
    Move.HAND: 0.05,
}
_TRAVEL = {Move.LEFT: -0.045, Move.RIGHT: 0.045, Move.DRIFT: 0.010}
_RUSHED = 0.16  # share of a rush after which it has all but arrived


@dataclass(frozen=True)
class View:
    """Where the camera looks: the set's magnification, and its point at the frame's middle (fractions)."""

    zoom: float
    x: float
    y: float


@dataclass(frozen=True)
class Camera:
    """A move over a shot; layers in front move `parallax` times as far as the set."""

    start: View
    end: View
    parallax: float
    rush: bool = False

    @property
    def still(self) -> bool:
        return self.start == self.end

    def at(self, share: float) -> View:
        """The view when `share` of the shot has passed, easing in and out; a rush spends itself at once."""
        eased = min(1.0, share / _RUSHED) ** 0.5 * 0.92 + 0.08 * share if self.rush else share * share * (3 - 2 * share)
        start, end = self.start, self.end
        return View(*(a + (b - a) * eased for a, b in ((start.zoom, end.zoom), (start.x, end.x), (start.y, end.y))))

    def far(self, share: float) -> Matrix:
        """From the set's pixels to the frame's; never shows the set's edge."""
        view = self.at(share)
        zoom = max(view.zoom, FRAME_WIDTH / WIDTH, FRAME_HEIGHT / HEIGHT)
        x = _inside(view.x * WIDTH, FRAME_WIDTH / 2 / zoom, WIDTH)
        y = _inside(view.y * HEIGHT, FRAME_HEIGHT / 2 / zoom, HEIGHT)
        return np.array([[zoom, 0, FRAME_WIDTH / 2 - zoom * x], [0, zoom, FRAME_HEIGHT / 2 - zoom * y]], np.float32)

    def near(self, share: float) -> Matrix:
        """From a layer in front (the frame's size and a margin about it) to the frame."""
        view, start = self.at(share), self.start
        zoom = 1.0 + (view.zoom / start.zoom - 1) * self.parallax
        room = MARGIN * zoom + abs(zoom - 1) * FRAME_WIDTH / 2 - 2
        x = float(np.clip((start.x - view.x) * WIDTH * self.parallax * zoom, -room, room))
        y = float(np.clip((start.y - view.y) * HEIGHT * self.parallax * zoom, -room, room))
        left = FRAME_WIDTH / 2 + x - zoom * (FRAME_WIDTH / 2 + MARGIN)
        top = FRAME_HEIGHT * 0.46 + y - zoom * (FRAME_HEIGHT * 0.46 + MARGIN)
        return np.array([[zoom, 0, left], [0, zoom, top]], np.float32)


def _inside(middle: float, half: float, size: float) -> float:
    return min(max(middle, half), max(half, size - half))


def camera_of(shot: Shot, dice: np.random.Generator) -> Camera:
    """The camera of a shot. Whoever looks right stands before the set's left part, and the other way round."""
    setup = SETUPS[shot.framing]
    front = next((figure for figure in shot.figures if not figure.back), None)
    tight = shot.framing in (Framing.CLOSE, Framing.EXTREME, Framing.MEDIUM, Framing.OVER)
    x = 0.5 if front is None or not tight else 0.40 if front.right else 0.60
    y = setup.y + _ANGLES[shot.angle]
    side = float(dice.choice(np.array([-1.0, 1.0])))
    travel = _TRAVEL.get(shot.move, 0.0) * (side if shot.move is Move.DRIFT else 1.0)
    growth = 1 + _GROWTH[shot.move]
    start = View(setup.zoom, x - travel / 2, y)
    end = View(setup.zoom * growth, x + travel / 2, y - (0.012 if growth > 1.05 else 0.0))
    return Camera(start, end, setup.parallax, shot.move is Move.RUSH)
