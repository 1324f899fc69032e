"""Introspection (RFC 7662) and revocation (RFC 7009) of tokens."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from accounts.credentials.throttle import Kind
from oidc.client_authentication import ClientAuthenticationError, authenticate_client
from oidc.grant_status import GrantInvalid, validate_grant
from oidc.grants import access_token, refresh_token
from oidc.grants import revoke as revoke_grant
from oidc.issuers import issuer_url
from oidc.models import AccessToken, Client, RefreshToken
from oidc.views.responses import no_store, oauth_error, rate_limited, require_form_post, token_rate_limited


@require_form_post
def introspect(request: HttpRequest, issuer: str) -> HttpResponse:
    """Introspect a token of a confidential client (RFC 7662)."""
    slowed = rate_limited(request, Kind.TOKEN_READ)
    if slowed is not None:
        return slowed
    client = authenticate_client(request)
    if client.public:
        raise ClientAuthenticationError("Only clients that keep a secret may ask about tokens.")
    token = request.POST.get("token", "")
    if not token:
        return oauth_error("invalid_request", "The parameter token is missing.")
    return no_store(JsonResponse(introspect_token(token, client, timezone.now())))


@require_form_post
def revoke(request: HttpRequest, issuer: str) -> HttpResponse:
    """Revoke a token (RFC 7009). The response is empty text: clients would parse JSON."""
    client = authenticate_client(request)
    slowed = token_rate_limited(request, client)
    if slowed is not None:
        return slowed
    token = request.POST.get("token", "")
    if not token:
        return oauth_error("invalid_request", "The parameter token is missing.")
    revoke_token(token, client, timezone.now())
    return no_store(HttpResponse(content_type="text/plain; charset=utf-8"))


NOTHING: dict[str, Any] = {"active": False}
"""The response for a token that is unknown, expired, or another client's."""


def introspect_token(token: str, client: Client, now: datetime) -> dict[str, Any]:
    """Return the state of a token (RFC 7662 §2.2)."""
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


def revoke_token(token: str, client: Client, now: datetime) -> None:
    """Revoke a token of this client (RFC 7009 §2.1), for a refresh token with its whole grant.

    A token that is unknown or another client's changes nothing, with the same response.
    """
    refresh = refresh_token(token)
    if refresh is not None:
        if refresh.grant.client_id == client.pk:
            revoke_grant(refresh.grant, client, now)
        return
    access = access_token(token)
    if access is not None and access.grant.client_id == client.pk:
        AccessToken.objects.filter(pk=access.pk).delete()
