"""Frames and sound into an MP4, frame by frame, so that an episode never lies in memory as a whole."""

from __future__ import annotations

import contextlib
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

from dramaport.media.ffmpeg import BITEXACT, failure, ffmpeg_path, source, target
from dramaport.produce.animatic.lettering import FRAME_HEIGHT, FRAME_WIDTH
from dramaport.produce.animatic.picture import Frame
from dramaport.produce.animatic.timeline import FRAME_RATE

#: Two threads, always: x264's bits depend on how many there are.
_THREADS = "2"
_BT601 = ("-color_range", "tv", "-colorspace", "smpte170m", "-color_primaries", "smpte170m", "-color_trc", "smpte170m")


def encode(pictures: Iterable[Frame], sound: Path, out: Path) -> None:
    """Write `out` (H.264 and AAC in MP4, 25 frames a second) from frames and a WAV. Raises DramaportError."""
    raw = ["-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", f"{FRAME_WIDTH}x{FRAME_HEIGHT}", "-r", str(FRAME_RATE)]
    video = ["-c:v", "libx264", "-preset", "superfast", "-crf", "24", "-g", "50", "-threads", _THREADS, *_BT601]
    audio = ["-c:a", "aac", "-b:a", "160k", "-ar", "48000", "-ac", "2"]
    command = [
        *(ffmpeg_path(), "-hide_banner", "-loglevel", "error", "-y"),
        *("-protocol_whitelist", "pipe,fd", *raw, "-i", "pipe:0", *source(sound)),
        *("-map", "0:v", "-map", "1:a", *video, *audio, *BITEXACT, "-movflags", "+faststart", "-f", "mp4", target(out)),
    ]
    with tempfile.TemporaryFile() as said, subprocess.Popen(command, stdin=subprocess.PIPE, stderr=said) as process:
        _feed(process, pictures)
        if process.wait() != 0:
            said.seek(0)
            raise failure(said.read(), out.name)


def _feed(process: subprocess.Popen[bytes], pictures: Iterable[Frame]) -> None:
    """Write all frames and close the pipe. Where ffmpeg has ended before, its own words say why."""
    if process.stdin is None:
        return
    with contextlib.suppress(BrokenPipeError):
        for picture in pictures:
            process.stdin.write(picture.data)
    with contextlib.suppress(BrokenPipeError):
        process.stdin.close()
