"""A ticket is never older than the request: whatever another process wrote counts from the next request on."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from dramaport.data.engine import open_database
from dramaport.data.hot import Hot, Reader
from dramaport.stream import repository, standing, wallet
from dramaport.stream.api import Station, make_app
from dramaport.stream.catalogue import Show
from dramaport.stream.ids import new_id
from dramaport.stream.markets import usual_markets
from dramaport.stream.people import Person, Session
from dramaport.stream.snapshot import Catalogue
from dramaport.stream.tickets import LIFE, SLOT, expiry
from dramaport.stream.values import Avail, LicenseType
from dramaport.stream.wallet import Kind, Sale
from stream.conftest import DRAMA, NOON, Clock, Viewer

T = TypeVar("T")
NOON_MS = int(NOON.timestamp() * 1000)
DAY = 86_400_000


@pytest.fixture
def elsewhere(station: Station) -> Iterator[Engine]:
    """Another process on the same database: a command, or another worker."""
    engine = open_database(str(station.database.url))
    yield engine
    engine.dispose()


def asked(viewer: Viewer, number: int, **more: Any) -> Any:
    return viewer.ask("POST", "/v1/tickets", json={"drama": DRAMA, "number": number, **more})


def pay(engine: Engine, viewer: Viewer, coins: int = 500) -> str:
    name = new_id()
    with engine.begin() as db:
        wallet.credit(
            db,
            transaction_id=name,
            viewer=viewer.told["id"],
            kind=Kind.PURCHASE,
            paid=coins,
            bonus=0,
            bonus_expires_ms=None,
            sale=Sale(store="stripe", amount=499, currency="USD"),
            at_ms=NOON_MS,
        )
    return name


def unlock(viewer: Viewer, number: int) -> None:
    wanted = {"drama": DRAMA, "numbers": [number]}
    done = viewer.ask("POST", "/v1/unlocks", json=wanted, headers={"Idempotency-Key": new_id()})
    assert done.status_code == 200, done.text


def test_an_unlock_opens_at_once_and_a_refund_elsewhere_closes_at_once(viewer: Viewer, elsewhere: Engine) -> None:
    assert asked(viewer, 11).status_code == 403
    bought = pay(elsewhere, viewer)
    unlock(viewer, 11)
    assert asked(viewer, 11).status_code == 200
    with elsewhere.begin() as db:
        wallet.reverse(db, transaction_id=new_id(), of=bought, at_ms=NOON_MS, reason="refund")
    assert asked(viewer, 11).status_code == 403
    pay(elsewhere, viewer)
    assert asked(viewer, 11).status_code == 200


def test_a_subscription_counts_from_its_payment_to_its_end_or_refund(
    viewer: Viewer, elsewhere: Engine, clock: Clock
) -> None:
    name = new_id()
    with elsewhere.begin() as db:
        wallet.subscribe(
            db,
            transaction_id=name,
            viewer=viewer.told["id"],
            sale=None,
            from_ms=NOON_MS,
            until_ms=NOON_MS + DAY,
            at_ms=NOON_MS,
        )
    assert asked(viewer, 11).status_code == 200
    clock.move(timedelta(days=1))
    assert asked(viewer, 11).status_code == 403
    clock.move(timedelta(seconds=-1))
    assert asked(viewer, 11).status_code == 200
    with elsewhere.begin() as db:
        wallet.reverse(db, transaction_id=new_id(), of=name, at_ms=NOON_MS, reason="refund")
    assert asked(viewer, 11).status_code == 403


def fewer_free(engine: Engine) -> None:
    with engine.begin() as db:
        repository.put_markets(db, [market.model_copy(update={"free_episodes": 2}) for market in usual_markets()])


def fewer_free_by_drama(engine: Engine) -> None:
    with engine.begin() as db:
        show = repository.show(db, DRAMA)
        repository.put_show(db, Show.model_validate(show.model_dump() | {"free_episodes": 2}), 2)


def no_right(engine: Engine) -> None:
    with engine.begin() as db:
        repository.drop_avail(db, "a1")


def another_right(engine: Engine) -> None:
    with engine.begin() as db:
        rights = frozenset({LicenseType.TVOD})
        avail = Avail(id="a1", drama=DRAMA, territories=frozenset({"JP"}), licenses=rights, start=date(2026, 1, 1))
        repository.put_avail(db, avail)


@pytest.mark.parametrize("change", [fewer_free, fewer_free_by_drama, no_right, another_right])
def test_what_is_changed_elsewhere_holds_for_the_next_ticket(
    viewer: Viewer, elsewhere: Engine, change: Callable[[Engine], None]
) -> None:
    assert asked(viewer, 3).status_code == 200
    assert [item["ticket"] is not None for item in viewer.get("/v1/feed", params={"drama": DRAMA})["items"]] == [
        True
    ] * 3
    change(elsewhere)
    assert asked(viewer, 3).status_code == 403
    assert viewer.ask("GET", f"/v1/feed?drama={DRAMA}").text.count('"ticket":null') != 0 or change in (
        no_right,
        another_right,
    )


def test_a_right_begins_and_ends_by_the_clock_alone(viewer: Viewer, elsewhere: Engine, clock: Clock) -> None:
    with elsewhere.begin() as db:
        avail = Avail(
            id="a1",
            drama=DRAMA,
            territories=frozenset({"US"}),
            licenses=frozenset({LicenseType.TVOD}),
            start=date(2026, 12, 2),
            end=date(2026, 12, 4),
        )
        repository.put_avail(db, avail)
    midnight = datetime(2026, 12, 2, 5, tzinfo=UTC)  # in New York
    second, day = timedelta(seconds=1), timedelta(days=1)
    for moment, opens in ((midnight - second, False), (midnight, True), (midnight + 2 * day - second, True)):
        clock.now = moment
        assert (asked(viewer, 1).status_code == 200) is opens
    with elsewhere.connect() as db:
        remembered = Catalogue().now(db)
    turns = (
        (2 * day, False),
        (day, True),
        (-day, False),
        (timedelta(), True),
        (-second, False),
        (2 * day - second, True),
    )
    for after, opens in turns:  # forwards and backwards: a clock may be set
        assert bool(remembered.offer(DRAMA, "US", midnight + after).rights) is opens


def test_a_session_that_is_over_gets_no_ticket(viewer: Viewer, elsewhere: Engine) -> None:
    assert asked(viewer, 1).status_code == 200
    with elsewhere.begin() as db:
        repository.end_sessions(db, viewer.told["id"])
    assert asked(viewer, 1).status_code == 401
    assert asked(Viewer(viewer.client, "made-up", {}), 1).status_code == 401


def test_a_newer_release_is_what_the_next_ticket_plays(viewer: Viewer, elsewhere: Engine) -> None:
    before = asked(viewer, 1).json()
    with elsewhere.begin() as db:
        episode = repository.episode(db, DRAMA, 1)
        repository.put_episode(db, episode.model_copy(update={"prefix": f"{DRAMA}/E01-newer", "duration_ms": 7}), 2)
    after = asked(viewer, 1).json()
    assert (before["duration_ms"] != 7, after["duration_ms"]) == (True, 7)
    assert all("/E01-newer/" in text for name, text in after["playlists"].items() if name.startswith("video"))


def test_the_lane_and_the_road_give_the_same_ticket(viewer: Viewer) -> None:
    """A body that is not plain takes the road."""
    by_lane = asked(viewer, 1)
    body = b'{"drama": "\\u0064' + DRAMA[1:].encode() + b'", "number": 1}'
    by_road = viewer.ask("POST", "/v1/tickets", content=body, headers={"Content-Type": "application/json"})
    assert by_lane.json() == by_road.json()
    assert by_lane.headers["content-type"] == by_road.headers["content-type"] == "application/json"


def run_apart(coroutine: Coroutine[Any, Any, T]) -> T:
    """In a loop of its own thread: a browser that is open holds this one's."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


