"""Signing tokens and knowing one's own again: RS256 only (RFC 7518 §3.3), by the keys in ``SigningKey``."""

import json
import logging
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateKey,
    RSAPublicKey,
    RSAPublicNumbers,
    generate_private_key,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)
from django.db import transaction
from django.utils import timezone

from accounts.configuration_cache import Snapshot, raise_version
from accounts.credentials.crypto import (
    decoded,
    encoded,
    seal,
    unseal,
)
from accounts.domain.events import SYSTEM, Target, TargetType
from accounts.events.log import Entry, record_refusal
from oidc.domain.rotation import Key, published, signer
from oidc.domain.tokens import MAX_ID_TOKEN_BYTES
from oidc.models import SigningKey

ALGORITHM: Final = "RS256"
BITS: Final = 3072
PURPOSE: Final = "oidc.signatures"
UNREADABLE: Final = "oauth2.key.unreadable"

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SigningKeySet:
    """Every key of this server; ``private`` has those that can be unlocked.

    A key whose private half is lost signs nothing more, but what it signed can still be verified.
    """

    keys: tuple[Key, ...]
    private: dict[str, RSAPrivateKey]
    public: dict[str, dict[str, Any]]

    def sign(self, claims: dict[str, Any], type: str, now: datetime) -> str:
        """Return the claims as a signed token of this type (RFC 7515 §7.1)."""
        usable = [key for key in self.keys if key.kid in self.private]
        key = signer(usable, now) or usable[0]
        header = {"alg": ALGORITHM, "kid": key.kid, "typ": type}
        text = f"{_part(header)}.{_part(claims)}"
        return f"{text}.{encoded(self.private[key.kid].sign(text.encode(), PKCS1v15(), SHA256()))}"

    def read(self, token: str, type: str) -> dict[str, Any] | None:
        """Return the claims of a token of this type that one of our keys has signed, however old it is."""
        try:
            header, payload, signature = (decoded(part) for part in token[:MAX_ID_TOKEN_BYTES].split("."))
            header_fields = json.loads(header)
            key = _public_key(self.public[header_fields["kid"]])
            if header_fields["alg"] != ALGORITHM or header_fields["typ"] != type:
                return None
            key.verify(signature, token.rpartition(".")[0].encode(), PKCS1v15(), SHA256())
            return dict(json.loads(payload))
        except (ValueError, KeyError, TypeError, RecursionError, InvalidSignature):
            return None

    def published(self, now: datetime) -> list[dict[str, Any]]:
        """Return the public keys that clients may need, as JSON Web Keys (RFC 7517)."""
        return [self.public[key.kid] for key in published(self.keys, now)]


def make_key(now: datetime, active_from: datetime) -> SigningKey:
    """Return a fresh key, not saved yet: making one takes a while."""
    private = generate_private_key(public_exponent=65537, key_size=BITS)
    jwk = _public_jwk(private)
    raw = private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    sealed = seal(raw, purpose=PURPOSE, subject=jwk["kid"])
    return SigningKey(kid=jwk["kid"], sealed=sealed, public_jwk=jwk, created_at=now, active_from=active_from)


def _public_jwk(private: RSAPrivateKey) -> dict[str, Any]:
    numbers = private.public_key().public_numbers()
    cached = {"e": _number(numbers.e), "kty": "RSA", "n": _number(numbers.n)}
    # The thumbprint is the digest of the members in this order, without spaces (RFC 7638 §3).
    thumbprint = encoded(sha256(json.dumps(cached, separators=(",", ":")).encode()).digest())
    return {**cached, "alg": ALGORITHM, "use": "sig", "kid": thumbprint}


def _public_key(jwk: dict[str, Any]) -> RSAPublicKey:
    return RSAPublicNumbers(_integer(jwk["e"]), _integer(jwk["n"])).public_key()


def _integer(text: str) -> int:
    return int.from_bytes(decoded(text), "big")


def _number(value: int) -> str:
    return encoded(value.to_bytes((value.bit_length() + 7) // 8, "big"))


def _part(value: dict[str, Any]) -> str:
    # Letters of other scripts take two or three bytes instead of the six of an escape.
    return encoded(json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode())


def key_of(row: SigningKey) -> Key:
    """Return what decides about a key."""
    return Key(row.kid, row.active_from, row.retired_at)


def _load() -> SigningKeySet:
    rows = list(SigningKey.objects.all())
    found = {row.kid: _unlocked_or_none(row) for row in rows}
    private = {kid: key for kid, key in found.items() if key is not None}
    return SigningKeySet(
        tuple(key_of(row) for row in rows), private, {row.kid: row.public_jwk for row in rows}
    )


def _unlocked_or_none(row: SigningKey) -> RSAPrivateKey | None:
    """Return the private key, or nothing with an alarm: one unreadable key must not stop the others."""
    try:
        return _unlocked(row.kid, row.sealed)
    except (ValueError, TypeError) as error:
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
def _unlocked(kid: str, sealed: str) -> RSAPrivateKey:
    """Return the private key of a row. Checking its numbers takes a while: it is done once in a process."""
    raw = unseal(sealed, purpose=PURPOSE, subject=kid)
    key = load_der_private_key(raw, password=None)
    if not isinstance(key, RSAPrivateKey):
        raise TypeError("signing keys are RSA keys")
    return key


SIGNING_KEYS: Final = "signing keys"
_ring = Snapshot(_load, frozenset({SIGNING_KEYS}))


def signing_key_set() -> SigningKeySet:
    """Return today's keys. One is made here where there is none that can sign."""
    cached = _ring.get()
    if cached.private:
        return cached
    _make_first(timezone.now())
    return _ring.get()


def _make_first(now: datetime) -> None:
    made = make_key(now, now)
    with transaction.atomic():
        # Locks: of several processes that start together the second finds the first's key.
        raise_version(SIGNING_KEYS)
        if not _load().private:
            made.save(force_insert=True)
