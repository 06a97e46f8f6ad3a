"""Bad input is a problem document with a code that says what to do: never a stack trace, never a word of the database."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.exc import OperationalError

from dramaport.data.engine import open_database
from dramaport.stream import repository
from dramaport.stream.api import Station, make_app
from dramaport.stream.api.border import MOST_BYTES
from dramaport.stream.ids import new_id
from dramaport.stream.sandbox.keys import Keys, make_keys
from stream.conftest import DRAMA, Clock, Viewer, empty_postgres, published
from stream.town import Guest, Town, open_town, soon


@pytest.fixture(scope="module")
def keys() -> Keys:
    return make_keys()


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.services)])
def town(
    request: pytest.FixtureRequest, releases: Path, keys: Keys, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Town]:
    """On both databases, for they take different texts and numbers. Nothing in it is moved or broken."""
    folder = tmp_path_factory.mktemp("input")
    postgres = request.param == "postgres"
    url = empty_postgres(request.getfixturevalue("postgres_server")) if postgres else f"sqlite:///{folder / 'db'}"
    clock = Clock(soon())
    station = published(open_database(url), releases, folder / "media", clock)
    with open_town(station, keys, clock, limits=1000.0) as town:
        yield town
    station.database.dispose()


@pytest.fixture(scope="module")
def guest(town: Town) -> Guest:
    return town.guest()


@pytest.fixture
def clock() -> Clock:
    return Clock(soon())


@pytest.fixture
def own_town(station: Station, keys: Keys, clock: Clock) -> Iterator[Town]:
    """One whose clocks and files may be meddled with."""
    with open_town(station, keys, clock) as town:
        yield town


def problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), answer.text
    told: dict[str, Any] = answer.json()
    assert (told["status"], told["code"]) == (status, code), told
    assert "Traceback" not in answer.text
    assert "sqlalchemy" not in answer.text.lower()
    return told


def send(guest: Guest, body: bytes, path: str = "/v1/events", kind: str | None = "application/json") -> Any:
    return guest.ask("POST", path, content=body, headers={"Content-Type": kind} if kind else {})


def event(**changed: Any) -> dict[str, Any]:
    return {
        "id": "event-0001", "session": "s", "seq": 1, "kind": "start", "drama": DRAMA, "number": 1, "at_ms": 1, **changed,
    }  # fmt: skip


@pytest.mark.parametrize("bad", ["\\u0000", "\\ud800", "\\udc00\\ud800", "x\\udfff", "\\\\\\u0000"])
@pytest.mark.parametrize("where", ["id", "session", "arm", "drama"])
def test_a_text_that_no_database_holds_is_refused(guest: Guest, bad: str, where: str) -> None:
    body = json.dumps({"events": [event(**{where: "BAD-TEXT"})]}).replace("BAD-TEXT", bad + "-and-more").encode()
    problem(send(guest, body), 400, "not_readable")


@pytest.mark.parametrize("good", ["\\ud83d\\ude00", "\\\\u0000", "\\u00e9", "ü\\u4e2d", "\\\\\\\\u0000"])
def test_a_text_that_only_looks_like_one_is_taken(guest: Guest, good: str) -> None:
    body = json.dumps({"events": [event(session="GOOD", id=new_id())]}).replace("GOOD", good).encode()
    assert send(guest, body).json() == {"taken": 1, "known": 0}
    assert send(guest, body).json() == {"taken": 0, "known": 1}


@pytest.mark.parametrize(
    "path",
    ["/v1/dramas/a%00b", "/v1/search?q=a%00b", "/v1/wallet?cursor=%00", "/v1/likes/%00/1", "/v1/feed?drama=%00", "/m/x/%00", "/%00"],
)  # fmt: skip
def test_an_address_with_nul_is_refused(guest: Guest, path: str) -> None:
    method = "PUT" if "likes" in path else "GET"
    problem(guest.ask(method, path), 400, "not_readable")


@pytest.mark.parametrize(
    "body",
    [
        b"", b"nonsense", b'{"events": [', b"[]", b"null", b"1", b'"text"', b'{"events": null}', b"\xff\xfe", b"\xed\xa0\x80",
        '{"events": []}'.encode("utf-16"), b'{"events": [' + b"9" * 5000 + b"]}", b"NaN", b'{"events": NaN}',
        b'{"\\ud800": 1}', b"[" * 5000, b'{"a":' * 5000 + b"1" + b"}" * 5000, b'{"events": ' + b"[" * 40 + b"]" * 40 + b"}",
    ],
)  # fmt: skip
def test_a_body_that_is_none_is_refused(guest: Guest, body: bytes) -> None:
    answer = send(guest, body)
    assert answer.status_code in (400, 422)
    problem(answer, answer.status_code, "not_readable" if answer.status_code == 400 else "bad_input")


@pytest.mark.parametrize(
    "kind", [None, "text/plain", "application/xml", "multipart/form-data; boundary=x", "json", "a/b/c"]
)
def test_another_content_type_is_refused(guest: Guest, kind: str | None) -> None:
    problem(send(guest, b'{"events": []}', kind=kind), 422, "bad_input")


@pytest.mark.parametrize("field", ["seq", "position_ms", "at_ms", "number"])
@pytest.mark.parametrize("value", [2**31, 2**63, 10**400, -1, 1.5, "1e999", True, None])
def test_a_number_that_cannot_be_is_refused_or_fits(guest: Guest, field: str, value: Any) -> None:
    answer = send(guest, json.dumps({"events": [event(**{field: value})]}).encode())
    if answer.status_code != 202:
        told = problem(answer, 422, "bad_input")
        assert told["faults"][0]["at"] == f"body.events.0.{field}"
    else:
        assert (field == "at_ms" and value == 2**31) or value is True


def test_a_batch_with_thousands_of_faults_names_the_first(guest: Guest) -> None:
    assert len(problem(send(guest, json.dumps({"events": [{}] * 200}).encode()), 422, "bad_input")["faults"]) == 20


@pytest.mark.parametrize(
    "cursor", ["", "x", "1", "-1.x", "9" * 30, "1.1.1", "é", "' OR 1=1", "%F0%9F%98%80", "9999999999999.x"]
)
def test_an_odd_cursor_is_refused_or_is_past_the_end(guest: Guest, cursor: str) -> None:
    answer = guest.ask("GET", f"/v1/wallet?cursor={cursor}")
    assert answer.status_code in (200, 422)
    if answer.status_code == 422:
        problem(answer, 422, "bad_input")


def test_a_body_over_the_limit_is_refused_told_or_not(town: Town) -> None:
    guest = town.guest()
    problem(send(guest, b" " * (MOST_BYTES + 1)), 413, "too_large")

    def chunks() -> Iterator[bytes]:
        yield from [b" " * 65_536] * 8

    streamed = guest.ask("POST", "/v1/events", content=chunks(), headers={"Content-Type": "application/json"})
    problem(streamed, 413, "too_large")
    for length in ("-1", "x", "9" * 30, str(MOST_BYTES + 1)):
        problem(guest.ask("POST", "/v1/events", content=b"{}", headers={"Content-Length": length}), 413, "too_large")
    problem(guest.ask("DELETE", "/v1/me", content=b" " * (MOST_BYTES + 1)), 413, "too_large")
    assert guest.ask("GET", "/v1/me").status_code == 200


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "TRACE", "PUT", "PATCH", "DELETE", "BREW"])
def test_another_method_is_refused_and_told_which_are_not(guest: Guest, method: str) -> None:
    answer = guest.ask(method, "/v1/tickets")
    assert (answer.status_code, answer.headers["content-type"]) == (405, "application/problem+json")
    assert "POST" in answer.headers["allow"]


def test_media_may_be_asked_for_by_its_head(guest: Guest) -> None:
    poster = guest.ticket(1).json()["poster"]
    answer = guest.ask("HEAD", poster)
    assert (answer.status_code, answer.content) == (200, b"")
    assert int(answer.headers["content-length"]) > 0


def test_an_address_of_nothing_is_a_problem_in_every_method(guest: Guest) -> None:
    problem(guest.ask("GET", "/v1/nothing"), 404, "not_found")
    problem(guest.ask("GET", "/v1/me/"), 404, "not_found")
    for method in ("POST", "PUT", "DELETE"):
        assert guest.ask(method, "/v1/nothing").json()["code"] in ("not_found", "wrong_method")


def test_what_is_null_in_a_change_stays_as_it_is(guest: Guest) -> None:
    before = guest.ask("GET", "/v1/me").json()
    nothing = dict.fromkeys(("territory", "interface", "caption_size", "age", "parent_consents", "consents"))
    answer = guest.ask("PATCH", "/v1/me", json=nothing)
    assert answer.status_code == 200, answer.text
    assert answer.json() == before


# The bad input that people and machines really send


def test_an_unknown_market_says_where_to_look(guest: Guest, town: Town) -> None:
    told = problem(guest.ask("PATCH", "/v1/me", json={"territory": "AQ"}), 422, "unknown_market")
    assert "/v1/config" in told["detail"]
    stranger = town.guest(territory="AQ")
    assert "AQ" in problem(stranger.ask("GET", "/v1/home"), 404, "not_found")["detail"]
    assert stranger.ticket(1).status_code in (403, 404)
    told = problem(stranger.checkout("c1000"), 422, "not_readable")
    assert "not sold in AQ" in told["detail"]


def test_an_expired_ticket_says_to_ask_for_another(own_town: Town) -> None:
    town, guest = own_town, own_town.guest()
    poster = guest.ticket(1).json()["storyboard"]["url"]
    town.clock.move(timedelta(minutes=11))
    assert "new ticket" in problem(guest.ask("GET", poster), 403, "expired_ticket")["detail"]


def test_a_currency_or_price_from_the_client_is_no_field(guest: Guest) -> None:
    for extra in ({"currency": "MXN"}, {"amount": 1}, {"amount": -999}, {"coins": 10**9}):
        answer = guest.ask(
            "POST", "/v1/checkouts", json={"item": "c1000", **extra}, headers={"Idempotency-Key": "currency-1"}
        )
        told = problem(answer, 422, "bad_input")
        assert told["faults"][0]["at"] == f"body.{next(iter(extra))}"
    told = problem(guest.checkout("c1000-mxn"), 422, "not_readable")
    assert "/v1/offers" in told["detail"]


@pytest.mark.parametrize("numbers", [[-1], [0], [11, -11], [2**31], [2**70], ["11; DROP TABLE lot"], [[11]], [None]])
def test_negative_and_impossible_episodes_are_refused(guest: Guest, numbers: list[Any]) -> None:
    problem(guest.unlock(*numbers), 422, "bad_input")


@pytest.mark.parametrize("ahead", [5, -200, 3600])
def test_a_store_whose_clock_is_not_ours_is_believed_on_what_was_paid(own_town: Town, ahead: int) -> None:
    """Our clock may be behind the stores': what was paid for is there at once all the same."""
    town, guest = own_town, own_town.guest()
    town.shop.clock = lambda: town.clock.now.timestamp() + ahead
    guest.buy("c1000")
    assert guest.coins == 1100
    assert guest.unlock(11).status_code == 200
    guest.buy("week")
    assert guest.opens(12)


