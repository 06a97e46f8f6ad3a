"""Which coins are spent: bonus before paid, what expires first before what expires later or never. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import inf

from dramaport.stream.wallet.values import Lot, LotKind


@dataclass(frozen=True)
class Part:
    """Coins out of one lot."""

    lot: str
    coins: int


def spendable(lots: Iterable[Lot], at_ms: int) -> tuple[Lot, ...]:
    """The lots that hold coins and have not expired, in the order in which they are spent. Lots alike go by id."""
    live = (lot for lot in lots if lot.remaining > 0 and (lot.expires_ms is None or lot.expires_ms > at_ms))
    return tuple(
        sorted(
            live, key=lambda lot: (lot.kind is LotKind.PAID, inf if lot.expires_ms is None else lot.expires_ms, lot.id)
        )
    )


def allocate(lots: Sequence[Lot], prices: Sequence[int]) -> tuple[tuple[Part, ...], ...]:
    """For each price the parts that pay it, lots being emptied in their order. What the lots lack is left unpaid: the last
    prices come out short.
    """
    left = [lot.remaining for lot in lots]
    place = 0
    paid: list[tuple[Part, ...]] = []
    for price in prices:
        parts: list[Part] = []
        due = price
        while due and place < len(lots):
            coins = min(due, left[place])
            if coins:
                parts.append(Part(lots[place].id, coins))
            due -= coins
            left[place] -= coins
            place += left[place] == 0
        paid.append(tuple(parts))
    return tuple(paid)
