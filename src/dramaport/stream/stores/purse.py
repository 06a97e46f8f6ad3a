"""The wallet as the stores see it."""

from __future__ import annotations

from sqlalchemy import Connection

from dramaport.stream import wallet
from dramaport.stream.stores.handle import Coins, Period
from dramaport.stream.stores.values import Source
from dramaport.stream.values import Money


class WalletPurse:
    """Books orders in the ledger. A `Purse`."""

    def give(
        self,
        db: Connection,
        *,
        transaction_id: str,
        viewer: str,
        worth: Coins | Period,
        store: Source,
        money: Money,
        at_ms: int,
    ) -> None:
        """What cost nothing (an offer code, a trial) is booked without a sale. What a guest bought is their account's."""
        sale = wallet.Sale(store=store.value, amount=money.amount, currency=money.currency) if money.amount else None
        wallet.open_wallet(db, viewer)
        viewer = wallet.holder(db, viewer)
        if isinstance(worth, Period):
            wallet.subscribe(
                db,
                transaction_id=transaction_id,
                viewer=viewer,
                sale=sale,
                from_ms=worth.from_ms,
                until_ms=worth.until_ms,
                at_ms=at_ms,
            )
            return
        wallet.credit(
            db,
            transaction_id=transaction_id,
            viewer=viewer,
            kind=wallet.Kind.PURCHASE if sale else wallet.Kind.PROMO,
            paid=worth.paid,
            bonus=worth.bonus,
            bonus_expires_ms=worth.bonus_expires_ms,
            sale=sale,
            at_ms=at_ms,
        )

    def give_back(self, db: Connection, *, of: str, money: Money, at_ms: int) -> None:
        """`money` is all that went back by now; what was booked of it before is not booked again."""
        wallet.give_back(db, of=of, money=money, at_ms=at_ms)

    def take(self, db: Connection, *, transaction_id: str, of: str, reason: str, at_ms: int) -> None:
        wallet.reverse(db, transaction_id=transaction_id, of=of, at_ms=at_ms, reason=reason)
