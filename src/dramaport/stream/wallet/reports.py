"""Reading what is in the books: balances, histories, earnings, and the questions `check` asks. SQL only; nothing is locked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, and_, case, func, or_, select, text

from dramaport.stream.wallet.carried import family
from dramaport.stream.wallet.tables import entitlement, lot, posting, transaction
from dramaport.stream.wallet.values import COIN, Account, Kind, LotKind

#: What no viewer sees of their history: it moves nothing of theirs.
_BEHIND: Final = (Kind.MERGE, Kind.ROYALTY, Kind.ROYALTY_BACK)


class Line(NamedTuple):
    """A transaction as its viewer sees it. `debt` above zero: owed more."""

    id: str
    kind: str
    at_ms: int
    drama: str | None
    number: int | None
    coins: int
    debt: int
    amount: int | None
    currency: str | None


class Earning(NamedTuple):
    """Coins of a creator from one drama and from lots alike: their kind, and what all `granted` coins of one cost."""

    drama: str
    kind: LotKind
    granted: int
    amount: int | None
    currency: str | None
    coins: int


def coins(db: Connection, viewer: str, at_ms: int | None) -> dict[LotKind, int]:
    """What is left in the viewer's lots; with a time, only in those that have not expired by then."""
    live = () if at_ms is None else (or_(lot.c.expires_ms.is_(None), lot.c.expires_ms > at_ms),)
    rows = db.execute(
        select(lot.c.kind, func.sum(lot.c.remaining).label("coins"))
        .where(lot.c.viewer == viewer, lot.c.remaining > 0, *live)
        .group_by(lot.c.kind)
    )
    return {LotKind(row.kind): int(row.coins) for row in rows}


def expiring(db: Connection, viewer: str, from_ms: int, to_ms: int) -> dict[int, int]:
    """Coins by the moment at which they run out, the soonest first."""
    due = (lot.c.viewer == viewer, lot.c.remaining > 0, lot.c.expires_ms > from_ms, lot.c.expires_ms <= to_ms)
    rows = db.execute(
        select(lot.c.expires_ms, func.sum(lot.c.remaining).label("coins"))
        .where(*due)
        .group_by(lot.c.expires_ms)
        .order_by(lot.c.expires_ms)
    )
    return {row.expires_ms: int(row.coins) for row in rows}


def left_of(db: Connection, transaction_id: str) -> tuple[int, int]:
    """The coins a transaction granted, and those that are left of them, in whoever's wallet they are now."""
    carried_on = select(posting.c.lot_id).where(posting.c.transaction_id == transaction_id)
    granted = db.execute(select(func.sum(lot.c.granted)).where(lot.c.id.in_(carried_on))).scalar()
    left = db.execute(select(func.sum(lot.c.remaining)).where(lot.c.transaction_id == transaction_id)).scalar()
    return int(granted or 0), int(left or 0)


def period_of(db: Connection, transaction_id: str) -> tuple[int, int] | None:
    """From when to when a subscription's transaction holds."""
    query = select(entitlement.c.from_ms, entitlement.c.until_ms).where(entitlement.c.transaction_id == transaction_id)
    row = db.execute(query.where(entitlement.c.drama.is_(None))).first()
    return None if row is None else (row.from_ms, row.until_ms)


def debt(db: Connection, viewer: str) -> int:
    owed = select(-func.sum(posting.c.amount)).where(posting.c.account == Account.DEBT, posting.c.owner == viewer)
    return int(db.execute(owed).scalar() or 0)


def lines(db: Connection, viewer: str, before: tuple[int, str] | None, limit: int) -> Iterator[Line]:
    """The viewer's transactions before one (its time and id), the newest first. Those they made as a guest are theirs; what merely
    carried them over is no line.
    """
    page = select(transaction).where(transaction.c.viewer.in_(family(viewer)), transaction.c.kind.not_in(_BEHIND))
    if before is not None:
        at_ms, name = before
        earlier = and_(transaction.c.at_ms == at_ms, transaction.c.id < name)
        page = page.where(or_(transaction.c.at_ms < at_ms, earlier))
    one = page.order_by(transaction.c.at_ms.desc(), transaction.c.id.desc()).limit(limit).subquery()
    money = posting.c.account == Account.STORE
    rows = db.execute(
        select(
            *(one.c[name] for name in ("id", "kind", "at_ms", "drama", "number")),
            func.coalesce(func.sum(case((posting.c.account == Account.WALLET, posting.c.amount))), 0).label("coins"),
            func.coalesce(-func.sum(case((posting.c.account == Account.DEBT, posting.c.amount))), 0).label("debt"),
            func.sum(case((money, posting.c.amount))).label("amount"),
            func.max(case((money, posting.c.currency))).label("currency"),
        )
        .join_from(one, posting, posting.c.transaction_id == one.c.id, isouter=True)
        .group_by(*(one.c[name] for name in ("id", "kind", "at_ms", "drama", "number")))
        .order_by(one.c.at_ms.desc(), one.c.id.desc())
    )
    for row in rows:
        money_amount = None if row.amount is None else int(row.amount)
        yield Line(
            row.id,
            row.kind,
            row.at_ms,
            row.drama,
            row.number,
            int(row.coins),
            int(row.debt),
            money_amount,
            row.currency,
        )


