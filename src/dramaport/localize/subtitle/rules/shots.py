"""Rules on times near shot changes. The eye takes a cut for a new cue, so times keep to cuts or keep away from them.

A time moves only where the cue and its neighbours still stand long enough to be read. What cannot move is advice.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from dramaport.drama.values import Cue
from dramaport.localize.subtitle.cues import latest_end, retimed
from dramaport.localize.subtitle.profile import Profile
from dramaport.localize.subtitle.rules.base import LaneRule, Severity

_SOURCE = "Netflix subtitle timing guidelines: within 7 frames of a cut onto it, 8 to 11 move to 12"


def _readable(cue: Cue, start: int, end: int, profile: Profile) -> bool:
    """Whether the cue would stand long enough, and not too long, from `start` to `end`."""
    return max(profile.min_ms, profile.reading_ms(cue.rows)) <= end - start <= profile.max_ms


def _around(cuts: Sequence[int], time: int, reach: int) -> list[int]:
    """The cuts less than `reach` from `time`, the nearest first."""
    low = bisect_left(cuts, time - reach + 1)
    return sorted(cuts[low : bisect_left(cuts, time + reach)], key=lambda cut: (abs(cut - time), cut))


class ShotIn(LaneRule):
    id = "shot-in"
    text = "A cue starts at a cut, or half a second from it."
    source = _SOURCE
    severity = Severity.ADVICE

    def find(self, cues: Sequence[Cue], lane: Sequence[int], k: int, profile: Profile) -> tuple[str, str] | None:
        start = cues[lane[k]].span.start
        near = _around(profile.cuts, start, profile.scaled(profile.close_frames))
        if not near or near[0] == start:
            return None
        movable = self._start(cues, lane, k, profile) is not None
        reason = "" if movable else "it or a neighbour could no longer be read, or another cut is as near"
        return f"starts {abs(near[0] - start)} ms {'before' if start < near[0] else 'after'} a cut", reason

    def mend(self, cues: list[Cue], lane: Sequence[int], k: int, profile: Profile) -> None:
        start = self._start(cues, lane, k, profile)
        if start is None:
            return
        cue = cues[lane[k]]
        cues[lane[k]] = retimed(cue, start, self._end(cue, start, profile))
        if k > 0:
            before = cues[lane[k - 1]]
            end = min(before.span.end, start - profile.gap_ms)
            cues[lane[k - 1]] = retimed(before, before.span.start, end)

    @staticmethod
    def _end(cue: Cue, start: int, profile: Profile) -> int:
        return max(cue.span.end, start + max(profile.min_ms, profile.reading_ms(cue.rows)))

    def _start(self, cues: Sequence[Cue], lane: Sequence[int], k: int, profile: Profile) -> int | None:
        """Where the cue may start instead; None where every such time hurts the reader."""
        cue = cues[lane[k]]
        reach = profile.scaled(profile.close_frames)
        cut = _around(profile.cuts, cue.span.start, reach)[0]
        snaps = abs(cut - cue.span.start) <= profile.scaled(profile.snap_frames)
        start = cut if snaps else cut + (reach if cue.span.start > cut else -reach)
        if start < 0 or (not snaps and _around(profile.cuts, start, reach)):
            return None
        end = self._end(cue, start, profile)
        if end > cue.span.end and end > latest_end(cues, lane, k, profile):
            return None
        if not _readable(cue, start, end, profile):
            return None
        if k > 0 and cues[lane[k - 1]].span.end > start - profile.gap_ms:
            before = cues[lane[k - 1]]
            if not _readable(before, before.span.start, start - profile.gap_ms, profile):
                return None
        return start


class ShotOut(LaneRule):
    """A cue that the next one follows at once ends where that one starts; cuts do not matter to it."""

    id = "shot-out"
    text = "A cue ends two frames before a cut, or half a second after it."
    source = _SOURCE
    severity = Severity.ADVICE

    def find(self, cues: Sequence[Cue], lane: Sequence[int], k: int, profile: Profile) -> tuple[str, str] | None:
        span = cues[lane[k]].span
        if k + 1 < len(lane) and cues[lane[k + 1]].span.start - span.end <= profile.gap_ms:
            return None
        cut = self._cut(cues[lane[k]], profile)
        if cut is None:
            return None
        movable = self._end(cues, lane, k, profile) is not None
        reason = "" if movable else "it could no longer be read, or another cue or cut is in the way"
        return f"ends {abs(cut - span.end)} ms {'before' if span.end < cut else 'after'} a cut", reason

    def mend(self, cues: list[Cue], lane: Sequence[int], k: int, profile: Profile) -> None:
        end = self._end(cues, lane, k, profile)
        if end is not None:
            cues[lane[k]] = retimed(cues[lane[k]], cues[lane[k]].span.start, end)

    @staticmethod
    def _cut(cue: Cue, profile: Profile) -> int | None:
        """The cut the cue ends too near to."""
        near = _around(profile.cuts, cue.span.end, profile.scaled(profile.close_frames))
        inside = [cut for cut in near if cut > cue.span.start]
        settled = any(cue.span.end == cut - profile.gap_ms for cut in inside)
        return inside[0] if inside and not settled else None

    def _end(self, cues: Sequence[Cue], lane: Sequence[int], k: int, profile: Profile) -> int | None:
        """Where the cue may end instead; None where every such time hurts the reader."""
        cue = cues[lane[k]]
        cut = self._cut(cue, profile)
        if cut is None:
            return None
        onto, away = cut - profile.gap_ms, cut + profile.scaled(profile.close_frames)
        if cue.span.end < onto:
            ends = [onto]
        elif cue.span.end - cut <= profile.scaled(profile.snap_frames):
            ends = [onto, away]
        else:
            ends = [away, onto]
        for end in ends:
            moved = retimed(cue, cue.span.start, max(end, cue.span.start))
            fits = end <= max(latest_end(cues, lane, k, profile), cue.span.end)
            if fits and self._cut(moved, profile) is None and _readable(cue, cue.span.start, end, profile):
                return end
        return None
