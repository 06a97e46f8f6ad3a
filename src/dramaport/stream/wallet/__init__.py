"""The viewers' coins, what they opened with them, and whose money it became. Double entry, append-only, whole numbers.

The invariants, and who keeps them:

- a transaction sums to zero in every currency: the database (migration 0003)
- a lot is never below zero nor above what it was granted, so no wallet is below zero: the database, by a CHECK
- postings and transactions are never changed nor deleted: the database, by triggers
- a viewer is charged for an episode at most once, for ever: the database, by a unique index over unlocks
- a credit, a refund, a request is executed once, however often it is told: primary keys and the lock of the wallet
- what creators and the house were given for an episode is what the viewer paid for it, lot by lot: `shares`, seen by `check`
- a subscription's period is shared at most once, and to the unit: a unique index, and `royalties`, seen by `check`

A balance is what is left in the viewer's lots. The house's accounts have no row of their own that every unlock would have to
wait for: their balances are sums of postings. A person who is erased loses name and address elsewhere; the viewer's id here
stands for nobody then, and the postings stay.

Functions take an open Connection and never commit. A refused write of the database (IntegrityError) leaves the caller's
transaction to be rolled back.
"""

from dramaport.stream.wallet.carried import holder, is_known, members
from dramaport.stream.wallet.check import check
from dramaport.stream.wallet.credit import credit, open_wallet
from dramaport.stream.wallet.entitle import entitled, open_by_ad, subscribe, subscribed_until
from dramaport.stream.wallet.expire import expire
from dramaport.stream.wallet.merge import merge
from dramaport.stream.wallet.part_refund import give_back
from dramaport.stream.wallet.reverse import reverse
from dramaport.stream.wallet.royalties import Period, periods_over, share_period
from dramaport.stream.wallet.statement import balance, expiring, movements, statement, used
from dramaport.stream.wallet.unlock import answered, forget_requests, unlock
from dramaport.stream.wallet.values import (
    Balance,
    Expiring,
    KeyReused,
    Kind,
    Movement,
    Posted,
    Problem,
    Refused,
    Sale,
    Share,
    Stake,
    Statement,
    Unlocked,
)

__all__ = [
    "Balance",
    "Expiring",
    "KeyReused",
    "Kind",
    "Movement",
    "Period",
    "Posted",
    "Problem",
    "Refused",
    "Sale",
    "Share",
    "Stake",
    "Statement",
    "Unlocked",
    "answered",
    "balance",
    "check",
    "credit",
    "entitled",
    "expire",
    "expiring",
    "forget_requests",
    "give_back",
    "holder",
    "is_known",
    "members",
    "merge",
    "movements",
    "open_by_ad",
    "open_wallet",
    "periods_over",
    "reverse",
    "share_period",
    "statement",
    "subscribe",
    "subscribed_until",
    "unlock",
    "used",
]