def earnings(db: Connection, creator: str, from_ms: int, to_ms: int) -> Iterator[Earning]:
    alike = (transaction.c.drama, lot.c.kind, lot.c.granted, lot.c.amount, lot.c.currency)
    rows = db.execute(
        select(*alike, func.sum(posting.c.amount).label("coins"))
        .join_from(posting, transaction, transaction.c.id == posting.c.transaction_id)
        .join(lot, lot.c.id == posting.c.lot_id)
        .where(posting.c.account == Account.CREATOR, posting.c.owner == creator)
        .where(transaction.c.at_ms >= from_ms, transaction.c.at_ms < to_ms)
        .group_by(*alike)
        .order_by(*alike)
    )
    for row in rows:
        yield Earning(row.drama, LotKind(row.kind), row.granted, row.amount, row.currency, int(row.coins))


def royalties(db: Connection, creator: str, from_ms: int, to_ms: int) -> dict[tuple[str, str], int]:
    """Money of subscriptions that a creator earned, by drama and currency."""
    rows = db.execute(
        select(transaction.c.drama, posting.c.currency, func.sum(posting.c.amount).label("amount"))
        .join_from(posting, transaction, transaction.c.id == posting.c.transaction_id)
        .where(posting.c.account == Account.CREATOR, posting.c.owner == creator, posting.c.currency != COIN)
        .where(transaction.c.at_ms >= from_ms, transaction.c.at_ms < to_ms)
        .group_by(transaction.c.drama, posting.c.currency)
        .order_by(transaction.c.drama, posting.c.currency)
    )
    return {(row.drama, row.currency): int(row.amount) for row in rows}


