"""The careful reading: each line that ended is read again at full size, from several of its frames at once.

Where the picture behind a caption moves, the median of several frames keeps the caption and blurs the rest; it is read
more surely than any one frame. A line whose readings differ is read in further frames, and its characters put to the vote.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from dramaport.ai.abilities import Picture, Reader
from dramaport.ai.recognize.han import simplified
from dramaport.drama.values import Span
from dramaport.localize.read.follow import Line
from dramaport.localize.read.frames import fractions
from dramaport.localize.read.rows import Area, Row, Strip, agree, settled
from dramaport.localize.read.text import bare, join, script_letters
from dramaport.localize.read.values import CaptionLine

#: Traditional characters in no more than this share of the lines are misreadings.
_STRAYS: Final = 0.2
#: The same text again within this time is the same caption.
_BLINK_MS: Final = 80
#: While it fades, for this long at most, a part of a caption may be read as a caption.
_FADE_MS: Final = 160
#: Pixels round a row that the recogniser sees too.
_MARGIN: Final = 2
#: The median's reading counts as two.
_MEDIAN: Final = 2
#: The recogniser is rarely under .8 on a caption, and rarely over it on leaves, bricks or blinds. One or two characters
#: (一, 口, 三) are the usual false reading, and rows without any letter (……, ？！) more so: they must be surer.
_SURE: Final = 0.6
_SURE_SHORT: Final = 0.75
_SURE_SIGNS: Final = 0.9
#: Letters of another script alone are more often printed on a shirt than said.
_SURE_FOREIGN: Final = 0.95
_SHORTEST_MS: Final = 80


def caption(line: Line, strip: Strip, size: tuple[int, int], reader: Reader, language: str) -> CaptionLine | None:
    """The caption a followed line amounts to, or None where its careful reading finds no text."""
    if line.end - line.start < _SHORTEST_MS:
        return None
    texts: list[tuple[str, float]] = []
    for number, row in enumerate(line.rows):
        if row.source:
            said = [rows[number] for rows in line.said if len(rows) == len(line.rows)]
            text, score = settled(_readings(row, said, line.pictures, reader, language), language)
            if score >= _needed(text, language):
                texts.append((text, score))
    if not texts:
        return None
    score = sum(s * len(t) for t, s in texts) / sum(len(t) for t, _ in texts)
    box = fractions(_around(line.rows, strip), size)
    return CaptionLine(
        span=Span(start=line.start, end=line.end),
        text=join([t for t, _ in texts], language),
        score=min(1.0, score),
        box=box,
    )


def joined(captions: Sequence[CaptionLine]) -> list[CaptionLine]:
    """The captions without those that are the one before, read again after a cut or in part while it faded."""
    out: list[CaptionLine] = []
    for caption in captions:
        if out and _same(out[-1], caption):
            better = max(out[-1], caption, key=lambda c: c.span.duration * c.score)
            out[-1] = better.model_copy(update={"span": Span(start=out[-1].span.start, end=caption.span.end)})
        else:
            out.append(caption)
    return out


def one_script(captions: Sequence[CaptionLine], language: str) -> list[CaptionLine]:
    """Chinese captions in one script. A video is written in simplified or in traditional characters; where nearly all
    lines are simplified, a stray traditional character (別 for 别) is a misreading."""
    if language.split("-")[0] != "zh" or not captions:
        return list(captions)
    simple = [simplified(caption.text) for caption in captions]
    strays = sum(text != caption.text for text, caption in zip(simple, captions, strict=True))
    if strays > _STRAYS * len(captions):
        return list(captions)
    return [caption.model_copy(update={"text": text}) for caption, text in zip(captions, simple, strict=True)]


def _same(one: CaptionLine, other: CaptionLine) -> bool:
    if other.span.start - one.span.end > _BLINK_MS:
        return False
    a, b = bare(one.text), bare(other.text)
    return a == b or (other.span.duration <= _FADE_MS and b in a) or (one.span.duration <= _FADE_MS and a in b)


def _needed(text: str, language: str) -> float:
    """The score a text must have to be taken for one."""
    letters = len(bare(text))
    if letters and not script_letters(text, language) and not text.isdigit():
        return _SURE_FOREIGN
    return _SURE if letters > 2 else _SURE_SHORT if letters else _SURE_SIGNS


def _readings(
    row: Row, said: Sequence[Row], pictures: Sequence[Picture], reader: Reader, language: str
) -> list[tuple[str, float]]:
    readings = [(other.text, other.score) for other in said]
    crops = [_crop(picture, row.area) for picture in pictures]
    if not crops:
        return readings
    median = np.median(np.stack(crops), axis=0).astype(np.uint8)
    read = reader.read_row(median)
    readings.append((read.text, read.score))
    if agree(readings, language):
        return readings
    readings += [(read.text, read.score)] * (_MEDIAN - 1)
    for crop in crops[len(crops) // 4 :: max(1, len(crops) // 2)]:
        one = reader.read_row(crop)
        readings.append((one.text, one.score))
    return readings


def _crop(picture: Picture, area: Area) -> Picture:
    left, top, right, bottom = area
    return picture[max(0, top - _MARGIN) : bottom + _MARGIN, max(0, left - _MARGIN) : right + _MARGIN]


def _around(rows: Sequence[Row], strip: Strip) -> Area:
    left, top = strip.area[0], strip.area[1]
    return (
        min(r.area[0] for r in rows) + left,
        min(r.area[1] for r in rows) + top,
        max(r.area[2] for r in rows) + left,
        max(r.area[3] for r in rows) + top,
    )
