"""What each thing costs, in minor units of the slate's currency: converted and rounded once, then only counted."""

from __future__ import annotations

from dramaport.produce.slate.money import Money, convert
from dramaport.produce.slate.values import Actor, Base, Crew, Engagement, Location, Shift, Slate, Travel


def in_slate(slate: Slate, money: Money | None) -> int:
    """An amount in the slate's currency; nothing is 0. The reader has made sure that there is a rate."""
    return 0 if money is None else convert(money, slate.currency, slate.rates)


def crew_day(slate: Slate, crew: Crew, shift: Shift) -> int:
    """A crew's shooting day, with the premium of the shift and what its base costs a day."""
    rate = in_slate(slate, crew.day_rate) * (100 + shift.premium_percent)
    return -(-rate // 100) + in_slate(slate, slate.base(crew.base).daily_cost)


def move(slate: Slate, crew: Crew) -> int:
    return in_slate(slate, crew.move_cost)


def location_day(slate: Slate, location: Location) -> int:
    return in_slate(slate, location.daily_fee)


def on_run(actor: Actor, base: Base) -> bool:
    """Whether an actor is paid from first to last day: by contract, or because home is elsewhere."""
    return actor.engagement is Engagement.RUN or actor.base != base.id


def called_day(slate: Slate, actor: Actor, base: Base, halves: int) -> int:
    """A day an actor is called for one half or both. Half a day is cheaper only where the contract says so, and never on a run."""
    rate = in_slate(slate, actor.day_rate)
    return rate if on_run(actor, base) else -(-rate * max(halves, actor.minimum_call) // 2)


def held_day(slate: Slate, actor: Actor) -> int:
    """A shooting day of a run on which an actor waits."""
    return in_slate(slate, actor.day_rate) * actor.hold_percent // 100


def way(slate: Slate, actor: Actor, base: Base) -> Travel | None:
    """How an actor travels to a base; None at home. The reader has made sure that there is a way."""
    if actor.base == base.id:
        return None
    return next(travel for travel in slate.travels if set(travel.between) == {actor.base, base.id})


def travel_days(slate: Slate, actor: Actor, base: Base) -> int:
    """Whole days each way."""
    found = way(slate, actor, base)
    return found.days if found else 0


def travel_cost(slate: Slate, actor: Actor, base: Base) -> int:
    """Both ways: the fare, and the day rate for each day on the road."""
    found = way(slate, actor, base)
    return in_slate(slate, found.fare) + 2 * found.days * in_slate(slate, actor.day_rate) if found else 0
