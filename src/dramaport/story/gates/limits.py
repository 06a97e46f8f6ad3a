"""The figures gates judge by: thresholds.toml, and what a drama sets otherwise in its own gates.toml, with the reason."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from dramaport.drama.values import Value
from dramaport.errors import BadInput

#: The file in a drama's folder that sets limits of its own.
OWN: str = "gates.toml"


class Limit(Value):
    """One figure: its unit, and the measurement, rule or custom that set it."""

    value: float
    unit: str
    source: str
    why: str = ""  # a drama's reason for a figure of its own


class OwnLimit(Value):
    """A drama's own figure. Without a reason it is not taken."""

    value: float
    why: str = Field(min_length=1)


@dataclass(frozen=True)
class Limits:
    """Figures by name."""

    table: Mapping[str, Limit]

    def __getitem__(self, name: str) -> float:
        return self.table[name].value

    def because(self, names: Iterable[str]) -> tuple[str, ...]:
        """The reasons for those that differ from the house's."""
        return tuple(f"{name} = {self[name]:g}: {self.table[name].why}" for name in names if self.table[name].why)

    def with_own(self, own: Mapping[str, Any], file: str = OWN) -> Limits:
        """With a drama's own figures. Raises BadInput naming the file and the key."""
        table = dict(self.table)
        for name, told in own.items():
            if name not in table:
                raise BadInput(f"{file}: {name!r} is no limit; docs/gates.md lists them")
            try:
                limit = OwnLimit.model_validate(told)
            except ValidationError as error:
                first = error.errors()[0]
                key = ".".join([name, *map(str, first["loc"])])
                raise BadInput(f"{file}: {key}: {first['msg']}; write [{name}] with value and why") from error
            table[name] = table[name].model_copy(update={"value": limit.value, "why": limit.why})
        return Limits(table)


@functools.cache
def house_limits() -> Limits:
    """The limits of thresholds.toml."""
    text = resources.files(__package__).joinpath("thresholds.toml").read_text("utf-8")
    return Limits({name: Limit.model_validate(told) for name, told in tomllib.loads(text).items()})


def limits_of(folder: Path) -> Limits:
    """The limits for the drama in a folder. Raises BadInput where its gates.toml cannot be used."""
    file = folder / OWN
    if not file.exists():
        return house_limits()
    try:
        own = tomllib.loads(file.read_text("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInput(f"{OWN} is not valid TOML in UTF-8: {error}") from error
    return house_limits().with_own(own)
