"""Looking and watching: the catalogue, the feed, the tickets, and what the app saw."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field
from sqlalchemy import Connection

from dramaport.drama.values import Value
from dramaport.errors import Missing
from dramaport.stream import repository
from dramaport.stream.api import answers
from dramaport.stream.api.problems import Problem
from dramaport.stream.api.session import Someone
from dramaport.stream.api.state import OnStation, Station
from dramaport.stream.catalogue import Show
from dramaport.stream.people import Event, Person, Progress
from dramaport.stream.tickets import Ticket, poster, ticket
from dramaport.stream.watching import Seat, seat

router = APIRouter(prefix="/v1")

_MOST_ITEMS = 10
_MOST_EVENTS = 200
_PAGE = 20


class TicketWanted(Value):
    drama: str = Field(max_length=64)
    number: int = Field(ge=1, le=10_000)
    audio: str | None = Field(default=None, max_length=16)


class Batch(Value):
    """Watch events, as many as an app has kept while it was offline."""

    events: tuple[Event, ...] = Field(max_length=_MOST_EVENTS)


class Taken(Value):
    taken: int
    known: int


@router.get("/config")
async def config(station: OnStation) -> answers.Config:
    """What an app shows before anybody has a session: the first market, and every territory something is sold in."""
    with station.reading.connect() as db:
        markets = repository.markets(db)
    first = markets[0] if markets else None
    return answers.Config(
        name=station.name,
        sandbox=station.sandbox,
        market=first.code if first else None,
        territory=first.territories[0] if first else None,
        currency=first.currency if first else None,
        territories=tuple(territory for market in markets for territory in market.territories),
    )


@router.get("/home")
async def home(station: OnStation, person: Someone) -> answers.HomeAnswer:
    """The shelves, and what was begun."""
    with station.reading.connect() as db:
        cards = _cards(db, person, station)
        begun = _begun(db, person, cards)
    return answers.HomeAnswer(shelves=(answers.Shelf(id="new", dramas=tuple(cards[:_PAGE])),), begun=begun[:_PAGE])


@router.get("/search")
async def search(station: OnStation, person: Someone, q: Annotated[str, Query(max_length=100)]) -> answers.SearchAnswer:
    """Dramas whose title, synopsis or tags hold all words, in any language."""
    words = q.casefold().split()
    with station.reading.connect() as db:
        found = _cards(db, person, station, lambda show: all(word in _searched(show) for word in words))
    return answers.SearchAnswer(dramas=tuple(found[:_PAGE]))


@router.get("/dramas/{drama}")
async def drama_page(station: OnStation, person: Someone, drama: str) -> answers.DramaAnswer:
    with station.reading.connect() as db:
        here = _offered(seat(db, person, drama, station.clock()))
    shown = answers.card(here.show, here, _poster(here, station))
    return answers.DramaAnswer(
        **shown.model_dump(exclude={"episodes"}),
        episodes=tuple(
            answers.EpisodeAnswer(
                number=number,
                seconds=episode.duration_ms / 1000,
                poster=poster(episode, station.keys, here.now),
                access=answers.access_answer(here.access(number), here.market, here.viewer.balance),
            )
            for number, episode in here.episodes.items()
        ),
        audio=answers.tracks(answers.languages_of(here, "audio")),
        subtitles=answers.tracks(answers.languages_of(here, "subtitles")),
        notes=here.show.notes,
    )


@router.get("/feed")
async def feed(
    station: OnStation,
    person: Someone,
    drama: Annotated[str, Query(max_length=64)],
    first: Annotated[int, Query(alias="from", ge=1)] = 1,
    count: Annotated[int, Query(ge=1, le=_MOST_ITEMS)] = 3,
) -> answers.FeedAnswer:
    """Episodes to swipe through, each open one with its ticket: playing the next costs no further question."""
    with station.reading.connect() as db:
        here = _offered(seat(db, person, drama, station.clock()))
        liked = {number for of, number in repository.likes(db, person.id) if of == drama}
    numbers = [number for number in here.episodes if number >= first][: count + 1]
    items = tuple(_item(here, number, station, liked=number in liked) for number in numbers[:count])
    return answers.FeedAnswer(items=items, next=numbers[count] if len(numbers) > count else None)


@router.post("/tickets")
async def issue(station: OnStation, person: Someone, wanted: TicketWanted) -> Ticket:
    """A ticket for one episode. A locked one is a problem with code `locked` that says what would open it."""
    with station.reading.connect() as db:
        here = seat(db, person, wanted.drama, station.clock())
    episode, access = here.episode(wanted.number), here.access(wanted.number, wanted.audio)
    if not access.open:
        told = answers.access_answer(access, here.market, here.viewer.balance).model_dump(mode="json")
        raise Problem(403, str(access.reason), f"episode {wanted.number} is closed: {access.reason}", access=told)
    return ticket(episode, here.languages, station.keys, here.now)


@router.post("/events", status_code=202)
async def take_events(station: OnStation, person: Someone, batch: Batch) -> Taken:
    """Take watch events; what was sent before is known and changes nothing."""
    with station.database.begin() as db:
        taken = repository.add_events(db, person.id, batch.events, station.now_ms)
        for place in _places(batch.events):
            repository.put_progress(db, person.id, place)
    return Taken(taken=taken, known=len(batch.events) - taken)


@router.get("/history")
async def history(station: OnStation, person: Someone) -> answers.HistoryAnswer:
    """Everything that was begun, the newest first."""
    with station.reading.connect() as db:
        return answers.HistoryAnswer(items=_begun(db, person, _cards(db, person, station)))


@router.put("/likes/{drama}/{number}", status_code=204)
async def like(station: OnStation, person: Someone, drama: str, number: int) -> None:
    with station.database.begin() as db:
        repository.episode(db, drama, number)
        repository.like(db, person.id, drama, number, liked=True)


@router.delete("/likes/{drama}/{number}", status_code=204)
async def unlike(station: OnStation, person: Someone, drama: str, number: int) -> None:
    with station.database.begin() as db:
        repository.like(db, person.id, drama, number, liked=False)


def _offered(here: Seat) -> Seat:
    """A drama without any right in the viewer's territory is not shown there at all."""
    if not here.languages:
        raise Missing(f"{here.show.drama!r} is not offered in {here.viewer.territory}")
    return here


