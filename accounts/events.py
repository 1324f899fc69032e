"""Recording events: a row in the atomic block in which it happened, and a line of the log once that stands.

The log line is what log shipping picks up (``docs/log.md``): its members don't change without a version.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils.crypto import salted_hmac

from accounts.domain.clients import describe_client
from accounts.models import Event, EventContext, User

SUCCESS, FAILURE = "success", "failure"
LOG_SCHEMA: Final = 1

logger = logging.getLogger("ssr.events")


@dataclass(frozen=True, slots=True)
class Origin:
    """The network address and the browser or program that a request comes from."""

    ip_address: str = ""
    user_agent: str = ""


_NOWHERE: Final = Origin()
_origin: ContextVar[Origin] = ContextVar("origin", default=_NOWHERE)


@contextmanager
def events_from(origin: Origin) -> Iterator[None]:
    """Give every event of the block that has no context of its own the origin of this request."""
    token = _origin.set(origin)
    try:
        yield
    finally:
        _origin.reset(token)


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
    """Return the id of the actor, or None for a command on the server itself."""
    return actor.pk if actor else None


def open_context(*, now: datetime, address: str = "", ip_address: str = "", client: str = "") -> EventContext:
    """Insert the personal side that events of one request or transaction share."""
    return EventContext.objects.create(
        address=address, ip_address=ip_address or None, client=client[:120], created_at=now
    )


def record(entries: Sequence[Entry], *, now: datetime, context_id: int | None = None) -> None:
    """Write the events in one statement, and one for the origin of the request where no context is given."""
    if not entries:
        return
    context_id = context_id or _context_of_request(now)
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
    Event.objects.bulk_create(rows)
    for entry in entries:
        transaction.on_commit(partial(_write_line, entry, _origin.get(), now))


def _context_of_request(now: datetime) -> int | None:
    origin = _origin.get()
    if origin is _NOWHERE:
        return None
    return open_context(now=now, ip_address=origin.ip_address, client=describe_client(origin.user_agent)).pk


def _write_line(entry: Entry, origin: Origin, at: datetime) -> None:
    level = logging.INFO if entry.outcome == SUCCESS else logging.WARNING
    members = {
        "schema": LOG_SCHEMA,
        "type": entry.type,
        "outcome": entry.outcome,
        "code": entry.code,
        "user": entry.person_id,
        "actor": entry.actor_id,
        "transaction": entry.transaction_id,
        "target": entry.target,
        "variant": entry.detail.get("variant", ""),
        "client": origin.ip_address,
        "occurred_at": at.isoformat(),
    }
    logger.log(level, "security event", extra=members)


def record_refusal(entry: Entry, *, subject: str, now: datetime, context_id: int | None = None) -> None:
    """Count a refusal: one row a minute for each type, code and subject, however many there are.

    The log has a line for each of them.
    """
    _write_line(replace(entry, outcome=FAILURE), _origin.get(), now)
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
        target=entry.target,
        detail=entry.detail,
        aggregate=aggregate,
        occurred_at=minute,
    )
    try:
        with transaction.atomic():
            row.context_id = context_id or _context_of_request(now)
            row.save(force_insert=True)
    except IntegrityError:
        _count_again(aggregate)  # another refusal of this minute was quicker


def _count_again(aggregate: str) -> bool:
    return bool(Event.objects.filter(aggregate=aggregate).update(count=F("count") + 1))


def forget(context_ids: Iterable[int] | QuerySet[Any]) -> int:
    """Empty the personal side of events, which stay; return how many contexts were emptied."""
    contexts = EventContext.objects.filter(id__in=context_ids)
    return contexts.update(address="", ip_address=None, client="")
