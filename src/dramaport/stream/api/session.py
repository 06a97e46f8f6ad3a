"""Who asks: a bearer token, of which the database knows the digest alone."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from starlette.requests import HTTPConnection

from dramaport.stream import repository
from dramaport.stream.api.problems import Problem
from dramaport.stream.api.state import OnStation
from dramaport.stream.people import Person, digest_of_token


def token_of(request: HTTPConnection) -> str | None:
    """The bearer token that came along, if one did."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    return token if kind.lower() == "bearer" and token else None


def no_session() -> Problem:
    return Problem(401, "no_session", "begin a session first: POST /v1/guests, and send its token as a bearer token")


async def someone(request: Request, station: OnStation) -> Person:
    token = token_of(request)
    if token is not None:
        with station.reading.connect() as db:
            found = repository.person_by_token(db, digest_of_token(token))
        if found is not None:
            return found
    raise no_session()


Someone = Annotated[Person, Depends(someone)]
