"""Reading what people have set up."""

from collections.abc import Iterable
from typing import Any

from django.db.models import F, QuerySet
from django.utils import timezone

from accounts.domain.authenticators import Authenticator
from accounts.domain.enrollments import Enrolled, data_of
from accounts.models import Enrollment, RecoveryCode, User


def enrolled(person_id: int) -> tuple[Enrolled, ...]:
    """Return what a person has set up, most recently used first: one query, two with recovery codes.

    Access codes that were used or whose time has run out are left out; recovery codes are those not used.
    """
    return _read(Enrollment.objects.filter(person_id=person_id))


def passkey_holder(credential_id: str) -> tuple[Enrolled, User] | None:
    """Return the passkey with this id (base64url) and its owner, or nothing."""
    row = Enrollment.objects.select_related("person").filter(credential_id=credential_id).first()
    return (_enrolled(row, ()), row.person) if row else None


def passkeys_by_handle(user_handle: str) -> tuple[tuple[Enrolled, ...], User] | None:
    """Return the owner of a user handle (their public id) and all their passkeys.

    For clients that hand over an assertion without the id of the credential.
    """
    person = User.objects.filter(public_id=user_handle).first()
    if person is None:
        return None
    return _read(person.enrollments.filter(authenticator=Authenticator.PASSKEY)), person


def _read(rows: QuerySet[Enrollment]) -> tuple[Enrolled, ...]:
    order = (F("last_used_at").desc(nulls_last=True), "-created_at", "-id")
    found = [row for row in rows.select_related("access_code").order_by(*order) if _counts(row)]
    codes = _codes_left(row.pk for row in found if row.authenticator == Authenticator.RECOVERY_CODE)
    return tuple(_enrolled(row, codes) for row in found)


def _counts(row: Enrollment) -> bool:
    if row.authenticator != Authenticator.ACCESS_CODE:
        return True
    return row.access_code.used_at is None and row.access_code.expires_at > timezone.now()


def _codes_left(enrollment_ids: Iterable[int]) -> tuple[str, ...]:
    ids = list(enrollment_ids)
    if not ids:
        return ()
    unused = RecoveryCode.objects.filter(enrollment_id__in=ids, used_at=None)
    return tuple(unused.order_by("id").values_list("digest", flat=True))


def _enrolled(row: Enrollment, codes: tuple[str, ...]) -> Enrolled:
    authenticator = Authenticator(row.authenticator)
    return Enrolled(
        id=row.pk,
        public_id=row.public_id,
        authenticator=authenticator,
        label=row.label,
        data=data_of(authenticator, {**row.data, **_own_columns(row, codes)}),
        created_at=row.created_at,
        last_used_at=row.last_used_at,
    )


def _own_columns(row: Enrollment, codes: tuple[str, ...]) -> dict[str, Any]:
    match Authenticator(row.authenticator):
        case Authenticator.TOTP:
            return {"last_step": row.last_step}
        case Authenticator.PASSKEY:
            return {
                "credential_id": row.credential_id,
                "sign_count": row.sign_count,
                "backed_up": row.backed_up,
            }
        case Authenticator.RECOVERY_CODE:
            return {"digests": codes}
        case Authenticator.ACCESS_CODE:
            code = row.access_code
            return {"digest": code.digest, "expires_at": code.expires_at.isoformat()}
        case _:
            return {}
