"""The claims of the tokens themselves, around those about the user."""

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

ID_TOKEN_LIFETIME: Final = timedelta(minutes=5)
CODE_LIFETIME: Final = timedelta(seconds=60)
MAX_ACCESS: Final = timedelta(hours=24)
"""No client's access tokens may live longer: a key is published while what it signed may be shown."""

MAX_ID_TOKEN_BYTES: Final = 32 * 1024
"""No token of ours is longer: the nonce has 8 kB at most, and many groups move to userinfo."""

ID_TOKEN_TYPE: Final = "JWT"
ACCESS_TOKEN_TYPE: Final = "at+jwt"
LOGOUT_TOKEN_TYPE: Final = "logout+jwt"


@dataclass(frozen=True, slots=True)
class Occasion:
    """The context of a signature: issuer URL, client, time and a fresh token id."""

    issuer: str
    client_id: str
    now: datetime
    jti: str


@dataclass(frozen=True, slots=True)
class AuthenticationDetails:
    """How and when the user proved who they are, and in which session."""

    auth_time: datetime
    amr: tuple[str, ...]
    acr: str
    sid: str


def access_claims(on: Occasion, subject: str, scopes: tuple[str, ...], lifetime: timedelta) -> dict[str, Any]:
    """Return an access token's claims (RFC 9068 §2.2). Okta's names stand beside the standard's."""
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
    """Return an ID token's claims (OpenID Connect Core 1.0 §2) with what the scopes tell of the user."""
    return {
        **about,
        **_common(on, about["sub"], ID_TOKEN_LIFETIME),
        "aud": on.client_id,
        "auth_time": int(signed_in.auth_time.timestamp()),
        "amr": list(signed_in.amr),
        "acr": signed_in.acr,
        "at_hash": at_hash(access_token),
        "idp": "local",
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
