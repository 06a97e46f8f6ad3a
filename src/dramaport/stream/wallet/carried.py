"""What is known of merged wallets, in SQL. Callers open and commit the transaction.

A wallet that was merged names the one it went into. Its transactions, postings and lots stay as they were; its coins went out by
postings of their own (`merge`). A lot that came over keeps the credit it was granted by, and a transaction that carries a title
on names, in `reverses`, the one that opened it: so a refund finds both.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import Connection, Select, or_, select, update

from dramaport.stream.values import Way
from dramaport.stream.wallet.tables import entitlement, lot, transaction, wallet
from dramaport.stream.wallet.values import Kind


class OpenLot(NamedTuple):
    """A lot that holds coins, with everything that was agreed on it."""

    id: str
    transaction_id: str
    kind: str
    granted: int
    remaining: int
    expires_ms: int | None
    amount: int | None
    currency: str | None


class OpenTitle(NamedTuple):
    """A title as it stands; no drama: everything, up to `until_ms`."""

    transaction_id: str
    drama: str | None
    number: int | None
    way: str
    from_ms: int
    until_ms: int | None
    revoked_ms: int | None


def family(viewer: str) -> Select[tuple[str]]:
    """The viewer and the guests whose wallets went into theirs."""
    return select(wallet.c.viewer).where(or_(wallet.c.viewer == viewer, wallet.c.merged_into == viewer))


def holder(db: Connection, viewer: str) -> str:
    """Who has what the viewer had: the viewer, or the account their wallet went into.

    Locks the viewer's wallet, so that the answer holds until the transaction ends. Accounts are never merged, and who locks a
    guest's wallet and then its account's does so when the merge is over: nobody waits in a circle.
    """
    row = db.execute(select(wallet.c.merged_into).where(wallet.c.viewer == viewer).with_for_update()).first()
    return viewer if row is None or row.merged_into is None else str(row.merged_into)


def is_known(db: Connection, transaction_id: str) -> bool:
    """Whether a transaction is in the books."""
    return db.execute(select(transaction.c.id).where(transaction.c.id == transaction_id)).first() is not None


def members(db: Connection, viewer: str) -> tuple[str, ...]:
    """The viewer and the guests whose wallets went into theirs."""
    return tuple(row.viewer for row in db.execute(family(viewer)))


def mark_merged(db: Connection, guest: str, account: str) -> None:
    db.execute(update(wallet).where(wallet.c.viewer == guest).values(merged_into=account))


def open_lots(db: Connection, viewer: str) -> tuple[OpenLot, ...]:
    """Every lot with coins in it, those whose time is over among them: the sweep takes them from their new owner."""
    columns = [lot.c[name] for name in OpenLot._fields]
    rows = db.execute(select(*columns).where(lot.c.viewer == viewer, lot.c.remaining > 0).order_by(lot.c.id))
    return tuple(OpenLot(*row) for row in rows)


def titles(db: Connection, viewer: str) -> tuple[OpenTitle, ...]:
    columns = [entitlement.c[name] for name in OpenTitle._fields]
    rows = db.execute(select(*columns).where(entitlement.c.viewer == viewer).order_by(entitlement.c.transaction_id))
    return tuple(OpenTitle(*row) for row in rows)


def replace_title(db: Connection, viewer: str, title: OpenTitle, transaction_id: str) -> None:
    """An episode that was closed is open again, by a title that was carried over."""
    of = (entitlement.c.viewer == viewer, entitlement.c.drama == title.drama, entitlement.c.number == title.number)
    values = {"transaction_id": transaction_id, "way": Way(title.way), "from_ms": title.from_ms, "revoked_ms": None}
    db.execute(update(entitlement).where(*of).values(values))


def owners(db: Connection, lots: Collection[str]) -> dict[str, str]:
    """Whose wallet each lot is in."""
    rows = db.execute(select(lot.c.id, lot.c.viewer).where(lot.c.id.in_(lots)))
    return {row.id: row.viewer for row in rows}


def debtors(db: Connection, payments: Collection[str]) -> dict[str, str]:
    """Who owes for each payment when its coins are taken back: who paid, or who the title that was paid for went to."""
    paid = select(transaction.c.id, transaction.c.viewer).where(transaction.c.id.in_(payments))
    owing = {row.id: row.viewer for row in db.execute(paid)}
    payment, carrying, opening = transaction.alias(), transaction.alias(), transaction.alias()
    moved = (
        select(payment.c.id, entitlement.c.viewer)
        .select_from(payment)
        .join(opening, opening.c.viewer == payment.c.viewer)
        .join(carrying, carrying.c.reverses == opening.c.id)
        .join(entitlement, entitlement.c.transaction_id == carrying.c.id)
        .where(payment.c.id.in_(payments), carrying.c.kind == Kind.MERGE)
        .where(entitlement.c.drama == payment.c.drama, entitlement.c.number == payment.c.number)
    )
    return owing | {row.id: row.viewer for row in db.execute(moved)}


def carried_from(transaction_id: str) -> Select[tuple[str]]:
    """The transactions that carried a title on, and the one that gave it."""
    return select(transaction.c.id).where(
        or_(
            transaction.c.id == transaction_id,
            (transaction.c.reverses == transaction_id) & (transaction.c.kind == Kind.MERGE),
        )
    )
