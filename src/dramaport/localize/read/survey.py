"""A first sparse look over a whole video: where does text stand?"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from dramaport.ai.abilities import Picture, Reader, Reading
from dramaport.localize.read.frames import Frame, Skip, fractions, frames, key_times
from dramaport.localize.read.layout import Sighting
from dramaport.media.probe import Probe

#: Looks over a video, and the bounds of their distance in seconds. A season's median episode shows 47 captions in 98 s,
#: so two dozen looks see a dozen different ones.
_LOOKS: Final = 24
_NEAREST: Final = 0.25
_FURTHEST: Final = 4.0

#: Key frames alone are enough where none is further from the next, in seconds: with a cut every two to four seconds they
#: mostly are, and decoding the rest would take half of a survey's time.
_KEYS_APART: Final = 5.0

#: The longest side of a whole frame that is read, in pixels. On drawn text of 34 px and more in 960 to 1280 px frames
#: nothing is missed from 400 px on (11 px high rows); the time grows with the square.
LONGEST_SIDE: Final = 448


def survey(video: Path, about: Probe, reader: Reader) -> tuple[list[Sighting], int]:
    """What is seen in frames spread evenly over the video, and in how many frames was looked."""
    distance = min(_FURTHEST, max(_NEAREST, about.seconds / _LOOKS))
    sightings: list[Sighting] = []
    looks = 0
    # Half a step in, so that neither the first black frame nor the end card counts for two.
    for frame in frames(video, about, 1 / distance, skip=enough(key_times(video), about.seconds), first=distance / 2):
        looks += 1
        sightings += sightings_in(frame, read_whole(frame.picture(), reader))
    return sightings, looks


def enough(keys: Sequence[float], seconds: float) -> Skip:
    """What a look now and then can do without, in a video with key frames at these times."""
    apart = max((b - a for a, b in pairwise((0.0, *keys, seconds))), default=seconds)
    return "NONKEY" if len(keys) >= _LOOKS // 2 and apart <= _KEYS_APART else "NONREF"


def read_whole(picture: Picture, reader: Reader) -> tuple[Reading, ...]:
    """Read a whole frame at reduced size; boxes are in the frame's pixels."""
    height, width = picture.shape[:2]
    scale = LONGEST_SIDE / max(height, width)
    if scale >= 1:
        return reader.read(picture)
    small = cv2.resize(picture, (round(width * scale), round(height * scale)), interpolation=cv2.INTER_AREA)
    return tuple(Reading(r.text, r.score, _scaled(r.box, 1 / scale)) for r in reader.read(np.asarray(small, np.uint8)))


def sightings_in(frame: Frame, readings: Sequence[Reading]) -> list[Sighting]:
    """Readings as sightings, their boxes as fractions of the frame."""
    return [Sighting(frame.at, r.text, r.score, fractions(_corners(r.box), frame.size)) for r in readings]


def _corners(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    x, y, w, h = box
    return x, y, x + w, y + h


def _scaled(box: tuple[float, float, float, float], by: float) -> tuple[float, float, float, float]:
    x, y, w, h = box
    return x * by, y * by, w * by, h * by
