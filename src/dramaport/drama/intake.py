"""Which files are episodes, and what each is called."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from dramaport.errors import BadInput

#: Endings taken for episodes when a folder is given. A single file may have any ending: what it is decides.
VIDEO_SUFFIXES = frozenset({".mp4", ".mov", ".mkv", ".webm", ".ts", ".m4v", ".avi", ".flv"})

_MARKED = re.compile(r"(?:第\s*(\d{1,4})\s*[集话話回])|(?:(?:ep?|episode)[\s._-]*(\d{1,4})(?!\d))", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")


def find_footage(place: Path) -> tuple[Path, ...]:
    """The episode files of a folder in natural order, or the one file given. Raises BadInput where there is none."""
    if place.is_file():
        return (place,)
    if not place.is_dir():
        raise BadInput(f"{str(place)!r} is not there; give a folder of episodes or one video file")
    found = [
        path
        for path in place.iterdir()
        if path.suffix.lower() in VIDEO_SUFFIXES and path.is_file() and not path.name.startswith(".")
    ]
    if not found:
        raise BadInput(f"{str(place)!r} holds no video ({' '.join(sorted(VIDEO_SUFFIXES))}); put the episodes there")
    return tuple(sorted(found, key=lambda path: natural_key(path.name)))


def natural_key(name: str) -> tuple[tuple[int, int | str], ...]:
    """Sorts `2.mp4` before `10.mp4`."""
    parts = re.split(r"(\d+)", name.casefold())
    return tuple((0, int(part)) if part.isdecimal() else (1, part) for part in parts if part)


def episode_number(name: str) -> int | None:
    """The number a file name says: `E07`, `ep 7`, `第7集`, or its only number. None where it says none or several."""
    marked = [next(group for group in match.groups() if group) for match in _MARKED.finditer(name)]
    if len(marked) == 1:
        return int(marked[0])
    numbers = _DIGITS.findall(Path(name).stem)
    return int(numbers[0]) if len(numbers) == 1 and len(numbers[0]) <= 4 else None


def episode_codes(names: Sequence[str]) -> tuple[str, ...]:
    """A code for each file: by the numbers in the names where all have one and no two the same, else by their order."""
    numbers = [episode_number(name) for name in names]
    if None in numbers or len(set(numbers)) != len(numbers):
        numbers = list(range(1, len(names) + 1))
    width = max(2, len(str(max((number or 0 for number in numbers), default=0))))
    return tuple(f"E{number:0{width}d}" for number in numbers)
