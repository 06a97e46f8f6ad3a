"""Building cues from lines and their translations.

A cue follows the speech: the dub's span where it was spoken anew, else the line's. Two short lines that leave no time
for a cue each share one, a row to a speaker. Text that cannot be read in its time gives way to a shorter candidate
that can.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from dramaport.drama.values import Cue, Line, LineKind, Span, Translation
from dramaport.localize.subtitle.cues import dashed, in_order, retimed
from dramaport.localize.subtitle.profile import Profile
from dramaport.localize.subtitle.rules import TEXT_RULES

VERSION = 1  # raised whenever `compose` or `polish` gives other cues for the same lines


@dataclass(frozen=True)
class _Item:
    """A line on its way to a cue."""

    line: Line
    span: Span
    text: str
    shorter: tuple[str, ...]


def compose(
    lines: Sequence[Line],
    translations: Mapping[str, Translation],
    profile: Profile,
    cuts: Sequence[int] = (),
    spoken: Mapping[str, Span] | None = None,
    *,
    speakers: Mapping[str, str] | None = None,
    until: int | None = None,
) -> tuple[Cue, ...]:
    """Cues for the lines that have a translation, one row each (two where two speakers share one); `polish` lays them
    out.

    `translations`, `spoken` and `speakers` are keyed by line id; `spoken` is where the dub says a line, `speakers` who
    says it. A line without a translation, or with an empty one, gives no cue. `cuts` and `until` are as for `polish`.
    """
    seen = profile.seen(cuts, until)
    cues: list[Cue] = []
    for kind in (LineKind.SPEECH, LineKind.SCREEN):
        items = _items([line for line in lines if line.kind is kind], translations, spoken or {}, seen)
        chosen = _shortened(items, seen)
        groups = _grouped(chosen, speakers, seen) if kind is LineKind.SPEECH else [[item] for item in chosen]
        cues += _lent([_cue(group, speakers, seen) for group in groups], seen)
    return tuple(in_order(cues))


def _items(
    lines: Sequence[Line], translations: Mapping[str, Translation], spoken: Mapping[str, Span], profile: Profile
) -> list[_Item]:
    out = []
    for line in lines:
        translation = translations.get(line.id)
        text = "" if translation is None else written(translation.text, profile)
        if translation is None or not text:
            continue
        span = spoken.get(line.id, line.span) if line.kind is LineKind.SPEECH else line.span
        shorter = tuple(filter(None, (written(candidate, profile) for candidate in translation.shorter)))
        out.append(_Item(line, span, text, shorter))
    return sorted(out, key=lambda item: (item.span.start, item.span.end, item.line.id))


def written(text: str, profile: Profile) -> str:
    """One row of text as the language writes it: every text rule applied."""
    text = " ".join(text.split("\n"))
    for rule in TEXT_RULES:
        text = rule.amend(text, profile)
    return text


def _room(items: Sequence[_Item], k: int, profile: Profile) -> int:
    """Milliseconds a cue for item `k` could stand: to the next one, to the episode's end, or as long as any cue may."""
    start = items[k].span.start
    ends = [start + profile.max_ms]
    if k + 1 < len(items):
        ends.append(items[k + 1].span.start - profile.gap_ms)
    if profile.until is not None:
        ends.append(profile.until)
    return max(min(ends) - start, 0)


def _shortened(items: Sequence[_Item], profile: Profile) -> list[_Item]:
    """Items with the first candidate that can be read in its time; the preferred one where none can."""
    out = []
    for k, item in enumerate(items):
        room = _room(items, k, profile)
        readable = (text for text in (item.text, *item.shorter) if profile.reading_ms([text]) <= room)
        out.append(replace(item, text=next(readable, item.text)))
    return out


def _grouped(items: Sequence[_Item], speakers: Mapping[str, str] | None, profile: Profile) -> list[list[_Item]]:
    """Items that stand alone, and pairs that share a cue: one without time of its own with the next, else the last."""
    groups: list[list[_Item]] = []
    k = 0
    while k < len(items):
        pressed = k + 1 < len(items) and _pressed(items, k, profile)
        if pressed and _fit_together(items, k, speakers, profile):
            groups.append(list(items[k : k + 2]))
            k += 2
            continue
        alone_before = bool(groups) and len(groups[-1]) == 1
        if pressed and alone_before and _fit_together(items, k - 1, speakers, profile):
            groups[-1].append(items[k])
        else:
            groups.append([items[k]])
        k += 1
    return groups


