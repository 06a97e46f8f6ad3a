"""From rows read in a strip to captions: which rows are captions, how rows make up a text, what several readings say. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from dramaport.ai.abilities import Reading
from dramaport.localize.read.layout import Band
from dramaport.localize.read.text import bare, consensus, join, script_letters, tidy, unspaced

Area = tuple[int, int, int, int]  # left, top, right, bottom in pixels

#: A row is a caption's when its height is this much of the band's rows and its middle this close (in widths).
_HEIGHTS: Final = (0.6, 2.1)
_CENTRED: Final = 0.09
_TALLEST: Final = 1.25
#: Rows follow each other within this many row heights.
_NEXT_ROW: Final = 1.9
#: Rows below this score are not worth following. The careful reading of the whole line decides.
_SURE: Final = 0.5


@dataclass(frozen=True)
class Row:
    """One row of a caption: its text, score, and area in the strip."""

    text: str
    score: float
    area: Area
    source: bool  # it is in the source language's script

    @property
    def cy(self) -> float:
        return (self.area[1] + self.area[3]) / 2


@dataclass(frozen=True)
class Strip:
    """Where a band lies in the frame, in pixels, and what its rows look like."""

    area: Area
    row: int  # height of a row
    top: int  # the known rows, measured in the strip
    bottom: int
    middle: float | None  # in the strip

    @classmethod
    def of(cls, band: Band, size: tuple[int, int], margin: float = 1.4) -> Strip:
        """The strip of a band: over the whole width, with room for one more row above and below."""
        width, height = size
        row = max(8, round(band.row * height))
        top = max(0, int(band.top * height - margin * row)) & ~1
        bottom = min(height, int(band.bottom * height + margin * row) + 1) & ~1
        middle = None if band.middle is None else band.middle * width
        known = round(band.top * height) - top, round(band.bottom * height) - top
        return cls((0, top, width, bottom), row, *known, middle)

    @property
    def width(self) -> int:
        return self.area[2] - self.area[0]


def caption_rows(readings: Sequence[Reading], strip: Strip, language: str) -> tuple[Row, ...]:
    """The caption's rows among what was read in a strip, from top to bottom; empty where there is no caption.

    Pieces of one row are put together. A row in another script is no part of the text where one in the source script
    stands beside it; it is kept, marked, for it belongs to the caption's box.
    """
    rows = [row for row in _whole_rows(readings, strip, language) if _fits(row, strip)]
    anchored = [row for row in rows if strip.top - 0.5 * strip.row < row.cy < strip.bottom + 0.5 * strip.row]
    if not anchored:
        return ()
    stack = _stack(rows, anchored[0], strip.row)
    if any(row.source for row in stack):
        return stack
    return tuple(replace(row, source=True) for row in stack)


def source_rows(rows: Sequence[Row]) -> tuple[Row, ...]:
    return tuple(row for row in rows if row.source)


def text_of(rows: Sequence[Row], language: str) -> str:
    """The text the rows make up."""
    return join([row.text for row in source_rows(rows)], language)


def agree(readings: Sequence[tuple[str, float]], language: str) -> bool:
    """Whether two readings or more say the same."""
    return len({tidy(text, language) for text, _ in readings}) == 1 and len(readings) > 1


def settled(readings: Sequence[tuple[str, float]], language: str) -> tuple[str, float]:
    """The text several readings of one row agree on, and how sure it is: their agreement on letters times their mean score."""
    tidied = [(tidy(text, language), score) for text, score in readings]
    text, _ = consensus(tidied)
    if not text:
        return "", 0.0
    if not unspaced(language):
        # Spaces are often lost in reading and hardly ever made up.
        same = [other for other, _ in tidied if other.replace(" ", "") == text.replace(" ", "")]
        text = max(same, key=lambda other: other.count(" "), default=text)
    _, agreement = consensus([(bare(other), score) for other, score in tidied])
    return text, (agreement or 1.0) * sum(score for _, score in tidied) / len(tidied)


def _whole_rows(readings: Sequence[Reading], strip: Strip, language: str) -> list[Row]:
    """Pieces whose middles lie on one height, joined from left to right."""
    lines: list[list[Reading]] = []
    for piece in sorted(readings, key=lambda r: r.box[1] + r.box[3] / 2):
        middle = piece.box[1] + piece.box[3] / 2
        if lines and abs(middle - lines[-1][0].box[1] - lines[-1][0].box[3] / 2) < 0.4 * strip.row:
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return [_row(pieces, strip, language) for pieces in lines]


def _row(pieces: Sequence[Reading], strip: Strip, language: str) -> Row:
    sized = [p for p in pieces if _HEIGHTS[0] <= p.box[3] / strip.row <= _HEIGHTS[1] and p.score >= _SURE]
    ordered = sorted(sized or pieces, key=lambda p: p.box[0])
    text = " ".join(piece.text for piece in ordered)
    score = sum(p.score * len(p.text) for p in ordered) / max(1, sum(len(p.text) for p in ordered))
    boxes = [piece.box for piece in ordered]
    left, top = min(b[0] for b in boxes), min(b[1] for b in boxes)
    right, bottom = max(b[0] + b[2] for b in boxes), max(b[1] + b[3] for b in boxes)
    spare = (
        max(0.0, (bottom - top) - _TALLEST * strip.row) / 2
    )  # a loose box holds more of the picture than of the text
    area = (int(left), int(top + spare), int(right) + 1, int(bottom - spare) + 1)
    return Row(text, score, area, script_letters(text, language) > 0)


def _fits(row: Row, strip: Strip) -> bool:
    left, top, right, bottom = row.area
    if (bottom - top) < _HEIGHTS[0] * strip.row:
        return False
    if row.score < _SURE:
        return False
    return strip.middle is None or abs((left + right) / 2 - strip.middle) < _CENTRED * strip.width


def _stack(rows: Sequence[Row], first: Row, height: int) -> tuple[Row, ...]:
    """The rows that follow each other closely, with `first` among them."""
    stack = [first]
    for row in rows:
        if row not in stack and any(abs(row.cy - other.cy) < _NEXT_ROW * height for other in stack):
            stack.append(row)
    return tuple(sorted(stack, key=lambda row: row.cy))
