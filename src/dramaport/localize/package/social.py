"""One file that plays everywhere: H.264 with the subtitles in the picture, AAC, MP4 that starts before it is whole."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Final

from dramaport.media.ffmpeg import BITEXACT, ffmpeg, source

VERSION: Final = 1

#: A generation after the ladder's own encoding, so a little finer than it.
_PICTURE: Final = (
    "-c:v",
    "libx264",
    "-preset",
    "veryfast",
    "-crf",
    "20",
    "-profile:v",
    "high",
    "-threads",
    "2",
    "-pix_fmt",
    "yuv420p",
)


def burn_mp4(video: Path, audio: Path, ass: str, fonts: Path, target: Path) -> None:
    """Burn ASS subtitles into `video`, add the sound of `audio` (AAC, copied as it is) and write `target`.

    Only fonts in the folder `fonts` should be named in the ASS text. ffmpeg runs inside a folder of its own and sees
    nothing but fixed names there: no path and no text of a user's ever becomes part of a filter.
    """
    with tempfile.TemporaryDirectory(dir=target.parent) as name:
        folder = Path(name)
        (folder / "video.mp4").symlink_to(video.resolve())
        (folder / "audio.mp4").symlink_to(audio.resolve())
        (folder / "fonts").symlink_to(fonts.resolve(), target_is_directory=True)
        (folder / "subtitles.ass").write_text(ass, "utf-8")
        inputs = [*source("video.mp4"), *source("audio.mp4"), "-map", "0:v:0", "-map", "1:a:0"]
        burn = ["-vf", "ass=filename=subtitles.ass:fontsdir=fonts:shaping=complex"]
        tail = ["-c:a", "copy", "-movflags", "+faststart", *BITEXACT, "-f", "mp4", "out.mp4"]
        ffmpeg([*inputs, *burn, *_PICTURE, *tail], about=target.name, cwd=folder)
        (folder / "out.mp4").replace(target)
