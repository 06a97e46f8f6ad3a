"""The content-addressed store: bytes by their digest, receipts by their key, ledgers by their name.

It lies in a folder or in an S3-compatible bucket (fsspec). Layout:

    objects/ab/cdef….mp4    bytes, named by their SHA-256
    receipts/ab/cdef….json  what a step made of which inputs
    ledgers/<name>.json     which receipts the last run used: for `why`

Objects and receipts never change once written; a writer that dies leaves only a temporary file behind.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import tempfile
import threading
import uuid
from pathlib import Path
from typing import Any, ClassVar

import fsspec
from fsspec.implementations.local import LocalFileSystem
from pydantic import BaseModel, ConfigDict

from dramaport.build.digest import Json, digest_file
from dramaport.errors import BadInput, DramaportError


class Artifact(BaseModel):
    """Bytes in the store: their SHA-256, the file name's ending (with the dot) and the size in bytes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    digest: str
    suffix: str
    size: int


class Damaged(DramaportError):
    """An artifact whose bytes are gone or do not match its name. The run that meets it rebuilds it."""

    def __init__(self, artifact: Artifact) -> None:
        super().__init__(
            f"artifact {artifact.digest[:12]}{artifact.suffix} is damaged or gone; run again to rebuild it"
        )
        self.artifact = artifact

    def __reduce__(self) -> tuple[type[Damaged], tuple[Artifact]]:
        return Damaged, (self.artifact,)


class StoreUnusable(DramaportError):
    """The store cannot be written: full disk, read-only folder, refused bucket. Nothing can go on."""


