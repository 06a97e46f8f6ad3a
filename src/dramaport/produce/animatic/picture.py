"""The frames of an episode, one after the other, as planar YUV 4:2:0 (BT.601, limited range)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from dramaport.drama.values import Box, Span
from dramaport.produce.animatic.lettering import FRAME_HEIGHT, FRAME_WIDTH, Stamp, box_of
from dramaport.produce.animatic.objects import Thing
from dramaport.produce.animatic.paint import Layer
from dramaport.produce.animatic.places import HEIGHT as PLACE_HEIGHT
from dramaport.produce.animatic.places import Scenery
from dramaport.produce.animatic.stage import Matrix, Stage
from dramaport.produce.animatic.timeline import FRAME
from dramaport.produce.animatic.weather import Exposure, Grain, Rain, Water

Frame = NDArray[np.uint8]  # shape (1920, 720): luma, then both chroma planes

_SIZE = (FRAME_WIDTH, FRAME_HEIGHT)
_FADE = 5  # frames in which a card or a sign comes and goes


@dataclass(frozen=True)
class Shown:
    """A stamp or a thing and when it is seen; `fades` in and out inside its span."""

    what: Stamp | Thing
    span: Span
    fades: bool = False

    def opacity(self, frame: int) -> float:
        first, last = self.span.start // FRAME, self.span.end // FRAME
        if not first <= frame < last:
            return 0.0
        return min(1.0, (frame - first + 1) / _FADE, (last - frame) / _FADE) if self.fades else 1.0


@dataclass(frozen=True)
class Reel:
    """All that the frames of an episode are made of."""

    stages: Sequence[Stage]
    scenery: Scenery
    shown: Sequence[Shown]
    speaking: Sequence[str | None]  # whose lips move, one a frame
    exposure: Exposure
    shake: NDArray[np.float32]  # (frames, 2) in pixels
    grain: Grain
    rain: Rain | None
    water: Water | None


def frames(reel: Reel) -> Iterator[Frame]:
    """Draw every frame in order. The array handed out is only valid until the next one."""
    stamps = [(shown, _planes(shown.what)) for shown in reel.shown if isinstance(shown.what, Stamp)]
    things = [(shown, shown.what) for shown in reel.shown if isinstance(shown.what, Thing)]
    picture = np.empty((FRAME_HEIGHT, FRAME_WIDTH, 4), np.uint8)
    above = np.empty_like(picture)
    for stage in reel.stages:
        first, last = stage.shot.span.start // FRAME, stage.shot.span.end // FRAME
        for frame in range(first, last):
            share = (frame - first) / max(1, last - first - 1)
            _place(picture, reel, stage, share, frame)
            near = _shaken(stage.camera.near(share), reel.shake[frame])
            speaker = reel.speaking[frame]
            layer = stage.front.get(speaker, stage.front[None])
            _lay_over(picture, above, layer, near, stage.top)
            for shown, thing in things:
                opacity = shown.opacity(frame)
                if opacity > 0:
                    _lay_over(picture, above, _scaled(thing.layer, opacity), near, 0)
            yuv = np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGRA2YUV_I420), np.uint8)
            _finish(yuv, reel, frame)
            for shown, planes in stamps:
                planes.lay(yuv, shown.opacity(frame))
            yield yuv


def _place(picture: Layer, reel: Reel, stage: Stage, share: float, frame: int) -> None:
    far = stage.camera.far(share)
    moved = _shaken(far, reel.shake[frame] * 0.6)
    cv2.warpAffine(stage.far, moved, _SIZE, dst=picture, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    if reel.water is not None and reel.scenery.water is not None:
        horizon = round(float(moved[1, 1]) * reel.scenery.water * PLACE_HEIGHT + float(moved[1, 2]))
        reel.water.apply(picture, max(0, horizon), frame)


def _finish(yuv: Frame, reel: Reel, frame: int) -> None:
    luma = yuv[:FRAME_HEIGHT]
    if reel.rain is not None:
        reel.rain.apply(luma, frame)
    reel.exposure.apply(luma, frame)
    reel.grain.apply(luma, frame)


def _shaken(matrix: Matrix, jolt: NDArray[np.float32]) -> Matrix:
    shifted = matrix.copy()
    shifted[:, 2] += jolt
    return shifted


def _lay_over(picture: Layer, above: Layer, layer: Layer, matrix: Matrix, top: int) -> None:
    """Blend a moved layer onto the picture; rows of the layer before `top` are known to be empty."""
    first = min(max(0, int(matrix[1, 1] * top + matrix[1, 2]) - 2), FRAME_HEIGHT)
    if first == FRAME_HEIGHT:
        return
    moved = matrix.copy()
    moved[1, 2] -= first
    part, seen = picture[first:], above[first:]
    cv2.warpAffine(layer, moved, (FRAME_WIDTH, FRAME_HEIGHT - first), dst=seen, flags=cv2.INTER_LINEAR)
    keep = cv2.cvtColor(cv2.bitwise_not(cv2.extractChannel(seen, 3)), cv2.COLOR_GRAY2BGRA)
    cv2.multiply(part, keep, dst=part, scale=1 / 255)
    cv2.add(part, seen, dst=part)


@dataclass(frozen=True)
class _Planes:
    """A stamp split for YUV 4:2:0: for luma and both chromas, alpha and colour times alpha."""

    left: int
    top: int
    parts: tuple[tuple[Frame, Frame], ...]

    def lay(self, yuv: Frame, opacity: float) -> None:
        if opacity <= 0:
            return
        luma = yuv[:FRAME_HEIGHT]
        flat = yuv.reshape(-1)[FRAME_WIDTH * FRAME_HEIGHT :]
        chroma = flat.reshape(2, FRAME_HEIGHT // 2, FRAME_WIDTH // 2)
        for number, (plane, (alpha, paint)) in enumerate(zip((luma, chroma[0], chroma[1]), self.parts, strict=True)):
            share = 1 if number == 0 else 2
            top, left = self.top // share, self.left // share
            window = plane[top : top + alpha.shape[0], left : left + alpha.shape[1]]
            ink, colour = (alpha, paint) if opacity == 1 else (_scaled(alpha, opacity), _scaled(paint, opacity))
            window[:] = cv2.add(cv2.multiply(window, cv2.bitwise_not(ink), scale=1 / 255), colour)


def _scaled(plane: Frame, opacity: float) -> Frame:
    return np.asarray(cv2.convertScaleAbs(plane, alpha=opacity), np.uint8)


def _planes(stamp: Stamp) -> _Planes:
    layer = stamp.layer
    height, width = layer.shape[:2]
    alpha = np.ascontiguousarray(layer[..., 3])
    plain = np.clip(layer[..., :3].astype(np.float32) * 255 / np.maximum(alpha, 1)[..., None], 0, 255).astype(np.uint8)
    yuv = np.asarray(cv2.cvtColor(plain, cv2.COLOR_BGR2YUV_I420), np.uint8)
    chroma = yuv.reshape(-1)[width * height :].reshape(2, height // 2, width // 2)
    half = np.asarray(cv2.resize(alpha, (width // 2, height // 2), interpolation=cv2.INTER_AREA), np.uint8)
    planes = [(alpha, yuv[:height]), (half, chroma[0]), (half, chroma[1])]
    parts = tuple((part, np.asarray(cv2.multiply(plane, part, scale=1 / 255), np.uint8)) for part, plane in planes)
    return _Planes(stamp.left, stamp.top, parts)


def moving_box(shown: Shown, stages: Sequence[Stage]) -> Box:
    """The box that holds a thing's text in every frame of its span."""
    if isinstance(shown.what, Stamp):
        return shown.what.box
    spots = []
    for stage in stages:
        span = stage.shot.span
        start, end = max(span.start, shown.span.start), min(span.end, shown.span.end)
        if start < end:
            length = max(1, span.duration - FRAME)
            for share in np.linspace((start - span.start) / length, min(1.0, (end - FRAME - span.start) / length), 9):
                matrix = stage.camera.near(float(share))
                spots.append(shown.what.corners @ matrix[:, :2].T + matrix[:, 2])
    seen = np.vstack(spots)
    (left, top), (right, bottom) = seen.min(axis=0), seen.max(axis=0)
    return box_of((float(left), float(top), float(right), float(bottom)))
