"""Encrypted episodes: a copied file stays shut, and the key goes to whoever may watch now."""

from __future__ import annotations

import base64
import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from dramaport.errors import BadInput
from dramaport.media import hls
from dramaport.stream.api import Station, make_app
from dramaport.stream.catalogue import publish
from dramaport.stream.sealing import Sealer, licence, sealer_of

from .conftest import DRAMA, Clock, Viewer, published

SEALER = Sealer(b"s" * 32)


@pytest.fixture(scope="module")
def open_release(releases: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    media = tmp_path_factory.mktemp("open")
    return media / publish(releases / "E01", DRAMA, media).prefix


@pytest.fixture(scope="module")
def sealed_release(releases: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    media = tmp_path_factory.mktemp("sealed")
    return media / publish(releases / "E01", DRAMA, media, SEALER).prefix


def renditions(folder: Path) -> dict[str, hls.MediaPlaylist]:
    found = (file for file in folder.glob("*.m3u8") if file.name.startswith(("video-", "audio-")))
    return {file.name: hls.parse(file.read_text("utf-8")) for file in found}


def test_every_rendition_is_encrypted_and_keeps_its_times(open_release: Path, sealed_release: Path) -> None:
    before, after = renditions(open_release), renditions(sealed_release)
    assert set(before) == set(after)
    for name, playlist in after.items():
        assert "METHOD=SAMPLE-AES" in (sealed_release / name).read_text("utf-8")
        old = [round(float(segment.seconds), 2) for segment in before[name].segments]
        assert [round(float(segment.seconds), 2) for segment in playlist.segments] == old
        assert playlist.head is not None
        head = (sealed_release / playlist.head.uri).read_bytes()[playlist.head.offset : playlist.head.end]
        assert b"cbcs" in head
        assert b"tenc" in head
    for file in open_release.glob("*.mp4"):
        clear, shut = file.read_bytes(), (sealed_release / file.name).read_bytes()
        assert clear[len(clear) // 2 : len(clear) // 2 + 512] not in shut


def test_the_same_release_and_secret_give_the_same_bytes(releases: Path, sealed_release: Path, tmp_path: Path) -> None:
    again = tmp_path / publish(releases / "E01", DRAMA, tmp_path, SEALER).prefix
    assert {f.name: f.read_bytes() for f in again.iterdir()} == {
        f.name: f.read_bytes() for f in sealed_release.iterdir()
    }


def test_each_episode_and_each_secret_has_its_own_key() -> None:
    locks = [SEALER.lock("d/E01"), SEALER.lock("d/E02"), Sealer(b"t" * 32).lock("d/E01")]
    assert len({lock.key for lock in locks} | {lock.key_id for lock in locks} | {lock.iv for lock in locks}) == 9


def test_a_licence_names_the_key_a_player_asked_for() -> None:
    lock = SEALER.lock("d/E01")
    kid = base64.urlsafe_b64encode(lock.key_id).rstrip(b"=").decode()
    (key,) = licence(lock, [kid]).keys
    assert key["kid"] == kid
    assert base64.urlsafe_b64decode(key["k"] + "==") == lock.key
    with pytest.raises(BadInput, match="no key of this episode"):
        licence(lock, ["AAAAAAAAAAAAAAAAAAAAAA"])


@pytest.mark.parametrize(("secret", "said"), [("zz", "is not hexadecimal"), ("ab", "is shorter than 32 bytes")])
def test_what_is_no_secret_is_refused(secret: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        sealer_of(secret)
    assert sealer_of("") is None


@pytest.fixture(scope="module")
def sealed_media(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Encrypted once: what is published already is left alone."""
    return tmp_path_factory.mktemp("media")


@pytest.fixture
def sealed_station(database: Engine, releases: Path, sealed_media: Path, clock: Clock) -> Station:
    return published(database, releases, sealed_media, clock, SEALER)


@pytest.fixture
def sealed_viewer(sealed_station: Station) -> Iterator[Viewer]:
    with TestClient(make_app(sealed_station), raise_server_exceptions=False) as client:
        yield Viewer.begin(client)


def kid_of(ticket: dict[str, object]) -> str:
    playlists = ticket["playlists"]
    assert isinstance(playlists, dict)
    lines = (line for text in playlists.values() for line in text.splitlines())
    line = next(line for line in lines if line.startswith("#EXT-X-KEY"))
    uri = hls.attributes(line.partition(":")[2])["URI"]
    return base64.urlsafe_b64encode(base64.b64decode(uri.rpartition(",")[2])).rstrip(b"=").decode()


def test_who_may_watch_is_given_the_key_and_nobody_else(sealed_viewer: Viewer) -> None:
    ticket = sealed_viewer.ask("POST", "/v1/tickets", json={"drama": DRAMA, "number": 1}).json()
    asked = {"kids": [kid_of(ticket)], "type": "temporary"}
    given = sealed_viewer.ask("POST", ticket["licence"], json=asked)
    assert given.status_code == 200, given.text
    assert given.headers["cache-control"] == "no-store"
    assert given.json()["keys"][0]["kid"] == asked["kids"][0]
    nobody = sealed_viewer.client.post(ticket["licence"], json=asked)
    assert nobody.status_code == 401
    locked = sealed_viewer.ask("POST", f"/v1/keys/{DRAMA}/12", json=asked)
    assert locked.status_code == 403
    other = sealed_viewer.ask("POST", f"/v1/keys/{DRAMA}/2", json=asked)
    assert other.status_code == 422


def test_a_secret_that_was_changed_says_to_publish_again(sealed_station: Station) -> None:
    changed = dataclasses.replace(sealed_station, sealer=Sealer(b"n" * 32))
    with TestClient(make_app(changed), raise_server_exceptions=False) as client:
        viewer = Viewer.begin(client)
        told = viewer.ask("POST", f"/v1/keys/{DRAMA}/1", json={"kids": ["AAAA"]})
    assert told.status_code == 422
    assert "publish it again" in json.loads(told.text)["detail"]


def test_an_open_episode_has_no_key(viewer: Viewer) -> None:
    ticket = viewer.ask("POST", "/v1/tickets", json={"drama": DRAMA, "number": 1}).json()
    assert ticket["licence"] is None
    assert viewer.ask("POST", f"/v1/keys/{DRAMA}/1", json={"kids": []}).status_code == 404
