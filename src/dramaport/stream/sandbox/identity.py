"""A stand-in for Sign in with Apple and with Google: a page that asks who one is, and an id token as an answer."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Final
from urllib.parse import parse_qs, urlencode

import jwt
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from dramaport.stream.accounts.values import SignInWay
from dramaport.stream.sandbox.keys import IdentityKeys
from dramaport.stream.sandbox.page import button, page

#: What the app is called at each provider.
CLIENT: Final = {SignInWay.APPLE: "sandbox.dramaport.web", SignInWay.GOOGLE: "sandbox.apps.example"}
_NAMES: Final = {SignInWay.APPLE: "Apple", SignInWay.GOOGLE: "Google"}
_LIFE_SECONDS: Final = 600
_PASSED: Final = ("client_id", "redirect_uri", "state", "nonce")
_LONGEST: Final = 1000


@dataclass(frozen=True)
class IdentityProvider:
    """Both providers, told apart by the first part of the path. Answers go to the app at `back` alone."""

    keys: IdentityKeys
    address: str
    back: str
    clock: Callable[[], float] = time.time

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/{way}/authorize", self.ask, methods=["GET"]),
                Route("/{way}/authorize", self.answer, methods=["POST"]),
                Route("/{way}/keys", self.key_set),
            ]
        )

    async def key_set(self, _: Request) -> Response:
        return JSONResponse({"keys": [self.keys.public]})

    async def ask(self, request: Request) -> Response:
        way = _way(request)
        if way is None:
            return page("No such provider", "<p>Begin again in the app.</p>", 404)
        hidden = "".join(
            f'<input type="hidden" name="{name}" value="{escape(request.query_params.get(name, "")[:_LONGEST])}">'
            for name in _PASSED
        )
        people = "".join(button(f"Go on as viewer {number}", f"viewer-{number}", "subject") for number in (1, 2))
        return page(f"Sign in with {_NAMES[way]}", f'<form method="post">{hidden}{people}</form>')

    async def answer(self, request: Request) -> Response:
        """An id token in the fragment of the app's own address, as both providers send it where they are asked to."""
        way = _way(request)
        told = {name: values[0] for name, values in parse_qs((await request.body()).decode("utf-8", "replace")).items()}
        back = told.get("redirect_uri", "")
        if way is None or told.get("client_id") != CLIENT[way] or not back.startswith(f"{self.back}/"):
            return page("Refused", "<p>This app is not known here.</p>", 400)
        token = self.token(way, told.get("subject", ""), told.get("nonce", ""))
        return RedirectResponse(f"{back}#{urlencode({'id_token': token, 'state': told.get('state', '')})}", 303)

    def token(self, way: SignInWay, subject: str, nonce: str) -> str:
        now = int(self.clock())
        claims = {
            "iss": f"{self.address}/{way}", "aud": CLIENT[way], "sub": subject, "nonce": nonce, "iat": now,
            "exp": now + _LIFE_SECONDS,
        }  # fmt: skip
        return jwt.encode(claims, self.keys.key, algorithm="RS256", headers={"kid": self.keys.public["kid"]})


def _way(request: Request) -> SignInWay | None:
    name = request.path_params["way"]
    return next((way for way in CLIENT if way == name), None)
