"""Where a novel's chapters begin. They tile its text: nothing between two headings is ever lost, and what looked like a
heading and was taken for text is told, with its line, because splitters that fail silently are what people complain of.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import Final

from dramaport.drama.values import Value
from dramaport.story.intake.headings import UNITS, Candidate, Family, candidate
from dramaport.story.values import Chapter, ChapterKind

#: A chapter this long (characters) is more likely several whose headings were not found. Web novels' have 2,000 to 4,000.
_LONG: Final = 50_000

#: Headings without a unit or a mark count only in a row of at least this many, numbered one after the other.
_LEAST_BARE: Final = 3

#: Headings in a row without text between whose titles come again are a table of contents from this many on.
_LEAST_CONTENTS: Final = 3

#: Titles that stand alone between blank lines are headings where there are this many, with texts of this length between.
_LEAST_ALONE, _LEAST_ALONE_TEXT = 3, 400

#: A finer unit makes the coarser ones volumes where it is at least this share of all numbered headings.
_FINEST_SHARE: Final = 0.2

_MOST_TOLD: Final = 5

_ENGLISH_UNITS = ("book", "volume", "part", "act", "chapter", "episode", "scene")
_SENTENCE_END = re.compile(r"[。！？!?….；;：:”」』’\"）)\-—*＊=~]\s*\Z")
_CONTENTS = re.compile(r"(?:目\s*[录錄次]|contents|table of contents)\Z", re.IGNORECASE)
_ALONE = re.compile(r"[\w　 ·—-]{2,24}\Z")


class Found(Value):
    """Chapters and what was odd about them."""

    chapters: tuple[Chapter, ...]
    warnings: tuple[str, ...] = ()


def find_chapters(text: str, headings: Sequence[int] = (), parts: Sequence[int] = (), title: str = "") -> Found:
    """The chapters of `text`. `headings` and `parts` are character offsets a file marks itself (see `Source`); `title` names the
    one chapter of a book without headings."""
    lines = _by_newline(text)
    starts = _starts(lines)
    marked = _lines_at(headings, starts)
    chosen, warnings = _chosen(lines, marked)
    if not chosen:
        chosen, told = _without_headings(lines, _lines_at(parts, starts))
        warnings += told
    chapters = _tiled(lines, chosen, title)
    return Found(chapters=chapters, warnings=(*warnings, *_gaps(chosen), *_oddities(chapters, text)))


def _by_newline(text: str) -> list[str]:
    """Lines with their line feeds. Other marks that Python takes for line ends are text."""
    lines = text.split("\n")
    whole = [f"{line}\n" for line in lines[:-1]]
    return [*whole, lines[-1]] if lines[-1] or not whole else whole


def _starts(lines: Sequence[str]) -> list[int]:
    starts, at = [], 0
    for line in lines:
        starts.append(at)
        at += len(line)
    return starts


def _lines_at(offsets: Sequence[int], starts: Sequence[int]) -> frozenset[int]:
    by_start = {start: number for number, start in enumerate(starts)}
    return frozenset(by_start[offset] for offset in offsets if offset in by_start)


def _chosen(lines: Sequence[str], marked: frozenset[int]) -> tuple[list[Candidate], list[str]]:
    """The headings among the lines that look like some, and what was refused."""
    looks = [found for at, line in enumerate(lines) if (found := candidate(line, at)) is not None]
    if len(marked) >= 2:
        by_line = {found.at: found for found in looks}
        made = [
            by_line.get(at) or Candidate(at=at, family=Family.MARKED, title=_title(lines[at])) for at in sorted(marked)
        ]
        return _without_contents(made, lines)
    sure = [found for found in looks if found.family in (Family.NUMBERED, Family.NAMED)]
    tight = [found for found in looks if found.family is Family.TIGHT]
    headings = {found.at for found in (*sure, *tight)}
    standing = [found for found in sure if _stands(found.at, lines, headings)]
    following = _following(tight, standing, lines)
    kept = sorted((*standing, *following), key=lambda found: found.at)
    if not any(found.number is not None for found in kept):
        bare = _rows([found for found in looks if found.family is Family.BARE])
        kept = sorted((*kept, *bare), key=lambda found: found.at) if bare else kept
    chosen, told = _without_contents(kept, lines)
    refused = [found for found in (*sure, *tight) if found not in kept]
    return chosen, [*told, *_refused(refused)]


def _stands(at: int, lines: Sequence[str], headings: set[int]) -> bool:
    """Whether a line begins something new: a hard-wrapped text may break a sentence right before 第三回."""
    before = lines[at - 1].strip() if at else ""
    return not before or (at - 1) in headings or bool(_SENTENCE_END.search(before) or _CONTENTS.match(before))


def _following(tight: Sequence[Candidate], sure: Sequence[Candidate], lines: Sequence[str]) -> list[Candidate]:
    """Those without a space before their title that stand alone and count on, or begin to count, in their unit."""
    headings = {found.at for found in (*tight, *sure)}
    standing = [found for found in tight if _stands(found.at, lines, headings) and not _mid_paragraph(found.at, lines)]
    numbers = Counter((found.unit, found.number) for found in (*standing, *sure))
    return [
        found
        for found in standing
        if found.number is not None
        and (
            (found.unit, found.number - 1) in numbers
            or (found.unit, found.number + 1) in numbers
            or (found.number == 1 and len(standing) + len(sure) == 1)
        )
    ]


def _mid_paragraph(at: int, lines: Sequence[str]) -> bool:
    """Whether the next line carries this one's sentence on: neither blank nor indented, where others are."""
    here, after = lines[at], lines[at + 1] if at + 1 < len(lines) else ""
    return here[:1].isspace() and bool(after.strip()) and not after[:1].isspace()


