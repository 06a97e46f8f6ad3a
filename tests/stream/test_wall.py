"""The wall over the interface: coins open an episode once, whatever is tapped, sent or guessed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from dramaport.stream import repository, wallet
from dramaport.stream.api import Station
from stream.conftest import DRAMA, Clock, Viewer

KEY = "key-0000001"


def give(station: Station, viewer: Viewer, paid: int = 0, bonus: int = 0) -> None:
    with station.database.begin() as db:
        wallet.credit(
            db,
            transaction_id=f"t-{viewer.told['id'][-8:]}-{paid}-{bonus}",
            viewer=viewer.told["id"],
            kind=wallet.Kind.PROMO,
            paid=paid,
            bonus=bonus,
            bonus_expires_ms=None,
            sale=None,
            at_ms=station.now_ms,
        )


def unlock(viewer: Viewer, *numbers: int, key: str = KEY) -> Any:
    wanted = {"drama": DRAMA, "numbers": numbers}
    return viewer.ask("POST", "/v1/unlocks", json=wanted, headers={"Idempotency-Key": key})


def opens(viewer: Viewer, number: int) -> bool:
    return viewer.ask("POST", "/v1/tickets", json={"drama": DRAMA, "number": number}).status_code == 200


def test_coins_open_an_episode_for_ever(viewer: Viewer, station: Station, clock: Clock) -> None:
    give(station, viewer, bonus=100)
    clock.move(timedelta(seconds=1))
    assert unlock(viewer, 11).json() == {"unlocked": [11], "charged": 60, "balance": 40}
    assert opens(viewer, 11)
    assert not opens(viewer, 12)
    told = viewer.get("/v1/wallet")
    assert (told["balance"], [m["coins"] for m in told["movements"]]) == (40, [-60, 100])
    assert (told["movements"][0]["drama"], told["movements"][0]["number"]) == (DRAMA, 11)


def test_a_double_tap_is_one_charge_and_one_answer(viewer: Viewer, station: Station) -> None:
    give(station, viewer, bonus=200)
    first, second = unlock(viewer, 11), unlock(viewer, 11)
    assert first.json() == second.json()
    assert unlock(viewer, 11, key="another-key").json()["charged"] == 0
    assert viewer.get("/v1/wallet")["balance"] == 140


def test_told_again_it_is_answered_as_before_whatever_happened_meanwhile(
    viewer: Viewer, station: Station, clock: Clock
) -> None:
    """Coins taken back close the episode, a subscription opens it: what was asked then still cost what it cost."""
    give(station, viewer, paid=100)
    first, who = unlock(viewer, 11), viewer.told["id"]
    week = station.now_ms + 7 * 86_400_000
    with station.database.begin() as db:
        given = next(move.id for move in wallet.movements(db, who, None, 10) if move.kind is wallet.Kind.PROMO)
        wallet.reverse(db, transaction_id="r", of=given, at_ms=station.now_ms, reason="refund")
        wallet.subscribe(
            db, transaction_id="s", viewer=who, sale=None, from_ms=station.now_ms, until_ms=week, at_ms=station.now_ms
        )
    clock.move(timedelta(seconds=1))
    by_subscription = unlock(viewer, 11, key="another-key")
    assert (by_subscription.status_code, by_subscription.json()["charged"]) == (200, 0)
    assert unlock(viewer, 11).json() == first.json()
    clock.move(timedelta(days=8))
    assert unlock(viewer, 11, key="third-key").status_code == 402
    assert unlock(viewer, 11, key="another-key").json() == by_subscription.json()


def test_told_again_after_the_right_ended_it_is_answered_as_before(
    viewer: Viewer, station: Station, clock: Clock
) -> None:
    give(station, viewer, paid=100)
    first = unlock(viewer, 11)
    ended = date(2026, 1, 2)
    with station.database.begin() as db:
        for avail in repository.avails(db):
            repository.put_avail(db, avail.model_copy(update={"end": ended}))
    assert unlock(viewer, 12, key="another-key").status_code == 403
    assert unlock(viewer, 11).json() == first.json()
    assert unlock(viewer, 12).json()["code"] == "key_reused"


def test_many_taps_at_once_are_one_charge(viewer: Viewer, station: Station) -> None:
    give(station, viewer, bonus=600)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda n: unlock(viewer, 11, 12, key=f"tap-{n:05d}"), range(8)))
    assert {answer.status_code for answer in answers} == {200}
    assert sum(answer.json()["charged"] for answer in answers) == 120
    assert viewer.get("/v1/wallet")["balance"] == 480


def test_a_key_serves_one_request(viewer: Viewer, station: Station) -> None:
    give(station, viewer, bonus=200)
    unlock(viewer, 11)
    other = unlock(viewer, 12)
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")
    assert viewer.get("/v1/wallet")["balance"] == 140


def test_without_a_key_nothing_is_paid(viewer: Viewer, station: Station) -> None:
    give(station, viewer, bonus=200)
    answer = viewer.ask("POST", "/v1/unlocks", json={"drama": DRAMA, "numbers": [11]})
    assert (answer.status_code, answer.json()["faults"][0]["at"]) == (422, "header.Idempotency-Key")
    assert viewer.get("/v1/wallet")["balance"] == 200


def test_too_few_coins_open_nothing_and_say_how_many_are_missing(viewer: Viewer, station: Station) -> None:
    give(station, viewer, bonus=100)
    told = unlock(viewer, 11, 12).json()
    assert (told["status"], told["code"], told["short"], told["balance"]) == (402, "short", 20, 100)
    assert not opens(viewer, 11)
    assert viewer.get("/v1/wallet")["balance"] == 100


def test_what_is_free_is_not_charged(viewer: Viewer, station: Station) -> None:
    give(station, viewer, bonus=100)
    assert unlock(viewer, 1, 2).json() == {"unlocked": [1, 2], "charged": 0, "balance": 100}
    assert unlock(viewer, 10, 11, 11, key="other-key").json()["charged"] == 60  # named twice, charged once


@pytest.mark.parametrize("numbers", [[], [0], [-1], [99], ["x"], list(range(1, 300))])
def test_episodes_that_cannot_be_are_refused(viewer: Viewer, station: Station, numbers: list[int]) -> None:
    give(station, viewer, bonus=100)
    assert unlock(viewer, *numbers).status_code in (404, 422)
    assert viewer.get("/v1/wallet")["balance"] == 100


def test_a_price_the_client_names_is_not_heard(viewer: Viewer, station: Station) -> None:
    give(station, viewer, bonus=100)
    wanted = {"drama": DRAMA, "numbers": [11], "price": 1}
    answer = viewer.ask("POST", "/v1/unlocks", json=wanted, headers={"Idempotency-Key": KEY})
    assert answer.status_code == 422 or answer.json()["charged"] == 60


def test_the_wall_shows_each_way_with_its_price(viewer: Viewer, station: Station) -> None:
    give(station, viewer, bonus=40)
    told = viewer.get("/v1/offers", params={"drama": DRAMA, "number": 11})
    coin = next(way for way in told["access"]["ways"] if way["way"] == "coin")
    assert (coin["price"], coin["balance"], coin["short"]) == (60, 40, 20)
    assert told["next_n"] == [{"count": 1, "price": 60}, {"count": 2, "price": 120}]
    assert told["ads"] == {"left_today": 5, "cap": 5}
    assert told["packs"][0]["money"] == {"amount": 499, "currency": "USD"}


def test_a_subscription_opens_everything_while_it_lasts(viewer: Viewer, station: Station, clock: Clock) -> None:
    now = station.now_ms
    with station.database.begin() as db:
        sale = wallet.Sale(store="stripe", amount=1999, currency="USD")
        wallet.subscribe(
            db, transaction_id="s1", viewer=viewer.told["id"], sale=sale, from_ms=now, until_ms=now + 1000, at_ms=now
        )
    assert opens(viewer, 12)
    clock.move(timedelta(seconds=1))
    assert not opens(viewer, 12)


def test_an_advertisement_opens_one_episode(viewer: Viewer, station: Station) -> None:
    with station.database.begin() as db:
        wallet.open_by_ad(
            db, transaction_id="ad1", viewer=viewer.told["id"], drama=DRAMA, number=11, at_ms=station.now_ms
        )
    assert opens(viewer, 11)
    assert not opens(viewer, 12)


def test_one_viewers_coins_are_not_anothers(client: TestClient, station: Station) -> None:
    one, other = Viewer.begin(client), Viewer.begin(client)
    give(station, one, bonus=100)
    assert unlock(other, 11).status_code == 402
    unlock(one, 11)
    assert not opens(other, 11)


def test_without_keys_every_paid_way_is_closed(viewer: Viewer) -> None:
    """Nothing is ever opened because something is not set up."""
    wanted = {"drama": DRAMA, "number": 11}
    for path, body in (("/v1/ads/intents", wanted), ("/v1/checkouts", {"item": "c500"})):
        answer = viewer.ask("POST", path, json=body, headers={"Idempotency-Key": KEY})
        assert answer.status_code in (403, 503), answer.text
    for store in ("stripe", "apple", "google"):
        assert viewer.ask("POST", f"/v1/inbox/{store}", content=b"{}").status_code in (403, 503)
