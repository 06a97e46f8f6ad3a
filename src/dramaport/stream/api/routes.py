"""Looking around: the catalogue, and what the app saw. Tickets and the feed are in `playing`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import Field
from sqlalchemy import Connection

from dramaport.drama.values import Value
from dramaport.errors import Missing
from dramaport.stream import repository, standing
from dramaport.stream.access import market_of
from dramaport.stream.api import answers
from dramaport.stream.api.doors import OnSignIns
from dramaport.stream.api.session import Someone
from dramaport.stream.api.state import OnStation, Station
from dramaport.stream.catalogue import Show
from dramaport.stream.people import Event, Person, Progress
from dramaport.stream.tickets import poster
from dramaport.stream.watching import Seat, seat, seat_of

router = APIRouter(prefix="/v1")

_MOST_ITEMS = 10
_MOST_EVENTS = 200
_PAGE = 20


DramaId = Annotated[str, Path(max_length=64)]
Number = Annotated[int, Path(ge=1, le=10_000)]


class Batch(Value):
    """Watch events, as many as an app has kept while it was offline."""

    events: tuple[Event, ...] = Field(max_length=_MOST_EVENTS)


class Taken(Value):
    taken: int
    known: int


@router.get("/config")
async def config(station: OnStation, doors: OnSignIns) -> answers.Config:
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
        sign_in=doors.ways,
    )


@router.get("/home")
async def home(station: OnStation, person: Someone) -> answers.HomeAnswer:
    """The shelves, and what was begun."""
    with station.reading.connect() as db:
        cards = tuple(islice(_cards(db, person, station), _PAGE))
        begun = _begun(db, person, station)
        if not cards and market_of(person.territory, repository.markets(db)) is None:
            raise Missing(f"nothing is offered in {person.territory} yet; /v1/config names where something is")
    return answers.HomeAnswer(shelves=(answers.Shelf(id="new", dramas=cards),), begun=begun[:_PAGE])


@router.get("/search")
async def search(station: OnStation, person: Someone, q: Annotated[str, Query(max_length=100)]) -> answers.SearchAnswer:
    """Dramas whose title, synopsis or tags hold all words, in any language."""
    words = q.casefold().split()
    with station.reading.connect() as db:
        found = _cards(db, person, station, lambda show: all(word in _searched(show) for word in words))
        return answers.SearchAnswer(dramas=tuple(islice(found, _PAGE)))


@router.get("/dramas/{drama}")
async def drama_page(station: OnStation, person: Someone, drama: DramaId) -> answers.DramaAnswer:
    with station.reading.connect() as db:
        here = _offered(seat(db, station.catalogue, person, drama, station.clock()))
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


@router.post("/events", status_code=202)
def take_events(station: OnStation, person: Someone, batch: Batch) -> Taken:
    """Take watch events; what was sent before is known and changes nothing."""
    with station.database.begin() as db:
        taken = repository.add_events(db, person.id, batch.events, station.now_ms)
        for place in _places(batch.events, station.now_ms):
            repository.put_progress(db, person.id, place)
    return Taken(taken=taken, known=len(batch.events) - taken)


@router.get("/history")
async def history(station: OnStation, person: Someone) -> answers.HistoryAnswer:
    """Everything that was begun, the newest first."""
    with station.reading.connect() as db:
        return answers.HistoryAnswer(items=_begun(db, person, station))


@router.put("/likes/{drama}/{number}", status_code=204)
async def like(station: OnStation, person: Someone, drama: DramaId, number: Number) -> None:
    with station.database.begin() as db:
        repository.episode(db, drama, number)
        repository.like(db, person.id, drama, number, liked=True)


@router.delete("/likes/{drama}/{number}", status_code=204)
async def unlike(station: OnStation, person: Someone, drama: DramaId, number: Number) -> None:
    with station.database.begin() as db:
        repository.like(db, person.id, drama, number, liked=False)


def _offered(here: Seat) -> Seat:
    """A drama without any right in the viewer's territory is not shown there at all."""
    if not here.languages:
        raise Missing(f"{here.show.drama!r} is not offered in {here.viewer.territory}")
    return here


def _begun(db: Connection, person: Person, station: Station) -> tuple[answers.Continue, ...]:
    places = repository.progress(db, person.id)
    begun = frozenset(place.drama for place in places)
    by_id = {shown.id: shown for shown in _cards(db, person, station, lambda show: show.drama in begun)}
    return tuple(
        answers.Continue(card=by_id[p.drama], episode=p.number, position_ms=p.position_ms, at_ms=p.at_ms)
        for p in places
        if p.drama in by_id
    )


def _cards(
    db: Connection, person: Person, station: Station, wanted: Callable[[Show], bool] = lambda _: True
) -> Iterator[answers.Card]:
    """What is offered where the viewer is, the newest first. What is open to them is no part of a card."""
    now = station.clock()
    found = standing.by_id(db, person.id, "", now)
    if found is None:
        return
    for show in filter(wanted, station.catalogue.at(db, found.catalogue).shows.values()):
        here = seat_of(db, station.catalogue, found, show.drama, now)
        if here.episodes and here.languages:
            yield answers.card(show, here, _poster(here, station))


def _searched(show: Show) -> str:
    told = [show.title, *show.tags, *(word for texts in show.texts.values() for word in (texts.title, texts.synopsis))]
    return " ".join(told).casefold()


def _poster(here: Seat, station: Station) -> str | None:
    first = next(iter(here.episodes.values()), None)
    return None if first is None else poster(first, station.keys, here.now)


def _places(events: tuple[Event, ...], now_ms: int) -> list[Progress]:
    """The last place in each drama, by the viewer's own clock; one that is ahead of ours says no more than now."""
    last = {event.drama: event for event in sorted(events, key=lambda event: (event.at_ms, event.seq))}
    return [
        Progress(drama=event.drama, number=event.number, position_ms=event.position_ms, at_ms=min(event.at_ms, now_ms))
        for _, event in sorted(last.items())
    ]
