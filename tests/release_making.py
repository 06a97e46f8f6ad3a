"""A small real release: five seconds of picture with a flash, a click at the same instant, some languages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np

from dramaport.localize.package.link import Parts, link
from dramaport.localize.package.manifest import Manifest
from dramaport.localize.package.renditions import AudioTrack, Ladder, package_audio, package_ladder
from dramaport.localize.package.stills import poster, storyboard
from dramaport.media.encode import Rung, encode_frames

SECONDS = 5
RATE = Fraction(25)
RUNGS = (Rung(64, 112, 200_000), Rung(96, 160, 400_000))
FLASH = 2.4


def pictures() -> Iterator[np.ndarray]:
    for tick in range(SECONDS * int(RATE)):
        frame = np.full((160, 96, 3), (60, 40, 20), np.uint8)
        frame[tick % 150 : tick % 150 + 8] = (0, 160, 200)
        if tick == int(FLASH * RATE):
            frame[:] = 255
        yield frame


def clicks(hertz: float) -> np.ndarray:
    """A faint tone that tells languages apart, and a click with the flash."""
    time = np.arange(48_000 * SECONDS) / 48_000
    mono = 0.02 * np.sin(2 * np.pi * hertz * time)
    mono[int(FLASH * 48_000)] = 0.9
    return np.repeat(mono[:, None], 2, axis=1).astype(np.float32)


def encode(folder: Path) -> tuple[Path, ...]:
    return encode_frames(pictures(), RATE, RUNGS, folder)


def pack(encoded: Sequence[Path], folder: Path) -> Ladder:
    return package_ladder(encoded, RUNGS, RATE, folder / "video.mp4")


def sound(language: str, number: int, folder: Path) -> tuple[AudioTrack, Path]:
    path = folder / f"{language}.mp4"
    return package_audio(clicks(300 + 50 * number), SECONDS, path), path


def captions(language: str, folder: Path) -> Path:
    path = folder / f"{language}.vtt"
    path.write_text(f"WEBVTT\n\n00:01.000 --> 00:02.000\n[{language}] ครับ\n\n", "utf-8")
    return path


def parts(folder: Path, languages: Sequence[str]) -> Parts:
    """All parts of a release, made in `folder`."""
    encoded = encode(folder)
    ladder = pack(encoded, folder)
    poster(encoded[-1], folder / "poster.jpg")
    sheet = storyboard(encoded[0], 64, 112, SECONDS, folder / "sheet.jpg")
    return Parts(
        ladder=ladder,
        video=folder / "video.mp4",
        audio={tag: sound(tag, n, folder) for n, tag in enumerate(languages)},
        subtitles={tag: captions(tag, folder) for tag in languages},
        poster=folder / "poster.jpg",
        storyboard=(sheet, folder / "sheet.jpg"),
    )


def release(made: Parts, folder: Path, default: str = "en") -> Manifest:
    folder.mkdir(parents=True)
    return link(made, folder, "ferry", "E01", "zh", default)
