"""Where an episode cuts and who is seen in each shot: a pure plan over its timeline."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from dramaport.drama.values import Span
from dramaport.produce.animatic.script import Delivery, Script, Style
from dramaport.produce.animatic.timeline import FRAME, SaidLine, ShownScreen, Timeline, down
from dramaport.produce.animatic.words import card_parts

MOST_CUTS = 6
_MOST_SEEN = 3  # people in one shot
_SHORTEST = 1500  # ms a shot lasts at least
_AIM = 6  # shots an episode is cut into where its lines allow it
_BREATH = 2 * FRAME  # a cut comes this long before the line it opens with


class Framing(StrEnum):
    WIDE = "wide"  # the place, the people small behind what stands in front
    TWO = "two"  # two or three people
    CLOSE = "close"  # one person
    PHONE = "phone"  # a phone in the hand


@dataclass(frozen=True)
class Shot:
    """A stretch between two cuts; `seen` are character ids in order of appearance, first at the left."""

    span: Span
    framing: Framing
    seen: tuple[str, ...]


def plan_shots(timeline: Timeline, script: Script) -> tuple[Shot, ...]:
    """Cut at line starts (never into an overlap) and around phone messages: 3 to 6 cuts where there are lines enough.

    A shot ends before a fourth person would have to be in it, or once it is as long as its share and somebody else
    speaks. The first shot is wide.
    """
    phones = [screen for screen in timeline.screens if screen.beat.style is Style.PHONE]
    cuts = [cut for cut in _line_cuts(timeline, MOST_CUTS - 2 * len(phones)) if not _near(cut, phones)]
    marks = {0, timeline.duration, *cuts}
    for phone in phones:
        marks |= {phone.span.start, phone.span.end}
    shots = [_shot(Span(start=start, end=end), timeline, script, phones) for start, end in pairwise(sorted(marks))]
    return _opened_wide(_never_empty(shots))


def _near(cut: int, phones: list[ShownScreen]) -> bool:
    """Whether a cut would leave less than a moment between itself and the sight of a phone."""
    room = _SHORTEST // 2
    return any(phone.span.start - room < cut < phone.span.end + room for phone in phones)


def _line_cuts(timeline: Timeline, most: int) -> list[int]:
    """Cut times at line starts: forced by a fourth person, else wherever a share of the time has passed."""
    share = max(_SHORTEST, timeline.duration // _AIM)
    cuts: list[int] = []
    begun, said, seen = 0, 0, set[str]()
    for before, line in pairwise(timeline.lines):
        seen.add(before.beat.character)
        said = max(said, before.span.end)
        free = line.span.start >= said and line.span.start - begun >= _SHORTEST
        full = len(seen | {line.beat.character}) > _MOST_SEEN
        due = line.span.start - begun >= share and line.beat.character != before.beat.character
        strong = line.beat.delivery is Delivery.SHOUT and line.beat.character not in seen
        if free and (full or due or strong) and len(cuts) < most:
            begun = max(down(line.span.start - _BREATH), down(said))
            cuts.append(begun)
            seen = set()
    return cuts


def _shot(span: Span, timeline: Timeline, script: Script, phones: list[ShownScreen]) -> Shot:
    if any(phone.span == span for phone in phones):
        return Shot(span, Framing.PHONE, ())
    speaking = [line.beat.character for line in timeline.lines if _belongs(line, span)]
    carded = [named for screen in timeline.screens if span.overlap(screen.span) for named in _named(screen, script)]
    seen = tuple(dict.fromkeys([*carded, *speaking]))[:_MOST_SEEN]
    return Shot(span, Framing.CLOSE if len(seen) == 1 else Framing.TWO, seen)


def _belongs(line: SaidLine, span: Span) -> bool:
    """A line belongs to the shot that holds most of it."""
    return line.span.overlap(span) * 2 > line.span.duration


def _named(screen: ShownScreen, script: Script) -> list[str]:
    if screen.beat.style is not Style.CARD:
        return []
    head, _ = card_parts(screen.beat.text)
    return [role.id for role in script.characters if role.name == head]


def _never_empty(shots: list[Shot]) -> list[Shot]:
    """A shot in which nobody speaks shows whoever was seen last, or will be seen next."""
    filled: list[Shot] = []
    last = next((shot.seen for shot in shots if shot.seen), ())
    for shot in shots:
        empty = not shot.seen and shot.framing is not Framing.PHONE
        filled.append(replace(shot, seen=last[:1], framing=Framing.CLOSE) if empty else shot)
        last = filled[-1].seen or last
    return filled


def _opened_wide(shots: list[Shot]) -> tuple[Shot, ...]:
    first = shots[0]
    opening = first if first.framing is Framing.PHONE else replace(first, framing=Framing.WIDE)
    return (opening, *shots[1:])
