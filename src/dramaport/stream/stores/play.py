"""The four calls of Google Play's developer API that we need. Google has no Python library for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import quote, urlencode

import httpx
from google.auth import exceptions
from google.auth.transport import requests
from google.oauth2 import service_account

from dramaport.errors import BadInput
from dramaport.stream.stores.problems import NotGenuine, StoreSilent

API: Final = "https://androidpublisher.googleapis.com"
_SCOPE: Final = "https://www.googleapis.com/auth/androidpublisher"


class PlayClient:
    """Reads and acknowledges purchases of one app. `bearer` gives an access token in force."""

    def __init__(self, http: httpx.Client, bearer: Callable[[], str], package: str, api: str = API) -> None:
        self._http = http
        self._bearer = bearer
        self._base = f"{api}/androidpublisher/v3/applications/{quote(package, safe='')}/purchases"

    def product(self, sku: str, token: str) -> Mapping[str, Any]:
        """`purchases.products.get`. Raises NotGenuine for a purchase Google does not know, StoreSilent."""
        return self._ask("GET", f"products/{quote(sku, safe='')}/tokens/{quote(token, safe='')}")

    def subscription(self, token: str) -> Mapping[str, Any]:
        """`purchases.subscriptionsv2.get`. Raises as `product`."""
        return self._ask("GET", f"subscriptionsv2/tokens/{quote(token, safe='')}")

    def voided(self, since_ms: int) -> Iterator[Mapping[str, Any]]:
        """`purchases.voidedpurchases.list`: products and subscriptions given back since a time, of the last thirty days at most."""
        page: str | None = None
        while True:
            query = {"type": "1", "startTime": str(since_ms), **({"token": page} if page else {})}
            found = self._ask("GET", f"voidedpurchases?{urlencode(query)}")
            yield from found.get("voidedPurchases", ())
            page = (found.get("tokenPagination") or {}).get("nextPageToken")
            if not page:
                return

    def acknowledge(self, product: str, token: str, *, subscription: bool) -> None:
        """Coins are consumed, so that they can be bought again; a subscription is acknowledged."""
        kind, verb = ("subscriptions", "acknowledge") if subscription else ("products", "consume")
        self._ask("POST", f"{kind}/{quote(product, safe='')}/tokens/{quote(token, safe='')}:{verb}")

    def _ask(self, method: str, path: str) -> Mapping[str, Any]:
        try:
            head = {"Authorization": f"Bearer {self._bearer()}"}
            answer = self._http.request(method, f"{self._base}/{path}", headers=head)
            if answer.status_code in (400, 404, 410):
                raise NotGenuine("Google Play does not know the purchase")
            answer.raise_for_status()
            found = answer.json() if answer.content else {}
        except (httpx.HTTPError, exceptions.GoogleAuthError, ValueError) as error:
            raise StoreSilent("Google Play's API does not answer; check the service account, or wait") from error
        if not isinstance(found, dict):
            raise StoreSilent("Google Play's API answers with something else than an object")
        return found


def service_bearer(account: Mapping[str, str]) -> Callable[[], str]:
    """Access tokens for a service account's key file, renewed as they run out. Raises BadInput for another file."""
    try:
        held = service_account.Credentials.from_service_account_info(account, scopes=[_SCOPE])  # type: ignore[no-untyped-call]
    except (ValueError, exceptions.GoogleAuthError) as error:
        raise BadInput(f"DRAMAPORT_GOOGLE_ACCOUNT is no key of a service account ({error})") from error

    def bearer() -> str:
        if not held.valid:
            held.refresh(requests.Request())
        return str(held.token)

    return bearer
