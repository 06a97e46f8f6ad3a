"""Vendors that are slow, busy or wrong, and a model file with one wrong byte: named, nothing lost, mended by running again."""

from __future__ import annotations

import functools
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from models_fakes import ONE, TWO, as_toml, entry, serving, use_own_shelf

from cli_making import TITLE, Command, refused
from dramaport.ai.models.listing import OWN_CATALOGUE
from dramaport.ai.translate.endpoint import EndpointTranslator
from dramaport.cli.context import open_house
from dramaport.localize.pipeline import providers
from scripted_models import SCRIPT, film

Reply = Callable[[dict[str, Any]], tuple[int, object]]


class Vendor:
    """An OpenAI-compatible endpoint on this machine. `reply` makes status and body out of a request; it keeps them all."""

    def __init__(self) -> None:
        self.reply: Reply = right
        self.asked: list[list[str]] = []
        self.gone = threading.Event()
        vendor = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                lines = json.loads(request["messages"][1]["content"])["lines"]
                vendor.asked.append([line["id"] for line in lines])
                status, body = vendor.reply({line["id"]: line["text"] for line in lines})
                if status == SILENCE:
                    vendor.gone.wait(10)
                    return
                data = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"


SILENCE = 0


def said(rows: list[tuple[str, list[str]]]) -> tuple[int, object]:
    content = json.dumps({"lines": [{"id": one, "translations": texts} for one, texts in rows]})
    return 200, {"choices": [{"message": {"content": content}, "finish_reason": "stop"}]}


def right(asked: dict[str, str]) -> tuple[int, object]:
    return said([(one, [SCRIPT[text]["en"]]) for one, text in asked.items()])


def silent(_: dict[str, str]) -> tuple[int, object]:
    return SILENCE, {}


def busy(_: dict[str, str]) -> tuple[int, object]:
    return 429, {"error": {"message": "Rate limit reached"}}


def broken(_: dict[str, str]) -> tuple[int, object]:
    return 503, {}


def twice(asked: dict[str, str]) -> tuple[int, object]:
    return said([(one, [SCRIPT[text]["en"]]) for one, text in asked.items()] * 2)


def wrong_key(_: dict[str, str]) -> tuple[int, object]:
    return 401, {}


def echo(asked: dict[str, str]) -> tuple[int, object]:
    return said([(one, [text]) for one, text in asked.items()])


def nothing(asked: dict[str, str]) -> tuple[int, object]:
    return said([(one, [""]) for one in asked])


def an_error_as_text(asked: dict[str, str]) -> tuple[int, object]:
    return said([(one, ["Error: translation failed, too many requests"]) for one in asked])


