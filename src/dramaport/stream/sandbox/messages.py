"""Messages as the stores and the ad network sign and send them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, cast
from urllib.parse import urlencode

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from dramaport.stream.sandbox.keys import AdKeys, AppleKeys, GoogleKeys

_TOKEN_SECONDS: Final = 3600


@dataclass(frozen=True)
class Message:
    """A request to one of the app's inboxes. `path` is below the API's address."""

    method: str
    path: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


def stripe_event(
    secret: str, event_id: str, kind: str, thing: Mapping[str, Any], at_s: int, *, live: bool = False
) -> Message:
    """A webhook with its `Stripe-Signature`: HMAC-SHA256 over the time and the body (docs.stripe.com/webhooks)."""
    event = {
        "id": event_id, "object": "event", "type": kind, "created": at_s, "livemode": live, "data": {"object": thing},
    }  # fmt: skip
    body = json.dumps(event).encode()
    made = hmac.new(secret.encode(), f"{at_s}.".encode() + body, hashlib.sha256).hexdigest()
    headers = {"Stripe-Signature": f"t={at_s},v1={made}", "Content-Type": "application/json"}
    return Message("POST", "/v1/inbox/stripe", body, headers)


def apple_jws(keys: AppleKeys, payload: Mapping[str, Any]) -> str:
    return jwt.encode(dict(payload), keys.key, algorithm="ES256", headers={"x5c": list(keys.chain)})


def apple_notification(
    keys: AppleKeys,
    *,
    uuid: str,
    kind: str,
    transaction: Mapping[str, Any],
    at_ms: int,
    bundle: str,
    app_id: int | None = None,
    environment: str = "Sandbox",
    subtype: str | None = None,
    renewal: Mapping[str, Any] | None = None,
) -> Message:
    """A notification of version 2: a JWS with its certificate chain, the transaction signed by itself within, and what is to
    come of a subscription too.
    """
    inside = {"bundleId": bundle, "environment": environment, "signedDate": at_ms, **transaction}
    data: dict[str, Any] = {
        "bundleId": bundle, "environment": environment, "signedTransactionInfo": apple_jws(keys, inside),
    }  # fmt: skip
    if renewal is not None:
        data["signedRenewalInfo"] = apple_jws(keys, {"environment": environment, "signedDate": at_ms, **renewal})
    if app_id is not None:
        data["appAppleId"] = app_id
    told = {"notificationType": kind, "notificationUUID": uuid, "version": "2.0", "signedDate": at_ms, "data": data}
    if subtype is not None:
        told["subtype"] = subtype
    body = json.dumps({"signedPayload": apple_jws(keys, told)}).encode()
    return Message("POST", "/v1/inbox/apple", body, {"Content-Type": "application/json"})


def google_token(keys: GoogleKeys, *, audience: str, account: str, at_s: int) -> str:
    """The OIDC token that Pub/Sub sends along with a push."""
    claims = {
        "iss": "https://accounts.google.com", "aud": audience, "sub": "1", "email": account, "email_verified": True,
        "iat": at_s, "exp": at_s + _TOKEN_SECONDS,
    }  # fmt: skip
    return jwt.encode(claims, keys.key, algorithm="RS256", headers={"kid": keys.key_id})


def google_push(
    keys: GoogleKeys, *, message_id: str, told: Mapping[str, Any], audience: str, account: str, at_s: int
) -> Message:
    """A developer notification in a Pub/Sub push."""
    data = base64.b64encode(json.dumps(told).encode()).decode()
    body = json.dumps({"message": {"data": data, "messageId": message_id}, "subscription": "sandbox"}).encode()
    token = google_token(keys, audience=audience, account=account, at_s=at_s)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    return Message("POST", "/v1/inbox/google", body, headers)


def admob_callback(keys: AdKeys, told: Mapping[str, str | int]) -> Message:
    """A callback: the query signed as it is sent, signature and key id last."""
    content = urlencode(told)
    key = cast(ec.EllipticCurvePrivateKey, load_pem_private_key(keys.key.encode(), None))
    made = base64.urlsafe_b64encode(key.sign(content.encode(), ec.ECDSA(SHA256()))).rstrip(b"=").decode()
    return Message("GET", f"/v1/inbox/admob?{content}&signature={made}&key_id={keys.key_id}")
