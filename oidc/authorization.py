"""Authorization requests of apps and their responses."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from django.db import transaction
from django.utils import timezone
from oauthlib.oauth2.rfc6749 import errors

from accounts.identities import new_secret
from applications.services import uses
from flows.authorization_result import CompletedAuthorization
from flows.domain.requests import AuthorizationRequest
from oidc.clients import client_of
from oidc.grants import grant_for, save_grant
from oidc.issuers import endpoint_path, issuer_url
from oidc.models import Client
from oidc.protocol.parameters import (
    FACTORS,
    AuthorizationParameters,
    MalformedRequest,
    Prompt,
    describe,
    read_parameters,
    returnable,
)
from oidc.protocol.registration import GrantType
from oidc.protocol.request_validator import AuthorizationValidator
from oidc.protocol.responses import AuthorizationResponse, ResponseMode, check_mode
from oidc.protocol.server import AuthorizationServer
from oidc.signing_keys import subject_of


class FatalRequestError(Exception):
    """An error without a redirect: the client or its redirect URI is not registered.

    ``client`` is the app, where it is known, ``redirect_uri`` the requested one.
    """

    def __init__(self, error: str, description: str, client: Client | None, redirect_uri: str) -> None:
        super().__init__(description)
        self.error, self.description = error, description
        self.client, self.redirect_uri = client, redirect_uri


class RedirectableError(Exception):
    """An error that is returned to the client's redirect URI."""

    def __init__(self, request: AuthorizationRequest, error: str, description: str) -> None:
        super().__init__(description)
        self.request, self.error, self.description = request, error, description


@dataclass(frozen=True, slots=True)
class ValidatedRequest:
    """A valid authorization request, with its sign-in parameters and its client."""

    request: AuthorizationRequest
    parameters: AuthorizationParameters
    client: Client


def read_request(
    parameters: Mapping[str, str],
    issuer: str,
    *,
    grant_type: GrantType = GrantType.CODE,
    client: Client | None = None,
) -> ValidatedRequest:
    """Validate an authorization request to an issuer. Raises FatalRequestError or RedirectableError.

    ``grant_type`` is what it leads to. ``client`` is an authenticated one.
    """
    now = timezone.now()
    # A parameter without a value counts as omitted (RFC 6749 §3.1).
    parameters = {name: value for name, value in parameters.items() if value}
    registered = client or client_of(parameters.get("client_id", ""))
    try:
        scopes, valid = AuthorizationServer(AuthorizationValidator(registered, grant_type)).validate(
            parameters
        )
    except errors.FatalClientError as fatal:
        known = Client.objects.filter(client_id=returnable("client_id", parameters.get("client_id", "")))
        raise FatalRequestError(
            fatal.error,
            describe(fatal.error, fatal.description),
            known.first(),
            parameters.get("redirect_uri", ""),
        ) from fatal
    except errors.OAuth2Error as error:
        request = _request_of(parameters, (), issuer, registered)
        raise RedirectableError(request, error.error, describe(error.error, error.description)) from error
    request = _request_of(parameters, scopes, issuer, valid)
    try:
        _mode(parameters, valid)
        return ValidatedRequest(request, read_parameters(parameters, now), valid)
    except MalformedRequest as malformed:
        raise RedirectableError(request, malformed.error, malformed.description) from malformed


def requested_authorization(validated: ValidatedRequest) -> AuthorizationRequest:
    """Return the request for the engine, with the app's requirements for the sign-in."""
    parameters = validated.parameters
    return replace(
        validated.request,
        fresh_since=parameters.fresh_since,
        consent_asked=Prompt.CONSENT in parameters.prompts,
        factors=parameters.factors,
        subject=subject_of(parameters.token_hint, validated.client) if parameters.token_hint else "",
    )


