"""ID tokens: signature and claims (OpenID Connect Core 1.0 §3.1.3.7)."""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256, sha384, sha512
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import BadSignatureError, InvalidKeyIdError, JoseError, UnsupportedAlgorithmError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from identity_providers.protocol.failures import rejected
from identity_providers.protocol.json_values import Document, as_text, as_texts, as_time
from identity_providers.protocol.provider_metadata import TENANT, tenant_issuer
from identity_providers.protocol.verification_keys import KEYS

ALGORITHMS: Final = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "EdDSA", "Ed25519"),
)
"""Signatures by a key pair: a client secret or a published key must not sign (RFC 8725 §3.1)."""
CLOCK_SKEW: Final = timedelta(seconds=60)
MAX_AGE: Final = timedelta(minutes=10)
"""A token is issued for a code that is exchanged at once; Microsoft dates it five minutes back."""
MAX_SUBJECT: Final = 255
_MALFORMED: Final = (JoseError, ValueError, TypeError, AttributeError, KeyError, RecursionError)
"""joserfc does not catch what a header of another shape than an object raises."""


class _Registry(JWSRegistry):
    """The allowed algorithms, without joserfc's warning of the name EdDSA (RFC 9864), still in wide use."""

    def get_alg(self, name: str) -> Any:
        if name not in ALGORITHMS:
            raise UnsupportedAlgorithmError(name)
        return self.algorithms[name]


# Unknown members of a header are ignored (RFC 7515 §4), critical ones refused.
_REGISTRY: Final = _Registry(strict_check_header=False)


@dataclass(frozen=True, slots=True)
class Expected:
    """What an ID token must say. ``issuer`` may hold Microsoft's placeholder.

    ``access_token`` came with it. ``renews``: the request had ``max_age``.
    """

    issuer: str
    client_id: str
    nonce: str = field(repr=False)
    now: datetime
    access_token: str = field(default="", repr=False)
    renews: bool = False


def read_id_token(token: str, jwks_uri: str, expected: Expected) -> Document:
    """Return the claims of a valid ID token. Raises UpstreamFailure.

    A token with another key than the known ones may have a new one: they are fetched again, once a minute at
    most.
    """
    verified, keys = verified_token(token, jwks_uri)
    # Tokens of other types name theirs, so that none can stand for another (RFC 8725 §3.11).
    if str(verified.header.get("typ", "")).lower().endswith("+jwt"):
        raise rejected("id_token_header")
    _check(verified, keys, expected)
    return verified.claims


def verified_token(token: str, jwks_uri: str) -> tuple[jwt.Token, KeySet]:
    """Return a token with a valid signature, and the keys of which one made it. Raises UpstreamFailure."""
    keys = KEYS.get(jwks_uri)
    try:
        return _verified(token, keys), keys
    except (InvalidKeyIdError, BadSignatureError):
        keys = KEYS.renewed(jwks_uri)
    try:
        return _verified(token, keys), keys
    except (InvalidKeyIdError, BadSignatureError):
        raise rejected("id_token_signature") from None


def _verified(token: str, keys: KeySet) -> jwt.Token:
    try:
        verified = jwt.decode(token, keys, registry=_REGISTRY)
    except (InvalidKeyIdError, BadSignatureError):
        raise
    except UnsupportedAlgorithmError:
        raise rejected("id_token_algorithm") from None
    except _MALFORMED:
        raise rejected("id_token_malformed") from None
    if "crit" in verified.header:
        raise rejected("id_token_header")
    return verified


def _check(verified: jwt.Token, keys: KeySet, expected: Expected) -> None:
    claims = verified.claims
    check_issuer(verified, keys, expected.issuer)
    check_audience(claims, expected.client_id)
    _check_times(claims, expected)
    nonce = as_text(claims.get("nonce"))
    if not hmac.compare_digest(nonce.encode(), expected.nonce.encode()):
        raise rejected("id_token_nonce")
    if not as_text(claims.get("sub"), MAX_SUBJECT).strip():
        raise rejected("id_token_sub")
    if "at_hash" in claims and not _is_hash_of(claims["at_hash"], expected.access_token, verified.header):
        raise rejected("id_token_at_hash")


def check_issuer(verified: jwt.Token, keys: KeySet, expected: str) -> None:
    """Check the issuer of a token. Raises UpstreamFailure."""
    issuer = as_text(verified.claims.get("iss"))
    if TENANT not in expected:
        if issuer != expected:
            raise rejected("id_token_iss")
        return
    tenant = as_text(verified.claims.get("tid"))
    if not issuer or issuer != tenant_issuer(expected, tenant):
        raise rejected("id_token_iss")
    key = keys.get_by_kid(verified.header.get("kid"), {"alg": verified.header["alg"], "use": "sig"})
    if tenant_issuer(as_text(key.get("issuer", expected)), tenant) != issuer:
        # A key of one directory must not sign for another.
        raise rejected("id_token_key_issuer")


def check_audience(claims: Document, client_id: str) -> None:
    """Check the audience of a token. Raises UpstreamFailure."""
    stated = claims.get("aud")
    audience = (as_text(stated),) if isinstance(stated, str) else as_texts(stated)
    if client_id not in audience:
        raise rejected("id_token_aud")
    has_party = "azp" in claims or (isinstance(stated, list) and len(stated) > 1)
    if has_party and as_text(claims.get("azp")) != client_id:
        raise rejected("id_token_azp")


def _check_times(claims: Document, expected: Expected) -> None:
    now = expected.now
    expires_at, issued_at = as_time(claims.get("exp")), as_time(claims.get("iat"))
    if expires_at is None or now >= expires_at + CLOCK_SKEW:
        raise rejected("id_token_exp")
    if issued_at is None or not now - MAX_AGE - CLOCK_SKEW < issued_at <= now + CLOCK_SKEW:
        raise rejected("id_token_iat")
    if "nbf" in claims:
        begins_at = as_time(claims["nbf"])
        if begins_at is None or begins_at > now + CLOCK_SKEW:
            raise rejected("id_token_nbf")
    authenticated_at = as_time(claims.get("auth_time"))
    if expected.renews and (authenticated_at is None or authenticated_at > now + CLOCK_SKEW):
        raise rejected("id_token_auth_time")


def _is_hash_of(stated: Any, access_token: str, header: Mapping[str, Any]) -> bool:
    """Return whether this is the left half of the hash of the access token (§3.1.3.6)."""
    hashes = {"256": sha256, "384": sha384}
    digest = hashes.get(header["alg"][-3:], sha512) if header["alg"] != "Ed25519" else sha512
    hashed = digest(access_token.encode()).digest()
    expected = urlsafe_b64encode(hashed[: len(hashed) // 2]).rstrip(b"=")
    return bool(access_token) and hmac.compare_digest(as_text(stated).encode(), expected)
