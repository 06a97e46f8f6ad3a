"""Fraud around watching: farms of guests, shared and leeched tokens, scraping, and clocks."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dramaport.stream import repository
from dramaport.stream.sandbox.keys import Keys
from dramaport.stream.tokens import Keys as MediaKeys
from dramaport.stream.values import Avail, LicenseType
from stream.conftest import Clock
from stream.town import AWAY, DRAMA, HOME, Guest, Town, open_town

# 10. Guests by the hundred


def test_10_an_address_cannot_make_guests_without_end(town: Town) -> None:
    answers = [town.at(HOME).post("/v1/guests", json={"territory": "US"}) for _ in range(65)]
    assert [answer.status_code for answer in answers] == [201] * 60 + [429] * 5
    assert answers[-1].json()["code"] == "too_many"
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 60
    assert town.at(AWAY).post("/v1/guests", json={"territory": "US"}).status_code == 201


def test_10_another_worker_and_a_restart_remember_the_address(town: Town, keys: Keys, clock: Clock) -> None:
    for _ in range(60):
        town.guest()
    with open_town(town.station, keys, clock) as other:
        assert other.at(HOME).post("/v1/guests", json={"territory": "US"}).status_code == 429
        town.clock.move(timedelta(minutes=1))
        assert other.at(HOME).post("/v1/guests", json={"territory": "US"}).status_code == 201


def test_10_an_address_of_ipv6_is_the_subscribers_whole_network(town: Town) -> None:
    answers = [town.at(f"2001:db8:7:1::{n:x}").post("/v1/guests", json={"territory": "US"}) for n in range(1, 63)]
    assert [answer.status_code for answer in answers][-2:] == [429, 429]
    assert town.at("2001:db8:7:2::1").post("/v1/guests", json={"territory": "US"}).status_code == 201


def test_10_a_new_guest_has_nothing_that_an_old_one_had_not(town: Town) -> None:
    """No coins to begin with, and the free episodes are free for everybody: there is nothing to farm."""
    guest = town.guest()
    assert guest.coins == 0
    assert [guest.opens(number) for number in (1, 10, 11, 12)] == [True, True, False, False]


# 12. Shared tokens and leeched media


def test_12_an_account_is_not_watched_in_five_places_at_once(town: Town) -> None:
    guest = town.guest()
    places = ["203.0.113.7", "198.51.100.9", "192.0.2.3", "2001:db8:1::5"]
    assert [guest.ticket(1, place).status_code for place in places] == [200] * 4
    fifth = guest.ticket(1, "100.64.0.1")
    assert (fifth.status_code, fifth.json()["code"], fifth.headers["Retry-After"]) == (429, "too_many_places", "600")
    feed = guest.ask("GET", f"/v1/feed?drama={DRAMA}", "100.64.0.1")
    assert feed.json()["code"] == "too_many_places"
    assert guest.ticket(1, "203.0.113.99").status_code == 200  # the same neighbourhood: a phone that moved
    town.clock.move(timedelta(minutes=11))
    assert guest.ticket(1, "100.64.0.1").status_code == 200


def test_12_a_media_address_works_for_its_release_and_its_time_only(town: Town) -> None:
    guest = town.guest()
    addresses = re.findall(r'(/m/[^"\\\s]+)', guest.ticket(1).text)
    assert addresses
    address = addresses[0]
    client = town.at(AWAY)
    assert client.get(address).status_code == 200
    token = address.split("/")[2]
    with town.station.reading.connect() as db:
        locked = repository.episode(db, DRAMA, 11).prefix
    name = address.rpartition("/")[2]
    tricks = [
        f"/m/{token}/{locked}/{name}",
        f"/m/{token}/{DRAMA}/{name}",
        f"/m/{token}/{address.split('/', 3)[3].rpartition('/')[0]}/../{locked.rpartition('/')[2]}/{name}",
        f"/m/{token[:-1]}{'A' if token[-1] != 'A' else 'B'}/{address.split('/', 3)[3]}",
        f"/m/{int(token.split('.')[0]) + 600}.{token.split('.', 1)[1]}/{address.split('/', 3)[3]}",
    ]
    assert {client.get(trick).status_code for trick in tricks} <= {403, 404}
    town.clock.move(timedelta(minutes=11))
    late = client.get(address)
    assert (late.status_code, late.json()["code"]) == (403, "expired_ticket")


def test_12_a_token_of_another_key_opens_nothing(town: Town) -> None:
    with town.station.reading.connect() as db:
        prefix = repository.episode(db, DRAMA, 11).prefix
    forged = MediaKeys({"k": b"x" * 32}, "k").sign(prefix, town.clock.now + timedelta(minutes=5))
    assert town.at(HOME).get(f"/m/{forged}/{prefix}/storyboard.jpg").status_code == 403


# 13. Scraping


def test_13_no_answer_names_the_media_of_a_locked_episode(town: Town) -> None:
    guest = town.guest()
    with town.station.reading.connect() as db:
        locked = repository.episode(db, DRAMA, 11).prefix
    answers = [
        guest.ask("GET", path).text
        for path in (f"/v1/feed?drama={DRAMA}&from=9&count=10", f"/v1/dramas/{DRAMA}", f"/v1/offers?drama={DRAMA}&number=11", "/v1/home")
    ]  # fmt: skip
    named = {found for text in answers for found in re.findall(r"/m/[^/]+/([^\"\\]+)/[^/\"\\]+", text)}
    assert locked not in named
    assert all(name.startswith("stills/") or name != locked for name in named)
    assert guest.ticket(11).json()["code"] == "locked"


def test_13_a_viewer_cannot_fetch_tickets_faster_than_anybody_watches(town: Town) -> None:
    guest = town.guest()
    got = 0
    while (answer := guest.ask("GET", f"/v1/feed?drama={DRAMA}&from=1&count=10")).status_code == 200:
        got += sum(item["ticket"] is not None for item in answer.json()["items"])
        assert got <= 300
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many")
    assert int(answer.headers["Retry-After"]) >= 1
    assert guest.ticket(1).status_code == 429
    town.clock.move(timedelta(seconds=3))
    assert guest.ticket(1).status_code == 200


def test_13_many_guests_behind_one_address_are_limited_together(town: Town) -> None:
    refused = 0
    for number in range(12):
        guest = town.guest(f"10.9.{number}.1")
        for _ in range(29):
            refused += guest.ask("GET", f"/v1/feed?drama={DRAMA}&count=10", HOME).status_code == 429
    assert refused >= 12 * 29 - 300


# 15. Clocks


def test_15_the_viewers_clock_opens_no_window(town: Town) -> None:
    """A right that begins tomorrow begins by the server's clock, whatever an app says in events and headers."""
    tomorrow = (town.clock.now + timedelta(days=2)).date()
    with town.station.database.begin() as db:
        repository.put_avail(
            db,
            Avail(
                id="a1", drama=DRAMA, territories=frozenset({"US"}), licenses=frozenset({LicenseType.TVOD}), start=tomorrow
            ),
        )  # fmt: skip
    guest = town.guest()
    ahead = int((town.clock.now + timedelta(days=400)).timestamp() * 1000)
    event = {"id": "clock-0001", "session": "s", "seq": 1, "kind": "start", "drama": DRAMA, "number": 1, "at_ms": ahead}
    guest.ask("POST", "/v1/events", json={"events": [event]})
    answer = guest.ask(
        "POST", "/v1/tickets", json={"drama": DRAMA, "number": 1}, headers={"Date": "Fri, 01 Jan 2100 00:00:00 GMT"}
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "not_yet")


