"""Which IP addresses are public, by the special-purpose registries of IANA (RFC 6890).

The tables are written out: ``ipaddress`` knows the registries of the day on which its Python was released.
"""

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Final

Address = IPv4Address | IPv6Address
Networks = tuple[IPv4Network | IPv6Network, ...]

_SPECIAL_IPV4: Final = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",  # this network
            "10.0.0.0/8",  # private use
            "100.64.0.0/10",  # shared by customers of a carrier (CGNAT)
            "127.0.0.0/8",  # loopback
            "169.254.0.0/16",  # link-local, metadata of clouds
            "172.16.0.0/12",  # private use
            "192.0.0.0/24",  # protocol assignments
            "192.0.2.0/24",  # documentation
            "192.31.196.0/24",  # AS112
            "192.52.193.0/24",  # AMT
            "192.88.99.0/24",  # relays of 6to4
            "192.168.0.0/16",  # private use
            "192.175.48.0/24",  # AS112
            "198.18.0.0/15",  # benchmarks
            "198.51.100.0/24",  # documentation
            "203.0.113.0/24",  # documentation
            "224.0.0.0/4",  # multicast
            "240.0.0.0/4",  # reserved, broadcast
        ),
    )
)
_GLOBAL_UNICAST: Final = IPv6Network("2000::/3")
"""All that IANA allocates. Loopback, link-local, unique local, mapped and NAT64 addresses are outside."""
_SPECIAL_IPV6: Final = tuple(
    map(
        IPv6Network,
        (
            "2001::/23",  # protocol assignments: Teredo, benchmarks, AMT, AS112, ORCHID
            "2001:db8::/32",  # documentation
            "2002::/16",  # 6to4
            "2620:4f:8000::/48",  # AS112
            "3fff::/20",  # documentation
        ),
    )
)
_TEREDO: Final = IPv6Network("2001::/32")
_IN_LOW_BITS: Final = tuple(
    map(IPv6Network, ("::/96", "::ffff:0:0/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48"))
)
"""Forms whose last 32 bits are an IPv4 address: compatible, mapped, translated, NAT64."""
_ISATAP: Final = (0x0000_5EFE, 0x0200_5EFE)
_LOW_32: Final = 0xFFFF_FFFF


def is_allowed(address: Address, networks: Networks) -> bool:
    """Whether requests may go to an address: a public one, or one in a network that the operator has named.

    An IPv6 address that leads to an IPv4 address needs both to be allowed.
    """
    if getattr(address, "scope_id", None):
        return False
    named = any(address in network for network in networks)
    return (named or _is_public(address)) and all(is_allowed(inner, networks) for inner in _embedded(address))


def _is_public(address: Address) -> bool:
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _SPECIAL_IPV4)
    return address in _GLOBAL_UNICAST and not any(address in network for network in _SPECIAL_IPV6)


def _embedded(address: Address) -> Iterator[IPv4Address]:
    """Yield the IPv4 addresses in an IPv6 address."""
    if isinstance(address, IPv4Address):
        return
    bits = int(address)
    if address.sixtofour:
        yield address.sixtofour
    if address in _TEREDO:
        yield from address.teredo or ()
    elif (bits >> 32) & _LOW_32 in _ISATAP or _is_wrapper(address):
        yield IPv4Address(bits & _LOW_32)


def _is_wrapper(address: IPv6Address) -> bool:
    """Whether the last 32 bits are an IPv4 address. ``::1`` is loopback itself, no compatible address."""
    return not (address.is_loopback or address.is_unspecified) and any(
        address in network for network in _IN_LOW_BITS
    )
