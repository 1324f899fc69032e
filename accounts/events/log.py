"""Recording events: a row in the atomic block in which it happened, and a line of the log once that stands.

The log line is what log shipping picks up (``docs/log.md``): its members don't change without a version.
"""

import json
import logging
import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils.crypto import salted_hmac

from accounts.domain.clients import describe_client
from accounts.domain.events import SYSTEM, Actor, ActorType, Target, time_ordered_uuid
from accounts.domain.references import reference_digits
from accounts.models import Event, EventContext, RefusalCount, User
from accounts.prepared import insert

SUCCESS, FAILURE = "success", "failure"
LOG_SCHEMA: Final = 2
MINUTE: Final = timedelta(minutes=1)
BATCH: Final = 500
MAX_ATTEMPTS: Final = 10

logger = logging.getLogger("ssr.events")


@dataclass(frozen=True, slots=True)
class Origin:
    """The network address and the browser or program that a request comes from.

    ``client``: the description of the program, where its user agent is not at hand.
    """

    ip_address: str = ""
    user_agent: str = ""
    client: str = ""

    def described(self) -> str:
        """Return the description of the browser or program."""
        return self.client or describe_client(self.user_agent)


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


def current_origin() -> Origin:
    """Return the origin of the request that is handled now; it is empty outside of one."""
    return _origin.get()


@dataclass(frozen=True, slots=True)
class Entry:
    """One event to be written: opaque ids and codes only, never a personal value.

    Without an ``actor`` the user acted. A refusal does not name that user: the proof was refused.
    """

    type: str
    outcome: str = SUCCESS
    reason: str = ""
    user_id: str = ""
    actor: Actor | None = None
    transaction_id: str = ""
    targets: tuple[Target, ...] = ()
    detail: dict[str, Any] = field(default_factory=dict)


def acting(actor: User | None) -> Actor:
    """Return the actor of what an administrator did; without one a command on the server did it."""
    return Actor(ActorType.USER, actor.public_id) if actor else SYSTEM


def open_context(*, now: datetime, ip_address: str = "", client: str = "") -> EventContext:
    """Insert the personal side that events of one request or transaction share."""
    return insert(EventContext(ip_address=ip_address or None, client=client[:120], created_at=now))


def record(entries: Sequence[Entry], *, now: datetime, context_id: int | None = None) -> None:
    """Write the events in one statement, and one for the origin of the request where no context is given."""
    if not entries:
        return
    context_id = context_id or _context_of_request(now)
    named = [(time_ordered_uuid(7, now, secrets.token_bytes(10)), entry) for entry in entries]
    rows = [
        Event(
            uuid=uuid,
            outcome=entry.outcome,
            context_id=context_id,
            occurred_at=now,
            transaction_reference=reference_digits(entry.transaction_id),
            **_columns(entry),
        )
        for uuid, entry in named
    ]
    if len(rows) == 1:
        insert(rows[0])
    else:
        Event.objects.bulk_create(rows)
    for uuid, entry in named:
        transaction.on_commit(partial(_write_line, uuid, entry, _origin.get(), now))


def _columns(entry: Entry) -> dict[str, Any]:
    """Return the columns that an event and a count of refusals have in common."""
    actor = _actor(entry)
    return {
        "type": entry.type,
        "reason": entry.reason,
        "actor_type": actor.type.value,
        "actor_id": actor.id,
        "user_id": entry.user_id,
        "targets": [target.stored() for target in entry.targets],
        "transaction_id": entry.transaction_id,
        "detail": entry.detail,
    }


def _actor(entry: Entry) -> Actor:
    if entry.actor is not None:
        return entry.actor
    return Actor(ActorType.USER, entry.user_id if entry.outcome == SUCCESS else "")


def _context_of_request(now: datetime) -> int | None:
    origin = _origin.get()
    if origin == _NOWHERE:
        return None
    return open_context(now=now, ip_address=origin.ip_address, client=origin.described()).pk


