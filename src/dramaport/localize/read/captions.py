"""Reading a video: captions, other text on screen, and what to leave out.

Two passes. A sparse one learns where text stands (`survey`, `layout`); then every frame is followed: the strips of the
captions closely (`follow`), the rest of the picture once a second (`screens`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from dramaport.ai.abilities import Reader
from dramaport.drama.values import Box, Span
from dramaport.localize.read.finish import caption, joined
from dramaport.localize.read.follow import Follower
from dramaport.localize.read.frames import frames
from dramaport.localize.read.layout import Band, Layout, Sighting, around, find_layout, is_mark
from dramaport.localize.read.rows import Strip
from dramaport.localize.read.screens import Screens, Track
from dramaport.localize.read.survey import survey
from dramaport.localize.read.text import alike, bare, consensus, join, script_letters
from dramaport.localize.read.values import CaptionLine, Captions, ScreenText
from dramaport.media.probe import Probe, probe

#: Raised when the answers change.
VERSION = 1

#: More frames a second than this add nothing: captions change with frames of 24 to 30.
_FRAMES: Final = 31

#: On screen, text of the picture itself (shop signs behind actors, misread leaves) is common: it must be surer, longer and
#: stand longer than a caption.
_SURE: Final = 0.8
_LETTERS: Final = {"zh": 2, "ja": 2, "ko": 2}
_LETTERS_LATIN: Final = 3
_SHORTEST_MS: Final = 500
_SAME: Final = 0.6
#: Rows are one text when they share this much of their time and stand this close, in row heights.
_TOGETHER: Final = 0.7
_NEXT_ROW: Final = 1.0
_HEIGHTS: Final = (0.75, 1.33)

#: Words of the platforms and of standing notices; no drama's text.
_NOTICE = re.compile(
    r"^@|抖音|快手|小红书|视频号|西瓜视频|哔哩哔哩|bilibili|tiktok|youtube|kwai|微博|版权所有|翻版必究|未经授权|copyright|"
    r"all rights reserved|www\.|\.com|\.cn|AI\s*生成|由AI|纯属虚构|请勿模仿",
    re.IGNORECASE,
)


def read_captions(video: Path, reader: Reader, language: str = "zh") -> Captions:
    """All text of a video in the source `language`. Raises BadInput for what is no video."""
    about = probe(video)
    sightings, looks = survey(video, about, reader)
    layout = find_layout(sightings, looks, about.seconds, language)
    captions, seen = _follow(video, about, layout, reader, language)
    if not layout.bands and (second := find_layout(seen, looks, about.seconds, language)).bands:
        # Captions so rare that the survey missed them: they were found as text on screen.
        found = Layout(second.bands, layout.still, layout.marks)
        captions, _ = _follow(video, about, found, reader, language)
    return captions


def _follow(
    video: Path, about: Probe, layout: Layout, reader: Reader, language: str
) -> tuple[Captions, list[Sighting]]:
    """Read with a known layout; also everything seen on screen, as sightings."""
    size, at, before = (0, 0), 0, 0
    followers: list[tuple[Strip, Follower]] = []
    screens: Screens | None = None
    for frame in frames(video, about, _FRAMES):
        if screens is None:
            size = frame.size
            strips = [Strip.of(band, size) for band in layout.bands]
            followers = [(strip, Follower(strip, reader, language)) for strip in strips]
            screens = Screens(strips, layout.still, reader, language)
        for _, follower in followers:
            follower.see(frame)
        screens.see(frame, [area for _, follower in followers for area in follower.standing])
        before, at = at, frame.at
    if screens is None:
        return Captions(ignored=layout.still), []
    end = at + max(1, at - before)
    lines: list[CaptionLine] = []
    for strip, follower in followers:
        read = [caption(line, strip, size, reader, language) for line in follower.finish(end)]
        lines += joined([line for line in read if line is not None])
    lines.sort(key=lambda line: (line.span.start, line.box.y))
    tracks = screens.finish(end)
    strip_box = _strip(layout.bands, lines)
    shown = screen_texts(tracks, lines, layout.marks, language)
    return Captions(lines=tuple(lines), screens=shown, strip=strip_box, ignored=layout.still), _as_sightings(tracks)


def screen_texts(
    tracks: Sequence[Track], lines: Sequence[CaptionLine], marks: Sequence[str], language: str
) -> tuple[ScreenText, ...]:
    """Tracks as text on screen: without marks, notices and misreadings, rows of one text joined. Pure."""
    texts = [_text(track) for track in tracks]
    kept = [t for t in texts if _is_text(t, language) and not _is_notice(t, marks) and not _is_line(t, lines)]
    blocks: list[list[ScreenText]] = []
    for text in sorted(kept, key=lambda t: (t.box.y, t.span.start)):
        block = next((b for b in blocks if _follows(b[-1], text)), None)
        if block is None:
            blocks.append([text])
        else:
            block.append(text)
    whole = [_block(block, language) for block in blocks]
    return tuple(sorted(whole, key=lambda t: (t.span.start, t.box.y)))


def _text(track: Track) -> ScreenText:
    text, agreement = consensus([(said, score) for said, score in track.said])
    score = agreement * max(score for _, score in track.said)
    return ScreenText(span=Span(start=track.start, end=max(track.start, track.end)), text=text, score=min(1.0, score), box=track.box)


def _is_text(text: ScreenText, language: str) -> bool:
    letters = _LETTERS.get(language.split("-")[0], _LETTERS_LATIN)
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


def _follows(above: ScreenText, below: ScreenText) -> bool:
    """Whether two rows are rows of one text."""
    shared = above.span.overlap(below.span) >= _TOGETHER * min(above.span.duration, below.span.duration)
    tall = max(above.box.h, below.box.h)
    near = -0.5 * tall < below.box.y - above.box.bottom < _NEXT_ROW * tall
    beside = min(above.box.right, below.box.right) > max(above.box.x, below.box.x)
    return shared and near and beside and _HEIGHTS[0] <= below.box.h / above.box.h <= _HEIGHTS[1]


def _block(rows: Sequence[ScreenText], language: str) -> ScreenText:
    span = Span(start=min(r.span.start for r in rows), end=max(r.span.end for r in rows))
    text = join([row.text for row in rows], language)
    return ScreenText(span=span, text=text, score=min(r.score for r in rows), box=around([r.box for r in rows]))


def _strip(bands: Sequence[Band], lines: Sequence[CaptionLine]) -> Box | None:
    """Where the captions of the first band stand: round its lines, or the band itself while it has none."""
    if not bands:
        return None
    first = bands[0]
    inside = [line.box for line in lines if first.top - first.row < line.box.y + line.box.h / 2 < first.bottom + first.row]
    return around(inside) if inside else Box(x=0.0, y=first.top, w=1.0, h=first.bottom - first.top)


def _as_sightings(tracks: Sequence[Track]) -> list[Sighting]:
    return [Sighting(t.start, t.said[0][0], t.said[0][1], t.box) for t in tracks if t.said]
