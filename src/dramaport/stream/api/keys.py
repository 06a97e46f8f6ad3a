"""Licences for encrypted episodes: the key goes to whoever may watch the episode now, and to nobody else."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import Field

from dramaport.drama.values import Value
from dramaport.stream.api.playing import Asking
from dramaport.stream.api.problems import Problem
from dramaport.stream.catalogue import lock_of
from dramaport.stream.sealing import Licence, licence

router = APIRouter(prefix="/v1", tags=["playing"])

Drama = Annotated[str, Path(max_length=64)]
Number = Annotated[int, Path(ge=1, le=10_000)]


class LicenceWanted(Value):
    """A player's request (W3C Encrypted Media Extensions, 9.1.3): ids of keys in base64url."""

    kids: tuple[Annotated[str, Field(max_length=64)], ...] = Field(max_length=16)
    type: str = Field(default="temporary", max_length=32)


@router.post("/keys/{drama}/{number}")
def key(caller: Asking, drama: Drama, number: Number, wanted: LicenceWanted, response: Response) -> Licence:
    """The key of one episode. A locked one is a problem, as for a ticket."""
    with caller.station.reading.connect() as db:
        here, _ = caller.sit(db, drama)
        caller.admit(here, 1)
        reel = here.episode(number)
        access = here.access(number)
    if not access.open:
        raise Problem(403, str(access.reason), f"episode {number} is closed: {access.reason}")
    if caller.station.sealer is None or not reel.sealed:
        raise Problem(404, "not_encrypted", f"episode {number} has no key here; play it with its ticket alone")
    response.headers["Cache-Control"] = "no-store"
    return licence(lock_of(reel, caller.station.sealer), wanted.kids)