def _begun(db: Connection, person: Person, cards: Sequence[answers.Card]) -> tuple[answers.Continue, ...]:
    by_id = {shown.id: shown for shown in cards}
    return tuple(
        answers.Continue(card=by_id[p.drama], episode=p.number, position_ms=p.position_ms, at_ms=p.at_ms)
        for p in repository.progress(db, person.id)
        if p.drama in by_id
    )


def _cards(
    db: Connection, person: Person, station: Station, wanted: Callable[[Show], bool] = lambda _: True
) -> list[answers.Card]:
    """What is offered where the viewer is, the newest first."""
    cards = []
    for show in filter(wanted, repository.shows(db)):
        here = seat(db, person, show.drama, station.clock())
        if here.episodes and here.languages:
            cards.append(answers.card(show, here, _poster(here, station)))
    return cards


def _searched(show: Show) -> str:
    told = [show.title, *show.tags, *(word for texts in show.texts.values() for word in (texts.title, texts.synopsis))]
    return " ".join(told).casefold()


def _item(here: Seat, number: int, station: Station, *, liked: bool) -> answers.FeedItem:
    access = here.access(number)
    return answers.FeedItem(
        drama=here.show.drama,
        number=number,
        title=here.show.told(here.language).title,
        liked=liked,
        access=answers.access_answer(access, here.market, here.viewer.balance),
        ticket=ticket(here.episodes[number], here.languages, station.keys, here.now) if access.open else None,
    )


def _poster(here: Seat, station: Station) -> str | None:
    first = next(iter(here.episodes.values()), None)
    return None if first is None else poster(first, station.keys, here.now)


def _places(events: tuple[Event, ...]) -> list[Progress]:
    """The last place in each drama, by the viewer's own clock."""
    last = {event.drama: event for event in sorted(events, key=lambda event: (event.at_ms, event.seq))}
    return [
        Progress(drama=event.drama, number=event.number, position_ms=event.position_ms, at_ms=event.at_ms)
        for event in last.values()
    ]
