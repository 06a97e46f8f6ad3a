"""Errors as problem documents (RFC 9457): what went wrong, a stable code, and what to do. Never a stack trace."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from dramaport.errors import BadInput, DramaportError, Missing

log = logging.getLogger(__name__)

_TYPE = "application/problem+json"

#: Codes for plain HTTP errors.
_CODES = {401: "no_session", 403: "forbidden", 404: "not_found", 405: "wrong_method", 413: "too_large", 429: "too_many"}


class Problem(DramaportError):
    """A refusal with its own code and status."""

    def __init__(self, status: int, code: str, detail: str, **more: Any) -> None:
        super().__init__(detail)
        self.status, self.code, self.more = status, code, more


def answer(status: int, code: str, detail: str, more: Mapping[str, Any] | None = None) -> JSONResponse:
    """A problem document. `title` is the code in words, so that it reads the same in every log."""
    body = {"type": f"about:problem:{code}", "title": code.replace("_", " "), "status": status, "code": code}
    return JSONResponse({**body, "detail": detail, **(more or {})}, status, media_type=_TYPE)


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

    @app.exception_handler(RequestValidationError)
    async def _invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        faults = [{"at": ".".join(map(str, fault["loc"])), "what": fault["msg"]} for fault in error.errors()]
        return answer(422, "bad_input", "the request does not fit: mend what is named in `faults`", {"faults": faults})

    @app.exception_handler(HTTPException)
    async def _http(_: Request, error: HTTPException) -> JSONResponse:
        code = _CODES.get(error.status_code, "refused")
        found = answer(error.status_code, code, str(error.detail))
        found.headers.update(error.headers or {})
        return found
