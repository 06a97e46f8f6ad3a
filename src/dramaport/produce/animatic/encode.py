"""Frames to a shot's segment, and segments with their sound to an MP4: no picture is encoded twice.

A segment is an H.264 stream without B frames that begins with a key frame. Streams made with the same settings can be laid
end to end: the episode's picture is their bytes one after the other.
"""

from __future__ import annotations

import contextlib
import subprocess
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dramaport.media.ffmpeg import BITEXACT, failure, ffmpeg, ffmpeg_path, source, target
from dramaport.produce.animatic.lettering import FRAME_HEIGHT, FRAME_WIDTH
from dramaport.produce.timeline import FRAME_RATE

#: x264's bits depend on its number of threads: one a segment, and two segments at once.
_THREADS = "1"

#: The fastest preset with the two tools that cost least for what they save: on two shots of the sample's E01 6.6 ms a frame and
#: 2.2 MB, where "superfast" takes 10.4 ms and 2.6 MB (processor's time, one thread).
_QUALITY = ("-preset", "ultrafast", "-x264-params", "cabac=1:8x8dct=1:deblock=0,0", "-crf", "24")
_BT601 = ("-color_range", "tv", "-colorspace", "smpte170m", "-color_primaries", "smpte170m", "-color_trc", "smpte170m")
_RAW = ("-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", f"{FRAME_WIDTH}x{FRAME_HEIGHT}", "-r", str(FRAME_RATE))


def encode_segment(pictures: Iterable[NDArray[np.uint8]], out: Path) -> None:
    """Write one shot's frames as an H.264 stream. Raises DramaportError."""
    video = ["-c:v", "libx264", *_QUALITY, "-g", "50", "-bf", "0", "-threads", _THREADS, *_BT601]
    command = [
        *(
            ffmpeg_path(),
            "-hide_banner",
            "-loglevel",
            "error",
            "-y",
            "-protocol_whitelist",
            "pipe,fd",
            *_RAW,
            "-i",
            "pipe:0",
        ),
        *(*video, *BITEXACT, "-f", "h264", target(out)),
    ]
    with tempfile.TemporaryFile() as said, subprocess.Popen(command, stdin=subprocess.PIPE, stderr=said) as process:
        _feed(process, pictures)
        if process.wait() != 0:
            said.seek(0)
            raise failure(said.read(), out.name)


def _feed(process: subprocess.Popen[bytes], pictures: Iterable[NDArray[np.uint8]]) -> None:
    """Write all frames and close the pipe. Where ffmpeg has ended before, its own words say why."""
    if process.stdin is None:
        return
    with contextlib.suppress(BrokenPipeError):
        for picture in pictures:
            process.stdin.write(picture.data)
    with contextlib.suppress(BrokenPipeError):
        process.stdin.close()


def join(segments: Sequence[Path], sound: Path, out: Path, metadata: Mapping[str, str]) -> None:
    """Write `out` (H.264 and AAC in MP4, 25 frames a second) from segments and a WAV. Raises DramaportError."""
    with tempfile.NamedTemporaryFile(dir=out.parent, prefix=".join-", suffix=".h264") as stream:
        for segment in segments:
            with segment.open("rb") as part:
                while chunk := part.read(1 << 20):
                    stream.write(chunk)
        stream.flush()
        tags = [word for key, value in metadata.items() for word in ("-metadata", f"{key}={value}")]
        audio = ["-c:a", "aac", "-b:a", "160k", "-ar", "48000", "-ac", "2"]
        ffmpeg([
            *("-f", "h264", "-framerate", str(FRAME_RATE), *source(stream.name), *source(sound), "-map", "0:v", "-map", "1:a"),
            *("-c:v", "copy", *audio, *BITEXACT, *tags, "-movflags", "+faststart+use_metadata_tags", "-f", "mp4", target(out)),
        ], about=out.name)  # fmt: skip
