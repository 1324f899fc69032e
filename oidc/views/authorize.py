"""The authorization endpoint: answer from a sufficient session, or start a flow.

The page is the first one of the flow, at the very address of the request: nothing is stored before the
first submission (ADR 0012), and a reload or a bookmark begins the same again.
"""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.middleware import live_session
from accounts.models import Session
from flows import engine
from flows.authorization_result import from_session
from flows.domain.requests import AuthorizationRequest
from flows.domain.steps import FormName, Step, StepName
from flows.domain.transaction import FrontEnd, Intent
from flows.engine import FlowStart
from flows.hosted.cookies import client_of
from flows.hosted.outside import OutsideRedirect, keeps_opener
from flows.hosted.responses import show, show_end
from flows.hosted.views import COOKIES_OFF, answer_at, is_forged, show_outdated
from oidc.authorization import (
    FatalRequestError,
    RedirectableError,
    ValidatedRequest,
    error_response,
    read_request,
    requested_authorization,
    respond,
)
from oidc.protocol.parameters import MalformedRequest, Prompt, check_repeated
from oidc.signing_keys import is_about
from oidc.views.responses import deliver, error_page

NEEDED = {StepName.IDENTIFY: "login_required", StepName.CONSENT: "consent_required"}
"""The error of a silent request that would need a page (OpenID Connect Core 1.0 §3.1.2.6)."""


@keeps_opener
@csrf_exempt
@require_http_methods(["GET", "POST"])
def authorize(request: HttpRequest, issuer: str) -> HttpResponse:
    """Answer an authorization request, or show the first page of a flow.

    An app may send its request in a form (OpenID Connect Core 1.0 §3.1.2.1). It continues as an address, so
    that a later post is always a form of this server with its token.
    """
    if request.method == "POST" and "csrfmiddlewaretoken" not in request.POST:
        return _answer_form(request, issuer)
    return _answer_ours(request, issuer)


def _answer_form(request: HttpRequest, issuer: str) -> HttpResponse:
    """Redirect an app's form to a GET request; answer errors here, since the URL may be too long."""
    validated = _read(request, request.POST, issuer)
    if isinstance(validated, HttpResponse):
        return validated
    return OutsideRedirect(f"{request.path}?{request.POST.urlencode()}", status=303)


def _read(request: HttpRequest, parameters: Any, issuer: str) -> ValidatedRequest | HttpResponse:
    """Return the validated request, or the response to an invalid one."""
    try:
        check_repeated(parameters.lists())
        return read_request(parameters.dict(), issuer)
    except MalformedRequest as malformed:
        return error_page(request, FatalRequestError(malformed.error, malformed.description, None, ""))
    except FatalRequestError as fatal:
        return error_page(request, fatal)
    except RedirectableError as refused:
        response = error_response(refused.request, refused.error, refused.description)
        return deliver(request, refused.request.client_id, response)


def _answer_ours(request: HttpRequest, issuer: str) -> HttpResponse:
    validated = _read(request, request.GET, issuer)
    if isinstance(validated, HttpResponse):
        return validated
    start = _flow_start(request, validated)
    if request.method != "POST" or validated.parameters.silent:
        return _look(request, start, validated)
    if is_forged(request):
        return _answer_outdated(request, start, validated)
    if request.POST.get("form") == FormName.CANCEL:
        response = error_response(validated.request, "access_denied", "The user canceled the sign-in.")
        return deliver(request, validated.request.client_id, response, after_form=True)
    return answer_at(request, start)


def _answer_outdated(request: HttpRequest, start: FlowStart, validated: ValidatedRequest) -> HttpResponse:
    """Answer a form that was loaded before this browser's last sign-in, mostly of another tab.

    Where the session is enough the app gets its answer, as for a request that comes now (ADR 0035).
    """
    if not request.COOKIES.get(settings.CSRF_COOKIE_NAME):
        return show_end(request, COOKIES_OFF)
    outcome = engine.open_new(start, client_of(request)).outcome
    if start.session is not None and start.request is not None and outcome.step.name is StepName.DONE:
        response = respond(from_session(start.session, start.request), validated.client)
        return deliver(request, start.request.client_id, response, after_form=True)
    return show_outdated(request, outcome)


def _flow_start(request: HttpRequest, validated: ValidatedRequest) -> FlowStart:
    return FlowStart(
        FrontEnd.HOSTED,
        Intent.SIGN_UP if validated.parameters.creates else Intent.SIGN_IN,
        identifier=validated.parameters.hint,
        application=validated.request.client_id,
        session=_session(request, validated),
        request=requested_authorization(validated),
    )


def _session(request: HttpRequest, validated: ValidatedRequest) -> Session | None:
    """Return the session that may answer: of the requested user, and none for a sign-up."""
    row = live_session(request) if request.user.is_authenticated else None
    if row is None or row.user is None or validated.parameters.creates:
        return None
    token = validated.parameters.token_hint
    return row if not token or is_about(token, row.user, validated.client) else None


def _look(request: HttpRequest, start: FlowStart, validated: ValidatedRequest) -> HttpResponse:
    outcome = engine.open_new(start, client_of(request)).outcome
    client_id = validated.request.client_id
    if start.session is not None and outcome.step.name is StepName.DONE:
        completed = from_session(start.session, requested_authorization(validated))
        return deliver(request, client_id, respond(completed, validated.client))
    if validated.parameters.silent:
        error = _needed(outcome.step, requested_authorization(validated))
        response = error_response(validated.request, error, "The person has to do something first.")
        return deliver(request, client_id, response)
    if outcome.step.name is StepName.ENDED:
        message = outcome.step.messages[0]
        return show_end(request, message.key, params=message.params, back_to_app=_back(request, validated))
    return show(request, outcome)


def _back(request: HttpRequest, validated: ValidatedRequest) -> str:
    """Return the link that reports the denied access to the app.

    No link carries a form or a message: there it asks once more, silently, and gets the same refusal.
    """
    response = error_response(validated.request, "access_denied", "Access to the application is denied.")
    if response.is_redirect:
        return response.url
    query = request.GET.copy()
    query["prompt"] = Prompt.NONE.value
    return f"{request.path}?{query.urlencode()}"


def _needed(step: Step, request: AuthorizationRequest) -> str:
    if step.name is StepName.ENDED:
        return "access_denied"
    if step.name is StepName.STEP_UP and request.fresh_since is not None:
        return "login_required"
    return NEEDED.get(step.name, "interaction_required")
