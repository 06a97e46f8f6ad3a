"""Fraud around advertisements: replays, forgeries, the client's word, and farms."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest

from dramaport.errors import BadInput
from dramaport.stream import repository
from dramaport.stream.ads.values import Policy, policy_of
from dramaport.stream.api import make_app
from dramaport.stream.api.ways import Ways
from dramaport.stream.sandbox.adserver import UNIT
from dramaport.stream.sandbox.keys import AdKeys, Keys
from dramaport.stream.sandbox.messages import Message, admob_callback
from dramaport.stream.values import Market
from stream.town import AWAY, HOME, Guest, Town


def word(town: Town, custom_data: str, name: str = "tx-1", keys: AdKeys | None = None, **more: Any) -> Message:
    """The network's word, signed."""
    told: dict[str, Any] = {
        "ad_unit": UNIT, "custom_data": custom_data, "timestamp": town.station.now_ms, "transaction_id": name, **more,
    }  # fmt: skip
    return admob_callback(keys or town.keys.ads, told)


def wanted(guest: Guest, number: int = 11) -> str:
    """An intent for an episode, twenty seconds later, when an advertisement may be over."""
    told = guest.want_ad(number)
    assert told.status_code == 201, told.text
    guest.town.clock.move(timedelta(seconds=20))
    return str(told.json()["custom_data"])


# 1. Replayed SSV


def test_01_a_genuine_callback_sent_again_opens_nothing_more(town: Town) -> None:
    guest = town.guest()
    message = word(town, wanted(guest))
    assert town.send(message).json() == {"state": "granted"}
    assert town.send(message).json() == {"state": "known"}
    assert guest.opened == {11}


def test_01_a_callback_kept_for_a_later_intent_opens_nothing(town: Town) -> None:
    guest = town.guest()
    data = wanted(guest)
    message = word(town, data)
    town.clock.move(timedelta(minutes=16))
    assert town.send(message).status_code in (400, 409)
    wanted(guest, 12)
    assert town.send(message).status_code in (400, 409)
    assert guest.opened == frozenset()


# 2. Forged SSV


def test_02_a_strangers_key_a_reordered_query_and_a_changed_one_are_refused(town: Town, strangers: Keys) -> None:
    guest = town.guest()
    data = wanted(guest)
    query = word(town, data).path.partition("?")[2]
    pairs = parse_qsl(query)
    forged = [
        word(town, data, keys=strangers.ads).path.partition("?")[2],
        word(town, data, keys=strangers.ads.model_copy(update={"key_id": town.keys.ads.key_id})).path.partition("?")[2],
        urlencode([*reversed(pairs[:-2]), *pairs[-2:]]),
        query.replace("tx-1", "tx-2"),
        query + "&custom_data=" + data,
        query.replace("&signature=", "&x=1&signature="),
        urlencode([pairs[-2], pairs[-1], *pairs[:-2]]),
        query.partition("&signature=")[0],
    ]
    for made_up in forged:
        answer = town.at(HOME).get(f"/v1/inbox/admob?{made_up}")
        assert (answer.status_code, answer.json()["code"]) == (400, "not_genuine"), made_up
    assert guest.opened == frozenset()


# 3. The client's word


def test_03_the_clients_word_that_it_watched_opens_nothing(town: Town) -> None:
    guest = town.guest()
    told = guest.want_ad().json()
    attempts = [
        guest.ask("POST", "/v1/unlocks", json={"drama": "d1", "numbers": [11], "way": "ad"}, headers={"Idempotency-Key": "ad-0000001"}),
        guest.ask("POST", f"/v1/ads/intents/{told['intent']}", json={"state": "granted"}),
        guest.ask("PUT", f"/v1/ads/intents/{told['intent']}", json={"state": "granted"}),
        guest.ask("PATCH", "/v1/me", json={"unlocked": [11], "balance": 1000}),
        guest.ask("GET", f"/v1/inbox/admob?custom_data={told['custom_data']}&transaction_id=mine&ad_unit={UNIT}"),
    ]  # fmt: skip
    assert all(400 <= answer.status_code < 500 for answer in attempts)
    unlocking = {
        "id": "event-0001",
        "session": "s",
        "seq": 1,
        "kind": "unlock",
        "drama": "d1",
        "number": 11,
        "way": "ad",
        "at_ms": 1,
    }
    assert (
        guest.ask("POST", "/v1/events", json={"events": [unlocking]}).status_code == 202
    )  # an event is a report, no more
    assert guest.opened == frozenset()
    assert not guest.opens(11)


