"""Writing what users have set up, and spending what counts once."""

from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import Q

from accounts.credentials.passkey_challenges import challenge_expiry, digest_of
from accounts.credentials.sealed_enrollments import seal_enrollment
from accounts.domain.enrollments import (
    AccessCodeDigest,
    Data,
    LinkedAccount,
    PasskeyCredential,
    PendingEnrollment,
    RecoveryCodeSet,
    TotpSecret,
    stored_data,
)
from accounts.domain.events import SYSTEM, Actor, Target, TargetType
from accounts.domain.text import one_line
from accounts.events.log import Entry, record
from accounts.models import (
    AccessCode,
    Enrollment,
    RecoveryCode,
    SecurityChange,
    SpentChallenge,
    User,
)

MAX_LABEL: Final = 100


class AlreadyEnrolled(Exception):
    """The user has one of this kind, or another user has the passkey or account: the constraint decided."""


def add(
    user: User,
    pending: PendingEnrollment,
    now: datetime,
    *,
    actor: Actor | None = None,
    transaction_id: str = "",
) -> Enrollment:
    """Insert the enrollment under the id it had while it was pending. Raises AlreadyEnrolled."""
    with transaction.atomic():
        row = insert(user, pending, now)
        record([_entry("user.mfa.factor.activate", row, user, actor, transaction_id)], now=now)
    return row


def insert(
    user: User, pending: PendingEnrollment, now: datetime, *, issued_by: int | None = None
) -> Enrollment:
    """Insert the rows without an event, for a caller that has one of its own. Raises AlreadyEnrolled."""
    try:
        with transaction.atomic():
            _mark(user, holds=True)
            row = Enrollment.objects.create(
                public_id=pending.public_id,
                user=user,
                authenticator=pending.authenticator.value,
                label=one_line(pending.label, MAX_LABEL),
                created_at=now,
                **_columns(pending.data),
            )
            _insert_beneath(row, pending.data, issued_by)
    except IntegrityError as taken:
        raise AlreadyEnrolled from taken
    return row


def remove(
    enrollment: Enrollment,
    now: datetime,
    *,
    actor: Actor | None = None,
    transaction_id: str = "",
    change: SecurityChange | None = None,
) -> bool:
    """Delete the enrollment with all that hangs on it. Return whether this call did it.

    With the ``change`` that removes it, it is kept sealed as long as that can be undone.
    """
    with transaction.atomic():
        # The user's row first, as in add: of an addition and a removal at once the second sees the first.
        user = User.objects.select_for_update(no_key=True).get(pk=enrollment.user_id)
        entry = _entry("user.mfa.factor.deactivate", enrollment, user, actor, transaction_id)
        current = Enrollment.objects.filter(pk=enrollment.pk).first()
        if current is not None and change is not None:
            seal_enrollment(current, change)
        deleted = Enrollment.objects.filter(pk=enrollment.pk).delete()[0]
        if not deleted:
            return False
        _mark(user, holds=user.enrollments.exists())
        record([entry], now=now)
    return True


def rename(enrollment: Enrollment, label: str, now: datetime) -> None:
    """Give the enrollment another name, by which its owner knows it among several."""
    with transaction.atomic():
        Enrollment.objects.filter(pk=enrollment.pk).update(label=one_line(label, MAX_LABEL))
        record([_entry("user.mfa.factor.update", enrollment, enrollment.user, None, "")], now=now)


def spend_totp_step(enrollment_id: int, step: int, now: datetime) -> bool:
    """Accept a time step, and with it no older one. Return whether this call was the one that did it."""
    newer = Q(last_step=None) | Q(last_step__lt=step)
    rows = Enrollment.objects.filter(newer, pk=enrollment_id)
    return bool(rows.update(last_step=step, last_used_at=now))


