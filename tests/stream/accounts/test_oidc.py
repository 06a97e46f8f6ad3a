"""An id token counts when the right key signed it, for us, in its time, with the nonce of the sign-in it is shown for."""

from __future__ import annotations

import json
import time
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from dramaport.stream.accounts.oidc import APPLE, GOOGLE, Endpoints, Provider, open_provider
from dramaport.stream.sandbox.keys import IdentityKeys, make_identity_keys
from dramaport.stream.stores.problems import StoreSilent

KEYS = make_identity_keys()
HERE = Endpoints(("https://id.example",), "https://id.example/keys", "https://id.example/authorize", "id_token")


class KeyServer:
    """Answers with the keys it is given, and counts how often it was asked."""

    def __init__(self, *keys: dict[str, str]) -> None:
        self.keys = list(keys)
        self.asked = 0

    def __call__(self, _: httpx.Request) -> httpx.Response:
        self.asked += 1
        return httpx.Response(200, json={"keys": self.keys})


def provider(server: KeyServer, *clients: str, endpoints: Endpoints = HERE) -> Provider:
    return open_provider(httpx.Client(transport=httpx.MockTransport(server)), endpoints, clients or ("app",))


def token(keys: IdentityKeys = KEYS, headers: dict[str, Any] | None = None, **changes: Any) -> str:
    """`iat` and `exp` are in seconds from now."""
    claims = {"iss": "https://id.example", "aud": "app", "sub": "viewer-1", "nonce": "n", "iat": 0, "exp": 600}
    told = {name: value for name, value in (claims | changes).items() if value is not None}
    told |= {name: int(time.time()) + told[name] for name in ("iat", "exp") if name in told}
    return jwt.encode(told, keys.key, algorithm="RS256", headers={"kid": keys.public["kid"]} | (headers or {}))


def test_a_token_that_holds_says_who_and_for_which_sign_in() -> None:
    shown = provider(KeyServer(KEYS.public)).read(token())
    assert shown is not None
    assert (shown.subject, shown.nonce) == ("viewer-1", "n")


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "https://other.example"},
        {"aud": "another app"},
        {"aud": ["app", "another app"]},
        {"exp": -120},
        {"iat": 3600},
        {"nonce": None},
        {"sub": None},
        {"exp": None},
        {"iat": None},
        {"sub": "s" * 256},
    ],
    ids=str,
)
def test_a_token_that_lacks_something_or_is_not_for_us_says_nothing(wrong: dict[str, Any]) -> None:
    assert provider(KeyServer(KEYS.public)).read(token(**wrong)) is None


def test_a_forged_token_says_nothing() -> None:
    other = make_identity_keys()
    asked = provider(KeyServer(KEYS.public))
    assert asked.read(token(other)) is None
    assert asked.read(token(other, {"kid": KEYS.public["kid"]})) is None
    unsigned = jwt.encode(
        {"sub": "viewer-1", "nonce": "n"}, None, algorithm="none", headers={"kid": KEYS.public["kid"]}
    )
    public = rsa_public_pem(KEYS)
    by_public_key = f"{token().rpartition('.')[0]}.{'A' * 43}"
    for text in (unsigned, by_public_key, public, "", "a.b.c", token()[:-4] + "AAAA"):
        assert asked.read(text) is None


def rsa_public_pem(keys: IdentityKeys) -> str:
    key = jwt.PyJWK(dict(keys.public)).key
    assert isinstance(key, rsa.RSAPublicKey)
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()


def test_keys_are_kept_and_an_unknown_one_is_asked_for_once() -> None:
    server = KeyServer(KEYS.public)
    asked = provider(server)
    for _ in range(5):
        assert asked.read(token()) is not None
        assert asked.read(token(make_identity_keys())) is None
    assert server.asked == 1


def test_the_webs_client_and_those_of_the_phones_are_all_ours() -> None:
    asked = provider(KeyServer(KEYS.public), "web", "ios", "android")
    assert asked.read(token(aud="ios")) is not None
    assert "client_id=web" in asked.page("s", "n", "https://app.example/confirm")


@pytest.mark.parametrize(
    "told", [{}, {"keys": 3}, {"keys": [{"kty": "RSA", "kid": "k"}]}, [], {"keys": ["x"]}], ids=str
)
def test_a_key_server_that_answers_something_else_is_named(told: object) -> None:
    http = httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(200, text=json.dumps(told))))
    with pytest.raises(StoreSilent, match=r"id\.example"):
        open_provider(http, HERE, ("app",)).read(token())


def test_apple_is_asked_without_a_scope_so_that_it_answers_in_the_fragment() -> None:
    for endpoints, scope in ((APPLE, False), (GOOGLE, True)):
        page = provider(KeyServer(), endpoints=endpoints).page("sign-in", "nonce", "https://app.example/confirm")
        assert ("scope=openid" in page) == scope
        assert "response_mode=fragment" in page
        assert "nonce=nonce" in page
        assert "state=sign-in" in page
