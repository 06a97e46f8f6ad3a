"""Times as subtitle files write them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dramaport.drama.values import Span

_TIME = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})(?:([,.])(\d{1,3}))?"
_SPAN = re.compile(rf"\s*{_TIME}\s*(-->|->)\s*{_TIME}(?:\s+(.*))?\s*$")
_ALONE = re.compile(rf"\s*{_TIME}\s*$")


@dataclass(frozen=True)
class Timing:
    """A line with two times. `oddities` name what is not as the format has it."""

    span: Span
    settings: str
    oddities: tuple[str, ...]


def clock(ms: int, mark: str = ".") -> str:
    """00:01:02.345, with `mark` before the milliseconds."""
    return f"{ms // 3_600_000:02d}:{ms // 60_000 % 60:02d}:{ms // 1000 % 60:02d}{mark}{ms % 1000:03d}"


def timing(line: str, mark: str) -> Timing | None:
    """The times of a line such as `00:00:01,000 --> 00:00:02,500`; None where it has none that can be read.

    A fraction of one or two digits is a number of milliseconds: tools that write one leave out the zeros (33 is
    0.033 s). Cues that such a tool wrote a third of a second apart are so in this reading, and not as hundredths.
    """
    found = _SPAN.fullmatch(line)
    if found is None:
        return None
    start, end = _ms(found.groups()[:5]), _ms(found.groups()[6:11])
    if start is None or end is None or end < start:
        return None
    return Timing(Span(start=start, end=end), found[12] or "", _oddities(found, mark))


def one_time(text: str) -> int | None:
    """Milliseconds of a single time, None where it is none."""
    found = _ALONE.fullmatch(text)
    return None if found is None else _ms(found.groups())


def _ms(parts: tuple[str | None, ...]) -> int | None:
    hours, minutes, seconds, _, fraction = parts
    if int(minutes or 0) > 59 or int(seconds or 0) > 59:
        return None
    return ((int(hours or 0) * 60 + int(minutes or 0)) * 60 + int(seconds or 0)) * 1000 + int(fraction or 0)


def _oddities(found: re.Match[str], mark: str) -> tuple[str, ...]:
    out = []
    if any(len(part) < 3 for part in (found[5] or "", found[11] or "")):
        out.append("milliseconds of fewer than three digits, read as whole milliseconds (33 is 0.033 s)")
    if {found[4], found[10]} - {mark, None}:
        out.append(f"no “{mark}” before the milliseconds")
    if found[6] != "-->":
        out.append("an arrow that is not “-->”")
    return tuple(out)
