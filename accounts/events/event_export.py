"""The log as a file for other programs: one JSON object a line (NDJSON), oldest first, in batches."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final

from django.db.models import Q, QuerySet

from accounts.batches import first_rows
from accounts.events.log import Entry, acting, record
from accounts.models import Event, User

BATCH: Final = 500
EXPORTED: Final = "system.events.export"
CONTENT_TYPE: Final = "application/x-ndjson"
MEMBERS: Final = (
    "uuid",
    "schema_version",
    "type",
    "outcome",
    "reason",
    "actor_type",
    "actor_id",
    "user_id",
    "targets",
    "transaction_id",
    "detail",
)
"""Not the sealed columns: a new member of the file must not change what earlier seals cover."""


def export_events(
    events: QuerySet[Event], *, actor: User | None, now: datetime, filters: Iterable[str] = ()
) -> Iterator[str]:
    """Record the export and return the lines of the file, a batch at a time.

    ``filters``: names of what narrows the log; their values may be personal and are not recorded.
    """
    record([Entry(EXPORTED, actor=acting(actor), detail={"filters": sorted(filters)})], now=now)
    return _lines(events.filter(occurred_at__lte=now))


def _lines(events: QuerySet[Event]) -> Iterator[str]:
    for batch in _batches(events.select_related("context")):
        yield "".join(f"{json.dumps(_members(event), ensure_ascii=False)}\n" for event in batch)


def _batches(events: QuerySet[Event]) -> Iterator[list[Event]]:
    """Yield the events by time, along the indexes that the list uses."""
    ordered = events.order_by("occurred_at", "id")
    batch = list(first_rows(ordered, BATCH))
    while batch:
        yield batch
        last = batch[-1]
        later = Q(occurred_at__gt=last.occurred_at) | Q(id__gt=last.pk)
        rest = ordered.filter(later, occurred_at__gte=last.occurred_at)
        batch = list(first_rows(rest, BATCH))


def _members(event: Event) -> dict[str, Any]:
    context = event.context
    return {
        **{name: getattr(event, name) for name in MEMBERS},
        "uuid": str(event.uuid),
        "occurred_at": event.occurred_at.isoformat(),
        "ip_address": context.ip_address if context else None,
        "client": context.client if context else "",
    }
