"""Public keys of others: fetched, kept for a day at most, and fetched once more when a message names one we do not know."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping

import httpx

from dramaport.stream.stores.problems import StoreSilent

#: The longest that AdMob allows its keys to be kept (developers.google.com/admob/android/ssv).
_KEEP_SECONDS = 24 * 3600.0

#: Unknown keys make us ask at most this often, so that forged messages cannot make us flood a key server.
_ASK_SECONDS = 60.0

#: A key server's answer is a few kilobytes.
_MOST_BYTES = 1 << 20


class KeyRing:
    """Keys by id. `fetch` gives all that are in force; raises StoreSilent when it cannot."""

    def __init__(self, fetch: Callable[[], Mapping[str, str]], clock: Callable[[], float] = time.monotonic) -> None:
        self._fetch = fetch
        self._clock = clock
        self._lock = threading.Lock()
        self._keys: Mapping[str, str] = {}
        self._fetched: float | None = None

    def find(self, key_id: str) -> str | None:
        """A key in PEM, or None when the key server does not know it either."""
        with self._lock:
            now = self._clock()
            age = None if self._fetched is None else now - self._fetched
            unknown = key_id not in self._keys
            if age is None or age >= _KEEP_SECONDS or (unknown and age >= _ASK_SECONDS):
                self._keys = self._fetch()
                self._fetched = now
            return self._keys.get(key_id)


def fetch_json(http: httpx.Client, url: str) -> object:
    """What a key server says. Raises StoreSilent naming it."""
    try:
        answer = http.get(url)
        answer.raise_for_status()
        if len(answer.content) > _MOST_BYTES:
            raise StoreSilent(f"the key server {url} answers with {len(answer.content)} bytes; check its address")
        return answer.json()
    except (httpx.HTTPError, ValueError) as error:
        raise StoreSilent(f"the key server {url} does not answer; check its address and try again later") from error
