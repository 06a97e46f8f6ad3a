"""Linking: parts made once become a folder that a player can open. Cheap, so it is done anew whenever a language
changes.

Playlists may address bytes of any file (RFC 8216, 4.3.2.2), so all languages' sound shares one file and all subtitles
another. That holds an episode with fourteen dubs, the original sound and fifteen subtitles to forty files. hls.js
loads byte ranges in subtitle playlists as in any other (its fragment loader sets the range for every kind of
fragment), and so does AVFoundation.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Final

from dramaport.build.digest import digest_file
from dramaport.drama.languages import language as language_of
from dramaport.errors import BadInput
from dramaport.localize.package import manifest as manifests
from dramaport.localize.package.manifest import FileEntry, Manifest, Storyboard, entry
from dramaport.localize.package.renditions import AudioTrack, Ladder, join
from dramaport.media import hls

VERSION: Final = 1

MASTER: Final = "master.m3u8"

_DIGITS = 8


@dataclass(frozen=True)
class Parts:
    """What an episode's release is linked from. Mappings go from language tag to what was made for it."""

    ladder: Ladder
    video: Path
    audio: Mapping[str, tuple[AudioTrack, Path]]
    subtitles: Mapping[str, Path] = field(default_factory=dict)
    poster: Path | None = None
    storyboard: tuple[Storyboard, Path] | None = None


def link(parts: Parts, folder: Path, drama: str, episode: str, source: str, default: str) -> Manifest:
    """Write a release into the empty `folder`.

    `source` is the original's language, `default` the one that plays unasked. Names of media files carry their
    digest, so a file that did not change keeps its name and stays in every cache. Raises BadInput where `default` has
    no sound.
    """
    if default not in parts.audio:
        raise BadInput(f"episode {episode} has no sound in {default!r}; choose one of {', '.join(parts.audio)}")
    seconds = parts.ladder.seconds
    files = _video(parts, folder)
    files += _audio(parts.audio, folder)
    files += _subtitles(parts.subtitles, seconds, folder)
    files.append(_master(parts, folder, default))
    files += _stills(parts, folder)
    made = Manifest(
        drama=drama,
        episode=episode,
        source=source,
        default=default,
        duration=round(seconds * 1000),
        audio=tuple(parts.audio),
        subtitles=tuple(parts.subtitles),
        storyboard=parts.storyboard[0] if parts.storyboard else None,
        files=tuple(files),
    )
    manifests.write(made, folder)
    return made


def _video(parts: Parts, folder: Path) -> list[FileEntry]:
    blob = _named(parts.video, folder, "video")
    files = [entry(blob, "video")]
    for rendition in parts.ladder.renditions:
        playlist = hls.moved(hls.parse(rendition.playlist), blob.name, 0)
        files.append(_playlist(playlist, folder / video_playlist(rendition.name)))
    return files


def _audio(audio: Mapping[str, tuple[AudioTrack, Path]], folder: Path) -> list[FileEntry]:
    blob = _joined([path for _, path in audio.values()], folder, "audio", ".mp4")
    sizes = [path.stat().st_size for _, path in audio.values()]
    playlists = hls.joined([hls.parse(track.playlist) for track, _ in audio.values()], sizes, blob.name)
    pairs = zip(audio, playlists, strict=True)
    return [entry(blob, "audio"), *(_playlist(p, folder / audio_playlist(tag), tag) for tag, p in pairs)]


def _subtitles(subtitles: Mapping[str, Path], seconds: Fraction, folder: Path) -> list[FileEntry]:
    if not subtitles:
        return []
    blob = _joined(list(subtitles.values()), folder, "subtitles", ".vtt")
    sizes = [path.stat().st_size for path in subtitles.values()]
    whole = [hls.whole_file(blob.name, size, seconds) for size in sizes]
    pairs = zip(subtitles, hls.joined(whole, sizes, blob.name), strict=True)
    return [entry(blob, "subtitles"), *(_playlist(p, folder / subtitle_playlist(tag), tag) for tag, p in pairs)]


def _master(parts: Parts, folder: Path, default: str) -> FileEntry:
    sound = [hls.parse(track.playlist) for track, _ in parts.audio.values()]
    codec = parts.audio[default][0].codec
    variants = [
        hls.Variant(
            uri=video_playlist(rendition.name),
            width=rendition.width,
            height=rendition.height,
            rate=Fraction(*rendition.rate),
            codecs=f"{rendition.codec},{codec}",
            bandwidth=picture.peak_bandwidth + max(s.peak_bandwidth for s in sound),
            mean_bandwidth=picture.mean_bandwidth + max(s.mean_bandwidth for s in sound),
        )
        for rendition in parts.ladder.renditions
        for picture in [hls.parse(rendition.playlist)]
    ]
    audio = [_alternative(tag, audio_playlist(tag), default) for tag in parts.audio]
    subtitles = [_alternative(tag, subtitle_playlist(tag), default) for tag in parts.subtitles]
    path = folder / MASTER
    path.write_text(hls.master(variants, audio, subtitles), "utf-8", newline="\n")
    return entry(path, "master")


def _alternative(tag: str, uri: str, default: str) -> hls.Alternative:
    return hls.Alternative(uri=uri, language=tag, name=language_of(tag).native, default=tag == default)


def _stills(parts: Parts, folder: Path) -> list[FileEntry]:
    files = []
    if parts.poster:
        files.append(entry(Path(shutil.copyfile(parts.poster, folder / "poster.jpg")), "poster"))
    if parts.storyboard:
        files.append(entry(Path(shutil.copyfile(parts.storyboard[1], folder / "storyboard.jpg")), "storyboard"))
    return files


def video_playlist(name: str) -> str:
    return f"video-{name}.m3u8"


def audio_playlist(tag: str) -> str:
    return f"audio-{tag}.m3u8"


def subtitle_playlist(tag: str) -> str:
    return f"subtitles-{tag}.m3u8"


def _playlist(playlist: hls.MediaPlaylist, path: Path, language: str | None = None) -> FileEntry:
    path.write_text(hls.render(playlist), "utf-8", newline="\n")
    return entry(path, "playlist", language)


def _named(path: Path, folder: Path, role: str) -> Path:
    """A copy whose name carries the digest of its bytes."""
    return Path(shutil.copyfile(path, folder / f"{role}-{digest_file(path)[:_DIGITS]}{path.suffix}"))


def _joined(paths: Sequence[Path], folder: Path, role: str, suffix: str) -> Path:
    blob = folder / f"{role}{suffix}"
    join(paths, blob)
    return blob.rename(folder / f"{role}-{digest_file(blob)[:_DIGITS]}{suffix}")
