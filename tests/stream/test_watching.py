"""From the shelf to the first picture: what an app asks, and what it may play."""

from __future__ import annotations

import base64
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from dramaport.errors import BadInput
from dramaport.stream import repository
from dramaport.stream.api import Station
from dramaport.stream.catalogue import number_of, publish
from stream.conftest import DRAMA, EPISODES, Clock, Viewer


def media_of(ticket: dict[str, Any]) -> set[str]:
    """Every media address of a ticket's playlists."""
    texts = ticket["playlists"].values()
    return {line for text in texts for line in text.splitlines() if line.startswith("/m/")}


def problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    assert answer.headers["content-type"] == "application/problem+json"
    told: dict[str, Any] = answer.json()
    assert (answer.status_code, told["status"], told["code"]) == (status, status, code), answer.text
    return told


def test_a_shelf_shows_the_drama_in_the_viewers_language(client: TestClient) -> None:
    arabic = Viewer.begin(client, "SA", ("ar-SA", "en"))
    (card,) = arabic.get("/v1/home")["shelves"][0]["dramas"]
    assert (card["title"], card["episodes"], card["free"]) == ("المعبر", EPISODES, 10)
    assert card["languages"] == ["en", "zh"]  # the Gulf is sold Arabic and English; the original may always be heard
    assert client.get(card["poster"]).status_code == 200


def test_where_nothing_is_licensed_there_is_no_drama(client: TestClient) -> None:
    japanese = Viewer.begin(client, "JP")
    assert japanese.get("/v1/home")["shelves"][0]["dramas"] == []
    problem(japanese.ask("GET", f"/v1/dramas/{DRAMA}"), 404, "not_found")


def test_search_finds_by_any_language_and_tag(viewer: Viewer) -> None:
    for words in ("crossing", "المعبر", "RIVER ferryman", "渡口"):
        assert [card["id"] for card in viewer.get("/v1/search", params={"q": words})["dramas"]] == [DRAMA]
    assert viewer.get("/v1/search", params={"q": "ceo"})["dramas"] == []


def test_the_page_says_of_each_episode_whether_it_is_open(viewer: Viewer) -> None:
    page = viewer.get(f"/v1/dramas/{DRAMA}")
    assert [episode["access"]["open"] for episode in page["episodes"]] == [True] * 10 + [False] * 2
    wall = page["episodes"][10]["access"]
    ways = {way["way"]: way for way in wall["ways"]}
    assert ways["coin"]["price"] == 60
    assert ways["coin"]["money"] == {"amount": 60, "currency": "USD"}  # 60 of 500 coins for 4.99, rounded up
    assert ways["ad"]["left_today"] == 5
    assert [plan["period"] for plan in ways["subscription"]["plans"]] == ["week", "month", "year"]


def test_the_feed_carries_tickets_up_to_the_wall(viewer: Viewer) -> None:
    found = viewer.get("/v1/feed", params={"drama": DRAMA, "from": 9, "count": 3})
    assert [(item["number"], item["ticket"] is not None) for item in found["items"]] == [
        (9, True),
        (10, True),
        (11, False),
    ]
    assert found["next"] == 12
    assert viewer.get("/v1/feed", params={"drama": DRAMA, "from": 12})["next"] is None


def test_a_posters_address_stays_for_half_a_day(viewer: Viewer, client: TestClient, clock: Clock) -> None:
    def poster() -> str:
        return str(viewer.get("/v1/home")["shelves"][0]["dramas"][0]["poster"])

    first = poster()
    clock.move(timedelta(hours=11))
    assert poster() == first
    clock.move(timedelta(hours=2))
    assert poster() != first
    assert client.get(first).status_code == 200
    clock.move(timedelta(hours=12))
    problem(client.get(first), 403, "expired_ticket")


def test_the_feed_knows_what_was_liked(viewer: Viewer) -> None:
    viewer.ask("PUT", f"/v1/likes/{DRAMA}/2")
    items = viewer.get("/v1/feed", params={"drama": DRAMA, "from": 1, "count": 3})["items"]
    assert [item["liked"] for item in items] == [False, True, False]


