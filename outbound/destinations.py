"""Which URLs requests may go to: the rules of the deployment."""

from collections.abc import Collection
from dataclasses import dataclass
from ipaddress import IPv4Address
from typing import Final

from outbound.addresses import Address, Networks, is_allowed
from outbound.errors import OutboundError, Reason
from outbound.urls import Url, parse_url

_LOOPBACK: Final = IPv4Address("127.0.0.1")
_PRIVATE_NAMES: Final = (".internal", ".local", ".lan", ".home.arpa")
"""Endings of names that no public server has (RFC 6762, RFC 8375, ICANN resolution 2024.07.29.06)."""


@dataclass(frozen=True, slots=True)
class AllowedDestinations:
    """What the operator allows beyond public addresses at port 443."""

    networks: Networks = ()
    ports: Collection[int] = (443,)


def check_url(text: str, allowed: AllowedDestinations) -> Url:
    """Return a URL that requests may go to, as far as its text shows; nothing is resolved.

    Raises OutboundError for a URL that cannot be used whatever its name leads to. An operator who names
    networks has private names as well.
    """
    url = parse_url(text)
    if url.scheme == "http" and not url.is_local:
        raise OutboundError(Reason.URL)
    if url.port not in allowed.ports:
        raise OutboundError(Reason.PORT)
    if url.is_local:
        check_addresses(url, (url.address or _LOOPBACK,), allowed)
    elif url.address is not None:
        check_addresses(url, (url.address,), allowed)
    elif not allowed.networks and url.host.endswith(_PRIVATE_NAMES):
        raise OutboundError(Reason.ADDRESS)
    return url


def check_addresses(url: Url, addresses: Collection[Address], allowed: AllowedDestinations) -> None:
    """Raise OutboundError unless every address of a host is allowed.

    One private address among public ones is enough to refuse: which of them is used would be chance.
    """
    if not all(is_allowed(address, allowed.networks) for address in addresses):
        raise OutboundError(Reason.ADDRESS)
    if url.scheme == "http" and not all(address.is_loopback for address in addresses):
        raise OutboundError(Reason.ADDRESS)