def by_lane(client: TestClient, viewer: Viewer, messages: list[dict[str, Any]], length: int) -> bytes | None:
    """What the lane answers by itself; None where it hands on."""
    sent: list[Any] = []

    async def receive() -> Any:
        return messages.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"authorization", f"Bearer {viewer.token}".encode()), (b"content-length", str(length).encode())]
    scope = {
        "type": "http", "method": "POST", "path": "/v1/tickets", "query_string": b"", "headers": headers,
        "client": ("127.0.0.1", "5"),
    }  # fmt: skip
    rest = run_apart(client.app.state.lane(scope, receive, send))  # type: ignore[attr-defined]
    return None if rest is not None else sent[1]["body"]


@pytest.mark.parametrize("more", [False, True])
def test_the_lane_answers_the_plain_case_itself(client: TestClient, viewer: Viewer, more: bool) -> None:
    """Granian says that more of the body comes when there is none."""
    body = json.dumps({"drama": DRAMA, "number": 1}).encode()
    message = {"type": "http.request", "body": body, "more_body": more}
    found = by_lane(client, viewer, [dict(message)], len(body))
    assert found is not None
    assert json.loads(found) == asked(viewer, 1).json()
    assert by_lane(client, viewer, [dict(message)], len(body) + 1) is None
    assert by_lane(client, viewer, [message | {"body": body.replace(b"1", b"12")}], len(body) + 1) is None


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"{", 422),
        (b"[]", 422),
        (b'{"drama": "d1"}', 422),
        (b'{"drama": "d1", "number": 0}', 422),
        (b'{"drama": "d1", "number": 1, "more": 1}', 422),
        (b'{"drama": "\xff", "number": 1}', 400),
        (b'{"drama": "d1\\u0000", "number": 1}', 400),
        (b'{"drama": "nothing", "number": 1}', 404),
        (b'{"drama": "d1", "number": 99}', 404),
        (b'{"drama": "d1", "number": 1, "audio": "fr"}', 200),
        (b'{"drama": "d1", "number": 1, "audio": "th"}', 403),
    ],
)
def test_what_does_not_fit_is_told_by_the_road(viewer: Viewer, body: bytes, status: int) -> None:
    answer = viewer.ask("POST", "/v1/tickets", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == status, answer.text
    assert status == 200 or answer.headers["content-type"] == "application/problem+json"


def test_who_asks_too_often_is_told_to_wait(station: Station) -> None:
    with TestClient(make_app(replace(station, limits=0.01))) as client:
        viewer = Viewer.begin(client)
        assert [asked(viewer, 1).status_code for _ in range(5)] == [200, 200, 200, 429, 429]


@given(st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)))
def test_a_tickets_end_is_shared_by_a_slot_and_never_too_far(now: datetime) -> None:
    left = expiry(now) - now
    assert LIFE - SLOT <= left <= LIFE
    assert expiry(now) == expiry(now + (left - LIFE + SLOT) - timedelta(microseconds=1))


