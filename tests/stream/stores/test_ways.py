"""A way is open when it has its keys, and closed otherwise; a sandbox is opened by the same code."""

from __future__ import annotations

import base64

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from dramaport.errors import BadInput
from dramaport.stream.api.ways import Ways, open_ways
from dramaport.stream.sandbox.keys import Keys
from dramaport.stream.sandbox.serve import ADS, make_sandbox, sandbox_ways
from dramaport.stream.stores import currency
from dramaport.stream.values import Money

APP, HERE = "http://app.test", "http://sandbox.test"


def test_no_keys_no_ways(database: Engine) -> None:
    stores, ads = open_ways(database, Ways(), lambda *_: "US")
    assert (stores.stripe, stores.apple, stores.google, stores.till) == (None, None, None, None)
    assert (ads.network, ads.grant, ads.page) == (None, None, None)


def test_half_a_configuration_is_none(database: Engine, keys: Keys) -> None:
    half = Ways(apple_bundle="a", google_package="b", google_bearer="c", google_push_audience="d", sandbox=True)
    stores, _ = open_ways(database, half, lambda *_: "US")
    assert (stores.apple, stores.google) == (None, None)


def test_a_sandboxes_keys_open_every_way(database: Engine, keys: Keys) -> None:
    stores, ads = open_ways(database, sandbox_ways(keys, app=APP, here=HERE), lambda *_: "US")
    assert all((stores.stripe, stores.apple, stores.google, stores.till, ads.network, ads.grant, ads.page))
    assert ads.page is not None
    assert ads.page("a.b", "anna") == f"{HERE}{ADS}/ad?custom_data=a.b&user_id=anna"
    assert ads.origin("10.0.0.1") != ads.origin("10.0.0.2") != ads.origin(None) == ""


@pytest.mark.parametrize(
    "wrong",
    [
        {"google_bearer": "", "google_account": "{"},
        {"google_bearer": "", "google_account": "[]"},
        {"google_bearer": "", "google_account": '{"type": "service_account"}'},
        {"sandbox": False},
    ],
)
def test_keys_that_cannot_be_used_say_which(database: Engine, keys: Keys, wrong: dict[str, object]) -> None:
    ways = sandbox_ways(keys, app=APP, here=HERE).model_copy(update={"apple_bundle": "", **wrong})
    with pytest.raises(BadInput, match="GOOGLE_ACCOUNT"):
        open_ways(database, ways, lambda *_: "US")


def test_secrets_are_not_shown(keys: Keys) -> None:
    shown = repr(sandbox_ways(keys, app=APP, here=HERE))
    assert keys.stripe.key not in shown
    assert keys.stripe.webhook_secret not in shown
    assert keys.google.bearer not in shown


def test_the_sandbox_serves_shop_and_ads_with_the_keys_it_was_given(keys: Keys) -> None:
    assert Keys.model_validate_json(keys.model_dump_json()) == keys
    with TestClient(make_sandbox(keys, app=APP, here=HERE, seed=1), base_url=HERE) as browser:
        (key,) = browser.get(f"{ADS}/keys.json").json()["keys"]
        assert key["pem"] == keys.ads.public
        assert base64.b64decode(key["base64"])
        assert browser.get("/google/certs").json() == {keys.google.key_id: keys.google.public}
        assert browser.get("/orders").status_code == 200
        assert browser.get("/pay/none").status_code == 404


def test_amounts_are_read_as_each_store_writes_them() -> None:
    assert currency.from_thousandths(1990, "USD") == Money(amount=199, currency="USD")
    assert currency.from_thousandths(1_500, "KWD") == Money(amount=1500, currency="KWD")
    assert currency.from_nanos(3, 990_000_000, "BHD") == Money(amount=3990, currency="BHD")
    assert currency.from_nanos(120, 0, "JPY") == Money(amount=120, currency="JPY")
    for money in (
        Money(amount=500, currency="ISK"),
        Money(amount=999, currency="USD"),
        Money(amount=99, currency="VND"),
    ):
        assert currency.from_stripe(currency.to_stripe(money), money.currency.lower()) == money
