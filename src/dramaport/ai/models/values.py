"""What the catalogue says about a model: its files, their digests and the places that carry them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

#: Gets the bytes that came so far, the bytes expected, and the model's name. Called from several threads.
Progress = Callable[[int, int, str], None]

#: In a place, the line that holds for every file without a line of its own.
ANY_FILE = "*"

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_PATH = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._+-]*(/[A-Za-z0-9_][A-Za-z0-9._+-]*)*")
_PYPI = re.compile(r"pkg:pypi/[A-Za-z0-9][A-Za-z0-9._-]*@[A-Za-z0-9][A-Za-z0-9.!+_-]*(\?platform=[a-z0-9_]+)?")
_NPM = re.compile(r"pkg:npm/(%40[a-z0-9][a-z0-9._-]*/)?[a-z0-9][a-z0-9._-]*@[0-9][A-Za-z0-9.+-]*")
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def _inside(path: str) -> str:
    """A path that means the same on every system and in every address, and cannot leave the folder it is put into."""
    if not _PATH.fullmatch(path):
        raise ValueError(f"{path!r} is not a plain path: letters, digits and . _ + - between slashes")
    return path


def _carrier(text: str) -> str:
    """An https address or a package URL (purl, ECMA-427) of PyPI or npm that pins one version."""
    if _PYPI.fullmatch(text) or _NPM.fullmatch(text):
        return text
    address = urlsplit(text)
    if address.hostname and (address.scheme == "https" or (address.scheme == "http" and address.hostname in _LOOPBACK)):
        return text
    raise ValueError(f"{text!r} is neither https://… nor pkg:pypi/name@version nor pkg:npm/name@version")


def _as_list(value: object) -> object:
    return (value,) if isinstance(value, str) else value


#: One source, or several in order, as a catalogue writes them.
_Lines = Annotated[tuple[str, ...], BeforeValidator(_as_list), Field(min_length=1)]


class Value(BaseModel):
    """Frozen, and strict about unknown fields so that a misspelt key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class File(Value):
    """One file of a model: where it lies in the model's folder, its bytes and their digest."""

    path: Annotated[str, AfterValidator(_inside)]
    size: int = Field(ge=0)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class Source(Value):
    """Where some bytes are: a carrier, and the member to take at each level of archive inside it.

    Written `carrier!member!member`, after the way Java writes addresses inside archives.
    """

    carrier: Annotated[str, AfterValidator(_carrier)]
    members: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str) -> Source:
        carrier, *members = text.split("!")
        return cls(carrier=carrier, members=tuple(members))

    def __str__(self) -> str:
        return "!".join((self.carrier, *self.members))


class Place(Value):
    """One place a model can be had from.

    `files` gives for each path the sources whose bytes, one after another, make the file; the key `*` stands for every
    path without a key of its own, and `{path}` in a source for the path. `download` is what comes over the wire, in
    bytes, where that is not the size of the files; more is not taken from a hub.
    """

    files: Annotated[Mapping[str, _Lines], Field(min_length=1)]
    download: int | None = Field(default=None, gt=0)

    def sources(self, path: str) -> tuple[Source, ...]:
        """The sources of one file, in order; empty where this place does not carry it."""
        lines = self.files.get(path, self.files.get(ANY_FILE, ()))
        return tuple(Source.parse(line.replace("{path}", path)) for line in lines)

    @property
    def first_carrier(self) -> str:
        """One of its carriers, to name the place by."""
        return Source.parse(next(iter(self.files.values()))[0]).carrier


class Shipped(Value):
    """An installed package that brings the model: the name it is imported by, and the folder inside it."""

    package: str = Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")
    folder: Annotated[str, AfterValidator(_inside)]


class Model(Value):
    """A model of the catalogue. `name` is also its folder's name in the cache."""

    name: str
    purpose: str = Field(min_length=1)
    upstream: str = Field(min_length=1)
    licence: str = Field(min_length=1)
    files: tuple[File, ...] = Field(min_length=1)
    places: tuple[Place, ...] = ()
    ships_with: Shipped | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Model:
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"model name {self.name!r} must be small letters, digits, '.', '_' and '-'")
        paths = [file.path for file in self.files]
        if len({path.casefold() for path in paths}) != len(paths):
            raise ValueError("lists a path twice")
        for place in self.places:
            if unknown := set(place.files) - {ANY_FILE, *paths}:
                raise ValueError(f"a place names files the model does not list: {', '.join(sorted(unknown))}")
            for path in paths:
                place.sources(path)
        return self

    @property
    def size(self) -> int:
        """Bytes of all files together."""
        return sum(file.size for file in self.files)

    @property
    def identity(self) -> str:
        """Name and the first 8 hex digits of a digest over the files' paths and digests, whatever their order."""
        listing = "".join(sorted(f"{file.sha256}  {file.path}\n" for file in self.files))
        return f"{self.name}@{hashlib.sha256(listing.encode()).hexdigest()[:8]}"


class Problem(Value):
    """One thing that is wrong with a model's files in the cache."""

    model: str
    path: str
    text: str

    def __str__(self) -> str:
        return f"{self.model}/{self.path}: {self.text}"
