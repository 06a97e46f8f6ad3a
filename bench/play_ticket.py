"""Play tickets a second over real HTTP, beside a bare handler that returns the same bytes and a plain FastAPI handler.

    python -m bench.play_ticket                   # SQLite
    python -m bench.play_ticket --postgresql      # Debian's, started for the run

Each server is granian with one worker, in a process of its own, started as `dramaport serve` starts it; 32 keep-alive connections, each
of a viewer of its own. They are measured one after the other in short turns, and each figure is the median over the turns: what else
the machine does changes from second to second.

- `ticket`: the application, whole. Who asks, their entitlements, balance and advertisements and the catalogue's version are one read of
  the database in every request; the decision and the ticket follow.
- `bare`: Starlette, one route, which reads the request's body and returns the same bytes from memory.
- `bare, deaf`: the same, and does not even read the body.
- `plain`: FastAPI as its documentation writes it. A `def` dependency opens a SQLAlchemy connection and makes the same read by the same
  SQL; the body is a pydantic model; a `def` handler takes the same decision over the catalogue in memory and returns the
  ticket, made before and kept in memory, as a pydantic model. Only what frameworks do lies between this and `ticket`.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Annotated, Any

from fastapi import Depends, FastAPI, HTTPException, Request
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from bench.load import Rate, ask, hammer, request
from bench.stage import Running, cpu_seconds, fill, granian, viewers
from bench.unlocks import postgresql
from dramaport.data.engine import open_database
from dramaport.stream import repository, standing
from dramaport.stream.api import Station, make_app
from dramaport.stream.api.playing import TicketWanted
from dramaport.stream.people import digest_of_token
from dramaport.stream.standing import Standing
from dramaport.stream.tickets import Ticket, expiry, ticket
from dramaport.stream.tokens import Keys
from dramaport.stream.watching import seat_of

_OURS, _BARE, _DEAF, _PLAIN = "ticket", "bare", "bare, deaf", "plain"


def _station() -> Station:
    return Station(
        database=open_database(os.environ["BENCH_DATABASE"]),
        keys=Keys({"k": b"k" * 32}, "k"),
        media=Path(os.environ["BENCH_MEDIA"]),
        limits=1e6,
    )


def application() -> FastAPI:
    return make_app(_station())


def bare_application() -> Starlette:
    body = Path(os.environ["BENCH_BODY"]).read_bytes()

    async def reads(asked: Request) -> Response:
        await asked.body()
        return Response(body, media_type="application/json")

    async def deaf(_: Request) -> Response:
        return Response(body, media_type="application/json")

    return Starlette(routes=[Route("/v1/tickets", reads, methods=["POST"]), Route("/deaf", deaf, methods=["POST"])])


def somebody(asked: Request) -> Iterator[tuple[Any, str]]:
    """An open connection, and the digest of the token that came along."""
    _, _, token = asked.headers.get("authorization", "").partition(" ")
    with asked.app.state.station.reading.connect() as db:
        yield db, digest_of_token(token)


Asked = Annotated[tuple[Any, str], Depends(somebody)]


def plain_application() -> FastAPI:
    station = _station()
    app = FastAPI()
    made: dict[tuple[str, int, tuple[str, ...], float], Ticket] = {}

    app.state.station = station

    @app.post("/v1/tickets")
    def issue(asked: Asked, wanted: TicketWanted) -> Ticket:
        db, token = asked
        now = station.clock()
        values = standing.values_of(token, wanted.drama, now)[:3]
        if db.dialect.name == "postgresql":
            words = re.sub(r"\$(\d)", r"%(p\1)s", standing.OPEN_BY_SESSION.postgresql)
            told = db.exec_driver_sql(words, {f"p{n}": value for n, value in enumerate(values, 1)}).scalar()
            found = None if told is None else Standing.model_validate(told)
        else:
            told = db.exec_driver_sql(standing.OPEN_BY_SESSION.sqlite, values).scalar()
            found = None if told is None else Standing.model_validate_json(told)
        if found is None:
            raise HTTPException(401)
        here = seat_of(db, station.catalogue, found, wanted.drama, now)
        if not here.access(wanted.number).open:
            raise HTTPException(403)
        key = (wanted.drama, wanted.number, here.languages, expiry(now).timestamp())
        if key not in made:
            made.clear()
            made[key] = ticket(repository.episode(db, *key[:2]), here.languages, station.keys, now)
        return made[key]

    return app


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.play_ticket", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--seconds", type=float, default=0.5)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--episode", type=int, default=18, help="seconds; the sample's are 17 to 19")
    asked = parser.parse_args()
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = stack.enter_context(postgresql())[0] if asked.postgresql else f"sqlite:///{folder}/house.db"
        database = open_database(url)
        (drama,) = fill(database, folder / "media", dramas=1, seconds=asked.episode)
        tokens = viewers(database, asked.clients)
        database.dispose()
        around = {"BENCH_DATABASE": url, "BENCH_MEDIA": str(folder / "media"), "BENCH_BODY": str(folder / "body")}
        wanted = TicketWanted(drama=drama, number=3).model_dump_json().encode()
        requests = [request("POST", "/v1/tickets", token, wanted) for token in tokens]
        ours = stack.enter_context(granian("bench.play_ticket:application", around))
        status, body = ask(ours.address, requests[0])
        assert status == 200, body
        (folder / "body").write_bytes(body)
        bare = stack.enter_context(granian("bench.play_ticket:bare_application", around))
        servers = {
            _OURS: (ours, requests),
            _BARE: (bare, requests),
            _DEAF: (bare, [request("POST", "/deaf", token, wanted) for token in tokens]),
            _PLAIN: (stack.enter_context(granian("bench.play_ticket:plain_application", around)), requests),
        }
        turns = [_turn(servers, asked.seconds, number) for number in range(asked.rounds + 1)][1:]  # the first warms up
    _tell(turns, "PostgreSQL" if asked.postgresql else "SQLite", len(body), asked.clients)


def _turn(
    servers: dict[str, tuple[Running, list[bytes]]], seconds: float, number: int
) -> dict[str, tuple[Rate, float]]:
    """One measurement of each, in an order that turns."""
    names = list(servers)
    found = {}
    for name in names if number % 2 else reversed(names):
        running, requests = servers[name]
        before = cpu_seconds(running.pid)
        rate = hammer(running.address, requests, seconds)
        found[name] = (rate, (cpu_seconds(running.pid) - before) / len(rate.took))
    return found


def _tell(turns: list[dict[str, tuple[Rate, float]]], database: str, size: int, clients: int) -> None:
    print(f"{database}, {clients} connections, {size} bytes a ticket, medians of {len(turns)} turns\n")
    print("| server | a second | p50 ms | p99 ms | its processor time, ms | the generator's share of a core |")
    print("|---|---|---|---|---|---|")
    for name in turns[0]:
        rates = [turn[name][0] for turn in turns]
        shown = [
            f"{median(rate.a_second for rate in rates):.0f}",
            f"{median(rate.p50_ms for rate in rates):.1f}",
            f"{median(rate.p99_ms for rate in rates):.1f}",
            f"{median(turn[name][1] for turn in turns) * 1000:.3f}",
            f"{median(rate.busy for rate in rates):.2f}",
        ]
        print(f"| {name} | {' | '.join(shown)} |")
    print()
    for other, bar in ((_BARE, " (wanted: 0.6)"), (_DEAF, ""), (_PLAIN, " (wanted: 2)")):
        ratio = median(turn[_OURS][0].a_second / turn[other][0].a_second for turn in turns)
        print(f"- {_OURS} / {other}: {ratio:.2f}{bar}")


if __name__ == "__main__":
    main()