def spend_recovery_code(enrollment_id: int, digest: str, now: datetime) -> bool:
    """Use a recovery code up. Return whether this call was the one that did it."""
    unused = RecoveryCode.objects.filter(enrollment_id=enrollment_id, digest=digest, used_at=None)
    return bool(unused.update(used_at=now))


def spend_access_code(user_id: int, digest: str, now: datetime) -> bool:
    """Use a temporary access code up. Return whether this call was the one that did it."""
    # Not through a join: after a wait PostgreSQL rechecks the conditions of the locked row alone.
    theirs = Enrollment.objects.filter(user_id=user_id)
    live = AccessCode.objects.filter(enrollment__in=theirs, digest=digest, used_at=None, expires_at__gt=now)
    return bool(live.update(used_at=now))


def spend_challenge(challenge: bytes, now: datetime) -> bool:
    """Spend a passkey challenge, which works once. Return whether this call spent it."""
    expires_at = challenge_expiry(challenge)
    if expires_at <= now:
        return False
    try:
        with transaction.atomic():
            SpentChallenge.objects.create(digest=digest_of(challenge), expires_at=expires_at)
    except IntegrityError:
        return False
    return True


def record_use(
    enrollment_id: int, now: datetime, *, sign_count: int | None = None, backed_up: bool | None = None
) -> bool:
    """Write down when the enrollment was used and what the passkey said of itself.

    Return false when a newer use with a higher counter was noted meanwhile: then there are two of that key.
    """
    rows = Enrollment.objects.filter(pk=enrollment_id)
    changes: dict[str, Any] = {"last_used_at": now}
    if sign_count:
        rows = rows.filter(sign_count__lt=sign_count)
        changes |= {"sign_count": sign_count}
    elif sign_count is not None:
        rows = rows.filter(sign_count=0)
    if backed_up is not None:
        changes |= {"backed_up": backed_up}
    return bool(rows.update(**changes))


def purge(now: datetime) -> int:
    """Delete spent challenges and access codes whose time has run out."""
    spent = SpentChallenge.objects.filter(expires_at__lt=now).delete()[0]
    ended = Enrollment.objects.filter(access_code__expires_at__lt=now).select_related("user")
    for enrollment in ended:
        remove(enrollment, now, actor=SYSTEM)
    return spent + len(ended)


def _mark(user: User, *, holds: bool) -> None:
    User.objects.filter(pk=user.pk).update(has_authenticators=holds)
    user.has_authenticators = holds


def _columns(data: Data) -> dict[str, Any]:
    """What the enrollment's own row keeps: the value as JSON, and apart from it what statements compare."""
    match data:
        case RecoveryCodeSet() | AccessCodeDigest():
            return {}  # they have rows of their own
        case TotpSecret(last_step=last_step):
            own: dict[str, Any] = {"last_step": last_step}
        case PasskeyCredential():
            own = {
                "credential_id": data.credential_id,
                "sign_count": data.sign_count,
                "backed_up": data.backed_up,
            }
        case LinkedAccount():
            return {"data": stored_data(data), "credential_id": data.key}
        case _:
            own = {}
    return {"data": {key: value for key, value in stored_data(data).items() if key not in own}, **own}


def _insert_beneath(row: Enrollment, data: Data, issued_by: int | None) -> None:
    match data:
        case RecoveryCodeSet():
            codes = [RecoveryCode(enrollment=row, digest=digest) for digest in data.digests]
            RecoveryCode.objects.bulk_create(codes)
        case AccessCodeDigest(digest, expires_at):
            AccessCode.objects.create(
                enrollment=row, digest=digest, expires_at=expires_at, issued_by_id=issued_by
            )


def _entry(type: str, row: Enrollment, user: User, actor: Actor | None, transaction_id: str) -> Entry:
    return Entry(
        type,
        user_id=user.public_id,
        actor=actor,
        transaction_id=transaction_id,
        targets=(Target(TargetType.AUTHENTICATOR_ENROLLMENT, row.public_id),),
        detail={"authenticator": row.authenticator},
    )
