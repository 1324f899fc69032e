"""The answer that goes back to an app: a code, or an error, at the address that the app gave."""

from urllib.parse import urlencode

from django.utils import timezone
from oauthlib.common import add_params_to_uri

from applications.services import uses
from flows.answering import Answerable
from flows.domain.requests import AuthorizationRequest
from oidc.context import Context
from oidc.issuers import issuer_url, oauth_base
from oidc.server import server


def issue_code(answerable: Answerable) -> str:
    """Save a code for a met request and return the address that takes it to the app.

    The library's server looks at the request once more: if the client was changed meanwhile, the address
    holds an error. Raises oauthlib's FatalClientError when there is no address any more. Whoever calls it for
    a transaction has claimed that first, in the same atomic block.
    """
    request = answerable.request
    uri = f"{oauth_base(request.issuer)}/v1/authorize?{urlencode(_parameters(request))}"
    context = Context(issuer=request.issuer, answerable=answerable, now=timezone.now())
    headers, _, _ = server(context).create_authorization_response(uri, scopes=list(request.scopes))
    return _signed_off(headers["Location"], request)


def give_answer(answerable: Answerable) -> str:
    """Return the address that takes the answer to the app, and count that the person goes there."""
    uses.note(answerable.person.pk, answerable.request.client_id, timezone.now())
    return issue_code(answerable)


def error_redirect(request: AuthorizationRequest, error: str, description: str) -> str:
    """Return the address that tells an app what went wrong (RFC 6749 §4.1.2.1)."""
    said = [("error", error), ("error_description", description)]
    if request.state:
        said.append(("state", request.state))
    return _signed_off(str(add_params_to_uri(request.redirect_uri, said)), request)


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


def _signed_off(url: str, request: AuthorizationRequest) -> str:
    """Say who answers, so that an app of several servers is not mixed up (RFC 9207)."""
    return str(add_params_to_uri(url, [("iss", issuer_url(request.issuer))]))
