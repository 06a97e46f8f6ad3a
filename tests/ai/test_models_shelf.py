"""Keeping: what vouches for a file, what is read or fetched again, and models that come in installed packages."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from models_fakes import (
    BOTH,
    NOBODY,
    TWO,
    Hub,
    as_toml,
    entry,
    kept,
    serving,
    tiny,
    use_own_shelf,
)

from dramaport.ai import models
from dramaport.ai.models import shelf
from dramaport.ai.models.listing import OWN_CATALOGUE
from dramaport.ai.models.transfer import bring_all as fetch
from dramaport.ai.models.values import Model


@pytest.fixture(autouse=True)
def _own_shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use_own_shelf(tmp_path / "shelf", monkeypatch)


@pytest.fixture
def hub() -> Iterator[Hub]:
    with serving() as started:
        yield started


class TestKeeping:
    """A cached model is trusted by its stamp, and hashed again when a file's size or time of change moved."""

    @pytest.fixture
    def cached(self, hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        own = tmp_path / "own.toml"
        own.write_text(as_toml(entry(hub.url)))
        monkeypatch.setenv(OWN_CATALOGUE, str(own))
        folder = models.folder("tiny")
        hub.asked.clear()
        return folder

    def test_a_second_start_reads_no_file_and_asks_nobody(
        self, cached: Path, hub: Hub, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        shelf._hashed.clear()
        monkeypatch.setattr(shelf, "sha256_of", lambda path: pytest.fail(f"{path} was read"))
        assert models.folder("tiny") == cached
        assert models.present("tiny")
        assert not hub.asked

    def test_verify_finds_one_wrong_byte_the_stamp_cannot_see(self, cached: Path) -> None:
        assert models.verify("tiny") == ()
        spoil_unseen(cached / "two.bin")
        assert models.present("tiny")
        (problem,) = models.verify("tiny")
        assert (problem.model, problem.path) == ("tiny", "two.bin")
        assert str(problem).startswith(
            f"tiny/two.bin: has sha256 {hashlib.sha256((cached / 'two.bin').read_bytes()).hexdigest()}"
        )

    def test_verify_names_what_is_not_there_and_what_has_another_size(self, cached: Path) -> None:
        (cached / "one.bin").unlink()
        (cached / "two.bin").write_bytes(b"short")
        assert [problem.text.split(":")[0] for problem in models.verify("tiny")] == [
            "cannot be read (No such file or directory)",
            "has 5 bytes, the catalogue lists 480",
        ]

    def test_a_changed_file_is_fetched_again_and_only_that_one(self, cached: Path, hub: Hub) -> None:
        (cached / "two.bin").write_bytes(TWO[:-1] + b"?")
        assert not models.present("tiny")
        models.folder("tiny")
        assert kept() == BOTH
        assert dict(hub.asked) == {"two.bin": 1}

    def test_a_touched_file_is_hashed_and_kept(self, cached: Path, hub: Hub) -> None:
        os.utime(cached / "two.bin", (1, 1))
        assert models.folder("tiny") == cached
        assert not hub.asked

    @pytest.mark.parametrize("stamp", ["", "[]", '{"one.bin": 3}', '{"one.bin": ["x", "y", "z"]}', None])
    def test_a_damaged_stamp_costs_a_reading_and_no_fetching(self, cached: Path, hub: Hub, stamp: str | None) -> None:
        shelf._hashed.clear()
        if stamp is None:
            (cached / ".stamp.json").unlink()
        else:
            (cached / ".stamp.json").write_text(stamp)
        models.folder("tiny")
        assert not hub.asked
        assert set(json.loads((cached / ".stamp.json").read_text())) == {"one.bin", "two.bin"}

    def test_files_put_there_by_hand_are_taken_as_they_are(self, cached: Path, hub: Hub) -> None:
        shutil.rmtree(cached)
        shelf._hashed.clear()
        assert not models.present("tiny")
        cached.mkdir()
        for name, content in BOTH.items():
            (cached / name).write_bytes(content)
        assert models.present("tiny")
        assert models.folder("tiny") == cached
        assert not hub.asked

    def test_what_a_killed_run_left_is_cleared_away(self, cached: Path) -> None:
        left = shelf.root() / ".incoming" / "tiny" / "0" / "0" / "file"
        left.parent.mkdir(parents=True)
        left.write_bytes(b"half")
        (cached / "one.bin").with_name("one.bin.part").write_bytes(b"half")
        (cached / "one.bin").unlink()
        models.folder("tiny")
        assert kept() == BOTH
        assert not left.exists()

    def test_two_processes_fetch_each_file_once(self, cached: Path, hub: Hub) -> None:
        shutil.rmtree(cached)
        code = "from dramaport.ai import models; print(models.folder('tiny'))"
        started = [subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) for _ in range(2)]
        assert [process.communicate()[0].strip() for process in started] == [str(cached)] * 2
        assert kept() == BOTH
        assert dict(hub.asked) == {"one.bin": 1, "two.bin": 1}


class TestShipped:
    """A model that comes in an installed package is used where it lies, as long as it is the listed one."""

    @pytest.fixture
    def package(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        folder = tmp_path / "site" / "reader_pkg"
        (folder / "weights").mkdir(parents=True)
        (folder / "__init__.py").write_text("raise AssertionError('must not be imported')")
        for name, content in BOTH.items():
            (folder / "weights" / name).write_bytes(content)
        monkeypatch.syspath_prepend(str(tmp_path / "site"))
        return folder / "weights"

    def shipped(self, place: str, name: str = "reader_pkg") -> Model:
        return tiny(place, ships_with={"package": name, "folder": "weights"})

    def test_it_is_found_in_the_package_which_is_not_imported(self, package: Path) -> None:
        model = self.shipped(NOBODY)
        fetch([model])
        assert shelf.folder_of(model) == package
        assert not (package / ".stamp.json").exists()  # the package's folder is not ours to write in

    def test_another_version_of_the_package_does_not_change_the_model(self, package: Path, hub: Hub) -> None:
        (package / "one.bin").write_bytes(b"newer weights")
        model = self.shipped(hub.url)
        fetch([model])
        assert shelf.folder_of(model) == shelf.root() / "tiny"
        assert kept() == BOTH

    def test_without_the_package_it_is_fetched_like_any_other(self, hub: Hub) -> None:
        model = self.shipped(hub.url, name="no_such_pkg")
        assert len(shelf.missing(model)) == 2
        fetch([model])
        assert kept() == BOTH


def spoil_unseen(path: Path) -> None:
    """Change a byte and put the time of change back, as a failing disk would."""
    before = path.stat()
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
