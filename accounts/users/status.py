"""The status of a user, and the lock on the row that a change of it needs."""

from datetime import datetime
from typing import Any

from django.db.models import F

from accounts.domain.lifecycle import ENDS_SESSIONS, Action, IllegalTransition, Status, target
from accounts.models import User


def no_password() -> str:
    """Return what the password column holds when no password signs in."""
    unusable = User()
    unusable.set_unusable_password()
    return unusable.password


def change_status(user: User, action: Action, now: datetime, *, raise_epoch: bool = False) -> None:
    """Move the user through the lifecycle table in one UPDATE. Raises IllegalTransition.

    Of two actions at once the slower one finds another status than it decided on, and is refused.
    What takes the door away ends every session, transaction and token made before it, by the epoch in the
    same statement; ``raise_epoch`` does so for any other action.
    """
    status = target(Status(user.status), action, has_password=user.has_password)
    changes: dict[str, Any] = {"status": status.value, "status_changed_at": now}
    if status is Status.ACTIVE and user.activated_at is None:
        changes["activated_at"] = now
    if raise_epoch or action in ENDS_SESSIONS:
        changes["security_epoch"] = F("security_epoch") + 1
    if status is Status.DEPROVISIONED:
        changes |= {"login": None, "password": no_password()}
    moved = User.objects.filter(pk=user.pk, status=user.status).update(**changes)
    user.refresh_from_db()
    if not moved:
        raise IllegalTransition(Status(user.status), action)


def locked(user_id: int) -> User:
    """Return the user's row, held until the end of the caller's atomic block.

    Owners are held together: two of them shutting each other out at once must not both succeed. They are held
    in one order, before the row itself, or two such actions would wait for each other. Without the key (``FOR
    NO KEY UPDATE``, everywhere): a row that refers to the user is inserted without waiting, until the login
    itself is changed.
    """
    owners = User.objects.filter(is_staff=True, is_superuser=True)
    rows = User.objects.select_for_update(no_key=True)
    if owners.filter(pk=user_id).exists():
        list(rows.filter(is_staff=True, is_superuser=True).order_by("pk").values_list("pk", flat=True))
    return rows.get(pk=user_id)
