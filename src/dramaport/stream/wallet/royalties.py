"""Subscriptions' money, shared with those whose dramas were watched.

The rule: a paid period is shared when it is over. A subscriber's own payment goes to what that subscriber watched in it and to
nothing else, so nobody's watching, real or pretended, moves another's money. Each episode counts with the furthest moment that was
reached of it, so watching it twice or leaving it running counts once; a drama's part of the payment is its part of
that time; and that part is shared as the drama's coins are, in minor units, by the method of `shares.split`. The house has the payment
of a period in which nothing was watched. What a store keeps for itself is the house's affair: shares are of the price paid.

A period is shared once, by a unique index; a refund that comes after takes the shares back.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import Connection, func, select, update

from dramaport.stream.ids import new_id
from dramaport.stream.values import Money
from dramaport.stream.wallet import repository
from dramaport.stream.wallet.shares import Earner, split, weights
from dramaport.stream.wallet.tables import entitlement, posting, transaction, wallet
from dramaport.stream.wallet.values import Account, Entry, Kind, Posting, Share

_HOUSE: Earner = (Account.HOUSE, "")


class Period(NamedTuple):
    """A subscription's period that is over and not shared. `viewer` is who has its title now: what they watched counts."""

    transaction: str
    viewer: str
    from_ms: int
    until_ms: int


def periods_over(db: Connection, at_ms: int, limit: int = 100) -> tuple[Period, ...]:
    """Periods to share, the oldest first. Those that were taken back are not shared.

    No wallet is locked: who has the title may be another one by the time it is shared (`carried.holder`).
    """
    now = func.coalesce(wallet.c.merged_into, entitlement.c.viewer)
    rows = db.execute(
        select(entitlement.c.transaction_id, now.label("viewer"), entitlement.c.from_ms, entitlement.c.until_ms)
        .outerjoin(wallet, wallet.c.viewer == entitlement.c.viewer)
        .where(entitlement.c.drama.is_(None), entitlement.c.shared_ms.is_(None))
        .where(entitlement.c.revoked_ms.is_(None), entitlement.c.until_ms <= at_ms)
        .order_by(entitlement.c.until_ms, entitlement.c.transaction_id)
        .limit(limit)
    )
    return tuple(Period(row.transaction_id, row.viewer, row.from_ms, row.until_ms) for row in rows)


def share_period(
    db: Connection, period: Period, watched: Mapping[str, int], shares: Mapping[str, Share], at_ms: int
) -> int:
    """Share a period's payment by what was `watched` (ms by drama); the number of transactions made.

    A second time, and for a period that cost nothing, none are made. A drama without a share is the house's.
    """
    repository.lock(db, period.viewer)
    mine = entitlement.c.transaction_id == period.transaction
    fresh = update(entitlement).where(mine, entitlement.c.shared_ms.is_(None), entitlement.c.revoked_ms.is_(None))
    if not db.execute(fresh.values(shared_ms=at_ms)).rowcount:
        return 0
    paid = _paid(db, period.transaction)
    if paid is None:
        return 0
    seen = {drama: ms for drama, ms in sorted(watched.items()) if ms > 0}
    parts = split(paid.amount, seen) if seen else {"": paid.amount}
    entries = tuple(
        _royalty(period, drama or None, Money(amount=amount, currency=paid.currency), shares.get(drama, Share()), at_ms)
        for drama, amount in parts.items()
        if amount
    )
    repository.write(db, entries)
    return len(entries)


def taken_back(db: Connection, of: str, viewer: str, at_ms: int) -> tuple[Entry, ...]:
    """The shares of a period that was paid by `of`, and is now given back, the other way."""
    rows = db.execute(
        select(posting, transaction.c.drama)
        .join(transaction, transaction.c.id == posting.c.transaction_id)
        .where(transaction.c.reverses == of, transaction.c.kind == Kind.ROYALTY)
        .order_by(posting.c.transaction_id, posting.c.place)
    )
    back: dict[tuple[str, str | None], list[Posting]] = {}
    for row in rows:
        legs = back.setdefault((row.transaction_id, row.drama), [])
        legs.append(Posting(Account(row.account), row.owner, -row.amount, currency=row.currency))
    return tuple(
        Entry(new_id(at_ms), Kind.ROYALTY_BACK, viewer, at_ms, tuple(legs), drama=drama, reverses=shared)
        for (shared, drama), legs in back.items()
    )


def _paid(db: Connection, transaction_id: str) -> Money | None:
    query = select(posting.c.amount, posting.c.currency).where(posting.c.transaction_id == transaction_id)
    row = db.execute(query.where(posting.c.account == Account.STORE)).first()
    return None if row is None else Money(amount=row.amount, currency=row.currency)


def _royalty(period: Period, drama: str | None, money: Money, share: Share, at_ms: int) -> Entry:
    by = weights(share) if drama is not None else {_HOUSE: 1}
    earned = tuple(
        Posting(account, owner, amount, currency=money.currency)
        for (account, owner), amount in split(money.amount, by).items()
        if amount
    )
    pool = Posting(Account.POOL, "", -money.amount, currency=money.currency)
    return Entry(
        id=new_id(at_ms),
        kind=Kind.ROYALTY,
        viewer=period.viewer,
        at_ms=at_ms,
        postings=(pool, *earned),
        drama=drama,
        reverses=period.transaction,
    )
