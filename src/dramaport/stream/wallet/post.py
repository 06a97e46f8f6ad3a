"""Putting transactions together: postings that sum to zero, and the hash that tells the same order from another."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from dramaport.errors import BadInput
from dramaport.stream.wallet import repository
from dramaport.stream.wallet.lots import Part
from dramaport.stream.wallet.shares import Earner, earnings
from dramaport.stream.wallet.values import Account, Entry, KeyReused, NewLot, Posting, Sale, Title

#: What the columns hold (migration 0003).
_LONGEST_ID = 64


def body_hash(**inputs: object) -> str:
    """The hash of an order. The time it is given at is no part of it: a retry comes later."""
    return hashlib.sha256(json.dumps(inputs, sort_keys=True, default=str).encode()).hexdigest()


def known(db: Connection, transaction_id: str, order: str) -> Entry | None:
    """The transaction of this id, if the same order was posted before. Raises KeyReused if another was."""
    entry = repository.find(db, transaction_id)
    if entry is not None and entry.body_hash != order:
        raise KeyReused(f"transaction {transaction_id} is in the books already, for something else; use a new id")
    return entry


def write_once(
    db: Connection, entries: Iterable[Entry], *, lots: Iterable[NewLot] = (), titles: Iterable[Title] = ()
) -> None:
    """Into the books, unless another viewer's transaction of the same id was committed meanwhile: KeyReused then."""
    made = tuple(entries)
    try:
        repository.write(db, made, lots, titles)
    except IntegrityError as error:
        raise KeyReused(f"transaction {made[0].id} is in the books already; use a new id") from error


def require_name(what: str, name: str) -> None:
    """Raises BadInput for a name no column can hold."""
    if not 1 <= len(name) <= _LONGEST_ID or "\x00" in name:
        raise BadInput(f"the {what} must have 1 to {_LONGEST_ID} characters; it has {len(name)}")


def payment(viewer: str, parts: Iterable[Part], by: Mapping[Earner, int]) -> tuple[Posting, ...]:
    """Coins out of the viewer's lots, to those who earn them."""
    paid = tuple(parts)
    taken = tuple(Posting(Account.WALLET, viewer, -part.coins, part.lot) for part in paid)
    return (*taken, *earnings(paid, by))


def money(sale: Sale) -> tuple[Posting, ...]:
    """What a store collected, and that a sale was made for it."""
    return (
        Posting(Account.STORE, sale.store, sale.amount, currency=sale.currency),
        Posting(Account.SALES, "", -sale.amount, currency=sale.currency),
    )


def coins_of(entry: Entry) -> int:
    """What the wallet gained by a transaction."""
    return sum(leg.amount for leg in entry.postings if leg.account is Account.WALLET)
