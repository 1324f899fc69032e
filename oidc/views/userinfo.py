"""The userinfo endpoint (OpenID Connect Core 1.0 §5.3)."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.credentials.throttle import Kind
from oidc.grant_status import GrantInvalid, subject_of, validate_grant
from oidc.grants import access_token
from oidc.protocol.claims import OPENID, claims
from oidc.views.responses import no_store, oauth_error, rate_limited

INVALID = "The access token is unknown, expired or over."


@csrf_exempt
@require_http_methods(["GET", "POST"])
def userinfo(request: HttpRequest, issuer: str) -> HttpResponse:
    """Return the claims of the token's scopes.

    The token comes in the header alone: addresses end in logs and histories, forms in unexpected places
    (RFC 9700 §4.3.2, RFC 6750 §2.2).
    """
    slowed = rate_limited(request, Kind.TOKEN_READ)
    if slowed is not None:
        return slowed
    if "access_token" in request.GET or "access_token" in request.POST:
        return _challenge("invalid_request", "The access token belongs into the Authorization header.", 400)
    scheme, _, shown = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not shown.strip():
        response = oauth_error("invalid_token", "There is no access token in the Authorization header.", 401)
        response["WWW-Authenticate"] = "Bearer"  # without a code where nothing was shown (RFC 6750 §3.1)
        return response
    return _answer(shown.strip(), issuer)


def _answer(shown: str, issuer: str) -> HttpResponse:
    now, row = timezone.now(), access_token(shown)
    if row is None or row.expires_at <= now or row.grant.issuer != issuer:
        return _challenge("invalid_token", INVALID, 401)
    scopes = row.scope.split()
    if OPENID not in scopes:
        return _challenge("insufficient_scope", "The access token lacks the scope openid.", 403)
    try:
        status = validate_grant(row.grant, row.grant.client.client_id, now)
    except GrantInvalid:
        return _challenge("invalid_token", INVALID, 401)
    user_claims = claims(subject_of(row.grant.user, status), scopes)
    return no_store(JsonResponse(user_claims, json_dumps_params={"ensure_ascii": False}))


def _challenge(error: str, description: str, status: int) -> HttpResponse:
    response = oauth_error(error, description, status)
    response["WWW-Authenticate"] = f'Bearer error="{error}", error_description="{description}"'
    return response