def _rows(bare: Sequence[Candidate]) -> list[Candidate]:
    """Numbers alone that count up by one from 0 or 1, each row at least `_LEAST_BARE` long."""
    kept: list[Candidate] = []
    row: list[Candidate] = []
    for found in bare:
        if row and found.number == (row[-1].number or 0) + 1:
            row.append(found)
        elif found.number in (0, 1):
            kept += row if len(row) >= _LEAST_BARE else []
            row = [found]
    return kept + (row if len(row) >= _LEAST_BARE else [])


def _without_contents(kept: list[Candidate], lines: Sequence[str]) -> tuple[list[Candidate], list[str]]:
    """Headings without those of a table of contents: a row of three or more without text whose titles all come again."""
    contents: list[Candidate] = []
    for found in kept:
        listed = {earlier.title for earlier in contents}
        if contents and (found.title in listed or not _blank_between(contents[-1].at, found.at, lines)):
            break
        contents.append(found)
    titles = Counter(found.title for found in kept)
    if len(contents) < _LEAST_CONTENTS or any(titles[found.title] < 2 for found in contents):
        return kept, []
    first = {found.at for found in contents}
    return [found for found in kept if found.at not in first], [
        f"line {contents[0].at + 1}: a table of contents of {len(contents)} lines is taken as front matter"
    ]


def _blank_between(first: int, second: int, lines: Sequence[str]) -> bool:
    return not any(line.strip() for line in lines[first + 1 : second])


def _refused(refused: Sequence[Candidate]) -> list[str]:
    told = [
        f"line {found.at + 1} looks like a heading and is taken as text: {found.title}"
        for found in refused[:_MOST_TOLD]
    ]
    more = len(refused) - len(told)
    return [*told, f"{more} more such lines"] if more > 0 else told


def _without_headings(lines: Sequence[str], parts: frozenset[int]) -> tuple[list[Candidate], list[str]]:
    """A book that numbers nothing: the parts of its file, else titles that stand alone between blank lines."""
    if len(parts) > 1:
        made = [Candidate(at=at, family=Family.MARKED, title="") for at in sorted(parts)]
        return made, [f"no heading found; the book's {len(made)} parts are taken as chapters"]
    alone = [at for at in range(len(lines)) if _stands_alone(at, lines)]
    texts = [sum(map(len, lines[a:b])) for a, b in pairwise([*alone, len(lines)])]
    if len(alone) >= _LEAST_ALONE and median(texts) >= _LEAST_ALONE_TEXT:
        made = [Candidate(at=at, family=Family.MARKED, title=_title(lines[at])) for at in alone]
        return made, [
            f"no numbered heading found; {len(made)} titles that stand alone are taken as chapters: look at them"
        ]
    return [], ["no heading found; the whole text is one chapter"]


