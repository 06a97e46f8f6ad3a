"""A shot drawn frame by frame from its sheet."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from dramaport.drama.screenplay.values import Style, Weather
from dramaport.produce.animatic import lettering, objects
from dramaport.produce.animatic.camera import SETUPS, Camera, camera_of
from dramaport.produce.animatic.cast import Actor, Spot, actors_of
from dramaport.produce.animatic.clips import Clip, frames_of
from dramaport.produce.animatic.lettering import FRAME_HEIGHT, FRAME_WIDTH, Stamp
from dramaport.produce.animatic.objects import MARGIN, Thing
from dramaport.produce.animatic.planes import Frame, Matrix, Planes, fill, lay, opaque, planes_of, stamp
from dramaport.produce.animatic.sheets import ScreenCue, ShotSheet
from dramaport.produce.animatic.weather import Exposure, exposure, grain, rain, shakes, snow, water
from dramaport.produce.pictures.paint import Layer
from dramaport.produce.pictures.provider import Pictures
from dramaport.produce.pictures.sets import SETS
from dramaport.produce.pictures.sets.board import HEIGHT
from dramaport.produce.pictures.values import Plates
from dramaport.produce.storyboard.values import Framing, Move, Shot, Treatment

_FADE = 5  # frames in which a card or a sign comes and goes
#: Everything else is drawn on every second frame, "on twos", as drawn films are: a push of a tenth in three seconds moves the
#: picture's edge by less than a pixel a frame. Captions keep to single frames.
_QUICK = frozenset({Move.RUSH, Move.HAND})
_FLASH = (200, 120, 60, 25)  # luma added in a reversal's first frames


@dataclass(frozen=True)
class _Overlay:
    """A text laid on the frame: its planes and its frames; a `Thing` moves with the camera, a `Stamp` stands."""

    what: Stamp | Thing
    planes: Planes
    first: int
    last: int
    fades: bool

    def opacity(self, frame: int) -> float:
        if not self.first <= frame < self.last:
            return 0.0
        return min(1.0, (frame - self.first + 1) / _FADE, (self.last - frame) / _FADE) if self.fades else 1.0


@dataclass(frozen=True)
class _Scene:
    """Everything of a shot that is made once."""

    sheet: ShotSheet
    camera: Camera
    plates: Plates
    far: Planes
    near: Planes | None
    actors: list[Actor]
    shadows: Planes | None
    thing: Planes | None
    overlays: list[_Overlay]
    exposure: Exposure
    shake: NDArray[np.float32]
    seed: int
    wet: Weather


def dice_of(shot: Shot) -> np.random.Generator:
    """A shot's own dice: its name alone decides, so that other shots do not matter."""
    return np.random.default_rng(zlib.crc32(shot.id.encode()))


def shoot(sheet: ShotSheet, pictures: Pictures, font: Path, clip: Clip | None = None) -> Iterator[NDArray[np.uint8]]:
    """Every frame of a shot as planar YUV 4:2:0 (BT.601, limited range), shape (1920, 720). Valid until the next one.

    A `clip` is shown in place of drawn pictures; what is written on them stays.
    """
    if clip is not None:
        yield from _filmed(sheet, clip, font)
        return
    scene = _prepared(sheet, pictures, font)
    frame, kept = Frame.empty(), Frame.empty()
    pace = 1 if sheet.shot.move in _QUICK else 2
    written: object = None
    for number in range(sheet.frames):
        drawn = number - number % pace
        state = _written(scene, number), drawn
        if state != written:
            if sheet.freeze is not None and number > sheet.freeze:
                frame.data[:] = kept.data
            else:
                _picture(frame, scene, drawn)
                if number == sheet.freeze:
                    _drained(frame)
                    kept.data[:] = frame.data
            _finish(frame, scene, number, drawn)
            written = state
        yield frame.data


def _written(scene: _Scene, number: int) -> tuple[float, ...]:
    """What lies on the picture in a frame: while this stays, a frame drawn on twos is shown as it is."""
    sheet = scene.sheet
    frozen = sheet.freeze is not None and number >= sheet.freeze
    flash = number if sheet.shot.treatment is Treatment.REVERSAL and number <= len(_FLASH) else 0
    return (*(overlay.opacity(number) for overlay in scene.overlays), _darkness(sheet, number), frozen, flash)


def _darkness(sheet: ShotSheet, number: int) -> float:
    """How bright a frame is where scenes meet: 1 is as it is."""
    return min(1.0, (number + 1) / (sheet.fade_in + 1), (sheet.frames - number) / (sheet.fade_out + 1))


