"""Running ffmpeg: found on PATH or in its wheel, always with argument lists, never with a network protocol."""

from __future__ import annotations

import functools
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import imageio_ffmpeg

from dramaport.errors import BadInput, DramaportError

#: Flags that leave dates, encoder names and random ids out of the files, so that equal inputs give equal bytes.
BITEXACT = ("-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact")

#: Local files and pipes only: a playlist hidden in a video cannot make ffmpeg open a connection.
_PROTOCOLS = ("-protocol_whitelist", "file,pipe,fd")

_LAST_LINES = 6


class FfmpegError(DramaportError):
    """ffmpeg ended with an error; the text carries its last lines."""


@functools.cache
def ffmpeg_path() -> str:
    """ffmpeg from PATH where it can burn subtitles, else the full build that comes in the imageio-ffmpeg wheel."""
    found = shutil.which("ffmpeg")
    if found is not None:
        filters = subprocess.run(
            [found, "-hide_banner", "-filters"], capture_output=True, text=True, check=False
        ).stdout
        if " ass " in filters and " loudnorm " in filters:
            return found
    return str(imageio_ffmpeg.get_ffmpeg_exe())


def source(path: Path | str) -> list[str]:
    """The arguments that open `path` as an input: no network, and no name taken for an option or a protocol."""
    return [*_PROTOCOLS, "-i", f"file:{path}"]


def target(path: Path | str) -> str:
    """The argument that writes `path`; the prefix keeps odd names from being taken for options or protocols."""
    return f"file:{path}"


def ffmpeg(arguments: Sequence[str], *, stdin: bytes | None = None, about: str = "", cwd: Path | None = None) -> bytes:
    """Run ffmpeg (in the folder `cwd`) and return its standard output. Raises FfmpegError naming `about` with
    ffmpeg's own last lines.
    """
    command = [ffmpeg_path(), "-hide_banner", "-nostdin", "-loglevel", "error", "-y", *arguments]
    if stdin is not None:
        command.remove("-nostdin")
    done = subprocess.run(command, input=stdin, capture_output=True, check=False, cwd=cwd)
    if done.returncode != 0:
        raise failure(done.stderr, about)
    return done.stdout


def ffmpeg_report(arguments: Sequence[str], *, about: str = "") -> str:
    """Run ffmpeg for what it says (measuring filters) and return its standard error."""
    command = [ffmpeg_path(), "-hide_banner", "-nostdin", "-nostats", "-y", *arguments]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode != 0:
        raise failure(done.stderr, about)
    return done.stderr.decode("utf-8", "replace")


def failure(stderr: bytes, about: str) -> DramaportError:
    """The error for ffmpeg's words: a full disk and a broken input get the remedy, all else the last lines."""
    said = stderr.decode("utf-8", "replace").strip()
    if "No space left on device" in said:
        return DramaportError(f"{about or 'ffmpeg'}: the disk is full; free some space and run the same command again")
    if "Invalid data found" in said or "moov atom not found" in said:
        return BadInput(f"{about or 'the file'} is damaged or not a video; replace it and run again")
    last = " | ".join(line.strip() for line in said.splitlines()[-_LAST_LINES:])
    return FfmpegError(f"{about or 'ffmpeg'}: {last or 'ffmpeg failed without a word'}")
