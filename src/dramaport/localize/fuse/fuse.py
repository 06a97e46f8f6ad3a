"""The lines of an episode out of what was heard and what was read.

Where a caption stands, its text is the line's text (in drama it is nearly the script) and speech gives the time. Where
somebody speaks without one, what was heard is the line. Text on screen that nobody says becomes a line of its own kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from dramaport.ai.abilities import Heard, Word
from dramaport.drama.values import Line, LineKind, Origin, Span
from dramaport.localize.fuse.claims import Claims, claims, letters_of
from dramaport.localize.fuse.timing import in_turn, spoken_span, usual_pace
from dramaport.localize.read.values import CaptionLine, Captions, ScreenText

#: Raised when the answers change.
VERSION = 3

#: A caption over silence: nobody confirms it, and it may be no speech at all.
_UNHEARD: Final = 0.8
#: Lines count as said at the same time from here on (ms); less is the error of their times.
_TOGETHER: Final = 100


def fuse(episode: str, heard: Sequence[Heard], captions: Captions, speech: Sequence[Span]) -> tuple[Line, ...]:
    """All lines of an episode, in order of time, with ids `E01.001` and on.

    Every caption and every screen text becomes exactly one line, and no heard letter goes into two.

    Confidence: a caption nobody was heard under has 0.8 of its reading score `s`; one confirmed by hearing
    `1 - (1 - s)(1 - a)`, where `a` is the share of its letters heard the same (two witnesses that err independently); a
    heard line has the mean probability of its words; a screen text its reading score.
    """
    read = sorted(captions.lines, key=lambda caption: (caption.span.start, caption.span.end, caption.text))
    shared = claims(heard, [caption.text for caption in read], [caption.span for caption in read])
    spans = _spans(read, shared, speech)
    lines = [
        *(_captioned(episode, *each) for each in zip(read, spans, shared.of_caption, shared.agreement, strict=True)),
        *(_heard(episode, words) for words in shared.unclaimed),
        *(_screen(episode, screen) for screen in captions.screens),
    ]
    lines.sort(key=lambda line: (line.span.start, line.span.end, line.kind, line.text))
    return tuple(_numbered(line, number, lines) for number, line in enumerate(lines, start=1))


def _spans(read: Sequence[CaptionLine], shared: Claims, speech: Sequence[Span]) -> tuple[Span, ...]:
    """When each captioned line is said."""
    captions = [caption.span for caption in read]
    free_from = [0, *(span.end for span in captions)]
    spans = [
        spoken_span(caption, words, speech, free)
        for caption, words, free in zip(captions, shared.of_caption, free_from, strict=False)
    ]
    letters = [len(letters_of(caption.text)) for caption in read]
    pace = usual_pace(captions, letters)
    for i, after in enumerate(captions[1:]):
        spans[i] = in_turn(spans[i], captions[i], after, pace * letters[i], speech)
    return tuple(spans)


def _captioned(episode: str, caption: CaptionLine, span: Span, words: Sequence[Word], agreement: float) -> Line:
    said = _text(words)
    sure = 1 - (1 - caption.score) * (1 - agreement) if words else _UNHEARD * caption.score
    return Line(
        id="",
        episode=episode,
        span=span,
        text=caption.text,
        origin=Origin.BOTH if words else Origin.CAPTION,
        confidence=round(sure, 4),
        heard=said if words and letters_of(said) != letters_of(caption.text) else None,
        caption=caption.span,
        box=caption.box,
    )


def _heard(episode: str, words: Sequence[Word]) -> Line:
    sure = sum(word.probability for word in words) / len(words)
    return Line(
        id="",
        episode=episode,
        span=Span(start=words[0].start, end=words[-1].end),
        text=_text(words),
        origin=Origin.HEARD,
        confidence=round(sure, 4),
    )


def _screen(episode: str, screen: ScreenText) -> Line:
    return Line(
        id="",
        episode=episode,
        kind=LineKind.SCREEN,
        span=screen.span,
        text=screen.text,
        origin=Origin.CAPTION,
        confidence=screen.score,
        box=screen.box,
    )


def _text(words: Sequence[Word]) -> str:
    """Words as running text: a space where one of two neighbours is written with spaces."""
    text = ""
    for word in words:
        part = word.text.strip()
        text += f" {part}" if text and text[-1].isascii() and part[:1].isascii() else part
    return text


def _numbered(line: Line, number: int, lines: Sequence[Line]) -> Line:
    together = line.kind is LineKind.SPEECH and any(
        other is not line and other.kind is LineKind.SPEECH and other.span.overlap(line.span) > _TOGETHER
        for other in lines
    )
    return line.model_copy(update={"id": f"{line.episode}.{number:03d}", "overlaps": together})
