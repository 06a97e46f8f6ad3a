"""What is truly in a rendered episode, so that every stage of localising can be measured instead of guessed."""

from __future__ import annotations

from dramaport.drama.values import Box, Span, Value
from dramaport.produce.animatic.script import Delivery, Place, Style


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
    place: Place
    width: int
    height: int
    frame_rate: int
    duration: int
    lines: tuple[LineTruth, ...]
    screens: tuple[ScreenTruth, ...]
    cuts: tuple[int, ...]
    watermark: str
    watermark_box: Box
