"""Write network zones, and count attempts by the zone of a network."""

from collections.abc import Iterator
from typing import Final

from accounts.configuration_cache import Snapshot, area_of
from accounts.credentials import throttle
from accounts.credentials.throttle import Kind
from accounts.domain.columns import ColumnKind
from accounts.domain.networks import parse_address
from accounts.domain.violations import ValidationFailed, Violation, raise_if
from accounts.text_columns import clean_text_columns
from accounts.versions import save_version
from policies.domain.conditions import COLUMNS
from policies.domain.zones import Zone, check_multiplier, check_networks, networks_of
from policies.models import NetworkZone, Rule
from policies.selectors import POLICIES, ZONES
from policies.services.policy_changes import Author, is_new, perform, perform_save


def save_zone(row: NetworkZone, author: Author) -> NetworkZone:
    """Insert or update a zone; its networks are kept in their shortest form. Raises ValidationFailed."""
    raise_if(check_zone(row))
    row.networks = "\n".join(str(network) for network in networks_of(row.networks))

    def write() -> NetworkZone:
        save_version(row)
        return row

    return perform_save(row, write, "zone", author, areas=_areas(row))


def check_zone(row: NetworkZone) -> tuple[Violation, ...]:
    """Return what is wrong with a zone; its texts are cleaned in place."""
    texts = clean_text_columns(row, leave=("networks",))
    if texts:
        return texts
    if NetworkZone.objects.filter(name=row.name).exclude(pk=row.pk).exists():
        return (Violation("name", "ssr.policy.zone_name_taken"),)
    return (*check_networks(row.networks), *check_multiplier(row.limit_multiplier))


def delete_zone(row: NetworkZone, author: Author) -> None:
    """Delete a zone.

    Raises ValidationFailed while a rule names it: that rule would be for others than it says.
    """

    def delete() -> None:
        # Behind the lock of the configuration: a rule that is being saved is looked at, too.
        using = rules_referencing(row)
        if using:
            raise ValidationFailed([Violation("", "ssr.policy.zone_used", (", ".join(using),))])
        row.delete()

    entry = author.entry("zone.delete", row.event_target)
    perform(delete, lambda _deleted: entry, author, areas=_areas(row))


def rules_referencing(zone: NetworkZone) -> tuple[str, ...]:
    """Return the names of the rules that name a zone."""
    return tuple({row.pk: str(row) for row in _naming(zone)}.values())


def _naming(zone: NetworkZone) -> Iterator[Rule]:
    """Yield the rules that name a zone, those that do so twice again."""
    columns = [column.name for column in COLUMNS if column.kind is ColumnKind.ZONES]
    return (row for name in columns for row in Rule.objects.filter(**{name: zone}))


def _areas(zone: NetworkZone) -> list[str]:
    """Return what a write of a zone changes: also every policy of a rule that names it."""
    policies = set() if is_new(zone) else {row.policy_id for row in _naming(zone)}
    return [ZONES, *(area_of(POLICIES, policy_id) for policy_id in policies)]


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
