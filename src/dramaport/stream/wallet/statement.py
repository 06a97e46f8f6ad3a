"""What a viewer has, what happened to it, and what a creator earned. Reads only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction
from math import floor

from sqlalchemy import Connection

from dramaport.errors import BadInput
from dramaport.stream.values import Money
from dramaport.stream.wallet import reports
from dramaport.stream.wallet.reports import Earning, Line
from dramaport.stream.wallet.values import Balance, Earned, Expiring, Kind, LotKind, Movement, Royalty, Statement

_MOST_LINES = 200


def balance(db: Connection, viewer: str, at_ms: int | None = None) -> Balance:
    """What is left, and owed. `at_ms` leaves out what has expired by then but has not been swept yet; unlocking never spends it."""
    left = reports.coins(db, viewer, at_ms)
    return Balance(paid=left.get(LotKind.PAID, 0), bonus=left.get(LotKind.BONUS, 0), debt=reports.debt(db, viewer))


def expiring(db: Connection, viewer: str, at_ms: int, within_ms: int) -> tuple[Expiring, ...]:
    """The coins that run out soon, the soonest first: an app says so in time."""
    found = reports.expiring(db, viewer, at_ms, at_ms + within_ms)
    return tuple(Expiring(coins=coins, at_ms=moment) for moment, coins in found.items())


def used(db: Connection, transaction_id: str, at_ms: int) -> Fraction:
    """How much of a purchase's coins is gone, or of a subscription's time; 0 to 1."""
    granted, remaining = reports.left_of(db, transaction_id)
    if granted:
        return Fraction(granted - remaining, granted)
    period = reports.period_of(db, transaction_id)
    if period is None:
        return Fraction(0)
    begins, ends = period
    return min(max(Fraction(at_ms - begins, ends - begins), Fraction(0)), Fraction(1))


def movements(db: Connection, viewer: str, before: str | None = None, limit: int = 50) -> tuple[Movement, ...]:
    """The viewer's history, the newest first; `before` is the cursor of the last line seen. Raises BadInput for another text."""
    found = reports.lines(db, viewer, None if before is None else _place(before), max(1, min(limit, _MOST_LINES)))
    return tuple(map(_movement, found))


def statement(db: Connection, creator: str, from_ms: int, to_ms: int) -> Statement:
    """A creator's earnings from `from_ms` up to, not including, `to_ms`."""
    earned = tuple(reports.earnings(db, creator, from_ms, to_ms))
    shared = tuple(
        Royalty(drama=drama, money=Money(amount=amount, currency=currency))
        for (drama, currency), amount in reports.royalties(db, creator, from_ms, to_ms).items()
        if amount
    )
    return Statement(
        creator=creator,
        from_ms=from_ms,
        to_ms=to_ms,
        dramas=_by_drama(earned),
        worth=_worth(earned),
        royalties=shared,
    )


def _place(cursor: str) -> tuple[int, str]:
    at_ms, dot, name = cursor.partition(".")
    if not (dot and name and at_ms.isascii() and at_ms.isdigit() and len(at_ms) <= 15) or "\x00" in name:
        raise BadInput("this is no cursor of a wallet's history; begin without one")
    return int(at_ms), name


def _movement(line: Line) -> Movement:
    return Movement(
        id=line.id,
        kind=Kind(line.kind),
        at_ms=line.at_ms,
        coins=line.coins,
        debt=line.debt,
        drama=line.drama,
        number=line.number,
        money=_money(line),
        cursor=f"{line.at_ms}.{line.id}",
    )


def _money(line: Line) -> Money | None:
    return None if line.amount is None or line.currency is None else Money(amount=line.amount, currency=line.currency)


def _by_drama(earned: Iterable[Earning]) -> tuple[Earned, ...]:
    coins: dict[str, dict[LotKind, int]] = defaultdict(lambda: dict.fromkeys(LotKind, 0))
    for earning in earned:
        coins[earning.drama][earning.kind] += earning.coins
    return tuple(
        Earned(drama=drama, paid=kinds[LotKind.PAID], bonus=kinds[LotKind.BONUS])
        for drama, kinds in sorted(coins.items())
    )


def _worth(earned: Iterable[Earning]) -> tuple[Money, ...]:
    """Exact fractions first, so that a statement's rounding costs less than one minor unit, not one for each episode."""
    worth: dict[str, Fraction] = defaultdict(Fraction)
    for earning in earned:
        if earning.amount is not None and earning.currency is not None:
            worth[earning.currency] += Fraction(earning.coins * earning.amount, earning.granted)
    return tuple(Money(amount=floor(value), currency=currency) for currency, value in sorted(worth.items()))
