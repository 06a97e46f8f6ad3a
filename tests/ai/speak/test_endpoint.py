"""The voice endpoint, against a real HTTP server on this machine."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np
import pytest

from dramaport.ai.speak.endpoint import RATE, EndpointRefused, EndpointSpeaker, named_voices
from dramaport.errors import BadInput
from dramaport.media.audio import wav_bytes

TONE = (np.sin(np.arange(12_000) * 2 * np.pi * 300 / 24_000) * 0.3).astype(np.float32)
WAV = wav_bytes(TONE, 24_000)
Answer = tuple[int, dict[str, str], bytes]
GOOD: Answer = (200, {"Content-Type": "audio/wav"}, WAV)


class Vendor:
    """Gives the scripted answers in turn, the last one for ever, and remembers what it was asked."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        vendor = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                vendor.asked.append({"path": self.path, **json.loads(body)})
                vendor.keys.append(self.headers.get("Authorization"))
                status, headers, sound = vendor.answers.pop(0) if len(vendor.answers) > 1 else vendor.answers[0]
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(sound))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(sound)

            def log_message(self, *_: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()


@pytest.fixture
def vendor() -> Iterator[Any]:
    started: list[Vendor] = []

    def start(*answers: Answer) -> Vendor:
        started.append(Vendor(*answers))
        return started[-1]

    yield start
    for each in started:
        each.server.shutdown()
        each.server.server_close()


def speaker(url: str, waits: list[float] | None = None, **more: Any) -> EndpointSpeaker:
    waited = waits if waits is not None else []
    return EndpointSpeaker(
        url, "tts-1", "secret", named_voices("nova:female:young,echo:male"), sleep=waited.append, **more
    )


def test_it_asks_as_the_api_wants_and_gives_the_sound(vendor: Any) -> None:
    server = vendor(GOOD)
    clip = speaker(server.url).speak('你好 "$(reboot)"', "endpoint:nova", 1.1)
    assert server.asked == [
        {
            "path": "/v1/audio/speech",
            "model": "tts-1",
            "voice": "nova",
            "input": '你好 "$(reboot)"',
            "response_format": "wav",
            "speed": 1.1,
        }
    ]
    assert server.keys == ["Bearer secret"]
    assert clip.rate == RATE
    assert len(clip.pcm) == pytest.approx(12_000, abs=300)


def test_raw_pcm_is_taken_as_16_bit_at_24_khz(vendor: Any) -> None:
    raw = (TONE * 32767).astype("<i2").tobytes()
    clip = speaker(vendor((200, {}, raw)).url, response_format="pcm").speak("a", "endpoint:nova")
    assert np.abs(np.fft.rfft(clip.pcm)).argmax() / len(clip.pcm) * RATE == pytest.approx(300, abs=5)


def test_busy_and_broken_answers_are_asked_again_with_growing_waits(vendor: Any) -> None:
    waits: list[float] = []
    server = vendor((429, {}, b"slow down"), (503, {}, b""), (500, {}, b""), GOOD)
    assert len(speaker(server.url, waits).speak("a", "endpoint:nova").pcm) > 0
    assert waits == [1, 2, 4]


def test_the_wait_a_server_asks_for_is_kept_but_bounded(vendor: Any) -> None:
    waits: list[float] = []
    server = vendor((429, {"Retry-After": "7"}, b""), (429, {"Retry-After": "86400"}, b""), GOOD)
    speaker(server.url, waits).speak("a", "endpoint:nova")
    assert waits == [7, 30]


def test_an_endpoint_that_stays_busy_is_given_up_with_its_words(vendor: Any) -> None:
    waits: list[float] = []
    server = vendor((429, {}, b'{"error":\n "quota"}'))
    with pytest.raises(EndpointRefused, match=r'429 {"error": "quota"}, 5 times; try again later'):
        speaker(server.url, waits).speak("a", "endpoint:nova")
    assert len(server.asked) == 5
    assert len(waits) == 4


@pytest.mark.parametrize(
    ("status", "words"), [(401, "check DRAMAPORT_SPEAK_KEY"), (404, "answered 404"), (400, "answered 400")]
)
def test_a_refusal_is_not_asked_again(vendor: Any, status: int, words: str) -> None:
    server = vendor((status, {}, b"no"))
    with pytest.raises(EndpointRefused, match=words):
        speaker(server.url).speak("a", "endpoint:nova")
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "answer", [(200, {"Content-Type": "application/json"}, b'{"ok":true}'), (200, {"Content-Type": "audio/wav"}, b"")]
)
def test_an_answer_that_is_no_sound_is_an_error(vendor: Any, answer: Answer) -> None:
    with pytest.raises(EndpointRefused):
        speaker(vendor(answer).url).speak("a", "endpoint:nova")


def test_a_server_that_is_not_there_is_named(vendor: Any) -> None:
    server = vendor(GOOD)
    server.server.shutdown()
    server.server.server_close()
    with pytest.raises(EndpointRefused, match=r"127\.0\.0\.1.*no answer \(ConnectError\), 5 times"):
        speaker(server.url).speak("a", "endpoint:nova")


def test_voices_are_the_named_ones_for_every_language() -> None:
    voices = speaker("http://x").voices("th")
    assert [(v.id, v.language, v.gender, v.age) for v in voices] == [
        ("endpoint:nova", "th", "female", "young"),
        ("endpoint:echo", "th", "male", "adult"),
    ]


@pytest.mark.parametrize("listed", ["nova", "nova:girl", "nova:female:old", ":female"])
def test_a_badly_written_voice_is_refused(listed: str) -> None:
    with pytest.raises(BadInput, match="name:gender:age"):
        named_voices(listed)


def test_an_address_without_a_scheme_is_refused() -> None:
    with pytest.raises(BadInput, match="https://"):
        EndpointSpeaker("file:///etc/passwd", "m")


def test_identity_names_what_changes_the_sound_and_hides_the_key() -> None:
    assert "secret" not in speaker("http://x").identity
    assert speaker("http://x").identity != speaker("http://y").identity
