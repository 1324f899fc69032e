"""Validation of an authorization request by the library's server and by our own rules."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from oauthlib.oauth2.rfc6749 import errors

from flows.domain.requests import AuthorizationRequest
from oidc.context import Context
from oidc.domain.authorization import (
    AuthorizationParameters,
    MalformedRequest,
    Prompt,
    read_parameters,
    returnable,
)
from oidc.domain.errors import describe
from oidc.domain.responses import ResponseMode, check_mode
from oidc.models import Client
from oidc.selectors import client_of
from oidc.selectors.hints import subject_of
from oidc.server import Server


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
    """A request that can be answered, and how the user is to come in for it."""

    request: AuthorizationRequest
    parameters: AuthorizationParameters
    client: Client


def read_request(parameters: Mapping[str, str], context: Context) -> ValidatedRequest:
    """Read a request. Raises FatalRequestError or RedirectableError."""
    # A parameter without a value counts as omitted (RFC 6749 §3.1).
    parameters = {name: value for name, value in parameters.items() if value}
    try:
        scopes, credentials = Server(context).validate_authorization(parameters)
    except errors.FatalClientError as fatal:
        known = Client.objects.filter(client_id=_client_id(parameters)).first()
        description = describe(fatal.error, fatal.description)
        raise FatalRequestError(
            fatal.error, description, known, parameters.get("redirect_uri", "")
        ) from fatal
    except errors.OAuth2Error as error:
        request = _request_of(parameters, (), context)
        raise RedirectableError(request, error.error, describe(error.error, error.description)) from error
    request = _request_of(parameters, tuple(dict.fromkeys(scopes)), context)
    return ValidatedRequest(
        request, _read_parameters(parameters, request, context), credentials["request"].client
    )


def _read_parameters(
    parameters: Mapping[str, str], request: AuthorizationRequest, context: Context
) -> AuthorizationParameters:
    try:
        _mode(parameters, context)
        return read_parameters(parameters, context.now)
    except MalformedRequest as malformed:
        raise RedirectableError(request, malformed.error, malformed.description) from malformed


def requested_authorization(validated: ValidatedRequest) -> AuthorizationRequest:
    """Return the request as a flow takes it: with what the app requests."""
    parameters = validated.parameters
    return replace(
        validated.request,
        fresh_since=parameters.fresh_since,
        consent_asked=Prompt.CONSENT in parameters.prompts,
        factors=parameters.factors,
        subject=subject_of(parameters.token_hint, validated.client) if parameters.token_hint else "",
    )


def _request_of(
    parameters: Mapping[str, str], scopes: tuple[str, ...], context: Context
) -> AuthorizationRequest:
    """Return what is kept of a request. A state too long to come back is left out of its error."""
    try:
        mode = _mode(parameters, context)
    except MalformedRequest:
        mode = ResponseMode.QUERY
    return AuthorizationRequest(
        client_id=parameters["client_id"],
        redirect_uri=parameters["redirect_uri"],
        scopes=scopes,
        code_challenge=parameters.get("code_challenge", ""),
        state=returnable("state", parameters.get("state", "")),
        nonce=parameters.get("nonce", ""),
        issuer=context.issuer,
        response_mode=mode.value,
    )


def _client_id(parameters: Mapping[str, str]) -> str:
    return returnable("client_id", parameters.get("client_id", ""))


def _mode(parameters: Mapping[str, str], context: Context) -> ResponseMode:
    client = context.client or client_of(parameters["client_id"])
    origins = tuple(client.allowed_origins.split()) if client is not None else ()
    return check_mode(parameters.get("response_mode", ""), parameters["redirect_uri"], origins)
