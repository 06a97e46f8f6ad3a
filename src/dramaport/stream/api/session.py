"""Who asks: a bearer token, of which the database knows the digest alone."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from dramaport.stream import repository
from dramaport.stream.api.problems import Problem
from dramaport.stream.api.state import OnStation
from dramaport.stream.people import Person, digest_of_token


async def _person(request: Request, station: OnStation) -> Person:
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer" and token:
        with station.reading.connect() as db:
            found = repository.person_by_token(db, digest_of_token(token))
        if found is not None:
            return found
    raise Problem(401, "no_session", "begin a session first: POST /v1/guests, and send its token as a bearer token")


Someone = Annotated[Person, Depends(_person)]
