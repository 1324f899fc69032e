"""Passwords used before, kept as hashes for as long as a password policy refuses to have them again."""

from datetime import datetime

from django.db.models import QuerySet

from accounts.models import PasswordHistory, User
from accounts.services.passwords import verify_password


def remember_old(user: User, keep: int, now: datetime) -> None:
    """Keep the password that is about to be replaced, and no more than ``keep`` in all.

    Called in the atomic block that writes the new hash, before it does. A policy without a history keeps
    nothing, and forgets what an earlier one kept.
    """
    if keep > 0 and user.has_password:
        PasswordHistory.objects.create(user=user, password_hash=user.password, replaced_at=now)
    newest = _of(user.pk)[:keep].values_list("pk", flat=True) if keep > 0 else ()
    PasswordHistory.objects.filter(user=user).exclude(pk__in=[*newest]).delete()


def was_used(user_id: int, raw: str, keep: int) -> bool:
    """Return whether the password is one of the newest ``keep`` replaced ones, the present one aside.

    Each old password costs one hash, about as long as a sign-in, and without a match all of them are
    compared. Raises HashingBusy.
    """
    old_hashes = _of(user_id)[:keep].values_list("password_hash", flat=True) if keep > 0 else ()
    return any(verify_password(encoded, raw).right for encoded in old_hashes)


def _of(user_id: int) -> QuerySet[PasswordHistory]:
    return PasswordHistory.objects.filter(user_id=user_id).order_by("-replaced_at", "-pk")
