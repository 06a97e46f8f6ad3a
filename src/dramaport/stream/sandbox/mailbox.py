"""A stand-in for everybody's mailbox: letters come by a post, and a page shows them, the newest first."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, field
from html import escape

from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dramaport.drama.languages import LANGUAGES
from dramaport.stream.accounts.mail import Mail
from dramaport.stream.sandbox.page import page

_MOST = 100


@dataclass
class Mailbox:
    """The letters since the start. Only addresses of the app become links."""

    address: str
    letters: deque[Mail] = field(default_factory=lambda: deque(maxlen=_MOST))

    def app(self) -> Starlette:
        """`POST /letters` takes one; `GET /` shows all."""
        return Starlette(
            routes=[Route("/letters", self.take, methods=["POST"]), Route("/", self.show, methods=["GET"])]
        )

    async def take(self, request: Request) -> Response:
        try:
            self.letters.appendleft(Mail.model_validate_json(await request.body()))
        except ValidationError:
            return Response(status_code=422)
        return Response(status_code=204)

    async def show(self, _: Request) -> Response:
        return page("Mailbox", "".join(map(self._letter, self.letters)) or "<p>No letter has come yet.</p>")

    def _letter(self, mail: Mail) -> str:
        return (
            f'<article lang="{escape(mail.language)}" dir="{_direction(mail)}"><h2>{escape(mail.subject)}</h2><p>{escape(mail.to)}</p>'
            f'<p class="letter">{self._linked(mail.text)}</p></article>'
        )

    def _linked(self, text: str) -> str:
        own = re.compile(f"({re.escape(self.address)}/[^\\s]*)")
        parts = own.split(text)
        return "".join(
            f'<a href="{escape(part)}">{escape(part)}</a>' if own.fullmatch(part) else escape(part) for part in parts
        )


def _direction(mail: Mail) -> str:
    """Which way a letter is read: its own letters would mislead, since it begins with a code."""
    known = LANGUAGES.get(mail.language)
    return known.direction if known else "auto"
