"""The application: routes, problems, and limits on what is sent to it."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from dramaport.stream.api import files, people, problems, routes
from dramaport.stream.api.state import Station

#: No request of ours is larger.
_MOST_BYTES = 256 * 1024


def make_app(station: Station) -> FastAPI:
    """The app over an opened station."""
    app = FastAPI(title="Dramaport", version="1", docs_url=None, redoc_url=None, openapi_url="/v1/openapi.json")
    app.state.station = station
    problems.install(app)
    app.add_middleware(_Bounded)
    for router in (people.router, routes.router, files.router):
        app.include_router(router)
    return app


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