def test_a_ticket_plays_without_another_question(viewer: Viewer, client: TestClient) -> None:
    ticket = viewer.ask("POST", "/v1/tickets", json={"drama": DRAMA, "number": 1}).json()
    named = set(re.findall(r'URI="([^"]+)"', ticket["master"])) | {
        line for line in ticket["master"].splitlines() if line.endswith(".m3u8") and not line.startswith("#")
    }
    assert named == set(ticket["playlists"])
    for address in media_of(ticket):
        part = client.get(address, headers={"Range": "bytes=0-9"})
        assert (part.status_code, len(part.content)) == (206, 10)
    assert [track["tag"] for track in ticket["audio"]] == ["en", "es", "zh"]
    assert client.get(ticket["storyboard"]["url"]).status_code == 200


def test_a_language_that_is_not_sold_here_is_not_in_the_ticket(client: TestClient) -> None:
    ticket = Viewer.begin(client, "SA").ask("POST", "/v1/tickets", json={"drama": DRAMA, "number": 1}).json()
    assert [track["tag"] for track in ticket["audio"]] == ["en", "zh"]
    assert "audio-es.m3u8" not in ticket["master"]
    assert not any("-es." in name for name in ticket["playlists"])


def test_a_locked_episode_gives_no_address_of_its_media(viewer: Viewer, client: TestClient, station: Station) -> None:
    told = problem(viewer.ask("POST", "/v1/tickets", json={"drama": DRAMA, "number": 11}), 403, "locked")
    assert {way["way"] for way in told["access"]["ways"]} == {"subscription", "coin", "ad"}
    with station.database.connect() as db:
        locked, open_one = repository.episode(db, DRAMA, 11), repository.episode(db, DRAMA, 1)
    page = viewer.ask("GET", f"/v1/dramas/{DRAMA}").text
    assert locked.prefix not in page.replace(locked.stills or "", "")
    token = station.keys.sign(open_one.prefix, station.clock() + timedelta(minutes=1))
    video = next(path.name for path in (station.media / locked.prefix).glob("video-*.mp4"))
    problem(client.get(f"/m/{token}/{locked.prefix}/{video}"), 403, "expired_ticket")
    poster = re.findall(r'"(/m/[^"]+poster\.jpg)"', page)[10]
    assert client.get(poster).status_code == 200
    problem(client.get(poster.replace("stills/", "").replace("poster.jpg", video)), 403, "expired_ticket")


def test_an_address_ends_after_ten_minutes(viewer: Viewer, client: TestClient, clock: Clock) -> None:
    ticket = viewer.ask("POST", "/v1/tickets", json={"drama": DRAMA, "number": 1}).json()
    address = sorted(media_of(ticket))[0]
    clock.move(timedelta(minutes=9, seconds=59))
    assert client.get(address).status_code == 200
    clock.move(timedelta(seconds=1))
    problem(client.get(address), 403, "expired_ticket")


@pytest.mark.parametrize("path", ["/m/x/y", "/m//", "/m/1.k.a/../../viewers.db", "/../pyproject.toml", "/v1/none"])
def test_no_path_leads_anywhere_else(client: TestClient, path: str) -> None:
    assert client.get(path).status_code in (403, 404)


def test_a_release_whose_files_are_gone_says_so(viewer: Viewer, client: TestClient, station: Station) -> None:
    ticket = viewer.ask("POST", "/v1/tickets", json={"drama": DRAMA, "number": 1}).json()
    for file in station.media.rglob("*.mp4"):
        file.unlink()
    assert "publish" in problem(client.get(sorted(media_of(ticket))[0]), 404, "gone")["detail"]


def test_without_a_session_there_is_nothing(client: TestClient) -> None:
    for path in ("/v1/home", "/v1/me", f"/v1/dramas/{DRAMA}", "/v1/history"):
        problem(client.get(path), 401, "no_session")
    problem(client.get("/v1/home", headers={"Authorization": "Bearer guess"}), 401, "no_session")


