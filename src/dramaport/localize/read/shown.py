"""From rows seen on screen to texts: which are kept, and which belong together. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from dramaport.drama.values import Box, Span
from dramaport.localize.read.layout import around, is_mark
from dramaport.localize.read.screens import Track
from dramaport.localize.read.text import alike, bare, consensus, join, script_letters, unspaced
from dramaport.localize.read.values import CaptionLine, ScreenText

#: On screen, text of the picture itself (shop signs behind actors, misread leaves) is common: it must be surer, longer and
#: stand longer than a caption.
_SURE: Final = 0.8
_LETTERS: Final = 2
_LETTERS_LATIN: Final = 3
_SHORTEST_MS: Final = 500
_SAME: Final = 0.6
#: Rows are one text when they share this much of their time and stand this close, in heights of the larger row.
_TOGETHER: Final = 0.7
_NEXT_ROW: Final = 1.0
_OVERLAP: Final = 0.5
#: Rows with characters of about one size are lines of one sentence; a name over a title is not.
_ONE_SIZE: Final = (0.8, 1.25)
#: A column of characters is this much higher than wide.
_UPRIGHT: Final = 1.5

#: Words of the platforms and of standing notices; no drama's text.
_NOTICE = re.compile(
    r"^@|抖音|快手|小红书|视频号|西瓜视频|哔哩哔哩|bilibili|tiktok|youtube|kwai|微博|版权所有|翻版必究|未经授权|copyright|"
    r"all rights reserved|www\.|\.com|\.cn|AI\s*生成|由AI|纯属虚构|请勿模仿",
    re.IGNORECASE,
)


def screen_texts(
    tracks: Sequence[Track], lines: Sequence[CaptionLine], marks: Sequence[str], language: str, aspect: float
) -> tuple[ScreenText, ...]:
    """Tracks as text on screen: without watermarks, notices and misreadings, the rows of one text joined.

    `aspect` is the frame's width over its height; boxes are fractions of each.
    """
    texts = [_text(track) for track in tracks]
    kept = [t for t in texts if _is_text(t, language) and not _is_notice(t, marks) and not _is_line(t, lines)]
    blocks: list[list[ScreenText]] = []
    for text in sorted(kept, key=lambda t: (t.box.y, t.span.start)):
        block = next((b for b in blocks if any(_beside(other, text, aspect) for other in b)), None)
        if block is None:
            blocks.append([text])
        else:
            block.append(text)
    whole = [_block(block, language, aspect) for block in blocks]
    return tuple(sorted(whole, key=lambda t: (t.span.start, t.box.y)))


def _text(track: Track) -> ScreenText:
    text, agreement = consensus(track.said)
    score = agreement * max(score for _, score in track.said)
    span = Span(start=track.start, end=max(track.start, track.end))
    return ScreenText(span=span, text=text, score=min(1.0, score), box=track.box)


def _is_text(text: ScreenText, language: str) -> bool:
    letters = _LETTERS if unspaced(language) or language.startswith("ko") else _LETTERS_LATIN
    long_enough = script_letters(text.text, language) >= letters and text.span.duration >= _SHORTEST_MS
    return long_enough and text.score >= _SURE


def _is_notice(text: ScreenText, marks: Sequence[str]) -> bool:
    return is_mark(text.text, marks) or _NOTICE.search(text.text) is not None


def _is_line(text: ScreenText, lines: Sequence[CaptionLine]) -> bool:
    """Whether it is a caption that was found here too."""
    return any(
        text.span.overlap(line.span) and (alike(text.text, line.text) >= _SAME or bare(text.text) in bare(line.text))
        for line in lines
    )


def _beside(one: ScreenText, other: ScreenText, aspect: float) -> bool:
    """Whether two rows, or two columns, are parts of one text."""
    if one.span.overlap(other.span) < _TOGETHER * min(one.span.duration, other.span.duration):
        return False
    if _upright(one.box, aspect) != _upright(other.box, aspect):
        return False
    if _upright(one.box, aspect):
        gap = max(one.box.x, other.box.x) - min(one.box.right, other.box.right)
        shared = min(one.box.bottom, other.box.bottom) - max(one.box.y, other.box.y)
        return gap < _NEXT_ROW * max(one.box.w, other.box.w) and shared > _OVERLAP * min(one.box.h, other.box.h)
    gap = max(one.box.y, other.box.y) - min(one.box.bottom, other.box.bottom)
    shared = min(one.box.right, other.box.right) - max(one.box.x, other.box.x)
    return gap < _NEXT_ROW * max(one.box.h, other.box.h) and shared > _OVERLAP * min(one.box.w, other.box.w)


def _upright(box: Box, aspect: float) -> bool:
    return box.h > _UPRIGHT * box.w * aspect


def _block(rows: Sequence[ScreenText], language: str, aspect: float) -> ScreenText:
    """Rows from top to bottom; columns from right to left, a larger one (a name beside its title) first."""
    upright = _upright(rows[0].box, aspect)
    size = {id(row): (row.box.h if upright else row.box.w * aspect) / max(1, len(row.text)) for row in rows}
    one_size = all(_ONE_SIZE[0] <= size[id(row)] / size[id(rows[0])] <= _ONE_SIZE[1] for row in rows)
    if upright:
        rows = sorted(rows, key=lambda row: (0.0 if one_size else -size[id(row)], -row.box.x))
    comma = "，" if unspaced(language) else ", "
    texts = [row.text for row in rows]
    if not one_size:  # names and titles are set apart by size; in running text a comma does that
        texts = [t if n == len(texts) - 1 or not t[-1:].isalnum() else t + comma for n, t in enumerate(texts)]
    span = Span(start=min(row.span.start for row in rows), end=max(row.span.end for row in rows))
    return ScreenText(
        span=span,
        text=join(texts, language),
        score=min(row.score for row in rows),
        box=around([row.box for row in rows]),
    )
