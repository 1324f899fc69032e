"""The signing keys of this server: rows, rotation, re-encryption, and ID tokens that come back as hints."""

import logging
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final

from django.db import transaction
from django.utils import timezone
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, RSAKey

from accounts.configuration_cache import Snapshot, raise_version
from accounts.credentials.crypto import reseal, seal, unseal
from accounts.credentials.reencryption import by_key
from accounts.domain.events import SYSTEM, Target, TargetType
from accounts.events.log import Entry, record, record_refusal
from accounts.keys import encryption_keys
from accounts.models import User
from oidc.issuers import ISSUERS, issuer_url
from oidc.models import Client, SigningKey
from oidc.protocol.jose import (
    PUBLISHED_BEFORE,
    RETAINED_AFTER,
    SigningKeySet,
    SigningPeriod,
    generate_key,
    is_due,
    signer,
    waiting,
)
from oidc.protocol.tokens import ID_TOKEN_TYPE

PURPOSE: Final = "oidc.signatures"
CREATED: Final = "oauth2.key.create"
UNREADABLE: Final = "oauth2.key.unreadable"
SIGNING_KEYS: Final = "signing keys"
UNKNOWN: Final = "unknown"
"""The subject of a hint that names no user; it is no public id."""

logger = logging.getLogger(__name__)


def make_key(now: datetime, active_from: datetime) -> SigningKey:
    """Return a fresh key, unsaved. This takes about a second."""
    key = generate_key()
    public_jwk = key.as_dict()
    kid = str(public_jwk["kid"])
    sealed = seal(key.as_der(private=True), purpose=PURPOSE, subject=kid)
    return SigningKey(kid=kid, sealed=sealed, public_jwk=public_jwk, created_at=now, active_from=active_from)


def _period(row: SigningKey) -> SigningPeriod:
    return SigningPeriod(row.kid, row.active_from, row.retired_at)


def _load() -> SigningKeySet:
    rows = list(SigningKey.objects.all())
    found = {row.kid: _unlocked_or_none(row) for row in rows}
    return SigningKeySet(
        tuple(_period(row) for row in rows),
        {kid: key for kid, key in found.items() if key is not None},
        KeySet([RSAKey.import_key(row.public_jwk) for row in rows]),
    )


def _unlocked_or_none(row: SigningKey) -> RSAKey | None:
    """Return the private key, or None and record an alarm if it cannot be decrypted."""
    try:
        return _unlocked(row.kid, row.sealed)
    except (JoseError, ValueError) as error:
        logger.error("signing key unreadable", extra={"kid": row.kid, "error": type(error).__name__})  # noqa: TRY400
        entry = Entry(
            UNREADABLE,
            reason=type(error).__name__,
            actor=SYSTEM,
            targets=(Target(TargetType.SIGNING_KEY, row.kid),),
        )
        record_refusal(entry, subject=row.kid, now=timezone.now())
        return None


@lru_cache(maxsize=16)
def _unlocked(kid: str, sealed: str) -> RSAKey:
    """Return the private key of a row, decrypted and checked once per process."""
    return RSAKey.import_key(unseal(sealed, purpose=PURPOSE, subject=kid))


_key_set = Snapshot(_load, frozenset({SIGNING_KEYS}))


def signing_key_set() -> SigningKeySet:
    """Return the current keys; create one if none can sign."""
    cached = _key_set.get()
    if cached.private:
        return cached
    _make_first(timezone.now())
    return _key_set.get()


def _make_first(now: datetime) -> None:
    key = make_key(now, now)
    with transaction.atomic():
        # Locks: of several processes that start together the second finds the first's key.
        raise_version(SIGNING_KEYS)
        if not _load().private:
            key.save(force_insert=True)


@dataclass(frozen=True, slots=True)
class Rotation:
    """The signing key, its successor, and the time of the change."""

    present: str
    next: str
    at: datetime


def rotate(now: datetime, *, at_once: bool = False, dry_run: bool = False) -> Rotation:
    """Publish the next signing key, unless one is waiting already; return the rotation.

    ``at_once``: it signs immediately, before clients have seen it; they fetch the keys again when a ``kid``
    is unknown. ``dry_run`` writes nothing, and the next key has no name.
    """
    new_key = None if dry_run else make_key(now, now)
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
        if new_key is not None:
            _write(new_key, present, next_key, at, now)
    following = next_key.kid if next_key is not None else new_key.kid if new_key is not None else ""
    return Rotation(present.kid if present is not None else "", following, at)


def _write(
    new_key: SigningKey,
    present: SigningPeriod | None,
    next_key: SigningPeriod | None,
    at: datetime,
    now: datetime,
) -> None:
    if next_key is None:
        new_key.active_from = at
        new_key.save(force_insert=True)
        record(
            [Entry(CREATED, actor=SYSTEM, targets=(Target(TargetType.SIGNING_KEY, new_key.kid),))], now=now
        )
    else:
        SigningKey.objects.filter(kid=next_key.kid).update(active_from=at)
    if present is not None:
        SigningKey.objects.filter(kid=present.kid).update(retired_at=at)


def rotate_if_due(now: datetime) -> Rotation | None:
    """Publish the next key when it is due, and delete keys that were retired long ago."""
    SigningKey.objects.filter(retired_at__lt=now - RETAINED_AFTER).delete()
    return rotate(now) if is_due(_keys(), now) else None


def count_by_key() -> Counter[str]:
    """Return the number of signing keys under each key of ``ENCRYPTION_KEYS``."""
    return by_key(SigningKey.objects.all(), "sealed")


def reencrypt() -> int:
    """Re-encrypt every signing key with the current key of ``ENCRYPTION_KEYS``. Raises Unreadable."""
    with transaction.atomic():
        raise_version(SIGNING_KEYS)
        stale = SigningKey.objects.exclude(sealed__startswith=f"{encryption_keys().current_id}.")
        for row in stale:
            row.sealed = reseal(row.sealed, purpose=PURPOSE, subject=row.kid)
            row.save(update_fields=["sealed"])
        return len(stale)


def _keys() -> tuple[SigningPeriod, ...]:
    return tuple(_period(row) for row in SigningKey.objects.defer("sealed"))


@dataclass(frozen=True, slots=True)
class Hint:
    """An ID token of this server as a hint: client, subject and session."""

    client_id: str
    subject: str
    sid: str


def read_hint(token: str) -> Hint | None:
    """Return the contents of an ID token of this server, expired or not.

    A hint proves nothing about its sender: apps store ID tokens, and addresses carry them.
    """
    claims = signing_key_set().read(token, ID_TOKEN_TYPE)
    if claims is None or claims.get("iss") not in {issuer_url(issuer) for issuer in ISSUERS}:
        return None
    return Hint(str(claims["aud"]), str(claims["sub"]), str(claims.get("sid", "")))


def subject_of(token: str, client: Client) -> str:
    """Return the public id of the ID token's user for this client, or ``UNKNOWN``."""
    hint = read_hint(token)
    return hint.subject if hint is not None and hint.client_id == client.client_id else UNKNOWN


def is_about(token: str, user: User, client: Client) -> bool:
    """Whether this is an ID token issued to the client about this user."""
    return subject_of(token, client) == user.public_id
