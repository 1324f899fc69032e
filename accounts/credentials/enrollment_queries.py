"""The authenticators a user has enrolled."""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from typing import Any, Final

from django.db.models import FilteredRelation, Q
from django.utils import timezone

from accounts.domain.authenticators import Authenticator
from accounts.domain.enrollments import Enrolled, LinkedAccount, data_of
from accounts.models import Enrollment, User

_COLUMNS: Final = (
    "id",
    "public_id",
    "authenticator",
    "label",
    "data",
    "credential_id",
    "sign_count",
    "backed_up",
    "last_step",
    "created_at",
    "last_used_at",
    "access_code__digest",
    "access_code__expires_at",
    "access_code__used_at",
    "unused_code__digest",
)


def enrolled(user_id: int) -> tuple[Enrolled, ...]:
    """Return a user's enrollments in one statement, the most recently used first.

    Access codes that were used or have expired are left out; recovery codes are those not used.
    """
    now = timezone.now()
    # One row for each unused recovery code, or for each other enrollment.
    rows = (
        Enrollment.objects.annotate(
            unused_code=FilteredRelation("recovery_codes", condition=Q(recovery_codes__used_at=None))
        )
        .filter(user=user_id)
        .order_by("id", "unused_code__id")
        .values(*_COLUMNS)
    )
    grouped = [list(same) for _, same in groupby(rows, key=lambda row: row["id"])]
    found = [_enrolled(same) for same in grouped if _is_live(same[0], now)]
    return tuple(sorted(found, key=_last_used, reverse=True))


def holder_of_account(account: LinkedAccount) -> tuple[Enrolled, User] | None:
    """Return the enrollment of an account at an identity provider and its user, or nothing."""
    return _holder(account.key)


def passkey_holder(credential_id: str) -> tuple[Enrolled, User] | None:
    """Return the passkey with this id (base64url) and its owner, or nothing."""
    return _holder(credential_id) if ":" not in credential_id else None


def _holder(credential_id: str) -> tuple[Enrolled, User] | None:
    row = Enrollment.objects.select_related("user").filter(credential_id=credential_id).first()
    if row is None:
        return None
    used = next((enrollment for enrollment in enrolled(row.user_id) if enrollment.id == row.pk), None)
    return (used, row.user) if used is not None else None


def passkeys_by_handle(user_handle: str) -> tuple[tuple[Enrolled, ...], User] | None:
    """Return the owner of a user handle (their public id) and all their passkeys.

    For clients that hand over an assertion without the id of the credential.
    """
    user = User.objects.filter(public_id=user_handle).first()
    if user is None:
        return None
    return tuple(
        enrollment for enrollment in enrolled(user.pk) if enrollment.authenticator is Authenticator.PASSKEY
    ), user


def _is_live(row: dict[str, Any], now: datetime) -> bool:
    if row["authenticator"] != Authenticator.ACCESS_CODE:
        return True
    ends = row["access_code__expires_at"]
    return row["access_code__used_at"] is None and ends is not None and ends > now


def _last_used(enrollment: Enrolled) -> tuple[bool, datetime, datetime, int]:
    used_at = enrollment.last_used_at
    return used_at is not None, used_at or enrollment.created_at, enrollment.created_at, enrollment.id


def _enrolled(rows: list[dict[str, Any]]) -> Enrolled:
    row = rows[0]
    authenticator = Authenticator(row["authenticator"])
    codes = (code_row["unused_code__digest"] for code_row in rows)
    return Enrolled(
        id=row["id"],
        public_id=row["public_id"],
        authenticator=authenticator,
        label=row["label"],
        data=data_of(authenticator, {**row["data"], **_own_columns(authenticator, row, codes)}),
        created_at=row["created_at"],
        last_used_at=row["last_used_at"],
    )


def _own_columns(
    authenticator: Authenticator, row: dict[str, Any], codes: Iterable[str | None]
) -> dict[str, Any]:
    match authenticator:
        case Authenticator.TOTP:
            return {"last_step": row["last_step"]}
        case Authenticator.PASSKEY:
            return {name: row[name] for name in ("credential_id", "sign_count", "backed_up")}
        case Authenticator.RECOVERY_CODE:
            return {"digests": tuple(code for code in codes if code is not None)}
        case Authenticator.ACCESS_CODE:
            ends = row["access_code__expires_at"]
            return {
                "digest": row["access_code__digest"],
                "expires_at": ends.isoformat() if ends is not None else "",
            }
        case _:
            return {}
