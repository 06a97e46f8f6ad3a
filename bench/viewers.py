"""A thousand viewers at once, each living as an app does: home, feed, ticket, media, what was watched, the wall, an unlock.

    python -m bench.viewers                       # 1,000 for a minute, SQLite
    python -m bench.viewers --postgresql --viewers 200

Every viewer is a task with a connection of its own, and thinks between its requests as long as the dice say, so that all thousand are
there the whole time; they come within the first third. Anything but the answer that is meant counts as an error.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import re
import sys
import tempfile
import time
import uuid
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from statistics import quantiles
from typing import Any, Final

from bench.load import request
from bench.stage import fill, granian, viewers
from bench.unlocks import postgresql
from dramaport.data.engine import open_database

_TIMEOUT_SECONDS: Final = 60.0
_ADDRESS = re.compile(r"^/m/\S+", re.MULTILINE)


@dataclass
class Seen:
    """Seconds by endpoint, and what went wrong."""

    took: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: Counter[str] = field(default_factory=Counter)


class App:
    """One viewer's app."""

    def __init__(self, address: tuple[str, int], token: str, seed: int, seen: Seen) -> None:
        self._address, self._token, self._seen = address, token, seen
        self._dice = Random(seed)  # noqa: S311 - play, not secrets
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def live(self, until: float, think: float) -> None:
        await asyncio.sleep(self._dice.uniform(0, (until - time.monotonic()) / 3))
        try:
            while time.monotonic() < until:
                await self._visit(until, think)
        finally:
            if self._streams is not None:
                self._streams[1].close()

    async def _visit(self, until: float, think: float) -> None:
        home = await self._ask("GET", "/v1/home", "home")
        if home is None:
            return
        drama, number = self._dice.choice(home["shelves"][0]["dramas"])["id"], self._dice.randrange(1, 10)
        await self._ask("GET", f"/v1/dramas/{drama}", "drama")
        feed = await self._ask("GET", f"/v1/feed?drama={drama}&from={number}&count=3", "feed")
        for item in (feed or {"items": []})["items"]:
            await asyncio.sleep(max(0.0, min(self._dice.expovariate(1 / think), until - time.monotonic())))
            if time.monotonic() >= until:
                return
            ticket = item["ticket"]
            if ticket is None:
                await self._wall(drama, item["number"])
                ticket = await self._ask("POST", "/v1/tickets", "ticket", {"drama": drama, "number": item["number"]})
            if ticket is not None:
                await self._watch(ticket)

    async def _wall(self, drama: str, number: int) -> None:
        await self._ask("GET", f"/v1/offers?drama={drama}&number={number}", "offers")
        body = {"drama": drama, "numbers": [number]}
        await self._ask("POST", "/v1/unlocks", "unlock", body, {"Idempotency-Key": self._uuid()})

    async def _watch(self, ticket: dict[str, Any]) -> None:
        """The first picture, some segments, and the events of it."""
        address = _ADDRESS.search(next(iter(ticket["playlists"].values())))
        if address is not None:
            for _ in range(3):
                first = self._dice.randrange(0, 3 << 20)
                await self._ask("GET", address[0], "media", None, {"Range": f"bytes={first}-{first + 99_999}"})
        session, at_ms = self._uuid(), int(time.time() * 1000)
        events = [
            {
                "id": self._uuid(), "session": session, "seq": seq, "kind": kind, "drama": ticket["drama"],
                "number": ticket["number"], "position_ms": seq * 2000, "at_ms": at_ms,
            }
            for seq, kind in enumerate(("start", "progress", "progress", "end"))
        ]  # fmt: skip
        await self._ask("POST", "/v1/events", "events", {"events": events})

    async def _ask(
        self, method: str, path: str, name: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> dict[str, Any] | None:
        sent = request(method, path, self._token, b"" if body is None else json.dumps(body).encode(), headers)
        began = time.perf_counter()
        try:
            status, told = await asyncio.wait_for(self._exchange_again(sent), _TIMEOUT_SECONDS)
        except (OSError, asyncio.IncompleteReadError, TimeoutError) as error:
            self._seen.errors[f"{name}: {type(error).__name__}"] += 1
            self._streams = None
            return None
        self._seen.took[name].append(time.perf_counter() - began)
        if status not in (200, 202, 206):
            self._seen.errors[f"{name}: {status} {told[:120]!r}"] += 1
            return None
        found: dict[str, Any] = {} if name == "media" else json.loads(told)
        return found

    async def _exchange_again(self, sent: bytes) -> tuple[int, bytes]:
        """A server hangs up on who was silent for long; browsers then ask on a new connection, and so does this."""
        fresh = self._streams is None
        try:
            return await self._exchange(sent)
        except (ConnectionError, asyncio.IncompleteReadError) as error:
            if fresh or (isinstance(error, asyncio.IncompleteReadError) and error.partial):
                raise
            self._streams = None
            return await self._exchange(sent)

    async def _exchange(self, sent: bytes) -> tuple[int, bytes]:
        if self._streams is None:
            self._streams = await asyncio.open_connection(*self._address, limit=1 << 20)
        reader, writer = self._streams
        writer.write(sent)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        at = head.index(b"content-length: ") + 16
        return int(head[9:12]), await reader.readexactly(int(head[at : head.index(b"\r\n", at)]))

    def _uuid(self) -> str:
        return uuid.UUID(int=self._dice.getrandbits(128), version=4).hex


async def _live(address: tuple[str, int], tokens: tuple[str, ...], seconds: float, think: float) -> Seen:
    seen, until = Seen(), time.monotonic() + seconds
    apps = [App(address, token, number, seen) for number, token in enumerate(tokens)]
    await asyncio.gather(*(app.live(until, think) for app in apps))
    return seen


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.viewers", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--viewers", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument(
        "--think", type=float, default=20.0, help="mean seconds an episode is watched; real ones last 60 to 90"
    )
    parser.add_argument("--workers", type=int, default=1)
    asked = parser.parse_args()
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = stack.enter_context(postgresql())[0] if asked.postgresql else f"sqlite:///{folder}/house.db"
        database = open_database(url)
        fill(database, folder / "media", dramas=5, episodes=30, seconds=18)
        tokens = viewers(database, asked.viewers, coins=6000)
        database.dispose()
        around = {"BENCH_DATABASE": url, "BENCH_MEDIA": str(folder / "media")}
        server = stack.enter_context(granian("bench.play_ticket:application", around, workers=asked.workers))
        seen = asyncio.run(_live(server.address, tokens, asked.seconds, asked.think))
    _tell(seen, asked)


def _tell(seen: Seen, asked: argparse.Namespace) -> None:
    total = sum(map(len, seen.took.values()))
    kind = "PostgreSQL" if asked.postgresql else "SQLite"
    print(
        f"{kind}, {asked.viewers} viewers for {asked.seconds:.0f} s, {asked.workers} worker: {total} requests,", end=" "
    )
    print(f"{total / asked.seconds:.0f} a second, {sum(seen.errors.values())} errors\n")
    print("| endpoint | requests | p50 ms | p99 ms | slowest ms |")
    print("|---|---|---|---|---|")
    for name, took in sorted(seen.took.items()):
        cuts = quantiles(took, n=100) if len(took) > 1 else [took[0]] * 99
        print(f"| {name} | {len(took)} | {cuts[49] * 1000:.1f} | {cuts[98] * 1000:.1f} | {max(took) * 1000:.0f} |")
    for error, times in seen.errors.most_common(20):
        print(f"\n- {times} × {error}")
    sys.exit(bool(seen.errors))


if __name__ == "__main__":
    main()
