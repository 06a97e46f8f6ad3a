"""The covered pictures of a video, one after another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from dramaport.localize.cover.area import cover_area
from dramaport.localize.cover.plan import Cover
from dramaport.localize.read.frames import Frame, frames, pixels
from dramaport.media.probe import probe

#: Raised whenever the covered pictures change.
VERSION = 4


def covered_frames(video: Path, cover: Cover) -> Iterator[Frame]:
    """Every upright frame, captions covered. A pixel outside the patches leaves as it came in."""
    pairs = list(zip(cover.plan.patches, cover.holes, strict=True))
    for number, frame in enumerate(frames(video, probe(video))):
        due = [(patch, hole) for patch, hole in pairs if patch.span.start <= frame.at < patch.span.end]
        if not due:
            yield frame
            continue
        copy = replace(frame, y=frame.y.copy(), u=frame.u.copy(), v=frame.v.copy())
        for patch, hole in due:
            cover_area(copy, pixels(patch.box, frame.size), patch.mode, hole, number)
        yield copy
