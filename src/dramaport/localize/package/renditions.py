"""Making the parts of a release, each once: the video ladder for all languages, and each language's sound."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Final

from dramaport.drama.values import Value
from dramaport.media import hls
from dramaport.media.audio import Pcm
from dramaport.media.encode import Rung, encode_aac
from dramaport.media.packager import package

#: Raised when the files change.
VERSION: Final = 2


class VideoRendition(Value):
    """One rung: size in pixels, frames a second as a fraction, RFC 6381 codec, and its media playlist's text."""

    width: int
    height: int
    rate: tuple[int, int]
    codec: str
    playlist: str

    @property
    def name(self) -> str:
        return f"{min(self.width, self.height)}p"


class Ladder(Value):
    """All rungs, smallest first. Their playlists address parts of one file."""

    renditions: tuple[VideoRendition, ...]

    @property
    def seconds(self) -> Fraction:
        return max(hls.parse(rendition.playlist).seconds for rendition in self.renditions)


class AudioTrack(Value):
    """One language's sound: RFC 6381 codec and its media playlist's text."""

    codec: str
    playlist: str


def package_ladder(encoded: Sequence[Path], rungs: Sequence[Rung], rate: Fraction, target: Path) -> Ladder:
    """Package the encoded rungs as CMAF and put them behind each other into one file, `target`.

    One file instead of three keeps an episode in fourteen languages under forty files, and is as good to a player,
    which asks for byte ranges in any case.
    """
    with tempfile.TemporaryDirectory(dir=target.parent) as name:
        parts = [package(path, "video", Path(name) / path.name) for path in encoded]
        join([part.path for part in parts], target)
        sizes = [part.path.stat().st_size for part in parts]
    playlists = hls.joined([part.playlist for part in parts], sizes, target.name)
    return Ladder(
        renditions=tuple(
            VideoRendition(
                width=rung.width,
                height=rung.height,
                rate=(rate.numerator, rate.denominator),
                codec=part.codec,
                playlist=hls.render(playlist),
            )
            for rung, part, playlist in zip(rungs, parts, playlists, strict=True)
        )
    )


def package_audio(pcm: Pcm, seconds: float, target: Path) -> AudioTrack:
    """Encode a mix as AAC, exactly as long as the picture, and package it as CMAF into `target`."""
    with tempfile.TemporaryDirectory(dir=target.parent) as name:
        encoded = Path(name) / "encoded.mp4"
        encode_aac(pcm, encoded, seconds)
        part = package(encoded, "audio", target)
    return AudioTrack(codec=part.codec, playlist=hls.render(part.playlist))


def join(paths: Sequence[Path], target: Path) -> None:
    """Put files behind each other."""
    with target.open("wb") as out:
        for path in paths:
            with path.open("rb") as part:
                shutil.copyfileobj(part, out, 1 << 20)
