"""The clients of `soak`: what they do at random, and what they are told."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import Engine

from bench.stage import free_port, wait_for
from dramaport.stream import royalties, wallet
from dramaport.stream.sandbox.keys import Keys
from dramaport.stream.sandbox.messages import Message, admob_callback, apple_notification

BUNDLE, UNIT = "org.dramaport.soak", "1234567890"
_DAY_MS = 86_400_000
PACKS = {"c500": (500, 4990), "c1000": (1000, 9990), "c2000": (2000, 19990)}  # coins, thousandths of a dollar
_WEEK_PRICE = 19990

#: Of a hundred operations.
_MIX = {
    "unlock": 42, "again": 9, "buy": 17, "told_again": 9, "refund": 5, "undone": 3, "subscribe": 3, "ad": 5,
    "watched": 5, "expire": 1, "wallet": 1,
}  # fmt: skip


@dataclass
class Server:
    """A server on one port that is killed and started anew."""

    surroundings: dict[str, str]
    port: int = field(default_factory=free_port)
    lives: int = 0
    _process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "granian", "--interface", "asgi", "--port", str(self.port), "--factory"]
        command += ["--no-access-log", "--log-level", "critical", "bench.soak:application"]
        root = Path(__file__).parent.parent
        around = {
            **os.environ,
            **self.surroundings,
            "PYTHONPATH": f"{root}{os.pathsep}{os.environ.get('PYTHONPATH', '')}",
        }
        self._process = subprocess.Popen(
            command, env=around, cwd=root, start_new_session=True, stderr=subprocess.DEVNULL
        )
        self.lives += 1
        wait_for(("127.0.0.1", self.port), self._process)

    def kill(self) -> None:
        """SIGKILL to the server and its workers."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()


@dataclass
class Order:
    """A purchase or a period at the store, and what was said of it in the end."""

    viewer: str
    item: str
    paid: Message
    transaction: dict[str, Any]
    name: str
    said: int = 0  # refunds and their undoings, each later than the one before
    messages: list[Message] = field(default_factory=list)

    @property
    def held(self) -> bool:
        return self.said % 2 == 0


@dataclass
class Told:
    """What one client was told."""

    unlocks: dict[str, tuple[str, dict[str, Any], int, str]] = field(
        default_factory=dict
    )  # key → token, body, status, answer
    orders: list[Order] = field(default_factory=list)
    intents: list[tuple[str, str, str, float]] = field(default_factory=list)
    granted: set[str] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    repeated: int = 0


@dataclass
class Run:
    """What all clients of a run share."""

    seed: int
    database: Engine
    server: Server
    keys: Keys
    dramas: tuple[str, ...]
    episodes: int
    viewers: tuple[tuple[str, str], ...]  # token, id


