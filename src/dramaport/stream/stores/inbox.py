"""One inbox for all stores: an event is kept once, handled once, and tried again until it is.

Keeping and handling are two transactions. A crash between them, or a purchase that cannot be credited yet, leaves the event
waiting; it is taken up when the store sends it again, or by `sweep`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sqlalchemy import Engine

from dramaport.errors import DramaportError
from dramaport.stream.stores import repository
from dramaport.stream.stores.handle import Purse, Shelf, apply
from dramaport.stream.stores.values import StoreEvent

_PROBLEM_LENGTH: Final = 500


class Outcome(StrEnum):
    """What became of a message."""

    HANDLED = "handled"
    KNOWN = "known"  # handled before
    WAITING = "waiting"  # kept, with the problem beside it


@dataclass(frozen=True)
class Inbox:
    """Where verified events go."""

    database: Engine
    purse: Purse
    shelf: Shelf

    def take(self, event: StoreEvent, now_ms: int) -> Outcome:
        """Keep an event and handle it. What cannot be handled waits; an error of the database is raised."""
        with self.database.begin() as db:
            repository.receive(db, event, now_ms)
        return self._handle(event, now_ms)

    def sweep(self, now_ms: int, limit: int = 100) -> int:
        """Try what waits, the least tried first; how many were handled."""
        with self.database.connect() as db:
            waiting = repository.waiting(db, limit)
        return sum(self._handle(event, now_ms) is Outcome.HANDLED for event, _, _ in waiting)

    def _handle(self, event: StoreEvent, now_ms: int) -> Outcome:
        try:
            with self.database.begin() as db:
                kept = repository.claim(db, event.source, event.id)
                if kept is None:
                    return Outcome.KNOWN
                apply(db, kept, self.purse, self.shelf, now_ms)
                repository.mark_handled(db, event.source, event.id, now_ms)
        except DramaportError as error:
            with self.database.begin() as db:
                repository.mark_problem(db, event.source, event.id, str(error)[:_PROBLEM_LENGTH])
            return Outcome.WAITING
        return Outcome.HANDLED
