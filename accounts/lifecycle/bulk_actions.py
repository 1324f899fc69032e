"""One action on many users, as a job of a task: each user in an atomic block with the result.

A killed worker loses and doubles nothing: the action, its event and its result commit together.
"""

import logging
import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from accounts.domain.violations import ValidationFailed, Violation
from accounts.events.log import Origin, current_origin, events_from
from accounts.lifecycle.user_services import USER_SERVICES
from accounts.models import BulkAction, BulkActionItem, ItemState, User

MAX_USERS: Final = 5000
MAX_SECONDS: Final = 20.0
RETENTION: Final = timedelta(days=7)
UNSTARTED_RETENTION: Final = timedelta(days=1)
PURGED_AT_ONCE: Final = 10
BATCH: Final = 1000

TOO_MANY: Final = Violation("", "ssr.bulk_action.many", (str(MAX_USERS),))
FORBIDDEN: Final = Violation("", "ssr.bulk_action.forbidden")
FAULT: Final = Violation("", "ssr.bulk_action.fault")

logger = logging.getLogger(__name__)


@transaction.atomic
def prepare(action: str, user_ids: Iterable[int], now: datetime) -> BulkAction:
    """Store the action with its users, without starting it. Raises ValidationFailed for too many users."""
    chosen = list(user_ids)
    if len(chosen) > MAX_USERS:
        raise ValidationFailed([TOO_MANY])
    job = BulkAction.objects.create(action=action, created_at=now, total=len(chosen))
    items = (BulkActionItem(bulk_action=job, user_id=user_id) for user_id in chosen)
    BulkActionItem.objects.bulk_create(items, batch_size=BATCH)
    return job


def start(job: BulkAction, *, actor: User, now: datetime) -> bool:
    """Hand the action to the task, with the rights of the administrator; return whether this call did."""
    waiting, origin = BulkAction.objects.filter(pk=job.pk, started_at=None), current_origin()
    return bool(
        waiting.update(
            started_at=now,
            started_by=actor.public_id,
            ip_address=origin.ip_address or None,
            client=origin.described() if origin.ip_address else "",
        )
    )


def work_on_bulk_actions() -> int:
    """Work on started actions, oldest first, until the time is over; return the number of users handled."""
    ends, handled = time.monotonic() + MAX_SECONDS, 0
    to_do = BulkAction.objects.filter(started_at__isnull=False, ended_at=None).order_by("id")
    for job_id in list(to_do.values_list("id", flat=True)[:BATCH]):
        while time.monotonic() < ends and _do_next(job_id, timezone.now()):
            handled += 1
    return handled


@transaction.atomic
def _do_next(job_id: int, now: datetime) -> bool:
    """Do the action for the next user, or end the job. Another worker's job is left to it."""
    job = BulkAction.objects.select_for_update(skip_locked=True).filter(pk=job_id, ended_at=None).first()
    if job is None:
        return False
    item = job.items.filter(state=ItemState.WAITING.value).order_by("id").first()
    if item is None:
        BulkAction.objects.filter(pk=job_id).update(ended_at=now)
        return False
    problems = _act(job, item.user_id, now)
    state = ItemState.SKIPPED if problems else ItemState.DONE
    # An action that deletes the user deletes the item as well: this updates no row then.
    rows = [{"code": problem.code, "params": list(problem.params)} for problem in problems]
    BulkActionItem.objects.filter(pk=item.pk).update(state=state.value, problems=rows)
    counted = "skipped_count" if problems else "done_count"
    BulkAction.objects.filter(pk=job_id).update(**{counted: F(counted) + 1})
    return True


def _act(job: BulkAction, user_id: int, now: datetime) -> list[Violation]:
    """Do the action for one user with the rights of this moment; return why it was not done.

    Its events have the origin of the request that started the job.
    """
    service, actor = USER_SERVICES[job.action], User.objects.filter(public_id=job.started_by).first()
    if actor is None or not (actor.is_active and actor.is_staff and actor.has_perm(service.permission)):
        return [FORBIDDEN]
    try:
        with transaction.atomic(), events_from(Origin(job.ip_address or "", client=job.client)):
            service.run(user_id, actor=actor, now=now)
    except ValidationFailed as failure:
        return list(failure.violations)
    except Exception:
        logger.exception("bulk action failed", extra={"action": job.action, "job": job.pk})
        return [FAULT]
    return []


def purge(now: datetime) -> int:
    """Delete jobs of a week ago, and of a day ago what was never started; return how many rows."""
    ends, deleted = time.monotonic() + MAX_SECONDS, 0
    while time.monotonic() < ends and (count := _delete_next(now)):
        deleted += count
    return deleted


@transaction.atomic
def _delete_next(now: datetime) -> int:
    """Delete a few of the jobs that are over. One that is being started or worked on is left."""
    old = BulkAction.objects.filter(created_at__lt=now - UNSTARTED_RETENTION)
    over = old.filter(Q(started_at=None) | Q(created_at__lt=now - RETENTION)).order_by("created_at")
    chosen = over.select_for_update(skip_locked=True).values_list("pk", flat=True)[:PURGED_AT_ONCE]
    return BulkAction.objects.filter(pk__in=list(chosen)).delete()[0]
