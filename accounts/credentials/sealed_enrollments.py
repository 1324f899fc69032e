"""Sealing a removed authenticator enrollment, and restoring it when its removal is undone."""

import json
from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, transaction

from accounts.credentials.crypto import Unreadable, seal, unseal
from accounts.domain.authenticators import Authenticator
from accounts.models import Enrollment, RecoveryCode, SealedEnrollment, SecurityChange

PURPOSE: Final = "sealed-enrollment"
_PLAIN: Final = (
    "public_id",
    "authenticator",
    "label",
    "data",
    "credential_id",
    "sign_count",
    "backed_up",
    "last_step",
)
_MOMENTS: Final = ("created_at", "last_used_at")


def seal_enrollment(row: Enrollment, change: SecurityChange) -> None:
    """Keep the enrollment sealed before the caller deletes it. An access code is not kept."""
    if row.authenticator == Authenticator.ACCESS_CODE:
        return
    kept: dict[str, Any] = {name: getattr(row, name) for name in _PLAIN}
    kept |= {name: _text(getattr(row, name)) for name in _MOMENTS}
    kept["codes"] = [[code.digest, _text(code.used_at)] for code in row.recovery_codes.order_by("pk")]
    sealed = seal(json.dumps(kept).encode(), purpose=PURPOSE, subject=row.public_id)
    SealedEnrollment.objects.create(
        change=change, user_id=row.user_id, public_id=row.public_id, sealed=sealed
    )


def restore_enrollment(kept: SealedEnrollment) -> Enrollment | None:
    """Insert the enrollment again, as it was; return nothing where it has no place any more.

    That is so when its key is gone, when the user has another one of its kind, or when the passkey has
    another owner by now.
    """
    try:
        columns = json.loads(unseal(kept.sealed, purpose=PURPOSE, subject=kept.public_id))
    except Unreadable:
        return None
    codes = columns.pop("codes")
    columns |= {name: _moment(columns[name]) for name in _MOMENTS}
    try:
        with transaction.atomic():
            row = Enrollment.objects.create(user_id=kept.user_id, **columns)
            RecoveryCode.objects.bulk_create(
                RecoveryCode(enrollment=row, digest=digest, used_at=_moment(used_at))
                for digest, used_at in codes
            )
    except IntegrityError:
        return None
    return row


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment is not None else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
