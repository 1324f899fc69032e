"""Addresses that this server may post to: public ones, and networks that the operator has named."""

import socket
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

Address = IPv4Address | IPv6Address
Networks = tuple[IPv4Network | IPv6Network, ...]

_SPECIAL: Final = tuple(map(ip_network, ("192.0.0.0/24", "64:ff9b:1::/48", "2001::/23")))
"""Special ranges that ``ipaddress`` knows since later releases of Python only (RFC 6890)."""
_LOOPBACK: Final = IPv4Address("127.0.0.1")
_PRIVATE_NAMES: Final = (".internal", ".local", ".lan", ".home.arpa")
"""Endings of names that no public server has (RFC 6762, RFC 8375, ICANN resolution 2024.07.29.06)."""


def may_receive(address: Address, allowed: Networks) -> bool:
    """Whether a server at this address may be posted to."""
    bare = _without_wrapping(address)
    return _is_public(bare) or any(
        address_form in network for address_form in (address, bare) for network in allowed
    )


def may_be_registered(host: str, allowed: Networks) -> bool:
    """Whether a host may be registered to post to, by its name alone; nothing is resolved.

    ``host`` is that of a URL, an IPv6 address without its brackets. An operator who names networks has
    private names as well.
    """
    address = read_literal(host)
    if address is not None:
        return may_receive(address, allowed)
    name = host.rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return may_receive(_LOOPBACK, allowed)
    return bool(allowed) or not name.endswith(_PRIVATE_NAMES)


def read_literal(host: str) -> Address | None:
    """Return the address that a host is written as, in any spelling that resolvers take (``127.1``)."""
    try:
        return ip_address(host.partition("%")[0])
    except ValueError:
        pass
    try:
        return IPv4Address(socket.inet_aton(host))
    except (OSError, UnicodeEncodeError):
        return None


def reachable(addresses: Iterable[str], allowed: Networks) -> list[str]:
    """Return the addresses of a host that may be posted to, in their order."""
    return [text for text in addresses if may_receive(ip_address(text.partition("%")[0]), allowed)]


def _without_wrapping(address: Address) -> Address:
    """Return the IPv4 address that an IPv6 address leads to, where it holds one."""
    if isinstance(address, IPv6Address):
        return address.ipv4_mapped or address.sixtofour or address
    return address


def _is_public(address: Address) -> bool:
    """Whether an address is one of the public internet; NAT64 and IPv4-compatible ones are reserved."""
    if address.is_multicast or address.is_reserved or address.is_unspecified:
        return False
    if any(address in network for network in _SPECIAL):
        return False
    return address.is_global and not getattr(address, "is_site_local", False)
