"""Stand-ins for the places models come from: a hub over HTTP, package registries, and a small model of two files."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
import threading
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from dramaport.ai.models import carriers, shelf
from dramaport.ai.models.clients import Watch
from dramaport.ai.models.listing import OWN_CATALOGUE
from dramaport.ai.models.transfer import FROM
from dramaport.ai.models.unpack import PlaceError
from dramaport.ai.models.values import Model

ONE, TWO = b"first file " * 50, b"second file " * 40
BOTH = {"one.bin": ONE, "two.bin": TWO}
NOBODY = "http://127.0.0.1:9/{path}"  # the discard port: nothing listens there


class Hub:
    """Files over HTTP on this machine. It counts the requests and can break off, answer 404 or send other bytes."""

    def __init__(self) -> None:
        self.files = {"one.bin": ONE, "two.bin": TWO}
        self.asked: Counter[str] = Counter()
        self.ranges: list[str] = []
        self.breaks = 0  # answers to come that stop half-way
        hub = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                hub.answer(self)

            def log_message(self, *about: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/{{path}}"

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        name = handler.path.lstrip("/")
        self.asked[name] += 1
        content = self.files.get(name)
        if content is None:
            handler.send_error(404)
            return
        start = 0
        if asked := handler.headers.get("Range"):
            self.ranges.append(asked)
            start = int(asked.removeprefix("bytes=").removesuffix("-"))
        handler.send_response(206 if start else 200)
        handler.send_header("Content-Length", str(len(content) - start))
        handler.end_headers()
        if self.breaks:
            self.breaks -= 1
            handler.wfile.write(content[start : (start + len(content)) // 2])
            handler.wfile.flush()
            handler.close_connection = True
            return
        handler.wfile.write(content[start:])


class Registry:
    """Stands in for pip and npm: gives prepared packages and keeps the commands it was run with."""

    def __init__(self) -> None:
        self.packages: dict[str, bytes] = {}
        self.commands: list[Sequence[str]] = []

    def __call__(self, command: Sequence[str], folder: Path, watch: Watch) -> None:
        self.commands.append(command)
        wanted = next((word for word in command if word in self.packages), None)
        if wanted is None:
            raise PlaceError(f"ERROR: No matching distribution found for {command[-1]}")
        content = self.packages[wanted]
        (folder / ("it.whl" if "download" in command else "it.tgz")).write_bytes(content)
        watch.tick(len(content))

    @property
    def asked(self) -> list[str]:
        return sorted(word for command in self.commands for word in command if word in self.packages)


@contextmanager
def serving() -> Iterator[Hub]:
    """A hub for the length of a block."""
    started = Hub()
    thread = threading.Thread(target=started.server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield started
    finally:
        started.server.shutdown()
        thread.join()
        started.server.server_close()


def use_own_shelf(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep models in `folder`, with none of the user's settings and nothing remembered from other tests."""
    for name in (FROM, OWN_CATALOGUE, "HF_ENDPOINT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(shelf.FOLDER, str(folder))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(carriers, "npm", lambda run, watch: ("npm",))
    carriers._unreachable.clear()
    shelf._hashed.clear()


def on_a_stick(folder: Path, monkeypatch: pytest.MonkeyPatch, **files: bytes) -> None:
    """Put files of the model into a folder that is asked before all other places."""
    (folder / "tiny").mkdir(parents=True)
    for name, content in files.items():
        (folder / "tiny" / name).write_bytes(content)
    monkeypatch.setenv(FROM, str(folder))


def entry(*places: Any, name: str = "tiny", **changes: Any) -> dict[str, Any]:
    """A model of two files that can be had from `places`, each a template or what a place's `files` hold."""
    files = [
        {"path": path, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for path, content in (("one.bin", ONE), ("two.bin", TWO))
    ]
    listed = [{"files": place if isinstance(place, dict) else {"*": place}} for place in places]
    about = {"name": name, "purpose": "to test", "upstream": "https://models.example", "licence": "MIT"}
    return {**about, "files": files, "places": listed, **changes}


def tiny(*places: Any, **changes: Any) -> Model:
    return Model.model_validate(entry(*places, **changes))


def wheel(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def tgz(**members: bytes) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


def kept(name: str = "tiny") -> dict[str, bytes]:
    """Every file in the model's folder but the stamp."""
    folder = shelf.root() / name
    return {path.name: path.read_bytes() for path in folder.glob("*") if path.name != ".stamp.json"}


def as_toml(model: dict[str, Any]) -> str:
    """The model as a catalogue; JSON strings, numbers and lists are TOML's too."""
    listed = [
        "{ " + ", ".join(f"{key} = {json.dumps(value)}" for key, value in file.items()) + " }"
        for file in model["files"]
    ]
    about = "\n".join(f"{key} = {json.dumps(model[key])}" for key in ("name", "purpose", "upstream", "licence"))
    places = "\n".join(
        "[[models.places]]\n"
        + "\n".join(f'files."{key}" = {json.dumps(value)}' for key, value in place["files"].items())
        for place in model["places"]
    )
    return f"[[models]]\n{about}\nfiles = [{', '.join(listed)}]\n{places}\n"
