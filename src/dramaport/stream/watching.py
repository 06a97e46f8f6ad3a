"""What one viewer may watch of one drama, put together from the database for the decision. Reads only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection

from dramaport.errors import Missing
from dramaport.stream import repository, wallet
from dramaport.stream.access import Access, allowed_languages, decide, in_force, market_of
from dramaport.stream.ads import repository as ads
from dramaport.stream.ads.values import policy_of
from dramaport.stream.catalogue import Episode, Show
from dramaport.stream.people import Person
from dramaport.stream.values import Avail, Market, Viewer


@dataclass(frozen=True)
class Seat:
    """A viewer in front of a drama."""

    viewer: Viewer
    show: Show
    episodes: Mapping[int, Episode]
    markets: tuple[Market, ...]
    avails: tuple[Avail, ...]
    now: datetime
    language: str  # of the interface

    @property
    def languages(self) -> tuple[str, ...]:
        """What may be heard and read here and now, the original's own language among them; none where there is no right."""
        here = in_force(self.avails, self.show.drama, self.viewer.territory, self.market, self.now)
        allowed = allowed_languages(self.market, here)
        return (*allowed, self.show.source) if allowed and self.show.source not in allowed else allowed

    @property
    def market(self) -> Market:
        """The market the viewer is in. Raises Missing where nothing is sold."""
        market = market_of(self.viewer.territory, self.markets)
        if market is None:
            raise Missing(f"nothing is offered in {self.viewer.territory} yet")
        return market

    def access(self, number: int, language: str | None = None) -> Access:
        return decide(self.viewer, self.show, number, self.now, self.markets, self.avails, language)

    def episode(self, number: int) -> Episode:
        """Raises Missing for an episode that is not published."""
        if number not in self.episodes:
            raise Missing(f"episode {number} of {self.show.title} is not published")
        return self.episodes[number]


def seat(db: Connection, person: Person, drama: str, now: datetime) -> Seat:
    """Raises Missing for a drama that is not in the catalogue."""
    show = repository.show(db, drama)
    markets = repository.markets(db)
    return Seat(
        viewer=viewer_of(db, person, drama, market_of(person.territory, markets), now),
        show=show,
        episodes={episode.number: episode for episode in repository.episodes(db, drama)},
        markets=markets,
        avails=repository.avails(db, drama),
        now=now,
        language=person.interface,
    )


def viewer_of(db: Connection, person: Person, drama: str, market: Market | None, now: datetime) -> Viewer:
    """The viewer as the decision knows them: what they opened, have, subscribed to and watched today."""
    now_ms = int(now.timestamp() * 1000)
    until_ms = wallet.subscribed_until(db, person.id, now_ms)
    have = wallet.balance(db, person.id, now_ms)
    return Viewer(
        id=person.id,
        territory=person.territory,
        age=person.age,
        parent_consents=person.parent_consents,
        subscribed_until=None if until_ms is None else datetime.fromtimestamp(until_ms / 1000, UTC),
        unlocked=wallet.entitled(db, person.id, drama),
        balance=have.paid + have.bonus,
        ads_today=ads.ads_on(db, person.id, policy_of(market).day(now_ms)) if market else 0,
    )
