"""Faces in three-quarter view, looking to the right: nine emotions, lids that close and lips that speak.

Points are in head heights from the crown: the chin is near y = 1, the face's middle line near x = 0.12. The proportions
are those of drawn films (eyes below half the head, and large), set by eye.
"""

from __future__ import annotations

from dataclasses import dataclass

from dramaport.drama.screenplay.values import Emotion
from dramaport.produce.pictures.drawn.sketch import Pen, Points, darker, lighter, mixed, oval
from dramaport.produce.pictures.drawn.wardrobe import Look

INK = "#2a1a1c"
LIP_STEPS = 4  # mouths from closed to wide open
LID_STEPS = 3  # eyes open, half shut, shut


@dataclass(frozen=True)
class Mien:
    """What an emotion does to a face. Brows: how far the inner and the outer end rise, in head heights."""

    inner: float = 0.0
    outer: float = 0.0
    lid: float = 0.0  # upper lid lowered, 0..1; below 0 the eye is widened
    squint: float = 0.0  # lower lid raised
    corners: float = 0.0  # mouth corners up
    width: float = 1.0  # of the mouth
    part: float = 0.0  # lips apart at rest, 0..1
    teeth: bool = False
    gaze: tuple[float, float] = (0.0, 0.0)
    blush: float = 0.0
    tears: bool = False
    sweat: bool = False
    shadow: float = 0.0  # over the brows
    one_side: bool = False  # only one corner of the mouth and one brow moves


MIENS: dict[Emotion, Mien] = {
    Emotion.NEUTRAL: Mien(),
    Emotion.JOY: Mien(0.015, 0.02, lid=0.25, squint=0.45, corners=0.06, width=1.25, part=0.45, teeth=True, blush=0.5),
    Emotion.TENDERNESS: Mien(0.03, 0.0, lid=0.22, squint=0.18, corners=0.035, width=1.0, blush=0.38, gaze=(0.0, 0.2)),
    Emotion.SORROW: Mien(0.06, -0.03, lid=0.30, corners=-0.045, width=0.9, gaze=(0.0, 0.45), tears=True),
    Emotion.ANGER: Mien(
        -0.06, 0.045, lid=0.12, squint=0.2, corners=-0.045, width=1.1, part=0.2, teeth=True, shadow=0.22
    ),
    Emotion.FEAR: Mien(0.065, 0.0, lid=-0.32, corners=-0.03, width=1.05, part=0.35, sweat=True, gaze=(0.25, 0.0)),
    Emotion.SURPRISE: Mien(0.06, 0.06, lid=-0.38, corners=0.0, width=0.72, part=0.7),
    Emotion.CONTEMPT: Mien(
        -0.015, 0.04, lid=0.42, squint=0.12, corners=0.04, width=1.0, one_side=True, gaze=(0.3, -0.1)
    ),
    Emotion.RESOLVE: Mien(-0.04, 0.03, lid=0.10, squint=0.14, corners=-0.012, width=0.92, shadow=0.08),
}

MOUTH = (0.135, 0.815)
_EYE_Y = 0.565
_NEAR_EYE, _FAR_EYE = (-0.045, 0.125), (0.262, 0.085)  # middle and half width

#: What changes when somebody speaks or blinks, in head heights: left, top, right, bottom.
MOUTH_BOX = (-0.08, 0.72, 0.36, 1.06)
EYES_BOX = (-0.24, 0.40, 0.42, 0.70)


def outline(look: Look) -> Points:
    """The face without ear and hair."""
    jaw = 0.03 if look.woman else -0.005
    if look.child:
        return [
            (-0.38, 0.36), (-0.37, 0.60), (-0.31, 0.80), (-0.13, 0.945), (0.09, 0.99), (0.22, 0.955), (0.345, 0.83),
            (0.405, 0.69), (0.375, 0.57), (0.39, 0.42), (0.34, 0.18), (0.10, 0.03), (-0.24, 0.08),
        ]  # fmt: skip
    return [
        (-0.37, 0.34), (-0.36, 0.60), (-0.30 + jaw, 0.78), (-0.10 + jaw, 0.955), (0.10, 1.01), (0.20 - jaw / 2, 0.985),
        (0.31 - jaw, 0.86), (0.375 - jaw / 2, 0.71), (0.36, 0.595), (0.385, 0.47), (0.36, 0.22), (0.10, 0.03), (-0.24, 0.08),
    ]  # fmt: skip


