"""The shapes of answers, and how the rooms' values become them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field
from sqlalchemy import Connection

from dramaport.drama.languages import RELEASE_LANGUAGES
from dramaport.drama.values import Value
from dramaport.stream import repository
from dramaport.stream.access import Access, Reason, market_of
from dramaport.stream.accounts import repository as accounts
from dramaport.stream.accounts.values import Identity, SignInWay
from dramaport.stream.catalogue import Note, Show
from dramaport.stream.experiments import Assignment, assignments
from dramaport.stream.people import Person, Purpose
from dramaport.stream.tickets import Ticket, Track, track
from dramaport.stream.values import AgeBand, Market, Money, Period, Way
from dramaport.stream.watching import Seat


class Config(Value):
    """What an app must know before anybody has a session."""

    name: str
    sandbox: bool
    interface_languages: tuple[str, ...] = RELEASE_LANGUAGES
    market: str | None
    territory: str | None
    currency: str | None
    territories: tuple[str, ...]
    sign_in: tuple[SignInWay, ...] = ()


class PlanOffer(Value):
    id: str
    period: Period
    money: Money


class PackOffer(Value):
    id: str
    coins: int
    bonus: int
    money: Money


class WayOffer(Value):
    """One way to open an episode. Coins come with what they are worth in real money, and with how many are missing."""

    way: Way
    price: int | None = None
    balance: int | None = None
    short: int | None = None
    money: Money | None = None
    left_today: int | None = None
    plans: tuple[PlanOffer, ...] = ()


class AccessAnswer(Value):
    open: bool
    reason: Reason
    ways: tuple[WayOffer, ...] = ()
    since_ms: int | None = None


class Card(Value):
    """A drama on a shelf."""

    id: str
    title: str
    synopsis: str
    poster: str | None
    episodes: int
    free: int
    languages: tuple[str, ...]
    tags: tuple[str, ...]


class EpisodeAnswer(Value):
    number: int
    seconds: float
    poster: str | None
    access: AccessAnswer


class DramaAnswer(Value):
    """A drama's page. `episodes` are listed, where a card only counts them."""

    id: str
    title: str
    synopsis: str
    poster: str | None
    free: int
    languages: tuple[str, ...]
    tags: tuple[str, ...]
    episodes: tuple[EpisodeAnswer, ...]
    audio: tuple[Track, ...]
    subtitles: tuple[Track, ...]
    notes: tuple[Note, ...]


class FeedItem(Value):
    """One place of the feed: with a ticket where the episode is open, else with what would open it."""

    drama: str
    number: int
    title: str
    liked: bool
    access: AccessAnswer
    ticket: Ticket | None


class FeedAnswer(Value):
    items: tuple[FeedItem, ...]
    next: int | None


class Continue(Value):
    """A drama that was begun, and where."""

    card: Card
    episode: int
    position_ms: int
    at_ms: int


class Shelf(Value):
    id: Literal["new", "for_you"]
    dramas: tuple[Card, ...]


class HomeAnswer(Value):
    shelves: tuple[Shelf, ...]
    begun: tuple[Continue, ...] = Field(serialization_alias="continue")


class SearchAnswer(Value):
    dramas: tuple[Card, ...]
    next: str | None = None


class HistoryAnswer(Value):
    items: tuple[Continue, ...]


class PersonAnswer(Value):
    """A viewer as their app sees them."""

    id: str
    kind: str
    territory: str
    currency: str | None
    interface: str
    audio: str | None
    subtitles: str | None
    caption_size: str
    age: AgeBand
    parent_consents: bool
    consents: dict[Purpose, bool]
    identities: tuple[Identity, ...] = ()
    experiments: tuple[Assignment, ...] = ()


def whole_person(db: Connection, person: Person) -> PersonAnswer:
    """What a viewer is told about themselves."""
    named = accounts.identities(db, person.id) if person.kind == "account" else ()
    return person_answer(person, market_of(person.territory, repository.markets(db)), named)


def person_answer(person: Person, market: Market | None, identities: tuple[Identity, ...] = ()) -> PersonAnswer:
    return PersonAnswer(
        currency=market.currency if market else None,
        identities=identities,
        experiments=assignments(person),
        **person.model_dump(
            include={
                "id", "kind", "territory", "interface", "audio", "subtitles", "caption_size", "age",
                "parent_consents", "consents",
            }
        ),
    )  # fmt: skip


def card(show: Show, seat: Seat, poster: str | None) -> Card:
    """A card in the viewer's own language, with the languages the market allows."""
    told = show.told(seat.language)
    return Card(
        id=show.drama,
        title=told.title,
        synopsis=told.synopsis,
        poster=poster,
        episodes=len(seat.episodes),
        free=min(show.free_in(seat.market), len(seat.episodes)),
        languages=tuple(sorted(languages_of(seat))),
        tags=show.tags,
    )


def languages_of(seat: Seat, kind: Literal["audio", "subtitles"] | None = None) -> frozenset[str]:
    """The languages a drama may be heard or read in here."""
    kinds = ("audio", "subtitles") if kind is None else (kind,)
    made = {tag for episode in seat.episodes.values() for name in kinds for tag in getattr(episode, name)}
    return frozenset(made) & frozenset(seat.languages)


def access_answer(access: Access, market: Market, balance: int = 0) -> AccessAnswer:
    """The decision with prices: every coin price beside the most it costs in money."""
    return AccessAnswer(
        open=access.open,
        reason=access.reason,
        ways=tuple(_way(way, access, market, balance) for way in access.ways),
        since_ms=None if access.since is None else int(access.since.timestamp() * 1000),
    )


def packs(market: Market, *, gifts: bool = True) -> tuple[PackOffer, ...]:
    """What is sold, without the bonus where a viewer gets no gifts."""
    return tuple(
        PackOffer(
            id=p.id,
            coins=p.coins,
            bonus=p.bonus if gifts else 0,
            money=Money(amount=p.amount, currency=market.currency),
        )
        for p in market.packs
    )


def plans(market: Market) -> tuple[PlanOffer, ...]:
    return tuple(
        PlanOffer(id=p.id, period=p.period, money=Money(amount=p.amount, currency=market.currency))
        for p in market.plans
    )


def worth(coins: int, market: Market) -> Money | None:
    """What coins cost at most: in the dearest pack, bonus left out, rounded up. None where no pack is sold."""
    if not market.packs:
        return None
    most = max((pack.amount / pack.coins, pack) for pack in market.packs)[1]
    return Money(amount=-(-coins * most.amount // most.coins), currency=market.currency)


def _way(way: Way, access: Access, market: Market, balance: int) -> WayOffer:
    match way:
        case Way.COIN:
            price = access.coin_price
            short = max(0, price - balance)
            return WayOffer(way=way, price=price, balance=balance, short=short, money=worth(price, market))
        case Way.AD:
            return WayOffer(way=way, left_today=access.ads_left)
        case Way.SUBSCRIPTION:
            return WayOffer(way=way, plans=plans(market))


def tracks(tags: frozenset[str]) -> tuple[Track, ...]:
    return tuple(track(tag) for tag in sorted(tags))
