"""One signing key takes over from another."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.configuration_cache import raise_version
from accounts.credentials.crypto import reseal
from accounts.credentials.reencryption import by_key
from accounts.domain.events import SYSTEM, Target, TargetType
from accounts.events.log import Entry, record
from accounts.keys import encryption_keys
from oidc.domain.rotation import PUBLISHED_BEFORE, RETAINED_AFTER, Key, is_due, signer, waiting
from oidc.models import SigningKey
from oidc.signatures import PURPOSE, SIGNING_KEYS, key_of, make_key

CREATED = "oauth2.key.create"


@dataclass(frozen=True, slots=True)
class Rotation:
    """The key that signs, and the one that takes over, with the moment when it does."""

    present: str
    next: str
    at: datetime


def rotate(now: datetime, *, at_once: bool = False, dry_run: bool = False) -> Rotation:
    """Publish the key that signs next; one that waits already is kept. Return what happens when.

    ``at_once``: it signs from now on, although clients may not have seen it yet; they look again when they
    meet a key that they do not know. ``dry_run`` writes nothing, and the next key has no name then.
    """
    made = None if dry_run else make_key(now, now)
    with transaction.atomic():
        if not dry_run:
            raise_version(SIGNING_KEYS)  # locks: two rotations at once make one key
        keys = _keys()
        present, next_key = signer(keys, now), waiting(keys, now)
        at = (
            now
            if at_once or present is None
            else next_key.active_from
            if next_key
            else now + PUBLISHED_BEFORE
        )
        if made is not None:
            _write(made, present, next_key, at, now)
    following = next_key.kid if next_key is not None else made.kid if made is not None else ""
    return Rotation(present.kid if present is not None else "", following, at)


def _write(made: SigningKey, present: Key | None, next_key: Key | None, at: datetime, now: datetime) -> None:
    if next_key is None:
        made.active_from = at
        made.save(force_insert=True)
        record([Entry(CREATED, actor=SYSTEM, targets=(Target(TargetType.SIGNING_KEY, made.kid),))], now=now)
    else:
        SigningKey.objects.filter(kid=next_key.kid).update(active_from=at)
    if present is not None:
        SigningKey.objects.filter(kid=present.kid).update(retired_at=at)


def rotate_if_due(now: datetime) -> Rotation | None:
    """Publish the next key when the present one has signed for long enough; forget keys of long ago."""
    SigningKey.objects.filter(retired_at__lt=now - RETAINED_AFTER).delete()
    return rotate(now) if is_due(_keys(), now) else None


def count_by_key() -> Counter[str]:
    """Return how many signing keys depend on each key of ``ENCRYPTION_KEYS``."""
    return by_key(SigningKey.objects.all(), "sealed")


def reencrypt() -> int:
    """Move every signing key to the present key of ``ENCRYPTION_KEYS``. Raises Unreadable for a lost one."""
    with transaction.atomic():
        raise_version(SIGNING_KEYS)
        stale = SigningKey.objects.exclude(sealed__startswith=f"{encryption_keys().current_id}.")
        for row in stale:
            row.sealed = reseal(row.sealed, purpose=PURPOSE, subject=row.kid)
            row.save(update_fields=["sealed"])
        return len(stale)


def _keys() -> tuple[Key, ...]:
    return tuple(key_of(row) for row in SigningKey.objects.defer("sealed"))
