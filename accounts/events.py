"""Writing down what happened, in the atomic block in which it happened."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils.crypto import salted_hmac

from accounts.models import Event, EventContext, User

SUCCESS, FAILURE = "success", "failure"


@dataclass(frozen=True, slots=True)
class Entry:
    """One event to be written: references and codes only, never a personal value."""

    type: str
    outcome: str = SUCCESS
    code: str = ""
    person_id: int | None = None
    actor_id: int | None = None
    transaction_id: str = ""
    target: str = ""
    detail: dict[str, Any] = field(default_factory=dict)


def id_of(actor: User | None) -> int | None:
    """Return who did something; nothing for a command on the server itself, which is nobody in particular."""
    return actor.pk if actor else None


def open_context(*, now: datetime, address: str = "", ip_address: str = "", client: str = "") -> EventContext:
    """Insert the personal side that events of one request or transaction share."""
    return EventContext.objects.create(
        address=address, ip_address=ip_address or None, client=client[:120], created_at=now
    )


def record(entries: Sequence[Entry], *, now: datetime, context_id: int | None = None) -> None:
    """Write the events in one statement."""
    rows = [
        Event(
            type=entry.type,
            outcome=entry.outcome,
            code=entry.code,
            person_id=entry.person_id,
            actor_id=entry.actor_id,
            transaction_id=entry.transaction_id,
            target=entry.target,
            detail=entry.detail,
            context_id=context_id,
            occurred_at=now,
        )
        for entry in entries
    ]
    if rows:
        Event.objects.bulk_create(rows)


def record_refusal(entry: Entry, *, subject: str, now: datetime, context_id: int | None = None) -> None:
    """Count a refusal: one row a minute for each type, code and subject, however many there are."""
    minute = now.replace(second=0, microsecond=0)
    # The subject may be a network address, and the row outlives what is personal.
    digest = salted_hmac("accounts.events", subject, algorithm="sha256").hexdigest()[:32]
    aggregate = f"{digest}|{minute:%Y%m%d%H%M}|{entry.type}|{entry.code}"[:160]
    if _count_again(aggregate):
        return
    row = Event(
        type=entry.type,
        outcome=FAILURE,
        code=entry.code,
        person_id=entry.person_id,
        transaction_id=entry.transaction_id,
        detail=entry.detail,
        context_id=context_id,
        aggregate=aggregate,
        occurred_at=minute,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        _count_again(aggregate)  # another refusal of this minute was quicker


def _count_again(aggregate: str) -> bool:
    return bool(Event.objects.filter(aggregate=aggregate).update(count=F("count") + 1))


def forget(context_ids: Iterable[int] | QuerySet[Any]) -> int:
    """Empty the personal side of events, which stay; return how many contexts were emptied."""
    contexts = EventContext.objects.filter(id__in=context_ids)
    return contexts.update(address="", ip_address=None, client="")
