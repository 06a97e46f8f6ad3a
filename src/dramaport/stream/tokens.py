"""Media addresses that work for a while and for one release: a token in the path, which any node or CDN can check.

`/m/{expires}.{key}.{signature}/{prefix}/{file}`: the signature is HMAC-SHA256 over the expiry and the prefix, so one token
opens every file of a release, relative addresses in its playlists work, and nothing has to be looked up to check it. Signing costs
microseconds where a CDN's RSA signature costs a quarter of a millisecond.
"""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from dramaport.errors import BadInput

_TOKEN = re.compile(r"(?P<expires>\d{1,12})\.(?P<key>[a-z0-9]{1,16})\.(?P<signature>[A-Za-z0-9_-]{43})")
_LEAST_BYTES = 32


@dataclass(frozen=True)
class Keys:
    """Secrets by name. `current` signs; the others still check, so that keys can be changed without closing a door."""

    secrets: Mapping[str, bytes]
    current: str

    def __post_init__(self) -> None:
        if self.current not in self.secrets:
            raise BadInput(f"media key {self.current!r} is not among the keys given")
        if any(len(secret) < _LEAST_BYTES for secret in self.secrets.values()):
            raise BadInput(f"a media key needs at least {_LEAST_BYTES} bytes; make one with `openssl rand -hex 32`")

    def sign(self, prefix: str, expires: datetime) -> str:
        """A token for everything under `prefix`, until `expires` (aware)."""
        until = int(expires.timestamp())
        return f"{until}.{self.current}.{_signature(self.secrets[self.current], until, prefix)}"

    def opens(self, token: str, path: str, now: datetime) -> bool:
        """Whether the token opens `path`, which must be clean (no `..`), at `now`."""
        found = _TOKEN.fullmatch(token)
        if found is None or found["key"] not in self.secrets:
            return False
        until = int(found["expires"])
        secret = self.secrets[found["key"]]
        prefix, _, file = path.rpartition("/")
        fits = hmac.compare_digest(found["signature"], _signature(secret, until, prefix))
        return fits and now.timestamp() < until and file not in ("", ".", "..")


def _signature(secret: bytes, until: int, prefix: str) -> str:
    made = hmac.digest(secret, f"{until}\n{prefix}".encode(), "sha256")
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode()
