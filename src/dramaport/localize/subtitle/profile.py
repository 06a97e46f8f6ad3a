"""What subtitles of one language and one kind of picture must keep to. The values are data: profiles.toml."""

from __future__ import annotations

import functools
import math
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from importlib import resources
from typing import Any, Literal, get_args

from dramaport.drama.languages import Language, language
from dramaport.errors import BadInput
from dramaport.localize.subtitle.text import Counting, columns, reading_units

Kind = Literal["vertical", "broadcast"]
Audience = Literal["adult", "children", "sdh"]

#: The scripts a language is written in, beside Latin (names, brands), which every language may use.
_WRITTEN = {"kana": frozenset({"han", "kana"})}

_NTTS_FRAME_RATE = 24  # the rate the guides' frame counts are written for


@dataclass(frozen=True)
class Profile:
    """The limits for one language. Times are milliseconds, widths display columns, speed reading units a second.

    `measure` gives a row's width in the units of `column_width` (pixels of a real font); where it is None only columns
    are checked. `glyphs` holds the code points the font has; None checks nothing. `cuts` are the times of shot changes,
    `until` the end of the episode.
    """

    language: Language
    kind: Kind
    audience: Audience
    frame_rate: float
    speed: float
    counting: Counting
    columns: int
    rows: int
    min_ms: int
    max_ms: int
    gap_frames: int
    close_frames: int
    snap_frames: int
    close_gaps: bool
    dash: str
    quotes: tuple[str, str]
    stops: str
    inner: tuple[tuple[str, str], ...]
    space_before: str
    joiner: str
    marks: tuple[tuple[str, str], ...]
    measure: Callable[[str], float] | None = field(default=None, compare=False)
    column_width: float = math.inf
    glyphs: frozenset[int] | None = None
    cuts: tuple[int, ...] = ()
    until: int | None = None

    @property
    def scripts(self) -> frozenset[str]:
        """The scripts its text may be written in."""
        return _WRITTEN.get(self.language.script, frozenset({self.language.script})) | {"latin"}

    @property
    def east_asian(self) -> bool:
        return self.language.script in {"han", "kana"}

    @property
    def gap_ms(self) -> int:
        return self.frames(self.gap_frames)

    def frames(self, count: int) -> int:
        """The shortest whole number of milliseconds that is at least `count` frames of this footage."""
        return math.ceil(count * 1000 / self.frame_rate)

    def scaled(self, count: int) -> int:
        """Milliseconds of `count` frames at 24 a second, the rate the guides are written for."""
        return round(count * 1000 / _NTTS_FRAME_RATE)

    def width(self, row: str) -> int:
        return columns(row, east_asian=self.east_asian)

    def overflow(self, row: str) -> int:
        """Columns by which a row is too wide; at least 1 where only the measured width is."""
        over = max(0, self.width(row) - self.columns)
        if over == 0 and self.measure is not None and self.measure(row) > self.column_width:
            return 1
        return over

    def units(self, rows: Iterable[str]) -> float:
        """Reading units of a cue's rows."""
        return sum(reading_units(row, self.counting) for row in rows)

    def reading_ms(self, rows: Iterable[str]) -> int:
        """The shortest time in which the rows can be read."""
        return math.ceil(self.units(rows) * 1000 / self.speed)

    def seen(self, cuts: Iterable[int] = (), until: int | None = None) -> Profile:
        """This profile for one episode: its shot changes and its end. Nothing given, nothing changed."""
        merged = tuple(sorted({*self.cuts, *cuts}))
        return replace(self, cuts=merged, until=self.until if until is None else until)

    def fonted(self, glyphs: Iterable[int] | None, measure: Callable[[str], float] | None, width: float) -> Profile:
        """This profile for one font: the code points it has, how wide it draws a row, how wide the column is."""
        held = None if glyphs is None else frozenset(glyphs)
        return replace(self, glyphs=held, measure=measure, column_width=width)


def profile(tag: str, kind: Kind = "vertical", audience: Audience = "adult", frame_rate: float = 25.0) -> Profile:
    """The profile of a language. Raises BadInput for an unknown language, kind or audience, or an odd frame rate."""
    wanted = language(tag)
    if kind not in get_args(Kind) or audience not in get_args(Audience):
        raise BadInput(f"no subtitle profile {kind}/{audience}: use {get_args(Kind)} and {get_args(Audience)}")
    if not 1 <= frame_rate <= 1000:
        raise BadInput(f"frame rate {frame_rate}: give frames a second between 1 and 1000")
    return _profile(wanted, kind, audience, frame_rate)


@functools.cache
def _profile(wanted: Language, kind: Kind, audience: Audience, frame_rate: float) -> Profile:
    table = _table()
    picture = table["kind"][kind]
    own = {**table["default"], **table["language"].get(wanted.tag, {})}
    return Profile(
        language=wanted,
        kind=kind,
        audience=audience,
        frame_rate=frame_rate,
        speed=own["speed"][audience],
        counting=own["counting"],
        columns=own.get("columns", {}).get(kind, picture["columns"]),
        rows=picture["rows"],
        min_ms=own.get("min_ms", picture["min_ms"]),
        max_ms=picture["max_ms"],
        close_gaps=own["close_gaps"],
        dash=own["dash"],
        quotes=(own["quotes"][0], own["quotes"][1]),
        stops=own["stops"],
        inner=tuple(own["inner"].items()),
        space_before=own["space_before"],
        joiner=own["joiner"],
        marks=tuple(own["marks"].items()),
        **table["timing"],
    )


@dataclass(frozen=True)
class Placement:
    """Where burned-in rows stand, as fractions of the frame:

    an em and the bottom margin of its height, sides of its width.
    """

    em: float
    bottom: float
    side: float


def placement(kind: Kind) -> Placement:
    """The placement of a kind of picture."""
    picture = _table()["kind"][kind]
    return Placement(em=picture["em"], bottom=picture["bottom"], side=picture["side"])


@functools.cache
def _table() -> dict[str, Any]:
    with resources.files(__package__).joinpath("profiles.toml").open("rb") as file:
        return tomllib.load(file)
