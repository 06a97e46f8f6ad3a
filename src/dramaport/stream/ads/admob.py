"""AdMob's server-side verification: the network calls us with a signed query when somebody watched an advertisement.

Rules from developers.google.com/admob/android/ssv: what is signed is the query exactly as it came, up to `&signature=`; the
signature is ECDSA over P-256 and SHA-256, in DER and base64url; `signature` and `key_id` come last; keys are by id at a key
server and may be kept for a day. The query is therefore never taken apart before it is verified.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Collection, Mapping
from typing import Any, Final
from urllib.parse import parse_qsl

import httpx
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from pydantic import ValidationError

from dramaport.stream.ads.values import Watched
from dramaport.stream.stores.keys import KeyRing, fetch_json
from dramaport.stream.stores.problems import NotGenuine, NotReadable, StoreSilent

#: Google's key server.
KEYS_URL: Final = "https://www.gstatic.com/admob/reward/verifier-keys.json"

_QUERY = re.compile(
    rb"(?P<content>[^&](?:(?!&signature=).)*)&signature=(?P<signature>[A-Za-z0-9_-]{1,200}={0,2})&key_id=(?P<key>\d{1,20})"
)
_MOST_BYTES: Final = 4096

#: The network tries five times within seconds; what is older is a replay, what is newer a clock set wrong.
_OLD_MS: Final = 15 * 60_000
_EARLY_MS: Final = 60_000


class AdMob:
    """Verifies callbacks. `units` are the ad units that may open episodes, by the number after the slash."""

    def __init__(self, keys: KeyRing, units: Collection[str]) -> None:
        self._keys = keys
        self._units = frozenset(units)

    def read(self, query: bytes, now_ms: int) -> Watched:
        """The raw query string, verified and read. Raises NotGenuine, NotReadable or StoreSilent."""
        found = _QUERY.fullmatch(query) if len(query) <= _MOST_BYTES else None
        if found is None:
            raise NotGenuine("the callback must end in &signature=…&key_id=…, as the network signs it")
        self._verify(found["content"], found["signature"], found["key"].decode())
        watched = _read(found["content"])
        if watched.ad_unit not in self._units:
            raise NotGenuine("the callback is of an ad unit that is not ours; check DRAMAPORT_ADMOB_UNITS")
        if not now_ms - _OLD_MS <= watched.at_ms <= now_ms + _EARLY_MS:
            raise NotGenuine("the callback is not of now: it was replayed, or a clock is wrong")
        return watched

    def _verify(self, content: bytes, signature: bytes, key_id: str) -> None:
        pem = self._keys.find(key_id)
        if pem is None:
            raise NotGenuine("the callback is signed with a key that the key server does not know")
        try:
            key = load_pem_public_key(pem.encode())
        except ValueError as error:
            raise StoreSilent("the key server gives a key that cannot be read; try again later") from error
        if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
            raise StoreSilent("the key server gives a key of another kind than P-256; try again later")
        try:
            made = base64.urlsafe_b64decode(signature + b"=" * (-len(signature) % 4))
            key.verify(made, content, ec.ECDSA(SHA256()))
        except (InvalidSignature, binascii.Error) as error:
            raise NotGenuine("the callback's signature does not fit") from error


def _read(content: bytes) -> Watched:
    try:
        pairs = parse_qsl(content.decode("ascii"), keep_blank_values=True, strict_parsing=True, max_num_fields=30)
        told = dict(pairs)
        if len(told) < len(pairs):
            raise NotReadable("the callback says something twice")
        return Watched(
            transaction_id=told["transaction_id"],
            ad_unit=told["ad_unit"],
            at_ms=int(told["timestamp"]),
            custom_data=told.get("custom_data") or None,
            user_id=told.get("user_id") or None,
        )
    except (KeyError, ValueError, ValidationError) as error:
        raise NotReadable(f"the callback lacks what it must have ({error})") from error


def key_server(http: httpx.Client, url: str = KEYS_URL) -> Callable[[], Mapping[str, str]]:
    """Fetches the network's keys in PEM by their id. Raises StoreSilent."""

    def fetch() -> Mapping[str, str]:
        told: Any = fetch_json(http, url)
        try:
            return {str(key["keyId"]): str(key["pem"]) for key in told["keys"]}
        except (KeyError, TypeError) as error:
            raise StoreSilent(f"the key server {url} answers in another shape; check its address") from error

    return fetch
