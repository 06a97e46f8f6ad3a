"""What was read in a video: captions, other text on screen, and where text is left out."""

from __future__ import annotations

from pydantic import Field

from dramaport.drama.values import Box, Span, Value


class CaptionLine(Value):
    """One burned-in caption. The box holds all its rows, those in another language too."""

    span: Span
    text: str
    score: float = Field(ge=0, le=1)
    box: Box


class ScreenText(Value):
    """Text in the picture that is no caption: a phone message, a name card, a sign. The box is where it was last seen."""

    span: Span
    text: str
    score: float = Field(ge=0, le=1)
    box: Box


class Captions(Value):
    """All text of one video. `strip` is where the captions stand; `ignored` are logos and watermarks that stand still.

    `cuts` are the times of the shots' first frames, in ms, but the first shot's.
    """

    lines: tuple[CaptionLine, ...] = ()
    screens: tuple[ScreenText, ...] = ()
    strip: Box | None = None
    ignored: tuple[Box, ...] = ()
    cuts: tuple[int, ...] = ()
