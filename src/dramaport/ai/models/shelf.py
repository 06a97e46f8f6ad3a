"""The user's folder of models: which files are there, and whether they are the listed bytes.

A file is the listed one when its sha256 says so. That costs a full read, so a stamp beside the files records the size
and the time of change each file had when it was last hashed; while both are unchanged the file is not read again.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import json
import os
import threading
from collections.abc import Mapping
from pathlib import Path

import platformdirs

from dramaport.ai.models.values import File, Model, Problem
from dramaport.errors import BadInput

#: Names the folder of models; without it they lie in the user's cache.
FOLDER = "DRAMAPORT_MODELS"

_STAMP = ".stamp.json"

Record = tuple[str, int, int]  # sha256, size in bytes, time of change in nanoseconds

#: What this process hashed in folders it may not write a stamp in: installed packages, layers of an image.
_hashed: dict[Path, dict[str, Record]] = {}


def root() -> Path:
    """The folder all models lie in."""
    named = os.environ.get(FOLDER)
    return Path(named).expanduser().absolute() if named else platformdirs.user_cache_path("dramaport") / "models"


def home(model: Model) -> Path:
    """The model's own folder below `root`, whether it is there or not."""
    return root() / model.name


def folder_of(model: Model) -> Path:
    """Where the model is loaded from: an installed package that brings the listed files, else its folder in `root`."""
    packaged = _packaged(model)
    return packaged if packaged is not None and not _lacking(packaged, model) else home(model)


def missing(model: Model) -> tuple[File, ...]:
    """The files that are not there as listed. Hashes what no stamp vouches for, and stamps what it found good."""
    return _lacking(folder_of(model), model)


def begun(model: Model) -> bool:
    """Whether any file of the model is there, right or wrong."""
    return any((folder_of(model) / file.path).exists() for file in model.files)


def problems(model: Model) -> tuple[Problem, ...]:
    """What is wrong with the model's files, every byte read again."""
    folder = folder_of(model)
    found = ((file, _fault(folder / file.path, file)) for file in model.files)
    return tuple(Problem(model=model.name, path=file.path, text=text) for file, text in found if text)


def _packaged(model: Model) -> Path | None:
    """The folder in the package that ships the model; the package is looked up, not imported."""
    if model.ships_with is None:
        return None
    spec = importlib.util.find_spec(model.ships_with.package)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(spec.submodule_search_locations[0], *model.ships_with.folder.split("/"))


def _lacking(folder: Path, model: Model) -> tuple[File, ...]:
    stamp = _read_stamp(folder)
    known = {**stamp, **_hashed.get(folder, {})}
    records = {file: _record(folder / file.path, file, known.get(file.path)) for file in model.files}
    good = {file.path: record for file, record in records.items() if record is not None}
    _hashed[folder] = good
    if good and good != stamp and folder == home(model):
        _write_stamp(folder, good)
    return tuple(file for file, record in records.items() if record is None)


def _record(path: Path, file: File, known: Record | None) -> Record | None:
    """What to stamp for a good file, hashed now unless `known` vouches for it; None where it is not the listed one."""
    try:
        status = path.stat()
        if status.st_size != file.size or not path.is_file():
            return None
        record = (file.sha256, status.st_size, status.st_mtime_ns)
        return record if known == record or sha256_of(path) == file.sha256 else None
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise BadInput(f"{path} cannot be read ({error.strerror}): mend its permissions or delete it") from error


def _fault(path: Path, file: File) -> str | None:
    try:
        if (size := path.stat().st_size) != file.size:
            return f"has {size:,} bytes, the catalogue lists {file.size:,}: delete it, it is fetched again"
        if (digest := sha256_of(path)) != file.sha256:
            return f"has sha256 {digest}, the catalogue lists {file.sha256}: delete it, it is fetched again"
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    return None


def sha256_of(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _read_stamp(folder: Path) -> Mapping[str, Record]:
    """The stamp; a lost or damaged one vouches for nothing and costs one more reading of the files."""
    try:
        entries = json.loads((folder / _STAMP).read_text("utf-8"))
        return {path: (str(digest), int(size), int(changed)) for path, (digest, size, changed) in entries.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _write_stamp(folder: Path, good: Mapping[str, Record]) -> None:
    """Write the stamp whole or not at all; where the folder cannot be written the models work without one."""
    part = folder / f"{_STAMP}.{os.getpid()}-{threading.get_ident()}.part"
    with contextlib.suppress(OSError):
        part.write_text(json.dumps(good, indent=1), "utf-8")
        part.replace(folder / _STAMP)
