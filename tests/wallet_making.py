"""A ledger to try things on: every call is a transaction of its own, as a request is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, text

from dramaport.stream import wallet
from dramaport.stream.ids import new_id
from dramaport.stream.wallet import Balance, Kind, Posted, Refused, Sale, Share, Stake, Unlocked

DRAMA = "渡口"
DAY = 86_400_000
NOW = 1_790_000_000_000
#: Two studios and a third of the rest, so that most prices do not divide.
SHARE = Share(stakes=(Stake(creator="studio-a", points=3333), Stake(creator="studio-b", points=1250)))


@dataclass(frozen=True)
class Books:
    engine: Engine

    def viewer(self) -> str:
        name = new_id()
        with self.engine.begin() as db:
            wallet.open_wallet(db, name)
        return name

    def buy(
        self,
        viewer: str,
        paid: int = 500,
        bonus: int = 0,
        *,
        expires: int | None = None,
        id: str | None = None,
        amount: int = 499,
        at: int = NOW,
    ) -> Posted:
        with self.engine.begin() as db:
            return wallet.credit(
                db,
                transaction_id=id or new_id(),
                viewer=viewer,
                kind=Kind.PURCHASE,
                paid=paid,
                bonus=bonus,
                bonus_expires_ms=expires,
                sale=Sale(store="stripe", amount=amount, currency="USD"),
                at_ms=at,
            )

    def grant(self, viewer: str, bonus: int, *, expires: int | None = None, at: int = NOW) -> Posted:
        with self.engine.begin() as db:
            return wallet.credit(
                db,
                transaction_id=new_id(),
                viewer=viewer,
                kind=Kind.PROMO,
                paid=0,
                bonus=bonus,
                bonus_expires_ms=expires,
                sale=None,
                at_ms=at,
            )

    def unlock(
        self,
        viewer: str,
        *numbers: int,
        price: int = 60,
        key: str | None = None,
        drama: str = DRAMA,
        share: Share = SHARE,
        at: int = NOW,
    ) -> Unlocked | Refused:
        with self.engine.begin() as db:
            return unlock_in(db, viewer, numbers, price=price, key=key, drama=drama, share=share, at=at)

    def reverse(self, of: str, *, id: str | None = None, at: int = NOW) -> Posted:
        with self.engine.begin() as db:
            return wallet.reverse(db, transaction_id=id or new_id(), of=of, at_ms=at, reason="refund")

    def expire(self, at: int) -> int:
        with self.engine.begin() as db:
            return wallet.expire(db, at_ms=at)

    def by_ad(self, viewer: str, number: int, *, id: str | None = None) -> Posted:
        with self.engine.begin() as db:
            return wallet.open_by_ad(
                db, transaction_id=id or new_id(), viewer=viewer, drama=DRAMA, number=number, at_ms=NOW
            )

    def balance(self, viewer: str) -> Balance:
        with self.engine.begin() as db:
            return wallet.balance(db, viewer)

    def open(self, viewer: str) -> set[int]:
        with self.engine.begin() as db:
            return set(wallet.entitled(db, viewer, DRAMA))

    def problems(self) -> tuple[wallet.Problem, ...]:
        with self.engine.begin() as db:
            return wallet.check(db)

    def count(self, table: str, viewer: str) -> int:
        with self.engine.begin() as db:
            return int(db.execute(text(f"SELECT count(*) FROM {table} WHERE viewer = :v"), {"v": viewer}).scalar_one())  # noqa: S608

    def earned(self, viewer: str) -> dict[tuple[str, str], int]:
        """Coins of creators and the house from one viewer, by (account, owner)."""
        with self.engine.begin() as db:
            rows = db.execute(
                text(
                    "SELECT account, owner, sum(amount) AS coins FROM posting p JOIN ledger_transaction t"
                    " ON t.id = p.transaction_id WHERE t.viewer = :v AND account IN ('creator', 'house')"
                    " GROUP BY account, owner"
                ),
                {"v": viewer},
            )
            return {(row.account, row.owner): int(row.coins) for row in rows}


def unlock_in(
    db: Connection,
    viewer: str,
    numbers: Iterable[int],
    *,
    price: int = 60,
    key: str | None = None,
    drama: str = DRAMA,
    share: Share = SHARE,
    at: int = NOW,
) -> Unlocked | Refused:
    asked = tuple(numbers)
    return wallet.unlock(
        db,
        viewer=viewer,
        drama=drama,
        numbers=asked,
        price_each=price,
        key=key or new_id(),
        body_hash=hashlib.sha256(repr((drama, asked)).encode()).hexdigest(),
        share=share,
        at_ms=at,
    )
