"""The ASS document subtitles are burned in from.

The document's resolution is the frame's, so every number in it is a pixel, and it never leans on a player's defaults.
libass sizes a font by ascent plus descent (OS/2 usWinAscent and usWinDescent), which differ from script to script: at
size 72 Noto Sans gets an em of 47 px, Noto Sans Arabic one of 33 px. So sizes are given for an equal em instead
(`_FACES`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pysubs2

from dramaport.drama.values import Box, Cue, LineKind
from dramaport.errors import BadInput
from dramaport.localize.subtitle.profile import Profile, placement

#: Font family and line height in ems, (usWinAscent + usWinDescent) / unitsPerEm, read from the bold fonts' OS/2 tables.
_FACES = {
    "latin": ("Noto Sans", 1.519),
    "cyrillic": ("Noto Sans", 1.519),
    "thai": ("Noto Sans Thai", 1.511),
    "arabic": ("Noto Sans Arabic", 2.169),
    "devanagari": ("Noto Sans Devanagari", 1.906),
    "han": ("Noto Sans SC", 1.448),
    "kana": ("Noto Sans JP", 1.448),
    "hangul": ("Noto Sans KR", 1.448),
}

_OUTLINE, _SHADOW = 0.085, 0.03  # of an em: 4 px and 1.4 px at 1080x1920
_ROW = 1.5  # ems from row to row
_SCREEN_TOP = 0.12  # of the frame's height: below the clock and the title bar that phones draw over a video
_SCREEN_EM = 0.85  # screen text is smaller than speech, so that the two are told apart
_NEAR_BOX = 0.4  # ems between screen text and what it translates


@dataclass(frozen=True)
class Look:
    """How cues of a profile are drawn in a frame; lengths in pixels."""

    width: int
    height: int
    family: str
    em: float
    line_height: float  # ems
    bottom: int
    side: int

    @property
    def font_size(self) -> float:
        """The ASS size that draws an em of `em` pixels."""
        return round(self.em * self.line_height, 1)

    @property
    def column(self) -> int:
        """The width rows may take."""
        return self.width - 2 * self.side


def look(profile: Profile, width: int, height: int) -> Look:
    """The look of a profile in a frame of `width` x `height` pixels."""
    if width < 16 or height < 16:
        raise BadInput(f"a frame of {width}x{height} pixels is too small for subtitles")
    family, line_height = _FACES[profile.language.script]
    placed = placement(profile.kind)
    return Look(
        width=width,
        height=height,
        family=family,
        em=height * placed.em,
        line_height=line_height,
        bottom=round(height * placed.bottom),
        side=round(width * placed.side),
    )


def ass(cues: Sequence[Cue], profile: Profile, width: int, height: int, boxes: Mapping[str, Box] | None = None) -> str:
    """The document. `boxes` says where a line's screen text stands; such a cue is put beside its box."""
    drawn = look(profile, width, height)
    document = pysubs2.SSAFile()
    document.info.clear()
    document.info.update(
        {
            "Title": f"Dramaport {profile.language.tag}",
            "ScriptType": "v4.00+",
            "PlayResX": str(width),
            "PlayResY": str(height),
            "LayoutResX": str(width),
            "LayoutResY": str(height),
            "WrapStyle": "2",  # rows are broken here, not by the player
            "ScaledBorderAndShadow": "yes",
            "YCbCr Matrix": "TV.709",
        }
    )
    document.styles = {"Speech": _style(drawn, profile, speech=True), "Screen": _style(drawn, profile, speech=False)}
    document.events = [_event(cue, drawn, profile, boxes or {}) for cue in cues]
    return document.to_string("ass", header_notice="Dramaport")


def _style(drawn: Look, profile: Profile, *, speech: bool) -> pysubs2.SSAStyle:
    scale = 1.0 if speech else _SCREEN_EM
    return pysubs2.SSAStyle(
        fontname=drawn.family,
        fontsize=round(drawn.font_size * scale, 1),
        bold=True,
        primarycolor=pysubs2.Color(255, 255, 255),
        outlinecolor=pysubs2.Color(0, 0, 0),
        backcolor=pysubs2.Color(0, 0, 0, 96),
        outline=round(drawn.em * scale * _OUTLINE, 1),
        shadow=round(drawn.em * scale * _SHADOW, 1),
        alignment=pysubs2.Alignment.BOTTOM_CENTER if speech else pysubs2.Alignment.TOP_CENTER,
        marginl=drawn.side,
        marginr=drawn.side,
        marginv=drawn.bottom if speech else round(drawn.height * _SCREEN_TOP),
        # libass: -1 takes each row's direction from its text, as browsers do; 1 is left to right.
        encoding=-1 if profile.language.direction == "rtl" else 1,
    )


def _event(cue: Cue, drawn: Look, profile: Profile, boxes: Mapping[str, Box]) -> pysubs2.SSAEvent:
    text = r"\N".join(escaped(row) for row in cue.rows)
    box = next((boxes[line] for line in cue.line_ids if line in boxes), None)
    speech = cue.kind is LineKind.SPEECH
    if box is not None and not speech:
        anchor, x, y = beside(box, cue, drawn, profile)
        text = rf"{{\an{anchor}\pos({x},{y})}}" + text
    return pysubs2.SSAEvent(
        start=cue.span.start,
        end=cue.span.end,
        text=text,
        style="Speech" if speech else "Screen",
        layer=0 if speech else 1,
        name=" ".join(cue.line_ids).replace(",", " "),
    )


def beside(box: Box, cue: Cue, drawn: Look, profile: Profile) -> tuple[int, int, int]:
    """Where screen text stands beside its box: the ASS anchor (8 top, 2 bottom) and the point in pixels.

    Below the box where that leaves the speech rows free, else above it; sideways no further than the safe column.
    """
    em = drawn.em * _SCREEN_EM
    tall = len(cue.rows) * em * _ROW
    wide = max(map(profile.width, cue.rows), default=0) * em * 0.58  # the widest measured column, see profiles.toml
    free_to = drawn.height - drawn.bottom - profile.rows * drawn.em * _ROW
    half = min(wide, drawn.column) / 2
    x = min(max((box.x + box.w / 2) * drawn.width, drawn.side + half), drawn.width - drawn.side - half)
    below = box.bottom * drawn.height + em * _NEAR_BOX
    if below + tall <= free_to:
        return 8, round(x), round(max(below, 0))
    above = box.y * drawn.height - em * _NEAR_BOX
    return 2, round(x), round(min(max(above, tall), free_to))


def escaped(row: str) -> str:
    r"""A row in which nothing is an ASS code: braces escaped (libass reads `\{`), backslashes kept from what follows.

    A word joiner (U+2060, no width) after a backslash makes `\N`, `\h` and the like plain text; ASS knows no other way.
    """
    row = row.replace("\\", "\\\u2060").replace("{", r"\{").replace("}", r"\}")
    return " ".join(row.splitlines())
