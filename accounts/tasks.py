"""What the workers do for this app. A message carries an id and nothing else."""

from collections.abc import Callable
from threading import Lock
from typing import Final

from celery import shared_task
from django.utils import timezone

from accounts.events.log import write_counted_refusals as write_refusals
from accounts.events.seal_chain import seal_due
from accounts.lifecycle import account_deletion, bulk_actions, housekeeping, import_batches
from accounts.messaging import delivery
from accounts.profile import rule_recomputation

_recomputing: Final = Lock()
_acting: Final = Lock()
_importing: Final = Lock()


def _run_alone(lock: Lock, work: Callable[[], object]) -> None:
    """Do the work unless another thread of this worker does it.

    A run may take longer than its interval: several would occupy the threads of a worker and delay mails.
    """
    if lock.acquire(blocking=False):
        try:
            work()
        finally:
            lock.release()


@shared_task(name="accounts.deliver")
def deliver(mail_id: int) -> None:
    """Deliver one mail of the outbox."""
    delivery.deliver(mail_id)


@shared_task(name="accounts.sweep_outbox")
def sweep_outbox() -> None:
    """Deliver the mails whose worker was never notified."""
    delivery.sweep()


@shared_task(name="accounts.write_counted_refusals")
def write_counted_refusals() -> None:
    """Write the events of refusals that were counted in a minute that is over."""
    write_refusals(timezone.now())


@shared_task(name="accounts.seal_events")
def seal_events() -> None:
    """Seal the ranges of events that are full or old enough."""
    seal_due(timezone.now())


@shared_task(name="accounts.recompute_group_rules")
def recompute_group_rules() -> None:
    """Compute memberships again after changes of group rules, in one thread of a worker."""
    _run_alone(_recomputing, lambda: rule_recomputation.recompute_due(timezone.now()))


@shared_task(name="accounts.work_on_bulk_actions")
def work_on_bulk_actions() -> None:
    """Work on bulk actions, in one thread of a worker."""
    _run_alone(_acting, bulk_actions.work_on_bulk_actions)


@shared_task(name="accounts.work_on_imports")
def work_on_imports() -> None:
    """Check, run and undo imports of people, in one thread of a worker."""
    _run_alone(_importing, import_batches.work_on_imports)


@shared_task(name="accounts.purge")
def purge() -> None:
    """Delete what is over."""
    housekeeping.purge(timezone.now())


@shared_task(name="accounts.erase")
def erase() -> None:
    """Delete the users whose pending deletion is due."""
    account_deletion.erase_due(timezone.now())
