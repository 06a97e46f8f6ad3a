"""Who watches: what is kept about a viewer, and what their app says happened."""

from __future__ import annotations

import hashlib
import secrets
from typing import Literal

from pydantic import Field

from dramaport.drama.values import Value
from dramaport.stream.values import AgeBand

_TOKEN_BYTES = 32


class Person(Value):
    """A guest or an account. Nothing is kept that the app does not need; `erased` keeps the books balanced and names nobody."""

    id: str
    kind: Literal["guest", "account", "erased"] = "guest"
    since_ms: int
    territory: str = "US"
    interface: str = "en"
    audio: str | None = None  # None: as the interface
    subtitles: str | None = None  # "" = none
    caption_size: Literal["s", "m", "l", "xl"] = "m"
    age: AgeBand = AgeBand.UNKNOWN
    parent_consents: bool = False
    consents: dict[str, bool] = Field(default_factory=dict)  # purpose → given
    consented_ms: int | None = None


class Progress(Value):
    """Where somebody stopped in a drama."""

    drama: str
    number: int
    position_ms: int
    at_ms: int


class Event(Value):
    """One thing an app saw happen, with an id of its own, so that sending it twice changes nothing."""

    id: str = Field(min_length=8, max_length=64)
    session: str = Field(min_length=1, max_length=64)
    seq: int = Field(ge=0)
    kind: Literal["start", "progress", "pause", "end", "swipe", "wall", "unlock", "like", "error", "quality"]
    drama: str = Field(max_length=64)
    number: int = Field(ge=1, le=10_000)
    position_ms: int = Field(default=0, ge=0)
    audio: str | None = Field(default=None, max_length=16)
    subtitles: str | None = Field(default=None, max_length=16)
    way: str | None = Field(default=None, max_length=16)
    arm: str | None = Field(default=None, max_length=64)
    probability: float | None = Field(default=None, gt=0, le=1)
    at_ms: int = Field(ge=0)


def new_token() -> str:
    """A bearer token; only its digest is kept."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def digest_of_token(token: str) -> str:
    """What the database knows of a token. 256 random bits need no salt and no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()
