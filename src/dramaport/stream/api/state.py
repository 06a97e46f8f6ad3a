"""What every request may use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Annotated, cast

from fastapi import Depends, Request
from sqlalchemy import Engine

from dramaport.data.engine import reading
from dramaport.stream.guard.address import Trust
from dramaport.stream.sealing import Sealer
from dramaport.stream.snapshot import Catalogue
from dramaport.stream.tickets import Press
from dramaport.stream.tokens import Keys


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Station:
    """The opened surroundings of a running server. `media` holds published files, `web` the built app, where there is one.
    `limits` multiplies every rate limit; `sealer` knows the keys of encrypted episodes.
    """

    database: Engine
    keys: Keys
    media: Path
    web: Path | None = None
    sandbox: bool = True
    name: str = "Dramaport"
    trust: Trust = field(default_factory=Trust)
    limits: float = 1.0
    sealer: Sealer | None = None
    clock: Callable[[], datetime] = field(default=_now)

    @cached_property
    def reading(self) -> Engine:
        """The database, for what only reads."""
        return reading(self.database)

    @cached_property
    def catalogue(self) -> Catalogue:
        """What this worker remembers of the catalogue."""
        return Catalogue()

    @cached_property
    def press(self) -> Press:
        """The tickets this worker printed of late."""
        return Press(self.keys)

    @property
    def now_ms(self) -> int:
        return int(self.clock().timestamp() * 1000)


async def _station(request: Request) -> Station:
    return cast(Station, request.app.state.station)


OnStation = Annotated[Station, Depends(_station)]
