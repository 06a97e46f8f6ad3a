"""The application: its routes, its problems, its border, and the description of its interface."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial

from fastapi import FastAPI
from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware
from starlette.types import Receive, Scope, Send

from dramaport.errors import DramaportError
from dramaport.stream import repository, wallet
from dramaport.stream.api import (
    accounts,
    ads,
    description,
    files,
    inbox,
    keys,
    money,
    people,
    playing,
    problems,
    routes,
)
from dramaport.stream.api.border import Border
from dramaport.stream.api.doors import open_doors
from dramaport.stream.api.inbox import Stores
from dramaport.stream.api.lane import Lane
from dramaport.stream.api.limits import Gate
from dramaport.stream.api.state import Station
from dramaport.stream.api.ways import Ways, open_ways
from dramaport.stream.guard import repository as guard
from dramaport.stream.royalties import share_periods

log = logging.getLogger(__name__)

_CHORES_SECONDS = 60.0
#: A ticket of 98 s in fourteen languages (`bench/stage.py`): 56.7 KB become 3.3 in 0.19 ms, at the highest level 3.1 in 0.29, at the lowest
#: 3.6 in 0.09.
_COMPRESSION = 4


class _App(FastAPI):
    """The framework, and the lane before it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        rest: Receive | None = await self.state.lane(scope, receive, send)
        if rest is not None:
            await super().__call__(scope, rest, send)


def make_app(station: Station, ways: Ways | None = None) -> FastAPI:
    """The app over an opened station. A way to pay or to unlock that `ways` has no keys for is closed."""
    app = _App(
        title="Dramaport",
        version="1",
        docs_url=None,
        redoc_url=None,
        openapi_url="/v1/openapi.json",
        responses=description.RESPONSES,
        redirect_slashes=False,
        lifespan=_chores,
    )
    app.openapi = partial(description.describe, app)  # type: ignore[method-assign]
    app.state.station = station
    app.state.gate = Gate(station.limits)
    app.state.lane = Lane(station, app.state.gate)
    app.state.stores, app.state.ads = open_ways(station.database, ways or Ways(), _territory_of)
    app.state.sign_ins = open_doors((ways or Ways()).doors)
    problems.install(app)
    app.add_middleware(Border)
    # Not subtitles: they are asked for by their bytes.
    app.add_middleware(
        GZipMiddleware,
        minimum_size=1024,
        compresslevel=_COMPRESSION,
        exclude_content_types=(*DEFAULT_EXCLUDED_CONTENT_TYPES, "text/vtt"),
    )
    for router in (
        people.router,
        accounts.router,
        playing.router,
        routes.router,
        money.router,
        inbox.router,
        ads.router,
        keys.router,
        files.router,
    ):
        app.include_router(router)
    return app


@asynccontextmanager
async def _chores(app: FastAPI) -> AsyncIterator[None]:
    """While the app runs: messages of stores that had to wait are taken up again, old coins expire, and what is past is forgotten."""

    async def go_on() -> None:
        while True:
            await asyncio.sleep(_CHORES_SECONDS)
            await asyncio.to_thread(_sweep, app.state.station, app.state.stores)

    task = asyncio.create_task(go_on())
    yield
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    app.state.lane.close()


def _sweep(station: Station, stores: Stores) -> None:
    try:
        stores.sweep(station.now_ms)
        with station.database.begin() as db:
            wallet.expire(db, at_ms=station.now_ms)
            guard.forget(db, station.now_ms)
        share_periods(station.database, station.now_ms)
    except (DatabaseError, DramaportError):  # the database is away for a while: the next round does it
        log.warning("the minute's chores had to wait", exc_info=True)


def _territory_of(db: Connection, viewer: str) -> str | None:
    found = repository.person(db, viewer)
    return None if found is None else found.territory
