"""How each caption is covered."""

from __future__ import annotations

from enum import StrEnum

from dramaport.drama.values import Box, Span, Value


class CoverMode(StrEnum):
    INPAINT = "inpaint"  # only the strokes are filled, from what lies around them
    BLUR = "blur"  # the whole box is filled smoothly: for pictures where filled strokes would still show
    BAND = "band"  # a dark, see-through band: hides anything, and shows that something is hidden


class Patch(Value):
    """One caption to cover: when (ms), where, and how."""

    span: Span
    box: Box
    mode: CoverMode


class CoverPlan(Value):
    patches: tuple[Patch, ...] = ()
