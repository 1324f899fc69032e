"""Temporary access codes, which administrators give to users who cannot use their authenticators."""

from datetime import datetime, timedelta

from django.db import transaction

from accounts.authenticators import access_code
from accounts.domain.authenticators import Authenticator
from accounts.domain.enrollments import AccessCodeDigest, PendingEnrollment
from accounts.events import Entry, acting, record
from accounts.identities import new_public_id
from accounts.models import Enrollment, User
from accounts.services import enrollments
from accounts.services.notices import notify_of_access_code


def issue(
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
