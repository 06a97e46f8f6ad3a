"""Reading a video: captions, other text on screen, and what to leave out.

Two passes. A sparse one learns where text stands (`survey`, `layout`); then every frame is followed: the strips of the
captions closely (`follow`), the rest of the picture now and then (`screens`).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from dramaport.ai.abilities import Reader
from dramaport.drama.values import Box
from dramaport.localize.read.cuts import Cuts
from dramaport.localize.read.finish import caption, joined, one_script
from dramaport.localize.read.follow import Follower
from dramaport.localize.read.frames import frames
from dramaport.localize.read.layout import Band, Layout, Sighting, around, find_layout
from dramaport.localize.read.rows import Strip
from dramaport.localize.read.screens import Screens, Track
from dramaport.localize.read.shown import screen_texts
from dramaport.localize.read.survey import survey
from dramaport.localize.read.values import CaptionLine, Captions
from dramaport.media.probe import Probe, probe

#: Raised when the answers change.
VERSION = 4

#: More frames a second than this add nothing: captions change with frames of 24 to 30.
_FRAMES: Final = 31


def read_captions(video: Path, reader: Reader, language: str = "zh") -> Captions:
    """All text of a video in the source `language`. Raises BadInput for what is no video."""
    about = probe(video)
    sightings, looks = survey(video, about, reader)
    layout = find_layout(sightings, looks, about.seconds, language)
    captions, seen = _follow(video, about, layout, reader, language, cuts := Cuts())
    if not layout.bands and (second := find_layout(seen, looks, about.seconds, language)).bands:
        # Captions so rare that the survey missed them: they were found as text on screen.
        found = Layout(second.bands, layout.still, layout.marks)
        captions, _ = _follow(video, about, found, reader, language)
    return captions.model_copy(update={"cuts": cuts.finish()})


def _follow(
    video: Path, about: Probe, layout: Layout, reader: Reader, language: str, cuts: Cuts | None = None
) -> tuple[Captions, list[Sighting]]:
    """Read with a known layout; also everything seen on screen, as sightings. `cuts` sees the frames too."""
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
        if cuts is not None:
            cuts.see(frame)
        screens.see(frame, [area for _, follower in followers for area in follower.standing])
        before, at = at, frame.at
    if screens is None:
        return Captions(ignored=layout.still), []
    end = at + max(1, at - before)
    lines: list[CaptionLine] = []
    for strip, follower in followers:
        read = [caption(line, strip, size, reader, language) for line in follower.finish(end)]
        lines += joined([line for line in read if line is not None])
    lines = one_script(sorted(lines, key=lambda line: (line.span.start, line.box.y)), language)
    tracks = screens.finish(end)
    strip_box = _strip(layout.bands, lines)
    shown = screen_texts(tracks, lines, layout.marks, language, size[0] / size[1])
    return Captions(lines=tuple(lines), screens=shown, strip=strip_box, ignored=layout.still), _as_sightings(tracks)


def _strip(bands: Sequence[Band], lines: Sequence[CaptionLine]) -> Box | None:
    """Where the captions of the first band stand: round its lines, or the band itself while it has none."""
    if not bands:
        return None
    first = bands[0]
    inside = [
        line.box for line in lines if first.top - first.row < line.box.y + line.box.h / 2 < first.bottom + first.row
    ]
    return around(inside) if inside else Box(x=0.0, y=first.top, w=1.0, h=first.bottom - first.top)


def _as_sightings(tracks: Sequence[Track]) -> list[Sighting]:
    return [Sighting(t.start, t.said[0][0], t.said[0][1], t.box) for t in tracks if t.said]
