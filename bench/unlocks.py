"""Unlocks a second from many clients, beside pgbench inserting the same rows.

    python -m bench.unlocks                  # 32 clients, three rounds of three seconds each
    python -m bench.unlocks --seconds 2 --processes 4

PostgreSQL is Debian's, started on a free port with its own settings: every commit is on the disk before it is answered. The clients are
threads in a few processes, as the workers of a server are, and each unlocks one episode a transaction. pgbench runs, with as many
clients, one transaction that inserts the rows an unlock inserts, into the same tables with the same triggers and
indexes; once more with the tables' own triggers off. SQLite is a file with WAL and `synchronous=FULL`, one process.
"""

from __future__ import annotations

import argparse
import contextlib
import multiprocessing
import os
import pwd
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from multiprocessing.synchronize import Barrier
from pathlib import Path
from statistics import median

from sqlalchemy import Engine, text

from dramaport.data.engine import open_database
from dramaport.stream import wallet
from dramaport.stream.ids import new_id
from dramaport.stream.wallet import Kind, Sale, Share, Stake, Unlocked

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "scripts"))
from services import postgres_folder

_DRAMA = "bench"
_SHARE = Share(stakes=(Stake(creator="studio", points=5000),))
_VIEWERS_EACH = 8  # viewers of one client
_COINS = 9_000_000

