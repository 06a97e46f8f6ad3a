"""Random operations from many clients over HTTP while the server is killed again and again; then the books are checked.

    python -m bench.soak                              # 100,000 operations, SQLite
    python -m bench.soak --postgresql --seed 7

Clients buy (signed notifications of the App Store), unlock, send requests again, refund, have refunds undone, subscribe, watch
advertisements, tell what they watched and let coins expire. The server is killed with SIGKILL at random moments and started
anew. A client that gets no answer sends the same again until it has one, as apps and stores do. What is checked afterwards
is what clients were told, against the books:

- no rule of the books is broken (`wallet.check`): every transaction sums to zero, no lot is below zero, shares tie to sales …
- no episode is charged twice, and everything that was charged was told to be, to the coin
- every message a store has been answered for is in the books, with its coins, and every refund is taken back
- every creator's earnings are, posting by posting, what the shares say of the sales, worked out here once more
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from fastapi import FastAPI
from sqlalchemy import Connection, Engine, text

from bench.stage import fill, free_port, tokens_and_ids, viewers, wait_for
from bench.unlocks import postgresql
from dramaport.data.engine import open_database
from dramaport.stream import royalties, wallet
from dramaport.stream.ads.admob import AdMob
from dramaport.stream.ads.grant import open_episode
from dramaport.stream.api import Station, make_app
from dramaport.stream.api.inbox import Ads
from dramaport.stream.api.ways import Ways
from dramaport.stream.sandbox.keys import Keys, make_keys
from dramaport.stream.sandbox.messages import Message, admob_callback, apple_notification
from dramaport.stream.stores.handle import transaction_of
from dramaport.stream.stores.keys import KeyRing
from dramaport.stream.stores.values import Source
from dramaport.stream.tokens import Keys as MediaKeys
from dramaport.stream.wallet.lots import Part
from dramaport.stream.wallet.shares import earnings, weights
from dramaport.stream.wallet.values import Share, Stake

_BUNDLE, _UNIT = "org.dramaport.soak", "1234567890"
_DAY_MS = 86_400_000
_SHARE = Share(stakes=(Stake(creator="studio-a", points=2000), Stake(creator="studio-b", points=1333)))
_PACKS = {"c500": (500, 4990), "c1000": (1000, 9990), "c2000": (2000, 19990)}  # coins, thousandths of a dollar
_WEEK_PRICE = 19990

#: Of a hundred operations.
_MIX = {
    "unlock": 42, "again": 9, "buy": 17, "told_again": 9, "refund": 5, "undone": 3, "subscribe": 3, "ad": 5,
    "watched": 5, "expire": 1, "wallet": 1,
}  # fmt: skip


def application() -> FastAPI:
    """The application with the App Store's and the ad network's keys of the run."""
    told = json.loads(os.environ["SOAK"])
    keys = Keys.model_validate(told["keys"])
    station = Station(
        database=open_database(told["database"]),
        keys=MediaKeys({"k": b"k" * 32}, "k"),
        media=Path(told["media"]),
        limits=1e6,
    )
    app = make_app(station, Ways(sandbox=True, apple_bundle=_BUNDLE, apple_roots=(keys.apple.root,)))
    app.state.ads = Ads(
        network=AdMob(KeyRing(lambda: {keys.ads.key_id: keys.ads.public}), (_UNIT,)), grant=open_episode
    )
    return app


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
        item = self._dice.choice(list(_PACKS))
        self._sell(item, {"type": "Consumable", "price": _PACKS[item][1]}, "ONE_TIME_CHARGE")

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
            bundle=_BUNDLE,
        )

    def _ad(self) -> None:
        """Ask for one, or have one paid out that was asked for long enough ago."""
        if self.told.intents and time.time() - self.told.intents[0][3] > 6:
            intent, data, viewer, _ = self.told.intents.pop(0)
            callback = {
                "ad_network": "1", "ad_unit": _UNIT, "custom_data": data, "reward_amount": 1, "reward_item": "episode",
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


@dataclass(frozen=True)
class Outcome:
    """What a run came to. `problems` is empty when all is well."""

    seconds: float
    kills: int
    repeated: int
    counts: Counter[str]
    figures: dict[str, int]
    problems: tuple[str, ...]


def soak(
    url: str, folder: Path, *, operations: int, clients: int, seed: int, people: int, kill_seconds: float
) -> Outcome:
    """Run it on an empty database. `kill_seconds` is the mean time between two kills."""
    database, keys = open_database(url), make_keys()
    dramas = fill(database, folder / "media", dramas=4, episodes=60, seconds=18)
    viewers(database, people)
    around = json.dumps({"database": url, "media": str(folder / "media"), "keys": keys.model_dump(mode="json")})
    run = Run(seed, database, Server({"SOAK": around}), keys, dramas, 60, tokens_and_ids(database, people))
    began = time.monotonic()
    run.server.start()
    over = threading.Event()
    dice = Random(seed)  # noqa: S311
    killer = threading.Thread(target=_kill, args=(run.server, dice, kill_seconds, over))
    killer.start()
    try:
        with ThreadPoolExecutor(clients) as pool:
            lives = [pool.submit(Client(number, run).live, operations // clients) for number in range(clients)]
            told = [life.result() for life in lives]
    finally:
        over.set()
        killer.join()
        spent = time.monotonic() - began
        run.server.kill()
    while royalties.share_periods(database, int(time.time() * 1000) + 120_000):
        pass
    with database.connect() as db:
        figures, problems = _compare(db, told)
    database.dispose()
    counts = sum((one.counts for one in told), Counter())
    return Outcome(spent, run.server.lives - 1, sum(one.repeated for one in told), counts, figures, problems)


def _kill(server: Server, dice: Random, mean: float, over: threading.Event) -> None:
    while not over.wait(dice.expovariate(1 / mean)):
        server.kill()
        server.start()


def _compare(db: Connection, told: list[Told]) -> tuple[dict[str, int], tuple[str, ...]]:
    """What clients were told against what is in the books."""
    problems = [f"{problem.rule}: {problem.subject} {problem.found}" for problem in wallet.check(db)]
    problems += [fault for one in told for fault in one.faults]
    unlocks = [json.loads(answer) for one in told for _, _, status, answer in one.unlocks.values() if status == 200]
    charged = sum(answer["charged"] for answer in unlocks)
    query = (
        "SELECT t.kind, -sum(p.amount) AS coins FROM posting p JOIN ledger_transaction t ON t.id = p.transaction_id"
        " WHERE p.account = 'wallet' AND t.kind IN ('unlock', 'settlement') GROUP BY t.kind"
    )
    spent = {row.kind: row.coins for row in db.execute(text(query))}
    paid, settled = int(spent.get("unlock", 0)), int(spent.get("settlement", 0))
    if not paid <= charged <= paid + settled:
        problems.append(f"viewers were told of {charged} coins; the books have {paid} unlocked and {settled} settled")
    twice = db.execute(
        text(
            "SELECT count(*) FROM (SELECT 1 FROM ledger_transaction WHERE kind = 'unlock'"
            " GROUP BY viewer, drama, number HAVING count(*) > 1) AS twice"
        )
    ).scalar_one()
    if twice:
        problems.append(f"{twice} episodes were charged twice")
    problems += _orders(db, [order for one in told for order in one.orders])
    opened = set(db.execute(text("SELECT id FROM ad_intent WHERE consumed_ms IS NOT NULL")).scalars())
    granted = set().union(*(one.granted for one in told))
    problems += [f"the reward for {intent} is lost" for intent in granted - opened]
    problems += _creators(db)
    figures = {
        "unlock requests answered with 200": len(unlocks),
        "coins charged": charged,
        "episodes charged": int(
            db.execute(text("SELECT count(*) FROM ledger_transaction WHERE kind = 'unlock'")).scalar_one()
        ),
        "orders": sum(len(one.orders) for one in told),
        "orders given back in the end": sum(not order.held for one in told for order in one.orders),
        "advertisements paid out": len(granted),
        "transactions": int(db.execute(text("SELECT count(*) FROM ledger_transaction")).scalar_one()),
        "postings": int(db.execute(text("SELECT count(*) FROM posting")).scalar_one()),
    }
    return figures, tuple(problems)


def _orders(db: Connection, orders: list[Order]) -> Iterator[str]:
    """Each payment is in the books once, with its coins; what was given back in the end is reversed."""
    rows = db.execute(text("SELECT id, viewer, standing, moves FROM store_order"))
    kept = {row.id: row for row in rows}
    lots = db.execute(text("SELECT transaction_id, granted FROM lot WHERE kind = 'paid'"))
    coins = {row.transaction_id: row.granted for row in lots}
    for order in orders:
        row = kept.get(order.name)
        if row is None:
            yield f"the purchase {order.name} is lost"
        elif (row.standing == "paid", row.moves % 2 == 1, row.viewer) != (order.held, order.held, order.viewer):
            yield f"the order {order.name} stands at {row.standing} after {row.moves} moves; {order.said} changes were told"
        elif order.item in _PACKS:
            name = transaction_of(Source.APPLE, order.name, 1)
            if coins.get(name) != _PACKS[order.item][0]:
                yield f"the purchase {order.name} has {coins.get(name)} coins for {order.item}"


def _creators(db: Connection) -> Iterator[str]:
    """Every sale's shares, worked out once more."""
    rows = db.execute(
        text(
            "SELECT p.transaction_id, p.account, p.owner, p.amount, p.lot_id FROM posting p"
            " JOIN ledger_transaction t ON t.id = p.transaction_id WHERE t.kind = 'unlock'"
        )
    )
    taken: dict[str, list[Part]] = defaultdict(list)
    given: dict[str, Counter[tuple[str, str, str]]] = defaultdict(Counter)
    for row in rows:
        if row.account == "wallet":
            taken[row.transaction_id].append(Part(row.lot_id, -row.amount))
        else:
            given[row.transaction_id][(row.account, row.owner, row.lot_id)] += row.amount
    by = weights(_SHARE)
    for name, parts in taken.items():
        wanted = Counter({(str(leg.account), leg.owner, str(leg.lot)): leg.amount for leg in earnings(parts, by)})
        if wanted != given[name]:
            yield f"the shares of {name} are {dict(given[name])}, not {dict(wanted)}"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.soak", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--operations", type=int, default=100_000)
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--people", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kill-seconds", type=float, default=20.0, help="mean time between two kills")
    asked = parser.parse_args()
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = stack.enter_context(postgresql())[0] if asked.postgresql else f"sqlite:///{folder}/house.db"
        done = soak(
            url,
            folder,
            operations=asked.operations,
            clients=asked.clients,
            seed=asked.seed,
            people=asked.people,
            kill_seconds=asked.kill_seconds,
        )
    print(f"{'PostgreSQL' if asked.postgresql else 'SQLite'}, {asked.clients} clients, seed {asked.seed}\n")
    print("| what | |\n|---|---|")
    total = sum(done.counts.values())
    print(f"| operations | {total} ({', '.join(f'{name} {n}' for name, n in sorted(done.counts.items()))}) |")
    print(f"| seconds | {done.seconds:.0f} ({total / done.seconds:.0f} operations a second) |")
    print(f"| times the server was killed | {done.kills} |")
    print(f"| requests sent again for want of an answer | {done.repeated} |")
    for name, figure in done.figures.items():
        print(f"| {name} | {figure} |")
    print(f"| problems found | {len(done.problems)} |")
    for problem in done.problems[:20]:
        print(f"\n- {problem}")
    sys.exit(bool(done.problems))


if __name__ == "__main__":
    main()
