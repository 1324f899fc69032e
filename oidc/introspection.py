"""What a token says about itself to the client that it was given to (RFC 7662 §2.2)."""

from datetime import datetime
from typing import Any

from oidc.grant_status import GrantInvalid, validate_grant
from oidc.issuers import issuer_url
from oidc.models import AccessToken, Client, RefreshToken
from oidc.selectors import access_token, refresh_token

NOTHING: dict[str, Any] = {"active": False}
"""The response for a token that is unknown, expired, or another client's."""


def introspect_token(token: str, client: Client, now: datetime) -> dict[str, Any]:
    """Return what holds of a token right now."""
    row = access_token(token) or refresh_token(token)
    if row is None or not _is_active(row, client, now):
        return NOTHING
    issuer = issuer_url(row.grant.issuer)
    return {
        "active": True,
        "scope": row.scope if isinstance(row, AccessToken) else row.grant.scope,
        "token_type": "Bearer" if isinstance(row, AccessToken) else "refresh_token",
        "client_id": client.client_id,
        "sub": row.grant.user.public_id,
        "username": row.grant.user.login or "",
        "iss": issuer,
        "aud": issuer,
        "exp": int(row.expires_at.timestamp()),
        "iat": int(row.created_at.timestamp()),
    }


def _is_active(row: AccessToken | RefreshToken, client: Client, now: datetime) -> bool:
    if row.grant.client_id != client.pk or row.expires_at <= now:
        return False
    if isinstance(row, RefreshToken) and row.used_at is not None:
        return False
    try:
        validate_grant(row.grant, client.client_id, now)
    except GrantInvalid:
        return False
    return True