#: The rows of one unlock of one episode: two earners, one lot.
_INSERTS = """
\\set v random(0, {last})
\\set a random(1, 9000000000000000000)
\\set n random(1, 2000000000)
BEGIN;
INSERT INTO posting (transaction_id, place, account, owner, currency, amount, lot_id) VALUES
('t' || :a, 0, 'wallet', 'v' || :v, 'COIN', -2, 'lot-v' || :v || '.paid'),
('t' || :a, 1, 'creator', 'studio', 'COIN', 1, 'lot-v' || :v || '.paid'),
('t' || :a, 2, 'house', '', 'COIN', 1, 'lot-v' || :v || '.paid');
INSERT INTO ledger_transaction (id, viewer, kind, at_ms, drama, number, body_hash, reason)
VALUES ('t' || :a, 'v' || :v, 'unlock', 1790000000000, 'pgbench', :n, '', '');
INSERT INTO entitlement (transaction_id, viewer, drama, number, way, from_ms)
VALUES ('t' || :a, 'v' || :v, 'pgbench', :n, 'coin', 1790000000000);
INSERT INTO wallet_request (viewer, key, body_hash, answer, at_ms)
VALUES ('v' || :v, 'k' || :a, '{hash}', '{answer}', 1790000000000);
COMMIT;
"""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.unlocks", description=__doc__)
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--processes", type=int, default=2)
    asked = parser.parse_args()
    print(f"{asked.clients} clients, {asked.seconds:.0f} s each; load before: {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        alone = _on(f"sqlite:///{folder}/house.db", 1, asked.clients, asked.seconds)
        commits = _commits(Path(folder) / "bare.db", asked.seconds)
    print(f"SQLite, synchronous=FULL: {alone:.0f} unlocks a second")
    print(f"SQLite, one row and a commit from one client: {commits:.0f} a second; ratio {alone / commits:.2f}")
    rounds = [_round(asked.processes, asked.clients, asked.seconds) for _ in range(asked.rounds)]
    for place, (ours, same, bare) in enumerate(rounds, 1):
        print(
            f"PostgreSQL, round {place}: {ours:.0f} unlocks a second; pgbench, the same rows: {same:.0f},"
            f" without the ledger's triggers: {bare:.0f}"
        )
    print(f"ratio to pgbench, median: {median(ours / same for ours, same, _ in rounds):.2f};", end=" ")
    print(f"to pgbench without triggers: {median(ours / bare for ours, _, bare in rounds):.2f}")


def _round(processes: int, clients: int, seconds: float) -> tuple[float, float, float]:
    """One after the other in short turns, because what else the machine does changes from minute to minute."""
    with postgresql() as (url, programs):
        ours = _on(url, processes, clients, seconds)
        same = _pgbench(url, programs, clients, seconds)
        _without_triggers(url)
        return ours, same, _pgbench(url, programs, clients, seconds)


def _on(url: str, processes: int, clients: int, seconds: float) -> float:
    """Unlocks a second by clients spread over processes, then the books checked."""
    engine = open_database(url)
    _fill(engine, clients * _VIEWERS_EACH)
    spawn = multiprocessing.get_context("spawn")
    shares = [range(clients)[place::processes] for place in range(processes)]
    with spawn.Pool(processes, _meet, (spawn.Barrier(processes),)) as pool:
        done = pool.starmap(_worker, [(url, share, seconds) for share in shares], 1)
    with engine.begin() as db:
        if problems := wallet.check(db):
            raise SystemExit(f"the books are wrong: {problems[0]}")
    engine.dispose()
    return sum(done)


def _fill(engine: Engine, viewers: int) -> None:
    sale = Sale(store="bench", amount=1, currency="USD")
    with engine.begin() as db:
        for place in range(viewers):
            wallet.credit(
                db,
                transaction_id=f"lot-v{place}",
                viewer=f"v{place}",
                kind=Kind.PURCHASE,
                paid=_COINS,
                bonus=0,
                bonus_expires_ms=None,
                sale=sale,
                at_ms=0,
            )


_start: list[Barrier] = []


def _meet(start: Barrier) -> None:
    """Where the processes wait for each other, so that all measure the same seconds."""
    _start.append(start)


def _worker(url: str, clients: range, seconds: float) -> float:
    """What one process does: a thread a client."""
    engine = open_database(url)
    with ThreadPoolExecutor(len(clients)) as pool:
        _start[0].wait(60)
        rates = list(pool.map(lambda client: _client(engine, client, seconds), clients))
    engine.dispose()
    return sum(rates)


def _client(engine: Engine, client: int, seconds: float) -> float:
    began = time.monotonic()
    for number in count(1):
        place = client * _VIEWERS_EACH + number % _VIEWERS_EACH
        with engine.begin() as db:
            answer = wallet.unlock(
                db,
                viewer=f"v{place}",
                drama=f"{_DRAMA}{number // 100}",
                numbers=(number % 100 + 1,),
                price_each=2,
                key=new_id(),
                body_hash="0" * 64,
                share=_SHARE,
                at_ms=1_790_000_000_000,
                last=True,
            )
        assert isinstance(answer, Unlocked)
        spent = time.monotonic() - began
        if spent >= seconds:
            return number / spent
    raise AssertionError


def _commits(file: Path, seconds: float) -> float:
    """Commits a second that the disk allows: one row each, nothing else going on."""
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as db:
        db.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE row (number INTEGER)")
        began = time.monotonic()
        for number in count(1):
            db.execute("INSERT INTO row VALUES (?)", (number,))
            spent = time.monotonic() - began
            if spent >= seconds:
                return number / spent
    raise AssertionError


def _pgbench(url: str, programs: Path, clients: int, seconds: float) -> float:
    answer = Unlocked(unlocked=(11,), charged=60, balance=440).model_dump_json()
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(_INSERTS.format(last=clients * _VIEWERS_EACH - 1, hash="0" * 64, answer=answer))
        script.flush()
        base = [
            str(programs / "pgbench"),
            "-n",
            "-M",
            "prepared",
            "-c",
            str(clients),
            "-j",
            "2",
            "-T",
            str(round(seconds)),
        ]
        run = subprocess.run([*base, "-f", script.name, url], capture_output=True, text=True, check=False)
    found = re.search(r"tps = ([\d.]+)", run.stdout)
    if found is None:
        raise SystemExit(run.stderr[-2000:])
    return float(found[1])


def _without_triggers(url: str) -> None:
    engine = open_database(url)
    with engine.begin() as db:
        for table in ("posting", "lot", "ledger_transaction"):
            db.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
    engine.dispose()


@contextlib.contextmanager
def postgresql() -> Iterator[tuple[str, Path]]:
    """A server of its own for the length of a block, with commits that wait for the disk."""
    programs = postgres_folder()
    if programs is None:
        raise SystemExit("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="dramaport-bench-"))
    prefix: list[str] = []
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        user = pwd.getpwnam("postgres")
        os.chown(folder, user.pw_uid, user.pw_gid)
        prefix = ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups"]
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port = sock.getsockname()[1]
    data = str(folder / "data")
    initdb = [str(programs / "initdb"), "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8"]
    server = [str(programs / "postgres"), "-D", data, "-p", str(port), "-k", str(folder), "-h", "127.0.0.1"]
    try:
        subprocess.run([*prefix, *initdb], check=True, capture_output=True, cwd="/")
        with (folder / "log").open("wb") as log, subprocess.Popen([*prefix, *server], stderr=log, cwd="/") as running:
            ready = [str(programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
            while subprocess.run(ready, check=False).returncode != 0 and running.poll() is None:
                time.sleep(0.05)
            try:
                yield f"postgresql://postgres@127.0.0.1:{port}/postgres", programs
            finally:
                running.send_signal(signal.SIGINT)  # a fast end: clients are not waited for
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
