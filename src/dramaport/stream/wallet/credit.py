"""Coins into a wallet: bought, granted, earned by an advertisement or given by a campaign.

A viewer who owes coins pays them first, with the coins that just came (`settle`).
"""

from __future__ import annotations

from sqlalchemy import Connection

from dramaport.errors import BadInput
from dramaport.stream.values import Money
from dramaport.stream.wallet import repository
from dramaport.stream.wallet.lots import spendable
from dramaport.stream.wallet.post import body_hash, coins_of, known, money, require_name, write_once
from dramaport.stream.wallet.settle import settlements
from dramaport.stream.wallet.values import (
    CREDITS,
    Account,
    Entry,
    Kind,
    LotKind,
    NewLot,
    Posted,
    Posting,
    Sale,
)

#: More than a pack ever holds; keeps every sum far from the end of 64 bits.
_MOST_COINS = 10_000_000


def open_wallet(db: Connection, viewer: str) -> None:
    """Make sure the viewer has a wallet."""
    require_name("viewer", viewer)
    repository.open_wallet(db, viewer)


def credit(
    db: Connection,
    *,
    transaction_id: str,
    viewer: str,
    kind: Kind,
    paid: int,
    bonus: int,
    bonus_expires_ms: int | None,
    sale: Sale | None,
    at_ms: int,
) -> Posted:
    """Grant a lot of paid and a lot of bonus coins, and book the sale. Paid coins never expire.

    `transaction_id` is the caller's own, made and kept before the call (or made of a store's event), so that telling it again
    changes nothing. Raises KeyReused when it stands for another credit, BadInput for amounts that cannot be.
    """
    kind = Kind(kind)
    _require_sound(kind, paid, bonus, sale)
    require_name("transaction id", transaction_id)
    require_name("viewer", viewer)
    order = body_hash(
        viewer=viewer, kind=kind, paid=paid, bonus=bonus, expires=bonus_expires_ms, sale=sale and sale.model_dump()
    )
    repository.lock(db, viewer)
    before = known(db, transaction_id, order)
    if before is not None:
        owed = sum(repository.debts(db, viewer).values())
        return Posted(transaction=transaction_id, coins=coins_of(before), debt=owed, known=True)
    price = Money(amount=sale.amount, currency=sale.currency) if sale else None
    lots = [
        NewLot(f"{transaction_id}.{name}", transaction_id, viewer, name, coins, expires, value)
        for name, coins, expires, value in (
            (LotKind.PAID, paid, None, price),
            (LotKind.BONUS, bonus, bonus_expires_ms, None),
        )
        if coins
    ]
    entry = Entry(
        transaction_id, kind, viewer, at_ms, (*_coins(viewer, lots), *(money(sale) if sale else ())), body_hash=order
    )
    debts = repository.debts(db, viewer)
    usable = spendable((lot.full() for lot in lots), at_ms)
    settled, full = settlements(db, viewer, debts, usable, at_ms)
    write_once(db, (entry, *settled), lots=lots)
    repository.reopen(db, viewer, full)
    gone = -sum(map(coins_of, settled))
    return Posted(transaction=transaction_id, coins=paid + bonus, settled=gone, debt=sum(debts.values()) - gone)


def _require_sound(kind: Kind, paid: int, bonus: int, sale: Sale | None) -> None:
    if kind not in CREDITS:
        raise BadInput(f"{kind} is no kind of credit; known: {', '.join(CREDITS)}")
    if paid < 0 or bonus < 0 or not 0 < paid + bonus <= _MOST_COINS:
        raise BadInput(f"a credit of {paid} paid and {bonus} bonus coins cannot be; give 1 to {_MOST_COINS} in all")
    if (kind is Kind.PURCHASE) != (sale is not None):
        raise BadInput("a purchase, and nothing else, needs the sale it was paid by")


def _coins(viewer: str, lots: list[NewLot]) -> tuple[Posting, ...]:
    return tuple(
        leg
        for lot in lots
        for leg in (
            Posting(Account.WALLET, viewer, lot.granted, lot.id),
            Posting(Account.ISSUED, "", -lot.granted, lot.id),
        )
    )
