"""A keep-alive load generator for measuring servers: one process, one epoll, as little Python between two requests as can be.

    rate = hammer(("127.0.0.1", 8080), requests, seconds=2.0)

Each of `requests` has a connection of its own, which sends it again as soon as its answer is read (a closed loop): as many
requests are under way as there are connections. A generator must cost less than what it measures; `Rate.busy` is the share of one core that
it used, and a figure taken with it near 1 is the generator's, not the server's.
"""

from __future__ import annotations

import select
import socket
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import quantiles
from typing import Final

_CHUNK: Final = 1 << 18
_LENGTH: Final = b"content-length: "


@dataclass(frozen=True)
class Rate:
    """What a round came to: answers a second, seconds each answer took, and the share of a core the generator used."""

    a_second: float
    took: tuple[float, ...]
    busy: float

    @property
    def p50_ms(self) -> float:
        return quantiles(self.took, n=100)[49] * 1000

    @property
    def p99_ms(self) -> float:
        return quantiles(self.took, n=100)[98] * 1000


def request(method: str, path: str, token: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> bytes:
    """A request as it goes over the wire."""
    head = f"{method} {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\n"
    head += "".join(f"{name}: {value}\r\n" for name, value in (headers or {}).items())
    head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def ask(address: tuple[str, int], wanted: bytes) -> tuple[int, bytes]:
    """One request on a connection of its own: the status and the body."""
    with socket.create_connection(address, 30) as link:
        link.sendall(wanted)
        got = b""
        while (whole := _whole(got)) is None or len(got) < whole:
            more = link.recv(_CHUNK)
            if not more:
                raise ConnectionError("the server hung up")
            got += more
    head, _, body = got.partition(b"\r\n\r\n")
    return int(head[9:12]), body


def hammer(address: tuple[str, int], requests: Sequence[bytes], seconds: float) -> Rate:
    """Raises ConnectionError for a server that hangs up or answers anything but 200."""
    poll = select.epoll()
    links = {}
    for wanted in requests:
        link = socket.create_connection(address, 30)
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        poll.register(link.fileno(), select.EPOLLIN)
        links[link.fileno()] = (link, wanted)
    try:
        return _rounds(poll, links, seconds)
    finally:
        poll.close()
        for link, _ in links.values():
            link.close()


def _rounds(poll: select.epoll, links: dict[int, tuple[socket.socket, bytes]], seconds: float) -> Rate:
    clock = time.perf_counter
    sent, due, parts = {}, dict.fromkeys(links, 0), dict.fromkeys(links, b"")
    took: list[float] = []
    began, worked = clock(), time.process_time()
    for number, (link, wanted) in links.items():
        link.sendall(wanted)
        sent[number] = clock()
    while (now := clock()) - began < seconds or len(took) < 2 * len(links):
        for number, _ in poll.poll(1.0):
            link, wanted = links[number]
            got = parts[number] + link.recv(_CHUNK)
            if not due[number]:
                due[number] = _whole(got) or 0
            if not due[number] or len(got) < due[number]:
                if got == parts[number]:
                    raise ConnectionError("the server hung up")
                parts[number] = got
                continue
            if got[9:12] != b"200":
                raise ConnectionError(f"the server answered {got[:200]!r}")
            now = clock()
            took.append(now - sent[number])
            parts[number], due[number], sent[number] = b"", 0, now
            link.sendall(wanted)
    spent = now - began
    return Rate(len(took) / spent, tuple(took), (time.process_time() - worked) / spent)


def _whole(got: bytes) -> int | None:
    """How many bytes an answer has in all; None until its head is there."""
    end = got.find(b"\r\n\r\n")
    if end < 0:
        return None
    at = got.lower().find(_LENGTH, 0, end)
    return end + 4 + int(got[at + len(_LENGTH) : got.index(b"\r\n", at)])