def test_15_a_subscription_ends_by_the_servers_clock_to_the_second(town: Town) -> None:
    guest = town.guest()
    guest.buy("week")
    assert guest.opens(11)
    town.clock.move(timedelta(days=7, seconds=-5))
    assert guest.opens(11)
    town.clock.move(timedelta(seconds=10))
    assert not guest.opens(11)


def test_15_a_window_ends_at_midnight_in_its_own_territory(town: Town) -> None:
    """Who says another territory gets another territory's rights, not a later midnight for this one's."""
    with town.station.database.begin() as db:
        market = next(market for market in repository.markets(db) if "US" in market.territories)
        end = town.clock.now.date() + timedelta(days=1)
        repository.put_avail(
            db,
            Avail(
                id="a1", drama=DRAMA, territories=frozenset({"US"}), licenses=frozenset(LicenseType),
                start=date(2026, 1, 1), end=end,
            ),
        )  # fmt: skip
    midnight = datetime.combine(end, datetime.min.time(), ZoneInfo(market.timezone))
    town.clock.now = midnight.astimezone(UTC) - timedelta(seconds=1)
    guest = town.guest()
    assert guest.opens(1)
    town.clock.move(timedelta(seconds=1))
    assert guest.ticket(1).json()["code"] == "ended"
    moved = guest.ask("PATCH", "/v1/me", json={"territory": "SA"})
    assert moved.status_code == 200
    assert guest.ticket(1).json()["code"] in ("no_right", "not_found")


def test_15_a_clock_ahead_does_not_hold_the_place_for_ever(town: Town) -> None:
    guest = town.guest()
    ahead = town.station.now_ms + 400 * 86_400_000
    assert guest.ask("POST", "/v1/events", json={"events": [event(1, ahead)]}).json() == {"taken": 1, "known": 0}
    assert place(guest) == (1, 1000)
    town.clock.move(timedelta(seconds=30))
    assert guest.ask("POST", "/v1/events", json={"events": [event(2, town.station.now_ms)]}).status_code == 202
    assert place(guest) == (2, 2000)


def test_15_what_an_app_tells_late_does_not_move_the_place_back(town: Town) -> None:
    guest = town.guest()
    now = town.station.now_ms
    for number, at_ms in ((5, now), (3, now - 3_600_000), (4, 0)):
        assert guest.ask("POST", "/v1/events", json={"events": [event(number, at_ms)]}).json()["taken"] == 1
    assert place(guest) == (5, 5000)


def event(number: int, at_ms: int) -> dict[str, Any]:
    return {
        "id": f"event-{number:04d}", "session": "s", "seq": number, "kind": "progress", "drama": DRAMA, "number": number,
        "position_ms": 1000 * number, "at_ms": at_ms,
    }  # fmt: skip


def place(guest: Guest) -> tuple[int, int]:
    begun = guest.ask("GET", "/v1/history").json()["items"]
    assert begun[0]["at_ms"] <= guest.town.station.now_ms
    return begun[0]["episode"], begun[0]["position_ms"]
