"""What other dramas of a plan already take."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from dramaport.produce.slate.engagements import engagements
from dramaport.produce.slate.plan import Shoot
from dramaport.produce.slate.values import Slate


@dataclass(frozen=True)
class Occupied:
    """Days taken by other dramas, and by which: of crews with their changeover, of locations, and of actors.

    `called` are an actor's called days elsewhere with the shift, for the rest between one drama's day and the next one's.
    """

    crews: dict[str, dict[date, str]] = field(default_factory=dict)
    locations: dict[str, dict[date, str]] = field(default_factory=dict)
    actors: dict[str, dict[date, str]] = field(default_factory=dict)
    called: dict[str, dict[date, str]] = field(default_factory=dict)


NOTHING = Occupied()


def occupied(slate: Slate, shoots: Iterable[Shoot]) -> Occupied:
    """What these shoots take."""
    crews: dict[str, dict[date, str]] = defaultdict(dict)
    locations: dict[str, dict[date, str]] = defaultdict(dict)
    actors: dict[str, dict[date, str]] = defaultdict(dict)
    called: dict[str, dict[date, str]] = defaultdict(dict)
    for shoot in shoots:
        length = (shoot.last - shoot.first).days + 2 * slate.changeover_days + 1
        start = shoot.first - timedelta(slate.changeover_days)
        crews[shoot.crew].update({start + timedelta(days=count): shoot.drama for count in range(length)})
        for day in shoot.days:
            for location in day.locations:
                locations[location][day.date] = shoot.drama
        for engaged in engagements(slate, shoot):
            actors[engaged.actor].update(dict.fromkeys(engaged.taken, shoot.drama))
            called[engaged.actor].update(engaged.shifts)
    return Occupied(crews, locations, actors, called)
