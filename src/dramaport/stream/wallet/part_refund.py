"""A part of a price given back: a gesture of the house.

The rule: the same part of the paid coins leaves the wallet, rounded down in the viewer's favour and as far as they are still there;
what was spent stays spent, nothing closes, and creators keep what they earned. Of a subscription the money alone goes back. A refund
of the rest, later, is a `reverse` like any other, and gives back what is left of the price.
"""

from __future__ import annotations

import hashlib

from sqlalchemy import Connection, func, select

from dramaport.errors import BadInput
from dramaport.stream.values import Money
from dramaport.stream.wallet import carried, repository
from dramaport.stream.wallet.post import write_once
from dramaport.stream.wallet.tables import lot, posting, transaction
from dramaport.stream.wallet.values import Account, Entry, Kind, LotKind, Posting


def give_back(db: Connection, *, of: str, money: Money, at_ms: int) -> int:
    """Book that `money` of a purchase's or a subscription's price has gone back by now, all parts together; the coins that left.

    What is booked already is not booked again. Of a purchase that was reversed nothing is left to give. Raises BadInput for
    what cost nothing, cost another currency, or cost less.
    """
    original = repository.find(db, of)
    price = next((leg for leg in original.postings if leg.account is Account.STORE), None) if original else None
    if original is None or price is None or price.currency != money.currency or not 0 < money.amount <= price.amount:
        raise BadInput(f"{of} did not cost as much as {money.amount} {money.currency}; look at the store's order")
    repository.lock(db, original.viewer)
    now = carried.holder(db, original.viewer)
    if now != original.viewer:
        repository.lock(db, now)
    fresh = money.amount - given_back(db, of)
    if fresh <= 0 or repository.reversal_of(db, of) is not None:
        return 0
    coins = _coins(db, of, money.amount, price.amount)
    legs = [
        Posting(Account.STORE, price.owner, -fresh, currency=price.currency),
        Posting(Account.SALES, "", fresh, currency=price.currency),
    ]
    for name, owner, taken in coins:
        legs += [Posting(Account.WALLET, owner, -taken, name), Posting(Account.ISSUED, "", taken, name)]
    entry = Entry(
        id=hashlib.sha256(f"part\n{of}\n{money.amount}".encode()).hexdigest()[:32],
        kind=Kind.PART_REFUND,
        viewer=original.viewer,
        at_ms=at_ms,
        postings=tuple(legs),
        reverses=of,
    )
    write_once(db, [entry])
    return sum(taken for _, _, taken in coins)


def given_back(db: Connection, of: str) -> int:
    """How much of a price went back in parts, in its minor units."""
    return _sum(db, of, posting.c.account == Account.STORE)


def _coins(db: Connection, of: str, back: int, price: int) -> list[tuple[str, str, int]]:
    """(lot, owner, coins): up to the part that is due by now, less what left before, out of what is there."""
    rows = db.execute(
        select(lot.c.id, lot.c.viewer, lot.c.granted, lot.c.remaining)
        .where(lot.c.transaction_id == of, lot.c.kind == LotKind.PAID)
        .order_by(lot.c.id)
    ).all()
    due = max((row.granted for row in rows), default=0) * back // price
    due -= _sum(db, of, posting.c.account == Account.WALLET)
    found = []
    for row in rows:
        taken = min(max(0, due), row.remaining)
        if taken:
            found.append((row.id, row.viewer, taken))
        due -= taken
    return found


def _sum(db: Connection, of: str, which: object) -> int:
    """What left by parts so far, as a number above zero."""
    left = (
        select(-func.sum(posting.c.amount))
        .join(transaction, transaction.c.id == posting.c.transaction_id)
        .where(transaction.c.reverses == of, transaction.c.kind == Kind.PART_REFUND, which)  # type: ignore[arg-type]
    )
    return int(db.execute(left).scalar() or 0)
