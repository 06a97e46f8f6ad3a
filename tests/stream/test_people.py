"""Guests: a session at once, settings that are kept, everything shown and erased on their word."""

from __future__ import annotations

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from dramaport.stream.api import Station
from dramaport.stream.experiments import Arm, Experiment, arm_of
from stream.conftest import DRAMA, Clock, Viewer


def test_a_guest_gets_the_nearest_language(client: TestClient) -> None:
    for asked, given in ((("pt-PT",), "pt-BR"), (("xx", "th"), "th"), (("zh-CN",), "en"), ((), "en")):
        assert Viewer.begin(client, "US", asked).told["interface"] == given


def test_the_database_holds_no_token(viewer: Viewer, station: Station) -> None:
    with station.database.connect() as db:
        (kept,) = db.execute(text("SELECT digest FROM session")).one()
    assert viewer.token not in kept


def test_settings_are_kept_and_the_rest_stays(viewer: Viewer) -> None:
    told = viewer.ask("PATCH", "/v1/me", json={"audio": "es", "caption_size": "l"}).json()
    assert (told["audio"], told["caption_size"], told["interface"]) == ("es", "l", "en")
    assert viewer.get("/v1/me") == told


def test_moving_changes_the_currency_and_an_unknown_place_is_refused(viewer: Viewer) -> None:
    assert viewer.ask("PATCH", "/v1/me", json={"territory": "SA"}).json()["currency"] == "SAR"
    refused = viewer.ask("PATCH", "/v1/me", json={"territory": "AQ"})
    assert (refused.status_code, refused.json()["code"]) == (422, "unknown_market")
    assert viewer.get("/v1/me")["territory"] == "SA"


@pytest.mark.parametrize(
    "wrong", [{"interface": "tlh"}, {"age": "old"}, {"caption_size": "huge"}, {"territory": "usa"}]
)
def test_a_setting_that_cannot_be_is_refused(viewer: Viewer, wrong: dict[str, str]) -> None:
    assert viewer.ask("PATCH", "/v1/me", json=wrong).status_code == 422


def test_consents_are_recorded_one_by_one(viewer: Viewer, station: Station) -> None:
    viewer.ask("PATCH", "/v1/me", json={"consents": {"measure": True}})
    viewer.ask("PATCH", "/v1/me", json={"consents": {"personalise": False}})
    kept = viewer.get("/v1/me/export")
    assert kept["viewer"]["consents"] == {"measure": True, "personalise": False}
    assert kept["viewer"]["consented_ms"] == station.now_ms


def test_every_consent_given_and_taken_back_stays_known_with_its_time(viewer: Viewer, clock: Clock) -> None:
    for given in (True, False):
        viewer.ask("PATCH", "/v1/me", json={"consents": {"measure": given}})
        clock.move(timedelta(days=1))
    told = viewer.get("/v1/me/export")["consents"]
    assert [(one["purpose"], one["given"]) for one in told] == [("measure", True), ("measure", False)]
    assert told[0]["at_ms"] < told[1]["at_ms"]


def test_an_unknown_purpose_is_refused(viewer: Viewer) -> None:
    assert viewer.ask("PATCH", "/v1/me", json={"consents": {"sell": True}}).status_code == 422


def test_only_who_agrees_takes_part_in_an_experiment_and_the_arm_stays(viewer: Viewer) -> None:
    assert viewer.get("/v1/me")["experiments"] == []
    (told,) = viewer.ask("PATCH", "/v1/me", json={"consents": {"measure": True}}).json()["experiments"]
    assert (told["experiment"], told["probability"]) == ("wall", 0.5)
    assert viewer.get("/v1/me")["experiments"] == [told]
    assert viewer.ask("PATCH", "/v1/me", json={"consents": {"measure": False}}).json()["experiments"] == []


def test_arms_are_as_large_as_they_say() -> None:
    tried = Experiment(name="x", arms=(Arm(name="a", share=0.2), Arm(name="b", share=0.8)))
    seen = sum(arm_of(tried, f"{number:032x}").name == "a" for number in range(4000))
    assert 0.17 < seen / 4000 < 0.23


def test_a_child_needs_a_parents_word(viewer: Viewer) -> None:
    viewer.ask("PATCH", "/v1/me", json={"age": "under13"})
    refused = viewer.ask("POST", "/v1/tickets", json={"drama": DRAMA, "number": 1})
    assert (refused.status_code, refused.json()["code"]) == (403, "age")
    viewer.ask("PATCH", "/v1/me", json={"parent_consents": True})
    assert viewer.ask("POST", "/v1/tickets", json={"drama": DRAMA, "number": 1}).status_code == 200


def test_everything_kept_is_exported_and_erased(viewer: Viewer, station: Station) -> None:
    event = {"id": "client-0001", "session": "s", "seq": 1, "kind": "start", "drama": DRAMA, "number": 1, "at_ms": 5}
    viewer.ask("POST", "/v1/events", json={"events": [event]})
    assert viewer.ask("PUT", f"/v1/likes/{DRAMA}/1").status_code == 204
    kept = viewer.get("/v1/me/export")
    assert kept["likes"] == [[DRAMA, 1]]
    assert [e["id"] for e in kept["events"]] == ["client-0001"]
    assert viewer.ask("DELETE", "/v1/me").status_code == 204
    assert viewer.ask("GET", "/v1/me").status_code == 401
    with station.database.connect() as db:
        left = "SELECT (SELECT count(*) FROM event) + (SELECT count(*) FROM progress) + (SELECT count(*) FROM liked)"
        assert db.execute(text(left)).scalar() == 0
        (body,) = db.execute(text("SELECT body FROM viewer")).one()
    assert '"erased"' in str(body)


def test_a_like_is_taken_back_and_nothing_else_is_liked(viewer: Viewer) -> None:
    viewer.ask("PUT", f"/v1/likes/{DRAMA}/1")
    assert viewer.ask("DELETE", f"/v1/likes/{DRAMA}/1").status_code == 204
    assert viewer.get("/v1/me/export")["likes"] == []
    assert viewer.ask("PUT", f"/v1/likes/{DRAMA}/99").status_code == 404
