"""Network addresses as text, and the network that is counted as one asker."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final

Address = IPv4Address | IPv6Address

_IPV6_SITE_BITS: Final = 64


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


def network_of(text: str) -> str:
    """Return what limits count under: the IPv4 address, or the /64 that an IPv6 host can roam in."""
    address = parse_address(text)
    if isinstance(address, IPv6Address):
        return str(ip_network((address, _IPV6_SITE_BITS), strict=False))
    return str(address) if address else "unknown"