@pytest.fixture
def vendor(dramaport: Command) -> Iterator[Vendor]:
    """The vendor who translates, waited for briefly."""
    started = Vendor()
    thread = threading.Thread(target=started.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    hasty = functools.partial(EndpointTranslator, sleep=lambda _: None, read_seconds=0.2)
    translator = hasty(started.url, "some-model", "sk-secret")
    with mock.patch.object(providers, "translator", lambda source, language: translator):
        yield started
    started.gone.set()
    started.server.shutdown()
    thread.join()
    started.server.server_close()


@pytest.fixture
def drama(dramaport: Command, tmp_path: Path) -> None:
    assert dramaport("new", TITLE, "--from", film(tmp_path / "E01.mp4")).code == 0


BAD: list[tuple[Reply, str]] = [
    (silent, "does not answer in time"),
    (busy, "answers 429"),
    (broken, "answers 503"),
    (twice, "given twice: E01.00"),
    (wrong_key, "check DRAMAPORT_TRANSLATE_KEY"),
    (echo, "the source text"),
    (nothing, "empty"),
    (an_error_as_text, "this is not a translation"),
]


@pytest.mark.parametrize(("reply", "words"), BAD, ids=lambda value: getattr(value, "__name__", ""))
@pytest.mark.usefixtures("drama")
def test_a_vendor_that_fails_fails_its_lines_and_nothing_else(
    dramaport: Command, vendor: Vendor, home: Path, reply: Reply, words: str
) -> None:
    vendor.reply = reply
    failed = dramaport("localize", TITLE, "--to", "en")
    refused(failed, "3 steps failed", "run again next time")
    assert [line.split()[:3] for line in failed.out.splitlines() if "translate/" in line] == [
        ["✗", "language/E01/en", f"translate/E01.00{n}:"] for n in (1, 2, 3)
    ]
    assert failed.out.count(words) == 3
    assert "sk-secret" not in failed.out + failed.err
    kept = {path: path.stat().st_mtime_ns for path in (home / "store" / "receipts").glob("*/*.json")}
    assert kept  # sound, picture, voices are done

    refused(dramaport("release", TITLE, "--lang", "en"), "did not pass the gate")
    assert dramaport("export", TITLE, "--lang", "en", "--as", "srt").out.startswith("0 files")

    vendor.reply = right
    assert dramaport("localize", TITLE, "--to", "en").code == 0
    assert {path: path.stat().st_mtime_ns for path in kept} == kept
    assert dramaport("release", TITLE, "--lang", "en").code == 0


@pytest.mark.usefixtures("drama")
def test_only_the_lines_that_failed_are_asked_again(dramaport: Command, vendor: Vendor) -> None:
    vendor.reply = lambda asked: said(
        [(one, ["" if one == "E01.002" else SCRIPT[text]["en"]]) for one, text in asked.items()]
    )
    refused(dramaport("localize", TITLE, "--to", "en"), "1 steps failed")
    vendor.asked.clear()
    vendor.reply = right
    assert dramaport("localize", TITLE, "--to", "en").code == 0
    assert {line for lines in vendor.asked for line in lines} == {"E01.002"}


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("DRAMAPORT_TRANSLATE_URL", "somewhere", "DRAMAPORT_TRANSLATE_URL"),
        ("DRAMAPORT_TRANSLATE_URL", "http://127.0.0.1:9/v1", "DRAMAPORT_TRANSLATE_MODEL"),
    ],
)
@pytest.mark.usefixtures("drama")
def test_vendor_settings_that_cannot_work_are_refused_before_any_work(
    dramaport: Command, home: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    def translator(source: str, language: str) -> EndpointTranslator:
        chosen = providers.settings()
        return EndpointTranslator(chosen.translate_url, chosen.translate_model)

    monkeypatch.setenv(name, value)
    with mock.patch.object(providers, "translator", translator):
        refused(dramaport("localize", TITLE, "--to", "en"), words)
    assert not (home / "store" / "receipts").exists()
    assert open_house().drama(TITLE).episodes


# --- models ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: Path) -> Iterator[Path]:
    """A catalogue of one model, and the model in its folder."""
    use_own_shelf(tmp_path / "shelf", monkeypatch)
    with serving() as hub:
        catalogue = tmp_path / "own.toml"
        catalogue.write_text(as_toml(entry(hub.url)))
        monkeypatch.setenv(OWN_CATALOGUE, str(catalogue))
        yield tmp_path / "shelf" / "tiny"


def test_a_model_file_with_one_wrong_byte(dramaport: Command, shelf: Path) -> None:
    assert dramaport("models", "fetch", "tiny").code == 0
    assert dramaport("models", "verify").code == 0
    wrong = bytearray(TWO)
    wrong[7] ^= 1
    (shelf / "two.bin").write_bytes(wrong)
    found = dramaport("models", "verify")
    refused(found, "dramaport models fetch")
    assert "tiny/two.bin" in found.out
    assert dramaport("models", "fetch", "tiny").code == 0
    assert ((shelf / "one.bin").read_bytes(), (shelf / "two.bin").read_bytes()) == (ONE, TWO)
    assert dramaport("models", "verify").code == 0


def test_a_model_nobody_lists(dramaport: Command, shelf: Path) -> None:
    refused(dramaport("models", "fetch", "whisper-enormous"), "whisper-enormous")
