"""A local server that behaves badly in every way vendors of chat completions do."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reaction = Callable[[BaseHTTPRequestHandler], None]


class Script:
    """What the server does, one reaction a request; the last one stays. Keeps what it was sent."""

    def __init__(self, *reactions: Reaction) -> None:
        self.reactions = list(reactions)
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []

    def next(self) -> Reaction:
        return self.reactions.pop(0) if len(self.reactions) > 1 else self.reactions[0]


@contextmanager
def served(script: Script) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            script.requests.append({"path": self.path, **json.loads(body)})
            script.headers.append(dict(self.headers))
            script.next()(self)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def status(code: int, body: bytes = b"{}", **headers: str) -> Reaction:
    def react(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(code)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return react


def says(content: object, finish: str = "stop") -> Reaction:
    choice = {"message": {"role": "assistant", "content": content}, "finish_reason": finish}
    return status(
        200, json.dumps({"choices": [choice], "usage": {"prompt_tokens": 100, "completion_tokens": 20}}).encode()
    )


def hangs(handler: BaseHTTPRequestHandler) -> None:
    """Sends nothing until the client has gone."""
    handler.connection.settimeout(5)
    handler.rfile.read(1)
