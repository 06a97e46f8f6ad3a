"""Sign in with Apple and with Google: an id token of OpenID Connect, verified here, with nobody asked but the key server.

A token counts when the provider signed it, for one of our own clients, within its time, and with the nonce of the sign-in it is
shown for (OpenID Connect Core 1.0, 3.2.2.11; developer.apple.com "Verifying a user"; developers.google.com "Verify the Google ID
token on your server side").
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

import httpx
import jwt
from jwt.exceptions import InvalidKeyError, PyJWTError

from dramaport.stream.accounts.values import SignInWay
from dramaport.stream.stores.keys import KeyRing, fetch_json
from dramaport.stream.stores.problems import StoreSilent

#: How far the provider's clock and ours may differ.
_SKEW_SECONDS: Final = 60
_CLAIMS: Final = ("iss", "aud", "sub", "exp", "iat", "nonce")
_LONGEST_SUBJECT: Final = 255


@dataclass(frozen=True)
class Endpoints:
    """Where a provider is, and what it calls itself. `response` is what its page is asked to send back."""

    issuers: tuple[str, ...]
    keys: str
    authorize: str
    response: str


APPLE: Final = Endpoints(
    ("https://appleid.apple.com",),
    "https://appleid.apple.com/auth/keys",
    "https://appleid.apple.com/auth/authorize",
    "code id_token",
)
GOOGLE: Final = Endpoints(
    ("https://accounts.google.com", "accounts.google.com"),
    "https://www.googleapis.com/oauth2/v3/certs",
    "https://accounts.google.com/o/oauth2/v2/auth",
    "id_token",
)
USUAL: Final = {SignInWay.APPLE: APPLE, SignInWay.GOOGLE: GOOGLE}


@dataclass(frozen=True)
class Shown:
    """What a token that holds says: the provider's name for somebody, and the nonce it was asked with."""

    subject: str
    nonce: str


@dataclass(frozen=True)
class Provider:
    """One provider for our own clients, of which the first is the web's."""

    endpoints: Endpoints
    clients: tuple[str, ...]
    keys: KeyRing

    def page(self, sign_in: str, nonce: str, back: str) -> str:
        """The provider's page for the web; it answers in the fragment of `back`, which no server sees."""
        asked = {
            "client_id": self.clients[0], "redirect_uri": back, "response_type": self.endpoints.response,
            "response_mode": "fragment", "scope": "openid", "state": sign_in, "nonce": nonce,
        }  # fmt: skip
        if self.endpoints is APPLE:
            del asked["scope"]  # with one, Apple answers by a form post only; the subject comes without
        return f"{self.endpoints.authorize}?{urlencode(asked)}"

    def read(self, token: str) -> Shown | None:
        """What the token says; None for one that does not hold. Raises StoreSilent when the key server does not answer."""
        try:
            key = self.keys.find(str(jwt.get_unverified_header(token).get("kid", "")))
            if key is None:
                return None
            claims = jwt.decode(
                token,
                jwt.PyJWK.from_json(key).key,
                algorithms=["RS256"],
                audience=list(self.clients),
                issuer=list(self.endpoints.issuers),
                leeway=_SKEW_SECONDS,
                options={"require": list(_CLAIMS), "strict_aud": False},
            )
        except PyJWTError:
            return None
        subject, nonce = claims["sub"], claims["nonce"]
        if not isinstance(subject, str) or not isinstance(nonce, str) or not 0 < len(subject) <= _LONGEST_SUBJECT:
            return None
        # A token for several audiences was not made for us alone.
        return Shown(subject, nonce) if isinstance(claims["aud"], str) else None


def open_provider(http: httpx.Client, endpoints: Endpoints, clients: tuple[str, ...]) -> Provider:
    return Provider(endpoints, clients, KeyRing(lambda: key_set(http, endpoints.keys)))


def key_set(http: httpx.Client, url: str) -> Mapping[str, str]:
    """The RSA signing keys of a JSON Web Key Set (RFC 7517) by their id, each as JSON. Raises StoreSilent for anything else."""
    told = fetch_json(http, url)
    try:
        keys = {str(key["kid"]): json.dumps(key) for key in told["keys"] if key.get("kty") == "RSA"}  # type: ignore[index]
        for key in keys.values():
            jwt.PyJWK.from_json(key, algorithm="RS256")
    except (KeyError, TypeError, AttributeError, InvalidKeyError) as error:
        raise StoreSilent(f"the key server {url} answers in another shape; check its address") from error
    return keys