def test_a_network_whose_clock_is_far_off_opens_nothing(own_town: Town) -> None:
    town, guest = own_town, own_town.guest()
    told = guest.want_ad().json()
    town.network.clock = lambda: town.station.now_ms + 3_600_000
    town.watch(told["url"])
    assert guest.opened == frozenset()


def test_a_release_whose_files_are_missing_says_what_to_do(own_town: Town) -> None:
    town, guest = own_town, own_town.guest()
    with town.station.reading.connect() as db:
        folder = town.station.media / repository.episode(db, DRAMA, 1).prefix
    ticket = guest.ticket(1).json()
    for file in folder.iterdir():
        file.unlink()
    assert "publish" in problem(guest.ask("GET", ticket["storyboard"]["url"]), 404, "gone")["detail"]
    assert guest.ticket(1).status_code == 200


def test_a_database_that_is_away_is_no_stack_trace(station: Station, monkeypatch: pytest.MonkeyPatch) -> None:
    with TestClient(make_app(station), raise_server_exceptions=False) as client:
        viewer = Viewer.begin(client)
        monkeypatch.setattr(
            repository,
            "likes",
            lambda *_: (_ for _ in ()).throw(OperationalError("SELECT secret", {}, OSError("down"))),
        )
        told = problem(viewer.ask("GET", "/v1/me/export"), 503, "not_now")
        assert "secret" not in json.dumps(told)


def test_a_fault_of_our_own_is_a_problem_too(station: Station, monkeypatch: pytest.MonkeyPatch) -> None:
    with TestClient(make_app(station), raise_server_exceptions=False) as client:
        viewer = Viewer.begin(client)
        monkeypatch.setattr(repository, "likes", lambda *_: 1 / 0)
        told = problem(viewer.ask("GET", "/v1/me/export"), 500, "broken")
        assert "division" not in json.dumps(told)