def _pressed(items: Sequence[_Item], k: int, profile: Profile) -> bool:
    """Whether the next item leaves item `k` less time than a cue needs."""
    alone = items[k + 1].span.start - profile.gap_ms - items[k].span.start
    return alone < max(profile.min_ms, min(profile.reading_ms([items[k].text]), items[k].span.duration))


def _fit_together(items: Sequence[_Item], k: int, speakers: Mapping[str, str] | None, profile: Profile) -> bool:
    """Whether items `k` and `k + 1` fit into one cue and can be read there."""
    first, second = items[k], items[k + 1]
    two = _two_speakers(first, second, speakers)
    if two is None or second.span.start - first.span.end > profile.scaled(profile.close_frames):
        return False
    rows = _rows([first, second], two, profile)
    if any(profile.overflow(row) for row in rows):
        return False
    room = second.span.start + _room(items, k + 1, profile) - first.span.start
    stands = min(room, max(second.span.end - first.span.start, profile.reading_ms(rows)))
    return profile.reading_ms(rows) <= stands <= profile.max_ms


def _two_speakers(first: _Item, second: _Item, speakers: Mapping[str, str] | None) -> bool | None:
    """Whether two people say the lines; None where nobody knows. Nobody talks over himself, so overlap means two."""
    if first.line.overlaps or second.line.overlaps or second.span.start < first.span.end:
        return True
    one, other = (speakers or {}).get(first.line.id), (speakers or {}).get(second.line.id)
    return None if one is None or other is None else one != other


def _rows(group: Sequence[_Item], two_speakers: bool, profile: Profile) -> tuple[str, ...]:
    if two_speakers:
        return tuple(dashed(item.text, profile.dash) for item in group)
    return (profile.joiner.join(item.text for item in group),)


def _cue(group: Sequence[_Item], speakers: Mapping[str, str] | None, profile: Profile) -> Cue:
    two = len(group) > 1 and _two_speakers(group[0], group[1], speakers) is True
    return Cue(
        span=Span(start=group[0].span.start, end=max(item.span.end for item in group)),
        rows=_rows(group, two, profile),
        line_ids=tuple(item.line.id for item in group),
        kind=group[0].line.kind,
    )


#: Frames a start may lie off the speech: Netflix, General Requirements, timing to audio (3 frames at 24 a second).
_OFF_SPEECH = 3


def _lent(cues: Sequence[Cue], profile: Profile) -> list[Cue]:
    """Cues of one lane, where one pressed for time starts earlier, and the next one later, by at most three frames.

    Only time nobody else needs is lent: a pause before it, or what the next cue has to spare.
    """
    out = list(cues)
    most = profile.scaled(_OFF_SPEECH)
    for k in range(len(out) - 1):
        lack = -_spare(out, k, profile)
        earlier = min(lack, most, out[k].span.start - _busy_until(out, k - 1, profile))
        if earlier > 0:
            out[k] = retimed(out[k], out[k].span.start - earlier, out[k].span.end)
            lack -= earlier
        later = min(lack, most, _spare(out, k + 1, profile))
        if later > 0:
            start = out[k + 1].span.start + later
            out[k + 1] = retimed(out[k + 1], start, max(start, out[k + 1].span.end))
    return out


def _need(cue: Cue, profile: Profile) -> int:
    return max(profile.min_ms, profile.reading_ms(cue.rows))


def _spare(cues: Sequence[Cue], k: int, profile: Profile) -> int:
    """Milliseconds cue `k` has, up to the next one, beyond what it needs; negative where it lacks some."""
    cue = cues[k]
    ends = [cues[k + 1].span.start - profile.gap_ms] if k + 1 < len(cues) else [cue.span.start + profile.max_ms]
    if profile.until is not None:
        ends.append(profile.until)
    return min(ends) - cue.span.start - _need(cue, profile)


def _busy_until(cues: Sequence[Cue], k: int, profile: Profile) -> int:
    """When the next cue may start at the earliest, so that cue `k` keeps its speech and its reading time."""
    if k < 0:
        return 0
    span = cues[k].span
    return max(span.end, span.start + _need(cues[k], profile)) + profile.gap_ms
