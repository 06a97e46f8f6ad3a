"""Taking named members out of archives, and writing a file only when it is the listed one.

A wheel is opened as the zip file it is. Nothing is extracted by the archive's own paths: a member is read by its exact
name and written to a path of ours, so no name, link or device inside an archive can reach the disk.
"""

from __future__ import annotations

import contextlib
import hashlib
import lzma
import os
import tarfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from dramaport.ai.models.values import File
from dramaport.errors import DramaportError

_BLOCK = 1 << 20
_ZIP_MAGIC = b"PK\x03\x04"

#: What the standard library raises for archives that are cut short, damaged, encrypted or packed in an unknown way.
_DAMAGED = (
    EOFError, OSError, RuntimeError, tarfile.TarError, zipfile.BadZipFile, zlib.error, lzma.LZMAError,
)  # fmt: skip


class PlaceError(Exception):
    """A place cannot give what is asked of it; the text is the reason, for the user."""


class UnreachableError(PlaceError):
    """The network gives no way to the place."""

    def __init__(self, text: str = "cannot be reached") -> None:
        super().__init__(text)


class WrongBytesError(PlaceError):
    """What a place gave is not the listed file."""


def blocks(carrier: Path, members: tuple[str, ...]) -> Iterator[bytes]:
    """The bytes of a carrier, or of a member of it, or of a member of that, a megabyte at a time. Raises PlaceError."""
    with contextlib.ExitStack() as stack:
        try:
            stream: IO[bytes] = stack.enter_context(carrier.open("rb"))
            for member in members:
                stream = _member(stream, member, stack)
            while block := stream.read(_BLOCK):
                yield block
        except _DAMAGED as error:
            raise PlaceError(f"what came is damaged or no zip or tar archive ({error})") from error


def _member(stream: IO[bytes], member: str, stack: contextlib.ExitStack) -> IO[bytes]:
    """A regular file in a zip or a (compressed) tar, which are told apart by their first bytes."""
    magic = stream.read(len(_ZIP_MAGIC))
    stream.seek(0)
    try:
        if magic == _ZIP_MAGIC:
            return stack.enter_context(stack.enter_context(zipfile.ZipFile(stream)).open(member))
        archive = stack.enter_context(tarfile.open(fileobj=stream, mode="r:*"))  # noqa: SIM115 (the stack closes it)
        info = archive.getmember(member)
    except KeyError as error:
        raise PlaceError(f"it carries no {member}") from error
    found = archive.extractfile(info) if info.isreg() else None
    if found is None:
        raise PlaceError(f"it carries {member}, but not as a regular file")
    return stack.enter_context(found)


def write(target: Path, file: File, content: Iterable[bytes]) -> None:
    """Put `content` at `target` if it is the listed file, else leave the target as it was. Raises WrongBytesError.

    The bytes go to a file beside the target first, reach the disk, and take the target's name only then: a reader sees
    the whole file or none, also after a power cut. Raises DramaportError where the disk does not take them.
    """
    part = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as out:
            digest = _copy(content, out, file)
            out.flush()
            os.fsync(out.fileno())
        if digest != file.sha256:
            raise WrongBytesError(f"{file.path} was refused: expected sha256 {file.sha256}, found {digest}")
        part.replace(target)
    except OSError as error:
        reason = error.strerror or error
        raise DramaportError(f"{target} cannot be written ({reason}): mend that or set DRAMAPORT_MODELS") from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def _copy(content: Iterable[bytes], out: IO[bytes], file: File) -> str:
    """Copy at most the listed size and return the sha256: an archive that unpacks without end stops here."""
    digest, size = hashlib.sha256(), 0
    for block in content:
        size += len(block)
        if size > file.size:
            raise WrongBytesError(f"{file.path} was refused: more than the {file.size:,} bytes the catalogue lists")
        digest.update(block)
        out.write(block)
    if size < file.size:
        raise WrongBytesError(f"{file.path} was refused: {size:,} bytes came, the catalogue lists {file.size:,}")
    return digest.hexdigest()