# --- on both databases -------------------------------------------------------------------------------------------------


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.services)])
def either(request: pytest.FixtureRequest, database: Engine) -> Iterator[Engine]:
    if request.param == "sqlite":
        yield database
        return
    engine = open_database(str(request.getfixturevalue("postgres")))
    yield engine
    engine.dispose()


def test_one_statement_says_everything_on_both_databases(either: Engine) -> None:
    person = Person(id=new_id(), since_ms=1, territory="US")
    with either.begin() as db:
        before = repository.version(db)
        repository.put_markets(db, usual_markets())
        repository.put_person(db, person)
        repository.put_session(db, Session(id=new_id(), viewer=person.id, device="", at_ms=1), "digest")
        repository.put_show(db, Show(drama="d", title="d", source="zh", episodes=3), 1)
        repository.like(db, person.id, "d", 2, liked=True)
        wallet.open_wallet(db, person.id)
        for name, way in (("t1", 5), ("t2", 6)):
            wallet.open_by_ad(db, transaction_id=name, viewer=person.id, drama="d", number=way, at_ms=1)
        wallet.credit(
            db, transaction_id="c", viewer=person.id, kind=Kind.PROMO, paid=0, bonus=40, bonus_expires_ms=NOON_MS,
            sale=None, at_ms=1,
        )  # fmt: skip
        after = repository.version(db)
    assert after > before
    with either.connect() as db:
        found = standing.by_session(db, "digest", "d", NOON - timedelta(seconds=1))
        assert found is not None
        assert (found.person, found.unlocked, found.balance, found.liked) == (person, {5, 6}, 40, (2,))
        assert (found.catalogue, found.subscribed_ms, found.ads) == (after, None, ())
        late = standing.by_id(db, person.id, "another", NOON)
        assert late is not None
        assert (late.unlocked, late.balance, late.liked) == (frozenset(), 0, ())
        assert standing.by_session(db, "nobody", "d", NOON) is None


def test_a_hot_statement_takes_part_in_the_callers_transaction(either: Engine) -> None:
    words = "INSERT INTO catalogue_version VALUES ({}) RETURNING 'done'"
    insert = Hot("test_insert", words.format("$1::bigint"), words.format("?1"))
    with pytest.raises(RuntimeError, match="the power went"), either.begin() as db:
        assert insert.ask(db, 7) in ("done", b"done")
        raise RuntimeError("the power went")
    with either.begin() as db:
        assert db.exec_driver_sql("SELECT count(*) FROM catalogue_version").scalar() == 1


@pytest.mark.services
def test_who_asks_together_is_answered_apart(request: pytest.FixtureRequest) -> None:
    """On PostgreSQL everybody who asks in the same moment is read in one statement."""
    engine = open_database(str(request.getfixturevalue("postgres")))
    people = [Person(id=new_id(), since_ms=1, territory="US") for _ in range(3)]
    with engine.begin() as db:
        for place, person in enumerate(people):
            repository.put_person(db, person)
            repository.put_session(db, Session(id=new_id(), viewer=person.id, device="", at_ms=1), f"digest{place}")
            wallet.open_wallet(db, person.id)
            wallet.open_by_ad(db, transaction_id=new_id(), viewer=person.id, drama="d", number=place + 1, at_ms=1)
    reader = Reader(engine)
    together = standing.Together(reader)
    wanted = [("digest2", "d"), ("nobody", "d"), ("digest0", "d"), ("digest0", "another"), ("digest1", "d")]

    async def ask() -> list[standing.Standing | None]:
        return await asyncio.gather(*(together.open_by_session(*one, NOON) for one in wanted))

    told = run_apart(ask())
    found = [None if one is None else (one.person, one.unlocked) for one in told]
    first, second, third = people
    assert found == [(third, {3}), None, (first, {1}), (first, set()), (second, {2})]
    reader.connection().connection.driver_connection.close()  # type: ignore[union-attr]
    with pytest.raises(DBAPIError):
        run_apart(ask())
    assert len(run_apart(ask())) == len(wanted)
    reader.close()
    engine.dispose()
