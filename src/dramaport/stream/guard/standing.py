"""How a viewer stands by what their orders came to: who refunds again and again loses gifts first, and support sees flags."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection

from dramaport.stream.stores import repository
from dramaport.stream.stores.values import Standing

_DAY_MS: Final = 86_400_000

#: Stores take refunds for a quarter of a year at most (Apple: 90 days); what is older no longer counts.
REFUND_MS: Final = 90 * _DAY_MS
#: One refund is a mistake and two are bad luck.
MOST_REFUNDS: Final = 3
#: Honest viewers buy a few packs an evening; testers of stolen cards buy by the dozen.
_MANY_A_DAY: Final = 10


class Flag(StrEnum):
    """What support should look at. A flag closes nothing by itself."""

    REFUNDS = "refunds"  # so many that gifts are lost
    CHARGEBACK = "chargeback"  # a bank took money back
    CONTESTED = "contested"  # a receipt that another account claimed, too
    MANY_PURCHASES = "many_purchases"  # in one day


def refunds(db: Connection, viewer: str, now_ms: int) -> int:
    """How many purchases were given back, or taken back by a bank, of late."""
    return repository.taken_back(db, viewer, now_ms - REFUND_MS)


def loses_gifts(db: Connection, viewer: str, now_ms: int) -> bool:
    """Whether bonus coins of the web's packs are withheld; advertisements have the same rule in their policy."""
    return refunds(db, viewer, now_ms) >= MOST_REFUNDS


def flags(orders: Iterable[Mapping[str, Any]], now_ms: int) -> tuple[Flag, ...]:
    """What a viewer's orders, as `stores.repository.orders` tells them, say. Pure."""
    known = tuple(orders)
    late = [order for order in known if (order["taken_ms"] or 0) >= now_ms - REFUND_MS]
    days: dict[int, int] = {}
    for order in known:
        if order["bought_ms"] >= now_ms - REFUND_MS:
            day = order["bought_ms"] // _DAY_MS
            days[day] = days.get(day, 0) + 1
    raised = {
        Flag.REFUNDS: len(late) >= MOST_REFUNDS,
        Flag.CHARGEBACK: any(order["standing"] == Standing.CHARGED_BACK for order in late),
        Flag.CONTESTED: any(order["contested"] for order in known),
        Flag.MANY_PURCHASES: max(days.values(), default=0) >= _MANY_A_DAY,
    }
    return tuple(flag for flag, is_raised in raised.items() if is_raised)
