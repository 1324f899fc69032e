"""The limits for each network address, with the room that its network zone adds."""

from functools import lru_cache

from accounts.domain.networks import parse_address
from accounts.services import throttle
from accounts.services.throttle import Kind
from policies.domain.zones import Zone, networks_of
from policies.models import NetworkZone


def count_try(kind: Kind, ip_address: str, subject: str = "") -> int:
    """Count one try; return 0 if it is allowed, else the seconds until the next one is, rounded up.

    With a ``subject`` its tries are counted, from whatever network, and zones add nothing.
    Zones are read only once the usual limits are reached: other requests pay nothing for them.
    """
    if throttle.allow(kind, ip_address, subject):
        return 0
    wait = throttle.seconds_left(kind, ip_address, subject)
    beyond = 0 if subject else limit_multiplier(ip_address) - 1
    if beyond < 1:
        return wait
    if throttle.allow(kind, ip_address, beyond=beyond):
        return 0
    return min(wait, throttle.seconds_left(kind, ip_address, beyond=beyond))


def limit_multiplier(ip_address: str) -> int:
    """Return how many times the usual limits an address has: the most that any of its zones says, else 1."""
    address = parse_address(ip_address)
    if address is None:
        return 1
    rows = NetworkZone.objects.filter(limit_multiplier__gt=1).values_list("limit_multiplier", "networks")
    return max((times for times, networks in rows if _zone(networks).holds(address)), default=1)


@lru_cache(maxsize=32)
def _zone(networks: str) -> Zone:
    return Zone(0, "", networks_of(networks))
