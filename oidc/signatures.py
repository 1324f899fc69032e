"""Signing keys and the tokens they sign: RS256 alone (RFC 7518 §3.3), by joserfc."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, RSAKey
from joserfc.jws import JWSRegistry

from accounts.configuration_cache import Snapshot, raise_version
from accounts.credentials.crypto import seal, unseal
from accounts.domain.events import SYSTEM, Target, TargetType
from accounts.events.log import Entry, record_refusal
from oidc.domain.rotation import Key, published, signer
from oidc.domain.tokens import MAX_ID_TOKEN_BYTES
from oidc.models import SigningKey

ALGORITHM: Final = "RS256"
BITS: Final = 3072
PURPOSE: Final = "oidc.signatures"
UNREADABLE: Final = "oauth2.key.unreadable"
_REGISTRY: Final = JWSRegistry(algorithms=[ALGORITHM])
"""The only algorithm; headers with unknown members are refused."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SigningKeySet:
    """Every key of this server; ``private`` has those that can be unlocked.

    A key whose private half is lost signs nothing more, but what it signed can still be verified.
    """

    keys: tuple[Key, ...]
    private: Mapping[str, RSAKey]
    public: KeySet

    def sign(self, claims: Mapping[str, Any], type: str, now: datetime) -> str:
        """Return the claims as a signed token of this type (RFC 7515 §7.1)."""
        usable = [key for key in self.keys if key.kid in self.private]
        kid = (signer(usable, now) or usable[0]).kid
        header = {"alg": ALGORITHM, "kid": kid, "typ": type}
        return jwt.encode(header, dict(claims), self.private[kid], registry=_REGISTRY)

    def read(self, token: str, type: str) -> dict[str, Any] | None:
        """Return the claims of a token of this type that one of our keys has signed, however old it is."""
        try:
            found = jwt.decode(token[:MAX_ID_TOKEN_BYTES], self.public, registry=_REGISTRY)
        except (JoseError, ValueError, TypeError, AttributeError, RecursionError):
            # Besides its own errors joserfc lets those through that a header of another shape causes.
            return None
        # joserfc takes a set's only key for a token that names none.
        return found.claims if "kid" in found.header and found.header.get("typ") == type else None

    def published(self, now: datetime) -> list[Mapping[str, Any]]:
        """Return the public keys that clients may need, as JSON Web Keys (RFC 7517)."""
        return [self.public.get_by_kid(key.kid).as_dict() for key in published(self.keys, now)]


def make_key(now: datetime, active_from: datetime) -> SigningKey:
    """Return a fresh key, not saved yet: making one takes a while."""
    key = RSAKey.generate_key(BITS, {"alg": ALGORITHM, "use": "sig"}, auto_kid=True)
    public_jwk = key.as_dict()
    kid = str(public_jwk["kid"])
    sealed = seal(key.as_der(private=True), purpose=PURPOSE, subject=kid)
    return SigningKey(kid=kid, sealed=sealed, public_jwk=public_jwk, created_at=now, active_from=active_from)


def key_of(row: SigningKey) -> Key:
    """Return what decides about a key."""
    return Key(row.kid, row.active_from, row.retired_at)


def _load() -> SigningKeySet:
    rows = list(SigningKey.objects.all())
    found = {row.kid: _unlocked_or_none(row) for row in rows}
    return SigningKeySet(
        tuple(key_of(row) for row in rows),
        {kid: key for kid, key in found.items() if key is not None},
        KeySet([RSAKey.import_key(row.public_jwk) for row in rows]),
    )


def _unlocked_or_none(row: SigningKey) -> RSAKey | None:
    """Return the private key, or nothing with an alarm: one unreadable key must not stop the others."""
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
    """Return the private key of a row. Checking its numbers takes a while: it is done once in a process."""
    return RSAKey.import_key(unseal(sealed, purpose=PURPOSE, subject=kid))


SIGNING_KEYS: Final = "signing keys"
_key_set = Snapshot(_load, frozenset({SIGNING_KEYS}))


def signing_key_set() -> SigningKeySet:
    """Return today's keys. One is made here where there is none that can sign."""
    cached = _key_set.get()
    if cached.private:
        return cached
    _make_first(timezone.now())
    return _key_set.get()


def _make_first(now: datetime) -> None:
    made = make_key(now, now)
    with transaction.atomic():
        # Locks: of several processes that start together the second finds the first's key.
        raise_version(SIGNING_KEYS)
        if not _load().private:
            made.save(force_insert=True)
