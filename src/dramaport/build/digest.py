"""Names of things: the SHA-256 of bytes, and of values through one canonical JSON form."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from enum import Enum
from pathlib import Path
from typing import Protocol, TypeAlias, runtime_checkable

from pydantic import BaseModel

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

_CHUNK = 1 << 20


@runtime_checkable
class Tool(Protocol):
    """Something a step works with that is not a value (a model, a vendor). Its identity stands for it in keys."""

    @property
    def identity(self) -> str: ...


def as_json(value: object) -> Json:
    """The JSON form of a value: models by their fields, tools by their identity. Raises TypeError for anything else."""
    match value:
        case Enum():
            return as_json(value.value)
        case None | bool() | int() | float() | str():
            return value
        case BaseModel():
            return as_json(value.model_dump(mode="json"))
        case Mapping():
            return {str(key): as_json(item) for key, item in value.items()}
        case frozenset() | set():
            return sorted((as_json(item) for item in value), key=canonical)
        case Sequence() if not isinstance(value, bytes | bytearray):
            return [as_json(item) for item in value]
        case Tool():
            return {"tool": value.identity}
    raise TypeError(f"a {type(value).__name__} cannot be part of a build key")


def canonical(value: object) -> bytes:
    """One spelling for equal values: sorted keys, no spaces, UTF-8, no NaN."""
    text = json.dumps(as_json(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8", "surrogatepass")


def digest_of(value: object) -> str:
    """The SHA-256 of a value's canonical form, in hex."""
    return hashlib.sha256(canonical(value)).hexdigest()


def digest_file(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hex."""
    sha = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            sha.update(chunk)
    return sha.hexdigest()
