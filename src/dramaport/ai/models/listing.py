"""Reading the catalogue: the project's `ai/models.toml`, then the user's own file over it."""

from __future__ import annotations

import functools
import os
import tomllib
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from types import MappingProxyType

from pydantic import ValidationError

from dramaport.ai.models.values import Model
from dramaport.errors import BadInput, Missing

#: Names a second catalogue whose entries add to ours or replace them whole.
OWN_CATALOGUE = "DRAMAPORT_MODELS_TOML"


def read(text: str, origin: str) -> dict[str, Model]:
    """The models of one catalogue by name, in its order. Raises BadInput naming `origin` and the entry at fault."""
    try:
        entries = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{origin} is not a TOML file: {error}") from error
    listed = entries.pop("models", [])
    if entries or not isinstance(listed, list):
        raise BadInput(f"{origin} must hold [[models]] entries and nothing else, see docs/models.md")
    models: dict[str, Model] = {}
    for number, entry in enumerate(listed, start=1):
        found = _model(entry, number, origin)
        if found.name in models:
            raise BadInput(f"{origin} lists model '{found.name}' twice: keep one of the entries")
        models[found.name] = found
    return models


def _model(entry: object, number: int, origin: str) -> Model:
    try:
        return Model.model_validate(entry)
    except ValidationError as error:
        name = entry.get("name") if isinstance(entry, dict) else None
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        fault = f"{where}: {first['msg']}" if where else first["msg"]
        raise BadInput(f"{origin}: model {name or f'number {number}'}: {fault}, see docs/models.md") from error


@functools.cache
def _ours() -> Mapping[str, Model]:
    return read((resources.files("dramaport.ai") / "models.toml").read_text("utf-8"), "models.toml")


@functools.lru_cache(maxsize=8)
def _own(path: Path, text: str) -> Mapping[str, Model]:
    return read(text, str(path))


def catalogue() -> Mapping[str, Model]:
    """Every model by name: the project's own, then those of the file DRAMAPORT_MODELS_TOML names. Raises BadInput."""
    named = os.environ.get(OWN_CATALOGUE)
    if not named:
        return MappingProxyType(dict(_ours()))
    path = Path(named).expanduser()
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise BadInput(f"{OWN_CATALOGUE} names {named}, which cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{path} is not UTF-8 text: save the catalogue as UTF-8") from error
    return MappingProxyType({**_ours(), **_own(path, text)})


def model(name: str) -> Model:
    """One model. Raises Missing listing the names there are, where it is not one."""
    models = catalogue()
    if name not in models:
        raise Missing(f"no model is called '{name}': the catalogue has {', '.join(models)}")
    return models[name]
