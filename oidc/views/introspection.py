"""What clients ask about tokens, and how they give them back."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from accounts.credentials.throttle import Kind
from oidc.introspection import introspect_token
from oidc.services.client_authentication import ClientAuthenticationError, authenticate_client
from oidc.services.revocation import revoke_token
from oidc.views.answers import (
    no_store,
    oauth_error,
    rate_limited,
    require_form_post,
    token_rate_limited,
)


@require_form_post
def introspect(request: HttpRequest, issuer: str) -> HttpResponse:
    """Tell a confidential client what holds of one of its own tokens (RFC 7662)."""
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
    """Take a token back (RFC 7009). The answer is empty and not called JSON: clients would try to read it."""
    client = authenticate_client(request)
    slowed = token_rate_limited(request, client)
    if slowed is not None:
        return slowed
    token = request.POST.get("token", "")
    if not token:
        return oauth_error("invalid_request", "The parameter token is missing.")
    revoke_token(token, client, timezone.now())
    return no_store(HttpResponse(content_type="text/plain; charset=utf-8"))
