"""Headers on the client's address count from trusted proxies only, and of those only what they wrote themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from dramaport.errors import BadInput
from dramaport.stream.api import Station
from dramaport.stream.guard.address import Trust, client_address, origin, proxies, territory_of
from dramaport.stream.sandbox.keys import make_keys
from stream.conftest import Clock
from stream.town import Town, open_town, soon

TRUST = Trust(proxies("10.0.0.0/8, 127.0.0.1, fd00::/8"))
FORWARDED = Trust(TRUST.networks, "forwarded")
CDN = Trust(TRUST.networks, territory="cf-ipcountry")


def seen(peer: str, *told: str, trust: Trust = TRUST) -> str:
    return str(client_address(peer, told, trust))


def test_without_a_trusted_proxy_the_peer_is_the_client_whatever_headers_say() -> None:
    assert seen("203.0.113.7", "198.51.100.1") == "203.0.113.7"
    assert seen("203.0.113.7", "127.0.0.1", trust=Trust()) == "203.0.113.7"


def test_the_last_hop_that_is_not_ours_counts() -> None:
    assert seen("10.0.0.1", "198.51.100.1") == "198.51.100.1"
    assert seen("10.0.0.1", "1.1.1.1, 198.51.100.1") == "198.51.100.1"  # the client wrote 1.1.1.1 itself
    assert seen("10.0.0.1", "1.1.1.1, 198.51.100.1, 10.0.0.2") == "198.51.100.1"
    assert seen("10.0.0.1", "1.1.1.1", "198.51.100.1, 10.0.0.2") == "198.51.100.1"  # two lines are one list
    assert seen("10.0.0.1", "10.9.9.9, 10.0.0.2") == "10.9.9.9"  # all ours: the farthest


def test_rubbish_ends_what_can_be_believed() -> None:
    assert seen("10.0.0.1", "198.51.100.1, unknown") == "10.0.0.1"
    assert seen("10.0.0.1", "198.51.100.1, unknown, 10.0.0.2") == "10.0.0.2"
    assert seen("10.0.0.1", "") == "10.0.0.1"
    assert seen("10.0.0.1") == "10.0.0.1"
    assert seen("10.0.0.1", "198.51.100.1,") == "10.0.0.1"
    assert seen("", "198.51.100.1") == "None"
    assert seen("testclient", "198.51.100.1") == "None"


@pytest.mark.parametrize(
    ("hop", "address"),
    [
        ("198.51.100.1:4711", "198.51.100.1"),
        ("[2001:db8::1]:4711", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("2001:db8::1", "2001:db8::1"),
        ("::ffff:198.51.100.1", "198.51.100.1"),
        (" 198.51.100.1 ", "198.51.100.1"),
    ],
)
def test_an_address_is_read_as_proxies_write_it(hop: str, address: str) -> None:
    assert seen("10.0.0.1", hop) == address
    assert seen("::ffff:10.0.0.1", hop) == address


def test_the_header_of_rfc_7239_is_read_where_it_is_the_one() -> None:
    assert seen("10.0.0.1", "for=198.51.100.1;proto=https", trust=FORWARDED) == "198.51.100.1"
    assert seen("10.0.0.1", 'For="[2001:db8::1]:4711"', trust=FORWARDED) == "2001:db8::1"
    assert seen("10.0.0.1", "for=1.1.1.1, for=198.51.100.1;by=10.0.0.1", trust=FORWARDED) == "198.51.100.1"
    assert seen("10.0.0.1", "for=198.51.100.1, for=unknown", trust=FORWARDED) == "10.0.0.1"
    assert seen("10.0.0.1", "for=198.51.100.1, for=_hidden", trust=FORWARDED) == "10.0.0.1"


@given(st.lists(st.text(max_size=30), max_size=4))
def test_whatever_a_client_writes_before_the_proxys_word_changes_nothing(written: list[str]) -> None:
    assert seen("10.0.0.1", *written, "198.51.100.1") == "198.51.100.1"


@given(st.text(max_size=60), st.sampled_from([TRUST, FORWARDED]))
def test_no_text_is_a_crash(text: str, trust: Trust) -> None:
    client_address("10.0.0.1", [text], trust)
    client_address(text, [text], trust)


def test_ipv6_is_counted_by_network_and_places_by_neighbourhood() -> None:
    four, six = client_address("198.51.100.77", (), TRUST), client_address("2001:db8:1:2:3::9", (), TRUST)
    assert origin(four) == ("198.51.100.77", "198.51.100.0/24")
    assert origin(six) == ("2001:db8:1:2::/64", "2001:db8:1::/48")
    assert origin(client_address("::1", (), TRUST)) is origin(None) is None


def test_a_country_counts_from_a_trusted_peer_told_once() -> None:
    assert territory_of("10.0.0.1", ["MX"], CDN) == "MX"
    assert territory_of("203.0.113.7", ["MX"], CDN) is None
    assert territory_of("10.0.0.1", ["MX", "US"], CDN) is None
    for nowhere in ("XX", "T1", "mx", "", "MEX", "M\n"):
        assert territory_of("10.0.0.1", [nowhere], CDN) is None
    assert territory_of("10.0.0.1", [], CDN) is None


def test_a_network_that_is_none_is_named() -> None:
    assert proxies("") == ()
    with pytest.raises(BadInput, match=r"'10[.]0[.]0[.]1/8'"):
        proxies("127.0.0.1, 10.0.0.1/8")


# Over the interface


@pytest.fixture
def town(station: Station) -> Iterator[Town]:
    trust = Trust(proxies("10.0.0.0/8"), territory="cf-ipcountry")
    with open_town(station, make_keys(), Clock(soon()), trust=trust) as town:
        yield town


def begin(client: TestClient, **headers: str) -> Any:
    return client.post("/v1/guests", json={"territory": "US"}, headers=headers)


def test_behind_a_proxy_each_client_has_their_own_limit(town: Town) -> None:
    proxy = town.at("10.0.0.1")
    for _ in range(60):
        assert begin(proxy, **{"X-Forwarded-For": "198.51.100.1"}).status_code == 201
    assert begin(proxy, **{"X-Forwarded-For": "198.51.100.1"}).status_code == 429
    assert begin(proxy, **{"X-Forwarded-For": "203.0.113.66, 198.51.100.1"}).status_code == 429
    assert begin(proxy, **{"X-Forwarded-For": "198.51.100.2"}).status_code == 201


def test_a_made_up_header_makes_nobody_somebody_else(town: Town) -> None:
    stranger = town.at("203.0.113.7")
    codes = [begin(stranger, **{"X-Forwarded-For": f"198.51.100.{n}"}).status_code for n in range(62)]
    assert codes == [201] * 60 + [429] * 2


def test_the_networks_country_decides_over_the_viewers_word(town: Town) -> None:
    """Price arbitrage by word: somebody in the United States says Brazil."""
    made = begin(town.at("10.0.0.1"), **{"X-Forwarded-For": "198.51.100.1", "CF-IPCountry": "BR"}).json()
    assert made["viewer"]["territory"] == "BR"
    head = {"Authorization": f"Bearer {made['token']}", "X-Forwarded-For": "198.51.100.1", "CF-IPCountry": "BR"}
    moved = town.at("10.0.0.1").patch("/v1/me", json={"territory": "US"}, headers=head)
    assert (moved.status_code, moved.json()["code"]) == (403, "elsewhere")
    assert begin(town.at("203.0.113.7"), **{"CF-IPCountry": "BR"}).json()["viewer"]["territory"] == "US"
