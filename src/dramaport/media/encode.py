"""Encoding for delivery: one H.264 ladder for all languages, AAC, still pictures. Equal inputs give equal bytes.

Colours are BT.709 limited range in all files. GOPs are closed and last two seconds, so that every segment can be
decoded alone and the renditions can be switched at every segment.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from pathlib import Path
from subprocess import PIPE, Popen
from typing import IO, Final, Literal, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from dramaport.errors import BadInput
from dramaport.media.audio import Pcm
from dramaport.media.ffmpeg import BITEXACT, failure, ffmpeg, ffmpeg_path, source, target

Picture = NDArray[np.uint8]
Kind = TypeVar("Kind")

GOP_SECONDS: Final = 2
AUDIO_RATE: Final = 48_000
AUDIO_BITRATE: Final = 128_000

#: Short sides and the peak bits a second each may take; vertical drama is watched on phones, where 720 lines fill the
#: screen.
_SHORT_SIDES: Final = {360: 700_000, 540: 1_500_000, 720: 2_800_000}
#: A source this much larger than the rung below it gets a rung of its own size.
_WORTH_A_RUNG: Final = 1.15

_USUAL_RATES: Final = tuple(
    Fraction(r) for r in ("24000/1001", "24", "25", "30000/1001", "30", "50", "60000/1001", "60")
)
_NEAR_RATE: Final = 0.01
_HIGHEST_RATE: Final = Fraction(60)

#: `veryfast` costs 2 to 3 % more bits than `medium` at a third of the time. One thread an encoder: the rungs are
#: encoded side by side, and x264's answer depends on the number of threads.
_X264: Final = ("-c:v", "libx264", "-preset", "veryfast", "-crf", "22", "-profile:v", "high", "-threads", "1")
_COLOURS: Final = (
    *("-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv"),
    *("-pix_fmt", "yuv420p"),
)
#: How raw pictures come in: packed BGR, or limited-range planes Y, U, V 4:2:0 with the named colour matrix.
Form = Literal["bgr24", "bt601", "bt709"]

_TO_VIDEO: Final = "scale=out_color_matrix=bt709:out_range=tv:flags=bicubic+accurate_rnd+full_chroma_int,format=yuv420p"
#: Planes that are BT.709 already pass untouched.
_CONVERSIONS: Final[dict[Form, str]] = {
    "bgr24": _TO_VIDEO,
    "bt601": _TO_VIDEO.replace("scale=", "scale=in_color_matrix=bt601:in_range=tv:"),
    "bt709": "null",
}


@dataclass(frozen=True)
class Rung:
    """One size of the ladder, in pixels, and the most bits a second it may take."""

    width: int
    height: int
    peak: int

    @property
    def name(self) -> str:
        return f"{min(self.width, self.height)}p"


def ladder(width: int, height: int) -> tuple[Rung, ...]:
    """The sizes to encode for a source of this size, smallest first.

    360, 540 and 720 on the short side as far as the source reaches; the shape is kept, sizes are even, nothing is
    enlarged. A smaller source, or one well above the last rung below 720, gets a rung of its own size. Raises
    BadInput under 16 pixels.
    """
    short = min(width, height)
    if short < 16:
        raise BadInput(f"a picture of {width}x{height} is too small to encode; 16 pixels are the least")
    sides = [side for side in _SHORT_SIDES if side <= short]
    top = sides[-1] if sides else 0
    if short < max(_SHORT_SIDES) and (not sides or short > top * _WORTH_A_RUNG):
        sides.append(short)
    return tuple(_rung(width, height, side) for side in sides)


def _rung(width: int, height: int, side: int) -> Rung:
    factor = Fraction(side, min(width, height))
    near = min((s for s in _SHORT_SIDES if s >= side), default=max(_SHORT_SIDES))
    return Rung(_even(width * factor, width), _even(height * factor, height), _SHORT_SIDES[near])


def _even(length: Fraction, most: int) -> int:
    return min(2 * round(length / 2), most - most % 2)


def nominal_rate(rate: Fraction) -> Fraction:
    """The constant frame rate for a source that averages `rate`: a usual one within 1 %, else whole frames a second,
    at most 60.
    """
    for usual in _USUAL_RATES:
        if abs(rate - usual) <= _NEAR_RATE * usual:
            return usual
    return min(_HIGHEST_RATE, Fraction(max(1, round(rate))))


def constant_rate(frames: Iterable[tuple[float, Kind]], rate: Fraction, seconds: float | None = None) -> Iterator[Kind]:
    """Frames with their times in seconds as a steady stream: at each tick the last frame that has begun by then.

    The first frame stands from time 0, the last one until `seconds` (or for one tick). Frames too close together are
    dropped.
    """
    tick = 0
    shown: Kind | None = None
    for time, picture in frames:
        while shown is not None and Fraction(tick) / rate < Fraction(time) - _half(rate):
            yield shown
            tick += 1
        shown = picture
    end = tick + 1 if seconds is None else round(Fraction(seconds) * rate)
    while shown is not None and tick < end:
        yield shown
        tick += 1


def _half(rate: Fraction) -> Fraction:
    """A frame counts for the tick it is nearest to."""
    return 1 / (2 * rate)


def encode_frames(
    frames: Iterable[Picture],
    rate: Fraction,
    rungs: Sequence[Rung],
    folder: Path,
    about: str = "the picture",
    form: Form = "bgr24",
) -> tuple[Path, ...]:
    """Encode upright pictures, one a tick of `rate`, into one MP4 a rung: `folder/720p.mp4` …

    Pictures are (H, W, 3) as BGR, (H * 3/2, W) as planes; all have the first one's size. Raises BadInput for no picture or
    one of another size.
    """
    stream = iter(frames)
    first = next(stream, None)
    if first is None:
        raise BadInput(f"{about} has no frame to encode; check that the video can be played")
    height, width = first.shape[:2]
    size = (width, height if form == "bgr24" else height * 2 // 3)
    paths, outputs = _outputs(rungs, rate, folder)
    graph = ["-filter_complex", _graph(_CONVERSIONS[form], rungs)]
    feed([*raw_input(size, rate, form), *graph, *outputs], chain((first,), stream), about)
    return paths


def raw_input(size: tuple[int, int], rate: Fraction, form: Form) -> list[str]:
    """ffmpeg's arguments for pictures of (width, height) pixels on its standard input."""
    layout = "bgr24" if form == "bgr24" else "yuv420p"
    shape = ["-video_size", f"{size[0]}x{size[1]}", "-framerate", str(rate)]
    return ["-f", "rawvideo", "-pix_fmt", layout, *shape, "-i", "pipe:0"]