def still(sheet: ShotSheet, pictures: Pictures, font: Path) -> NDArray[np.uint8]:
    """The middle of a shot as BGR, with what is read on phones and signs, without captions and marks."""
    scene, frame = _prepared(sheet, pictures, font), Frame.empty()
    number = sheet.frames // 2
    _picture(frame, scene, number)
    for overlay in scene.overlays:
        if isinstance(overlay.what, Thing):
            lay(frame, overlay.planes, scene.camera.near(0.5), overlay.opacity(number))
    return np.asarray(cv2.cvtColor(frame.data, cv2.COLOR_YUV2BGR_I420), np.uint8)


def _filmed(sheet: ShotSheet, clip: Clip, font: Path) -> Iterator[NDArray[np.uint8]]:
    frame, overlays = Frame.empty(), _overlays(sheet, font)
    camera = camera_of(sheet.shot, dice_of(sheet.shot))
    still = np.zeros((sheet.frames, 2), np.float32)
    for number, picture in enumerate(frames_of(clip, sheet.frames)):
        frame.data[:] = picture
        _write(frame, sheet, overlays, camera, still, number, number)
        yield frame.data


def _prepared(sheet: ShotSheet, pictures: Pictures, font: Path) -> _Scene:
    shot, dice = sheet.shot, dice_of(sheet.shot)
    camera = camera_of(shot, dice)
    plates = pictures.place(sheet.place)
    setup = SETUPS[shot.framing]
    ground = float(camera.far(0.0)[1, 1] * plates.ground * HEIGHT + camera.far(0.0)[1, 2])
    if setup.crown is None and setup.head and not 900 < ground < FRAME_HEIGHT + 200:
        ground = 1190.0
    known = SETS.get(sheet.place.set)
    outdoors = known is not None and known.outdoors
    actors, shadows = actors_of(sheet, pictures, Spot(plates.light, ground, outdoors))
    thing = None
    if shot.prop is not None:
        thing = planes_of(_centred(pictures.thing(shot.prop, plates.light)))
    mood = known.mood(sheet.place.time, sheet.place.weather) if known is not None and outdoors else None
    return _Scene(
        sheet=sheet,
        camera=camera,
        plates=plates,
        far=opaque(_soft(plates.far, setup.blur, shot)),
        near=planes_of(plates.near)
        if plates.near is not None and shot.framing in (Framing.WIDE, Framing.FULL)
        else None,
        actors=actors,
        shadows=shadows,
        thing=thing,
        overlays=_overlays(sheet, font),
        exposure=exposure(dice, sheet.frames, plates.flicker, sheet.flashes),
        shake=shakes(dice, sheet.frames, sheet.hits, shot.move is Move.HAND),
        seed=int(dice.integers(0, 900)),
        wet=mood.weather if mood is not None else Weather.CLEAR,
    )


def _soft(layer: Layer, blur: float, shot: Shot) -> Layer:
    """The set out of focus behind a near face; dark behind a phone."""
    if blur < 0.5:
        return layer
    small = cv2.resize(layer, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA) if blur > 2 else layer
    soft = cv2.GaussianBlur(small, (0, 0), blur / (2 if blur > 2 else 1))
    soft = cv2.resize(soft, (layer.shape[1], layer.shape[0]), interpolation=cv2.INTER_LINEAR)
    share = {Framing.PHONE: 0.55, Framing.INSERT: 0.6}.get(shot.framing, 1.0)
    return np.asarray(cv2.convertScaleAbs(soft, alpha=share) if share < 1 else soft, np.uint8)


