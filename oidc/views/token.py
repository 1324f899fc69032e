"""The token endpoint."""

from django.http import HttpRequest, HttpResponse

from oidc.client_authentication import authenticate_client
from oidc.token_exchange import exchange
from oidc.views.responses import no_store, oauth_error, require_form_post, token_rate_limited


@require_form_post
def token(request: HttpRequest, issuer: str) -> HttpResponse:
    """Give tokens for a code or a refresh token (RFC 6749 §3.2)."""
    client = authenticate_client(request)
    slowed = token_rate_limited(request, client)
    if slowed is not None:
        return slowed
    if not request.POST.get("grant_type"):
        return oauth_error("invalid_request", "The parameter grant_type is missing.")
    body, status = exchange(request.POST.dict(), client, issuer)
    return no_store(HttpResponse(body, status=status, content_type="application/json"))
