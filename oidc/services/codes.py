"""The response to an app's request: a code, or an error, for the redirect URI of the request."""

from datetime import datetime
from urllib.parse import urlencode, urlsplit

from django.db import transaction
from django.utils import timezone
from oauthlib.oauth2.rfc6749 import errors

from accounts.identities import new_secret
from applications.services import uses
from flows.authorization_result import CompletedAuthorization
from flows.domain.requests import AuthorizationRequest
from oidc.context import Context
from oidc.domain.authorization import FACTORS, Prompt
from oidc.domain.errors import describe
from oidc.domain.responses import AuthorizationResponse, ResponseMode
from oidc.grants import grant_for, save_grant
from oidc.issuers import issuer_url, oauth_base
from oidc.models import Client
from oidc.server import Server


def issue_code(completed: CompletedAuthorization, client: Client | None = None) -> AuthorizationResponse:
    """Save a code for an authorized request and return the response that carries it to the app.

    ``client`` is the one that the request was validated for just now. Without it the library's server
    validates once more: if the client has changed meanwhile, the response is an error. Raises oauthlib's
    FatalClientError when the redirect URI is gone. The caller has claimed the transaction in the same atomic
    block.
    """
    request, now = completed.request, timezone.now()
    if client is None:
        try:
            _, credentials = Server(Context(request.issuer, now=now)).validate_authorization(
                _parameters(request)
            )
        except errors.FatalClientError:
            raise
        except errors.OAuth2Error as error:
            return error_response(request, error.error, error.description)
        client = credentials["request"].client
    code = new_secret()
    save_grant(grant_for(completed, client, code, now), now)
    return _response(request, ("code", code))


def respond(completed: CompletedAuthorization, client: Client | None = None) -> AuthorizationResponse:
    """Return the response for the app, and count that the user goes there. See ``issue_code``."""
    with transaction.atomic():
        # The code first: saving it locks the user's row, as every end of an account does first.
        response = issue_code(completed, client)
        uses.record_use(completed.user.pk, completed.request.client_id, timezone.now())
    return response


def error_response(request: AuthorizationRequest, error: str, description: str) -> AuthorizationResponse:
    """Return the response that tells an app what went wrong (RFC 6749 §4.1.2.1)."""
    return _response(request, ("error", error), ("error_description", describe(error, description)))


def request_path(request: AuthorizationRequest, now: datetime) -> str:
    """Return the path at which this request can be made again, with what the app asked for besides."""
    asked = {"acr_values": next((value for value, count in FACTORS.items() if count == request.factors), "")}
    if request.consent_asked:
        asked["prompt"] = Prompt.CONSENT
    if request.fresh_since is not None:
        asked["max_age"] = str(max(0, int((now - request.fresh_since).total_seconds())))
    parameters = {**_parameters(request), **{name: value for name, value in asked.items() if value}}
    if request.response_mode != ResponseMode.QUERY:
        parameters["response_mode"] = request.response_mode
    return f"{urlsplit(oauth_base(request.issuer)).path}/v1/authorize?{urlencode(parameters)}"


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
    """Add the state, and the issuer, so that an app of several servers is not mixed up (RFC 9207)."""
    state = (("state", request.state),) if request.state else ()
    issuer = ("iss", issuer_url(request.issuer))
    mode = ResponseMode(request.response_mode)
    return AuthorizationResponse(request.redirect_uri, mode, (*parameters, *state, issuer))
