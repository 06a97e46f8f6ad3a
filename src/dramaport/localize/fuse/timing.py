"""When captioned lines are said: each caption's time, moved to where speech begins and ends. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import Final

from dramaport.ai.abilities import Word
from dramaport.drama.values import Span

#: How far (ms) speech may begin before its caption or end after it; farther, it is another line's speech.
_STRAY: Final = 400

#: Captions this near each other (ms) touch: there is one at a time, and the second takes the first one's place.
_TOUCH: Final = 80
#: A caption that touches the next and stands too short for its letters by this factor was cut off: the line goes on under
#: the next one. In the rendered sample four of six lines that are cut into by 0.4 s lie above it, and none of the others.
_TOO_SHORT: Final = 1.3


def spoken_span(caption: Span, words: Sequence[Word], speech: Sequence[Span], free_from: int = 0) -> Span:
    """The time of the speech under a caption; the caption's own time where there is none.

    `words` are what was heard of it, `speech` is where anybody speaks, in order, `free_from` is when the caption before
    it is over. A caption that comes early or stays long is cut to the speech inside it. Where speech runs on over the
    caption's edge the caption is the better witness of where one line ends and the next begins, unless its own words
    lie beyond.
    """
    under = [span for span in speech if span.overlap(caption) > 0]
    if not under:
        return caption
    start, end = max(caption.start, under[0].start), min(caption.end, under[-1].end)
    if words:
        earliest = max(under[0].start, caption.start - _STRAY, min(free_from, caption.start))
        latest = min(under[-1].end, caption.end + _STRAY)
        start = min(start, max(words[0].start, earliest))
        end = max(end, min(words[-1].end, latest))
    return Span(start=start, end=max(start, end))


def usual_pace(captions: Sequence[Span], letters: Sequence[int]) -> float:
    """The median milliseconds a letter has in an episode's captions; 0 where there are none."""
    paces = [span.duration / count for span, count in zip(captions, letters, strict=True) if count]
    return median(paces) if paces else 0.0


def in_turn(said: Span, caption: Span, after: Span, usual: float, speech: Sequence[Span]) -> Span:
    """When a line ends whose caption is followed by another: where that one begins, or, cut into, later.

    `said` and `caption` are the line's times, `after` is the next caption, `usual` the time (ms) a line of its length
    takes in this episode.
    """
    touching = 0 <= after.start - caption.end <= _TOUCH
    if touching and usual > _TOO_SHORT * caption.duration:
        spoken = max((span.end for span in speech if span.start <= caption.end <= span.end), default=said.end)
        last = min(round(said.start + usual), caption.end + _STRAY, after.end, spoken)
        return Span(start=said.start, end=max(said.end, last))
    if caption.end <= after.start and said.start < after.start < said.end:
        return Span(start=said.start, end=after.start)
    return said
