"""Who asks, by address: what proxies say counts only from proxies that are trusted. Pure.

Each proxy appends the address it was asked from, so the list is read from its end: the first address that is no trusted proxy's
is the client's. What stands before it anybody may have written (MDN, "X-Forwarded-For", on selecting an address; RFC 7239, 8.1).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final, Literal, NamedTuple

from dramaport.errors import BadInput

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

#: Networks that one subscriber has: an IPv4 address, and the least of IPv6 that providers assign (RFC 6177).
_ONE_V6: Final = 64
#: Networks that one provider moves a subscriber within.
_NEAR_V4, _NEAR_V6 = 24, 48

_NOWHERE: Final = ("XX", "ZZ")

_FOR = re.compile(r'(?:^|[;,])\s*for\s*=\s*(?:"([^"]*)"|([^;,\s]*))', re.IGNORECASE)
_PORT = re.compile(r"^(\[[^\]]*\]|[0-9.]+)(?::\d+)?$")


def proxies(text: str) -> tuple[Network, ...]:
    """Networks written as `10.0.0.0/8, ::1`. Raises BadInput naming the one that is none."""
    found = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        try:
            found.append(ip_network(part))
        except ValueError as error:
            raise BadInput(
                f"DRAMAPORT_TRUSTED_PROXIES: {part!r} is no network; write 10.0.0.0/8 or 127.0.0.1"
            ) from error
    return tuple(found)


@dataclass(frozen=True)
class Trust:
    """Whose word on addresses and countries counts. Header names are in lower case.

    There is one `header`, for a proxy that writes one of the two passes on what a client wrote into the other.
    """

    networks: tuple[Network, ...] = ()
    header: Literal["x-forwarded-for", "forwarded"] = "x-forwarded-for"
    territory: str = ""


def client_address(peer: str, told: Sequence[str], trust: Trust) -> Address | None:
    """The client's address; None where the peer has none. `told` are all lines of the trusted header, in order."""
    return _client(peer, ",".join(told), trust)


def territory_of(peer: str, told: Sequence[str], trust: Trust) -> str | None:
    """The ISO 3166-1 code of the client's network, by a trusted peer; None where it does not know or is not trusted.

    `told` are all lines of the territory header. `XX` and `T1` are what CDNs say for unknown and for Tor.
    """
    address = _address(peer)
    if len(told) != 1 or address is None or not _within(address, trust.networks):
        return None
    return told[0] if re.fullmatch("[A-Z]{2}", told[0]) and told[0] not in _NOWHERE else None


class Origin(NamedTuple):
    """An address as it is counted: `own` for one subscriber (with IPv6 everybody has billions, so their network counts), `near`
    for the neighbourhood that a phone which moves, or a carrier's gateways, stay in.
    """

    own: str
    near: str


@lru_cache(maxsize=16_384)
def origin(address: Address | None) -> Origin | None:
    """None for nobody's: an address that is not known, and the machine's own, which a developer has, or a proxy that is not
    told of.
    """
    if address is None or address.is_loopback:
        return None
    one, around = (32, _NEAR_V4) if address.version == 4 else (_ONE_V6, _NEAR_V6)
    own = str(address) if one == 32 else str(ip_network((address, one), strict=False))
    return Origin(own, str(ip_network((address, around), strict=False)))


@lru_cache(maxsize=16_384)
def _client(peer: str, told: str, trust: Trust) -> Address | None:
    here = _address(peer)
    if here is None or not _within(here, trust.networks) or not told:
        return here
    plain = trust.header == "x-forwarded-for"
    hops = told.split(",") if plain else [quoted or bare for quoted, bare in _FOR.findall(told)]
    for hop in reversed(hops):
        before = _address(hop)
        if before is None:  # `unknown`, a hidden name, or rubbish: nothing before it can be believed
            return here
        here = before
        if not _within(here, trust.networks):
            return here
    return here


def _within(address: Address, networks: Iterable[Network]) -> bool:
    return any(address in network for network in networks)


def _address(text: str) -> Address | None:
    text = text.strip()
    with_port = _PORT.match(text)
    try:
        found = ip_address((with_port[1] if with_port else text).strip("[]"))
    except ValueError:
        return None
    return found.ipv4_mapped or found if isinstance(found, IPv6Address) else found
