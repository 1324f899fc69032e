"""Who is calling: the address behind our own proxies, and the key it is counted under."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Networks = Sequence[IPv4Network | IPv6Network]

NOBODY = "none"
_IPV6_SITE_BITS = 64


def parse_proxies(text: str) -> Networks:
    """Return the networks in a comma-separated list; ``none`` and nothing give none.

    Raises ``ValueError`` for something that is not a network (10.0.0.1/8 has host bits set).
    """
    if text.strip().lower() == NOBODY:
        return ()
    return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())


def parse_address(text: str) -> Address | None:
    """Return the address, or ``None`` when ``text`` is none. An IPv4 address in IPv6 clothes is undressed."""
    host = text.strip().removeprefix("[").partition("]")[0] if text.strip().startswith("[") else text.strip()
    if host.count(":") == 1:
        host = host.partition(":")[0]  # some proxies add the port
    try:
        address = ip_address(host)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def is_trusted(peer: str, proxies: Networks) -> bool:
    """Whether ``peer`` is one of our own proxies, whose headers may be believed."""
    address = parse_address(peer)
    return address is not None and any(address in network for network in proxies)


def client_address(peer: str, forwarded_for: str, proxies: Networks) -> str:
    """Return the right-most address on the way here that is not one of our proxies.

    ``peer`` is who opened the connection, ``forwarded_for`` the ``X-Forwarded-For`` header. Only what a
    trusted hop wrote counts: whatever stands further left, the caller may have made up.
    """
    nearest = peer
    for hop in reversed(forwarded_for.split(",")):
        if not is_trusted(nearest, proxies) or parse_address(hop) is None:
            break
        nearest = str(parse_address(hop))
    return nearest


def network_key(address: str) -> str:
    """Return what limits count under: the IPv4 address, or the /64 an IPv6 site has to itself."""
    parsed = parse_address(address)
    if isinstance(parsed, IPv6Address):
        return str(ip_network((parsed, _IPV6_SITE_BITS), strict=False))
    return str(parsed) if parsed else "unknown"
