"""What is truly in a rendered episode, so that every stage of localising can be measured instead of guessed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dramaport.drama.screenplay.values import Delivery, Style
from dramaport.drama.values import Box, Span, Value
from dramaport.produce.animatic.camera import Camera
from dramaport.produce.animatic.lettering import box_of
from dramaport.produce.animatic.objects import Thing


class CaptionTruth(Value):
    """A burned-in caption: its text as shown, its rows, when it stands and the box of its ink."""

    text: str
    rows: tuple[str, ...]
    span: Span
    box: Box


class LineTruth(Value):
    """One spoken line. `span` is measured on the clip's samples; `overlap`: another line is said at the same time."""

    id: str
    character: str
    text: str
    delivery: Delivery
    span: Span
    overlap: bool
    caption: CaptionTruth | None


class ScreenTruth(Value):
    """A text on screen that nobody says: its rows as drawn, when it stands, and the box of its ink over that time."""

    id: str
    style: Style
    text: str
    rows: tuple[str, ...]
    span: Span
    box: Box


class Truth(Value):
    """One rendered episode. Times are milliseconds; `cuts` are the first frames of all shots but the first."""

    episode: str
    title: str
    place: str
    width: int
    height: int
    frame_rate: int
    duration: int
    lines: tuple[LineTruth, ...]
    screens: tuple[ScreenTruth, ...]
    cuts: tuple[int, ...]
    watermark: str
    watermark_box: Box


def moving_box(thing: Thing, seen: Sequence[tuple[Camera, int, int, int]]) -> Box:
    """The box that holds a thing's text in every frame it is seen: for each shot its camera, its frames, first and last."""
    spots = []
    for camera, frames, first, last in seen:
        length = max(1, frames - 1)
        for share in np.linspace(max(0, first) / length, min(frames, last) / length, 9):
            matrix = camera.near(min(1.0, float(share)))
            spots.append(thing.corners @ matrix[:, :2].T + matrix[:, 2])
    (left, top), (right, low) = np.vstack(spots).min(axis=0), np.vstack(spots).max(axis=0)
    return box_of((float(left), float(top), float(right), float(low)))
