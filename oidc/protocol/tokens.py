"""Claims of access, ID and logout tokens, apart from those about the user."""

from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from types import MappingProxyType
from typing import Any, Final

from accounts.domain.authenticators import Authenticator
from policies.domain.assurance import Evidence, Requirement

ID_TOKEN_LIFETIME: Final = timedelta(minutes=5)
CODE_LIFETIME: Final = timedelta(seconds=60)
LOGOUT_LIFETIME: Final = timedelta(minutes=2)
MAX_ACCESS: Final = timedelta(hours=24)
"""The longest lifetime of access tokens; keys stay published that long."""

MAX_ID_TOKEN_BYTES: Final = 32 * 1024
"""The longest ID token: the nonce has 8 kB at most, and many groups move to userinfo."""

ID_TOKEN_TYPE: Final = "JWT"
ACCESS_TOKEN_TYPE: Final = "at+jwt"
LOGOUT_TOKEN_TYPE: Final = "logout+jwt"
LOGOUT_EVENT: Final = "http://schemas.openid.net/event/backchannel-logout"

ONE_FACTOR: Final = "urn:okta:loa:1fa:any"
TWO_FACTORS: Final = "urn:okta:loa:2fa:any"
ACR_VALUES: Final = (ONE_FACTOR, TWO_FACTORS)

_METHODS: Final[Mapping[Authenticator, str]] = MappingProxyType(
    {
        Authenticator.PASSWORD: "pwd",
        Authenticator.EMAIL: "otp",
        Authenticator.PHONE: "sms",
        Authenticator.TOTP: "otp",
        Authenticator.PASSKEY: "hwk",
        Authenticator.SECURITY_QUESTION: "kba",
        Authenticator.RECOVERY_CODE: "otp",
        Authenticator.ACCESS_CODE: "otp",
        Authenticator.IDENTITY_PROVIDER: "fed",
    }
)
"""The values of RFC 8176 §2, and ``fed`` for a sign-in at an identity provider."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """The context of a signature: issuer URL, client, time and a fresh token id."""

    issuer: str
    client_id: str
    now: datetime
    jti: str


@dataclass(frozen=True, slots=True)
class AuthenticationDetails:
    """How and when the user proved who they are, and in which session.

    ``provider`` is the public id of the identity provider by which they came, if they did.
    """

    auth_time: datetime
    amr: tuple[str, ...]
    acr: str
    sid: str
    provider: str = ""


def access_claims(on: Occasion, subject: str, scopes: tuple[str, ...], lifetime: timedelta) -> dict[str, Any]:
    """Return an access token's claims (RFC 9068 §2.2), with Okta's names beside the standard ones."""
    return {
        **_common(on, subject, lifetime),
        "aud": on.issuer,
        "client_id": on.client_id,
        "cid": on.client_id,
        "scope": " ".join(scopes),
        "scp": list(scopes),
    }


def id_claims(
    on: Occasion, about: dict[str, Any], signed_in: AuthenticationDetails, access_token: str
) -> dict[str, Any]:
    """Return an ID token's claims (OpenID Connect Core 1.0 §2), including those about the user."""
    return {
        **about,
        **_common(on, about["sub"], ID_TOKEN_LIFETIME),
        "aud": on.client_id,
        "auth_time": int(signed_in.auth_time.timestamp()),
        "amr": list(signed_in.amr),
        "acr": signed_in.acr,
        "at_hash": at_hash(access_token),
        "idp": signed_in.provider or "local",
        "ver": 1,
        **({"sid": signed_in.sid} if signed_in.sid else {}),
    }


def _common(on: Occasion, subject: str, lifetime: timedelta) -> dict[str, Any]:
    return {
        "iss": on.issuer,
        "sub": subject,
        "iat": int(on.now.timestamp()),
        "exp": int((on.now + lifetime).timestamp()),
        "jti": on.jti,
    }


def at_hash(access_token: str) -> str:
    """Return the left half of the access token's hash (OpenID Connect Core 1.0 §3.1.3.6)."""
    return urlsafe_b64encode(sha256(access_token.encode()).digest()[:16]).decode().rstrip("=")


def amr(proofs: Sequence[Evidence], now: datetime) -> tuple[str, ...]:
    """Return the authentication methods, each once, in the order of their proofs.

    A password that was chosen in a recovery was set, not proved: it is no method.
    """
    found = dict.fromkeys(_METHODS[proof.authenticator] for proof in proofs if not proof.derived)
    verified = (proof for proof in proofs if proof.user_verified and not proof.derived)
    if any(proof.authenticator is Authenticator.PASSKEY for proof in verified):
        found["user"] = None
    if has_two_factors(proofs, now):
        found["mfa"] = None
    return tuple(found)


def provider_of(proofs: Sequence[Evidence]) -> str:
    """Return the public id of the identity provider by which the user came last, if they came by one."""
    return next((proof.provider for proof in reversed(proofs) if proof.provider), "")


def acr(proofs: Sequence[Evidence], now: datetime) -> str:
    """Return the authentication context class of the proofs; ``amr`` names their methods."""
    return TWO_FACTORS if has_two_factors(proofs, now) else ONE_FACTOR


def has_two_factors(proofs: Sequence[Evidence], now: datetime) -> bool:
    """Whether proofs of two different classes were given."""
    return Requirement(factors=2).is_met_by(proofs, now)


def auth_time(proofs: Sequence[Evidence], otherwise: datetime) -> datetime:
    """Return the time of the last proof; ``otherwise`` is for a session without proofs."""
    return max(
        (proof.at for proof in proofs if proof.at is not None and not proof.derived), default=otherwise
    )


def logout_claims(on: Occasion, subject: str, sid: str) -> dict[str, Any]:
    """Return a logout token's claims (Back-Channel Logout 1.0 §2.4); without a nonce it is no ID token."""
    return {
        "iss": on.issuer,
        "sub": subject,
        "aud": on.client_id,
        "iat": int(on.now.timestamp()),
        "exp": int((on.now + LOGOUT_LIFETIME).timestamp()),
        "jti": on.jti,
        "events": {LOGOUT_EVENT: {}},
        "sid": sid,
    }