def _request_of(
    parameters: Mapping[str, str], scopes: tuple[str, ...], issuer: str, client: Client | None
) -> AuthorizationRequest:
    """Return the stored form of a request; a state that is too long to return is left out."""
    try:
        mode = _mode(parameters, client)
    except MalformedRequest:
        mode = ResponseMode.QUERY
    return AuthorizationRequest(
        client_id=parameters["client_id"],
        redirect_uri=parameters["redirect_uri"],
        scopes=scopes,
        code_challenge=parameters.get("code_challenge", ""),
        state=returnable("state", parameters.get("state", "")),
        nonce=parameters.get("nonce", ""),
        issuer=issuer,
        response_mode=mode.value,
    )


def _mode(parameters: Mapping[str, str], client: Client | None) -> ResponseMode:
    origins = tuple(client.allowed_origins.split()) if client is not None else ()
    return check_mode(parameters.get("response_mode", ""), parameters["redirect_uri"], origins)


def issue_code(completed: CompletedAuthorization, client: Client | None = None) -> AuthorizationResponse:
    """Save a code for an authorized request and return the response that carries it to the app.

    ``client`` is the one that the request was validated for just now. Without it the library's server
    validates once more: if the client has changed meanwhile, the response is an error. Raises oauthlib's
    FatalClientError when the redirect URI is gone. The caller has claimed the transaction in the same atomic
    block.
    """
    request, now = completed.request, timezone.now()
    if client is None:
        leads_to = GrantType.INTERACTION if request.interaction else GrantType.CODE
        validator = AuthorizationValidator(client_of(request.client_id), leads_to)
        try:
            _, client = AuthorizationServer(validator).validate(_parameters(request))
        except errors.FatalClientError:
            raise
        except errors.OAuth2Error as error:
            return error_response(request, error.error, error.description)
    code = new_secret()
    save_grant(grant_for(completed, client, code, now), now)
    return _response(request, ("interaction_code" if request.interaction else "code", code))


def respond(completed: CompletedAuthorization, client: Client | None = None) -> AuthorizationResponse:
    """Issue a code and count the use of the app. See ``issue_code``."""
    with transaction.atomic():
        # The code first: saving it locks the user's row, as every end of an account does first.
        response = issue_code(completed, client)
        uses.record_use(completed.user.pk, completed.request.client_id, timezone.now())
    return response


def error_response(request: AuthorizationRequest, error: str, description: str) -> AuthorizationResponse:
    """Return an error response (RFC 6749 §4.1.2.1)."""
    return _response(request, ("error", error), ("error_description", describe(error, description)))


def request_path(request: AuthorizationRequest, now: datetime) -> str:
    """Return the path that repeats this request, with its sign-in parameters."""
    sign_in = {
        "acr_values": next((value for value, count in FACTORS.items() if count == request.factors), "")
    }
    if request.consent_asked:
        sign_in["prompt"] = Prompt.CONSENT
    if request.fresh_since is not None:
        sign_in["max_age"] = str(max(0, int((now - request.fresh_since).total_seconds())))
    parameters = {**_parameters(request), **{name: value for name, value in sign_in.items() if value}}
    if request.response_mode != ResponseMode.QUERY:
        parameters["response_mode"] = request.response_mode
    return f"{endpoint_path(request.issuer, 'authorize')}?{urlencode(parameters)}"


def _parameters(request: AuthorizationRequest) -> dict[str, str]:
    return {
        "response_type": "code",
        "client_id": request.client_id,
        "redirect_uri": request.redirect_uri,
        "scope": " ".join(request.scopes),
        **_challenge(request),
        **({"state": request.state} if request.state else {}),
        **({"nonce": request.nonce} if request.nonce else {}),
    }


def _challenge(request: AuthorizationRequest) -> dict[str, str]:
    challenge = request.code_challenge
    return {"code_challenge": challenge, "code_challenge_method": "S256"} if challenge else {}


def _response(request: AuthorizationRequest, *parameters: tuple[str, str]) -> AuthorizationResponse:
    """Return a response with the request's state and the issuer (RFC 9207)."""
    state = (("state", request.state),) if request.state else ()
    issuer = ("iss", issuer_url(request.issuer))
    mode = ResponseMode(request.response_mode)
    return AuthorizationResponse(request.redirect_uri, mode, (*parameters, *state, issuer))
