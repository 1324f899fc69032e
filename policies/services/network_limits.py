"""The limits for each network address, with the room that its network zone adds."""

from typing import Final

from accounts.configuration_cache import Snapshot
from accounts.credentials import throttle
from accounts.credentials.throttle import Kind
from accounts.domain.networks import parse_address
from policies.domain.zones import Zone, networks_of
from policies.models import NetworkZone
from policies.selectors import ZONES


def count_try(kind: Kind, ip_address: str, subject: str = "") -> int:
    """Count one try; return 0 if it is allowed, else the seconds until the next one, rounded up.

    With a ``subject`` its tries are counted from all networks together, and zones add nothing. Zones matter
    only once the usual limits are reached, and are kept in memory: a flood reads none.
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
    return max((times for times, zone in _multiplying.get() if zone.holds(address)), default=1)


def _read() -> tuple[tuple[int, Zone], ...]:
    rows = NetworkZone.objects.filter(limit_multiplier__gt=1)
    return tuple((row.limit_multiplier, Zone(row.pk, row.name, networks_of(row.networks))) for row in rows)


_multiplying: Final = Snapshot(_read, frozenset({ZONES}))
