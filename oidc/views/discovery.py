"""Discovery documents, which clients cache for an hour."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.credentials.passkey import rp_id
from accounts.credentials.throttle import Kind
from accounts.domain import passkey_origins
from oidc.clients import page_origins
from oidc.issuers import endpoint_url, issuer_url
from oidc.protocol.claims import CLAIMS, SCOPES
from oidc.protocol.jose import ALGORITHM
from oidc.protocol.parameters import Prompt
from oidc.protocol.registration import GrantType
from oidc.protocol.responses import ResponseMode
from oidc.protocol.tokens import ACR_VALUES
from oidc.signing_keys import signing_key_set
from oidc.views.responses import rate_limited

CACHE_SECONDS: Final = "public, max-age=3600"
_OF_TOKENS: Final = (
    *("iss", "aud", "exp", "iat", "jti", "auth_time", "nonce", "at_hash"),
    *("amr", "acr", "sid", "idp", "ver"),
)
_AUTHENTICATION: Final = ["client_secret_basic", "client_secret_post", "none"]


@require_safe
def configuration(request: HttpRequest, issuer: str) -> HttpResponse:
    """Return the metadata of this issuer (OpenID Connect Discovery 1.0 §3, RFC 8414 §2)."""
    slowed = rate_limited(request, Kind.TOKEN_READ)
    if slowed is not None:
        return slowed
    return _public(_document(issuer))


@require_safe
def keys(request: HttpRequest, issuer: str) -> HttpResponse:
    """Return the public keys: current, next, and those of valid tokens (RFC 7517)."""
    slowed = rate_limited(request, Kind.TOKEN_READ)
    if slowed is not None:
        return slowed
    return _public({"keys": signing_key_set().published(timezone.now())})


@require_safe
def related_origins(request: HttpRequest) -> HttpResponse:
    """Return the apps' origins that use passkeys of this server (WebAuthn Level 3 §5.11)."""
    slowed = rate_limited(request, Kind.TOKEN_READ)
    if slowed is not None:
        return slowed
    return _public({"origins": list(passkey_origins.related_origins(page_origins(), rp_id()))})


def _public(document: dict[str, Any]) -> HttpResponse:
    return JsonResponse(document, headers={"Cache-Control": CACHE_SECONDS})


def _document(issuer: str) -> dict[str, Any]:
    return {
        "issuer": issuer_url(issuer),
        "authorization_endpoint": endpoint_url(issuer, "authorize"),
        "token_endpoint": endpoint_url(issuer, "token"),
        "userinfo_endpoint": endpoint_url(issuer, "userinfo"),
        "jwks_uri": endpoint_url(issuer, "keys"),
        "introspection_endpoint": endpoint_url(issuer, "introspect"),
        "revocation_endpoint": endpoint_url(issuer, "revoke"),
        "end_session_endpoint": endpoint_url(issuer, "logout"),
        "response_types_supported": ["code"],
        "response_modes_supported": list(ResponseMode),
        "grant_types_supported": [grant.value for grant in GrantType],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [ALGORITHM],
        "scopes_supported": list(SCOPES),
        "claims_supported": [*_OF_TOKENS, *(name for names in CLAIMS.values() for name in names)],
        "acr_values_supported": list(ACR_VALUES),
        "prompt_values_supported": [prompt.value for prompt in Prompt],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": _AUTHENTICATION,
        "revocation_endpoint_auth_methods_supported": _AUTHENTICATION,
        "introspection_endpoint_auth_methods_supported": _AUTHENTICATION[:2],
        "authorization_response_iss_parameter_supported": True,
        "backchannel_logout_supported": True,
        "backchannel_logout_session_supported": True,
        "claims_parameter_supported": False,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
    }
