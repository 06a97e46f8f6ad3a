"""Small operations on cues: changing one, sharing time, finding neighbours.

Speech stands at the bottom of the frame and screen text at the top. The two never get in each other's way, so they
are two lanes: only cues of one lane are neighbours.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise

from dramaport.drama.values import Cue, LineKind, Span
from dramaport.localize.subtitle.breaking import segment
from dramaport.localize.subtitle.profile import Profile

_LANES = (LineKind.SPEECH, LineKind.SCREEN)


def retimed(cue: Cue, start: int, end: int) -> Cue:
    """The cue with other times."""
    return cue.model_copy(update={"span": Span(start=start, end=end)})


def rewritten(cue: Cue, rows: Iterable[str]) -> Cue:
    """The cue with other rows."""
    return cue.model_copy(update={"rows": tuple(rows)})


def lanes(cues: Sequence[Cue]) -> list[list[int]]:
    """The places of each lane's cues, in the order they stand in."""
    return [[k for k, cue in enumerate(cues) if cue.kind is kind] for kind in _LANES]


def in_order(cues: Iterable[Cue]) -> list[Cue]:
    """Cues by start; speech before screen text at the same instant; otherwise as they stood."""
    return sorted(cues, key=lambda cue: (cue.span.start, _LANES.index(cue.kind)))


def latest_end(cues: Sequence[Cue], lane: Sequence[int], k: int, profile: Profile) -> int:
    """The latest end cue `lane[k]` may have: before the next one of its lane, and before the episode's end."""
    bounds = [cues[lane[k + 1]].span.start - profile.gap_ms] if k + 1 < len(lane) else []
    if profile.until is not None:
        bounds.append(profile.until)
    return min(bounds, default=_OPEN)


_OPEN = 10**9  # milliseconds: nothing follows


def allowed_ms(cue: Cue, profile: Profile) -> int:
    """The longest time a cue may stand: the profile's, once for each cue its text will be split into."""
    if is_dialogue(cue.rows):
        return profile.max_ms
    return profile.max_ms * max(1, len(segment(text_of(cue, profile), profile)))


def text_of(cue: Cue, profile: Profile) -> str:
    """The cue's text in one row."""
    return profile.joiner.join(cue.rows)


def share(span: Span, weights: Sequence[float], gap: int, least: int) -> list[Span]:
    """`span` cut into successive stretches with `gap` between them, each as long as its share of the weights.

    A stretch is at least `least` long. Where the span is too short for that, the last ones end after it.
    """
    free = max(span.duration - gap * (len(weights) - 1), 0)
    total = sum(weights) or 1.0
    edges = [0, *(round(free * so_far / total) for so_far in accumulate(weights))]
    out: list[Span] = []
    start = span.start
    for before, after in pairwise(edges):
        end = start + max(after - before, least)
        out.append(Span(start=start, end=end))
        start = end + gap
    return out


def split(cue: Cue, pieces: Sequence[Sequence[str]], profile: Profile) -> list[Cue]:
    """The cue as successive cues, one for each group of rows; its time goes to them in proportion to their text."""
    spans = share(cue.span, [profile.units(rows) for rows in pieces], profile.gap_ms, profile.frames(1))
    return [rewritten(retimed(cue, span.start, span.end), rows) for span, rows in zip(spans, pieces, strict=True)]


_DASHES = "-–—‐‑―−"
_MARKS = "\u200e\u200f"


def is_dialogue(rows: Sequence[str]) -> bool:
    """Whether two speakers share the cue: more than one row, each beginning with a dash."""
    return len(rows) > 1 and all(undashed(row) != row for row in rows)


def undashed(row: str) -> str:
    """A row without its dialogue dash. One dash before a digit is a minus. Directional marks may stand before it."""
    bare = row.lstrip(_MARKS)
    after = bare.lstrip(_DASHES)
    if after[:1].isdigit() and after != bare:
        after = bare[len(bare) - len(after) - 1] + after
    if after == bare or not after.strip():
        return row
    return row[: len(row) - len(bare)] + after.lstrip(" \u00a0")


def dashed(row: str, dash: str) -> str:
    """A row with `dash` before it, after its directional marks."""
    bare = row.lstrip(_MARKS)
    return row[: len(row) - len(bare)] + dash + bare