def skull(pen: Pen, look: Look, seen: Mien) -> None:
    """Head, ear, nose, cheeks: all of a face that stays still."""
    edge = darker(look.skin, 0.55)
    face = outline(look)
    pen.fill(oval(-0.365, 0.60, 0.065, 0.105, -12), look.skin, sharp=True, edge=edge, line=0.014)
    pen.lay(oval(-0.36, 0.60, 0.03, 0.06, -12), darker(look.skin, 0.4), 0.6)
    pen.fill(face, look.skin, edge=edge, line=0.016)
    shade = mixed(look.skin, "#a8506a", 0.34)
    pen.lay([(-0.42, 0.30), (-0.20, 0.36), (-0.26, 0.62), (-0.17, 0.80), (0.02, 0.96), (-0.2, 1.02), (-0.45, 0.8)], shade, 0.5,
            soft=0.015, within=face)  # fmt: skip
    warm = 0.22 if look.woman or look.child else 0.12
    for x, wide in ((-0.12, 0.10), (0.29, 0.07)):
        pen.lay(oval(x, 0.71, wide, 0.055), "#e0604e", max(seen.blush, warm), soft=0.03, within=face)
    pen.lay([(0.20, 0.585), (0.235, 0.68), (0.205, 0.715), (0.16, 0.70)], shade, 0.55, soft=0.006)
    pen.line([(0.165, 0.705), (0.20, 0.722), (0.228, 0.702)], darker(look.skin, 0.6), 0.014)
    pen.lay(oval(0.20, 0.655, 0.013, 0.03), lighter(look.skin, 0.7), 0.7, soft=0.006)
    if look.elder:
        _age(pen, look)
    if seen.shadow:
        brow = [(-0.40, 0.05), (0.40, 0.05), (0.40, 0.50), (0.1, 0.56), (-0.2, 0.53), (-0.40, 0.56)]
        pen.lay(brow, "#2a1830", seen.shadow, soft=0.05, within=face)


def _age(pen: Pen, look: Look) -> None:
    line = darker(look.skin, 0.35)
    for points in (
        [(-0.10, 0.26), (0.06, 0.245), (0.24, 0.265)], [(-0.06, 0.33), (0.08, 0.318), (0.22, 0.335)],
        [(-0.20, 0.655), (-0.10, 0.685), (0.0, 0.672)], [(0.05, 0.70), (0.0, 0.76), (0.0, 0.82)],
        [(0.26, 0.71), (0.285, 0.76), (0.275, 0.82)], [(-0.21, 0.57), (-0.26, 0.56)], [(-0.21, 0.59), (-0.26, 0.61)],
    ):  # fmt: skip
        pen.line(points, line, 0.012)


def eyes(pen: Pen, look: Look, seen: Mien, lids: int) -> None:
    """Both eyes with their brows; `lids` from 0 (open) to 2 (shut)."""
    for number, (x, wide) in enumerate((_NEAR_EYE, _FAR_EYE)):
        inner = 1 if number == 0 else -1  # the side of the nose
        _eye(pen, look, seen, (x, wide, inner), lids)
        still = seen.one_side and number == 0
        rise_in, rise_out = (0.0, 0.0) if still else (seen.inner, seen.outer)
        _brow(pen, look, (x, wide, inner), rise_in, rise_out)
    if seen.tears:
        pen.lay([(0.03, 0.64), (0.05, 0.70), (0.03, 0.74), (0.01, 0.70)], "#e8f6ff", 0.0)
    if look.glasses:
        for x, wide in (_NEAR_EYE, _FAR_EYE):
            pen.line(oval(x, _EYE_Y + 0.01, wide * 1.42, 0.125), "#20202a", 0.018, closed=True, sharp=True)
        pen.line([(0.13, _EYE_Y), (0.155, _EYE_Y - 0.012), (0.145, _EYE_Y)], "#20202a", 0.016)
        pen.line([(-0.22, _EYE_Y), (-0.36, _EYE_Y - 0.02)], "#20202a", 0.016, sharp=True)


def _eye(pen: Pen, look: Look, seen: Mien, place: tuple[float, float, int], lids: int) -> None:
    x, wide, inner = place
    high = (0.092 if look.child else 0.082 if look.woman else 0.066) * (0.86 if look.elder else 1.0)
    lid = min(1.0, seen.lid + (0.0, 0.5, 1.0)[lids])
    top, low = _EYE_Y - high * (1 - lid * 1.05), _EYE_Y + high * (0.82 - 0.55 * seen.squint)
    lash = 0.026 if look.woman or look.child else 0.021
    if lid >= 0.95:
        droop = _EYE_Y + high * 0.45
        pen.line([(x - wide, droop - 0.012), (x, droop + 0.016), (x + wide, droop - 0.012)], INK, lash)
        return
    tilt = 0.012 * inner
    shape = [
        (x - wide, _EYE_Y + 0.012 + tilt), (x - wide * 0.55, top + 0.012 + tilt / 2), (x + 0.01, top),
        (x + wide * 0.62, top + 0.014 - tilt / 2), (x + wide, _EYE_Y + 0.012 - tilt), (x + wide * 0.5, low), (x - wide * 0.5, low),
    ]  # fmt: skip
    pen.fill(shape, "#fdf8f2")
    gx, gy = seen.gaze
    iris = (x + 0.022 + 0.035 * gx, _EYE_Y + 0.004 + 0.03 * gy)
    around = min(high * (0.96 if look.child or look.woman else 0.98), wide * 0.78)
    small = 0.8 if seen.lid < -0.2 else 1.0
    pen.lay(oval(*iris, around * 0.86 * small, around * 1.04 * small), look.eyes, 1.0, within=shape)
    pen.lay(
        oval(iris[0], iris[1] + around * 0.45, around * 0.6, around * 0.5),
        lighter(look.eyes, 0.4),
        0.55,
        soft=0.01,
        within=shape,
    )
    pen.lay(oval(*iris, around * 0.40 * small, around * 0.52 * small), "#0c080a", 1.0, within=shape)
    pen.lay([(x - wide, top - 0.02), (x + wide, top - 0.02), (x + wide, top + 0.03), (x - wide, top + 0.03)], "#5a4450", 0.45,
            soft=0.012, within=shape)  # fmt: skip
    pen.disc(iris[0] + 0.022, iris[1] - around * 0.42, 0.019, 0.023, "#ffffff")
    pen.disc(iris[0] - 0.024, iris[1] + around * 0.42, 0.010, code="#ffffff")
    pen.line(shape[:5], INK, lash)
    if look.woman or look.child:
        out = x - wide * inner
        pen.line([(out + 0.02 * inner, _EYE_Y - 0.004), (out - 0.03 * inner, _EYE_Y - 0.03)], INK, 0.017, sharp=True)
    pen.line([shape[6], (x, low + 0.004), shape[5]], darker(look.skin, 0.5), 0.010)
    fold = top - 0.032
    if lid < 0.6:
        pen.line(
            [(x - wide * 0.7, fold + 0.016), (x, fold), (x + wide * 0.7, fold + 0.018)], darker(look.skin, 0.4), 0.010
        )


