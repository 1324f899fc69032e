"""Which keys of ``ENCRYPTION_KEYS`` stored values depend on, and moving them to the present key."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from django.db import transaction
from django.db.models import Count, QuerySet, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Left, StrIndex

from accounts.credentials import totp
from accounts.credentials.crypto import reseal, seal, unseal
from accounts.credentials.sealed_enrollments import PURPOSE as SEALED_PURPOSE
from accounts.domain.authenticators import Authenticator
from accounts.keys import encryption_keys
from accounts.models import AccessCode, Enrollment, RecoveryCode, SealedEnrollment

BATCH: Final = 200

DIGESTS: Final = "recovery and access codes"
SECRETS: Final = "authenticator apps"
REMOVED: Final = "removed authenticators"


def count_by_key() -> dict[str, Counter[str]]:
    """Return how many values depend on each key id, by what they are. Reads every row of four tables."""
    codes = by_key(RecoveryCode.objects.filter(used_at=None), "digest")
    codes += by_key(AccessCode.objects.filter(used_at=None), "digest")
    apps = Enrollment.objects.filter(authenticator=Authenticator.TOTP.value).annotate(
        secret=KT("data__secret")
    )
    return {
        SECRETS: by_key(apps, "secret"),
        REMOVED: by_key(SealedEnrollment.objects.all(), "sealed"),
        DIGESTS: codes,
    }


def by_key(rows: QuerySet[Any], column: str) -> Counter[str]:
    """Count rows by the key id that a column's values begin with."""
    key_id = Left(column, StrIndex(column, Value(".")) - 1)
    found = rows.annotate(key_id=key_id).values_list("key_id").annotate(number=Count("pk")).order_by()
    return Counter(dict(found))


def reencrypt() -> int:
    """Move every sealed value to the present key; return how many moved. Raises Unreadable for a lost key.

    Codes on paper are kept as digests: only new ones, or their use, free the key that they depend on.
    """
    return _move_secrets() + _move_removed()


def _move_secrets() -> int:
    rows = Enrollment.objects.filter(authenticator=Authenticator.TOTP.value)
    stale = rows.exclude(data__secret__startswith=f"{encryption_keys().current_id}.")
    moved = 0
    for batch in _batches(stale):
        with transaction.atomic():
            for row in rows.select_for_update().filter(pk__in=batch):
                row.data = {**row.data, "secret": _resealed(row.data["secret"], row.public_id)}
                row.save(update_fields=["data"])
                moved += 1
    return moved


def _move_removed() -> int:
    stale = SealedEnrollment.objects.exclude(sealed__startswith=f"{encryption_keys().current_id}.")
    moved = 0
    for batch in _batches(stale):
        with transaction.atomic():
            for row in SealedEnrollment.objects.select_for_update().filter(pk__in=batch):
                row.sealed = _resealed_removed(row)
                row.save(update_fields=["sealed"])
                moved += 1
    return moved


def _resealed(secret: str, public_id: str) -> str:
    return reseal(secret, purpose=totp.PURPOSE, subject=public_id)


def _resealed_removed(row: SealedEnrollment) -> str:
    """Return the enrollment sealed anew; the secret of an authenticator app is sealed once more inside."""
    columns = json.loads(unseal(row.sealed, purpose=SEALED_PURPOSE, subject=row.public_id))
    if columns["authenticator"] == Authenticator.TOTP:
        columns["data"]["secret"] = _resealed(columns["data"]["secret"], row.public_id)
    return seal(json.dumps(columns).encode(), purpose=SEALED_PURPOSE, subject=row.public_id)


def _batches(rows: QuerySet[Any]) -> Iterator[list[int]]:
    """Yield the keys of the rows, a few hundred at a time: locks are short, and each batch is kept."""
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        yield keys[start : start + BATCH]
