"""Rules on when a cue stands. They go from the strictest to the mildest; a fix never breaks a rule before it."""

# ruff: noqa: ARG002 (the rules share their signatures; not every one needs every argument)
from __future__ import annotations

from collections.abc import Sequence

from dramaport.drama.values import Cue, Span
from dramaport.localize.subtitle import cues as on
from dramaport.localize.subtitle.breaking import best_cut
from dramaport.localize.subtitle.profile import Profile
from dramaport.localize.subtitle.rules.base import LaneRule, Rule, Violation

_NTTS = "Netflix Timed Text Style Guide"


def _hindrance(cues: Sequence[Cue], lane: Sequence[int], k: int, profile: Profile) -> str:
    """Why cue `lane[k]` cannot stand longer; "" where it can."""
    cue = cues[lane[k]]
    if cue.span.end < min(on.latest_end(cues, lane, k, profile), cue.span.start + on.allowed_ms(cue, profile)):
        return ""
    if k + 1 < len(lane) and cue.span.end + profile.gap_ms >= cues[lane[k + 1]].span.start:
        return f"the next cue starts at {_clock(cues[lane[k + 1]].span.start)}"
    if profile.until is not None and cue.span.end >= profile.until:
        return f"the episode ends at {_clock(profile.until)}"
    return f"no cue may stand longer than {profile.max_ms} ms"


def _clock(ms: int) -> str:
    return f"{ms // 60000}:{ms // 1000 % 60:02d}.{ms % 1000:03d}"


class Order(Rule):
    id = "order"
    text = "Cues stand in order of start."
    source = "W3C WebVTT, 3.1; players and editors rely on it"

    def check(self, cues: Sequence[Cue], profile: Profile) -> list[Violation]:
        if on.in_order(cues) == list(cues):
            return []
        return [
            self.violation(cues, place, "starts before the cue it follows")
            for place in range(1, len(cues))
            if on.in_order([cues[place - 1], cues[place]])[0] is not cues[place - 1]
        ]

    def fix(self, cues: Sequence[Cue], profile: Profile) -> list[Cue]:
        return on.in_order(cues)


class NoOverlap(LaneRule):
    """The earlier cue yields, unless too little would be left of it: people who talk at once share the time by text."""

    id = "no-overlap"
    text = "Only one cue of speech, and one of screen text, stands at a time."
    source = f"{_NTTS}: frame gap"

    def find(self, cues: Sequence[Cue], lane: Sequence[int], k: int, profile: Profile) -> tuple[str, str] | None:
        if k + 1 == len(lane):
            return None
        over = cues[lane[k]].span.end - cues[lane[k + 1]].span.start
        return (f"overlaps the next cue by {over} ms", "") if over > 0 else None

    def mend(self, cues: list[Cue], lane: Sequence[int], k: int, profile: Profile) -> None:
        first, second = cues[lane[k]], cues[lane[k + 1]]
        left = second.span.start - profile.gap_ms - first.span.start
        if left >= profile.min_ms // 2:  # half the least time: below it a cue is a flash
            cues[lane[k]] = on.retimed(first, first.span.start, second.span.start)
            return
        both = Span(start=first.span.start, end=max(first.span.end, second.span.end))
        one, two = on.share(both, [profile.units(first.rows), profile.units(second.rows)], 0, profile.frames(1))
        border = max(one.end, second.span.start)
        cues[lane[k]] = on.retimed(first, first.span.start, border)
        cues[lane[k + 1]] = on.retimed(second, border, max(two.end, border + profile.frames(1)))


class LeastGap(LaneRule):
    id = "least-gap"
    text = "Two frames at least between two cues."
    source = f"{_NTTS}: frame gap"

    def find(self, cues: Sequence[Cue], lane: Sequence[int], k: int, profile: Profile) -> tuple[str, str] | None:
        if k + 1 == len(lane):
            return None
        gap = cues[lane[k + 1]].span.start - cues[lane[k]].span.end
        return (f"{gap} ms before the next cue, {profile.gap_ms} at least", "") if gap < profile.gap_ms else None

    def mend(self, cues: list[Cue], lane: Sequence[int], k: int, profile: Profile) -> None:
        first, second = cues[lane[k]], cues[lane[k + 1]]
        end = max(second.span.start - profile.gap_ms, first.span.start + profile.frames(1))
        start = max(second.span.start, end + profile.gap_ms)
        cues[lane[k]] = on.retimed(first, first.span.start, end)
        cues[lane[k + 1]] = on.retimed(second, start, max(second.span.end, start + profile.frames(1)))


class WithinEpisode(LaneRule):
    id = "within-episode"
    text = "No cue stands after the episode's end."
    source = "HLS: a segment's cues lie within the programme"

    def find(self, cues: Sequence[Cue], lane: Sequence[int], k: int, profile: Profile) -> tuple[str, str] | None:
        span = cues[lane[k]].span
        if profile.until is None or span.end <= profile.until:
            return None
        late = "" if self._cuttable(span, profile) else "it starts when the episode is over"
        return f"ends {span.end - profile.until} ms after the episode", late

    def mend(self, cues: list[Cue], lane: Sequence[int], k: int, profile: Profile) -> None:
        cue = cues[lane[k]]
        if self._cuttable(cue.span, profile) and profile.until is not None:
            cues[lane[k]] = on.retimed(cue, cue.span.start, profile.until)

    @staticmethod
    def _cuttable(span: Span, profile: Profile) -> bool:
        return profile.until is not None and span.start + profile.frames(1) <= profile.until


