"""Store events, orders and checkouts in the database. SQL lives here; callers open and commit the transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Connection,
    Integer,
    MetaData,
    String,
    Table,
    func,
    or_,
    select,
    text,
    update,
)

from dramaport.data.engine import upsert
from dramaport.drama.values import Value
from dramaport.stream.stores.values import Order, Source, Standing, StoreEvent, read_event
from dramaport.stream.values import Money, Period

_meta = MetaData()
_event = Table(
    "provider_event",
    _meta,
    Column("source", String, primary_key=True),
    Column("external_id", String, primary_key=True),
    Column("kind", String),
    Column("order_id", String),
    Column("subscription", String),
    Column("payment", String),
    Column("at_ms", BigInteger),
    Column("body", JSON),
    Column("received_ms", BigInteger),
    Column("handled_ms", BigInteger),
    Column("attempts", Integer),
    Column("problem", String),
)
_order = Table(
    "store_order",
    _meta,
    Column("source", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("viewer", String),
    Column("item", String),
    Column("standing", String),
    Column("bought_ms", BigInteger),
    Column("amount", BigInteger),
    Column("currency", String),
    Column("territory", String),
    Column("checkout", String),
    Column("subscription", String),
    Column("from_ms", BigInteger),
    Column("until_ms", BigInteger),
    Column("contested", Boolean),
    Column("taken_ms", BigInteger),
    Column("moves", Integer),
)
_checkout = Table(
    "checkout",
    _meta,
    Column("id", String, primary_key=True),
    Column("viewer", String),
    Column("key", String),
    Column("item", String),
    Column("coins", Integer),
    Column("bonus", Integer),
    Column("bonus_days", Integer),
    Column("period", String),
    Column("amount", BigInteger),
    Column("currency", String),
    Column("url", String),
    Column("created_ms", BigInteger),
)

_GONE: Final = (Standing.REFUNDED, Standing.CHARGED_BACK)


class Item(Value):
    """What is sold: coins, or everything for a period. `money` is the price where we set it ourselves."""

    id: str
    coins: int = 0
    bonus: int = 0
    bonus_days: int = 0  # until bonus coins run out; 0 = never
    period: Period | None = None
    money: Money


class Checkout(Value):
    """A purchase begun here. What it is worth and what it costs was fixed then, whatever the price book says later."""

    id: str
    viewer: str
    item: Item
    url: str | None = None


class Booked(Value):
    """How often the wallet was moved for an order, whose wallet it was, and until when a period was given."""

    moves: int = 0
    viewer: str | None = None
    until_ms: int | None = None

    @property
    def held(self) -> bool:
        """Whether the wallet has what was bought: it is given and taken in turn."""
        return self.moves % 2 == 1


def receive(db: Connection, event: StoreEvent, now_ms: int) -> bool:
    """Keep an event unless its id is known; whether it was new."""
    told = event.model_dump(mode="json")
    row = {
        "source": event.source.value, "external_id": event.id, "kind": event.kind, "order_id": told.get("order"),
        "subscription": told.get("subscription"), "payment": told.get("payment"), "at_ms": event.at_ms, "body": told,
        "received_ms": now_ms, "attempts": 0,
    }  # fmt: skip
    return bool(db.execute(upsert(db, _event).values(row).on_conflict_do_nothing()).rowcount)


def claim(db: Connection, source: Source, event_id: str) -> StoreEvent | None:
    """The event, locked until the transaction ends; None when it is handled already."""
    query = select(_event.c.body, _event.c.handled_ms).where(*_is(source, event_id)).with_for_update()
    row = db.execute(query).one()
    return None if row.handled_ms is not None else read_event(row.body)


def mark_handled(db: Connection, source: Source, event_id: str, now_ms: int) -> None:
    values = {"handled_ms": now_ms, "attempts": _event.c.attempts + 1, "problem": None}
    db.execute(update(_event).where(*_is(source, event_id)).values(values))


def mark_problem(db: Connection, source: Source, event_id: str, problem: str) -> None:
    values = {"attempts": _event.c.attempts + 1, "problem": problem}
    db.execute(update(_event).where(*_is(source, event_id)).values(values))


def waiting(db: Connection, limit: int) -> tuple[tuple[StoreEvent, int, str | None], ...]:
    """Events not handled yet, the least tried first: each with its attempts and what stood in the way."""
    query = select(_event.c.body, _event.c.attempts, _event.c.problem).where(_event.c.handled_ms.is_(None))
    rows = db.execute(query.order_by(_event.c.attempts, _event.c.received_ms).limit(limit))
    return tuple((read_event(row.body), row.attempts, row.problem) for row in rows)


def lock_order(db: Connection, source: Source, order: str) -> None:
    """Nobody else settles this order until the transaction ends. On SQLite every transaction waits for the one before."""
    if db.dialect.name == "postgresql":
        db.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 4))"), {"name": f"{source}/{order}"})


def order_named(db: Connection, source: Source, name: str) -> str:
    """The order that a payment belongs to, or the name itself."""
    linked = select(_event.c.order_id).where(
        _event.c.source == source.value, _event.c.kind == "linked", _event.c.payment == name
    )
    return str(db.execute(linked.order_by(_event.c.at_ms, _event.c.external_id).limit(1)).scalar() or name)


def orders_of(db: Connection, source: Source, subscription: str) -> tuple[str, ...]:
    """The orders that paid for a subscription's periods."""
    paid = (_event.c.source == source.value, _event.c.kind == "renewed", _event.c.subscription == subscription)
    return tuple(db.execute(select(_event.c.order_id).where(*paid).distinct().order_by(_event.c.order_id)).scalars())


