"""Decoding a video into upright frames, as planes of luma and chroma, at the times they are shown.

Everything here works on YUV 4:2:0: captions are read from luma, and covering writes the planes back, so a pixel nobody
touches leaves as it came in.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import av
import av.error
import cv2
import numpy as np
from av.container import InputContainer
from numpy.typing import NDArray

from dramaport.ai.abilities import Picture
from dramaport.drama.values import Box
from dramaport.errors import BadInput
from dramaport.media.encode import Form
from dramaport.media.probe import Probe

Plane = NDArray[np.uint8]

_OPTIONS = {"protocol_whitelist": "file"}

#: Frames this close to the wanted distance are taken, so that a time rounded to its time base is not passed over.
_SLACK = 0.15


def _matrix(red: float, blue: float) -> NDArray[np.float64]:
    """From limited-range Y, U, V to B, G, R for a standard's weights of red and blue in luma (ITU-R BT.601, BT.709)."""
    green = 1 - red - blue
    y, c = 255 / 219, 255 / 224
    to_blue, to_red = 2 * (1 - blue) * c, 2 * (1 - red) * c
    return np.asarray([[y, to_blue, 0], [y, -to_blue * blue / green, -to_red * red / green], [y, 0, to_red]])


#: OpenCV knows BT.601 alone. What it gives for a BT.709 picture becomes right by this: back to YUV, and on with BT.709.
_BT709: Final = (_matrix(0.2126, 0.0722) @ np.linalg.inv(_matrix(0.299, 0.114))).astype(np.float32)

#: ISO/IEC 23001-8 matrix coefficients: 1 is BT.709, 2 is unspecified. Players take unspecified for BT.709 from this size on.
_TAGGED_709, _UNTAGGED = 1, 2
_HD_SIDE: Final = 1280


@dataclass(frozen=True)
class Frame:
    """One upright frame: luma (H, W) and the chroma planes (H/2, W/2); both sizes even. `at` is in milliseconds."""

    at: int
    y: Plane
    u: Plane
    v: Plane
    bt709: bool = False  # the colour matrix; else BT.601

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.y.shape[1], self.y.shape[0]

    @property
    def form(self) -> Form:
        """What `packed` gives, to an encoder."""
        return "bt709" if self.bt709 else "bt601"

    def packed(self) -> Picture:
        """The planes one after another as encoders take them: (H * 3/2, W)."""
        whole = np.concatenate([self.y.reshape(-1), self.u.reshape(-1), self.v.reshape(-1)])
        return np.asarray(whole.reshape(-1, self.size[0]), np.uint8)

    def picture(self, area: tuple[int, int, int, int] | None = None) -> Picture:
        """The frame, or an area (left, top, right, bottom in pixels) of it widened to even corners, as BGR."""
        left, top, right, bottom = even(area or (0, 0, *self.size))
        half = (slice(top // 2, bottom // 2), slice(left // 2, right // 2))
        packed = [self.y[top:bottom, left:right].reshape(-1), self.u[half].reshape(-1), self.v[half].reshape(-1)]
        planes = np.concatenate(packed).reshape((bottom - top) * 3 // 2, right - left)
        colours = cv2.cvtColor(planes, cv2.COLOR_YUV2BGR_I420)
        return np.asarray(cv2.transform(colours, _BT709) if self.bt709 else colours, np.uint8)


def even(area: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    """The area widened to even corners, where chroma samples begin and end."""
    left, top, right, bottom = area
    return left & ~1, top & ~1, (right + 1) & ~1, (bottom + 1) & ~1


def pixels(box: Box, size: tuple[int, int], margin: float = 0.0) -> tuple[int, int, int, int]:
    """A box in pixels of a frame of `size`: left, top, right, bottom, grown by `margin` pixels and kept inside."""
    width, height = size
    left, top = int(box.x * width - margin), int(box.y * height - margin)
    right, bottom = int(np.ceil(box.right * width + margin)), int(np.ceil(box.bottom * height + margin))
    return max(0, left), max(0, top), min(width, right), min(height, bottom)


def fractions(area: tuple[float, float, float, float], size: tuple[int, int]) -> Box:
    """The box of an area given in pixels: left, top, right, bottom."""
    left, top, right, bottom = area
    width, height = size
    return Box(x=left / width, y=top / height, w=(right - left) / width, h=(bottom - top) / height)


#: What the decoder may leave out, for those who want few frames: frames no other frame needs, or all but key frames.
Skip = Literal["NONREF", "NONKEY"]


def frames(
    video: Path, about: Probe, most: float | None = None, *, skip: Skip | None = None, first: float = 0.0
) -> Iterator[Frame]:
    """The video's frames in order of time from `first` seconds on, at most `most` of them a second, less what `skip` says.

    A damaged packet costs its own frames only. Raises BadInput where the file cannot be opened.
    """
    with _opened(video) as container:
        stream = container.streams.video[0]
        stream.thread_type = "AUTO"
        if skip is not None:
            stream.codec_context.skip_frame = skip
        start = (container.start_time or 0) / av.time_base
        distance = 0.0 if most is None else (1 - _SLACK) / most
        due = start + first - _SLACK * distance
        for packet in container.demux(stream):
            decoded: list[av.VideoFrame] = []
            with suppress(av.error.InvalidDataError):
                decoded = packet.decode()
            for frame in decoded:
                if frame.pts is None or frame.time is None or frame.time < due:
                    continue
                due = frame.time + distance
                yield _upright(frame, max(0, round((frame.time - start) * 1000)), about)


def key_times(video: Path) -> tuple[float, ...]:
    """When key frames are shown, in seconds from the start, without decoding any. Raises BadInput as `frames` does."""
    with _opened(video) as container:
        start = (container.start_time or 0) / av.time_base
        times = [
            float(packet.pts * packet.time_base) - start
            for packet in container.demux(container.streams.video[0])
            if packet.is_keyframe and packet.pts is not None and packet.time_base is not None
        ]
    return tuple(sorted(times))


def _opened(video: Path) -> InputContainer:
    try:
        return av.open(str(video), options=_OPTIONS)
    except (av.error.FFmpegError, ValueError) as error:
        raise BadInput(f"{video.name!r} cannot be opened as a video ({type(error).__name__}); replace it") from error


def _upright(frame: av.VideoFrame, at: int, about: Probe) -> Frame:
    turned = about.rotation in (90, 270)
    width, height = (about.height, about.width) if turned else (about.width, about.height)
    tag = int(frame.colorspace)
    bt709 = tag == _TAGGED_709 or (tag == _UNTAGGED and max(frame.width, frame.height) >= _HD_SIDE)
    if frame.format.name != "yuv420p" or (frame.width, frame.height) != (width, height):
        frame = frame.reformat(width=width, height=height, format="yuv420p")
    y, u, v = (_plane(plane) for plane in frame.planes)
    height, width = y.shape[0] & ~1, y.shape[1] & ~1
    planes = [y[:height, :width], u[: height // 2, : width // 2], v[: height // 2, : width // 2]]
    if about.rotation:
        planes = [np.rot90(plane, -about.rotation // 90) for plane in planes]
    return Frame(at, planes[0], planes[1], planes[2], bt709)


def _plane(plane: av.video.plane.VideoPlane) -> Plane:
    rows = np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)  # type: ignore[call-overload]
    return np.asarray(rows[: plane.height, : plane.width])
