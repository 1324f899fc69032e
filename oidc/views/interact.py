"""The start of an app with its own pages: a handle for the IDX API."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from accounts.credentials.throttle import Kind
from accounts.domain.lifecycle import Status
from flows.activation import find_invitation
from flows.domain.transaction import FrontEnd, Intent
from flows.engine import FlowStart
from flows.idx.views import open_activation, open_interaction
from oidc.authorization import FatalRequestError, RedirectableError, read_request, requested_authorization
from oidc.client_authentication import authenticate_client
from oidc.protocol.registration import GrantType
from oidc.views.responses import no_store, oauth_error, rate_limited, require_form_post

_OURS = {"response_type": "code", "response_mode": "query"}
_TOKENS: Final[Mapping[str, tuple[Status, str]]] = {
    "activation_token": (Status.PROVISIONED, "The activation token is invalid"),
    "recovery_token": (Status.RECOVERY, "The recovery token is invalid"),
}
"""Tokens of mailed links, the status of their users, and what clients look for when one is dead."""


@require_form_post
def interact(request: HttpRequest, issuer: str) -> HttpResponse:
    """Validate a request as ``/authorize`` does, and start a transaction for it."""
    slowed = rate_limited(request, Kind.IDENTIFY)
    if slowed is not None:
        return slowed
    client = authenticate_client(request)
    origin = request.headers.get("Origin", "")
    if origin and not client.origin_allowed(origin):
        return oauth_error("access_denied", "Pages of this origin are not registered for the client.", 403)
    parameters = {**request.POST.dict(), **_OURS}
    try:
        validated = read_request(parameters, issuer, grant_type=GrantType.INTERACTION, client=client)
    except RedirectableError as error:
        return oauth_error(error.error, error.description)
    except FatalRequestError as fatal:
        return oauth_error(fatal.error, fatal.description)
    start = FlowStart(
        FrontEnd.IDX,
        Intent.SIGN_UP if validated.parameters.creates else Intent.SIGN_IN,
        identifier=validated.parameters.hint,
        application=validated.request.client_id,
        request=replace(
            requested_authorization(validated),
            origins=tuple(client.allowed_origins.split()),
            interaction=True,
        ),
    )
    token = next((name for name in _TOKENS if request.POST.get(name)), "")
    if token:
        return _begin_by_token(request, start, token)
    return _begun(open_interaction(request, start))


def _begin_by_token(request: HttpRequest, start: FlowStart, name: str) -> HttpResponse:
    """Start the activation or the new password of a mailed link."""
    slowed = rate_limited(request, Kind.LINK)
    if slowed is not None:
        return slowed
    status, description = _TOKENS[name]
    challenge = find_invitation(request.POST[name], status, timezone.now())
    if challenge is None:
        return oauth_error("invalid_request", description)
    return _begun(open_activation(request, replace(start, intent=Intent.ACTIVATE), challenge))


def _begun(interaction_handle: str) -> HttpResponse:
    return no_store(JsonResponse({"interaction_handle": interaction_handle}))