def _stands_alone(at: int, lines: Sequence[str]) -> bool:
    words = lines[at].strip()
    if not _ALONE.match(words) or not any(letter.isalpha() for letter in words):
        return False
    blank_before = at == 0 or not lines[at - 1].strip()
    wide_before = at < 2 or not lines[at - 2].strip()
    return blank_before and wide_before and at + 1 < len(lines) and not lines[at + 1].strip()


def _tiled(lines: Sequence[str], chosen: Sequence[Candidate], title: str) -> tuple[Chapter, ...]:
    """Chapters in bytes. What stands before the first heading is front matter, unless it is blank."""
    offsets = [0]
    for line in lines:
        offsets.append(offsets[-1] + len(line.encode()))
    if not chosen:
        return (Chapter(title=title, start=0, body=0, end=offsets[-1]),)
    volumes = _volumes(chosen)
    chapters: list[Chapter] = []
    first = chosen[0].at
    if any(line.strip() for line in lines[:first]):
        chapters.append(Chapter(title="", kind=ChapterKind.FRONT, start=0, body=0, end=offsets[first]))
    for number, found in enumerate(chosen):
        end = chosen[number + 1].at if number + 1 < len(chosen) else len(lines)
        start = 0 if not chapters else found.at
        body = found.at + 1 if found.title else found.at
        kind = ChapterKind.VOLUME if found.unit in volumes else ChapterKind.CHAPTER
        chapters.append(
            Chapter(title=found.title, kind=kind, start=offsets[start], body=offsets[body], end=offsets[end])
        )
    return tuple(chapters)


def _volumes(chosen: Sequence[Candidate]) -> frozenset[str]:
    """The units that stand above the finest one in use."""
    counts = Counter(found.unit for found in chosen if found.unit)
    for order in (UNITS, _ENGLISH_UNITS):
        used = [unit for unit in order if counts[unit]]
        total = sum(counts[unit] for unit in used)
        finest = next((unit for unit in reversed(used) if counts[unit] >= _FINEST_SHARE * total), None)
        if finest is not None:
            return frozenset(used[: used.index(finest)])
    return frozenset()


def _gaps(chosen: Sequence[Candidate]) -> list[str]:
    """Where the numbers of one unit do not count on: a heading that was not found, or a chapter that is missing."""
    last: dict[str, Candidate] = {}
    told = []
    for found in chosen:
        if found.number is None:
            continue
        before = last.get(found.unit)
        if before is not None and before.number is not None and found.number not in (before.number + 1, 1):
            told.append(f"line {found.at + 1}: {found.title!r} comes after {before.title!r}")
        last[found.unit] = found
    more = len(told) - _MOST_TOLD
    return [*told[:_MOST_TOLD], f"{more} more jumps in the numbering"] if more > 0 else told


def _oddities(chapters: Sequence[Chapter], text: str) -> list[str]:
    data = text.encode()
    told = [
        f"{_called(chapter)} is empty"
        for chapter in chapters
        if chapter.kind is ChapterKind.CHAPTER and not data[chapter.body : chapter.end].strip()
    ]
    twice = [title for title, count in Counter(c.title for c in chapters if c.title).items() if count > 1]
    told += [f"{title!r} is the title of several chapters; they are told apart by their place" for title in twice]
    for chapter in chapters:
        length = len(data[chapter.body : chapter.end].decode())
        if length > _LONG:
            told.append(f"{_called(chapter)} has {length:,} characters; look whether it hides headings")
    shown = told[: 4 * _MOST_TOLD]
    return [*shown, f"{len(told) - len(shown)} more oddities"] if len(told) > len(shown) else shown


def _called(chapter: Chapter) -> str:
    return repr(chapter.title) if chapter.title else "the part without a heading"


def _title(line: str) -> str:
    return " ".join(line.split())
