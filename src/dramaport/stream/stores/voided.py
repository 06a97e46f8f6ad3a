"""Google's list of purchases that were given back, read every hour: the safety net under messages that were lost."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import Final

from dramaport.stream.stores.google import GoogleInbox
from dramaport.stream.stores.inbox import Inbox, Outcome
from dramaport.stream.stores.problems import StoreProblem

log = logging.getLogger(__name__)

_HOUR_MS: Final = 3_600_000

#: How far the list reaches back (developers.google.com/android-publisher/voided-purchases), read whole when the server starts.
_MOST_MS: Final = 30 * 24 * _HOUR_MS

#: Later readings overlap by so long, for entries that appear late.
_OVERLAP_MS: Final = 24 * _HOUR_MS


@dataclass
class VoidedList:
    """When the list was last read. What was taken from it before is known by its id, so reading it twice changes nothing."""

    google: GoogleInbox
    _read_ms: int | None = field(default=None, init=False)

    def read(self, inbox: Inbox, now_ms: int) -> int:
        """Take what is new, at most once an hour; how much it was. A store that is silent is asked again next time."""
        if self._read_ms is not None and now_ms - self._read_ms < _HOUR_MS:
            return 0
        since = now_ms - _MOST_MS if self._read_ms is None else self._read_ms - _OVERLAP_MS
        try:
            events = self.google.voided(max(since, now_ms - _MOST_MS))
        except StoreProblem as problem:
            log.warning("Google's list of voided purchases was not read: %s", problem)
            return 0
        self._read_ms = now_ms
        return sum(inbox.take(event, now_ms) is Outcome.HANDLED for event in events)
