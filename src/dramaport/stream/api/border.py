"""What every request must pass before anything reads it: its size, and characters that no name, text or database can hold."""

from __future__ import annotations

import json
import re
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dramaport.stream.api import problems

#: No request of ours is larger.
MOST_BYTES: Final = 256 * 1024
#: Nor deeper: the deepest is a batch of events. Parsers recurse.
_MOST_DEPTH: Final = 32

_TOO_LARGE: Final = (413, "too_large", f"send at most {MOST_BYTES // 1024} KB at once")
_NUL: Final = (400, "not_readable", "the address holds a NUL character; leave it out")
_NOT_UTF8: Final = (400, "not_readable", "the body is not UTF-8; JSON is always UTF-8 (RFC 8259)")
_BROKEN_TEXT: Final = (400, "not_readable", "a text in the body holds NUL, or half of a character; leave it out")
_TOO_DEEP: Final = (400, "not_readable", f"the body is nested deeper than {_MOST_DEPTH} levels")

_MARKS: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)

Refusal = tuple[int, str, str]


class Border:
    """ASGI middleware. A body is read here, once and whole, and handed on as one message."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refusal = _by_head(scope)
        if refusal is None and scope["method"] not in ("GET", "HEAD"):
            body = await _body(receive)
            if body is None:
                return  # the client went away
            refusal = _by_body(body)
            receive = _again(body, receive)
        if refusal is not None:
            await problems.answer(*refusal)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _by_head(scope: Scope) -> Refusal | None:
    for name, value in scope["headers"]:
        if name == b"content-length" and (not value.isdigit() or int(value[:12]) > MOST_BYTES or len(value) > 12):
            return _TOO_LARGE
    if "\x00" in scope["path"] or b"%00" in scope["query_string"]:
        return _NUL
    return None


def _by_body(body: bytes) -> Refusal | None:
    """Whether a body is JSON that parsers and databases take; one that is no JSON at all is the reader's to refuse."""
    if len(body) > MOST_BYTES:
        return _TOO_LARGE
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return _NOT_UTF8
    if text.count("[") + text.count("{") > _MOST_DEPTH and _depth(text) > _MOST_DEPTH:
        return _TOO_DEEP
    return None if "\\u" not in text or _whole(text) else _BROKEN_TEXT


def _depth(text: str) -> int:
    """How deep brackets nest, those within texts left out."""
    deepest = depth = 0
    for mark in _MARKS.findall(text):
        if mark in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif mark in "]}":
            depth -= 1
    return deepest


def _whole(text: str) -> bool:
    """Whether no escape in a JSON text stands for NUL or for a lone surrogate."""
    try:
        plain = json.dumps(json.loads(text), ensure_ascii=False)
        plain.encode()
    except UnicodeEncodeError:
        return False
    except ValueError:
        return True
    return "\\u0000" not in plain.replace("\\\\", "")


async def _body(receive: Receive) -> bytes | None:
    """The body, or its beginning once it is too large; None when the client went away."""
    chunks, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        chunk = message.get("body", b"")
        chunks.append(chunk)
        size += len(chunk)
        if size > MOST_BYTES or not message.get("more_body", False):
            return b"".join(chunks) if len(chunks) > 1 else chunk


def _again(body: bytes, receive: Receive) -> Receive:
    """The body as one message, and then whatever else the server has to say."""
    told = False

    async def replay() -> Message:
        nonlocal told
        if told:
            return await receive()
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay
