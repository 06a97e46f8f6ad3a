"""What a release consists of: every file with its checksum, and nothing that changes from one run to the next."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal

from dramaport.build.digest import canonical, digest_file
from dramaport.drama.values import Value

NAME: Final = "manifest.json"

Role = Literal["master", "playlist", "video", "audio", "subtitles", "poster", "storyboard", "export"]

_TYPES: Final = {
    ".m3u8": "application/vnd.apple.mpegurl",
    ".mp4": "video/mp4",
    ".vtt": "text/vtt",
    ".srt": "application/x-subrip",
    ".ttml": "application/ttml+xml",
    ".ass": "text/x-ssa",
    ".jpg": "image/jpeg",
}


class FileEntry(Value):
    """One file of a release; `language` is None where it serves all languages."""

    name: str
    sha256: str
    size: int
    type: str
    role: Role
    language: str | None = None


class Storyboard(Value):
    """A sheet of small pictures, row by row, one every `interval` ms; sizes in pixels."""

    interval: int
    count: int
    columns: int
    width: int
    height: int


class Manifest(Value):
    """One episode's release. `duration` in ms; `audio` and `subtitles` are language tags; `default` is what plays
    unasked.
    """

    format: Literal[1] = 1
    drama: str
    episode: str
    source: str
    default: str
    duration: int
    audio: tuple[str, ...]
    subtitles: tuple[str, ...]
    storyboard: Storyboard | None = None
    files: tuple[FileEntry, ...] = ()


def entry(path: Path, role: Role, language: str | None = None) -> FileEntry:
    """The entry of a file, its checksum computed."""
    kind = _TYPES.get(path.suffix, "application/octet-stream")
    if role == "audio":
        kind = "audio/mp4"
    return FileEntry(
        name=path.name, sha256=digest_file(path), size=path.stat().st_size, type=kind, role=role, language=language
    )


def write(manifest: Manifest, folder: Path) -> Path:
    """Write the manifest in its one spelling beside the files."""
    path = folder / NAME
    path.write_bytes(canonical(manifest) + b"\n")
    return path


def read(folder: Path) -> Manifest:
    """The manifest of a release."""
    return Manifest.model_validate_json((folder / NAME).read_bytes())


def damaged(folder: Path, manifest: Manifest) -> tuple[str, ...]:
    """The names of files that are gone or whose bytes are not the listed ones."""
    return tuple(
        file.name
        for file in manifest.files
        if not (folder / file.name).is_file() or digest_file(folder / file.name) != file.sha256
    )