def _centred(thing: Layer) -> Layer:
    """A prop in the upper middle of a layer in front, above the captions, with its shadow."""
    sheet = np.zeros((FRAME_HEIGHT + 2 * MARGIN, FRAME_WIDTH + 2 * MARGIN, 4), np.uint8)
    high, wide = thing.shape[:2]
    left, top = (sheet.shape[1] - wide) // 2, 210 + MARGIN
    shade = np.zeros(sheet.shape[:2], np.uint8)
    shade[top + 26 : top + 26 + high, left + 16 : left + 16 + wide] = thing[..., 3] // 2
    sheet[..., 3] = cv2.GaussianBlur(shade, (0, 0), 16)
    part = sheet[top : top + high, left : left + wide]
    keep = 255 - thing[..., 3:].astype(np.uint16)
    part[:] = (part * keep // 255 + thing).astype(np.uint8)
    return sheet


def overlay_of(cue: ScreenCue, font: Path) -> Stamp | Thing:
    """The picture of a text that nobody says."""
    match cue.style:
        case Style.PHONE:
            return objects.phone(cue.text, font)
        case Style.SIGN:
            return objects.sign(cue.text, font, np.random.default_rng(zlib.crc32(cue.id.encode())))
        case Style.CARD:
            return (lettering.upright_card if cue.upright else lettering.boxed_card)(cue.text, font, left=cue.left)


def _overlays(sheet: ShotSheet, font: Path) -> list[_Overlay]:
    made: list[tuple[Stamp | Thing, int, int, bool]] = [
        (lettering.watermark(sheet.watermark, font), 0, sheet.frames, False)
    ]
    if sheet.label:
        made.append((lettering.label(sheet.label, font), 0, sheet.label_frames, False))
    made += [(overlay_of(cue, font), cue.first, cue.last, cue.style is not Style.PHONE) for cue in sheet.screens]
    made += [(lettering.caption(cue.rows, font, cue.yellow), cue.first, cue.last, False) for cue in sheet.captions]
    return [_Overlay(what, planes_of(what.layer), first, last, fades) for what, first, last, fades in made]


def _picture(frame: Frame, scene: _Scene, number: int) -> None:
    """The shot with what is read on phones and signs, without captions and marks."""
    share = number / max(1, scene.sheet.frames - 1)
    jolt = scene.shake[number]
    far = _shaken(scene.camera.far(share), jolt * 0.6)
    fill(frame, scene.far, far)
    if scene.plates.water is not None:
        top = round(float(far[1, 1]) * scene.plates.water * HEIGHT + float(far[1, 2]))
        low = round(float(far[1, 1]) * 0.83 * HEIGHT + float(far[1, 2]))
        water(frame, max(0, top), min(FRAME_HEIGHT, low), number + scene.seed)
    near = _shaken(scene.camera.near(share), jolt)
    if scene.shadows is not None:
        lay(frame, scene.shadows, near)
    for actor in scene.actors:
        actor.draw(frame, near, number)
    if scene.thing is not None:
        lay(frame, scene.thing, near)
    if scene.near is not None:
        closer = far.copy()
        closer[:, 2] += (far[:, 2] - scene.camera.far(0.0)[:, 2]) * 0.5
        lay(frame, scene.near, closer)
    luma, at = frame.luma, number + scene.seed
    match scene.wet:
        case Weather.RAIN | Weather.STORM:
            rain(luma, at, 1.0 if scene.wet is Weather.RAIN else 1.5)
        case Weather.SNOW:
            snow(luma, at)
        case _:
            pass
    scene.exposure.apply(luma, number)


def _finish(frame: Frame, scene: _Scene, number: int, drawn: int) -> None:
    """Flash, grain, and what is written on the picture."""
    sheet = scene.sheet
    if sheet.shot.treatment is Treatment.REVERSAL and number < len(_FLASH):
        cv2.add(frame.luma, np.full_like(frame.luma, _FLASH[number]), dst=frame.luma)
    grain(frame.luma, drawn + scene.seed)
    _write(frame, sheet, scene.overlays, scene.camera, scene.shake, number, drawn)


def _write(
    frame: Frame,
    sheet: ShotSheet,
    overlays: list[_Overlay],
    camera: Camera,
    shake: NDArray[np.float32],
    number: int,
    drawn: int,
) -> None:
    """Captions, screens, watermark and label; then the fade between scenes."""
    near = _shaken(camera.near(drawn / max(1, sheet.frames - 1)), shake[drawn])
    for overlay in overlays:
        if isinstance(overlay.what, Stamp):
            stamp(frame, overlay.planes, overlay.what.left, overlay.what.top, overlay.opacity(number))
        elif overlay.opacity(number) > 0:
            lay(frame, overlay.planes, near, overlay.opacity(number))
    dark = _darkness(sheet, number)
    if dark < 1:
        frame.luma[:] = cv2.convertScaleAbs(frame.luma, alpha=dark, beta=16 * (1 - dark))
        for plane in frame.chroma:
            plane[:] = cv2.convertScaleAbs(plane, alpha=dark, beta=128 * (1 - dark))


def _drained(frame: Frame) -> None:
    """A frozen picture: a third of its colour left, and a little darker."""
    for plane in frame.chroma:
        plane[:] = cv2.convertScaleAbs(plane, alpha=0.35, beta=128 * 0.65)
    frame.luma[:] = cv2.convertScaleAbs(frame.luma, alpha=0.92, beta=1)


def _shaken(matrix: Matrix, jolt: NDArray[np.float32]) -> Matrix:
    shifted = matrix.copy()
    shifted[:, 2] += jolt
    return shifted
