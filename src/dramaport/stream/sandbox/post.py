"""Delivery as it really is: some messages come twice, some late, and not in the order they were sent."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from random import Random
from typing import Final

import httpx

from dramaport.stream.sandbox.messages import Message

log = logging.getLogger(__name__)

#: Seen at real stores: most messages once, some again though they were taken.
_TWICE: Final = 0.35

#: How often, and after how many seconds, a message that was not taken is sent again.
_AGAIN_SECONDS: Final = (1.0, 2.0, 4.0, 8.0)


def schedule(random: Random, count: int, most_seconds: float) -> tuple[tuple[float, int], ...]:
    """Seconds and index of each delivery, in order of time. Every message comes at least once."""
    sent = [(random.uniform(0, most_seconds), index) for index in range(count)]
    again = [(at + random.uniform(0, most_seconds), index) for at, index in sent if random.random() < _TWICE]
    return tuple(sorted((*sent, *again)))


class Post:
    """Sends messages to the API at `address`. The seed decides what is late and what comes twice."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        address: str,
        seed: int,
        most_seconds: float = 1.5,
        again_seconds: Sequence[float] = _AGAIN_SECONDS,
    ) -> None:
        self._http = http
        self._address = address.rstrip("/")
        self._random = Random(seed)  # noqa: S311 - play, not secrets
        self._most_seconds = most_seconds
        self._again_seconds = tuple(again_seconds)
        self._under_way: set[asyncio.Task[None]] = set()

    def send(self, messages: Sequence[Message]) -> None:
        """Begin to deliver; returns at once."""
        for delay, index in schedule(self._random, len(messages), self._most_seconds):
            task = asyncio.get_running_loop().create_task(self._deliver(delay, messages[index]))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)

    async def settled(self) -> None:
        """Wait until nothing is under way."""
        while self._under_way:
            await asyncio.gather(*self._under_way)

    async def _deliver(self, delay: float, message: Message) -> None:
        for wait in (delay, *self._again_seconds):
            await asyncio.sleep(wait)
            try:
                answer = await self._http.request(
                    message.method, self._address + message.path, content=message.body, headers=dict(message.headers)
                )
            except httpx.HTTPError as error:
                log.warning("sandbox: %s was not delivered: %s", message.path.split("?")[0], error)
                continue
            if answer.is_success:
                return
            log.warning("sandbox: %s answered %d", message.path.split("?")[0], answer.status_code)
