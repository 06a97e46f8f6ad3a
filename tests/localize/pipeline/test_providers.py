"""Who speaks a language: the settings' endpoint where it is told to, else who speaks it best here."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest

from dramaport.build.digest import as_json
from dramaport.errors import BadInput
from dramaport.localize.pipeline import providers
from dramaport.media.audio import wav_bytes
from dramaport.settings import Settings

TONE = wav_bytes((0.3 * np.sin(np.arange(12_000) * 0.08)).astype(np.float32), 24_000)


@pytest.fixture
def vendor() -> Iterator[tuple[str, list[dict[str, object]]]]:
    """A speaking endpoint on this machine: its address, and what it was asked."""
    asked: list[dict[str, object]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.send_header("Content-Type", "audio/wav")
            self.send_header("Content-Length", str(len(TONE)))
            self.end_headers()
            self.wfile.write(TONE)

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1", asked
    server.shutdown()
    server.server_close()


def settle(monkeypatch: pytest.MonkeyPatch, **given: str) -> None:
    monkeypatch.setattr(providers, "settings", lambda: Settings(**given))  # type: ignore[arg-type]


def test_the_endpoint_speaks_with_the_voices_it_was_given(
    monkeypatch: pytest.MonkeyPatch, vendor: tuple[str, list[dict[str, object]]]
) -> None:
    url, asked = vendor
    settle(monkeypatch, speak_url=url, speak_model="tts-1", speak_voices="nova:female:young,echo:male")
    speaker = providers.speaker("th")
    assert [(voice.id, voice.language) for voice in speaker.voices("th")] == [
        ("endpoint:nova", "th"),
        ("endpoint:echo", "th"),
    ]
    assert len(speaker.speak("ไปกันเถอะ", "endpoint:nova").pcm) > 10_000
    assert asked[0]["input"] == "ไปกันเถอะ" and asked[0]["voice"] == "nova" and asked[0]["model"] == "tts-1"


def test_the_endpoint_speaks_only_the_languages_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    settle(
        monkeypatch,
        speak_url="http://127.0.0.1:9/v1",
        speak_model="tts-1",
        speak_voices="nova:female",
        speak_languages="th, pt",
    )
    assert providers.speaker("th").identity.startswith("endpoint/")
    assert providers.speaker("pt-BR").identity.startswith("endpoint/")
    assert providers.speaker("en").identity == "scripted speaker"


def test_without_an_endpoint_the_embedded_voices_speak(monkeypatch: pytest.MonkeyPatch) -> None:
    settle(monkeypatch)
    assert providers.speaker("en").identity == "scripted speaker"


def test_the_key_of_a_spoken_line_names_the_endpoint_and_never_its_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    settle(
        monkeypatch,
        speak_url="http://127.0.0.1:9/v1",
        speak_model="tts-1",
        speak_voices="nova:female",
        speak_key="very-secret",
    )
    named = json.dumps(as_json(providers.speaker("en")))
    assert "127.0.0.1:9" in named
    assert "very-secret" not in named


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"speak_voices": "nova:female"}, "DRAMAPORT_SPEAK_MODEL"),
        ({"speak_model": "tts-1"}, "DRAMAPORT_SPEAK_VOICES"),
        ({"speak_model": "tts-1", "speak_voices": "nova:soprano"}, "nova:soprano"),
        ({"speak_model": "tts-1", "speak_voices": "nova:female", "speak_languages": "klingon"}, "klingon"),
    ],
)
def test_settings_that_cannot_be_used_are_named(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], named: str
) -> None:
    settle(monkeypatch, speak_url="http://127.0.0.1:9/v1", **given)
    with pytest.raises(BadInput, match=named):
        providers.speaker("en")
