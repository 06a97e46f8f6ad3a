"""The catalogue in a worker's memory, as of one version.

The database counts a version with every change (migration 0006). Who decides something asks for it in the statement that asks
who is asking (`standing`), so a memory is never older than the request: what another process publishes, prices or withdraws
holds from the next request on.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Final

from sqlalchemy import Connection

from dramaport.errors import Missing
from dramaport.stream import repository
from dramaport.stream.access import Offer, offer
from dramaport.stream.catalogue import Reel, Show
from dramaport.stream.values import Avail, Market

#: Dramas whose episodes are remembered, without their playlists; the longest unasked are forgotten.
_MOST_DRAMAS: Final = 256


@dataclass(frozen=True)
class Snapshot:
    """Markets in their order, dramas the newest first, and each one's rights. Episodes are read when they are asked for."""

    version: int
    markets: tuple[Market, ...]
    shows: Mapping[str, Show]
    avails: Mapping[str, tuple[Avail, ...]]
    _offers: dict[tuple[str, str], Offer] = field(default_factory=dict)
    _reels: OrderedDict[str, Mapping[int, Reel]] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def show(self, drama: str) -> Show:
        """Raises Missing for a drama that is not in the catalogue."""
        if drama not in self.shows:
            raise Missing(f"there is no drama {drama!r} in the catalogue")
        return self.shows[drama]

    def offer(self, drama: str, territory: str, now: datetime) -> Offer:
        """What is offered of a drama in a territory; worked out again when a right begins or ends."""
        found = self._offers.get((drama, territory))
        if found is None or now < found.since or (found.until is not None and found.until <= now):
            found = self._offers[drama, territory] = offer(
                drama, territory, now, self.markets, self.avails.get(drama, ())
            )
        return found

    def reels(self, db: Connection, drama: str) -> Mapping[int, Reel]:
        """A drama's published episodes by number, in order."""
        with self._lock:
            found = self._reels.get(drama)
            if found is not None:
                self._reels.move_to_end(drama)
                return found
        found = {reel.number: reel for reel in repository.reels(db, drama)}
        with self._lock:
            self._reels[drama] = found
            if len(self._reels) > _MOST_DRAMAS:
                self._reels.popitem(last=False)
        return found


class Catalogue:
    """Holds the newest snapshot of a worker."""

    def __init__(self) -> None:
        self._newest: Snapshot | None = None

    def at(self, db: Connection, version: int) -> Snapshot:
        """The snapshot of a version that was just read from the database."""
        newest = self._newest
        if newest is None or newest.version != version:
            newest = self._newest = _read(db, version)
        return newest

    def now(self, db: Connection) -> Snapshot:
        """The snapshot for whoever has not asked for the version yet."""
        return self.at(db, repository.version(db))


def _read(db: Connection, version: int) -> Snapshot:
    """Read after its version was: should it change in between, it is newer than it says, and read again next time."""
    avails: dict[str, tuple[Avail, ...]] = {}
    for avail in repository.avails(db):
        avails[avail.drama] = (*avails.get(avail.drama, ()), avail)
    shows = {show.drama: show for show in repository.shows(db)}
    return Snapshot(version, repository.markets(db), shows, avails)
