"""Drawn footage for tests: captions in pure colours over moving grey noise, and a reader that knows each colour's text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import av
import cv2
import numpy as np

from dramaport.ai.abilities import Picture, Reading
from dramaport.localize.read.frames import Frame

WIDTH, HEIGHT, RATE = 360, 640, 25

#: Colours (BGR) no grey picture has, all bright enough to be lettering.
COLOURS: tuple[tuple[int, int, int], ...] = ((0, 255, 255), (255, 255, 0), (0, 255, 0), (255, 120, 255), (90, 160, 255))


@dataclass(frozen=True)
class Shown:
    """A text drawn from frame `first` up to, not including, frame `last`; x is its middle, y its baseline."""

    text: str
    first: int
    last: int
    colour: int
    letters: str = "Abcdefg"
    x: int = WIDTH // 2
    y: int = 480
    size: float = 1.0


class ColourReader:
    """Reads a text wherever enough pixels have its colour. Counts how often it was asked."""

    identity = "colours/1"

    def __init__(self, texts: Mapping[int, str]) -> None:
        self._texts = texts
        self.looks = 0

    def read(self, picture: Picture) -> tuple[Reading, ...]:
        self.looks += 1
        found = []
        for colour, text in self._texts.items():
            box = _where(picture, COLOURS[colour])
            if box is not None:
                found.append(Reading(text, 0.98, box))
        return tuple(found)

    def read_row(self, picture: Picture) -> Reading:
        rows = self.read(picture)
        height, width = picture.shape[:2]
        text, score = (rows[0].text, rows[0].score) if rows else ("", 0.0)
        return Reading(text, score, (0.0, 0.0, float(width), float(height)))


def _where(picture: Picture, colour: tuple[int, int, int]) -> tuple[float, float, float, float] | None:
    """The box of the pixels whose colour points the way `colour` does and is as strong."""
    grey = picture.astype(np.float32) - picture.mean(axis=2, keepdims=True)
    wanted = np.asarray(colour, np.float32) - np.mean(colour)
    strength = np.linalg.norm(grey, axis=2)
    along = grey @ wanted / np.linalg.norm(wanted)
    like = (strength > 0.4 * np.linalg.norm(wanted)) & (along > 0.93 * strength)
    if like.sum() < 30:
        return None
    ys, xs = np.nonzero(like)
    return float(xs.min()) - 3, float(ys.min()) - 3, float(np.ptp(xs)) + 7, float(np.ptp(ys)) + 7


def pictures(shown: Sequence[Shown], frames: int, cuts: Sequence[int] = (), seed: int = 1) -> Iterator[Picture]:
    """Frames of soft grey noise that drifts sideways and changes at each cut, with the texts drawn over it."""
    random = np.random.default_rng(seed)
    ground = _noise(random)
    for number in range(frames):
        if number in cuts:
            ground = _noise(random)
        picture = np.ascontiguousarray(np.roll(ground, 2 * number, axis=1))
        for one in shown:
            if one.first <= number < one.last:
                _draw(picture, one)
        yield picture


def _noise(random: np.random.Generator) -> Picture:
    coarse = random.integers(40, 150, (HEIGHT // 16, WIDTH // 12), dtype=np.uint8)
    grey = cv2.resize(coarse, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
    return np.asarray(cv2.merge([grey, grey, grey]), np.uint8)


def _draw(picture: Picture, one: Shown) -> None:
    (width, _), _ = cv2.getTextSize(one.letters, cv2.FONT_HERSHEY_SIMPLEX, one.size, 3)
    at = one.x - width // 2, one.y
    cv2.putText(picture, one.letters, at, cv2.FONT_HERSHEY_SIMPLEX, one.size, (0, 0, 0), 7, cv2.LINE_AA)
    cv2.putText(picture, one.letters, at, cv2.FONT_HERSHEY_SIMPLEX, one.size, COLOURS[one.colour], 3, cv2.LINE_AA)


def frames_of(shown: Sequence[Shown], count: int, cuts: Sequence[int] = ()) -> Iterator[Frame]:
    """The pictures as decoded frames."""
    for number, picture in enumerate(pictures(shown, count, cuts)):
        yield frame_of(picture, 1000 * number // RATE)


def frame_of(picture: Picture, at: int) -> Frame:
    packed = cv2.cvtColor(picture, cv2.COLOR_BGR2YUV_I420)
    height, width = picture.shape[:2]
    quarter = height // 4
    u = packed[height : height + quarter].reshape(height // 2, width // 2)
    v = packed[height + quarter :].reshape(height // 2, width // 2)
    return Frame(at, np.asarray(packed[:height]), u, v)


def write_clip(path: Path, shown: Sequence[Shown], count: int, cuts: Sequence[int] = ()) -> Path:
    """The pictures as an MP4."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=RATE, options={"crf": "12", "preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for picture in pictures(shown, count, cuts):
            for packet in stream.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")):
                container.mux(packet)
        for packet in stream.encode():
            container.mux(packet)
    return path
