"""Running the server: granian in this process's children, configured by the same environment as every command."""

from __future__ import annotations

import os
import secrets
import socket
from pathlib import Path
from typing import Final

from fastapi import FastAPI
from granian import Granian
from granian.constants import Interfaces

from dramaport.cli.context import open_house
from dramaport.errors import BadInput
from dramaport.settings import read_settings
from dramaport.stream.api import Station, make_app
from dramaport.stream.tokens import Keys

_SANDBOX: Final = "DRAMAPORT_SERVE_SANDBOX"
_KEYS: Final = "DRAMAPORT_MEDIA_KEYS"

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
