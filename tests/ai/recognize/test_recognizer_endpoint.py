"""A recogniser behind HTTP, against a real server on this machine."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import numpy as np
import pytest

from dramaport.ai.recognize import endpoint
from dramaport.ai.recognize.endpoint import EndpointRecognizer, RecognizerRefused
from dramaport.errors import BadInput

TWO_SECONDS = np.zeros(32_000, np.float32)
TRANSCRIPT = {
    "text": "别喊 把灯给我",
    "segments": [
        {"id": 0, "text": "别喊", "start": 0.2, "end": 0.8, "avg_logprob": -0.105},
        {"id": 1, "text": "把灯给我", "start": 1.0, "end": 2.6, "avg_logprob": None},
    ],
    "words": [{"word": "别", "start": 0.2, "end": 0.5}, {"word": "喊", "start": 0.5, "end": 0.8}],
}


class Server:
    """Gives the answers of a list, one a request, the last one for ever; remembers what it was asked."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, dict[str, str], object]] = [(200, {}, TRANSCRIPT)]
        self.bodies: list[bytes] = []
        self.headers: list[dict[str, str]] = []
        self.paths: list[str] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                server.paths.append(self.path)
                server.headers.append(dict(self.headers))
                server.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
                status, headers, answer = server.answers.pop(0) if len(server.answers) > 1 else server.answers[0]
                body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(body))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:
                """Quiet."""

        self.http = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}/v1"


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    thread = threading.Thread(target=made.http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    made.http.shutdown()
    thread.join()
    made.http.server_close()


@pytest.fixture
def naps() -> list[float]:
    return []


@pytest.fixture
def recognizer(server: Server, naps: list[float]) -> EndpointRecognizer:
    return EndpointRecognizer(server.url, "whisper-1", "the-key", timeout=5, sleep=naps.append)


def test_segments_become_utterances_with_their_words(recognizer: EndpointRecognizer) -> None:
    first, second = recognizer.recognize(TWO_SECONDS, "zh-CN")
    assert (first.start, first.end, first.text) == (200, 800, "别喊")
    assert [(word.text, word.start, word.end) for word in first.words] == [("别", 200, 500), ("喊", 500, 800)]
    assert first.confidence == pytest.approx(0.9, abs=0.01)
    assert second.end == 2000  # nothing lies beyond the sound
    assert [word.text for word in second.words] == list("把灯给我")  # no word times: spread evenly
    assert [word.start for word in second.words] == [1000, 1250, 1500, 1750]


def test_what_is_sent(server: Server, recognizer: EndpointRecognizer) -> None:
    recognizer.recognize(TWO_SECONDS, "pt-BR")
    assert server.paths == ["/v1/audio/transcriptions"]
    assert server.headers[0]["Authorization"] == "Bearer the-key"
    for part in (b'name="model"\r\n\r\nwhisper-1', b'name="language"\r\n\r\npt\r\n', b"verbose_json", b"RIFF"):
        assert part in server.bodies[0]


def test_words_with_spaces_stay_words(server: Server, recognizer: EndpointRecognizer) -> None:
    server.answers = [(200, {}, {"segments": [{"text": " Thank you.", "start": 0, "end": 1}]})]
    (heard,) = recognizer.recognize(TWO_SECONDS, "en")
    assert [word.text for word in heard.words] == ["Thank", "you."]
    server.answers = [(200, {}, {"segments": [{"text": "Hello", "start": 0, "end": 1}]})]
    (heard,) = recognizer.recognize(TWO_SECONDS, "en")
    assert [word.text for word in heard.words] == ["Hello"]


def test_long_sound_goes_in_pieces_and_times_run_on(
    server: Server, recognizer: EndpointRecognizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(endpoint, "_PIECE_S", 1)
    server.answers = [(200, {}, {"segments": [{"text": "好", "start": 0.5, "end": 0.9}]})]
    assert [heard.start for heard in recognizer.recognize(TWO_SECONDS, "zh")] == [500, 1500]


def test_too_many_requests_and_broken_servers_are_asked_again(
    server: Server, recognizer: EndpointRecognizer, naps: list[float]
) -> None:
    server.answers = [(429, {"Retry-After": "7"}, {}), (503, {}, {}), (200, {}, TRANSCRIPT)]
    assert len(recognizer.recognize(TWO_SECONDS, "zh")) == 2
    assert naps == [7, 2]


def test_giving_up_says_what_happened(server: Server, recognizer: EndpointRecognizer, naps: list[float]) -> None:
    server.answers = [(500, {}, b"the engine is on fire")]
    with pytest.raises(RecognizerRefused, match="500 the engine is on fire, 5 times"):
        recognizer.recognize(TWO_SECONDS, "zh")
    assert naps == [1, 2, 4, 8]


def test_a_refused_key_is_not_asked_twice(server: Server, recognizer: EndpointRecognizer, naps: list[float]) -> None:
    server.answers = [(401, {}, {})]
    with pytest.raises(RecognizerRefused, match="DRAMAPORT_HEAR_KEY"):
        recognizer.recognize(TWO_SECONDS, "zh")
    assert len(server.paths) == 1
    assert naps == []


@pytest.mark.parametrize("answer", [b"<html>", b"", {"segments": [{"text": "x", "start": "soon", "end": 1}]}])
def test_an_answer_that_is_no_transcript_is_refused(
    server: Server, recognizer: EndpointRecognizer, answer: object
) -> None:
    server.answers = [(200, {}, answer)]
    with pytest.raises(RecognizerRefused, match="verbose_json"):
        recognizer.recognize(TWO_SECONDS, "zh")


def test_nobody_there_is_said_plainly(naps: list[float]) -> None:
    recognizer = EndpointRecognizer("http://127.0.0.1:9", "m", timeout=1, sleep=naps.append)
    with pytest.raises(RecognizerRefused, match="no answer"):
        recognizer.recognize(TWO_SECONDS, "zh")


def test_an_address_must_be_one() -> None:
    with pytest.raises(BadInput, match="starts with https"):
        EndpointRecognizer("whisper.example", "m")


def test_the_key_is_no_part_of_the_identity(recognizer: EndpointRecognizer) -> None:
    assert "the-key" not in recognizer.identity
    assert "whisper-1" in recognizer.identity
