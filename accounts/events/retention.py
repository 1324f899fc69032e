"""Retention of sealed events, and of the personal part of events that name no user.

All of it goes along an index, some thousand rows in an atomic block of their own, until the time is over.
What is left waits for the next hour.
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import reduce
from itertools import accumulate, takewhile
from operator import or_
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.domain.events import ActorType
from accounts.events.log import forget
from accounts.events.seal_chain import mark_removed
from accounts.models import Event, EventContext, EventSeal, TaskPosition

BATCH: Final = 5000
MAX_RANGES: Final = 50
MAX_SECONDS: Final = 60.0
UNREFERENCED_FOR: Final = timedelta(days=2)
"""After this time no transaction that could write an event with the context exists."""
UNREFERENCED: Final = "delete unreferenced event contexts"
UNNAMED: Final = "empty contexts of events without a user"

Contexts = QuerySet[Any]


def purge(now: datetime) -> int:
    """Delete events after ``EVENT_RETENTION_DAYS``, and origins of unnamed users after ``EVENT_ORIGIN_DAYS``.

    Return how many rows were deleted or emptied.
    """
    ends = time.monotonic() + MAX_SECONDS
    done = 0
    if settings.EVENT_RETENTION_DAYS:
        before = now - timedelta(days=settings.EVENT_RETENTION_DAYS)
        done += _repeat(lambda: _delete_events(before, now), ends)
    unreferenced = now - UNREFERENCED_FOR
    done += _repeat(lambda: _walk(UNREFERENCED, unreferenced, _delete_unreferenced), ends)
    if settings.EVENT_ORIGIN_DAYS:
        unnamed = now - timedelta(days=settings.EVENT_ORIGIN_DAYS)
        done += _repeat(lambda: _walk(UNNAMED, unnamed, _empty_unnamed), ends)
    return done


def _repeat(batch: Callable[[], int | None], ends: float) -> int:
    """Do one batch after the other until there is none, or the time is over."""
    done = 0
    while time.monotonic() < ends and (count := batch()) is not None:
        done += count
    return done


@transaction.atomic
def _delete_events(before: datetime, now: datetime) -> int | None:
    """Delete the oldest sealed ranges whose events are all too old, and the contexts that only they had."""
    seals = _next_seals(before)
    if not seals:
        return None
    batch = Event.objects.filter(reduce(or_, (Q(id__range=(seal.first_id, seal.last_id)) for seal in seals)))
    context_ids = list(batch.exclude(context=None).values_list("context_id", flat=True).distinct())
    deleted, _ = batch.delete()
    mark_removed(seals, now)
    return deleted + _delete_unreferenced(EventContext.objects.filter(pk__in=context_ids))


def _next_seals(before: datetime) -> list[EventSeal]:
    """Return seals of about a batch of events; what another worker removes is left to it."""
    old = EventSeal.objects.filter(removed_at=None, newest_at__lt=before).order_by("newest_at", "number")
    seals = list(old.select_for_update(skip_locked=True)[:MAX_RANGES])
    totals = accumulate(seal.count for seal in seals)
    return [seal for seal, total in zip(seals, totals, strict=True) if total - seal.count < BATCH]


@transaction.atomic
def _walk(task: str, before: datetime, handle: Callable[[Contexts], int]) -> int | None:
    """Handle the next contexts after those of the last time, in the order in which they were made."""
    TaskPosition.objects.get_or_create(task=task)
    # Two workers at once: the second leaves it to the first.
    position = TaskPosition.objects.select_for_update(skip_locked=True).filter(task=task).first()
    if position is None:
        return None
    rows = EventContext.objects.filter(pk__gt=position.last_id).order_by("pk")
    last = _last_of_batch(rows.values_list("pk", "created_at"), before)
    if last is None:
        return None
    position.last_id = last
    position.save()
    return handle(rows.filter(pk__lte=last).order_by())


def _last_of_batch(rows: Contexts, before: datetime) -> int | None:
    """Return the id at which the batch ends, where none of its contexts is too new."""
    last = rows[BATCH - 1 : BATCH].first()
    if last is not None and last[1] < before:
        return int(last[0])
    old = [pk for pk, _ in takewhile(lambda row: row[1] < before, rows[:BATCH])]
    return old[-1] if old else None


def _delete_unreferenced(rows: Contexts) -> int:
    """Delete those of the contexts to which no row refers."""
    for relation in EventContext._meta.related_objects:  # noqa: SLF001 - how Django is asked for relations
        referring = relation.related_model._base_manager.filter(  # noqa: SLF001
            **{relation.field.name: OuterRef("pk")}
        )
        rows = rows.filter(~Exists(referring))
    # Without Django's own look at what refers to them: nothing does.
    deleted: int = rows._raw_delete(rows.db)  # noqa: SLF001
    return deleted


def _empty_unnamed(rows: Contexts) -> int:
    """Empty those of the contexts whose events name no user: no deletion of an account would ever do it."""
    by_user = Q(actor_type=ActorType.USER) & ~Q(actor_id="")
    naming = Event.objects.filter(~Q(user_id="") | by_user, context=OuterRef("pk"))
    rows = rows.filter(~Exists(naming.order_by())).exclude(ip_address=None, client="")
    return forget(rows.values("pk"))
