"""Everything that is kept about a viewer, in one place: shown on their word, and forgotten on it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection

from dramaport.stream import repository, wallet
from dramaport.stream.accounts import repository as accounts
from dramaport.stream.ads import repository as ads
from dramaport.stream.people import Person
from dramaport.stream.stores import repository as stores

_PAGE = 200


def export(db: Connection, person: Person, now_ms: int) -> dict[str, Any]:
    """Everything, as JSON. Addresses of networks are kept as keyed digests that say nothing, and are left out."""
    return {
        "viewer": person.model_dump(mode="json"),
        "identities": [one.model_dump(mode="json") for one in accounts.identities(db, person.id)],
        "sessions": [one.model_dump(exclude={"viewer"}) for one in repository.sessions(db, person.id)],
        "consents": [one.model_dump(mode="json") for one in repository.consents(db, person.id)],
        "wallet": {
            **wallet.balance(db, person.id, now_ms).model_dump(),
            "movements": [line.model_dump(mode="json", exclude={"cursor"}) for line in movements(db, person.id)],
        },
        "orders": [dict(order) for order in stores.orders(db, person.id)],
        "advertisements": [
            intent.model_dump(mode="json", exclude={"nonce", "origin"}) for intent in ads.of_viewer(db, person.id)
        ],
        "progress": [place.model_dump(mode="json") for place in repository.progress(db, person.id)],
        "likes": sorted([drama, number] for drama, number in repository.likes(db, person.id)),
        "events": list(repository.events_of(db, person.id)),
    }


def erase(db: Connection, person: Person, now_ms: int) -> None:
    """Forget who a viewer was. The wallet's postings and the stores' orders stay, under an id that names nobody."""
    accounts.forget(db, person.id)
    ads.forget_origins(db, person.id)
    repository.erase_person(db, person, now_ms)


def movements(db: Connection, viewer: str) -> Iterator[wallet.Movement]:
    """A whole wallet's history, the newest first."""
    cursor: str | None = None
    while page := wallet.movements(db, viewer, cursor, _PAGE):
        yield from page
        cursor = page[-1].cursor
