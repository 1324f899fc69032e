"""Sealing of the log: beat closes ranges of events and chains their seals (ADR 0067)."""

import logging
import time
from dataclasses import asdict
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from django.db import IntegrityError, transaction

from accounts.domain.event_seals import (
    MAX_EVENTS,
    SEALED_COLUMNS,
    Row,
    SealedRange,
    ordered_digest,
    removal_mac,
    seal_mac,
    unordered_digest,
)
from accounts.events.settled_ids import settled_id
from accounts.keys import event_seal_keys
from accounts.models import Event, EventSeal, TaskPosition

MAX_AGE: Final = timedelta(minutes=5)
MAX_SECONDS: Final = 50.0
SEALING: Final = "seal events"
SEAL_LINE_SCHEMA: Final = 1

logger = logging.getLogger("ssr.events")


def seal_due(now: datetime) -> int:
    """Seal every range that is full or old enough; return how many.

    A range has at most ``MAX_EVENTS`` events. One with fewer is closed when its oldest has ``MAX_AGE``.
    """
    ends = time.monotonic() + MAX_SECONDS
    TaskPosition.objects.get_or_create(task=SEALING)
    settled, sealed = settled_id(), 0
    try:
        while settled is not None and time.monotonic() < ends and _seal_next(now, settled):
            sealed += 1
    except IntegrityError:  # another process has sealed the same range
        return sealed
    return sealed


@transaction.atomic
def _seal_next(now: datetime, settled: int) -> bool:
    # The row is the lock of the chain. Two workers at once: the second leaves it to the first.
    if not TaskPosition.objects.select_for_update(skip_locked=True).filter(task=SEALING):
        return False
    last = EventSeal.objects.order_by("-number").first()
    rows = _next_rows(last.last_id if last else 0, settled)
    times = [row[SEALED_COLUMNS.index("occurred_at")] for row in rows]
    if not rows or (len(rows) < MAX_EVENTS and min(times) > now - MAX_AGE):
        return False
    keys = event_seal_keys()
    secret = keys.secret(keys.current_id)
    sealed = SealedRange(
        number=last.number + 1 if last else 1,
        first_id=last.last_id + 1 if last else 1,
        last_id=rows[-1][0],
        count=len(rows),
        newest_at=max(times),
        sealed_at=now,
        key_id=keys.current_id,
        previous=last.mac if last else "",
        ordered=ordered_digest(secret, rows),
        unordered=unordered_digest(secret, rows),
    )
    seal = EventSeal(**asdict(sealed), mac=seal_mac(secret, sealed))
    seal.save(force_insert=True)
    transaction.on_commit(partial(_write_line, seal))
    return True


def _next_rows(after: int, settled: int) -> list[Row]:
    events = Event.objects.filter(id__gt=after, id__lte=settled).order_by("id")
    return list(events.values_list(*SEALED_COLUMNS)[:MAX_EVENTS])


def _write_line(seal: EventSeal) -> None:
    """Write the seal to the log of the process: a copy that no access to the database changes."""
    members = {
        "schema": SEAL_LINE_SCHEMA,
        "number": seal.number,
        "first_id": seal.first_id,
        "last_id": seal.last_id,
        "count": seal.count,
        "key_id": seal.key_id,
        "mac": seal.mac,
        "sealed_at": seal.sealed_at.isoformat(),
    }
    logger.info("event seal", extra=members)


def mark_removed(seals: list[EventSeal], now: datetime) -> None:
    """Note that retention removed the events of these ranges, in a way that only this server can write."""
    keys = event_seal_keys()
    for seal in seals:
        seal.removed_at = now
        seal.removal_key_id = keys.current_id
        seal.removal_mac = removal_mac(keys.secret(keys.current_id), seal.mac, now)
    EventSeal.objects.bulk_update(seals, ["removed_at", "removal_key_id", "removal_mac"])
