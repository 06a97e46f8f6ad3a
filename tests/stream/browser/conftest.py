"""The built app in Debian's Chromium, over the real API on a free port with a small real release behind it."""

from __future__ import annotations

import asyncio
import dataclasses
import importlib.util
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from granian.constants import Interfaces
from granian.server.embed import Server
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from sqlalchemy import Engine

from conftest import ROOT, answers, free_port, wait_until
from dramaport.errors import DramaportError
from dramaport.stream.api import Station, make_app
from dramaport.stream.sandbox.keys import make_keys
from dramaport.stream.sandbox.serve import make_sandbox, sandbox_ways

#: No device to draw or sound on, and nothing asked of anybody on the network.
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def web() -> Path:
    """The built app. Built anew only where its sources changed."""
    spec = importlib.util.spec_from_file_location("web", ROOT / "scripts" / "web.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    try:
        built: Path = module.build()
    except DramaportError as error:
        pytest.skip(f"the app cannot be built here: {error}")
    return built


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    found = shutil.which("chromium")
    if found is None:
        pytest.skip("Chromium is not installed (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(_FLAGS), env=dict(os.environ))
        yield browser
        browser.close()


@dataclass(frozen=True)
class Town:
    """The addresses of a running app and of the stand-ins beside it, and the app's database."""

    app: str
    sandbox: str
    database: Engine


@contextmanager
def serving(app: Any, port: int) -> Iterator[str]:
    """An application on a port, for the length of a block."""
    server = Server(app, address="127.0.0.1", port=port, interface=Interfaces.ASGI)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=lambda: loop.run_until_complete(server.serve()), daemon=True)
    thread.start()
    wait_until(lambda: answers(port))
    yield f"http://127.0.0.1:{port}"
    loop.call_soon_threadsafe(
        server.stop
    )  # from another thread, the loop would hear of it when something else wakes it
    thread.join(10)


@pytest.fixture
def town(station: Station, web: Path) -> Iterator[Town]:
    """The app beside the whole sandbox, on the real clock: messages are signed for now."""
    ports = free_port(), free_port()
    app, here = (f"http://127.0.0.1:{port}" for port in ports)
    keys = make_keys()
    open_now = dataclasses.replace(station, web=web, sandbox=True, clock=lambda: datetime.now(UTC))
    with (
        serving(make_sandbox(keys, app=app, here=here, seed=7), ports[1]),
        serving(make_app(open_now, sandbox_ways(keys, app=app, here=here)), ports[0]),
    ):
        yield Town(app, here, station.database)


@pytest.fixture
def site(town: Town) -> str:
    """The app's address."""
    return town.app


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(chromium: Browser, site: str) -> Iterator[OpenPage]:
    """Opens a path as a new guest whose browser speaks `language`. What the page logs as an error fails the test."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def go(path: str, language: str = "en-US", width: int = 390, height: int = 844) -> Page:
        context = chromium.new_context(
            base_url=site, locale=language, viewport={"width": width, "height": height}, service_workers="block"
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)  # a busy machine is slow, not wrong
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
        page.goto(path)
        return page

    yield go
    for context in contexts:
        context.close()
    assert faults == []
