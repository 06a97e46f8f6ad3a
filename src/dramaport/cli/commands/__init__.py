"""The commands, one module for each part of a producer's work.

A module registers its commands when it is imported. `load` imports the one a command is in: some of them bring half a dozen
scientific libraries along, and `dramaport serve` shall not wait for those.
"""

from __future__ import annotations

from importlib import import_module
from typing import Final

#: In which module each command is, in the order in which help lists them.
PLACES: Final = {
    "demo": "demo", "new": "new", "plan": "run", "localize": "run", "status": "run", "why": "run", "report": "report",
    "cast": "people", "bible": "people", "cover": "people", "export": "exchange", "import": "exchange", "release": "release",
    "publish": "stream", "serve": "stream", "market": "stream", "avail": "stream", "price": "prices", "wallet": "wallets",
    "story": "story", "animate": "animate",
    "slate": "slate",
    "models": "models", "doctor": "surroundings",
}  # fmt: skip


def load(command: str | None = None) -> None:
    """Import what a command needs; everything for one that is not known, so that help and errors name them all."""
    wanted = [PLACES[command]] if command in PLACES else list(dict.fromkeys(PLACES.values()))
    for module in wanted:
        import_module(f"{__name__}.{module}")