def encode_file(video: Path, rate: Fraction, rungs: Sequence[Rung], folder: Path) -> tuple[Path, ...]:
    """Encode a video file as it is, turned upright and brought to a constant rate, into one MP4 a rung."""
    paths, outputs = _outputs(rungs, rate, folder)
    graph = _graph(f"fps=fps={rate}:round=near:start_time=0,{_TO_VIDEO}", rungs)
    ffmpeg([*source(video), "-an", "-filter_complex", graph, *outputs], about=video.name)
    return paths


def encode_aac(pcm: Pcm, path: Path, seconds: float | None = None) -> None:
    """Encode stereo sound at 48 kHz as AAC-LC, 128 kbit/s, cut or filled with silence to `seconds` where given."""
    stereo = np.repeat(pcm[:, None], 2, axis=1) if pcm.ndim == 1 else pcm
    samples = len(stereo) if seconds is None else round(seconds * AUDIO_RATE)
    fitted = np.zeros((samples, 2), "<f4")
    fitted[: len(stereo)] = stereo[:samples]
    raw = ["-f", "f32le", "-ar", str(AUDIO_RATE), "-ac", "2", "-i", "pipe:0"]
    coded = ["-c:a", "aac", "-b:a", str(AUDIO_BITRATE), "-threads", "1", *BITEXACT, "-f", "mp4", target(path)]
    ffmpeg([*raw, *coded], stdin=fitted.tobytes(), about=path.name)


def _graph(head: str, rungs: Sequence[Rung]) -> str:
    """A filter graph that scales one input to every rung: `[r0]`, `[r1]` …"""
    fans = "".join(f"[s{n}]" for n in range(len(rungs)))
    scales = [
        f"[s{n}]scale={rung.width}:{rung.height}:flags=bicubic+accurate_rnd,setsar=1[r{n}]"
        for n, rung in enumerate(rungs)
    ]
    return ";".join([f"[0:v:0]{head},split={len(rungs)}{fans}", *scales])


def _outputs(rungs: Sequence[Rung], rate: Fraction, folder: Path) -> tuple[tuple[Path, ...], list[str]]:
    gop = str(round(rate * GOP_SECONDS))
    closed = ["-g", gop, "-keyint_min", gop, "-sc_threshold", "0", "-flags:v", "+cgop+bitexact", "-bf", "2"]
    paths = tuple(folder / f"{rung.name}.mp4" for rung in rungs)
    arguments: list[str] = []
    for number, (rung, path) in enumerate(zip(rungs, paths, strict=True)):
        bits = ["-maxrate", str(rung.peak), "-bufsize", str(2 * rung.peak)]
        tail = ["-map_metadata", "-1", "-fflags", "+bitexact", "-video_track_timescale", str(rate.numerator * 1000)]
        arguments += ["-map", f"[r{number}]", *_X264, *bits, *closed, *_COLOURS, *tail, "-f", "mp4", target(path)]
    return paths, arguments


def feed(arguments: Sequence[str], pictures: Iterable[Picture], about: str) -> None:
    """Run ffmpeg on raw pictures written to its standard input; its words go to a file, so that neither waits for
    ever.
    """
    command = [ffmpeg_path(), "-hide_banner", "-loglevel", "error", "-y", *arguments]
    with tempfile.TemporaryFile() as said, Popen(command, stdin=PIPE, stderr=said) as process:
        pipe = cast(IO[bytes], process.stdin)
        try:
            _write_all(pipe, pictures, about)
        except BrokenPipeError:
            pass  # ffmpeg gave up: its words say why
        except BaseException:
            process.kill()
            raise
        finally:
            with contextlib.suppress(BrokenPipeError):
                pipe.close()
        if process.wait() != 0:
            said.seek(0)
            raise failure(said.read(), about)


def _write_all(pipe: IO[bytes], pictures: Iterable[Picture], about: str) -> None:
    shape: tuple[int, ...] | None = None
    for picture in pictures:
        shape = shape or picture.shape
        if picture.shape != shape:
            raise BadInput(f"{about} changes its size from {shape[1]}x{shape[0]}; convert it to one size first")
        pipe.write(np.ascontiguousarray(picture).data)
