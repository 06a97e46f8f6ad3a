"""The people: busts in profile, painted part by part with light on the face and a rim of light behind."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from dramaport.drama.values import Age, Gender
from dramaport.produce.animatic import anatomy
from dramaport.produce.animatic.paint import (
    Canvas,
    Layer,
    Mask,
    Points,
    blur,
    colour,
    contrast,
    curve,
    cutout,
    noise,
    over,
    polygon,
    shade,
    shine,
    stroke,
)
from dramaport.produce.animatic.script import Role

HEAD = 280  # pixels from crown to chin as painted
WIDTH, HEIGHT = round(2.5 * HEAD), round(4.3 * HEAD)
_MOVES = round(2.12 * HEAD)  # below this row nothing moves when somebody speaks
_HEAD_END = round(2.9 * HEAD)  # as far as the light on those rows reaches
CROWN = (round(1.2 * HEAD), round(0.52 * HEAD))  # where x = 0, y = 0 of the outlines lies


@dataclass(frozen=True)
class Light:
    """How a place lights people: colours of what comes from everywhere, from the front, and from behind."""

    ambient: str
    key: str
    rim: str
    strength: float = 1.0


@dataclass(frozen=True)
class Look:
    """What somebody looks like: a build, a hair style and colour, clothes."""

    build: anatomy.Build
    hair: str
    hair_colour: str
    skin: str
    cloth: str
    trim: str
    collar: str  # a key of anatomy.COLLARS, or "suit"
    beard: bool = False
    hat: bool = False
    brow: float = 1.0


_WARDROBE: dict[tuple[Gender, Age], tuple[tuple[str, str, str, str, str], ...]] = {
    # hair style, hair colour, cloth, trim, collar
    (Gender.MALE, Age.YOUNG): (("tousled", "#171a22", "#34507a", "#1d2c46", "band"),),
    (Gender.FEMALE, Age.YOUNG): (("long", "#1d1518", "#a8434a", "#d9c9b0", "hood"),),
    (Gender.MALE, Age.ADULT): (("slick", "#15161a", "#2b2d38", "#7c2430", "suit"),),
    (Gender.FEMALE, Age.ADULT): (("bun", "#221a1d", "#3c5a55", "#e4dccb", "suit"),),
    (Gender.MALE, Age.ELDER): (("thin", "#b9b6ae", "#66594a", "#3f362d", "cross"),),
    (Gender.FEMALE, Age.ELDER): (("bun", "#bdb9b4", "#5b4a58", "#3a2f39", "cross"),),
    (Gender.MALE, Age.CHILD): (("cropped", "#1a1a1e", "#4f7f5e", "#e6dcc0", "round"),),
    (Gender.FEMALE, Age.CHILD): (("buns", "#20181a", "#d9973a", "#f0e2c4", "round"),),
}
_SKINS = ("#e2b08c", "#dba684", "#e8bc9b")


def look_of(role: Role, outdoors: bool) -> Look:
    """A role's looks from gender and age, with shades of its own; old men wear the straw hat outdoors."""
    kind = (role.gender, role.age)
    choice = zlib.crc32(role.id.encode())
    hair, hair_colour, cloth, trim, collar = _WARDROBE[kind][choice % len(_WARDROBE[kind])]
    elder = role.age is Age.ELDER
    return Look(
        build=anatomy.BUILDS[kind],
        hair=hair,
        hair_colour=hair_colour,
        skin="#cf9a78" if elder else _SKINS[choice // 7 % len(_SKINS)],
        cloth=_tinted(cloth, choice),
        trim=trim,
        collar=collar,
        beard=elder and role.gender is Gender.MALE,
        hat=elder and outdoors and role.gender is Gender.MALE,
        brow=1.5 if elder else 1.15 if role.gender is Gender.MALE else 0.8,
    )


def _tinted(code: str, choice: int) -> str:
    """The colour turned a little, so that two roles of one kind do not wear quite the same."""
    parts = [int(code[at : at + 2], 16) for at in (1, 3, 5)]
    turned = [max(0, min(255, part + (choice >> (8 * index) & 15) - 8)) for index, part in enumerate(parts)]
    return "#" + "".join(f"{part:02x}" for part in turned)


@lru_cache(maxsize=8)
def paint_person(look: Look, light: Light) -> tuple[Layer, Layer]:
    """A bust looking to the right, lips closed and speaking: two layers of shape (HEIGHT, WIDTH, 4).

    The layers are shared by all who ask for the same look in the same light: they are not to be written to.
    """
    closed = _bust(look, light, HEIGHT, speaking=False)
    head = _bust(look, light, _HEAD_END, speaking=True)
    speaking = closed.copy()
    speaking[:_MOVES] = head[:_MOVES]
    return closed, speaking


def _bust(look: Look, light: Light, height: int, speaking: bool) -> Layer:
    """The uppermost `height` pixels of the bust."""
    rng = np.random.default_rng(zlib.crc32(f"{look.cloth}{look.hair}".encode()))
    figure = Figure(np.zeros((height, WIDTH, 3), np.float32), np.zeros((height, WIDTH), np.float32), light)
    face = figure.lay(look.skin, anatomy.head(look.build, speaking), dome=0.16)
    _neck_shadow(figure)
    body = figure.lay(look.cloth, anatomy.torso(look.build), texture=_weave(look.collar, rng))
    _folds(figure, body, rng)
    _clothes(figure, look)
    _features(figure, look, face, speaking)
    _hair(figure, look, rng, speaking)
    if look.hat:
        _straw_hat(figure, rng)
    _rim(figure)
    fall = np.clip((np.arange(height, dtype=np.float32) / HEIGHT - 0.45) * 1.1, 0, 0.5)
    figure.canvas[:] *= 1 - fall[:, None, None]
    return cutout(figure.canvas, figure.whole)


@dataclass(frozen=True)
class Part:
    """A mask that fills only a window of the figure, so that a small part costs little."""

    top: int
    left: int
    mask: Mask

    def of(self, image: Canvas) -> Canvas:
        """The same window of a whole picture or mask: a view."""
        height, width = self.mask.shape
        return image[self.top : self.top + height, self.left : self.left + width]


@dataclass(frozen=True)
class Figure:
    """A person being painted: the picture, the mask of all that is there, the light. Outlines are in head heights."""

    canvas: Canvas
    whole: Mask
    light: Light

    def fill(self, outline: anatomy.Outline, margin: int = 24) -> Part:
        """A filled shape with `margin` pixels about it, which a blur needs."""
        points = curve(_placed(outline))
        top, left, height, width = self._window(points, margin)
        return Part(top, left, polygon(height, width, points - (left, top)))

    def line(self, outline: anatomy.Outline, thickness: float, margin: int = 16) -> Part:
        """A stroke; `thickness` in head heights too."""
        points = curve(_placed(outline), closed=False)
        top, left, height, width = self._window(points, margin + round(thickness * HEAD))
        return Part(top, left, stroke(height, width, points - (left, top), thickness * HEAD))

    def lay(self, code: str, outline: anatomy.Outline, texture: Mask | None = None, dome: float = 0.22) -> Part:
        """Paint a part as a soft relief: its mask, blurred, is the height that the light falls across."""
        part = self.fill(outline, margin=4)
        tone = colour(code) * _relief(part.mask, dome * HEAD, self.light)
        if texture is not None:
            tone *= (0.62 + 0.72 * part.of(texture))[..., None]
        there = part.of(self.canvas)
        there += (np.minimum(tone, 1, out=tone) - there) * part.mask[..., None]
        np.maximum(part.of(self.whole), part.mask, out=part.of(self.whole))
        return part

    def darken(self, part: Part, strength: float, soft: float = 0.0, within: Part | None = None) -> None:
        """A shadow of the part's shape, blurred by `soft` pixels, kept within another part where one is given."""
        mask = blur(part.mask, soft) * np.float32(strength)
        shade(part.of(self.canvas), mask if within is None else mask * part.of(self.spread(within)))

    def draw(self, code: str, part: Part, strength: float, soft: float = 0.0, within: Part | None = None) -> None:
        """The part in one flat colour."""
        mask = blur(part.mask, soft) * np.float32(strength)
        over(part.of(self.canvas), code, mask if within is None else mask * part.of(self.spread(within)))

    def spread(self, part: Part) -> Mask:
        """The part's mask on a picture of the whole figure's size."""
        whole = np.zeros_like(self.whole)
        part.of(whole)[:] = part.mask
        return whole

    def _window(self, points: Points, margin: int) -> tuple[int, int, int, int]:
        """Top, left, height and width of the points' surroundings inside the figure."""
        (left, top), (right, bottom) = points.min(axis=0) - margin, points.max(axis=0) + margin + 1
        height, width = self.whole.shape
        top, left = min(max(0, int(top)), height - 1), min(max(0, int(left)), width - 1)
        return top, left, max(1, min(height, int(bottom)) - top), max(1, min(width, int(right)) - left)


def _placed(outline: anatomy.Outline) -> list[tuple[float, float]]:
    return [(x * HEAD + CROWN[0], y * HEAD + CROWN[1]) for x, y in outline]


def _relief(mask: Mask, radius: float, light: Light) -> Canvas:
    """The light on a part: from everywhere, and across its slopes from the front and above; made at quarter size."""
    height, width = mask.shape
    small = cv2.resize(mask, (max(2, width // 4), max(2, height // 4)), interpolation=cv2.INTER_AREA)
    heights = cv2.GaussianBlur(small, (0, 0), radius / 4)
    across = cv2.Sobel(heights, cv2.CV_32F, 1, 0, ksize=3) * radius / 4
    downwards = cv2.Sobel(heights, cv2.CV_32F, 0, 1, ksize=3) * radius / 4
    lit = np.clip(0.42 - 0.30 * across - 0.18 * downwards, 0.06, 1.0) * light.strength
    tones = colour(light.ambient) * np.float32(0.62) + colour(light.key) * lit[..., None]
    return np.asarray(cv2.resize(tones, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)


def _weave(collar: str, rng: np.random.Generator) -> Mask:
    """Cloth: coarse blotches, fine threads, and a pattern that goes with the collar."""
    blotches = noise(rng, HEIGHT, WIDTH, (60, 40), octaves=3, gain=0.6)
    threads = cv2.resize(rng.random((HEIGHT // 2, WIDTH // 2), dtype=np.float32), (WIDTH, HEIGHT))
    x = np.arange(WIDTH, dtype=np.float32)[None, :] / HEAD
    y = np.arange(HEIGHT, dtype=np.float32)[:, None] / HEAD
    pattern: Mask
    match collar:
        case "suit":  # pinstripes
            pattern = contrast(np.sin((x + 0.05 * y) * 80), 0.75, 1.0)
        case "round":  # a print of small flowers
            pattern = contrast(np.sin((x + y) * 36) * np.sin((x - y) * 36), 0.45, 0.75)
        case "hood":  # knitted ribs
            pattern = contrast(np.sin(x * 120) * np.sin(y * 150), -1.0, 1.0)
        case "cross":  # hemp
            pattern = contrast(np.sin(x * 170) + np.sin(y * 170), 0.2, 1.2)
        case _:  # twill
            pattern = contrast(np.sin((x + y) * 140), -1.0, 1.0)
    return np.asarray(0.45 * blotches + 0.35 * threads + 0.28 * pattern, np.float32)


def _folds(figure: Figure, body: Part, rng: np.random.Generator) -> None:
    """Folds that run from the shoulders down."""
    for _ in range(9):
        x, y = rng.uniform(-0.8, 0.55), rng.uniform(1.4, 2.0)
        path = [(x, y), (x + rng.uniform(-0.1, 0.16), y + 0.5), (x + rng.uniform(-0.2, 0.3), y + rng.uniform(0.8, 1.4))]
        fold = figure.line(path, rng.uniform(0.03, 0.08), margin=30)
        figure.darken(fold, float(rng.uniform(0.25, 0.5)), soft=9, within=body)


def _neck_shadow(figure: Figure) -> None:
    below = figure.fill(
        [(0.28, 0.96), (0.10, 0.97), (-0.12, 0.86), (-0.26, 0.80), (-0.30, 1.1), (-0.1, 1.22), (0.1, 1.14)]
    )
    neck = figure.fill([(0.14, 0.96), (-0.1, 0.9), (-0.29, 0.84), (-0.33, 1.2), (0.0, 1.26), (0.1, 1.2), (0.06, 1.06)])
    figure.darken(below, 0.55, soft=7, within=neck)


def _clothes(figure: Figure, look: Look) -> None:
    if look.collar == "suit":
        woman = look.hair == "bun"
        figure.lay(look.trim if woman else "#e9e4da", anatomy.SHIRT)
        if not woman:
            figure.lay(look.trim, anatomy.TIE, dome=0.06)
    parts, tone = (anatomy.LAPELS, look.cloth) if look.collar == "suit" else (anatomy.COLLARS[look.collar], look.trim)
    for outline in parts:
        figure.darken(figure.fill(outline), 0.35, soft=6)
        figure.lay(tone, outline, dome=0.08)
    if look.collar == "band":
        figure.darken(figure.line([(0.06, 1.14), (0.16, 1.5), (0.24, 2.0), (0.26, 3.0)], 0.012), 0.6)
        for y in (1.42, 1.8, 2.2, 2.6):
            figure.draw("#d8b56a", figure.line([(0.08, y), (0.26, y + 0.03)], 0.016), 0.55)


def _features(figure: Figure, look: Look, face: Part, speaking: bool) -> None:
    """Eye, brow, ear, nostril and mouth, drawn with few lines."""
    ink = "#1a1012"
    low = 0.05 if look.hair in ("buns", "cropped") else 0.0  # a child's eyes lie lower
    white = figure.fill([(0.287, 0.425 + low), (0.215, 0.442 + low), (0.275, 0.466 + low)])
    iris = figure.fill([(0.290, 0.425 + low), (0.258, 0.428 + low), (0.262, 0.464 + low), (0.284, 0.462 + low)])
    figure.draw("#efe3d6", white, 0.8, within=face)
    figure.draw(ink, iris, 1.0, within=face)
    figure.draw(
        ink, figure.line([(0.305, 0.415 + low), (0.265, 0.408 + low), (0.19, 0.436 + low)], 0.016), 0.95, within=face
    )
    brow = figure.line([(0.335, 0.35 + low), (0.27, 0.328 + low), (0.15, 0.352 + low)], 0.026 * look.brow)
    figure.draw(look.hair_colour, brow, 0.9, soft=0.8, within=face)
    figure.darken(figure.line([(0.365, 0.632), (0.392, 0.622)], 0.014), 0.6, soft=1.0, within=face)
    corner = (0.262, 0.758) if speaking else (0.275, 0.755)
    figure.draw("#8c4a44", figure.line([(0.385, 0.728), (0.33, 0.738), corner], 0.03), 0.45, soft=2.0, within=face)
    figure.draw(ink, figure.line([(0.372, 0.748), (0.32, 0.75), corner], 0.012), 0.7, within=face)
    cheek = figure.fill([(0.25, 0.58), (0.12, 0.56), (0.10, 0.68), (0.20, 0.72)], margin=40)
    shine(cheek.of(figure.canvas), "#c05a48", blur(cheek.mask, 14) * 0.16 * cheek.of(figure.spread(face)))
    if look.hair != "long":
        ear = figure.fill([(-0.02, 0.44), (-0.09, 0.42), (-0.12, 0.50), (-0.08, 0.62), (-0.03, 0.63), (-0.02, 0.54)])
        figure.draw(look.skin, ear, 0.4)
        figure.darken(figure.line([(-0.04, 0.47), (-0.085, 0.47), (-0.08, 0.56), (-0.045, 0.58)], 0.014), 0.45)


def _hair(figure: Figure, look: Look, rng: np.random.Generator, speaking: bool) -> None:
    outline = anatomy.HAIR[look.hair]
    strands = _strands(rng, 0.12 if look.hair == "long" else -0.05)
    figure.darken(figure.fill(outline), 0.3, soft=8)
    part = figure.lay(look.hair_colour, outline, strands, dome=0.12)
    _sheen(figure, part, strands)
    if look.beard:
        figure.lay(look.hair_colour, anatomy.shifted(anatomy.BEARD, 0, 0.03 if speaking else 0.0), strands, dome=0.1)
        figure.lay(look.hair_colour, anatomy.MOUSTACHE, strands, dome=0.1)


def _strands(rng: np.random.Generator, middle: float) -> Mask:
    """Streaks that follow the skull and fall straight below it: noise over the distance from the head's middle."""
    rows = (np.arange(HEIGHT, dtype=np.float32)[:, None] - CROWN[1]) / HEAD - 0.45
    columns = (np.arange(WIDTH, dtype=np.float32)[None, :] - CROWN[0]) / HEAD - middle
    away = np.hypot(columns, np.minimum(rows, 0)) + 0.02 * np.sin(rows * 5)
    streaks = rng.random(512, dtype=np.float32)
    return np.asarray(np.interp(away * 150, np.arange(512), streaks, period=512), np.float32)


def _sheen(figure: Figure, hair: Part, strands: Mask) -> None:
    """The band of light across the upper hair."""
    arc = figure.line([(0.22, 0.06), (0.0, 0.02), (-0.22, 0.10), (-0.36, 0.28)], 0.10, margin=40)
    mask = blur(arc.mask, 12) * arc.of(figure.spread(hair)) * contrast(arc.of(strands), 0.35, 0.9)
    shine(arc.of(figure.canvas), figure.light.key, mask * 0.35 * figure.light.strength)


def _straw_hat(figure: Figure, rng: np.random.Generator) -> None:
    spokes = noise(rng, HEIGHT, WIDTH, (7, 30), octaves=2)
    figure.darken(figure.fill(anatomy.shifted(anatomy.STRAW_HAT, 0.0, 0.12)), 0.5, soft=10)
    hat = figure.lay("#b08d55", anatomy.STRAW_HAT, spokes, dome=0.12)
    for share in (0.2, 0.4, 0.6, 0.8):  # rings of the plait, parallel to the brim
        left, right = -0.06 - 0.91 * share, -0.06 + 0.90 * share
        edge = -0.42 + 0.70 * share
        ring = figure.line([(left, edge), (-0.06, edge + 0.06 * share), (right, edge - 0.04 * share)], 0.008)
        figure.darken(ring, 0.5, within=hat)


def _rim(figure: Figure) -> None:
    """Light from behind and above: where the figure ends towards it, a hard edge and a soft one."""
    for reach, strength in ((0.022, 0.85), (0.075, 0.32)):
        shift = np.array([[1, 0, reach * HEAD], [0, 1, reach * HEAD * 0.7]], np.float32)
        moved = cv2.warpAffine(blur(figure.whole, reach * HEAD * 0.4), shift, (WIDTH, figure.whole.shape[0]))
        shine(figure.canvas, figure.light.rim, np.clip(figure.whole - moved, 0, 1) * strength)
