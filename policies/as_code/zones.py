"""Network zones."""

from collections.abc import Mapping
from datetime import datetime
from ipaddress import ip_network
from typing import Any, Final

from accounts.as_code.columns import column_of, text_of
from accounts.domain.documents.records import Field, Items, Record
from accounts.domain.documents.scalars import Number
from accounts.domain.documents.sections import GeneratedSecret, ItemChange, Section
from accounts.domain.documents.words import Lines
from accounts.domain.text import trim
from policies.domain.zones import MAX_MULTIPLIER, lines_of
from policies.models import NetworkZone
from policies.services.policy_changes import Author
from policies.services.zones import delete_zone, save_zone

NAME: Final = "network_zones"


def _network(text: str) -> str:
    return str(ip_network(trim(text)))


def _key(item: Mapping[str, Any]) -> str:
    return str(item["name"])


def _read() -> list[dict[str, Any]]:
    rows = NetworkZone.objects.order_by("name")
    return [
        {"name": row.name, "networks": lines_of(row.networks), "limit_multiplier": row.limit_multiplier}
        for row in rows
    ]


def _save(change: ItemChange) -> tuple[GeneratedSecret, ...]:
    row = NetworkZone.objects.filter(name=change.key).first() or NetworkZone(name=change.key)
    row.networks = "\n".join(change.value["networks"])
    row.limit_multiplier = change.value["limit_multiplier"]
    save_zone(row, unguarded(change.now))
    return ()


def _remove(key: str, now: datetime) -> None:
    delete_zone(NetworkZone.objects.get(name=key), unguarded(now))


def unguarded(now: datetime) -> Author:
    """Return an author without the check for owners; the apply as a whole ends with it."""
    return Author(None, now, guarded=False)


_RECORD: Final = Record(
    (
        Field("name", text_of(column_of(NetworkZone, "name"))),
        Field("networks", Lines("ssr.policy.network", _network), always_written=True),
        Field("limit_multiplier", Number(1, MAX_MULTIPLIER), 1),
    )
)
ZONES: Final = Section(NAME, Items(_RECORD, _key), _read, _save, _remove)