class Store:
    """Where artifacts and receipts live. `cache` is a local folder for bytes that come from a remote store."""

    def __init__(self, url: str, cache: Path) -> None:
        self.url = url
        self._fs, self._root = fsspec.core.url_to_fs(url)
        self._local = isinstance(self._fs, LocalFileSystem)
        self._cache = cache
        self._verified: set[str] = set()
        self._guard = threading.Lock()

    def __reduce__(self) -> tuple[type[Store], tuple[str, Path]]:
        return Store, (self.url, self._cache)

    # --- objects -------------------------------------------------------------------------------------------------

    def put(self, path: Path, suffix: str | None = None) -> Artifact:
        """Keep a copy of a file. Writing what is already there costs only the hashing; what is damaged is replaced."""
        artifact = Artifact(
            digest=digest_file(path), suffix=path.suffix if suffix is None else suffix, size=path.stat().st_size
        )
        if not (self.has(artifact) and self._intact(artifact)):
            with _Writing(self.url):
                self._write_file(path, self._object(artifact))
        return artifact

    def put_bytes(self, data: bytes, suffix: str) -> Artifact:
        """Keep bytes."""
        with tempfile.NamedTemporaryFile(suffix=suffix) as file:
            file.write(data)
            file.flush()
            return self.put(Path(file.name), suffix)

    def has(self, artifact: Artifact) -> bool:
        """Whether bytes of the right length stand under the artifact's name."""
        try:
            return int(self._fs.size(self._object(artifact)) or 0) == artifact.size
        except FileNotFoundError:
            return False

    def _intact(self, artifact: Artifact) -> bool:
        """Whether the bytes in a local store are the artifact's. A bucket's are not fetched for this: `open` checks them."""
        return not self._local or digest_file(Path(self._object(artifact))) == artifact.digest

    def open(self, artifact: Artifact) -> Path:
        """A local file with the artifact's bytes, for reading only. Raises Damaged (and forgets it) when they do not match."""
        path = Path(self._object(artifact)) if self._local else self._download(artifact)
        if artifact.digest in self._verified and path.is_file():
            return path
        if not path.is_file() or path.stat().st_size != artifact.size or digest_file(path) != artifact.digest:
            path.unlink(missing_ok=True)
            self.forget(artifact)
            raise Damaged(artifact)
        with self._guard:
            self._verified.add(artifact.digest)
        return path

    def forget(self, artifact: Artifact) -> None:
        """Remove an artifact's bytes, so that whoever needs them next has them made again."""
        with self._guard:
            self._verified.discard(artifact.digest)
        if self._fs.exists(self._object(artifact)):
            self._fs.rm(self._object(artifact))

    def _object(self, artifact: Artifact) -> str:
        return f"{self._root}/objects/{artifact.digest[:2]}/{artifact.digest[2:]}{artifact.suffix}"

    def _download(self, artifact: Artifact) -> Path:
        path = self._cache / f"{artifact.digest}{artifact.suffix}"
        if not path.is_file():
            part = path.with_name(f"{path.name}.{uuid.uuid4().hex}.part")
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                self._fs.get_file(self._object(artifact), str(part))
            except FileNotFoundError as error:
                raise Damaged(artifact) from error
            part.replace(path)
        return path

    # --- receipts and ledgers ------------------------------------------------------------------------------------

    def receipt(self, key: str) -> dict[str, Any] | None:
        return self._read_json(f"receipts/{key[:2]}/{key[2:]}.json")

    def put_receipt(self, key: str, receipt: Json) -> None:
        self._write_json(f"receipts/{key[:2]}/{key[2:]}.json", receipt)

    def ledger(self, name: str) -> dict[str, Any]:
        return self._read_json(f"ledgers/{name}.json") or {}

    def put_ledger(self, name: str, ledger: Json) -> None:
        self._write_json(f"ledgers/{name}.json", ledger)

    def _read_json(self, name: str) -> dict[str, Any] | None:
        try:
            value = json.loads(self._fs.cat_file(f"{self._root}/{name}"))
        except (FileNotFoundError, ValueError):
            return None  # a receipt that cannot be read counts as none: the step runs again
        return value if isinstance(value, dict) else None

    def _write_json(self, name: str, value: Json) -> None:
        data = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        with _Writing(self.url):
            if self._local:
                self._write_bytes(data, Path(f"{self._root}/{name}"))
            else:
                self._fs.pipe_file(f"{self._root}/{name}", data)

    # --- writing ---------------------------------------------------------------------------------------------------

    def _write_file(self, path: Path, name: str) -> None:
        if not self._local:
            self._fs.put_file(str(path), name)
            return
        part = _part_of(Path(name))
        with path.open("rb") as source, part.open("wb") as sink:
            shutil.copyfileobj(source, sink, 1 << 20)
            _sync(sink)
        part.chmod(0o444)
        part.replace(name)

    @staticmethod
    def _write_bytes(data: bytes, path: Path) -> None:
        part = _part_of(path)
        with part.open("wb") as sink:
            sink.write(data)
            _sync(sink)
        part.replace(path)


def _part_of(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.with_name(f".{uuid.uuid4().hex}.part")


def _sync(sink: Any) -> None:
    sink.flush()
    os.fsync(sink.fileno())


class _Writing:
    """Turns what the system says about an unusable store into one line with the remedy."""

    _REMEDY: ClassVar = {
        errno.ENOSPC: "the disk is full: free some space and run the same command again; nothing finished is lost",
        errno.EDQUOT: "the disk quota is used up: free some space and run the same command again",
        errno.EROFS: "the folder is read-only: set DRAMAPORT_HOME or DRAMAPORT_STORE to one that can be written",
        errno.EACCES: "writing is not permitted: set DRAMAPORT_HOME or DRAMAPORT_STORE to a folder that can be written",
        errno.EPERM: "writing is not permitted: set DRAMAPORT_HOME or DRAMAPORT_STORE to a folder that can be written",
    }

    def __init__(self, url: str) -> None:
        self._url = url

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OSError) and error.errno in self._REMEDY:
            raise StoreUnusable(f"store {self._url}: {self._REMEDY[error.errno]}") from error


def open_store(url: str, cache: Path) -> Store:
    """The store at a folder path or an fsspec URL (`s3://bucket/prefix`). Raises BadInput for an unknown protocol."""
    try:
        return Store(url, cache)
    except (ValueError, ImportError) as error:
        raise BadInput(f"DRAMAPORT_STORE={url}: {error}; use a folder or an s3:// address") from error
