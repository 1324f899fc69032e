"""Administrators' help for users without their authenticators or with a stolen browser.

Except for ending a session, administrators cannot use it on themselves: their own settings would ask for a
proof first.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import transaction
from django.db.models import F

from accounts.credentials import access_code, enrollments
from accounts.domain.administration import YOURSELF, check_access
from accounts.domain.authenticators import Authenticator
from accounts.domain.enrollments import AccessCodeDigest, PendingEnrollment
from accounts.domain.violations import ValidationFailed, Violation, raise_if
from accounts.events.log import Entry, acting, record
from accounts.identities import new_public_id
from accounts.lifecycle.administrator_actions import wrong_status
from accounts.lifecycle.notices import RequestClient, notify_of_access_code, notify_of_authenticator_removed
from accounts.models import Enrollment, User
from accounts.sessions import lifetime
from accounts.users.administrators import rank_of
from accounts.users.status import locked

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
        return replace_access_code(user, now, actor=actor, lifetime=lifetime)

    return _for_other_user(user_id, actor, issue)


def _bounds() -> tuple[str, str]:
    minute = timedelta(minutes=1)
    return str(access_code.MIN_LIFETIME // minute), str(access_code.MAX_LIFETIME // minute)


def end_session(user_id: int, handle: str, *, actor: User, now: datetime) -> bool:
    """End one session by its handle; return whether there was one. Raises ValidationFailed."""
    with transaction.atomic():
        user = locked(user_id)
        raise_if(check_access(rank_of(actor), rank_of(user)))
        return lifetime.end_one(user, handle, now, actor=actor)


def _for_other_user(user_id: int, actor: User, do: Callable[[User], T]) -> T:
    with transaction.atomic():
        user = locked(user_id)
        raise_if(check_access(rank_of(actor), rank_of(user)))
        raise_if((YOURSELF,) if user.pk == actor.pk else ())
        return do(user)


def replace_access_code(
    user: User,
    now: datetime,
    *,
    actor: User | None,
    length: int = access_code.DEFAULT_LENGTH,
    lifetime: timedelta = access_code.DEFAULT_LIFETIME,
) -> str:
    """Return a new code, to be shown once; it replaces the one that the user may have.

    Raises ValueError for a length or a lifetime that is not allowed.
    """
    access_code.check(length, lifetime)
    public_id, code = new_public_id(), access_code.new_code(length)
    data = AccessCodeDigest(access_code.digest(code, public_id), now + lifetime)
    pending = PendingEnrollment(public_id, Authenticator.ACCESS_CODE, "", data, proved_at=now)
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        Enrollment.objects.filter(user=user, authenticator=Authenticator.ACCESS_CODE.value).delete()
        enrollments.insert(user, pending, now, issued_by=actor.pk if actor else None)
        record([_issued(user, actor, lifetime)], now=now)
        notify_of_access_code(user, now, now + lifetime)
    return code


def _issued(user: User, actor: User | None, lifetime: timedelta) -> Entry:
    minutes = int(lifetime.total_seconds() // 60)
    return Entry(
        "user.account.access_code.issue",
        user_id=user.public_id,
        actor=acting(actor),
        detail={"minutes": minutes},
    )
