"""A plan: which crew shoots which scenes on which days where."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pydantic import Field

from dramaport.drama.values import Value
from dramaport.produce.slate.proof import Proof


class Stint(Value):
    """Half a shooting day: one location, and the scenes shot there in their order. No location: the half is not used."""

    location: str | None = None
    scenes: tuple[str, ...] = ()


class ShootingDay(Value):
    date: date
    shift: str
    halves: tuple[Stint, Stint]

    @property
    def scenes(self) -> tuple[str, ...]:
        return (*self.halves[0].scenes, *self.halves[1].scenes)

    @property
    def locations(self) -> tuple[str, ...]:
        """Where the company is this day, in order."""
        return tuple(dict.fromkeys(half.location for half in self.halves if half.location is not None))

    @property
    def moves(self) -> int:
        return max(0, len(self.locations) - 1)


class Shoot(Value):
    """One drama's part of a plan."""

    drama: str
    base: str
    crew: str
    days: tuple[ShootingDay, ...] = Field(min_length=1)

    @property
    def first(self) -> date:
        return self.days[0].date

    @property
    def last(self) -> date:
        return self.days[-1].date

    def day_of(self, scene: str) -> date:
        return next(day.date for day in self.days if scene in day.scenes)


class Fact(Value):
    """Something that became known after the slate was written: an actor away, a location closed, a crew away."""

    kind: str = Field(pattern=r"^(actor|location|crew)$")
    subject: str
    dates: tuple[date, ...] = Field(min_length=1)
    reason: str = ""


class Plan(Value):
    """Every drama's shoot, what it costs, and below which cost no plan of the same facts can be.

    Days up to `frozen` are shot or sent out. `facts` came after the slate. `by_clock` says that a time limit, not the amount of work,
    ended the search, so that another run may find another plan.
    """

    slate: str  # SHA-256 of the facts it was made from
    currency: str
    shoots: tuple[Shoot, ...]
    proof: Proof
    facts: tuple[Fact, ...] = ()
    frozen: date | None = None
    by_clock: bool = False

    def shoot(self, drama: str) -> Shoot:
        return next(shoot for shoot in self.shoots if shoot.drama == drama)

    def days(self) -> Iterator[tuple[Shoot, ShootingDay]]:
        for shoot in self.shoots:
            for day in shoot.days:
                yield shoot, day
