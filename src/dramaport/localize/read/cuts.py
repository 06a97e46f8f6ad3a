"""Shot changes: where the picture becomes another from one frame to the next."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from dramaport.localize.read.frames import Frame, Plane

#: Frames are compared at this size (width, height), from every eighth pixel: camera and people move by less than a cell.
_SIZE: Final = (18, 32)
_EVERY: Final = 8

#: A cell has changed by this much luma, and a cut changes this share of all cells and this many times what the frames
#: around it change. With these all 44 cuts of the sample are found and nothing else, its lightning and captions among it; on
#: a bilingual clip its three cuts and not its captions. Quick cartoon motion can still pass for a cut.
_CHANGED: Final = 8
_LEAST: Final = 0.35
_TIMES: Final = 3.0
_AROUND: Final = 8
#: This many frames before and after, as much of the picture is another one, by this share: a flash goes back.
_STAYS: Final = 0.6
_AWAY: Final = 8
#: Lightning brightens a shot and deepens its contrast: cells must have changed at one mean and one contrast (standard
#: deviation), too. Dark pictures are not drawn apart further than to `_FLAT`.
_CONTRAST: Final = 40.0
_FLAT: Final = 20.0
#: Two cuts are at least this far apart, in ms.
_APART_MS: Final = 200


Rows = NDArray[np.intp] | list[int]


class Cuts:
    """Finds the shot changes of a video. Give it each frame in turn, then `finish`."""

    def __init__(self) -> None:
        self._times: list[int] = []
        self._looks: list[Plane] = []

    def see(self, frame: Frame) -> None:
        """Take the next frame."""
        self._times.append(frame.at)
        small = np.ascontiguousarray(frame.y[::_EVERY, ::_EVERY])
        self._looks.append(np.asarray(cv2.resize(small, _SIZE, interpolation=cv2.INTER_AREA), np.uint8))

    def finish(self) -> tuple[int, ...]:
        """The time of each shot's first frame but the first shot's, in ms."""
        return shot_changes(self._times, np.array(self._looks, np.float32).reshape(len(self._looks), -1))


def shot_changes(times: list[int], looks: NDArray[np.float32]) -> tuple[int, ...]:
    """The times at which `looks`, one row a frame, become others and stay so."""
    if len(looks) < 2:
        return ()
    even = _evened(looks)
    changes = _changed(looks, even, np.arange(1, len(looks)), np.arange(len(looks) - 1))
    found: list[int] = []
    for place, change in enumerate(changes):
        near = np.concatenate([changes[max(0, place - _AROUND) : place], changes[place + 1 : place + 1 + _AROUND]])
        usual = float(np.median(near)) if len(near) else 0.0
        time = times[place + 1]
        if change < max(_LEAST, _TIMES * usual) or (found and time - found[-1] < _APART_MS):
            continue
        after, before = min(len(even) - 1, place + 1 + _AWAY), max(0, place - _AWAY)
        if _changed(looks, even, [after, place + 1], [place, before]).min() >= _STAYS * change:
            found.append(time)
    return tuple(found)


def _evened(looks: NDArray[np.float32]) -> NDArray[np.float32]:
    mean, spread = looks.mean(axis=1, keepdims=True), looks.std(axis=1, keepdims=True)
    return np.asarray((looks - mean) * (_CONTRAST / np.maximum(spread, _FLAT)), np.float32)


def _changed(looks: NDArray[np.float32], even: NDArray[np.float32], ones: Rows, others: Rows) -> NDArray[np.float64]:
    """The share of cells that differ between frames, pair by pair, as they came and evened."""
    pairs = [np.abs(a[ones] - a[others]) > _CHANGED for a in (looks, even)]
    return np.asarray((pairs[0] & pairs[1]).mean(axis=-1))
