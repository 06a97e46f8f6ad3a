"""A stand-in for the ad network: a page to watch, and the signed callback once it was watched."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from typing import Final
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from dramaport.stream.sandbox.keys import AdKeys
from dramaport.stream.sandbox.messages import admob_callback
from dramaport.stream.sandbox.page import button, page
from dramaport.stream.sandbox.post import Post

#: The sandbox's only ad unit.
UNIT: Final = "1234567890"

_LONGEST: Final = 200


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


@dataclass
class AdServer:
    """Who watches what since when. `seconds` is an advertisement's length."""

    keys: AdKeys
    post: Post
    seconds: float = 6.0
    clock: Callable[[], int] = _now_ms
    begun: dict[str, int] = field(default_factory=dict)

    def app(self) -> Starlette:
        """`GET /ad?custom_data=…&user_id=…` shows one, `POST` says it was watched, `/keys.json` is the key server."""
        return Starlette(
            routes=[
                Route("/ad", self.show, methods=["GET"]),
                Route("/ad", self.watched, methods=["POST"]),
                Route("/keys.json", self.key_server),
            ]
        )

    async def key_server(self, _: Request) -> Response:
        lines = [line for line in self.keys.public.splitlines() if not line.startswith("-")]
        key = {"keyId": int(self.keys.key_id), "pem": self.keys.public, "base64": "".join(lines)}
        return JSONResponse({"keys": [key]})

    async def show(self, request: Request) -> Response:
        data = request.query_params.get("custom_data", "")[:_LONGEST]
        viewer = request.query_params.get("user_id", "")[:_LONGEST]
        self.begun.setdefault(data, self.clock())
        hidden = "".join(
            f'<input type="hidden" name="{name}" value="{escape(value)}">'
            for name, value in (("custom_data", data), ("user_id", viewer))
        )
        return page(
            "An advertisement",
            f"<p>Here somebody would praise something for {self.seconds:.0f} seconds.</p>"
            f'<form method="post" action="ad">{hidden}'
            f'<div class="later" style="animation-delay:{self.seconds:.1f}s">{button("I watched it", "yes", "watched")}'
            "</div></form>",
        )

    async def watched(self, request: Request) -> Response:
        told = parse_qs((await request.body()).decode("utf-8", "replace"))
        data, viewer = (told.get(name, [""])[0][:_LONGEST] for name in ("custom_data", "user_id"))
        begun = self.begun.get(data)
        if begun is None or self.clock() - begun < self.seconds * 1000:
            return page("Not yet", "<p>Watch it to the end first.</p>", 409)
        del self.begun[data]
        callback: dict[str, str | int] = {
            "ad_network": "5450213213286189855", "ad_unit": UNIT, "custom_data": data, "reward_amount": 1,
            "reward_item": "episode", "timestamp": self.clock(), "transaction_id": secrets.token_hex(16),
            "user_id": viewer,
        }  # fmt: skip
        self.post.send([admob_callback(self.keys, callback)])
        return page("Thank you", "<p>The episode opens in a moment. You can close this page.</p>")
