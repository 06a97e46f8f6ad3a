"""Our own words for what a store says, and the state that follows from them.

A state is a fold over every event known of a purchase, in the order of the events' own times, never of their arrival. So a
repeated, late or reordered message cannot lead anywhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from dramaport.drama.values import Value
from dramaport.stream.values import Money


class Source(StrEnum):
    """Who says it."""

    STRIPE = "stripe"
    APPLE = "apple"
    GOOGLE = "google"


class _Event(Value):
    """Common to all: who said it, their id of the message, and when it happened by their clock."""

    source: Source
    id: str = Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$")
    at_ms: int = Field(ge=0)
    sandbox: bool = False


class _Purchase(_Event):
    """`order` is the store's id of one payment. `checkout` is ours where we began it; then it says who and what.
    `money` is None where a store does not tell; `territory` is the store's country for the buyer.
    """

    order: str = Field(min_length=1, max_length=200)
    viewer: str | None = Field(default=None, max_length=64)
    item: str | None = Field(default=None, max_length=200)
    checkout: str | None = Field(default=None, max_length=32)
    money: Money | None = None
    territory: str | None = Field(default=None, max_length=3)


class Purchased(_Purchase):
    """Something was bought once. `quantity` is how many of it."""

    kind: Literal["purchased"] = "purchased"
    quantity: int = Field(default=1, ge=1)


class Renewed(_Purchase):
    """A subscription was paid for `[from_ms, until_ms)`: the first period and each later one, an order each."""

    kind: Literal["renewed"] = "renewed"
    subscription: str = Field(min_length=1, max_length=200)
    from_ms: int = Field(ge=0)
    until_ms: int = Field(ge=0)


class Expired(_Event):
    """A subscription ends at `ends_ms`, whatever was paid for."""

    kind: Literal["expired"] = "expired"
    subscription: str = Field(min_length=1, max_length=200)
    ends_ms: int = Field(ge=0)


class Refunded(_Event):
    """The money of an order went back, all of it."""

    kind: Literal["refunded"] = "refunded"
    order: str = Field(min_length=1, max_length=200)
    reason: str = ""


class PartRefunded(_Event):
    """A part of an order's money went back; `money` is all that has by now."""

    kind: Literal["part_refunded"] = "part_refunded"
    order: str = Field(min_length=1, max_length=200)
    money: Money


class Extended(_Event):
    """A subscription's period goes on from its end at `from_ms` to `until_ms`, though nothing was paid for it yet: while the
    store tries to collect the next payment (a grace period).
    """

    kind: Literal["extended"] = "extended"
    subscription: str = Field(min_length=1, max_length=200)
    from_ms: int = Field(ge=0)
    until_ms: int = Field(ge=0)


class Asked(_Event):
    """The store asks how much of an order was used, to decide on a refund."""

    kind: Literal["asked"] = "asked"
    order: str = Field(min_length=1, max_length=200)


class ChargedBack(_Event):
    """The buyer's bank took the money back."""

    kind: Literal["charged_back"] = "charged_back"
    order: str = Field(min_length=1, max_length=200)
    reason: str = ""


class Restored(_Event):
    """A refund was undone, or a chargeback was won: the money is ours again."""

    kind: Literal["restored"] = "restored"
    order: str = Field(min_length=1, max_length=200)
    of: Literal["refunded", "charged_back"]


class Linked(_Event):
    """Another name of an order: refunds name the payment where the purchase named the invoice."""

    kind: Literal["linked"] = "linked"
    order: str = Field(min_length=1, max_length=200)
    payment: str = Field(min_length=1, max_length=200)


class Noted(_Event):
    """Genuine, and nothing to do: a test message, a preference, a kind that moves no money."""

    kind: Literal["noted"] = "noted"
    what: str = ""


