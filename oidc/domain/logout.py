"""Logout tokens (OpenID Connect Back-Channel Logout 1.0 §2.4)."""

from datetime import timedelta
from typing import Any, Final

from oidc.domain.tokens import Occasion

LIFETIME: Final = timedelta(minutes=2)
EVENT: Final = "http://schemas.openid.net/event/backchannel-logout"
TRIES: Final = (5, 30, 120, 600, 3600, 4 * 3600)
"""Seconds to wait after each try that failed; after the last one the app is not told any more."""


def logout_claims(on: Occasion, subject: str, sid: str) -> dict[str, Any]:
    """Return a logout token's claims. It has no nonce, so it cannot pass for an ID token."""
    return {
        "iss": on.issuer,
        "sub": subject,
        "aud": on.client_id,
        "iat": int(on.now.timestamp()),
        "exp": int((on.now + LIFETIME).timestamp()),
        "jti": on.jti,
        "events": {EVENT: {}},
        "sid": sid,
    }


def wait_after(tries: int) -> timedelta | None:
    """Return how long to wait after so many failed tries, or nothing when it was the last."""
    return timedelta(seconds=TRIES[tries - 1]) if tries <= len(TRIES) else None
