"""Opening the ways to pay and to unlock that keys are configured for. The others stay closed.

A sandbox goes through here like production does: it only has other addresses and other keys.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import urlencode

import httpx
from pydantic import Field
from sqlalchemy import Connection, Engine

from dramaport.drama.values import Value
from dramaport.errors import BadInput
from dramaport.stream import repository
from dramaport.stream.ads.admob import KEYS_URL, AdMob, key_server
from dramaport.stream.ads.grant import open_episode
from dramaport.stream.api.doors import Doors
from dramaport.stream.api.inbox import Ads, Stores
from dramaport.stream.stores.apple import AppleInbox
from dramaport.stream.stores.consumption import AppleAnswers
from dramaport.stream.stores.google import GoogleInbox, PushGuard
from dramaport.stream.stores.inbox import Inbox
from dramaport.stream.stores.keys import KeyRing, fetch_json
from dramaport.stream.stores.play import API, PlayClient, service_bearer
from dramaport.stream.stores.problems import StoreSilent
from dramaport.stream.stores.purse import WalletPurse
from dramaport.stream.stores.shelf import shelf_of
from dramaport.stream.stores.stripe import StripeInbox, StripeTill
from dramaport.stream.stores.voided import VoidedList

#: Google's certificates for OIDC tokens, in PEM by their id.
GOOGLE_CERTS: Final = "https://www.googleapis.com/oauth2/v1/certs"

#: A store's message waits for our own questions to others; they must not take long.
_TIMEOUT_SECONDS: Final = 10.0


class Ways(Value):
    """Keys and addresses. An empty text is a key that is not configured. Secrets are not shown."""

    sandbox: bool = False
    back: str = Field(default="", description="where a buyer returns to after the store's page")

    stripe_key: str = Field(default="", repr=False)
    stripe_webhook_secret: str = Field(default="", repr=False)
    stripe_api: str = ""

    apple_bundle: str = ""
    apple_app_id: int | None = None
    apple_roots: tuple[bytes, ...] = Field(default=(), description="root certificates in DER")

    apple_key: str = Field(
        default="", repr=False, description="the App Store Server API's key, PEM; it answers consumption requests"
    )
    apple_key_id: str = ""
    apple_issuer: str = ""

    google_package: str = ""
    google_account: str = Field(default="", repr=False, description="the service account's key file, JSON")
    google_bearer: str = Field(default="", repr=False, description="a fixed access token, in a sandbox only")
    google_push_audience: str = ""
    google_push_account: str = ""
    google_certs: str = GOOGLE_CERTS
    google_api: str = API

    admob_units: tuple[str, ...] = ()
    admob_keys: str = KEYS_URL
    ad_page: str = Field(default="", description="a web page that shows advertisements, in a sandbox only")
    doors: Doors = Doors()
    pepper: str = Field(default="", repr=False, description="keys the digests of network addresses")


def open_ways(
    database: Engine, ways: Ways, territory_of: Callable[[Connection, str], str | None]
) -> tuple[Stores, Ads]:
    """What `app.state.stores` and `app.state.ads` hold. `territory_of` is None for a viewer that does not exist.

    Raises BadInput for keys that cannot be used.
    """
    http = httpx.Client(timeout=_TIMEOUT_SECONDS)
    google = _google(ways, http)
    stores = Stores(
        inbox=Inbox(database, WalletPurse(), shelf_of(repository.markets, territory_of)),
        stripe=_stripe(ways),
        apple=_apple(ways),
        google=google,
        google_list=None if google is None else VoidedList(google),
        apple_answers=_apple_answers(ways),
        till=StripeTill(ways.stripe_key, back=ways.back, api=ways.stripe_api or None) if ways.stripe_key else None,
    )
    return stores, open_ads(ways, http)


def _stripe(ways: Ways) -> StripeInbox | None:
    return StripeInbox(ways.stripe_webhook_secret, sandbox=ways.sandbox) if ways.stripe_webhook_secret else None


def _apple(ways: Ways) -> AppleInbox | None:
    """A sandbox has a root of its own, which nobody can be asked about; Apple's has not."""
    if not ways.apple_bundle or not ways.apple_roots:
        return None
    return AppleInbox(
        roots=ways.apple_roots,
        bundle=ways.apple_bundle,
        app_id=ways.apple_app_id,
        sandbox=ways.sandbox,
        online=not ways.sandbox,
    )


def _apple_answers(ways: Ways) -> AppleAnswers | None:
    if not (ways.apple_key and ways.apple_key_id and ways.apple_issuer and ways.apple_bundle):
        return None
    return AppleAnswers(
        key=ways.apple_key.encode(),
        key_id=ways.apple_key_id,
        issuer=ways.apple_issuer,
        bundle=ways.apple_bundle,
        sandbox=ways.sandbox,
    )


def _google(ways: Ways, http: httpx.Client) -> GoogleInbox | None:
    needed = (ways.google_package, ways.google_push_audience, ways.google_push_account)
    if not all(needed) or not (ways.google_account or ways.google_bearer):
        return None
    if ways.google_bearer and not ways.sandbox:
        raise BadInput("a fixed access token for Google Play is for a sandbox; set DRAMAPORT_GOOGLE_ACCOUNT instead")
    guard = PushGuard(
        KeyRing(lambda: _certs(http, ways.google_certs)), ways.google_push_audience, ways.google_push_account
    )
    play = PlayClient(http, _bearer(ways), ways.google_package, ways.google_api)
    return GoogleInbox(guard, play, package=ways.google_package, sandbox=ways.sandbox)


def _bearer(ways: Ways) -> Callable[[], str]:
    if ways.google_bearer:
        return lambda: ways.google_bearer
    try:
        account = json.loads(ways.google_account)
    except ValueError as error:
        raise BadInput("DRAMAPORT_GOOGLE_ACCOUNT is not JSON; give the service account's key file") from error
    if not isinstance(account, dict):
        raise BadInput("DRAMAPORT_GOOGLE_ACCOUNT is no object; give the service account's key file")
    return service_bearer(account)


def _certs(http: httpx.Client, url: str) -> Mapping[str, str]:
    told = fetch_json(http, url)
    if not isinstance(told, dict):
        raise StoreSilent(f"the key server {url} answers in another shape; check its address")
    return {str(name): str(pem) for name, pem in told.items()}


def open_ads(ways: Ways, http: httpx.Client) -> Ads:
    """The ad network, if it has keys. Raises BadInput where caps by address could not hold."""
    if not ways.admob_units:
        return Ads()
    if not ways.pepper:
        raise BadInput("advertisements are capped by network address, too: set DRAMAPORT_PEPPER to any long secret")

    def page(data: str, viewer: str) -> str:
        return f"{ways.ad_page}?{urlencode({'custom_data': data, 'user_id': viewer})}"

    return Ads(
        network=AdMob(KeyRing(key_server(http, ways.admob_keys)), ways.admob_units),
        grant=open_episode,
        page=page if ways.ad_page else None,
        pepper=ways.pepper.encode(),
    )
