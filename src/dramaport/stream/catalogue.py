"""The catalogue: dramas on offer, and their published episodes as releases that can be played."""

from __future__ import annotations

import base64
import json
import re
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from pydantic import Field, ValidationError

from dramaport.build.digest import digest_file
from dramaport.drama.values import Value
from dramaport.errors import BadInput
from dramaport.media import hls
from dramaport.media.packager import Lock
from dramaport.stream import values
from dramaport.stream.sealing import Sealer, seal
from dramaport.stream.wallet import Stake

_MANIFEST: Final = "manifest.json"
_MASTER: Final = "master.m3u8"
_STILLS: Final = "stills"
_NUMBER: Final = re.compile(r"(\d+)$")
_DIGITS: Final = 12


class Texts(Value):
    """What a drama is called and what it is about, in one language."""

    title: str
    synopsis: str = ""


class Note(Value):
    """A custom, dish or craft in the story, told to viewers who do not know it, when it is seen.

    `number` is the episode's, `at_ms` a time in it; `title` and `text` are by language, a few words and a sentence or two.
    """

    number: int = Field(ge=1, le=10_000)
    at_ms: int = Field(ge=0)
    title: dict[str, str] = Field(default_factory=dict)
    text: dict[str, str] = Field(min_length=1)


class Show(values.Show):
    """A drama in the catalogue."""

    title: str
    source: str
    texts: dict[str, Texts] = Field(default_factory=dict)
    tags: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    stakes: tuple[Stake, ...] = ()  # who earns its coins beside the house

    def told(self, language: str) -> Texts:
        """Its texts in a language; else in English; else its own title."""
        return self.texts.get(language) or self.texts.get("en") or Texts(title=self.title)


class Storyboard(Value):
    """Small pictures on one sheet, row by row, one every `interval` ms; sizes in pixels."""

    interval: int
    count: int
    columns: int
    width: int
    height: int


class Reel(Value):
    """What has to be known of a published episode to decide about it and to list it. `prefix` is the folder its files lie in.

    `stills` is the folder of its poster: everybody may see that, so it lies apart from what has to be opened.
    """

    drama: str
    number: int
    code: str
    prefix: str
    stills: str | None
    duration_ms: int
    default: str
    audio: tuple[str, ...]
    subtitles: tuple[str, ...]
    storyboard: Storyboard | None = None
    sealed: bool = False  # encrypted: a player needs its licence (`sealing`)


class Episode(Reel):
    """A published episode. `playlists` are the texts of its release by file name, many times the rest in size.

    `heads` are the initialisation sections those name, as base64: a player that has them need not ask before it may ask for pictures.
    """

    master: str
    playlists: dict[str, str]
    heads: dict[str, str] = Field(default_factory=dict)


class _File(Value):
    name: str
    sha256: str
    size: int
    type: str
    role: str
    language: str | None = None


class _Manifest(Value):
    """A release's manifest, as `localize` writes it: format 1."""

    format: int
    drama: str
    episode: str
    source: str
    default: str
    duration: int
    audio: tuple[str, ...]
    subtitles: tuple[str, ...]
    storyboard: Storyboard | None = None
    files: tuple[_File, ...]


def publish(release: Path, drama: str, media: Path, sealer: Sealer | None = None) -> Episode:
    """Bring a release's files under `media`, encrypted where there is a sealer, and describe the episode.

    The files are checked against the manifest. The folder's name carries the manifest's digest, so a newer release never
    changes bytes that somebody is playing. Raises BadInput naming the file that is missing or damaged.
    """
    manifest = _read(release)
    for file in manifest.files:
        path = release / file.name
        if Path(file.name).name != file.name or not path.is_file() or digest_file(path) != file.sha256:
            raise BadInput(f"{path} is missing or damaged; make the release again (dramaport release)")
    prefix = f"{drama}/{manifest.episode}-{digest_file(release / _MANIFEST)[:_DIGITS]}"
    shown = [file.name for file in manifest.files if file.role == "poster"]
    stills = f"{_STILLS}/{prefix}" if shown else None
    lock = sealer.lock(prefix) if sealer else None
    if lock:
        prefix = f"{prefix}-{lock.key_id.hex()[:_DIGITS]}"
    _copy(release, [file.name for file in manifest.files if file.name not in shown], media / prefix, lock)
    if stills:
        _copy(release, shown, media / stills)
    lists = [file.name for file in manifest.files if file.role in ("playlist", "master")]
    texts = {name: (media / prefix / name).read_text("utf-8") for name in lists}
    return Episode(
        drama=drama,
        number=number_of(manifest.episode),
        code=manifest.episode,
        prefix=prefix,
        stills=stills,
        duration_ms=manifest.duration,
        default=manifest.default,
        audio=manifest.audio,
        subtitles=manifest.subtitles,
        master=texts.pop(_MASTER),
        playlists=texts,
        heads=_heads(media / prefix, texts),
        storyboard=manifest.storyboard,
        sealed=lock is not None,
    )


def lock_of(reel: Reel, sealer: Sealer) -> Lock:
    """The lock a sealed episode was published with. Raises BadInput where the operator's secret is another one now."""
    prefix, _, named = reel.prefix.rpartition("-")
    lock = sealer.lock(prefix)
    if not reel.sealed or lock.key_id.hex()[:_DIGITS] != named:
        raise BadInput(f"{reel.code} was published with another DRAMAPORT_CONTENT_KEY; publish it again")
    return lock


def number_of(code: str) -> int:
    """The number in an episode's code: 7 for `E07`. Raises BadInput where there is none."""
    found = _NUMBER.search(code)
    if found is None or int(found[1]) < 1:
        raise BadInput(f"{code!r} has no episode number at its end; name episodes E01, E02 …")
    return int(found[1])


def _read(release: Path) -> _Manifest:
    try:
        manifest = _Manifest.model_validate(json.loads((release / _MANIFEST).read_bytes()))
    except FileNotFoundError as error:
        raise BadInput(f"{release} holds no release; make one (dramaport release)") from error
    except (ValueError, ValidationError) as error:
        raise BadInput(f"{release / _MANIFEST} cannot be read; make the release again (dramaport release)") from error
    if manifest.format != 1 or _MASTER not in {file.name for file in manifest.files}:
        raise BadInput(f"{release} is a release of another kind; make it again with this version (dramaport release)")
    return manifest


def _heads(folder: Path, playlists: Mapping[str, str]) -> dict[str, str]:
    found = {}
    for name, text in playlists.items():
        head = hls.parse(text, name).head
        if head is not None:
            with (folder / head.uri).open("rb") as file:
                file.seek(head.offset)
                found[name] = base64.b64encode(file.read(head.length)).decode()
    return found


def _copy(release: Path, names: Iterable[str], target: Path, lock: Lock | None = None) -> None:
    """Copy some of a release's files, and lock them; a folder that is there already is whole: it is put in place at once."""
    if target.is_dir():
        return
    part = target.with_name(f".{target.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    for name in names:
        shutil.copyfile(release / name, part / name)
    if lock:
        seal(part, lock)
    part.rename(target)
