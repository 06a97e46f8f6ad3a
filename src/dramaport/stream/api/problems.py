"""Errors as problem documents (RFC 9457): what went wrong, a stable code, and what to do. Never a stack trace."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DatabaseError
from starlette.exceptions import HTTPException

from dramaport.errors import BadInput, DramaportError, Missing

log = logging.getLogger(__name__)

TYPE: Final = "application/problem+json"

#: Faults named at once; a batch of two hundred events may have thousands.
_MOST_FAULTS: Final = 20

#: Codes for plain HTTP errors, and what to do about those that the framework raises by itself.
_CODES: Final = {
    400: ("not_readable", "the body cannot be read; send JSON as the interface describes it"),
    404: ("not_found", "there is nothing at this address; GET /v1/openapi.json names what there is"),
    405: ("wrong_method", "this address does not take this method; `Allow` names those it takes"),
}

#: The shape of every problem, for the description of the interface.
SCHEMA: Final[Mapping[str, Any]] = {
    "type": "object",
    "title": "Problem",
    "description": "What went wrong (RFC 9457). `code` is stable and made for programs, `detail` says what to do.",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "pattern": "^[a-z][a-z_]*$"},
        "detail": {"type": "string"},
        "retry_after": {"type": "integer", "description": "seconds, as in the header Retry-After"},
        "faults": {
            "type": "array",
            "items": {"type": "object", "properties": {"at": {"type": "string"}, "what": {"type": "string"}}},
        },
    },
}


class Problem(DramaportError):
    """A refusal with its own code and status."""

    def __init__(self, status: int, code: str, detail: str, **more: Any) -> None:
        super().__init__(detail)
        self.status, self.code, self.more = status, code, more


def answer(status: int, code: str, detail: str, more: Mapping[str, Any] | None = None) -> JSONResponse:
    """A problem document. `title` is the code in words, so that it reads the same in every log."""
    body = {"type": f"about:problem:{code}", "title": code.replace("_", " "), "status": status, "code": code}
    told = {**body, "detail": _plain(detail), **(more or {})}
    headers = {"Retry-After": str(told["retry_after"])} if "retry_after" in told else None
    return JSONResponse(told, status, headers, TYPE)


def install(app: FastAPI) -> None:
    """Turn every error into a problem document."""

    @app.exception_handler(Problem)
    async def _problem(_: Request, error: Problem) -> JSONResponse:
        return answer(error.status, error.code, str(error), error.more)

    @app.exception_handler(Missing)
    async def _missing(_: Request, error: Missing) -> JSONResponse:
        return answer(404, "not_found", str(error))

    @app.exception_handler(BadInput)
    async def _bad(_: Request, error: BadInput) -> JSONResponse:
        return answer(422, "bad_input", str(error))

    @app.exception_handler(DramaportError)
    async def _failed(_: Request, error: DramaportError) -> JSONResponse:
        log.error("a request failed: %s", error)
        return answer(503, "not_now", "this does not work at the moment; try again in a while")

    @app.exception_handler(DatabaseError)
    async def _database(request: Request, error: DatabaseError) -> JSONResponse:
        log.error("%s %s: the database refused", request.method, _route(request), exc_info=error)
        return answer(503, "not_now", "this does not work at the moment; try again in a while")

    @app.exception_handler(Exception)
    async def _broken(request: Request, _: Exception) -> JSONResponse:
        """The server logs the trace itself; nobody outside sees it."""
        log.error("%s %s broke", request.method, _route(request))
        return answer(500, "broken", "this is a fault of the server, and is in its log; try again in a while")

    @app.exception_handler(RequestValidationError)
    async def _invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        faults = [
            {"at": _plain(".".join(map(str, fault["loc"]))), "what": _plain(fault["msg"])}
            for fault in error.errors()[:_MOST_FAULTS]
        ]
        return answer(422, "bad_input", "the request does not fit: mend what is named in `faults`", {"faults": faults})

    @app.exception_handler(HTTPException)
    async def _http(_: Request, error: HTTPException) -> JSONResponse:
        code, detail = _CODES.get(error.status_code, ("refused", str(error.detail)))
        found = answer(error.status_code, code, detail)
        found.headers.update(error.headers or {})
        return found


def _plain(text: str) -> str:
    """Text that can be sent: what a client wrote may hold halves of characters."""
    return text.encode("utf-8", "backslashreplace").decode()


def _route(request: Request) -> str:
    """The route's pattern, for the log: an address itself may hold a token."""
    route = request.scope.get("route")
    return str(getattr(route, "path", "an address"))