def _brow(pen: Pen, look: Look, place: tuple[float, float, int], rise_in: float, rise_out: float) -> None:
    x, wide, inner = place
    y = 0.432 if not look.child else 0.425
    heavy = 0.024 if look.woman or look.child else 0.042
    colour = mixed(look.hair_colour, "#2a1a1a", 0.35) if not look.elder else look.hair_colour
    near = (x + wide * 0.95 * inner, y + 0.012 - rise_in)
    far = (x - wide * 1.15 * inner, y + 0.006 - rise_out)
    middle = (x, y - 0.026 - (rise_in + rise_out) / 2)
    pen.fill([near, middle, far, (middle[0], middle[1] + heavy), (near[0], near[1] + heavy)], colour)


def mouth(pen: Pen, look: Look, seen: Mien, lips: int) -> None:
    """The mouth; `lips` from 0 (as the emotion has it) to 3 (wide open)."""
    x, y = MOUTH
    part = max(seen.part * (0.5 if lips == 0 else 0.8), (0.0, 0.30, 0.62, 1.0)[lips])
    half = 0.092 * seen.width * (1 - 0.14 * part)
    rise_near = 0.0 if seen.one_side else seen.corners
    left, right = (x - half * 1.08, y - rise_near), (x + half * 0.86, y - seen.corners)
    tint = "#b8504e" if look.woman or look.child else darker(mixed(look.skin, "#a04a44", 0.5), 0.1)
    if part < 0.08:
        pen.line([left, (x, y + 0.012), right], darker(tint, 0.55), 0.02)
        if look.woman:
            pen.lay([left, (x, y - 0.028), right, (x, y + 0.045)], tint, 0.75, soft=0.004)
            pen.line([left, (x, y + 0.010), right], darker(tint, 0.5), 0.014)
        pen.lay(
            [(x - 0.04, y + 0.055), (x + 0.04, y + 0.055), (x, y + 0.075)], darker(look.skin, 0.4), 0.45, soft=0.008
        )
        return
    drop = 0.125 * part
    shape = [
        left,
        (x - half * 0.4, y - 0.016),
        (x + half * 0.4, y - 0.016),
        right,
        (x + half * 0.5, y + drop),
        (x - half * 0.5, y + drop),
    ]
    pen.fill(shape, "#5a1a20", edge=darker(tint, 0.35) if not look.woman else tint, line=0.02)
    if part > 0.4:
        pen.lay(oval(x, y + drop * 1.05, half * 0.6, drop * 0.45), "#d06a66", 1.0, within=shape)
    if seen.teeth or part > 0.55:
        pen.lay([left, right, (right[0], y + 0.024), (left[0], y + 0.024)], "#fffaf4", 1.0, within=shape)


def drops(pen: Pen, seen: Mien) -> None:
    """Tears and sweat."""
    if seen.tears:
        for x, y in ((-0.10, 0.70), (0.285, 0.69)):
            pen.lay([(x, y - 0.05), (x + 0.026, y + 0.03), (x, y + 0.065), (x - 0.026, y + 0.03)], "#e6f5ff", 0.85)
            pen.line([(x, y - 0.09), (x, y)], "#d6ecfc", 0.014, sharp=True)
    if seen.sweat:
        for x, y in ((-0.26, 0.40), (0.33, 0.36)):
            pen.lay([(x, y - 0.055), (x + 0.028, y + 0.02), (x, y + 0.05), (x - 0.028, y + 0.02)], "#dff2ff", 0.8)
