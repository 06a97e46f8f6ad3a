"""AdMob's callbacks: signed with a P-256 key made here, verified over the raw query."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dramaport.stream.ads.admob import AdMob, key_server
from dramaport.stream.sandbox.keys import AdKeys, make_ad_keys
from dramaport.stream.sandbox.messages import admob_callback
from dramaport.stream.stores.keys import KeyRing
from dramaport.stream.stores.problems import NotGenuine, NotReadable, StoreSilent

NOW = 1_790_000_000_000
UNIT = "1234567890"
TOLD: dict[str, str | int] = {
    "ad_network": "5450213213286189855", "ad_unit": UNIT, "custom_data": "intent.nonce", "reward_amount": 1,
    "reward_item": "a & b = c", "timestamp": NOW, "transaction_id": "abc", "user_id": "anna",
}  # fmt: skip


@pytest.fixture
def network(keys: AdKeys) -> AdMob:
    return AdMob(KeyRing(lambda: {keys.key_id: keys.public}), [UNIT])


def query(keys: AdKeys, **more: str | int) -> bytes:
    return admob_callback(keys, TOLD | more).path.partition("?")[2].encode()


def test_a_genuine_callback_is_read(network: AdMob, keys: AdKeys) -> None:
    watched = network.read(query(keys), NOW)
    assert (watched.transaction_id, watched.custom_data, watched.user_id) == ("abc", "intent.nonce", "anna")


def test_the_networks_own_test_has_no_intent(network: AdMob, keys: AdKeys) -> None:
    assert network.read(query(keys, custom_data="", user_id=""), NOW).custom_data is None


def test_a_reordered_query_is_refused(network: AdMob, keys: AdKeys) -> None:
    """Fraud: the same words in another order are not what was signed."""
    content, _, signature = query(keys).partition(b"&signature=")
    turned = urlencode(list(reversed(parse_qsl(content.decode())))).encode()
    with pytest.raises(NotGenuine):
        network.read(turned + b"&signature=" + signature, NOW)


@pytest.mark.parametrize(
    "change",
    [
        lambda made: made.replace(b"reward_amount=1", b"reward_amount=9"),
        lambda made: b"custom_data=mine.now&" + made,
        lambda made: made.replace(b"&signature=", b"&custom_data=mine&signature="),
        lambda made: made + b"&custom_data=mine",
        lambda made: made.replace(b"+", b"%20"),  # means the same, and is not what was signed
        lambda made: b"&" + made,
        lambda made: made.partition(b"&signature=")[0],
        lambda made: made.partition(b"&key_id=")[0],
        lambda made: made.replace(b"&signature=", b"&signature=AAAA&signature="),
        lambda made: b"",
    ],
)
def test_a_query_that_was_touched_is_refused(network: AdMob, keys: AdKeys, change: object) -> None:
    with pytest.raises(NotGenuine):
        network.read(change(query(keys)), NOW)  # type: ignore[operator]


def test_a_strangers_signature_is_refused_under_our_key_id_and_under_their_own(network: AdMob, keys: AdKeys) -> None:
    """Fraud: forged with another key."""
    stranger = make_ad_keys()
    for forger in (stranger, stranger.model_copy(update={"key_id": keys.key_id})):
        with pytest.raises(NotGenuine):
            network.read(query(forger), NOW)


@given(st.binary(max_size=300))
def test_nothing_made_up_is_genuine(made_up: bytes) -> None:
    key = make_ad_keys()
    with pytest.raises(NotGenuine):
        AdMob(KeyRing(lambda: {key.key_id: key.public}), [UNIT]).read(made_up, NOW)


@pytest.mark.parametrize("at", [NOW - 16 * 60_000, NOW + 2 * 60_000])
def test_a_callback_of_another_time_is_refused(network: AdMob, keys: AdKeys, at: int) -> None:
    """Fraud: replayed later, or a clock trick."""
    with pytest.raises(NotGenuine, match="not of now"):
        network.read(query(keys, timestamp=at), NOW)


def test_another_publishers_ad_unit_is_refused(network: AdMob, keys: AdKeys) -> None:
    """The network signs everybody's callbacks with the same keys: a forger can have genuine ones of an app of their own."""
    with pytest.raises(NotGenuine, match="ad unit"):
        network.read(query(keys, ad_unit="666"), NOW)


@pytest.mark.parametrize("lacking", [{"timestamp": "soon"}, {"transaction_id": ""}])
def test_a_genuine_callback_that_lacks_what_it_needs(network: AdMob, keys: AdKeys, lacking: dict[str, str]) -> None:
    with pytest.raises(NotReadable):
        network.read(query(keys, **lacking), NOW)


def served(keys: AdKeys, body: object, status: int = 200) -> AdMob:
    http = httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(status, json=body)))
    return AdMob(KeyRing(key_server(http, "https://keys.example/k.json")), [UNIT])


def test_keys_come_from_the_key_server(keys: AdKeys) -> None:
    body = {"keys": [{"keyId": int(keys.key_id), "pem": keys.public, "base64": ""}]}
    assert served(keys, body).read(query(keys), NOW).transaction_id == "abc"


@pytest.mark.parametrize(("body", "status"), [({}, 200), ([], 200), ({"keys": [1]}, 200), ({"keys": []}, 500)])
def test_a_key_server_that_fails_opens_nothing(keys: AdKeys, body: object, status: int) -> None:
    with pytest.raises(StoreSilent):
        served(keys, body, status).read(query(keys), NOW)


def test_a_key_of_another_kind_opens_nothing(keys: AdKeys) -> None:
    for pem in ("no key", "-----BEGIN PUBLIC KEY-----\nMA==\n-----END PUBLIC KEY-----\n"):
        with pytest.raises(StoreSilent):
            AdMob(KeyRing(lambda pem=pem: {keys.key_id: pem}), [UNIT]).read(query(keys), NOW)