def test_what_was_watched_is_where_it_goes_on(viewer: Viewer) -> None:
    event = {
        "id": "client-0001", "session": "s", "seq": 1, "kind": "progress", "drama": DRAMA, "number": 3,
        "position_ms": 4200, "at_ms": 50,
    }  # fmt: skip
    later = {**event, "id": "client-0002", "seq": 2, "position_ms": 4900, "at_ms": 60}
    sent = {"events": [later, event]}  # out of order, as after a time without network
    assert viewer.ask("POST", "/v1/events", json=sent).json() == {"taken": 2, "known": 0}
    assert viewer.ask("POST", "/v1/events", json=sent).json() == {"taken": 0, "known": 2}
    (begun,) = viewer.get("/v1/home")["continue"]
    assert (begun["episode"], begun["position_ms"]) == (3, 4900)
    assert [item["episode"] for item in viewer.get("/v1/history")["items"]] == [3]


def test_a_batch_that_is_too_large_is_refused(viewer: Viewer) -> None:
    problem(viewer.ask("POST", "/v1/events", content=b"x" * 300_000), 413, "too_large")


def test_a_request_that_does_not_fit_names_the_field(viewer: Viewer) -> None:
    told = problem(viewer.ask("POST", "/v1/tickets", json={"drama": DRAMA, "number": 0}), 422, "bad_input")
    assert told["faults"][0]["at"] == "body.number"


def test_a_newer_release_takes_the_place_and_leaves_the_old_bytes(releases: Path, tmp_path: Path) -> None:
    one = publish(releases / "E01", DRAMA, tmp_path)
    other = publish(releases / "E02", DRAMA, tmp_path)
    assert publish(releases / "E01", DRAMA, tmp_path) == one
    assert one.prefix != other.prefix
    assert not list(tmp_path.rglob("*.part"))


def test_a_damaged_release_is_not_published(releases: Path, tmp_path: Path) -> None:
    import shutil

    copy = tmp_path / "E01"
    shutil.copytree(releases / "E01", copy)
    video = next(copy.glob("video-*.mp4"))
    video.write_bytes(video.read_bytes()[:-1])
    with pytest.raises(BadInput, match=r"video-.*damaged"):
        publish(copy, DRAMA, tmp_path / "media")
    assert not (tmp_path / "media").exists()
    with pytest.raises(BadInput, match="no release"):
        publish(tmp_path, DRAMA, tmp_path / "media")


def test_the_number_is_at_the_end_of_the_code() -> None:
    assert (number_of("E07"), number_of("S2E100"), number_of("12")) == (7, 100, 12)
    with pytest.raises(BadInput, match="no episode number"):
        number_of("trailer")


def test_a_ticket_brings_the_initialisation_sections_its_playlists_name(viewer: Viewer) -> None:
    ticket = viewer.ask("POST", "/v1/tickets", json={"drama": DRAMA, "number": 1}).json()
    assert set(ticket["heads"]) == {name for name, text in ticket["playlists"].items() if "#EXT-X-MAP:" in text}
    for name, head in ticket["heads"].items():
        found = re.search(r'#EXT-X-MAP:URI="([^"]+)",BYTERANGE="(\d+)@(\d+)"', ticket["playlists"][name])
        assert found is not None
        first, length = int(found[3]), int(found[2])
        wanted = {"Range": f"bytes={first}-{first + length - 1}"}
        assert viewer.client.get(found[1], headers=wanted).content == base64.b64decode(head)


def test_a_language_that_is_not_sold_here_brings_no_head(client: TestClient) -> None:
    ticket = Viewer.begin(client, "SA").ask("POST", "/v1/tickets", json={"drama": DRAMA, "number": 1}).json()
    assert "audio-es.m3u8" not in ticket["heads"]
    assert "audio-en.m3u8" in ticket["heads"]


def test_answers_are_compressed_and_media_are_not(viewer: Viewer) -> None:
    feed = viewer.ask("GET", "/v1/feed", params={"drama": DRAMA})
    assert feed.headers["content-encoding"] == "gzip"
    plain = viewer.ask("GET", "/v1/feed", params={"drama": DRAMA}, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.json() == feed.json()
    for media in media_of(feed.json()["items"][0]["ticket"]):
        assert "content-encoding" not in viewer.client.get(media).headers