#: What must give no row, each as (subject, found). Plain SQL that both databases read: an auditor can run it by hand.
RULES: Final = {
    "a transaction sums to zero in every currency": """
        SELECT transaction_id || ' ' || currency AS subject, sum(amount) AS found FROM posting
        GROUP BY transaction_id, currency HAVING sum(amount) <> 0""",
    "every posting belongs to a transaction": """
        SELECT p.transaction_id AS subject, count(*) AS found FROM posting p
        LEFT JOIN ledger_transaction t ON t.id = p.transaction_id WHERE t.id IS NULL GROUP BY p.transaction_id""",
    "a lot holds what its postings left in it": """
        SELECT l.id AS subject, l.remaining - coalesce(sum(p.amount), 0) AS found FROM lot l
        LEFT JOIN posting p ON p.lot_id = l.id AND p.account = 'wallet'
        GROUP BY l.id, l.remaining HAVING l.remaining <> coalesce(sum(p.amount), 0)""",
    "a lot is not below zero, nor above what was granted": """
        SELECT id AS subject, remaining AS found FROM lot WHERE remaining < 0 OR remaining > granted""",
    "coins are in a lot of their own wallet": """
        SELECT p.transaction_id AS subject, p.owner AS found FROM posting p JOIN lot l ON l.id = p.lot_id
        WHERE p.account = 'wallet' AND p.owner <> l.viewer""",
    "an episode is charged once": """
        SELECT viewer || ' ' || drama || ' ' || number AS subject, count(*) AS found FROM ledger_transaction
        WHERE kind = 'unlock' GROUP BY viewer, drama, number HAVING count(*) > 1""",
    "creators and the house earn what viewers pay, lot by lot": """
        SELECT p.transaction_id || ' ' || p.lot_id AS subject, sum(p.amount) AS found FROM posting p
        JOIN ledger_transaction t ON t.id = p.transaction_id
        WHERE t.kind IN ('unlock', 'settlement') AND p.account IN ('wallet', 'creator', 'house')
        GROUP BY p.transaction_id, p.lot_id HAVING sum(p.amount) <> 0""",
    "what is taken back is what was earned, lot by lot": """
        SELECT p.transaction_id || ' ' || p.lot_id AS subject, sum(p.amount) AS found FROM posting p
        JOIN ledger_transaction t ON t.id = p.transaction_id
        WHERE t.kind = 'revocation' AND p.account IN ('issued', 'creator', 'house')
        GROUP BY p.transaction_id, p.lot_id HAVING sum(p.amount) <> 0""",
    "only unlocks, settlements and revocations earn coins, and only royalties earn money": """
        SELECT p.transaction_id AS subject, t.kind AS found FROM posting p
        JOIN ledger_transaction t ON t.id = p.transaction_id
        WHERE p.account IN ('creator', 'house') AND CASE WHEN p.currency = 'COIN'
            THEN t.kind NOT IN ('unlock', 'settlement', 'revocation') ELSE t.kind NOT IN ('royalty', 'royalty_back') END""",
    "a period's money is shared to the unit, and taken back with it": """
        SELECT e.period AS subject, e.amount + coalesce(b.amount, 0) AS found FROM (
            SELECT r.reverses AS period, sum(p.amount) AS amount FROM ledger_transaction r
            JOIN posting p ON p.transaction_id = r.id AND p.account IN ('creator', 'house')
            WHERE r.kind = 'royalty' GROUP BY r.reverses
        ) e LEFT JOIN (
            SELECT r.reverses AS period, sum(p.amount) AS amount FROM ledger_transaction b
            JOIN ledger_transaction r ON r.id = b.reverses
            JOIN posting p ON p.transaction_id = b.id AND p.account IN ('creator', 'house')
            WHERE b.kind = 'royalty_back' GROUP BY r.reverses
        ) b ON b.period = e.period
        JOIN posting m ON m.transaction_id = e.period AND m.account = 'store'
        LEFT JOIN ledger_transaction v ON v.kind = 'reversal' AND v.reverses = e.period
        WHERE e.amount + coalesce(b.amount, 0) <> CASE WHEN v.id IS NULL THEN m.amount ELSE 0 END""",
    "a lot of a reversed credit holds and earns nothing": """
        SELECT l.id AS subject, sum(p.amount) AS found FROM lot l
        JOIN ledger_transaction r ON r.kind = 'reversal' AND r.reverses = l.transaction_id
        JOIN posting p ON p.lot_id = l.id AND p.account IN ('creator', 'house')
        GROUP BY l.id HAVING sum(p.amount) <> 0
        UNION ALL
        SELECT l.id AS subject, l.remaining AS found FROM lot l
        JOIN ledger_transaction r ON r.kind = 'reversal' AND r.reverses = l.transaction_id WHERE l.remaining <> 0""",
    "a debt is the house's claim": """
        SELECT transaction_id AS subject, sum(amount) AS found FROM posting WHERE account IN ('debt', 'claim')
        GROUP BY transaction_id HAVING sum(amount) <> 0""",
    "a debt is not paid twice": """
        SELECT p.owner || ' ' || t.drama || ' ' || t.number AS subject, sum(p.amount) AS found FROM posting p
        JOIN ledger_transaction t ON t.id = p.transaction_id
        WHERE p.account = 'debt' GROUP BY p.owner, t.drama, t.number HAVING sum(p.amount) > 0""",
    "an episode opened by coins is closed while something is owed for it, and only then": """
        SELECT e.transaction_id AS subject, coalesce(d.owed, 0) AS found FROM entitlement e
        LEFT JOIN (
            SELECT p.owner AS viewer, t.drama, t.number, -sum(p.amount) AS owed FROM posting p
            JOIN ledger_transaction t ON t.id = p.transaction_id
            WHERE p.account = 'debt' GROUP BY p.owner, t.drama, t.number
        ) d ON d.viewer = e.viewer AND d.drama = e.drama AND d.number = e.number
        WHERE e.way = 'coin' AND (e.revoked_ms IS NOT NULL) <> (coalesce(d.owed, 0) > 0)""",
    "every episode charged for was opened": """
        SELECT t.id AS subject, t.viewer AS found FROM ledger_transaction t
        LEFT JOIN entitlement e ON e.viewer = t.viewer AND e.drama = t.drama AND e.number = t.number
        WHERE t.kind = 'unlock' AND e.transaction_id IS NULL""",
    "what opened an episode is the transaction it says": """
        SELECT e.transaction_id AS subject, t.kind AS found FROM entitlement e
        JOIN ledger_transaction t ON t.id = e.transaction_id
        WHERE t.viewer <> e.viewer OR coalesce(t.drama, '') <> coalesce(e.drama, '')
        OR coalesce(t.number, 0) <> coalesce(e.number, 0)
        OR (t.kind, e.way) NOT IN (VALUES ('unlock', 'coin'), ('ad_unlock', 'ad'), ('subscription', 'subscription'),
            ('merge', 'coin'), ('merge', 'ad'), ('merge', 'subscription'))""",
    "a wallet that was merged holds nothing": """
        SELECT l.id AS subject, l.remaining AS found FROM lot l JOIN wallet w ON w.viewer = l.viewer
        WHERE w.merged_into IS NOT NULL AND l.remaining <> 0""",
    "a merge gives what it takes": """
        SELECT p.transaction_id AS subject, sum(p.amount) AS found FROM posting p
        JOIN ledger_transaction t ON t.id = p.transaction_id WHERE t.kind = 'merge' AND p.account NOT IN ('wallet', 'debt')
        GROUP BY p.transaction_id""",
}


def broken(db: Connection, rule: str) -> Iterator[tuple[str, Any]]:
    """(subject, found) of everything that breaks one of the RULES."""
    for row in db.execute(text(RULES[rule])):
        yield row.subject, row.found