class Client:
    """One client: its own dice, its own connection; viewers are shared with the others."""

    def __init__(self, number: int, run: Run) -> None:
        self._dice = Random(run.seed * 1000 + number)  # noqa: S311 - play, not secrets
        self._run = run
        self._link: http.client.HTTPConnection | None = None
        self.told = Told()

    def live(self, operations: int) -> Told:
        names, odds = list(_MIX), list(_MIX.values())
        for _ in range(operations):
            name = self._dice.choices(names, odds)[0]
            self.told.counts[name] += 1
            getattr(self, f"_{name}")()
        return self.told

    def _send(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> tuple[int, str]:
        """Until there is an answer that is not the server's own trouble."""
        while True:
            try:
                if self._link is None:
                    self._link = http.client.HTTPConnection("127.0.0.1", self._run.server.port, timeout=60)
                self._link.request(method, path, body, headers or {})
                answer = self._link.getresponse()
                status, text_ = answer.status, answer.read().decode()
                if status < 500:
                    return status, text_
                self.told.faults.append(f"{method} {path.split('?')[0]}: {status} {text_[:200]}")
                time.sleep(0.05)
            except (OSError, http.client.HTTPException):
                if self._link is not None:
                    self._link.close()
                self._link = None
                self.told.repeated += 1
                time.sleep(0.05)

    def _ask(
        self, method: str, path: str, token: str, body: dict[str, Any] | None = None, **more: str
    ) -> tuple[int, str]:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json", **more}
        return self._send(method, path, json.dumps(body).encode() if body is not None else b"", headers)

    def _tell(self, message: Message) -> str:
        """Deliver a store's message; "" where it was refused."""
        status, answer = self._send(message.method, message.path, message.body, dict(message.headers))
        if status != 200:
            return ""
        state = str(json.loads(answer)["state"])
        if state == "waiting":
            self.told.faults.append(f"a message waits: {answer}")
        return state

    def _anybody(self) -> tuple[str, str]:
        return self._dice.choice(self._run.viewers)

    def _unlock(self) -> None:
        token, _ = self._anybody()
        numbers = sorted(self._dice.sample(range(8, self._run.episodes + 1), self._dice.choice((1, 1, 1, 2, 5))))
        body = {"drama": self._dice.choice(self._run.dramas), "numbers": numbers}
        key = self._uuid().hex
        status, answer = self._ask("POST", "/v1/unlocks", token, body, **{"Idempotency-Key": key})
        if status not in (200, 402):
            self.told.faults.append(f"unlock: {status} {answer[:200]}")
        self.told.unlocks[key] = (token, body, status, answer)

    def _again(self) -> None:
        """The same request once more has the same answer: nothing was charged for nothing, nothing twice."""
        if not self.told.unlocks:
            return
        key = self._dice.choice(list(self.told.unlocks)[-50:])
        token, body, status, answer = self.told.unlocks[key]
        now = self._ask("POST", "/v1/unlocks", token, body, **{"Idempotency-Key": key})
        if (
            status == 200
            and json.loads(answer)["charged"]
            and (now[0] != 200 or json.loads(now[1]) != json.loads(answer))
        ):
            self.told.faults.append(f"another answer to {key}: {status} {answer[:100]}, then {now}")

    def _buy(self) -> None:
        item = self._dice.choice(list(PACKS))
        self._sell(item, {"type": "Consumable", "price": PACKS[item][1]}, "ONE_TIME_CHARGE")

    def _subscribe(self) -> None:
        """A week that is nearly over, so that it is shared within the run."""
        until = int(time.time() * 1000) + self._dice.randrange(1000, 60_000)
        about = {"type": "Auto-Renewable Subscription", "price": _WEEK_PRICE, "expiresDate": until}
        about["purchaseDate"] = until - 7 * _DAY_MS
        self._sell("week", about, "SUBSCRIBED")

    def _sell(self, item: str, about: dict[str, Any], kind: str) -> None:
        _, viewer = self._anybody()
        name = self._uuid().hex
        transaction = {
            "transactionId": name, "originalTransactionId": name, "productId": item, "quantity": 1, "currency": "USD",
            "appAccountToken": str(uuid.UUID(viewer)), "purchaseDate": int(time.time() * 1000), **about,
        }  # fmt: skip
        order = Order(viewer, item, self._signed(kind, transaction), transaction, name)
        self.told.orders.append(order)
        if self._dice.random() < 0.05:  # the refund is heard of first
            self._take_back(order)
        self._tell(order.paid)

    def _refund(self) -> None:
        held = [order for order in self.told.orders[-40:] if order.held]
        if held:
            self._take_back(self._dice.choice(held))

    def _undone(self) -> None:
        taken = [order for order in self.told.orders[-80:] if not order.held]
        if taken:
            self._take_back(self._dice.choice(taken))

    def _take_back(self, order: Order) -> None:
        """A refund, or its undoing."""
        message = self._signed("REFUND" if order.held else "REFUND_REVERSED", order.transaction, order.said + 1)
        order.said += 1
        order.messages.append(message)
        self._tell(message)

    def _told_again(self) -> None:
        """Stores repeat themselves, out of order."""
        if self.told.orders:
            order = self._dice.choice(self.told.orders)
            self._tell(self._dice.choice([order.paid, *order.messages]))

    def _signed(self, kind: str, transaction: dict[str, Any], later_s: int = 0) -> Message:
        return apple_notification(
            self._run.keys.apple,
            uuid=str(self._uuid()),
            kind=kind,
            transaction=transaction,
            at_ms=int(time.time() * 1000) + later_s * 1000,
            bundle=BUNDLE,
        )

    def _ad(self) -> None:
        """Ask for one, or have one paid out that was asked for long enough ago."""
        if self.told.intents and time.time() - self.told.intents[0][3] > 6:
            intent, data, viewer, _ = self.told.intents.pop(0)
            callback = {
                "ad_network": "1", "ad_unit": UNIT, "custom_data": data, "reward_amount": 1, "reward_item": "episode",
                "timestamp": int(time.time() * 1000), "transaction_id": self._uuid().hex, "user_id": viewer,
            }  # fmt: skip
            message = admob_callback(self._run.keys.ads, callback)
            if self._tell(message) in ("granted", "known"):
                self.told.granted.add(intent)
                self._tell(message)
            return
        token, viewer = self._anybody()
        body = {
            "drama": self._dice.choice(self._run.dramas),
            "number": self._dice.randrange(11, self._run.episodes + 1),
        }
        status, answer = self._ask("POST", "/v1/ads/intents", token, body)
        if status == 201:
            told = json.loads(answer)
            self.told.intents.append((told["intent"], told["custom_data"], viewer, time.time()))

    def _watched(self) -> None:
        token, _ = self._anybody()
        drama, session = self._dice.choice(self._run.dramas), self._uuid().hex
        events = [
            {
                "id": self._uuid().hex, "session": session, "seq": seq, "kind": "progress", "drama": drama,
                "number": self._dice.randrange(1, self._run.episodes + 1), "position_ms": self._dice.randrange(20_000),
                "at_ms": int(time.time() * 1000),
            }
            for seq in range(self._dice.randrange(1, 20))
        ]  # fmt: skip
        self._ask("POST", "/v1/events", token, {"events": events})

    def _expire(self) -> None:
        """Another process, as an operator's command would be: bonus coins run out, periods that are over are shared."""
        with self._run.database.begin() as db:
            wallet.expire(db, at_ms=int(time.time() * 1000) + 91 * _DAY_MS, limit=20)
        royalties.share_periods(self._run.database, int(time.time() * 1000), 20)

    def _wallet(self) -> None:
        status, answer = self._ask("GET", "/v1/wallet", self._anybody()[0])
        if status != 200 or json.loads(answer)["balance"] < 0:
            self.told.faults.append(f"wallet: {status} {answer[:200]}")

    def _uuid(self) -> uuid.UUID:
        return uuid.UUID(int=self._dice.getrandbits(128), version=4)
