"""A guest's wallet goes into an account's: coins, debts, opened episodes and subscriptions, none lost and none twice.

Nothing in the books is changed. Coins go over by a transaction that sums to zero, lot by lot: the new lot keeps the price, the
expiry and the credit of the old one, so that a refund of that credit still finds what is left of it. A title is carried on by a
transaction of its own that names the one that opened it. What the guest paid for stays in the guest's books, which the account
reads as its own (`carried.family`).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import Connection

from dramaport.errors import BadInput
from dramaport.stream.ids import new_id
from dramaport.stream.values import Money, Way
from dramaport.stream.wallet import carried, repository
from dramaport.stream.wallet.carried import OpenLot, OpenTitle
from dramaport.stream.wallet.lots import spendable
from dramaport.stream.wallet.post import require_name, write_once
from dramaport.stream.wallet.settle import Episode, settlements
from dramaport.stream.wallet.values import Account, Entry, Kind, Lot, LotKind, NewLot, Posting, Title


def merge(db: Connection, *, transaction_id: str, guest: str, account: str, at_ms: int) -> int:
    """Merge the wallet of `guest` into that of `account`; gives the coins that went over. A second time changes nothing.

    An episode that both had opened stays open once. One that was closed to the account for a debt, and paid by the guest, opens:
    the debt goes the other way, to a wallet that nobody fills any more. Raises BadInput for a wallet that was merged into another.
    """
    require_name("transaction id", transaction_id)
    if guest == account:
        raise BadInput("a wallet cannot be merged into itself")
    for viewer in sorted((guest, account)):
        repository.lock(db, viewer)
    into = carried.holder(db, guest)
    if into == account:
        return 0
    if into != guest or carried.holder(db, account) != account:
        raise BadInput("one of these wallets was merged before; sign in again")
    lots = carried.open_lots(db, guest)
    moving = _Moving(guest, account, at_ms)
    _plan(moving, db)
    new = tuple(_new_lot(transaction_id, place, account, old) for place, old in enumerate(lots))
    coins = (_coins(transaction_id, moving, lots, new),) if lots else ()
    write_once(db, (*coins, *moving.entries), lots=new, titles=moving.titles)
    for title, name in moving.replaced:
        carried.replace_title(db, account, title, name)
    repository.close(db, account, moving.closed, at_ms)
    repository.close(db, guest, moving.returned, at_ms)
    repository.reopen(db, guest, moving.closed)  # nothing is owed there any more
    carried.mark_merged(db, guest, account)
    _settle(db, moving, lots, new)
    return sum(old.remaining for old in lots)


@dataclass
class _Moving:
    """What a merge writes, as it is put together."""

    guest: str
    account: str
    at_ms: int
    entries: list[Entry] = field(default_factory=list)
    titles: list[Title] = field(default_factory=list)
    replaced: list[tuple[OpenTitle, str]] = field(default_factory=list)
    closed: list[Episode] = field(default_factory=list)  # to the account, as they were to the guest
    returned: list[Episode] = field(default_factory=list)  # to the guest, with the account's debt

    def carry(self, title: OpenTitle, postings: tuple[Posting, ...] = ()) -> str:
        """A transaction that carries a title on; its id."""
        name = new_id(self.at_ms)
        entry = Entry(
            id=name,
            kind=Kind.MERGE,
            viewer=self.account,
            at_ms=self.at_ms,
            postings=postings,
            drama=title.drama,
            number=title.number,
            reverses=title.transaction_id,
        )
        self.entries.append(entry)
        return name


def _plan(moving: _Moving, db: Connection) -> None:
    """Decide for each title of the guest."""
    owed_here, owed_there = repository.debts(db, moving.account), repository.debts(db, moving.guest)
    mine = {(title.drama, title.number): title for title in carried.titles(db, moving.account) if title.drama}
    for title in carried.titles(db, moving.guest):
        if title.drama is None or title.number is None:
            if title.revoked_ms is None and (title.until_ms or 0) > moving.at_ms:
                moving.titles.append(_titled(moving, title, moving.carry(title)))
            continue
        episode = (title.drama, title.number)
        own = mine.get(episode)
        if own is None:
            debt = owed_there.get(episode, 0)
            name = moving.carry(title, _debt(moving.guest, moving.account, debt))
            moving.titles.append(_titled(moving, title, name))
            if title.revoked_ms is not None:
                moving.closed.append(episode)
        elif own.revoked_ms is not None and title.revoked_ms is None:
            debt = owed_here.get(episode, 0)
            moving.replaced.append((title, moving.carry(title, _debt(moving.account, moving.guest, debt))))
            moving.returned.append(episode)


def _settle(db: Connection, moving: _Moving, lots: tuple[OpenLot, ...], new: tuple[NewLot, ...]) -> None:
    """Coins that came over pay what the account owes, as coins that come by any other way."""
    came = tuple(
        Lot(fresh.id, LotKind(old.kind), old.remaining, old.expires_ms) for old, fresh in zip(lots, new, strict=True)
    )
    owed = repository.debts(db, moving.account)
    entries, full = settlements(db, moving.account, owed, spendable(came, moving.at_ms), moving.at_ms)
    if entries:
        write_once(db, entries)
        repository.reopen(db, moving.account, full)


def _titled(moving: _Moving, title: OpenTitle, name: str) -> Title:
    return Title(name, moving.account, Way(title.way), title.from_ms, title.drama, title.number, title.until_ms)


def _debt(from_viewer: str, to_viewer: str, coins: int) -> tuple[Posting, ...]:
    """A debt is below zero in its owner's account."""
    if not coins:
        return ()
    return (Posting(Account.DEBT, from_viewer, coins), Posting(Account.DEBT, to_viewer, -coins))


def _new_lot(transaction_id: str, place: int, account: str, old: OpenLot) -> NewLot:
    """`granted` and the price stay those of the whole, so that a coin is worth what it was."""
    money = Money(amount=old.amount, currency=old.currency) if old.amount is not None and old.currency else None
    name = f"{transaction_id}.{place}"
    return NewLot(name, old.transaction_id, account, LotKind(old.kind), old.granted, old.expires_ms, money)


def _coins(transaction_id: str, moving: _Moving, lots: tuple[OpenLot, ...], new: tuple[NewLot, ...]) -> Entry:
    legs = tuple(
        leg
        for old, fresh in zip(lots, new, strict=True)
        for leg in (
            Posting(Account.WALLET, moving.guest, -old.remaining, old.id),
            Posting(Account.WALLET, moving.account, old.remaining, fresh.id),
        )
    )
    return Entry(id=transaction_id, kind=Kind.MERGE, viewer=moving.account, at_ms=moving.at_ms, postings=legs)
