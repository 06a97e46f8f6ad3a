"""What one viewer may watch of one drama, put together for the decision. Reads only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from dramaport.errors import Missing
from dramaport.stream import standing
from dramaport.stream.access import Access, Offer, judge
from dramaport.stream.catalogue import Reel, Show
from dramaport.stream.people import Person
from dramaport.stream.snapshot import Catalogue
from dramaport.stream.standing import Standing
from dramaport.stream.values import Market, Viewer


@dataclass(frozen=True)
class Seat:
    """A viewer in front of a drama."""

    viewer: Viewer
    show: Show
    episodes: Mapping[int, Reel]
    offer: Offer
    now: datetime
    language: str  # of the interface

    @property
    def languages(self) -> tuple[str, ...]:
        """What may be heard and read here and now, the original's own language among them; none where there is no right."""
        allowed = self.offer.languages
        return (*allowed, self.show.source) if allowed and self.show.source not in allowed else allowed

    @property
    def market(self) -> Market:
        """The market the viewer is in. Raises Missing where nothing is sold."""
        if self.offer.market is None:
            raise Missing(f"nothing is offered in {self.viewer.territory} yet")
        return self.offer.market

    def access(self, number: int, language: str | None = None) -> Access:
        return judge(self.viewer, self.show, number, self.now, self.offer, language)

    def episode(self, number: int) -> Reel:
        """Raises Missing for an episode that is not published."""
        if number not in self.episodes:
            raise Missing(f"episode {number} of {self.show.title} is not published")
        return self.episodes[number]


def seat(db: Connection, catalogue: Catalogue, person: Person, drama: str, now: datetime) -> Seat:
    """Where somebody known sits. Raises Missing for a drama that is not in the catalogue, and for somebody erased meanwhile."""
    found = standing.by_id(db, person.id, drama, now)
    if found is None:
        raise Missing("this account is no longer there; begin a session anew")
    return seat_of(db, catalogue, found, drama, now)


def seat_of(db: Connection, catalogue: Catalogue, found: Standing, drama: str, now: datetime) -> Seat:
    """Where somebody sits whose standing before this drama was read. Raises Missing as `seat`."""
    snapshot = catalogue.at(db, found.catalogue)
    show, here = snapshot.show(drama), snapshot.offer(drama, found.person.territory, now)
    return Seat(
        viewer=found.viewer(here.market, now),
        show=show,
        episodes=snapshot.reels(db, drama),
        offer=here,
        now=now,
        language=found.person.interface,
    )
