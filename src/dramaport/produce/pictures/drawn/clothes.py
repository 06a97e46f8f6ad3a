"""Clothes on a skeleton: what is worn above and below, shoes and hands.

A top is drawn about the neck's foot, x in head heights as wide as shoulders of 0.5, y from 0 (neck) to 2.1 (hips).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from dramaport.produce.pictures.drawn.poses import Skeleton, Spot
from dramaport.produce.pictures.drawn.sketch import Pen, Points, darker, lighter, limb, oval
from dramaport.produce.pictures.drawn.wardrobe import Look

_EDGE = 0.016
_TOP_LENGTH = 2.1  # y of the hips in a top's own unit


@dataclass(frozen=True)
class Cut:
    """How a top is made: pieces (points, colour's name) over the body, seams, buttons, and how far the sleeves reach."""

    pieces: tuple[tuple[Points, str], ...] = ()
    seams: tuple[Points, ...] = ()
    buttons: Points = ()
    sleeve: float = 1.0  # 0.4 ends above the elbow
    hem: float = 2.25  # y where it ends: below the hips for coats
    wide: bool = False  # sleeves of a robe
    bare: Points = ()  # skin seen at the neck


_V: Points = [(-0.17, 0.03), (0.0, 0.10), (0.17, 0.0), (0.16, 0.34), (0.11, 0.70), (-0.02, 0.36)]
_SMALL_V: Points = [(-0.14, 0.05), (0.02, 0.12), (0.16, 0.02), (0.13, 0.22), (0.08, 0.33), (-0.04, 0.22)]
_NEAR_LAPEL: Points = [
    (-0.20, 0.02),
    (-0.13, 0.0),
    (0.02, 0.40),
    (0.13, 0.92),
    (0.04, 0.86),
    (-0.12, 0.60),
    (-0.06, 0.52),
    (-0.20, 0.38),
]
_FAR_LAPEL: Points = [
    (0.16, -0.02),
    (0.22, 0.03),
    (0.27, 0.36),
    (0.20, 0.46),
    (0.24, 0.54),
    (0.17, 0.90),
    (0.14, 0.84),
    (0.17, 0.40),
]
_COLLAR_NEAR: Points = [(-0.18, -0.02), (-0.05, 0.06), (0.05, 0.20), (-0.06, 0.30), (-0.24, 0.14)]
_COLLAR_FAR: Points = [(0.16, -0.04), (0.22, 0.02), (0.22, 0.24), (0.13, 0.26), (0.08, 0.16)]
_TIE: Points = [(0.07, 0.14), (0.14, 0.14), (0.13, 0.24), (0.20, 0.72), (0.13, 0.86), (0.07, 0.74), (0.08, 0.24)]
_BAND: Points = [(-0.20, -0.06), (0.0, 0.02), (0.17, -0.07), (0.18, 0.06), (0.02, 0.16), (-0.20, 0.07)]
_HOOD: Points = [
    (-0.22, -0.06),
    (-0.44, 0.02),
    (-0.50, 0.24),
    (-0.26, 0.36),
    (0.04, 0.30),
    (0.26, 0.24),
    (0.27, 0.06),
    (0.17, -0.03),
    (0.0, 0.14),
]
_CROSS: Points = [
    (-0.24, -0.02),
    (-0.12, -0.06),
    (0.10, 0.34),
    (0.26, 0.80),
    (0.36, 1.30),
    (0.26, 1.34),
    (0.10, 0.92),
    (-0.14, 0.36),
]
_CROSS_UNDER: Points = [(0.13, -0.06), (0.23, 0.0), (0.17, 0.32), (0.05, 0.50), (0.02, 0.38), (0.12, 0.22)]
_MIDDLE: Points = [(0.09, 0.20), (0.13, 0.70), (0.13, 1.3), (0.11, 2.1)]

CUTS: dict[str, Cut] = {
    "suit": Cut(((_V, "white"), (_TIE, "trim"), (_NEAR_LAPEL, "light"), (_FAR_LAPEL, "light")), ([(0.14, 0.88), (0.12, 1.5), (0.02, 2.2)],),
                ((0.10, 1.16), (0.10, 1.44)), hem=2.42),
    "shirt": Cut(((_COLLAR_NEAR, "light"), (_COLLAR_FAR, "light")), (_MIDDLE,), ((0.11, 0.45), (0.12, 0.8), (0.12, 1.15), (0.12, 1.5)),
                 bare=_SMALL_V),
    "blouse": Cut(((_COLLAR_NEAR, "trim"), (_COLLAR_FAR, "trim")), ([(0.02, 0.4), (0.05, 1.0), (0.0, 1.5)],), bare=_V),
    "jacket": Cut(((_SMALL_V, "trim"), (_COLLAR_NEAR, "light"), (_COLLAR_FAR, "light")), (_MIDDLE, [(-0.36, 1.55),
        (-0.14, 1.50)], [(0.22, 1.50), (0.36, 1.52)]),
                  ((0.08, 0.5), (0.09, 0.86), (0.09, 1.22), (0.08, 1.58))),
    "hoodie": Cut(((_HOOD, "light"),), ([(-0.26, 1.9), (-0.2, 1.45), (0.24, 1.42), (0.32, 1.85)], [(0.0, 0.34),
        (-0.02, 0.72)], [(0.15, 0.30), (0.16, 0.68)])),
    "sweater": Cut(((_BAND, "trim"),), ([(-0.46, 2.05), (0.0, 2.12), (0.38, 2.04)],)),
    "tunic": Cut(((_CROSS_UNDER, "trim"), (_CROSS, "trim")), ([(-0.2, 0.9), (-0.14, 1.5)], [(0.3, 1.5), (0.26, 2.0)]), hem=2.5),
    "robe": Cut(((_CROSS_UNDER, "white"), (_CROSS, "trim"), ([(-0.44, 1.46), (0.40, 1.44), (0.41, 1.70), (-0.45,
        1.72)], "trim")), (), hem=2.3, wide=True),
    "qipao": Cut(((_BAND, "trim"), ([(0.04, 0.10), (0.28, 0.44), (0.38, 0.62), (0.34, 0.68), (0.02, 0.20)],
        "trim")), (), ((0.14, 0.28), (0.26, 0.46))),
    "coat": Cut(((_V, "trim"), (_NEAR_LAPEL, "light"), (_FAR_LAPEL, "light"), ([(-0.42, 1.42), (0.36, 1.40), (0.36,
        1.54), (-0.42, 1.56)], "dark")),
                ([(0.13, 0.9), (0.12, 2.0), (0.06, 3.3)],), ((0.02, 1.0), (0.02, 1.8), (0.22, 1.0), (0.22, 1.8)), hem=3.4),
    "doctor": Cut(((_V, "pale"), (_TIE, "trim"), (_NEAR_LAPEL, "light"), (_FAR_LAPEL, "light")), ([(0.13, 0.9),
        (0.12, 2.0), (0.06, 3.3)], [(-0.36, 1.7), (-0.12, 1.66)]),
                  ((0.10, 1.2), (0.10, 1.6), (0.10, 2.0)), hem=3.2),
    "police": Cut(((_COLLAR_NEAR, "light"), (_COLLAR_FAR, "light"), (_TIE, "dark"), ([(-0.34, 0.62), (-0.14, 0.58),
        (-0.14, 0.84), (-0.34, 0.88)], "light"),
                   ([(-0.44, 1.86), (0.38, 1.82), (0.38, 1.96), (-0.44, 2.0)], "black")), (_MIDDLE,), ((-0.24, 0.66), (0.3, 0.62))),
    "school": Cut(((_COLLAR_NEAR, "trim"), (_COLLAR_FAR, "trim"), ([(0.02, 0.2), (0.15, 0.2), (0.2, 0.6), (0.1,
        0.5), (0.0, 0.62)], "trim")), (_MIDDLE,), sleeve=0.42),
    "dress": Cut((([(-0.2, -0.02), (0.02, 0.10), (0.19, -0.05), (0.3, 0.12), (0.06, 0.36), (-0.32, 0.18)], "trim"),
                  ([(-0.40, 1.38), (0.35, 1.36), (0.35, 1.50), (-0.40, 1.52)], "trim")), (), sleeve=0.42),
    "tee": Cut((([(-0.18, 0.0), (0.02, 0.14), (0.17, -0.02), (0.20, 0.06), (0.03, 0.24), (-0.22, 0.08)], "trim"),
        (oval(0.02, 0.85, 0.18, 0.18), "trim")), (), sleeve=0.42),
}  # fmt: skip


def trunk(pen: Pen, look: Look, bones: Skeleton) -> None:
    """The top over chest and belly."""
    cut = CUTS[look.top]
    body = _about_the_neck(pen, look, bones)
    colour, edge = look.top_colour, darker(look.top_colour, 0.45)
    waist = 0.37 if look.woman else 0.44
    hem, flare = cut.hem, 0.46 + 0.10 * max(0.0, cut.hem - 2.2)
    shape: Points = [
        (-0.17, 0.0), (-0.36, 0.12), (-0.52, 0.26), (-0.54, 0.55), (-0.47, 0.9), (-waist, 1.45), (-flare, min(hem,
        2.1)), (-flare - 0.02, hem),
        (0.0, hem + 0.05), (flare - 0.08, hem), (flare - 0.09, min(hem, 2.1)), (waist - 0.08, 1.45), (0.40, 0.9),
        (0.45, 0.55), (0.43, 0.24),
        (0.30, 0.09), (0.16, -0.03), (0.0, 0.06),
    ]  # fmt: skip
    body.fill(shape, colour, edge=edge, line=_EDGE)
    body.lay(
        [(-0.60, 0.3), (-0.40, 0.36), (-0.34, 1.0), (-0.28, 1.5), (-0.34, hem), (-0.7, hem)],
        edge,
        0.42,
        soft=0.03,
        within=shape,
    )
    body.lay(
        [(0.34, 0.3), (0.5, 0.4), (0.5, hem), (0.28, hem), (0.30, 1.4)],
        lighter(colour, 0.3),
        0.3,
        soft=0.05,
        within=shape,
    )
    for points in (
        [(-0.38, 1.2), (-0.2, 1.34), (-0.06, 1.36)],
        [(0.33, 1.16), (0.2, 1.30)],
        [(-0.36, 0.62), (-0.28, 0.86)],
    ):
        body.line(points, darker(colour, 0.28), 0.014)
    if look.woman and not look.child:
        body.line([(0.10, 0.92), (0.26, 0.98), (0.38, 0.86)], darker(colour, 0.25), 0.014)
        body.line([(-0.32, 0.94), (-0.16, 1.0), (-0.04, 0.94)], darker(colour, 0.25), 0.014)
    if cut.bare:
        body.fill(cut.bare, look.skin)
    names = {
        "trim": look.trim,
        "light": lighter(colour, 0.16),
        "dark": darker(colour, 0.5),
        "white": "#f4f1ea",
        "pale": "#cfe0ec",
        "black": "#1c1c22",
    }
    for piece, name in cut.pieces:
        body.fill(piece, names[name], edge=darker(names[name], 0.4), line=0.012)
    for seam in cut.seams:
        body.line(seam, edge, 0.014)
    for x, y in cut.buttons:
        body.disc(x, y, 0.026, code=lighter(look.trim, 0.1) if look.top != "suit" else darker(colour, 0.6))


def back_of_trunk(pen: Pen, look: Look, bones: Skeleton) -> None:
    """The same seen from behind: no collar, one seam."""
    cut, colour = CUTS[look.top], look.top_colour
    body, edge, waist = _about_the_neck(pen, look, bones), darker(look.top_colour, 0.45), 0.37 if look.woman else 0.44
    shape: Points = [
        (-0.16, -0.04), (-0.34, 0.08), (-0.52, 0.26), (-0.52, 0.6), (-waist, 1.45), (-0.46, 2.1), (-0.48, cut.hem), (0.0, cut.hem + 0.05),
        (0.48, cut.hem), (0.46, 2.1), (waist, 1.45), (0.52, 0.6), (0.52, 0.26), (0.34, 0.08), (0.16, -0.04), (0.0, -0.06),
    ]  # fmt: skip
    body.fill(shape, colour, edge=edge, line=_EDGE)
    body.line([(0.0, 0.1), (0.01, 1.0), (0.0, cut.hem)], darker(colour, 0.25), 0.014)
    body.lay(
        [(-0.6, 0.3), (-0.36, 0.4), (-0.3, 1.5), (-0.36, cut.hem), (-0.7, cut.hem)], edge, 0.4, soft=0.04, within=shape
    )
    body.fill([(-0.18, -0.06), (0.18, -0.06), (0.2, 0.05), (0.0, 0.10), (-0.2, 0.05)],
        look.trim if cut.wide or look.top == "tunic" else lighter(colour, 0.14),
              edge=edge, line=0.012)  # fmt: skip


def _about_the_neck(pen: Pen, look: Look, bones: Skeleton) -> Pen:
    placed = pen.moved(*bones.neck).turned(bones.stance.lean)
    return placed.sized(look.shoulders / 0.5, bones.torso / _TOP_LENGTH)


def legs(pen: Pen, look: Look, bones: Skeleton, *, near: bool) -> None:
    """One leg with its shoe; a skirt or a robe is laid over both by `lap`."""
    hip, knee, ankle = bones.near_leg if near else bones.far_leg
    cloth = look.lower_colour if look.lower == "trousers" else "#eac6a8" if look.lower == "skirt" else look.lower_colour
    cloth = cloth if near else darker(cloth, 0.18)
    thick = 0.27 if look.child else 0.25 if look.woman else 0.29
    slim = 0.62 if look.lower == "skirt" else 0.82
    _shoe(pen, look, knee, ankle, near)
    _bar(pen, cloth, [(hip, knee, thick, thick * slim), (knee, ankle, thick * slim, thick * slim * 0.7)])


def _shoe(pen: Pen, look: Look, knee: Spot, ankle: Spot, near: bool) -> None:
    """A foot at a right angle to the shin."""
    degrees = -float(np.degrees(np.arctan2(ankle[0] - knee[0], ankle[1] - knee[1])))
    foot = pen.moved(*ankle).turned(degrees)
    colour = look.shoes if near else darker(look.shoes, 0.2)
    foot.fill([(-0.14, -0.12), (0.10, -0.10), (0.22, 0.0), (0.40, 0.06), (0.42, 0.15), (-0.16, 0.15), (-0.17, 0.02)], colour,
              edge=darker(colour, 0.5), line=_EDGE)  # fmt: skip


def lap(pen: Pen, look: Look, bones: Skeleton) -> None:
    """Skirt or robe: a cloth spread over hips and knees, and the ankles of a robe."""
    if look.lower == "trousers":
        return
    long = look.lower == "robe"
    colour = look.lower_colour
    hip = bones.pelvis
    spots = [
        (hip[0] - 0.30, hip[1] - 0.28, 0.12),
        (hip[0] + 0.24, hip[1] - 0.28, 0.12),
        (hip[0] - 0.24, hip[1] + 0.1, 0.22),
        (hip[0] + 0.2, hip[1] + 0.1, 0.2),
    ]
    for leg in (bones.near_leg, bones.far_leg):
        _, knee, ankle = leg
        spots.append((knee[0], knee[1], 0.32 if long else 0.30))
        if long:
            spots.append((ankle[0], ankle[1] - 0.10, 0.30))
    cloth = hull([point for x, y, radius in spots for point in oval(x, y, radius, radius)])
    pen.fill(cloth, colour, sharp=True, edge=darker(colour, 0.45), line=_EDGE)
    low = max(y for _, y, _ in spots)
    for x in (-0.22, 0.0, 0.18):
        pen.line(
            [(hip[0] + x * 0.8, hip[1] + 0.1), (hip[0] + x * 1.3, (hip[1] + low) / 2), (hip[0] + x * 1.7, low)],
            darker(colour, 0.24),
            0.016,
        )


def hull(points: Sequence[Spot]) -> list[Spot]:
    """The convex outline about the points."""
    around = cv2.convexHull(np.asarray(points, np.float32))[:, 0]
    return [(float(x), float(y)) for x, y in around]


def arm(pen: Pen, look: Look, bones: Skeleton, *, near: bool) -> None:
    """An arm in its sleeve, and its hand."""
    shoulder, elbow, wrist = bones.near_arm if near else bones.far_arm
    cut = CUTS[look.top]
    cloth = look.top_colour if near else darker(look.top_colour, 0.16)
    thick = 0.155 if look.child else 0.165 if look.woman else 0.2
    angle = (bones.stance.near_arm if near else bones.stance.far_arm)[1]
    shape = bones.stance.near_hand if near else bones.stance.far_hand
    hand(pen.moved(*wrist).turned(-angle), look, shape, near=near)
    if cut.sleeve < 1:
        _bar(
            pen, look.skin, [(shoulder, elbow, thick * 0.86, thick * 0.70), (elbow, wrist, thick * 0.70, thick * 0.52)]
        )
        end = (shoulder[0] + (elbow[0] - shoulder[0]) * 0.62, shoulder[1] + (elbow[1] - shoulder[1]) * 0.62)
        _bar(pen, cloth, [(shoulder, end, thick * 1.08, thick * 1.05)])
        return
    bars = [
        (shoulder, elbow, thick * 1.06, thick * 0.88),
        (elbow, wrist, thick * 0.88, thick * (0.8 if cut.wide else 0.68)),
    ]
    if cut.wide:
        drop = (wrist[0], wrist[1] + 0.62)
        sleeve = hull([*limb(elbow, wrist, thick, thick), *oval(*drop, 0.16, 0.1)])
        pen.fill(sleeve, cloth, sharp=True, edge=darker(cloth, 0.45), line=_EDGE)
    _bar(pen, cloth, bars)
    pen.lay(limb(shoulder, elbow, thick * 0.5, thick * 0.3), lighter(cloth, 0.3), 0.22, soft=0.03)
    bend = [
        (elbow[0] - thick * 0.4, elbow[1] - 0.03),
        (elbow[0], elbow[1] + 0.01),
        (elbow[0] + thick * 0.5, elbow[1] - 0.05),
    ]
    pen.line(bend, darker(cloth, 0.3), 0.013)


def _bar(pen: Pen, colour: str, parts: list[tuple[Spot, Spot, float, float]]) -> None:
    """Limbs in one colour with one outline about them all: joints leave no line."""
    for start, end, first, last in parts:
        pen.fill(limb(start, end, first + _EDGE * 0.7, last + _EDGE * 0.7), darker(colour, 0.45), sharp=True)
    for start, end, first, last in parts:
        pen.fill(limb(start, end, first, last), colour, sharp=True)


def hand(pen: Pen, look: Look, shape: str, *, near: bool) -> None:
    """A hand that hangs from the wrist at (0, 0) along y; the thumb is on the side where the person looks."""
    skin = look.skin if near else darker(look.skin, 0.08)
    edge, size = darker(look.skin, 0.5), 0.86 if look.child else 0.9 if look.woman else 1.0
    pen = pen.sized(size)

    def part(points: Points) -> None:
        pen.fill(points, skin, edge=edge, line=0.013)

    palm: Points = [(-0.10, -0.05), (0.09, -0.05), (0.13, 0.12), (0.11, 0.24), (-0.09, 0.25), (-0.12, 0.10)]
    match shape:
        case "point":
            part(palm)
            part(limb((0.085, 0.18), (0.085, 0.50), 0.042, 0.034))
            for y in (0.20, 0.255):
                part(limb((-0.07, y), (0.05, y + 0.02), 0.038, 0.036))
            part(limb((0.10, 0.08), (0.02, 0.20), 0.04, 0.034))
        case "open":
            for x, tip, long in ((-0.085, -0.15, 0.40), (-0.03, -0.05, 0.47), (0.03, 0.06, 0.47), (0.085, 0.155, 0.41)):
                part(limb((x, 0.20), (tip, long), 0.038, 0.030))
            part(limb((0.10, 0.06), (0.235, 0.19), 0.045, 0.034))
            pen.fill(palm, skin)
            pen.line([(-0.11, -0.02), (-0.12, 0.12)], edge, 0.013)
        case "fist" | "hold":
            part([(-0.11, -0.03), (0.10, -0.04), (0.15, 0.12), (0.12, 0.25), (-0.08, 0.27), (-0.14, 0.12)])
            for y in (0.10, 0.155, 0.21):
                pen.line([(-0.10, y), (0.02, y + 0.01)], edge, 0.012, sharp=True)
            part(limb((0.11, 0.06), (0.0, 0.13), 0.042, 0.036))
        case _:
            part(
                [(-0.09, -0.05), (0.09, -0.05), (0.12, 0.12), (0.10, 0.30), (0.03, 0.42), (-0.07, 0.40), (-0.11, 0.20)]
            )
            part(limb((0.095, 0.08), (0.115, 0.25), 0.04, 0.03))
            for x in (-0.035, 0.025):
                pen.line([(x, 0.26), (x + 0.01, 0.39)], edge, 0.010, sharp=True)
