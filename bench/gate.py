"""What a request pays for being limited: both rates of a ticket, the places, the client's address, and the border.

`python -m bench.gate` prints microseconds a request; docs/decisions/0007-rate-limits.md quotes them.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Final

from starlette.types import Message, Receive, Scope, Send

from dramaport.stream.api.border import Border
from dramaport.stream.api.limits import TICKETS, Gate
from dramaport.stream.guard.address import Trust, client_address, proxies

_ROUNDS: Final = 200_000
_NOW_MS: Final = 1_790_000_000_000
_BODY: Final = b'{"drama":"d1","number":1}'
_HEADERS: Final = [(b"host", b"x"), (b"authorization", b"Bearer x"), (b"content-length", b"25"), (b"user-agent", b"x")]


def main() -> None:
    gate, trust = Gate(1e6), Trust(proxies("127.0.0.1"))
    address = client_address("203.0.113.7", (), trust)
    asked: dict[str, Callable[[], object]] = {
        "both rates of a ticket": lambda: gate.admit(TICKETS, "0" * 32, address, _NOW_MS),
        "places": lambda: gate.place("0" * 32, address, _NOW_MS),
        "address behind a proxy": lambda: client_address("127.0.0.1", ["198.51.100.1"], trust),
    }
    nothing = _microseconds(lambda: None)
    for name, ask in asked.items():
        print(f"{name:<24} {_microseconds(ask) - nothing:5.2f} µs")
    print(f"{'border, with a body':<24} {asyncio.run(_border()):5.2f} µs")


def _microseconds(ask: Callable[[], object]) -> float:
    began = time.perf_counter()
    for _ in range(_ROUNDS):
        ask()
    return (time.perf_counter() - began) / _ROUNDS * 1e6


async def _border() -> float:
    """The difference that the border makes around an application that reads the body and answers nothing."""
    scope: Scope = {
        "type": "http", "method": "POST", "path": "/v1/tickets", "query_string": b"", "headers": _HEADERS,
    }  # fmt: skip

    async def receive() -> Message:
        return {"type": "http.request", "body": _BODY, "more_body": False}

    async def send(_: Message) -> None: ...

    async def app(_: Scope, take: Receive, __: Send) -> None:
        await take()

    took = []
    for asked in (app, Border(app)):
        began = time.perf_counter()
        for _ in range(_ROUNDS):
            await asked(scope, receive, send)
        took.append((time.perf_counter() - began) / _ROUNDS * 1e6)
    return took[1] - took[0]


if __name__ == "__main__":
    main()