def events_about(db: Connection, source: Source, order: str) -> tuple[StoreEvent, ...]:
    """Everything known of an order, under all its names, and of the subscription it paid for."""
    named = _event.c.source == source.value
    payments = select(_event.c.payment).where(named, _event.c.kind == "linked", _event.c.order_id == order)
    subscription = select(_event.c.subscription).where(named, _event.c.kind == "renewed", _event.c.order_id == order)
    ended = _event.c.kind.in_(("expired", "extended")) & _event.c.subscription.in_(subscription)
    query = select(_event.c.body).where(named, or_(_event.c.order_id == order, _event.c.order_id.in_(payments), ended))
    return tuple(read_event(body) for body in db.execute(query).scalars())


def booked(db: Connection, source: Source, order: str) -> Booked:
    """What the wallet was told of an order so far."""
    columns = (_order.c.moves, _order.c.viewer, _order.c.until_ms)
    row = db.execute(select(*columns).where(_order.c.source == source.value, _order.c.id == order)).first()
    return Booked() if row is None else Booked(moves=row.moves, viewer=row.viewer, until_ms=row.until_ms)


def put_order(db: Connection, order: Order, moves: int, now_ms: int) -> None:
    """Write what an order has come to."""
    money = order.money
    told = order.model_dump(mode="json", exclude={"money", "quantity", "given_back"})
    taken = now_ms if order.standing in _GONE else None
    row = {
        **told, "amount": money.amount if money else None, "currency": money.currency if money else None,
        "taken_ms": taken, "moves": moves,
    }  # fmt: skip
    changed = {name: value for name, value in row.items() if name not in ("source", "id", "taken_ms")}
    if taken is None:
        changed["taken_ms"] = None
    else:  # the day it was first known stays
        changed["taken_ms"] = func.coalesce(_order.c.taken_ms, taken)
    statement = upsert(db, _order).values(row)
    db.execute(statement.on_conflict_do_update(index_elements=["source", "id"], set_=changed))


def subscribed_until(db: Connection, viewer: str) -> int | None:
    """Until when a viewer's paid periods last, ms since the epoch; None without any. A period given back does not count."""
    paid = (_order.c.viewer == viewer, _order.c.standing == Standing.PAID.value)
    return db.execute(select(func.max(_order.c.until_ms)).where(*paid)).scalar()


def taken_back(db: Connection, viewer: str, since_ms: int) -> int:
    """How many of a viewer's orders were refunded or charged back since a time."""
    query = select(func.count()).select_from(_order).where(_order.c.viewer == viewer, _order.c.taken_ms >= since_ms)
    return int(db.execute(query).scalar_one())


def orders(db: Connection, viewer: str) -> tuple[Mapping[str, Any], ...]:
    """A viewer's orders, the newest first, for support and for the viewer's own export."""
    query = select(_order).where(_order.c.viewer == viewer).order_by(_order.c.bought_ms.desc(), _order.c.id)
    return tuple(dict(row) for row in db.execute(query).mappings())


def add_checkout(db: Connection, checkout: Checkout, key: str, now_ms: int) -> Checkout:
    """Begin a checkout, or find the one that this viewer began with the same key."""
    item = checkout.item
    row = {
        "id": checkout.id, "viewer": checkout.viewer, "key": key, "item": item.id, "coins": item.coins,
        "bonus": item.bonus, "bonus_days": item.bonus_days, "period": item.period.value if item.period else None,
        "amount": item.money.amount, "currency": item.money.currency, "created_ms": now_ms,
    }  # fmt: skip
    if db.execute(upsert(db, _checkout).values(row).on_conflict_do_nothing()).rowcount:
        return checkout
    known = select(_checkout).where(_checkout.c.viewer == checkout.viewer, _checkout.c.key == key)
    return _read_checkout(db.execute(known).mappings().one())


def put_checkout_url(db: Connection, checkout: str, url: str) -> None:
    db.execute(update(_checkout).where(_checkout.c.id == checkout).values(url=url))


def checkout(db: Connection, checkout: str) -> Checkout | None:
    row = db.execute(select(_checkout).where(_checkout.c.id == checkout)).mappings().first()
    return None if row is None else _read_checkout(row)


def checkout_standing(db: Connection, checkout: str) -> Standing:
    """Where the first order of a checkout stands."""
    query = select(_order.c.standing).where(_order.c.checkout == checkout).order_by(_order.c.bought_ms).limit(1)
    found = db.execute(query).scalar()
    return Standing.UNPAID if found is None else Standing(found)


def hand_over(db: Connection, guest: str, account: str) -> None:
    """A guest's orders and checkouts are their account's. A checkout's key is not asked for again: it gives way to its id."""
    db.execute(update(_order).where(_order.c.viewer == guest).values(viewer=account))
    db.execute(update(_checkout).where(_checkout.c.viewer == guest).values(viewer=account, key=_checkout.c.id))


def _read_checkout(row: Mapping[Any, Any]) -> Checkout:
    item = Item(
        id=row["item"],
        coins=row["coins"],
        bonus=row["bonus"],
        bonus_days=row["bonus_days"],
        period=row["period"],
        money=Money(amount=row["amount"], currency=row["currency"]),
    )
    return Checkout(id=row["id"], viewer=row["viewer"], item=item, url=row["url"])


def _is(source: Source, event_id: str) -> tuple[Any, Any]:
    return _event.c.source == source.value, _event.c.external_id == event_id