class ReadingSpeed(LaneRule):
    """A dense cue stands into the pause after it. A shorter text is `compose`'s to choose: it knows the candidates."""

    id = "reading-speed"
    text = "No more characters a second than viewers of the language read."
    source = f"{_NTTS}: reading speed limits, by language and audience"

    def find(self, cues: Sequence[Cue], lane: Sequence[int], k: int, profile: Profile) -> tuple[str, str] | None:
        cue = cues[lane[k]]
        if cue.span.duration >= profile.reading_ms(cue.rows):
            return None
        speed = profile.units(cue.rows) * 1000 / max(cue.span.duration, 1)
        message = f"{speed:.1f} characters a second, {profile.speed:g} at most"
        return message, _hindrance(cues, lane, k, profile)

    def mend(self, cues: list[Cue], lane: Sequence[int], k: int, profile: Profile) -> None:
        cue = cues[lane[k]]
        wanted = min(profile.reading_ms(cue.rows), on.allowed_ms(cue, profile))
        end = min(cue.span.start + wanted, on.latest_end(cues, lane, k, profile))
        if end > cue.span.end:
            cues[lane[k]] = on.retimed(cue, cue.span.start, end)


class LeastTime(LaneRule):
    id = "least-time"
    text = "A cue stands at least five sixths of a second (ja: half a second)."
    source = f"{_NTTS}: duration"

    def find(self, cues: Sequence[Cue], lane: Sequence[int], k: int, profile: Profile) -> tuple[str, str] | None:
        duration = cues[lane[k]].span.duration
        if duration >= profile.min_ms:
            return None
        return f"stands {duration} ms, {profile.min_ms} at least", _hindrance(cues, lane, k, profile)

    def mend(self, cues: list[Cue], lane: Sequence[int], k: int, profile: Profile) -> None:
        cue = cues[lane[k]]
        end = min(cue.span.start + profile.min_ms, on.latest_end(cues, lane, k, profile))
        cues[lane[k]] = on.retimed(cue, cue.span.start, max(end, cue.span.end, cue.span.start + profile.frames(1)))


class MostTime(LaneRule):
    """A cue that stands too long is cut in two where a sentence or clause ends, else it ends early."""

    id = "most-time"
    text = "A cue stands at most seven seconds, in vertical pictures five."
    source = f"{_NTTS}: duration; vertical drama profile"

    def find(self, cues: Sequence[Cue], lane: Sequence[int], k: int, profile: Profile) -> tuple[str, str] | None:
        duration = cues[lane[k]].span.duration
        return (f"stands {duration} ms, {profile.max_ms} at most", "") if duration > profile.max_ms else None

    def mend(self, cues: list[Cue], lane: Sequence[int], k: int, profile: Profile) -> None:
        cue = cues[lane[k]]
        cues[lane[k]] = on.retimed(cue, cue.span.start, cue.span.start + profile.max_ms)

    def fix(self, cues: Sequence[Cue], profile: Profile) -> list[Cue]:
        out: list[Cue] = []
        for cue in cues:
            parts = self._parted(cue, profile) if cue.span.duration > profile.max_ms else None
            out += [cue] if parts is None else parts
        return super().fix(on.in_order(out), profile)

    @staticmethod
    def _parted(cue: Cue, profile: Profile) -> list[Cue] | None:
        if on.is_dialogue(cue.rows):
            return None
        halves = best_cut(on.text_of(cue, profile), profile)
        if halves is None:
            return None
        parts = on.split(cue, [(half,) for half in halves], profile)
        return parts if all(part.span.duration >= profile.min_ms for part in parts) else None


class ClosedGap(LaneRule):
    """Not where the earlier cue ends at a cut, or would stand too long, nor where the language leaves gaps alone."""

    id = "closed-gap"
    text = "A pause of three frames to half a second between two cues is closed to two frames."
    source = f"{_NTTS}: subtitle timing guidelines, gaps"

    def find(self, cues: Sequence[Cue], lane: Sequence[int], k: int, profile: Profile) -> tuple[str, str] | None:
        if not profile.close_gaps or k + 1 == len(lane):
            return None
        cue, end = cues[lane[k]], cues[lane[k + 1]].span.start - profile.gap_ms
        gap = cues[lane[k + 1]].span.start - cue.span.end
        if not profile.gap_ms < gap < profile.scaled(profile.close_frames) or end - cue.span.start > profile.max_ms:
            return None
        if cue.span.end + profile.gap_ms in profile.cuts or (profile.until is not None and end > profile.until):
            return None
        return f"a pause of {gap} ms before the next cue", ""

    def mend(self, cues: list[Cue], lane: Sequence[int], k: int, profile: Profile) -> None:
        cue = cues[lane[k]]
        cues[lane[k]] = on.retimed(cue, cue.span.start, cues[lane[k + 1]].span.start - profile.gap_ms)