def test_03_another_viewers_intent_opens_it_for_them_or_for_nobody(town: Town) -> None:
    guest, thief = town.guest(), town.guest()
    data = wanted(guest)
    assert town.send(word(town, data, user_id=thief.id)).status_code == 409
    assert town.send(word(town, data, "tx-2", user_id=guest.id)).json() == {"state": "granted"}
    assert (guest.opened, thief.opened) == ({11}, frozenset())


# 11. Ad farms


def test_11_the_days_cap_holds_for_a_viewer_and_for_everybody_behind_an_address(town: Town) -> None:
    with town.station.database.begin() as db:
        markets = repository.markets(db)
        repository.put_markets(db, [market.model_copy(update={"ad_daily_cap": 1}) for market in markets])
    first = town.guest()
    both = [wanted(first, 11), wanted(first, 12)]
    assert town.send(word(town, both[0])).json() == {"state": "granted"}
    town.clock.move(timedelta(seconds=20))
    late = town.send(word(town, both[1], "tx-2"))
    assert (late.status_code, late.json()["code"]) == (429, "capped")
    assert first.opened == {11}


def test_11_new_guests_behind_one_address_share_its_cap(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """The cap of an address is 200 a day; here it is three."""
    monkeypatch.setattr("dramaport.stream.api.ads.policy_of", _three_an_address)
    monkeypatch.setattr("dramaport.stream.api.inbox.policy_of", _three_an_address)
    for number in range(3):
        assert town.send(word(town, wanted(town.guest()), f"tx-{number}")).json() == {"state": "granted"}
    assert town.guest().want_ad().json()["code"] == "capped"
    assert town.guest(AWAY).want_ad().status_code == 201


def _three_an_address(market: Market) -> Policy:
    return policy_of(market).model_copy(update={"origin_daily_cap": 3})


def test_11_an_impossible_cadence_is_not_paid(town: Town) -> None:
    guest = town.guest()
    told = guest.want_ad()
    early = word(town, told.json()["custom_data"])
    assert town.send(early).json()["code"] == "not_earned"  # over before it can have begun
    data = [wanted(guest, 11), wanted(guest, 12)]
    assert town.send(word(town, data[0], "tx-2")).json() == {"state": "granted"}
    assert town.send(word(town, data[1], "tx-3")).json()["code"] == "not_earned"  # two at once
    assert guest.opened == {11}


def test_11_made_up_addresses_do_not_make_an_address_look_like_many(town: Town) -> None:
    """Intents are limited by the address too, and what a client writes into headers is not its address."""
    refused = 0
    for number in range(320):
        if number % 30 == 0:
            guest = town.guest(f"10.0.{number}.1")
        made_up = {"X-Forwarded-For": f"198.51.100.{number % 250}", "Forwarded": f"for=198.51.100.{number % 250}"}
        answer = guest.ask("POST", "/v1/ads/intents", HOME, json={"drama": "d1", "number": 11}, headers=made_up)
        refused += answer.status_code == 429
    assert refused >= 20


def test_11_without_a_key_for_addresses_advertisements_stay_closed(town: Town) -> None:
    """The cap of an address would hold for nobody, so the app does not start."""
    with pytest.raises(BadInput, match="DRAMAPORT_PEPPER"):
        make_app(town.station, Ways(admob_units=(UNIT,)))
