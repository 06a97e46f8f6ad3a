"""Running the server: granian in this process's children, configured by the same environment as every command."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Final

import httpx
from fastapi import FastAPI
from granian import Granian
from granian.constants import Interfaces
from starlette.applications import Starlette

from dramaport.cli.context import open_house
from dramaport.drama.values import Value
from dramaport.errors import BadInput, DramaportError
from dramaport.settings import Settings, read_settings
from dramaport.stream.api import Station, make_app
from dramaport.stream.api.doors import Doors
from dramaport.stream.api.ways import Ways, open_ads
from dramaport.stream.guard.address import Trust, proxies
from dramaport.stream.sandbox.keys import Keys as SandboxKeys
from dramaport.stream.sandbox.keys import make_keys
from dramaport.stream.sandbox.serve import make_sandbox, sandbox_ways
from dramaport.stream.sealing import sealer_of
from dramaport.stream.tokens import Keys

_SANDBOX: Final = "DRAMAPORT_BESIDE"  # set by this module alone, for its own children
_KEYS: Final = "DRAMAPORT_MEDIA_KEYS"

#: How long a server may take to start on a busy machine, and how often it is asked whether it has.
_START_SECONDS: Final = 60.0
_ASK_SECONDS: Final = 0.2

#: The built app lies beside the package in a checkout, and inside it in a wheel.
_WEB: Final = (Path(__file__).parents[3] / "web" / "dist", Path(__file__).parents[1] / "web")


class _Sandbox(Value):
    """What the app and the stand-ins beside it must agree on."""

    keys: SandboxKeys
    app: str
    here: str


def run_server(host: str, port: int, *, sandbox: bool) -> None:
    """Serve until stopped. Without keys in the environment, media addresses hold as long as this run."""
    if not read_settings().media_keys.get_secret_value():
        os.environ[_KEYS] = f"run:{secrets.token_hex(32)}"
    _require_sound(read_settings())
    with ExitStack() as beside:
        if sandbox:
            beside.enter_context(_sandbox(host, port))
        _granian("dramaport.cli.serving:application", host, port)


def _require_sound(settings: Settings) -> None:
    """Refuse here, in one line, what a worker would refuse with a trace, again and again."""
    keys_of(settings.media_keys.get_secret_value())
    trust_of(settings)
    with httpx.Client() as http:
        open_ads(ways_of(settings), http)


@contextmanager
def _sandbox(host: str, port: int) -> Iterator[None]:
    """The stand-ins for stores and ads as a process of their own, and their keys in this one's environment."""
    own = free_port(host)
    told = _Sandbox(keys=make_keys(), app=f"http://{host}:{port}", here=f"http://{host}:{own}")
    os.environ[_SANDBOX] = told.model_dump_json()
    program = f"from dramaport.cli.serving import run_sandbox; run_sandbox({host!r}, {own})"
    process = subprocess.Popen([sys.executable, "-c", program])
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def run_sandbox(host: str, port: int) -> None:
    """Serve the stand-ins until stopped."""
    _granian("dramaport.cli.serving:sandbox_application", host, port)


def _granian(target: str, host: str, port: int) -> None:
    Granian(target, address=host, port=port, interface=Interfaces.ASGI, factory=True, log_access=False).serve()


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
    settings = house.settings
    told = os.environ.get(_SANDBOX)
    beside = _Sandbox.model_validate_json(told) if told else None
    station = Station(
        database=house.database,
        keys=keys_of(settings.media_keys.get_secret_value()),
        media=settings.media_folder,
        web=next((folder for folder in _WEB if (folder / "index.html").is_file()), None),
        sandbox=beside is not None,
        trust=trust_of(settings),
        limits=settings.limits,
        sealer=sealer_of(settings.content_key.get_secret_value()),
    )
    ways = sandbox_ways(beside.keys, app=beside.app, here=beside.here) if beside else ways_of(settings)
    return make_app(station, ways)


def sandbox_application() -> Starlette:
    """The stand-ins, with the keys their parent made."""
    told = _Sandbox.model_validate_json(os.environ[_SANDBOX])
    return make_sandbox(told.keys, app=told.app, here=told.here, seed=secrets.randbits(32))


def ways_of(settings: Settings) -> Ways:
    """The ways to pay that the environment has keys for."""
    try:
        roots = tuple(path.read_bytes() for path in settings.apple_roots)
    except OSError as error:
        raise BadInput(f"DRAMAPORT_APPLE_ROOTS: {error.filename} cannot be read ({error.strerror})") from error
    return Ways(
        back=settings.back,
        stripe_key=settings.stripe_key.get_secret_value(),
        stripe_webhook_secret=settings.stripe_webhook_secret.get_secret_value(),
        apple_bundle=settings.apple_bundle,
        apple_app_id=settings.apple_app_id,
        apple_roots=roots,
        apple_key=settings.apple_key.get_secret_value(),
        apple_key_id=settings.apple_key_id,
        apple_issuer=settings.apple_issuer,
        google_package=settings.google_package,
        google_account=settings.google_account.get_secret_value(),
        google_push_audience=settings.google_push_audience,
        google_push_account=settings.google_push_account,
        admob_units=tuple(unit for unit in settings.admob_units.split(",") if unit),
        pepper=settings.pepper.get_secret_value(),
        doors=Doors(
            app=settings.address,
            smtp_host=settings.smtp_host,
            smtp_port=settings.smtp_port,
            smtp_user=settings.smtp_user,
            smtp_password=settings.smtp_password.get_secret_value(),
            smtp_from=settings.smtp_from,
            apple_clients=tuple(client for client in settings.apple_clients.split(",") if client),
            google_clients=tuple(client for client in settings.google_clients.split(",") if client),
        ),
    )


def trust_of(settings: Settings) -> Trust:
    """Whose word on addresses counts. Raises BadInput for a network that is none."""
    return Trust(
        networks=proxies(settings.trusted_proxies),
        header=settings.forwarded_header,
        territory=settings.territory_header.lower(),
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
