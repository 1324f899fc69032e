"""Codes and refresh tokens become tokens."""

import json
from typing import Final

from django.http import HttpRequest, HttpResponse
from oauthlib.oauth2 import OAuth2Error

from oidc.context import Context
from oidc.domain.errors import describe
from oidc.server import Server
from oidc.services.client_authentication import authenticate_client
from oidc.services.token_refusals import record_token_error
from oidc.views.answers import no_store, oauth_error, require_form_post, token_rate_limited

NAMES: Final = (
    "grant_type",
    "code",
    "interaction_code",
    "redirect_uri",
    "code_verifier",
    "refresh_token",
    "scope",
)
"""What the library gets to see: its request takes any parameter for an attribute of its own."""


NOT_GRANTED: Final = "A scope is not among those that were granted."


@require_form_post
def token(request: HttpRequest, issuer: str) -> HttpResponse:
    """Give tokens for a code or a refresh token (RFC 6749 §3.2)."""
    client = authenticate_client(request)
    slowed = token_rate_limited(request, client)
    if slowed is not None:
        return slowed
    if not request.POST.get("grant_type"):
        return oauth_error("invalid_request", "The parameter grant_type is missing.")
    body, status = _answer(request, Context(issuer, client=client))
    return no_store(HttpResponse(body, status=status, content_type="application/json"))


def _answer(request: HttpRequest, context: Context) -> tuple[str, int]:
    parameters = {name: request.POST[name] for name in NAMES if request.POST.get(name)}
    oauth_server = Server(context)
    try:
        _, body, status = oauth_server.create_token_response("", body=parameters)
    except OAuth2Error as error:
        body, status = error.json, error.status_code
    if status == 200:
        return body, status
    error_body = json.loads(body)
    record_token_error(oauth_server.validator, error_body["error"])
    fallback = NOT_GRANTED if error_body["error"] == "invalid_scope" else None
    error_body["error_description"] = describe(
        error_body["error"], error_body.get("error_description") or fallback
    )
    return json.dumps(error_body), status
