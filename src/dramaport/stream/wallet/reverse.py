"""A refund or a chargeback: the money goes back, and so does everything that was done with its coins.

What is left of the lots is taken. What was spent of them is taken back from those who earned it, the episodes it paid for are
closed, and the viewer owes it: the coins that come next pay for those episodes again and open them (`settle`). So nobody
can buy, watch, be refunded and begin anew for nothing; a creator cannot earn by buying the own drama with money that is called
back; and no wallet falls below zero. Of a wallet that was merged, whoever has its coins and titles now gives them back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from dramaport.errors import BadInput
from dramaport.stream.ids import new_id
from dramaport.stream.wallet import carried, part_refund, repository, royalties
from dramaport.stream.wallet.post import body_hash, coins_of, require_name, write_once
from dramaport.stream.wallet.values import (
    COIN,
    CREDITS,
    Account,
    Entry,
    KeyReused,
    Kind,
    Lot,
    Posted,
    Posting,
)

Spent = Mapping[str, tuple[str, int, tuple[Posting, ...]]]


def reverse(db: Connection, *, transaction_id: str, of: str, at_ms: int, reason: str) -> Posted:
    """Take back the credit or subscription `of`. A second reversal of it, by whatever id, changes nothing.

    Raises BadInput when there is nothing of that id to reverse, KeyReused when `transaction_id` stands for something else.
    """
    require_name("transaction id", transaction_id)
    original = repository.find(db, of)
    if original is None or original.kind not in (*CREDITS, Kind.SUBSCRIPTION):
        raise BadInput(f"{of} is no purchase, grant or subscription that could be taken back; give the id of one")
    viewer = original.viewer
    repository.lock(db, viewer)
    now = carried.holder(db, viewer)  # who has what is left of it
    if now != viewer:
        repository.lock(db, now)
    before = repository.reversal_of(db, of)
    if before is not None:
        owed = sum(repository.debts(db, now).values())
        return Posted(transaction=before.id, coins=coins_of(before), debt=owed, known=True)
    if repository.find(db, transaction_id) is not None:
        raise KeyReused(f"transaction {transaction_id} is in the books already; use a new id")
    lots = repository.lots_of(db, of)
    names = [lot.id for lot in lots]
    spent = repository.spent_from(db, names)
    debtors = carried.debtors(db, tuple(spent))
    entry = Entry(
        id=transaction_id,
        kind=Kind.REVERSAL,
        viewer=viewer,
        at_ms=at_ms,
        postings=(*_unspent(carried.owners(db, names), lots), *_money_back(original, part_refund.given_back(db, of))),
        reverses=of,
        body_hash=body_hash(of=of),
        reason=reason[:200],
    )
    shared = royalties.taken_back(db, of, viewer, at_ms) if original.kind is Kind.SUBSCRIPTION else ()
    write_once(db, (entry, *_revocations(debtors, spent, at_ms, entry.reason), *shared))
    for payment, (drama, number, _) in spent.items():
        repository.close(db, debtors[payment], [(drama, number)], at_ms)
    repository.end_subscription(db, of, at_ms)
    owed = sum(repository.debts(db, now).values())
    return Posted(transaction=transaction_id, coins=coins_of(entry), debt=owed)


def _unspent(owners: Mapping[str, str], lots: Sequence[Lot]) -> tuple[Posting, ...]:
    return tuple(
        leg
        for lot in lots
        if lot.remaining
        for leg in (
            Posting(Account.WALLET, owners[lot.id], -lot.remaining, lot.id),
            Posting(Account.ISSUED, "", lot.remaining, lot.id),
        )
    )


def _money_back(original: Entry, before: int) -> tuple[Posting, ...]:
    """The price, less what of it went back before."""
    return tuple(
        Posting(leg.account, leg.owner, -leg.amount + (before if leg.amount > 0 else -before), currency=leg.currency)
        for leg in original.postings
        if leg.currency != COIN and abs(leg.amount) > before
    )


def _revocations(debtors: Mapping[str, str], spent: Spent, at_ms: int, reason: str) -> tuple[Entry, ...]:
    """For each payment that spent these coins: its earnings of them back, and as much owed."""
    entries = []
    for payment, (drama, number, earned) in spent.items():
        back = tuple(Posting(leg.account, leg.owner, -leg.amount, leg.lot) for leg in earned)
        issued = tuple(Posting(Account.ISSUED, "", leg.amount, leg.lot) for leg in earned)
        coins = sum(leg.amount for leg in earned)
        viewer = debtors[payment]
        owing = (Posting(Account.DEBT, viewer, -coins), Posting(Account.CLAIM, "", coins))
        entries.append(
            Entry(
                id=new_id(at_ms),
                kind=Kind.REVOCATION,
                viewer=viewer,
                at_ms=at_ms,
                postings=(*back, *issued, *owing),
                drama=drama,
                number=number,
                reverses=payment,
                reason=reason,
            )
        )
    return tuple(entries)
