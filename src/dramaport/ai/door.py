"""The one way out to a vendor over HTTP: waits that double, bounded answers, and a key that goes to one host alone."""

from __future__ import annotations

import email.utils
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import httpx

#: Times an endpoint that is busy, broken or unreachable is asked, and the seconds to connect.
TRIES: Final = 5
_CONNECT_S: Final = 10.0
#: No answer is larger unless its door says so; what goes on is no answer.
_MOST_BYTES: Final = 64 << 20


class DoorClosed(Exception):
    """Nobody answered, or all answers were "busy" or "broken", as often as was asked. The text says what happened."""


class Endless(Exception):
    """The answer is larger than any this door lets in."""


@dataclass(frozen=True)
class Patience:
    """Seconds between two bytes of an answer, and before the second try, doubled up to the longest."""

    read: float
    first_wait: float = 1.0
    longest_wait: float = 30.0


@dataclass(frozen=True)
class Reply:
    """An answer with any status but 429 and 5xx."""

    status: int
    headers: httpx.Headers
    body: bytes

    @property
    def good(self) -> bool:
        return 200 <= self.status < 300

    @property
    def words(self) -> str:
        """The beginning of the body on one line, for an error."""
        return " ".join(self.body[:2000].decode("utf-8", "replace").split())[:200]


class Door:
    """POSTs to one address. Safe to use from several threads.

    The key goes into the request's header and nowhere else. Redirects are not followed, so it reaches no other host.
    """

    def __init__(
        self,
        url: str,
        key: str,
        patience: Patience,
        *,
        most_bytes: int = _MOST_BYTES,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.url = url
        self._patience = patience
        self._most_bytes = most_bytes
        self._sleep = sleep
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        timeout = httpx.Timeout(patience.read, connect=_CONNECT_S)
        self._client = httpx.Client(timeout=timeout, headers=headers, follow_redirects=False)

    def post(self, **content: Any) -> Reply:
        """The answer to `httpx`'s json=, data= or files=, after as many tries as are due. Raises DoorClosed, Endless."""
        trouble = ""
        for turn in range(TRIES):
            wait = self._patience.first_wait * 2**turn
            try:
                reply = self._once(content)
            except httpx.TransportError as error:
                late = isinstance(error, httpx.TimeoutException)
                trouble = (
                    "does not answer in time" if late else f"cannot be reached, no answer ({type(error).__name__})"
                )
            else:
                if reply.status != httpx.codes.TOO_MANY_REQUESTS and reply.status < 500:
                    return reply
                trouble = f"answers {reply.status} {reply.words}".rstrip()
                wait = _retry_after(reply.headers.get("retry-after"), wait)
            if turn < TRIES - 1:
                self._sleep(min(self._patience.longest_wait, wait))
        raise DoorClosed(f"{trouble}, {TRIES} times")

    def _once(self, content: Mapping[str, Any]) -> Reply:
        with self._client.stream("POST", self.url, **content) as answer:
            got = bytearray()
            for block in answer.iter_bytes():
                got += block
                if len(got) > self._most_bytes:
                    raise Endless("the answer is endless")
            return Reply(answer.status_code, answer.headers, bytes(got))


def is_address(url: str) -> bool:
    """Whether a setting names a host over http or https."""
    parts = urlsplit(url)
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def place(url: str) -> str:
    """Host, port and path of an address, without what may be secret in it."""
    parts = urlsplit(url)
    return f"{parts.hostname}{f':{parts.port}' if parts.port else ''}{parts.path.rstrip('/')}"


def _retry_after(value: str | None, otherwise: float) -> float:
    """Seconds from a Retry-After header, which holds seconds or a date (RFC 9110, section 10.2.3)."""
    if value is None:
        return otherwise
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - time.time())
    except (TypeError, ValueError):
        return otherwise
