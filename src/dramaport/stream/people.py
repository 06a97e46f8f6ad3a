"""Who watches: what is kept about a viewer, and what their app says happened."""

from __future__ import annotations

import hashlib
import secrets
from enum import StrEnum
from typing import Literal

from pydantic import Field

from dramaport.drama.values import Value
from dramaport.stream.values import AgeBand

_TOKEN_BYTES = 32


class Purpose(StrEnum):
    """What a viewer may consent to, or not. Without a word it is not given."""

    PERSONALISE = "personalise"  # suggestions from what was watched
    MEASURE = "measure"  # experiments, and stories improved by what was watched
    REFUNDS = "refunds"  # telling a store, when it is asked for a refund, how much was used


#: What an Integer column of both databases holds.
MOST_INT = 2**31 - 1
#: The year 9999, where calendars end.
_END_MS = 253_402_300_799_999


class Person(Value):
    """A guest or an account. Nothing is kept that the app does not need; `erased` keeps the books balanced and names nobody."""

    id: str
    kind: Literal["guest", "account", "merged", "erased"] = "guest"  # merged: into an account
    since_ms: int
    territory: str = "US"
    interface: str = "en"
    audio: str | None = None  # None: as the interface
    subtitles: str | None = None  # "" = none
    caption_size: Literal["s", "m", "l", "xl"] = "m"
    age: AgeBand = AgeBand.UNKNOWN
    parent_consents: bool = False
    consents: dict[Purpose, bool] = Field(default_factory=dict)
    consented_ms: int | None = None


class Session(Value):
    """Where somebody is signed in. `device` is what the browser says of itself, in a few words."""

    id: str
    viewer: str
    device: str
    at_ms: int


class Consent(Value):
    """A consent as it was given or taken back, at a moment."""

    purpose: Purpose
    given: bool
    at_ms: int


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
    seq: int = Field(ge=0, le=MOST_INT)
    kind: Literal["start", "progress", "pause", "end", "swipe", "wall", "unlock", "like", "error", "quality"]
    drama: str = Field(max_length=64)
    number: int = Field(ge=1, le=10_000)
    position_ms: int = Field(default=0, ge=0, le=MOST_INT)
    audio: str | None = Field(default=None, max_length=16)
    subtitles: str | None = Field(default=None, max_length=16)
    way: str | None = Field(default=None, max_length=16)
    arm: str | None = Field(default=None, max_length=64)
    probability: float | None = Field(default=None, gt=0, le=1)
    at_ms: int = Field(ge=0, le=_END_MS)


def new_token() -> str:
    """A bearer token; only its digest is kept."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def digest_of_token(token: str) -> str:
    """What the database knows of a token. 256 random bits need no salt and no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


#: What browsers and systems call themselves; the first that fits counts, for Chrome calls itself Safari, too.
_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"),
             ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"))  # fmt: skip
_SYSTEMS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS", "Mac"),
            ("CrOS", "ChromeOS"), ("Linux", "Linux"))  # fmt: skip


def device_of(user_agent: str) -> str:
    """A device as its owner would name it: `Chrome, Android`. Empty for what nobody knows."""
    named = (next((name for mark, name in marks if mark in user_agent), "") for marks in (_BROWSERS, _SYSTEMS))
    return ", ".join(filter(None, named))
