"""Writing and reading the books. With `reports`, the only SQL of the wallet; callers open and commit the transaction.

Locks: whoever changes a wallet locks its row first (`SELECT … FOR UPDATE`), so that lots, debts and requests of one viewer are
read and written by one transaction at a time; who changes several wallets locks them in the order of the viewers' ids, so that
two such never wait for each other. The lock is a statement of its own: what is read must be read after the wait, by
a statement that began after it. Nothing but wallets is locked: the accounts of creators and of the house have no row to wait for.
On SQLite every transaction holds the only write lock from its start (`BEGIN IMMEDIATE`).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from dramaport.stream.values import Way
from dramaport.stream.wallet.carried import carried_from, family
from dramaport.stream.wallet.shares import Earner
from dramaport.stream.wallet.sql import COLUMNS, LOOK, WRITE_SQLITE, write_postgresql
from dramaport.stream.wallet.tables import entitlement, lot, posting, request, transaction, wallet
from dramaport.stream.wallet.values import (
    Account,
    Entry,
    Kind,
    Lot,
    LotKind,
    NewLot,
    Posting,
    Title,
)

_EARNERS = (Account.CREATOR, Account.HOUSE)


@dataclass(frozen=True)
class Answered:
    """A request and the answer it was given, as JSON."""

    viewer: str
    key: str
    body_hash: str
    answer: str
    at_ms: int


@dataclass(frozen=True)
class Seen:
    """What an unlock needs to know of a viewer: whether the key was answered before, whether each of the episodes that was ever
    opened is open, and the lots that hold coins, expired or not.
    """

    answered: Answered | None
    titles: dict[int, bool]
    lots: tuple[Lot, ...]


# --- wallets and requests ----------------------------------------------------------------------------------------------


def open_wallet(db: Connection, viewer: str) -> None:
    dialect = postgresql if db.dialect.name == "postgresql" else sqlite
    db.execute(dialect.insert(wallet).values(viewer=viewer).on_conflict_do_nothing())


def lock(db: Connection, viewer: str) -> None:
    """Lock a wallet, opening it where there is none yet."""
    asked = select(wallet.c.viewer).where(wallet.c.viewer == viewer).with_for_update()
    if db.execute(asked).first() is None:
        open_wallet(db, viewer)
        db.execute(asked)


def look(db: Connection, viewer: str, key: str, drama: str, numbers: Iterable[int]) -> Seen:
    """Lock a wallet, then read what an unlock needs to know."""
    seen = json.loads(LOOK.ask(db, viewer, key, drama, json.dumps(list(numbers))) or "")
    if not seen.get("opened", True):  # PostgreSQL's function opens one itself
        open_wallet(db, viewer)
    return Seen(
        answered=None if seen["answered"] is None else Answered(viewer, key, *seen["answered"]),
        titles={number: bool(is_open) for number, is_open in seen["titles"]},
        lots=tuple(Lot(name, LotKind(kind), coins, expires) for name, kind, coins, expires in seen["lots"]),
    )


def answer(db: Connection, viewer: str, key: str) -> Answered | None:
    """The answer to a request, as it was given."""
    row = db.execute(select(request).where(request.c.viewer == viewer, request.c.key == key)).first()
    return None if row is None else Answered(*row)


def forget(db: Connection, before_ms: int) -> int:
    return db.execute(delete(request).where(request.c.at_ms < before_ms)).rowcount


# --- transactions ------------------------------------------------------------------------------------------------------


def find(db: Connection, transaction_id: str) -> Entry | None:
    row = db.execute(select(transaction).where(transaction.c.id == transaction_id)).first()
    return None if row is None else _entry(db, row)


def reversal_of(db: Connection, transaction_id: str) -> Entry | None:
    row = db.execute(
        select(transaction).where(transaction.c.kind == Kind.REVERSAL, transaction.c.reverses == transaction_id)
    ).first()
    return None if row is None else _entry(db, row)


def _entry(db: Connection, row: Row[Any]) -> Entry:
    legs = db.execute(select(posting).where(posting.c.transaction_id == row.id).order_by(posting.c.place))
    return Entry(
        id=row.id,
        kind=Kind(row.kind),
        viewer=row.viewer,
        at_ms=row.at_ms,
        postings=tuple(map(_posting, legs)),
        drama=row.drama,
        number=row.number,
        reverses=row.reverses,
        body_hash=row.body_hash,
        reason=row.reason,
    )


def _posting(row: Row[Any]) -> Posting:
    return Posting(Account(row.account), row.owner, row.amount, row.lot_id, row.currency)


def write(
    db: Connection,
    entries: Iterable[Entry],
    lots: Iterable[NewLot] = (),
    titles: Iterable[Title] = (),
    answers: Iterable[Answered] = (),
    *,
    last: bool = False,
) -> None:
    """Into the books, all of it or nothing: the transactions come after their postings (migration 0003).

    `last` promises that nothing but the commit follows in the caller's transaction (`Hot.ask`).
    """
    made = tuple(entries)
    rows = {
        "lot": [_lot_row(new) for new in lots],
        "posting": [row for entry in made for row in _posting_rows(entry)],
        "ledger_transaction": [_transaction_row(entry) for entry in made],
        "entitlement": [_title_row(title) for title in titles],
        "wallet_request": [vars(answer) for answer in answers],
    }
    if not any(rows.values()):
        return
    if db.dialect.name == "postgresql":
        statement = write_postgresql(tuple(len(rows[table]) for table in COLUMNS))
        told = (row[name] for table, names in COLUMNS.items() for row in rows[table] for name in names)
        statement.ask(db, *told, last=last)
        return
    for table, some in rows.items():
        if some:
            WRITE_SQLITE[table].ask(db, json.dumps(some))


def _lot_row(new: NewLot) -> dict[str, object]:
    return {
        "id": new.id,
        "transaction_id": new.transaction,
        "viewer": new.viewer,
        "kind": new.kind,
        "granted": new.granted,
        "expires_ms": new.expires_ms,
        "amount": new.money.amount if new.money else None,
        "currency": new.money.currency if new.money else None,
    }


def _posting_rows(entry: Entry) -> Iterator[dict[str, object]]:
    for place, leg in enumerate(entry.postings):
        yield {
            "transaction_id": entry.id,
            "place": place,
            "account": leg.account,
            "owner": leg.owner,
            "currency": leg.currency,
            "amount": leg.amount,
            "lot_id": leg.lot,
        }


def _transaction_row(entry: Entry) -> dict[str, object]:
    return {
        "id": entry.id,
        "viewer": entry.viewer,
        "kind": entry.kind,
        "at_ms": entry.at_ms,
        "drama": entry.drama,
        "number": entry.number,
        "reverses": entry.reverses,
        "body_hash": entry.body_hash,
        "reason": entry.reason,
    }


def _title_row(title: Title) -> dict[str, object]:
    return {
        "transaction_id": title.transaction,
        "viewer": title.viewer,
        "drama": title.drama,
        "number": title.number,
        "way": title.way,
        "from_ms": title.from_ms,
        "until_ms": title.until_ms,
    }


# --- lots --------------------------------------------------------------------------------------------------------------


def open_lots(db: Connection, viewer: str) -> tuple[Lot, ...]:
    """The lots of a viewer that hold coins, expired or not."""
    return _lots(db.execute(select(lot).where(lot.c.viewer == viewer, lot.c.remaining > 0)))


def lots_of(db: Connection, transaction_id: str) -> tuple[Lot, ...]:
    """The lots a credit granted, bonus first."""
    return _lots(db.execute(select(lot).where(lot.c.transaction_id == transaction_id).order_by(lot.c.kind)))


def _lots(rows: Iterable[Row[Any]]) -> tuple[Lot, ...]:
    return tuple(Lot(row.id, LotKind(row.kind), row.remaining, row.expires_ms) for row in rows)


def expiring(db: Connection, at_ms: int, limit: int) -> tuple[tuple[str, str], ...]:
    """(viewer, lot) of lots that hold coins and whose time is over, those longest over first."""
    rows = db.execute(
        select(lot.c.viewer, lot.c.id)
        .where(lot.c.remaining > 0, lot.c.expires_ms.is_not(None), lot.c.expires_ms <= at_ms)
        .order_by(lot.c.expires_ms, lot.c.id)
        .limit(limit)
    )
    return tuple((row.viewer, row.id) for row in rows)


def spent_from(db: Connection, lots: Collection[str]) -> dict[str, tuple[str, int, tuple[Posting, ...]]]:
    """What was paid for episodes out of these lots: by transaction its drama, number, and earnings of these lots."""
    paying = (
        select(posting.c.transaction_id)
        .join(transaction, transaction.c.id == posting.c.transaction_id)
        .where(posting.c.lot_id.in_(lots), posting.c.account == Account.WALLET)
        .where(transaction.c.kind.in_((Kind.UNLOCK, Kind.SETTLEMENT)))
    )
    rows = db.execute(
        select(posting, transaction.c.drama, transaction.c.number)
        .join(transaction, transaction.c.id == posting.c.transaction_id)
        .where(posting.c.transaction_id.in_(paying), posting.c.lot_id.in_(lots), posting.c.account.in_(_EARNERS))
        .order_by(transaction.c.at_ms, transaction.c.id, posting.c.place)
    )
    found: dict[str, tuple[str, int, tuple[Posting, ...]]] = {}
    for row in rows:
        _, _, legs = found.get(row.transaction_id, (row.drama, row.number, ()))
        found[row.transaction_id] = (row.drama, row.number, (*legs, _posting(row)))
    return found


# --- debts -------------------------------------------------------------------------------------------------------------


def debts(db: Connection, viewer: str) -> dict[tuple[str, int], int]:
    """Coins owed by (drama, number), the oldest debt first."""
    owed = -func.sum(posting.c.amount)
    rows = db.execute(
        select(transaction.c.drama, transaction.c.number, owed.label("owed"))
        .join(posting, posting.c.transaction_id == transaction.c.id)
        .where(posting.c.account == Account.DEBT, posting.c.owner == viewer)
        .group_by(transaction.c.drama, transaction.c.number)
        .having(owed > 0)
        .order_by(func.min(transaction.c.at_ms), transaction.c.drama, transaction.c.number)
    )
    return {(row.drama, row.number): int(row.owed) for row in rows}


def earners(
    db: Connection, viewer: str, episodes: Collection[tuple[str, int]]
) -> dict[tuple[str, int], dict[Earner, int]]:
    """Who earned how much when the episodes were unlocked: the weights by which paying them again is shared."""
    wanted = {drama for drama, _ in episodes}
    rows = db.execute(
        select(transaction.c.drama, transaction.c.number, posting)
        .join(posting, posting.c.transaction_id == transaction.c.id)
        .where(transaction.c.viewer.in_(family(viewer)))
        .where(transaction.c.kind == Kind.UNLOCK, transaction.c.drama.in_(wanted))
        .where(posting.c.account.in_(_EARNERS))
        .order_by(transaction.c.drama, transaction.c.number, posting.c.place)
    )
    found: dict[tuple[str, int], dict[Earner, int]] = {}
    for row in rows:
        by = found.setdefault((row.drama, row.number), {})
        earner = (Account(row.account), row.owner)
        by[earner] = by.get(earner, 0) + row.amount
    return found


# --- entitlements ------------------------------------------------------------------------------------------------------


def titles(db: Connection, viewer: str, drama: str) -> dict[int, bool]:
    """Whether each episode the viewer ever opened is open, by number."""
    rows = db.execute(
        select(entitlement.c.number, entitlement.c.revoked_ms).where(
            entitlement.c.viewer == viewer, entitlement.c.drama == drama
        )
    )
    return {row.number: row.revoked_ms is None for row in rows}


def close(db: Connection, viewer: str, episodes: Iterable[tuple[str, int]], at_ms: int) -> None:
    """Revoke what coins opened; what an advertisement opened stays open."""
    for drama, number in episodes:
        db.execute(
            update(entitlement)
            .where(*_episode(viewer, drama, number), entitlement.c.way == Way.COIN)
            .values(revoked_ms=at_ms)
        )


def reopen(db: Connection, viewer: str, episodes: Iterable[tuple[str, int]]) -> None:
    for drama, number in episodes:
        db.execute(update(entitlement).where(*_episode(viewer, drama, number)).values(revoked_ms=None))


def reopen_by_ad(db: Connection, viewer: str, drama: str, number: int, transaction_id: str, at_ms: int) -> None:
    """An episode that was closed is open again, by another way and from another transaction."""
    db.execute(
        update(entitlement)
        .where(*_episode(viewer, drama, number))
        .values(transaction_id=transaction_id, way=Way.AD, from_ms=at_ms, revoked_ms=None)
    )


def end_subscription(db: Connection, transaction_id: str, at_ms: int) -> None:
    given = entitlement.c.transaction_id.in_(carried_from(transaction_id))
    db.execute(update(entitlement).where(given).values(revoked_ms=at_ms))


def subscribed_until(db: Connection, viewer: str, at_ms: int) -> int | None:
    return db.execute(
        select(func.max(entitlement.c.until_ms)).where(
            entitlement.c.viewer == viewer,
            entitlement.c.drama.is_(None),
            entitlement.c.revoked_ms.is_(None),
            entitlement.c.from_ms <= at_ms,
            entitlement.c.until_ms > at_ms,
        )
    ).scalar()


def _episode(viewer: str, drama: str, number: int) -> tuple[Any, ...]:
    return (entitlement.c.viewer == viewer, entitlement.c.drama == drama, entitlement.c.number == number)
