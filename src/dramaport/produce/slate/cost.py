"""What a shoot costs, item by item, each with the facts it follows from."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum

from dramaport.drama.values import Value
from dramaport.produce.slate import prices
from dramaport.produce.slate.engagements import Engaged, engagements
from dramaport.produce.slate.plan import Shoot
from dramaport.produce.slate.values import Drama, Slate


class Kind(StrEnum):
    ACTOR = "actors"
    HOLD = "holds"
    TRAVEL = "travel"
    CREW = "crew"
    LOCATION = "locations"
    MOVE = "moves"


class Item(Value):
    """One row of a bill, in minor units of the slate's currency."""

    kind: Kind
    subject: str
    count: int
    amount: int
    because: str


class Bill(Value):
    drama: str
    items: tuple[Item, ...]

    @property
    def total(self) -> int:
        return sum(item.amount for item in self.items)

    def of(self, kind: Kind) -> int:
        return sum(item.amount for item in self.items if item.kind is kind)


def bill(slate: Slate, shoot: Shoot) -> Bill:
    """Everything a shoot costs. It depends on no other drama: each carries its own."""
    items = [*_crew(slate, shoot), *_locations(slate, shoot)]
    for engaged in engagements(slate, shoot):
        items += _actor(slate, engaged)
    return Bill(drama=shoot.drama, items=tuple(items))


def budget(slate: Slate, drama: Drama) -> int | None:
    """A drama's own budget, or its tier's, in minor units of the slate's currency; None where neither is said."""
    tier = next((tier.budget for tier in slate.tiers if tier.id == drama.tier), None)
    chosen = drama.budget or tier
    return None if chosen is None else prices.in_slate(slate, chosen)


def _crew(slate: Slate, shoot: Shoot) -> list[Item]:
    crew = slate.crew(shoot.crew)
    items = []
    for shift_id, count in sorted(Counter(day.shift for day in shoot.days).items()):
        each = prices.crew_day(slate, crew, slate.shift(shift_id))
        items.append(
            Item(
                kind=Kind.CREW,
                subject=crew.id,
                count=count,
                amount=count * each,
                because=f"{count} shooting days, {shift_id}: {crew.day_rate} a day, premium, and the base's own costs",
            )
        )
    moves = sum(day.moves for day in shoot.days)
    if moves:
        amount = moves * prices.move(slate, crew)
        why = f"{moves} company moves at the meal break"
        items.append(Item(kind=Kind.MOVE, subject=crew.id, count=moves, amount=amount, because=why))
    return items


def _locations(slate: Slate, shoot: Shoot) -> list[Item]:
    days = Counter(location for day in shoot.days for location in day.locations)
    return [
        Item(
            kind=Kind.LOCATION,
            subject=location,
            count=count,
            amount=count * prices.location_day(slate, slate.location(location)),
            because=f"{count} days at {slate.location(location).daily_fee or 'no fee'}",
        )
        for location, count in sorted(days.items())
    ]


def _actor(slate: Slate, engaged: Engaged) -> list[Item]:
    actor, base = slate.actor(engaged.actor), slate.base(engaged.base)
    called = sum(prices.called_day(slate, actor, base, halves) for halves in engaged.called.values())
    days = len(engaged.called)
    items = [
        Item(
            kind=Kind.ACTOR,
            subject=actor.id,
            count=days,
            amount=called,
            because=f"called {days} days at {actor.day_rate}, {'on a run' if engaged.run else 'by the day'}",
        )
    ]
    if engaged.held:
        held = len(engaged.held)
        amount = held * prices.held_day(slate, actor)
        why = f"held {held} days between {engaged.first} and {engaged.last} at {actor.hold_percent} %"
        items.append(Item(kind=Kind.HOLD, subject=actor.id, count=held, amount=amount, because=why))
    if actor.base != base.id:
        why = f"from {actor.base} to {base.id} and back, {len(engaged.travels)} days on the road"
        amount = prices.travel_cost(slate, actor, base)
        items.append(Item(kind=Kind.TRAVEL, subject=actor.id, count=2, amount=amount, because=why))
    return items
