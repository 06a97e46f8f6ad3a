"""The markets of an installation: the ones it came with, until an operator writes their own."""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import Final

from pydantic import ValidationError

from dramaport.errors import BadInput
from dramaport.stream.values import Market

_FILE: Final = "markets.toml"


def usual_markets() -> tuple[Market, ...]:
    """The markets that come with the program, in order."""
    return read_markets((resources.files(__package__) / _FILE).read_text("utf-8"), _FILE)


def read_markets(text: str, about: str) -> tuple[Market, ...]:
    """Markets from a TOML file of `[[market]]` tables. Raises BadInput naming the market and the field."""
    try:
        tables = tomllib.loads(text).get("market", [])
        markets = tuple(Market.model_validate(table) for table in tables)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{about} is no TOML file ({error}); mend the line it names") from error
    except ValidationError as error:
        fault = error.errors()[0]
        place = ".".join(str(part) for part in fault["loc"])
        raise BadInput(f"{about}: {place}: {fault['msg']}; mend that market") from error
    _refuse_shared(markets, about)
    return markets


def _refuse_shared(markets: tuple[Market, ...], about: str) -> None:
    """A territory belongs to one market: else nobody could say what something costs there."""
    sold: dict[str, str] = {}
    for market in markets:
        for territory in market.territories:
            if territory in sold:
                raise BadInput(f"{about}: {territory} is in {sold[territory]} and in {market.code}; keep it in one")
            sold[territory] = market.code
