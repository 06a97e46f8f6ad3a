"""Running the server: granian in this process's children, configured by the same environment as every command."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import httpx
from fastapi import FastAPI
from granian import Granian
from granian.constants import Interfaces

from dramaport.cli.context import open_house
from dramaport.errors import BadInput, DramaportError
from dramaport.settings import read_settings
from dramaport.stream.api import Station, make_app
from dramaport.stream.tokens import Keys

_SANDBOX: Final = "DRAMAPORT_SERVE_SANDBOX"
_KEYS: Final = "DRAMAPORT_MEDIA_KEYS"

#: How long a server may take to start on a busy machine, and how often it is asked whether it has.
_START_SECONDS: Final = 60.0
_ASK_SECONDS: Final = 0.2

#: The built app lies beside the package in a checkout, and inside it in a wheel.
_WEB: Final = (Path(__file__).parents[3] / "web" / "dist", Path(__file__).parents[1] / "web")


def run_server(host: str, port: int, *, sandbox: bool) -> None:
    """Serve until stopped. Without keys in the environment, media addresses hold as long as this run."""
    os.environ[_SANDBOX] = "1" if sandbox else ""
    if not read_settings().media_keys.get_secret_value():
        os.environ[_KEYS] = f"run:{secrets.token_hex(32)}"
    Granian(
        "dramaport.cli.serving:application",
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        factory=True,
        log_access=False,
    ).serve()


@contextmanager
def running(home: Path, log: Path, *, sandbox: bool) -> Iterator[str]:
    """The server as a process of its own over `home`, for the length of a block; gives its address.

    Raises DramaportError, naming the log, where it does not answer.
    """
    host, port = "127.0.0.1", free_port("127.0.0.1")
    command = [sys.executable, "-m", "dramaport", "serve", "--host", host, "--port", str(port)]
    with log.open("wb") as said:
        process = subprocess.Popen(
            [*command, *(["--sandbox"] if sandbox else [])],
            env={**os.environ, "DRAMAPORT_HOME": str(home)},
            stdout=said,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_for(f"http://{host}:{port}/v1/config", process, log)
        yield f"http://{host}:{port}"
    finally:
        process.terminate()
        process.wait()


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        with suppress(httpx.TransportError):
            if httpx.get(address, timeout=1).is_success:
                return
        time.sleep(_ASK_SECONDS)
    raise DramaportError(f"the server did not start; {log} says why")


def application() -> FastAPI:
    """The app over the surroundings of this process."""
    house = open_house()
    return make_app(
        Station(
            database=house.database,
            keys=keys_of(house.settings.media_keys.get_secret_value()),
            media=house.settings.media_folder,
            web=next((folder for folder in _WEB if (folder / "index.html").is_file()), None),
            sandbox=bool(os.environ.get(_SANDBOX)),
        )
    )


def keys_of(text: str) -> Keys:
    """Keys written as `name:hex,name:hex`; the first signs. Raises BadInput for anything else."""
    try:
        secrets_by_name = {name: bytes.fromhex(value) for name, value in (part.split(":") for part in text.split(","))}
    except ValueError as error:
        raise BadInput(f"{_KEYS} is not name:hex,name:hex; make a key with `openssl rand -hex 32`") from error
    return Keys(secrets_by_name, next(iter(secrets_by_name)))


def free_port(host: str) -> int:
    with socket.socket() as probe:
        probe.bind((host, 0))
        port: int = probe.getsockname()[1]
        return port