def _write_line(uuid: UUID, entry: Entry, origin: Origin, at: datetime) -> None:
    level = logging.INFO if entry.outcome == SUCCESS else logging.WARNING
    columns = _columns(entry)
    members = {
        "schema": LOG_SCHEMA,
        "uuid": str(uuid),
        "outcome": entry.outcome,
        **columns,
        "ip_address": origin.ip_address,
        "occurred_at": at.isoformat(),
    }
    logger.log(level, "security event", extra=members)


def record_refusal(entry: Entry, *, subject: str, now: datetime, context_id: int | None = None) -> None:
    """Count a refusal: one row a minute for equal ones, however many there are.

    Equal are those of one subject with the same type, reason, targets, user and actor.

    The row becomes an event when the minute is over. The log has a line for each refusal, under the uuid of
    that event.
    """
    refused = replace(entry, outcome=FAILURE)
    uuid = _refusal_uuid(refused, subject, _minute_of(now))
    _write_line(uuid, refused, _origin.get(), now)
    # Another worker may insert the row first, or turn it into an event between the two statements.
    for _ in range(MAX_ATTEMPTS):
        if _count_again(uuid) or _begin_count(uuid, refused, now, context_id):
            return
    logger.error("refusal not counted", extra={"type": entry.type, "reason": entry.reason})


def _minute_of(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def _refusal_uuid(entry: Entry, subject: str, minute: datetime) -> UUID:
    """Return the same uuid for equal refusals of a minute.

    The subject may be a network address, and the event outlives what is personal: hence a keyed digest.
    """
    actor = _actor(entry)
    targets = [target.stored() for target in entry.targets]
    key = [subject, entry.type, entry.reason, targets, entry.user_id, actor.type.value, actor.id]
    digest = salted_hmac(
        "accounts.events", f"{minute:%Y%m%d%H%M}{json.dumps(key)}", algorithm="sha256"
    ).digest()
    return time_ordered_uuid(8, minute, digest)


def _count_again(uuid: UUID) -> bool:
    return bool(RefusalCount.objects.filter(uuid=uuid).update(count=F("count") + 1))


def _begin_count(uuid: UUID, entry: Entry, now: datetime, context_id: int | None) -> bool:
    try:
        with transaction.atomic():
            RefusalCount(
                uuid=uuid,
                context_id=context_id or _context_of_request(now),
                occurred_at=_minute_of(now),
                **_columns(entry),
            ).save(force_insert=True)
    except IntegrityError:
        return False
    return True


def write_counted_refusals(now: datetime) -> int:
    """Turn the counts of every minute that is over into one event each; return how many."""
    written = 0
    while batch := _write_batch(now):
        written += batch
    return written


def _write_batch(now: datetime) -> int:
    """Write events and delete their counts in one atomic block: a crash loses and doubles nothing."""
    with transaction.atomic():
        due = RefusalCount.objects.filter(occurred_at__lte=now - 2 * MINUTE).order_by("occurred_at")
        counts = list(due.select_for_update(skip_locked=True)[:BATCH])
        uuids = [count.uuid for count in counts]
        written = set(Event.objects.filter(uuid__in=uuids).values_list("uuid", flat=True))
        Event.objects.bulk_create(_event_of(count, named=count.uuid not in written) for count in counts)
        RefusalCount.objects.filter(uuid__in=uuids).delete()
    return len(counts)


def _event_of(count: RefusalCount, *, named: bool) -> Event:
    """Return the event of a count. One that came after its minute was written has a uuid of its own."""
    late = time_ordered_uuid(7, count.occurred_at, secrets.token_bytes(10))
    return Event(
        uuid=count.uuid if named else late,
        outcome=FAILURE,
        type=count.type,
        reason=count.reason,
        actor_type=count.actor_type,
        actor_id=count.actor_id,
        user_id=count.user_id,
        targets=count.targets,
        transaction_id=count.transaction_id,
        transaction_reference=reference_digits(count.transaction_id),
        detail={**count.detail, "count": count.count},
        context_id=count.context_id,
        occurred_at=count.occurred_at,
    )


def forget(context_ids: Iterable[int] | QuerySet[Any]) -> int:
    """Empty the personal side of events, which stay; return how many contexts were emptied."""
    contexts = EventContext.objects.filter(id__in=context_ids)
    return contexts.update(ip_address=None, client="")
