"""Pictures for shelves and scrub bars, taken from an encoded rung. Only key frames are decoded, one every two
seconds.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Final

from dramaport.localize.package.manifest import Storyboard
from dramaport.media.encode import GOP_SECONDS
from dramaport.media.ffmpeg import BITEXACT, ffmpeg, source, target

VERSION: Final = 1

_KEY_FRAMES = ("-skip_frame", "nokey")
_JPEG = ("-frames:v", "1", "-update", "1", "-c:v", "mjpeg", "-q:v", "3", "-threads", "1", *BITEXACT, "-f", "image2")
#: The poster is the most usual looking of the first ten key frames: neither a black first frame nor a flash.
_POSTER_FROM = 10
_COLUMNS = 10
_SHORT_SIDE = 90


def poster(video: Path, path: Path) -> None:
    """A JPEG of the video's own size from its first twenty seconds."""
    pick = f"thumbnail=n={_POSTER_FROM}"
    ffmpeg([*_KEY_FRAMES, *source(video), "-an", "-vf", pick, *_JPEG, target(path)], about=video.name)


def storyboard(video: Path, width: int, height: int, seconds: float, path: Path) -> Storyboard:
    """One JPEG sheet of small pictures, 90 pixels on the short side, ten in a row, one every two seconds."""
    scale = _SHORT_SIDE / min(width, height)
    small = (2 * round(width * scale / 2), 2 * round(height * scale / 2))
    count = max(1, math.ceil(seconds / GOP_SECONDS))
    rows = math.ceil(count / _COLUMNS)
    sheet = f"scale={small[0]}:{small[1]}:flags=area,tile={_COLUMNS}x{rows}"
    ffmpeg([*_KEY_FRAMES, *source(video), "-an", "-vf", sheet, *_JPEG, target(path)], about=video.name)
    return Storyboard(interval=GOP_SECONDS * 1000, count=count, columns=_COLUMNS, width=small[0], height=small[1])
