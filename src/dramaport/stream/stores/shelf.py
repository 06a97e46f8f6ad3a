"""What is sold, by the markets' price books."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from sqlalchemy import Connection

from dramaport.stream.access import market_of
from dramaport.stream.stores.handle import Shelf
from dramaport.stream.stores.repository import Item
from dramaport.stream.values import Market, Money

#: How long bonus coins last.
BONUS_DAYS: Final = 90


def items(market: Market) -> tuple[Item, ...]:
    """Everything a market sells. Stores know the items by the same ids."""
    packs = (
        Item(
            id=pack.id,
            coins=pack.coins,
            bonus=pack.bonus,
            bonus_days=BONUS_DAYS,
            money=Money(amount=pack.amount, currency=market.currency),
        )
        for pack in market.packs
    )
    plans = (
        Item(id=plan.id, period=plan.period, money=Money(amount=plan.amount, currency=market.currency))
        for plan in market.plans
    )
    return (*packs, *plans)


def item_in(market: Market, item: str) -> Item | None:
    return next((sold for sold in items(market) if sold.id == item), None)


def shelf_of(
    markets: Callable[[Connection], Iterable[Market]], territory_of: Callable[[Connection, str], str | None]
) -> Shelf:
    """A shelf over the price books. `territory_of` is None for a viewer that does not exist.

    Where the store tells its country, that decides, not the viewer's word: nobody gets another market's coins for its price.
    """

    def find(db: Connection, viewer: str, item: str, territory: str | None) -> Item | None:
        home = territory_of(db, viewer)
        if home is None:
            return None
        market = market_of(territory or home, markets(db))
        return None if market is None else item_in(market, item)

    return find
