"""The application: routes, problems, and limits on what is sent to it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from fastapi import FastAPI
from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError
from starlette.types import ASGIApp, Receive, Scope, Send

from dramaport.errors import DramaportError
from dramaport.stream import repository, wallet
from dramaport.stream.api import ads, files, inbox, money, people, problems, routes
from dramaport.stream.api.inbox import Stores
from dramaport.stream.api.state import Station
from dramaport.stream.api.ways import Ways, open_ways

log = logging.getLogger(__name__)

#: No request of ours is larger.
_MOST_BYTES = 256 * 1024
_CHORES_SECONDS = 60.0


def make_app(station: Station, ways: Ways | None = None) -> FastAPI:
    """The app over an opened station. A way to pay or to unlock that `ways` has no keys for is closed."""
    app = FastAPI(
        title="Dramaport",
        version="1",
        docs_url=None,
        redoc_url=None,
        openapi_url="/v1/openapi.json",
        lifespan=_chores,
    )
    app.state.station = station
    app.state.stores, app.state.ads = open_ways(station.database, ways or Ways(), _territory_of)
    problems.install(app)
    app.add_middleware(_Bounded)
    for router in (people.router, routes.router, money.router, inbox.router, ads.router, files.router):
        app.include_router(router)
    return app


@asynccontextmanager
async def _chores(app: FastAPI) -> AsyncIterator[None]:
    """While the app runs: messages of stores that had to wait are taken up again, and old coins expire."""

    async def go_on() -> None:
        while True:
            await asyncio.sleep(_CHORES_SECONDS)
            await asyncio.to_thread(_sweep, app.state.station, app.state.stores)

    task = asyncio.create_task(go_on())
    yield
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


def _sweep(station: Station, stores: Stores) -> None:
    try:
        stores.inbox.sweep(station.now_ms)
        with station.database.begin() as db:
            wallet.expire(db, at_ms=station.now_ms)
    except (DatabaseError, DramaportError):  # the database is away for a while: the next round does it
        log.warning("the minute's chores had to wait", exc_info=True)


def _territory_of(db: Connection, viewer: str) -> str | None:
    found = repository.person(db, viewer)
    return None if found is None else found.territory


class _Bounded:
    """Refuses bodies over the limit before anything reads them."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            told = dict(scope["headers"]).get(b"content-length", b"0")
            if not told.isdigit() or int(told) > _MOST_BYTES:
                refusal = problems.answer(413, "too_large", f"send at most {_MOST_BYTES // 1024} KB at once")
                await refusal(scope, receive, send)
                return
        await self._app(scope, receive, send)
