"""Keys, signatures and rotation: RS256 alone (RFC 7518 §3.3), by joserfc."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, RSAKey
from joserfc.jws import JWSRegistry

from oidc.protocol.tokens import MAX_ACCESS, MAX_ID_TOKEN_BYTES

ALGORITHM: Final = "RS256"
BITS: Final = 3072
_REGISTRY: Final = JWSRegistry(algorithms=[ALGORITHM])
"""The only algorithm; headers with unknown members are refused."""

SIGNING_PERIOD: Final = timedelta(days=90)
PUBLISHED_BEFORE: Final = timedelta(hours=24)
"""Clients keep the published keys for hours: they must know a key before it signs."""
PUBLISHED_AFTER: Final = MAX_ACCESS + timedelta(hours=1)
RETAINED_AFTER: Final = timedelta(days=90)
"""How long an ID token that returns as a hint can be verified."""


def generate_key() -> RSAKey:
    """Return a fresh key; its ``kid`` is its thumbprint (RFC 7638). Making one takes a while."""
    return RSAKey.generate_key(BITS, {"alg": ALGORITHM, "use": "sig"}, auto_kid=True)


@dataclass(frozen=True, slots=True)
class SigningPeriod:
    """The time in which a key signs; ``retired_at`` is set when another takes over."""

    kid: str
    active_from: datetime
    retired_at: datetime | None = None


def signer(keys: Sequence[SigningPeriod], now: datetime) -> SigningPeriod | None:
    """Return the key that signs now: the last one that became active."""
    begun = [key for key in keys if key.active_from <= now]
    return max(begun, key=lambda key: key.active_from, default=None)


def waiting(keys: Sequence[SigningPeriod], now: datetime) -> SigningPeriod | None:
    """Return the key that is published but does not sign yet."""
    return next((key for key in keys if key.active_from > now), None)


def published(keys: Sequence[SigningPeriod], now: datetime) -> tuple[SigningPeriod, ...]:
    """Return the periods of the keys that clients may need."""
    return tuple(key for key in keys if key.retired_at is None or now < key.retired_at + PUBLISHED_AFTER)


def is_due(keys: Sequence[SigningPeriod], now: datetime) -> bool:
    """Whether it is time to publish the next key."""
    present = signer(keys, now)
    if present is None or waiting(keys, now) is not None:
        return False
    return now >= present.active_from + SIGNING_PERIOD - PUBLISHED_BEFORE


@dataclass(frozen=True, slots=True)
class SigningKeySet:
    """All keys of this server; ``private`` has those that can be decrypted.

    A key whose private half is lost no longer signs; its signatures still verify.
    """

    keys: tuple[SigningPeriod, ...]
    private: Mapping[str, RSAKey]
    public: KeySet

    def sign(self, claims: Mapping[str, Any], type: str, now: datetime) -> str:
        """Return the claims as a signed token of this type (RFC 7515 §7.1)."""
        usable = [key for key in self.keys if key.kid in self.private]
        kid = (signer(usable, now) or usable[0]).kid
        header = {"alg": ALGORITHM, "kid": kid, "typ": type}
        return jwt.encode(header, dict(claims), self.private[kid], registry=_REGISTRY)

    def read(self, token: str, type: str) -> dict[str, Any] | None:
        """Return the claims of a token of this type with a valid signature, expired or not, else None."""
        try:
            found = jwt.decode(token[:MAX_ID_TOKEN_BYTES], self.public, registry=_REGISTRY)
        except (JoseError, ValueError, TypeError, AttributeError, RecursionError):
            # joserfc does not catch what a header of another shape than an object raises.
            return None
        # joserfc uses a set's only key for a token without kid.
        return found.claims if "kid" in found.header and found.header.get("typ") == type else None

    def published(self, now: datetime) -> list[Mapping[str, Any]]:
        """Return the public keys that clients may need, as JSON Web Keys (RFC 7517)."""
        return [self.public.get_by_kid(key.kid).as_dict() for key in published(self.keys, now)]
