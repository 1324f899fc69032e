"""Administrators' help for users without their authenticators or with a stolen browser.

Except for ending a session, administrators cannot use it on themselves: their own settings would ask for a
proof first.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import transaction
from django.db.models import F

from accounts.authenticators import access_code
from accounts.domain.administration import YOURSELF, check_access
from accounts.domain.authenticators import Authenticator
from accounts.domain.violations import Violation
from accounts.events import acting
from accounts.models import Enrollment, User
from accounts.selectors.administrators import rank_of
from accounts.services import access_codes, enrollments, sessions
from accounts.services.lifecycle import locked, wrong_status
from accounts.services.notices import RequestClient, notify_of_authenticator_removed
from accounts.services.refusals import ValidationFailed, raise_if

T = TypeVar("T")
ADMINISTRATION = RequestClient(client="the administration")
"""Who asked, in the mail: not the administrator's own browser and address."""


def remove_authenticator(user_id: int, public_id: str, *, actor: User, now: datetime) -> Enrollment:
    """Remove a lost authenticator, notify the user by mail and end every session. Raises ValidationFailed.

    The finder of the lost authenticator may be signed in with it.
    """

    def remove(user: User) -> Enrollment:
        row: Enrollment | None = user.enrollments.filter(public_id=public_id).first()
        if row is None or not enrollments.remove(row, now, actor=acting(actor)):
            raise ValidationFailed([Violation("", "ssr.person.authenticator.gone")])
        User.objects.filter(pk=user.pk).update(security_epoch=F("security_epoch") + 1)
        notify_of_authenticator_removed(user, Authenticator(row.authenticator), ADMINISTRATION, now)
        return row

    return _for_other_user(user_id, actor, remove)


def issue_access_code(user_id: int, lifetime: timedelta, *, actor: User, now: datetime) -> str:
    """Return a new temporary access code, to be shown once. Raises ValidationFailed."""
    try:
        access_code.check(access_code.DEFAULT_LENGTH, lifetime)
    except ValueError as invalid:
        raise ValidationFailed([Violation("minutes", "ssr.policy.range", _bounds())]) from invalid

    def issue(user: User) -> str:
        if not user.is_active:
            raise wrong_status(user)
        return access_codes.issue(user, now, actor=actor, lifetime=lifetime)

    return _for_other_user(user_id, actor, issue)


def _bounds() -> tuple[str, str]:
    minute = timedelta(minutes=1)
    return str(access_code.MIN_LIFETIME // minute), str(access_code.MAX_LIFETIME // minute)


def end_session(user_id: int, handle: str, *, actor: User, now: datetime) -> bool:
    """End one session by its handle; return whether there was one. Raises ValidationFailed."""
    with transaction.atomic():
        user = locked(user_id)
        raise_if(check_access(rank_of(actor), rank_of(user)))
        return sessions.end_one(user, handle, now, actor=actor)


def _for_other_user(user_id: int, actor: User, do: Callable[[User], T]) -> T:
    with transaction.atomic():
        user = locked(user_id)
        raise_if(check_access(rank_of(actor), rank_of(user)))
        raise_if((YOURSELF,) if user.pk == actor.pk else ())
        return do(user)