StoreEvent = Annotated[
    Purchased
    | Renewed
    | Expired
    | Extended
    | Refunded
    | PartRefunded
    | ChargedBack
    | Restored
    | Linked
    | Asked
    | Noted,
    Field(discriminator="kind"),
]
_ANY: TypeAdapter[StoreEvent] = TypeAdapter(StoreEvent)


def read_event(body: object) -> StoreEvent:
    """An event from its JSON."""
    return _ANY.validate_python(body)


class Standing(StrEnum):
    """Where an order stands."""

    UNPAID = "unpaid"  # only a refund of it is known so far
    PAID = "paid"
    REFUNDED = "refunded"
    CHARGED_BACK = "charged_back"


class Order(Value):
    """One payment, as far as everything known of it says. Periods have `subscription`, `from_ms` and `until_ms`."""

    source: Source
    id: str
    standing: Standing = Standing.UNPAID
    bought_ms: int | None = None
    viewer: str | None = None
    item: str | None = None
    checkout: str | None = None
    quantity: int = 1
    money: Money | None = None
    territory: str | None = None
    subscription: str | None = None
    from_ms: int | None = None
    until_ms: int | None = None
    contested: bool = False  # somebody else claimed the same order later
    given_back: Money | None = None  # of the money, while the order stands


def fold(source: Source, order: str, events: Iterable[StoreEvent]) -> Order:
    """The state of an order from its events, its subscription's among them, in any order and number.

    The first purchase by its own time says whose it is; another viewer who claims the order later gets nothing. The last
    word on a period says how long it is, for stores extend them.
    """
    known = sorted({event.id: event for event in events}.values(), key=lambda event: (event.at_ms, event.id))
    bought = [event for event in known if isinstance(event, Purchased | Renewed)]
    if not bought:
        return Order(source=source, id=order)
    first = bought[0]
    state = Order(
        source=source,
        id=order,
        standing=_standing(known),
        bought_ms=first.at_ms,
        viewer=first.viewer,
        item=first.item,
        checkout=first.checkout,
        quantity=first.quantity if isinstance(first, Purchased) else 1,
        money=first.money,
        territory=first.territory,
        contested=any(_claim(other) != _claim(first) for other in bought),
        given_back=_given_back(known),
    )
    if isinstance(first, Purchased):
        return state
    last = next(event for event in reversed(bought) if isinstance(event, Renewed))
    until = _until(first.from_ms, last.until_ms, known)
    return state.model_copy(update={"subscription": first.subscription, "from_ms": first.from_ms, "until_ms": until})


def _claim(bought: _Purchase) -> tuple[str | None, str | None, str | None]:
    return bought.viewer, bought.item, bought.checkout


def _standing(known: Sequence[StoreEvent]) -> Standing:
    """The last word on each way that money can go back. A bank's word weighs more than our own refund."""
    taken = {"refunded": False, "charged_back": False}
    for event in known:
        if isinstance(event, Refunded | ChargedBack):
            taken[event.kind] = True
        elif isinstance(event, Restored):
            taken[event.of] = False
    if taken["charged_back"]:
        return Standing.CHARGED_BACK
    return Standing.REFUNDED if taken["refunded"] else Standing.PAID


def _given_back(known: Sequence[StoreEvent]) -> Money | None:
    """The most that any message said: what has gone back by then only grows."""
    parts = [event.money for event in known if isinstance(event, PartRefunded)]
    return max(parts, key=lambda money: money.amount, default=None)


def _until(from_ms: int, until_ms: int, known: Sequence[StoreEvent]) -> int:
    """A grace lengthens the period that it follows on. An end cuts the periods that began before it; a later period, bought
    anew, is not touched by it.
    """
    graces = [event.until_ms for event in known if isinstance(event, Extended) and event.from_ms == until_ms]
    until_ms = max([until_ms, *graces])
    ends = [event.ends_ms for event in known if isinstance(event, Expired) and event.ends_ms > from_ms]
    return min([until_ms, *ends])
