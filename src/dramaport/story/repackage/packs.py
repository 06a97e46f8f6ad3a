"""Culture packs: one TOML file a market, ours in `packs/`, a company's own in `DRAMAPORT_HOME/packs/`, which win."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from dramaport.errors import BadInput
from dramaport.story.repackage.values import Pack

_MARKET: Final = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})?\Z")
_OURS: Final = files(__package__) / "packs"


def pack_of(market: str, own: Path | None = None) -> Pack:
    """The pack of a market. Raises BadInput listing those there are, or naming the key that is wrong."""
    if not _MARKET.match(market):
        raise BadInput(f"{market!r} is no market's code; use one of {' '.join(markets(own))}")
    for folder in (own, _OURS):
        if folder is not None and (file := folder / f"{market}.toml").is_file():
            return read_pack(file.read_bytes(), file.name)
    where = f" or write {own / f'{market}.toml'}" if own else ""
    raise BadInput(f"there is no culture pack for {market}; use one of {' '.join(markets(own))}{where}")


def markets(own: Path | None = None) -> tuple[str, ...]:
    """The markets that have a pack."""
    folders: list[Traversable | Path] = [_OURS, *([own] if own is not None and own.is_dir() else [])]
    return tuple(
        sorted(
            {
                file.name.removesuffix(".toml")
                for folder in folders
                for file in folder.iterdir()
                if file.name.endswith(".toml")
            }
        )
    )


def read_pack(data: bytes, name: str) -> Pack:
    """A pack from its file. Raises BadInput naming file and key."""
    try:
        pack = Pack.model_validate(tomllib.loads(data.decode("utf-8")))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInput(f"{name} is not valid TOML in UTF-8: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        raise BadInput(f"{name}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    twice = {term.source for term in pack.terms} & {keep.term for keep in pack.keep}
    if twice:
        raise BadInput(f"{name}: {' '.join(sorted(twice))} is both replaced and kept; take one of the two out")
    return pack
