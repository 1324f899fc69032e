"""Removing users of an import who have never signed in and whose rows have not changed."""

from datetime import datetime
from typing import Final

from accounts.domain.import_lines import LineOutcome
from accounts.domain.import_phases import NEXT, Phase
from accounts.domain.lifecycle import Action
from accounts.domain.violations import ValidationFailed
from accounts.lifecycle.account_deletion import erase
from accounts.lifecycle.administrator_actions import perform
from accounts.lifecycle.import_jobs import end_phase
from accounts.lifecycle.imported_users import is_as_imported
from accounts.models import ImportLine, User, UserImport

BATCH: Final = 25


def undo_lines(job: UserImport, actor: User | None, now: datetime) -> bool:
    """Undo the next lines of a locked job; return whether there are more."""
    created = job.reported_lines.filter(outcome=LineOutcome.CREATE.value, number__gt=job.position)
    lines = list(created.order_by("number")[:BATCH])
    if not lines:
        end_phase(job, NEXT[Phase(job.phase)], actor, now)
        return False
    job.position = lines[-1].number
    rows = User.objects.select_for_update(no_key=True).order_by("pk")
    users = {user.public_id: user for user in rows.filter(public_id__in=[line.created_id for line in lines])}
    for line in lines:
        _undo(job, line, users.get(line.created_id), actor, now)
    return True


def _undo(job: UserImport, line: ImportLine, user: User | None, actor: User | None, now: datetime) -> None:
    """Remove the user of a line, or keep one who has signed in or changed."""
    if user is None:
        line.outcome, line.created_id = LineOutcome.REMOVED.value, ""
    elif is_as_imported(user, line.row_digest, job) and _remove(user, actor, now):
        line.outcome, line.created_id = LineOutcome.REMOVED.value, ""
        job.removed_count += 1
    else:
        line.outcome = LineOutcome.KEPT.value
        job.kept_count += 1
    line.save(update_fields=["outcome", "created_id"])


def _remove(user: User, actor: User | None, now: datetime) -> bool:
    try:
        perform(Action.DEACTIVATE, user.pk, actor=actor, now=now)
        erase(user.pk, actor=actor, now=now)
    except ValidationFailed:
        return False
    return True
