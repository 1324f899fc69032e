"""The page that delivers the response of a finished transaction, once.

A browser does not follow a redirect to another site after a post of our form (Content Security Policy Level
3, ``form-action``), so the response leaves from a page that was fetched by GET.
"""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from oauthlib.oauth2.rfc6749.errors import FatalClientError

from accounts.middleware import live_session
from accounts.models import Session
from accounts.page_paths import page_path
from flows import authorization_result, engine, repository
from flows.authorization_result import CompletedAuthorization
from flows.domain.account_changes import EXPIRED
from flows.domain.steps import StepName
from flows.domain.transaction import FrontEnd, Intent
from flows.engine import FlowStart
from flows.hosted.cookies import client_of, read_binding
from flows.hosted.outside import OutsideRedirect, keeps_opener
from flows.hosted.responses import see_other, show_end
from flows.repository import Ref
from oidc.authorization import FatalRequestError, error_response, request_path, respond
from oidc.views.responses import deliver, error_page

ANSWERED = "ssr.request.answered"


@keeps_opener
@require_safe
def resume(request: HttpRequest, transaction_id: str) -> HttpResponse:
    """Deliver the response of a finished transaction, or the error of an ended one."""
    row = live_session(request)
    if row is not None:
        try:
            answered = _answer(request, transaction_id, row)
        except FatalClientError as fatal:
            # The app was switched off, or the address taken from it, while the user was on the way.
            return error_page(request, FatalRequestError(fatal.error, fatal.description or "", None, ""))
        if answered is not None:
            return answered
    binding = read_binding(request)
    stored = repository.load(Ref(transaction_id, binding, FrontEnd.HOSTED)) if binding else None
    if stored is None or stored.transaction.request is None:
        return show_end(request, ANSWERED if row is not None else EXPIRED)
    if engine.open_stored(stored, client_of(request)).step.name is not StepName.ENDED:
        return see_other(page_path("flows:transaction", transaction_id))
    requested = stored.transaction.request
    response = error_response(requested, "access_denied", "The sign-in was not completed.")
    return deliver(request, requested.client_id, response, after_form=True)


def _answer(request: HttpRequest, transaction_id: str, row: Session) -> HttpResponse | None:
    """Deliver the response once, for this session's transaction or one that another tab left."""
    earned = authorization_result.of_browser(transaction_id, row)
    if earned is not None:
        # What was decided when the transaction finished is not decided again.
        return _deliver_once(request, transaction_id, earned)
    left = authorization_result.superseded(transaction_id, row, timezone.now())
    if left is None or left.request is None:
        return None
    if row.user is None or left.request.subject not in ("", row.user.public_id):
        # The app named another user by an ID token: it may ask again (OpenID Connect Core §3.1.2.1).
        response = error_response(left.request, "login_required", "Another user is signed in.")
        return deliver(request, left.application, response, after_form=True)
    start = FlowStart(
        FrontEnd.HOSTED, Intent.SIGN_IN, application=left.application, session=row, request=left.request
    )
    if engine.open_new(start, client_of(request)).step.name is StepName.DONE:
        return _deliver_once(request, transaction_id, authorization_result.from_session(row, left.request))
    if left.request.interaction:
        # The client draws the forms: it begins anew by /interact.
        response = error_response(left.request, "interaction_required", "The sign-in was not completed.")
        return deliver(request, left.application, response, after_form=True)
    # Its state and nonce may be long: see_other has a limit on addresses.
    return OutsideRedirect(request_path(left.request, timezone.now()), status=303)


def _deliver_once(
    request: HttpRequest, transaction_id: str, answer: CompletedAuthorization
) -> HttpResponse | None:
    with transaction.atomic():
        if not authorization_result.claim(transaction_id, timezone.now()):
            return None
        response = respond(answer)
    return deliver(request, answer.request.client_id, response, after_form=True)
