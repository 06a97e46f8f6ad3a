"""The stand-ins as servers of their own, and what the app beside them is configured with."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import AsyncIterator
from typing import Final

import httpx
from starlette.applications import Starlette
from starlette.routing import Mount

from dramaport.stream.accounts.values import SignInWay
from dramaport.stream.api.doors import Doors
from dramaport.stream.api.ways import Ways
from dramaport.stream.sandbox.adserver import UNIT, AdServer
from dramaport.stream.sandbox.identity import CLIENT, IdentityProvider
from dramaport.stream.sandbox.keys import Keys
from dramaport.stream.sandbox.mailbox import Mailbox
from dramaport.stream.sandbox.orders import BUNDLE, PACKAGE, PUSH_ACCOUNT
from dramaport.stream.sandbox.post import Post
from dramaport.stream.sandbox.shop import Shop

#: Where the ad network, the identity provider and the mailbox are on the sandbox's server; the shop has the rest.
ADS: Final = "/ads"
IDENTITY: Final = "/identity"
MAILBOX: Final = "/mailbox"


def make_sandbox(keys: Keys, *, app: str, here: str, seed: int) -> Starlette:
    """Shop, ad network, identity provider and mailbox as one application.

    `app` is the app's address, `here` this server's own, both without a slash at the end; the seed decides which notifications
    come late and twice.
    """
    http = httpx.AsyncClient(timeout=10.0)
    shop = Shop(keys, Post(http, app, seed), here, audience(app))
    ads = AdServer(keys.ads, Post(http, app, seed + 1))

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with http:
            yield

    identity = IdentityProvider(keys.identity, f"{here}{IDENTITY}", app)
    mounts = ((ADS, ads.app()), (IDENTITY, identity.app()), (MAILBOX, Mailbox(app).app()), ("/", shop.app()))
    return Starlette(routes=[Mount(path, part) for path, part in mounts], lifespan=lifespan)


def audience(app: str) -> str:
    """What Pub/Sub's tokens are for."""
    return f"{app}/v1/inbox/google"


def sandbox_ways(keys: Keys, *, app: str, here: str) -> Ways:
    """The configuration of an app beside the sandbox at `here`."""
    return Ways(
        sandbox=True,
        back=f"{app}/wallet",
        stripe_key=keys.stripe.key,
        stripe_webhook_secret=keys.stripe.webhook_secret,
        stripe_api=here,
        apple_bundle=BUNDLE,
        apple_roots=(keys.apple.root,),
        google_package=PACKAGE,
        google_bearer=keys.google.bearer,
        google_push_audience=audience(app),
        google_push_account=PUSH_ACCOUNT,
        google_certs=f"{here}/google/certs",
        google_api=here,
        admob_units=(UNIT,),
        admob_keys=f"{here}{ADS}/keys.json",
        ad_page=f"{here}{ADS}/ad",
        pepper=secrets.token_hex(16),
        doors=Doors(
            app=app,
            mailbox=f"{here}{MAILBOX}/letters",
            apple_clients=(CLIENT[SignInWay.APPLE],),
            google_clients=(CLIENT[SignInWay.GOOGLE],),
            identity=f"{here}{IDENTITY}",
        ),
    )
