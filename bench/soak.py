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
import json
import os
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from random import Random

from fastapi import FastAPI

from bench.soak_books import compare
from bench.soak_client import BUNDLE, UNIT, Client, Run, Server
from bench.stage import fill, tokens_and_ids, viewers
from bench.unlocks import postgresql
from dramaport.data.engine import open_database
from dramaport.stream import royalties
from dramaport.stream.ads.admob import AdMob
from dramaport.stream.ads.grant import open_episode
from dramaport.stream.api import Station, make_app
from dramaport.stream.api.inbox import Ads
from dramaport.stream.api.ways import Ways
from dramaport.stream.sandbox.keys import Keys, make_keys
from dramaport.stream.stores.keys import KeyRing
from dramaport.stream.tokens import Keys as MediaKeys


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
    app = make_app(station, Ways(sandbox=True, apple_bundle=BUNDLE, apple_roots=(keys.apple.root,)))
    app.state.ads = Ads(network=AdMob(KeyRing(lambda: {keys.ads.key_id: keys.ads.public}), (UNIT,)), grant=open_episode)
    return app


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
        figures, problems = compare(db, told)
    database.dispose()
    counts = sum((one.counts for one in told), Counter())
    return Outcome(spent, run.server.lives - 1, sum(one.repeated for one in told), counts, figures, problems)


def _kill(server: Server, dice: Random, mean: float, over: threading.Event) -> None:
    while not over.wait(dice.expovariate(1 / mean)):
        server.kill()
        server.start()


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
