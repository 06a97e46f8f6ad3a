"""From what a store said to what a viewer has. The wallet follows the state of the order, never a single message."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from sqlalchemy import Connection

from dramaport.stream import wallet
from dramaport.stream.stores import repository
from dramaport.stream.stores.problems import NotOurs
from dramaport.stream.stores.repository import Item
from dramaport.stream.stores.values import Asked, Expired, Extended, Noted, Order, Source, Standing, StoreEvent, fold
from dramaport.stream.values import Money

_DAY_MS: Final = 86_400_000

#: Finds what a viewer buys by the store's product id, with the store's country where it tells; None when it is not sold.
Shelf = Callable[[Connection, str, str, str | None], Item | None]


@dataclass(frozen=True)
class Coins:
    """What a pack is worth: paid coins, bonus coins, and when the bonus runs out (None: never)."""

    paid: int
    bonus: int
    bonus_expires_ms: int | None


@dataclass(frozen=True)
class Period:
    """What a plan's payment is worth: `[from_ms, until_ms)`."""

    plan: str
    from_ms: int
    until_ms: int


class Purse(Protocol):
    """What the wallet does for an order. All are idempotent by `transaction_id`."""

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
    ) -> None: ...

    def take(self, db: Connection, *, transaction_id: str, of: str, reason: str, at_ms: int) -> None: ...

    def give_back(self, db: Connection, *, of: str, money: Money, at_ms: int) -> None: ...


def apply(db: Connection, event: StoreEvent, purse: Purse, shelf: Shelf, now_ms: int) -> None:
    """Bring every order that the event is about to the state that all its events say.

    Raises NotOurs for a purchase that cannot be credited; the transaction must then be rolled back.
    """
    for order in sorted(_concerned(db, event)):
        repository.lock_order(db, event.source, order)
        state = fold(event.source, order, repository.events_about(db, event.source, order))
        if state.standing is not Standing.UNPAID:
            _settle(db, state, purse, shelf, now_ms)


def _concerned(db: Connection, event: StoreEvent) -> tuple[str, ...]:
    if isinstance(event, Noted | Asked):
        return ()
    if isinstance(event, Expired | Extended):
        return repository.orders_of(db, event.source, event.subscription)
    return (repository.order_named(db, event.source, event.order),)


def _settle(db: Connection, order: Order, purse: Purse, shelf: Shelf, now_ms: int) -> None:
    """Move the wallet until it has what the order says. A purchase is given first and taken back after, even when the
    refund came before it, so that the account shows both. What was given to another (an earlier purchase became known
    later) or for another time (a period was cut or lengthened) is taken back and given anew.
    """
    viewer, item = _buyer(db, order, shelf)
    booked = repository.booked(db, order.source, order.id)
    moves = booked.moves
    wanted = order.standing is Standing.PAID
    if booked.held and (not wanted or (booked.viewer, booked.until_ms) != (viewer, order.until_ms)):
        moves = _take(db, order, purse, moves, "changed" if wanted else order.standing.value, now_ms)
    if moves % 2 == 0 and (wanted or moves == 0):
        moves = _give(db, order, viewer, item, purse, moves, now_ms)
        if not wanted:
            moves = _take(db, order, purse, moves, order.standing.value, now_ms)
    if wanted and order.given_back is not None:
        purse.give_back(db, of=transaction_of(order.source, order.id, moves), money=order.given_back, at_ms=now_ms)
    known = order.model_copy(update={"viewer": viewer, "item": item.id, "money": order.money or item.money})
    repository.put_order(db, known, moves, now_ms)


def _give(db: Connection, order: Order, viewer: str, item: Item, purse: Purse, moves: int, now_ms: int) -> int:
    purse.give(
        db,
        transaction_id=transaction_of(order.source, order.id, moves + 1),
        viewer=viewer,
        worth=_worth(order, item, now_ms),
        store=order.source,
        money=order.money or item.money,
        at_ms=now_ms,
    )
    return moves + 1


def _take(db: Connection, order: Order, purse: Purse, moves: int, reason: str, now_ms: int) -> int:
    name = transaction_of(order.source, order.id, moves + 1)
    purse.take(db, transaction_id=name, of=transaction_of(order.source, order.id, moves), reason=reason, at_ms=now_ms)
    return moves + 1


def _worth(order: Order, item: Item, now_ms: int) -> Coins | Period:
    """Bonus coins run out by the time of the purchase, not of the message. A period that was paid for has begun, even when
    our clock is behind the store's.
    """
    if order.from_ms is not None and order.until_ms is not None:
        return Period(item.id, min(order.from_ms, now_ms), order.until_ms)
    bought = order.bought_ms or 0
    expires = bought + item.bonus_days * _DAY_MS if item.bonus and item.bonus_days else None
    return Coins(item.coins * order.quantity, item.bonus * order.quantity, expires)


def _buyer(db: Connection, order: Order, shelf: Shelf) -> tuple[str, Item]:
    """Whose an order is and what was bought: as the checkout says where we began it, as the store says elsewhere."""
    name = f"{order.source} order {order.id}"
    if order.checkout is not None:
        begun = repository.checkout(db, order.checkout)
        if begun is None:
            raise NotOurs(f"{name} names a checkout that was never begun; refund it")
        if order.money != begun.item.money:
            raise NotOurs(f"{name} was paid with another sum than the checkout's; refund it")
        viewer, item = wallet.holder(db, begun.viewer), begun.item
        _require_home(db, order, viewer, item, shelf)
    else:
        if order.viewer is None or order.item is None:
            raise NotOurs(f"{name} names no account; refund it, or grant it by hand")
        viewer = wallet.holder(db, order.viewer)
        found = shelf(db, viewer, order.item, order.territory)
        if found is None:
            raise NotOurs(f"{name}: no such viewer, or {order.item!r} is not sold there; refund it, or add the item")
        item = found
    if (item.period is None) is not (order.subscription is None):
        raise NotOurs(f"{name}: {item.id!r} is sold as a {'pack' if item.period is None else 'plan'} here; refund it")
    return viewer, item


def _require_home(db: Connection, order: Order, viewer: str, item: Item, shelf: Shelf) -> None:
    """The card's country decides over the viewer's word and network: nobody buys at another country's price."""
    if order.territory is None:
        return
    there = shelf(db, viewer, item.id, order.territory)
    if there is not None and there.money.currency != item.money.currency:
        name = f"{order.source} order {order.id}"
        raise NotOurs(f"{name} was paid with a card of {order.territory}, at another country's price; refund it")


def transaction_of(source: Source, order: str, move: int) -> str:
    """The wallet's name for a movement: the same for the same order, so that a retry cannot move twice. 32 hex digits."""
    return hashlib.sha256(f"{source}\n{order}\n{move}".encode()).hexdigest()[:32]
