"""Who is calling: the address behind our own proxies."""

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_network

from accounts.domain.networks import parse_address

Networks = Sequence[IPv4Network | IPv6Network]

NOBODY = "none"


def parse_proxies(text: str) -> Networks:
    """Return the networks in a comma-separated list; ``none`` and nothing give none.

    Raises ``ValueError`` for something that is not a network (10.0.0.1/8 has host bits set).
    """
    if text.strip().lower() == NOBODY:
        return ()
    return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())


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
